"""How unusual a count is beside earlier ones of the same length, with the counts' own spread.

The rate of earlier counts is known only so well: after none in n periods it is not zero.  With a gamma prior (Jeffreys:
half an event in no time) the next count has a negative binomial distribution, wider where the earlier ones vary more
than a Poisson process does (A. Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.special import betainc

HISTORY_MIN = 8
"""With fewer earlier counts nothing is unusual."""
PRIOR = 0.5
HIGHEST = 20.0
"""Of the result: the chance is not computed any closer."""


def surprise(count: int, history: Sequence[int]) -> float | None:
    """−log10 of the chance of at least ``count``, after ``history``; None where that is too short.

    1 in 1,000 is 3.  A county where nothing ever happened, and then one thing does, gives about 2.
    """
    if len(history) < HISTORY_MIN:
        return None
    if count <= 0:
        return 0.0
    shape, periods = PRIOR + sum(history), float(len(history))
    mean = shape / periods
    variance = sum((one - mean) ** 2 for one in history) / max(len(history) - 1, 1)
    spread = max(variance / mean, 1.0)  # 1 for a Poisson process
    shape, periods = shape / spread, periods / spread
    # at least k of a negative binomial distribution: the regularised incomplete beta function
    chance = float(betainc(count, shape, 1 / (1 + periods)))
    return HIGHEST if chance < 10**-HIGHEST else max(-math.log10(chance), 0.0)
