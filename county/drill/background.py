"""What goes on in the county of a drill besides its injects: reports, and the weather."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from county.drill.scenario import Weather
from county.durations import HOUR_MS, MINUTE_MS

_TRAFFIC = re.compile(r"demo(?::seed=(?P<seed>\d{1,9}))?(?::rate=(?P<rate>\d{1,2}(?:\.\d{1,3})?))?", re.ASCII)
RATE_MOST = 10.0
TRAFFIC_FORM = "demo:seed=7:rate=0.3"
RAIN = frozenset({"rain", "rainfall"})
"""Channels that measure the rain of the hour, mm."""


class BackgroundTraffic(NamedTuple):
    """Reports that belong to no inject: with the same seed the same ones."""

    seed: int
    rate: float
    """Of the reports of a simulated day."""


def parse_traffic(text: str, seed: int) -> BackgroundTraffic | None:
    """``demo:seed=7:rate=0.3`` in a scenario with ``seed``; None for "".  Raises ValueError."""
    if not text:
        return None
    found = _TRAFFIC.fullmatch(text)
    rate = float(found["rate"] or 1) if found else 0.0
    if found is None or not 0 < rate <= RATE_MOST:
        raise ValueError(f"{text!r} is no background traffic like {TRAFFIC_FORM!r}")
    return BackgroundTraffic(int(found["seed"] or seed), rate)


class Rainfall:
    """The rain of a scenario, evenly distributed over each of its steps; none before the first and after the last.

    The step before the first time is as long as the one after it, or an hour where there is no other.
    """

    def __init__(self, weather: Weather) -> None:
        """``weather``: with at least one step."""
        ends = [round(minute * MINUTE_MS) for minute, _ in weather.rain_mm]
        first_ms = ends[1] - ends[0] if len(ends) > 1 else HOUR_MS
        self._times = [ends[0] - first_ms, *ends]
        self._fallen = [0.0]
        """mm until each of the times."""
        for _, rain_mm in weather.rain_mm:
            self._fallen.append(self._fallen[-1] + rain_mm)

    def in_hour(self, since_start_ms: int) -> float:
        """mm in the hour before a time of the drill."""
        return self._until(since_start_ms) - self._until(since_start_ms - HOUR_MS)

    @property
    def most_in_hour(self) -> float:
        """mm in the wettest hour."""
        return max(self.in_hour(at_ms + after_ms) for at_ms in self._times for after_ms in (0, HOUR_MS))

    def _until(self, at_ms: int) -> float:
        place = bisect_right(self._times, at_ms)
        if place in (0, len(self._times)):
            return self._fallen[0 if place == 0 else -1]
        begin, end = self._times[place - 1 : place + 1]
        share = (at_ms - begin) / (end - begin)
        return self._fallen[place - 1] + share * (self._fallen[place] - self._fallen[place - 1])
