"""100 copies of a running backend under load."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.hot_copies import copied_under_load

COPIES = 100


@pytest.mark.timeout(3_600)
def test_each_of_100_hot_copies_contains_every_record_acknowledged_before_it(tmp_path: Path) -> None:
    found = copied_under_load(tmp_path, COPIES)
    assert all(last >= before for before, last in found)
    print(f"\n{len(found)} copies, the last of {found[-1][1]} records; all verified and restored")
