"""How far simulated reports are from each other, as it is told of their rates."""

from __future__ import annotations

import numpy as np
import pytest

from county.durations import DAY_MS, HOUR_MS, MINUTE_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from services.simulation.pauses import BUSIEST_H, LIVE_RATE, longest_pause_ms, report_times

DAYS = 30


@pytest.mark.parametrize(
    ("rate", "a_day", "busy_min", "night_min"), [(1.0, 2_200, 0.5, 0.85), (LIVE_RATE, 180, 6.0, 10.0)]
)
def test_a_day_has_so_many_reports_and_is_as_busy_as_is_told(
    rate: float, a_day: int, busy_min: float, night_min: float
) -> None:
    times = np.array(list(report_times(7, 0, DAYS * DAY_MS, rate)))
    pauses, hours = np.diff(times) / MINUTE_MS, (times[:-1] + COUNTY_OFFSET_MS) / HOUR_MS % 24
    assert len(times) / DAYS == pytest.approx(a_day, rel=0.05)
    assert pauses[abs(hours - BUSIEST_H) < 2].mean() == pytest.approx(busy_min, rel=0.1)
    assert pauses[hours < 6].mean() == pytest.approx(night_min, rel=0.1)
    assert pauses.max() * MINUTE_MS == pytest.approx(longest_pause_ms(rate))
