"""What a county package knows of the places whose needs are forecast."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from county.ages import AgeBand, VillageAges, heads_of
from county.catalog import Catalog
from county.division import enclosing
from county.need.classes import need_classes
from county.need.places import NeedPlaces
from county.need.question import NeedLevel
from county.package.open import CountyPackage
from services.coverage.facilities import seat_of, villages_of

OLD = AgeBand(60, None)


def need_places(package: CountyPackage, level: NeedLevel, catalog: Catalog) -> NeedPlaces:
    """Villages, which are shrunk towards their town, or towns, towards the county.  Raises PackageError."""
    villages, needs = villages_of(package), len(need_classes(catalog))
    towns = np.array([enclosing(code, "town") for code in villages.codes])
    names, numbers = np.unique(towns, return_inverse=True)
    town_of = numbers.astype(np.int64)
    old, told = _heads(package.ages, villages.codes)
    seat = seat_of(package)
    away_m = np.full(len(towns), np.nan)
    if seat is not None:
        away_m = np.hypot(villages.xy_m[:, 0] - seat.x_m, villages.xy_m[:, 1] - seat.y_m)
    if level == "village":
        with np.errstate(invalid="ignore"):
            return NeedPlaces(villages.codes, town_of, villages.people, old / told, away_m, needs)
    people, old, told, away_m = (
        np.bincount(town_of, values).astype(float) for values in (villages.people, old, told, away_m)
    )
    with np.errstate(invalid="ignore"):
        share, middle_m = old / told, away_m / np.bincount(town_of)
    return NeedPlaces(tuple(names.tolist()), np.zeros(len(names), np.int64), people, share, middle_m, needs)


def _heads(ages: VillageAges, codes: tuple[str, ...]) -> NDArray[np.float64]:
    """(2, villages): the people of 60 years and more, and of all ages; NaN where the bands do not tell."""
    found = np.full((2, len(codes)), math.nan)
    for place, code in enumerate(codes):
        bands = ages.get(code, {})
        old = heads_of(bands, OLD)
        heads = sum(bands.values())
        if old is not None and old.least == old.most and heads:
            found[:, place] = old.least, heads
    return found
