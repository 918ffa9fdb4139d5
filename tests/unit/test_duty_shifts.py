"""Shifts change when the county's table says so, and the next day, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.catalog import BadCatalog, load
from county.duty_shifts import DutyShifts

HOUR_MS = 3_600_000
MONDAY_MORNING_MS = 1_795_399_200_000
"""10:00 in the county."""


@pytest.mark.parametrize(("after_h", "end_h", "start_h"), [(0, 10, -2), (10, 22, 10), (13, 22, 10), (22, 34, 22)])
def test_by_default_a_shift_changes_at_eight_and_at_twenty(after_h: int, end_h: int, start_h: int) -> None:
    shifts, now_ms = load().duty_shifts, MONDAY_MORNING_MS + after_h * HOUR_MS
    assert shifts.desk_end_ms(now_ms) == MONDAY_MORNING_MS + end_h * HOUR_MS
    assert shifts.units_start_ms(now_ms) == MONDAY_MORNING_MS + start_h * HOUR_MS


def test_a_county_has_its_own_shifts(tmp_path: Path) -> None:
    (tmp_path / "duty_shifts.toml").write_text('desk = ["09:30"]', encoding="utf-8")
    shifts = load(tmp_path).duty_shifts
    assert shifts.desk_end_ms(MONDAY_MORNING_MS) == MONDAY_MORNING_MS + round(23.5 * HOUR_MS)
    assert shifts.units == DutyShifts().units


@pytest.mark.parametrize("times", ["[]", '["20:00", "08:00"]', '["8 o\'clock"]', '["08:00", "08:00"]'])
def test_times_that_are_no_shifts_are_refused_with_their_file(tmp_path: Path, times: str) -> None:
    (tmp_path / "duty_shifts.toml").write_text(f"units = {times}", encoding="utf-8")
    with pytest.raises(BadCatalog, match=r"duty_shifts\.toml"):
        load(tmp_path)
