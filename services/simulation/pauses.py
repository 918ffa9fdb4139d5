"""How long no simulated report comes: shorter by day."""

from __future__ import annotations

import math
from collections.abc import Iterator
from random import Random

from county.durations import HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS

MEAN_S = (28.0, 60.0)
"""Mean time between two reports at rate 1, at the busiest and the least busy hour, before the limits."""
SHORTEST_S, LONGEST_S = 6.0, 120.0
"""The limits of a pause at rate 1."""
BUSIEST_H = 14.0
LIVE_RATE = 1 / 12
"""Of the reports of a live county: some 180 a day of 100,000 inhabitants, about one in six minutes in the early
afternoon and one in ten at night.  At rate 1 they are the 2,200 a day of a county that is tested."""
PAST_RATE = 0.14
"""Of its past, which has as many events as its reports and its sensors open together, some 300 a day."""


def longest_pause_ms(rate: float) -> int:
    """No report is further from the next one."""
    return round(1000 * LONGEST_S / rate)


def pause_ms(seed: int, at_ms: int, rate: float = 1.0) -> int:
    """Time from a report at ``at_ms`` to the next one; with the same seed the same.  ``rate``: so many times as many
    reports."""
    hour = (at_ms + COUNTY_OFFSET_MS) / HOUR_MS
    busy = (1 + math.cos((hour - BUSIEST_H) * math.pi / 12)) / 2
    mean_s = MEAN_S[1] + (MEAN_S[0] - MEAN_S[1]) * busy
    drawn = Random(f"{seed}:pause:{at_ms}")
    return min(round(round(1000 * max(drawn.expovariate(1 / mean_s), SHORTEST_S)) / rate), longest_pause_ms(rate))


def report_times(seed: int, from_ms: int, to_ms: int, rate: float) -> Iterator[int]:
    """When the reports of a span of time come."""
    at_ms = from_ms + pause_ms(seed, from_ms, rate)
    while at_ms < to_ms:
        yield at_ms
        at_ms += pause_ms(seed, at_ms, rate)
