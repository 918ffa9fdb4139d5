"""A failing disk: refused visibly, resumed automatically, nothing refused appears later, nothing acknowledged is lost.

The loop goes on.  ``tests/hard`` fails every single operation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from county.package.open import CountyPackage
from tests.disk_errors import failed_at
from tests.failing_disk import failing_disk
from tests.square_county import write_square_county

STEP = 211


@pytest.mark.parametrize("full", [False, True], ids=["errors", "full"])
@pytest.mark.parametrize("length", [1, 60])
def test_what_was_refused_is_not_stored_and_what_was_acknowledged_is(tmp_path: Path, full: bool, length: int) -> None:
    package = CountyPackage(write_square_county(tmp_path / "county", sensors=3))
    at, failed = 1, ["first"]
    with failing_disk() as disk:
        while failed:
            failed = failed_at(package, tmp_path / f"{at}", disk, full=full, at=at, length=length)
            shutil.rmtree(tmp_path / f"{at}")
            at += STEP
    assert at > 2 * STEP, "hardly any operation failed"
