"""Times and durations as screens write them."""

from __future__ import annotations

import pytest

from desktop import moments
from tests.gui.conftest import HOUR_MS, ScriptedDesktop


@pytest.mark.parametrize(
    ("hours", "text"),
    [(3 + 1 / 3, "3 小时 20 分"), (52, "2 天 4 小时"), (167, "6 天 23 小时"), (180, "7 天"), (719.9, "29 天")],
)
def test_a_duration_of_many_days_has_no_hours(scripted: ScriptedDesktop, hours: float, text: str) -> None:
    assert moments.duration(hours * HOUR_MS) == text


def test_what_still_lies_ahead_has_lasted_no_time(scripted: ScriptedDesktop) -> None:
    assert moments.lasting(0, 9 * 60_000) == "9 分钟"
    assert moments.lasting(9 * 60_000, 0) == "0 秒"
