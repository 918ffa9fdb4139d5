"""A log-linear model of counts with more spread than a Poisson distribution, by iteratively reweighted least squares.

Source: P. McCullagh, J. Nelder, Generalized Linear Models, 2nd ed., 2.5 and 9.2.  Start, stopping rule and the
dispersion (Pearson's) are those of R's ``glm``, so that its published results can be compared digit by digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, xlogy

ITERATIONS, TOLERANCE = 25, 1e-8
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FittedCounts:
    """``design``: (n, p); ``mu``: (n,) expected counts; ``dispersion``: 1 for a Poisson process."""

    coefficients: Floats
    mu: Floats
    residuals: Floats
    """Working residuals, (n,)."""
    leverages: Floats
    """Diagonal of the hat matrix, (n,)."""
    covariance: Floats
    """Of the coefficients, (p, p), before it is multiplied by the dispersion."""
    working_weights: Floats
    degrees: int
    """Of freedom that are left."""

    @property
    def dispersion(self) -> float:
        return self.dispersion_by(self.working_weights)

    def dispersion_by(self, weights: Floats) -> float:
        """Pearson's estimate with other weights of the residuals."""
        return float(np.sum(weights * self.residuals**2)) / self.degrees

    def chance_of(self, number: int, dispersion: float) -> float:
        """Two-sided chance of a coefficient as far from zero, by Student's distribution."""
        error = float(np.sqrt(self.covariance[number, number] * dispersion))
        return 2 * float(stdtr(self.degrees, -abs(self.coefficients[number] / error)))

    def linear(self, row: Floats) -> float:
        """The logarithm of the expected count for one row of a design."""
        return float(row @ self.coefficients)

    def linear_error(self, row: Floats, dispersion: float) -> float:
        """Standard error of :meth:`linear`."""
        return float(np.sqrt(row @ self.covariance @ row * dispersion))


def fit(design: Floats, counts: Floats, weights: Floats | None = None) -> FittedCounts | None:
    """None when it does not converge, or when the columns of ``design`` are not independent of each other.

    ``weights``: of each count, (n,), 1 by default.  Raises ValueError when there are not more counts than columns.
    """
    n, p = design.shape
    if n <= p:
        raise ValueError(f"{n} counts cannot give {p} coefficients and a dispersion; use more of the past")
    prior = np.ones(n) if weights is None else weights
    mu = counts + 0.1
    eta = np.log(mu)
    before = _deviance(counts, mu, prior)
    for _ in range(ITERATIONS):
        working = prior * mu
        root = np.sqrt(working)
        q, r = np.linalg.qr(design * root[:, None])
        if np.abs(np.diag(r)).min() <= 1e-11 * np.abs(np.diag(r)).max():
            return None
        coefficients = np.linalg.solve(r, q.T @ (root * (eta + (counts - mu) / mu)))
        eta = design @ coefficients
        mu = np.exp(eta)
        deviance = _deviance(counts, mu, prior)
        if not np.isfinite(deviance):
            return None
        if abs(deviance - before) < TOLERANCE * (abs(deviance) + 0.1):
            inverse = np.linalg.inv(r)
            return FittedCounts(
                coefficients, mu, (counts - mu) / mu, np.sum(q**2, axis=1), inverse @ inverse.T, working, n - p
            )
        before = deviance
    return None


def _deviance(counts: Floats, mu: Floats, prior: Floats) -> float:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return float(2 * np.sum(prior * (xlogy(counts, counts / mu) - (counts - mu))))
