"""Whether a share, such as of late answers, is another one than it was: by Wilson's interval, never by a ratio alone.

Source: E. B. Wilson, Probable inference, J. Am. Stat. Ass. 22 (1927), 209-212.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

LEAST_TOTAL = 20
"""A share of fewer is not compared: 1 of 2 is no trend."""


class ShareInterval(NamedTuple):
    low: float
    high: float


def wilson(part: int, total: int, alpha: float = 0.05) -> ShareInterval:
    """Two-sided interval of a share with the chance ``alpha`` outside; 0 to 1 of nothing."""
    if total == 0:
        return ShareInterval(0.0, 1.0)
    z, share = float(ndtri(1 - alpha / 2)), part / total
    centre, scale = share + z * z / (2 * total), 1 + z * z / total
    reach = z * float(np.sqrt(share * (1 - share) / total + z * z / (4 * total * total)))
    # the interval contains its share; rounding alone must not put none or all outside
    return ShareInterval(max(min((centre - reach) / scale, share), 0.0), min(max((centre + reach) / scale, share), 1.0))


def has_shifted(part: int, total: int, past_part: int, past_total: int, alpha: float = 0.001) -> bool:
    """Whether the newer share is outside what the past one allows: their intervals do not meet.

    Never with fewer than LEAST_TOTAL in one of the two.
    """
    if min(total, past_total) < LEAST_TOTAL:
        return False
    now, before = wilson(part, total, alpha), wilson(past_part, past_total, alpha)
    return now.low > before.high or now.high < before.low
