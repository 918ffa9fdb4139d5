"""Every operation of the disk fails once, alone and with the 60 after it, with EIO and for lack of space."""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path

import pytest

from county.package.open import CountyPackage
from tests.disk_errors import failed_at
from tests.failing_disk import failing_disk
from tests.in_parallel import in_parallel
from tests.square_county import write_square_county

PARTS = 64
"""Part n fails the operations n, n + 64, n + 128 … one after the other, as long as there are any."""


def fail_part(first: int, package: Path, full: bool, length: int) -> int:
    """Number of operations at which the failures of one part began."""
    county, at = CountyPackage(package), first
    with failing_disk() as disk, tempfile.TemporaryDirectory() as folder:
        while True:
            data = Path(folder) / f"{at}"
            try:
                if not failed_at(county, data, disk, full=full, at=at, length=length):
                    return at // PARTS
            except Exception as error:
                raise AssertionError(f"failing from operation {at} on: {error!r}") from error
            shutil.rmtree(data)
            at += PARTS


@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("full", [False, True], ids=["errors", "full"])
@pytest.mark.parametrize("length", [1, 60])
def test_what_was_refused_is_not_stored_and_what_was_acknowledged_is(tmp_path: Path, full: bool, length: int) -> None:
    package = write_square_county(tmp_path / "county", sensors=3)
    kind = f"{'disk full' if full else 'EIO'}, {length} operations in a row"
    part = partial(fail_part, package=package, full=full, length=length)
    begun = sum(in_parallel(part, range(1, PARTS + 1), kind))
    print(f"\n{kind}: begun at each of {begun} operations")
