"""Accessibility of capacities: two-step floating catchment areas, 2SFCA and E2SFCA.

A facility's capacity is divided by the people who reach it; a village has the sum of these shares over the facilities
that it reaches.  Source: Luo & Wang 2003, Environment and Planning B 30 (2SFCA); Luo & Qi 2009, Health & Place 15
(E2SFCA, with weights by zones of travel time).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Catchments:
    """Of v villages and f facilities."""

    per_person: Floats
    """(v,) capacity for each person; 0 where no facility is reached, NaN in a village without people."""
    ratio: Floats
    """(f,) capacity by (weighted) people in the catchment; NaN where nobody lives in it, or the capacity is unknown."""


def zone_weights(minutes: Floats, limit_min: float, weights: Sequence[float] = (1.0,)) -> Floats:
    """The weight of each of ``minutes``: that of its part of ``limit_min``, which is divided into equal parts; 0
    beyond.  The end of a part belongs to it."""
    width = limit_min / len(weights)
    within = np.isfinite(minutes) & (minutes <= limit_min)
    part = np.ceil(np.where(within, minutes, 0.0) / width).astype(np.int64) - 1
    weight = np.asarray(weights, dtype=float)[np.clip(part, 0, len(weights) - 1)]
    return np.where(within, weight, 0.0)


def two_step(weight: Floats, people: Floats, capacity: Floats) -> Catchments:
    """2SFCA for weights of 0 and 1, else E2SFCA.

    ``weight`` (v, f) by :func:`zone_weights`; ``people`` (v,), NaN or 0 for none that are known; ``capacity`` (f,),
    NaN where it is unknown.  The people times their accessibility are the capacity of all facilities with a ratio.
    """
    known = np.where(np.isfinite(people) & (people > 0), people, 0.0)
    demand = known @ weight
    ratio = np.full(len(capacity), np.nan)
    np.divide(capacity, demand, out=ratio, where=demand > 0)
    per_person = weight @ np.where(np.isfinite(ratio), ratio, 0.0)
    return Catchments(np.where(known > 0, per_person, np.nan), ratio)
