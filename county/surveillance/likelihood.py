"""How much better a raised rate explains the count of a group of places than the rate of all others does.

Sources: M. Kulldorff, A spatial scan statistic, Commun. Statist. Theory Meth. 26 (1997), 1481-1496; D. B. Neill,
Expectation-based scan statistics for monitoring spatial time series data, Int. J. Forecasting 25 (2009), 498-517.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def above_expectation(observed: Floats, expected: Floats) -> Floats:
    """Logarithm of the likelihood ratio against what was expected of these places from their own past.

    0 where no more was observed than expected.  Arrays of one shape; a count where nothing was expected is infinite.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = observed * np.log(observed / expected) + expected - observed
    return np.where(observed > expected, ratio, 0.0)


def above_the_rest(observed: Floats, expected: Floats, total: float) -> Floats:
    """The same against all other places, where ``total`` cases were observed in all and as many expected."""
    rest, rest_expected = total - observed, total - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = observed * np.log(observed / expected)
        outside = np.where(rest > 0, rest * np.log(rest / rest_expected), 0.0)
        ratio = inside + outside
    return np.where(observed > expected, ratio, 0.0)
