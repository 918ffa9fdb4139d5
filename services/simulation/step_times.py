"""How long simulated people take for each step, live and in the past alike: figures compare the two.

Most steps take minutes.  Handling takes minutes or most of a day, as often one to ten minutes as one to ten hours.
"""

from __future__ import annotations

import math
from random import Random
from typing import Literal

Step = Literal["file", "dispatch", "accept", "resume", "feed_back", "close", "evaluate"]
STEP_S: dict[Step, tuple[float, float]] = {
    "file": (40, 240), "dispatch": (30, 120), "accept": (15, 75), "resume": (600, 1_800),
    "feed_back": (90, 12 * 3_600), "close": (60, 240), "evaluate": (60, 300),
}  # fmt: skip
"""From the step before, shortest and longest."""
SOON_S = 480
"""The longest of a step that somebody waits for."""


def step_s(step: Step, rng: Random, *, soon: bool = False) -> float:
    """How long a step takes: its logarithm is evenly distributed.  ``soon``: of what somebody waits for."""
    shortest, longest = STEP_S[step]
    if soon:
        longest = min(longest, max(SOON_S, shortest))
    return math.exp(rng.uniform(math.log(shortest), math.log(longest)))
