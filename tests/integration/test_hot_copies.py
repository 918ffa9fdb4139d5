"""A copy of a running backend contains every record acknowledged before it was begun, and restores by one command."""

from __future__ import annotations

from pathlib import Path

from tests.integration.hot_copies import copied_under_load


def test_a_hot_copy_contains_every_record_acknowledged_before_and_restores_by_one_command(tmp_path: Path) -> None:
    found = copied_under_load(tmp_path, 2)
    assert all(last >= before for before, last in found), found
    assert found[-1][0] > 0, "there was no load"
