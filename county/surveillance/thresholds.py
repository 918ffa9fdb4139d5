"""Bounds of the next count when its expected value and the spread of its past are known.

Sources: C. P. Farrington et al. (1996), 3.5 (power transformation); A. Noufaily et al., An improved algorithm for
outbreak detection in multiple surveillance systems, Statistics in Medicine 32 (2013), 1206-1222; M. Salmon et al.,
Monitoring count time series in R, J. Stat. Software 70 (10), 2016, 2.2.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import nbinom, poisson


class Transform(StrEnum):
    """Of a count, so that its distribution is nearly symmetric: none for many, 1/2 for equal spread, 2/3 for few."""

    NONE = "none"
    HALF = "1/2"
    TWO_THIRDS = "2/3"


class Bounds(NamedTuple):
    """``chance``: of at least the observed count, when nothing has changed.  ``score``: above 1 it is an alarm."""

    lower: float
    upper: float
    chance: float
    score: float


_EXPONENT = {Transform.NONE: 1.0, Transform.HALF: 1 / 2, Transform.TWO_THIRDS: 2 / 3}


def normal_bounds(
    expected: float, error: float, dispersion: float, observed: float, *, alpha: float,
    transform: Transform = Transform.TWO_THIRDS,
) -> Bounds:  # fmt: skip
    """Of a normal distribution of the transformed count.

    ``expected``: count, with its standard ``error``.  ``alpha``: chance of a count above the upper bound.  An upper
    bound that cannot be computed is NaN.
    """
    exponent = _EXPONENT[transform]
    spread = dispersion + error**2 / expected
    sd = exponent * expected ** (exponent - 0.5) * np.sqrt(spread)
    centre, reach = expected**exponent, float(ndtri(1 - alpha)) * sd
    lower = max(centre - reach, 0.0) ** (1 / exponent)
    upper = float((centre + reach) ** (1 / exponent))
    chance = float(ndtr((centre - observed**exponent) / sd))
    return Bounds(float(lower), upper, chance, (observed - expected) / (upper - expected))


def counted_bounds(
    linear: float, error: float, dispersion: float, observed: float, *, alpha: float, plug_in: bool
) -> Bounds:  # fmt: skip
    """Of a negative binomial distribution, Poisson's where ``dispersion`` is 1.

    ``linear``: logarithm of the expected count, with its standard ``error``.  ``plug_in``: the expected count is taken
    as it is; otherwise the upper quantile of it, which its error allows.  The score is taken from ``linear``, as the
    reference implementation does.
    """
    mean = float(np.exp(linear if plug_in else linear + float(ndtri(1 - alpha)) * error))
    if not np.isfinite(mean):
        return Bounds(np.nan, np.nan, np.nan, np.nan)
    law = nbinom(mean / (dispersion - 1), 1 / dispersion) if dispersion > 1 else poisson(mean)
    lower, upper = max(float(law.ppf(alpha)), 0.0), float(law.ppf(1 - alpha))
    return Bounds(lower, upper, float(law.sf(observed - 1)), (observed - linear) / (upper - linear))
