"""A fit in which earlier outbreaks weigh less, so that they do not hide the next one.

Source: C. P. Farrington et al., A statistical algorithm for the early detection of outbreaks of infectious disease,
J. R. Statist. Soc. A 159 (1996), 547-563, 3.3 (standardised Anscombe residuals).
"""

from __future__ import annotations

import numpy as np

from county.surveillance.quasipoisson import FittedCounts, Floats, fit


def outbreak_weights(first: FittedCounts, counts: Floats, above: float) -> Floats:
    """Weights of the counts, with sum n: those whose residual is more than ``above`` weigh by its inverse square."""
    raw = 1.5 * (counts ** (2 / 3) * first.mu ** (-1 / 6) - np.sqrt(first.mu))
    with np.errstate(divide="ignore", invalid="ignore"):
        residuals = raw / np.sqrt(max(first.dispersion, 1.0) * (1 - first.leverages))
    weights: Floats = np.ones(len(counts))
    high = residuals > above
    weights[high] = residuals[high] ** -2.0
    weights *= len(counts) / weights.sum()
    return weights


def reweighted(design: Floats, counts: Floats, above: float) -> tuple[FittedCounts, Floats] | None:
    """The second fit and its weights; None when one of the two does not converge."""
    first = fit(design, counts)
    if first is None:
        return None
    weights = outbreak_weights(first, counts, above)
    second = fit(design, counts, weights)
    return None if second is None else (second, weights)
