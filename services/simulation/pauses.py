"""How long no simulated report comes: shorter by day."""

from __future__ import annotations

import math
from random import Random

from county.durations import HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS

MEAN_S = (28.0, 60.0)
"""Mean time between two reports, at the busiest and the least busy hour."""
LONGEST_PAUSE_MS = 120_000
BUSIEST_H = 14.0


def pause_ms(seed: int, at_ms: int) -> int:
    """Time from a report at ``at_ms`` to the next one; with the same seed the same."""
    hour = (at_ms + COUNTY_OFFSET_MS) / HOUR_MS
    busy = (1 + math.cos((hour - BUSIEST_H) * math.pi / 12)) / 2
    mean_s = MEAN_S[1] + (MEAN_S[0] - MEAN_S[1]) * busy
    drawn = Random(f"{seed}:pause:{at_ms}")
    return min(round(1000 * max(drawn.expovariate(1 / mean_s), 6.0)), LONGEST_PAUSE_MS)
