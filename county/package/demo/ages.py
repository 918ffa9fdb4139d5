"""Heads of the villages by age in bands of five years, invented: many old people in villages, many of working age in
towns.  Their sum is the population of the village."""

from __future__ import annotations

import numpy as np

from county.ages import AgeBand, VillageAges
from county.package.demo.divisions import apportion
from county.package.demo.raster import Mask, stream
from county.package.open import Table

BANDS = (*(AgeBand(first, first + 4) for first in range(0, 100, 5)), AgeBand(100, None))
VILLAGE = (4.6, 5.6, 6.2, 4.6, 2.6, 2.8, 4.2, 4.8, 4.6, 5.6, 8.2, 9.4, 7.8, 8.4, 7.6, 5.8, 4.0, 2.2, 0.8, 0.17, 0.03)
TOWN = (6.0, 7.4, 7.2, 6.4, 5.0, 6.2, 8.6, 8.8, 7.6, 7.0, 7.0, 6.2, 4.4, 4.4, 3.4, 2.2, 1.3, 0.6, 0.25, 0.04, 0.01)
"""Percent of the people in each band, on average."""
SPREAD = 0.18
"""Standard deviation of the logarithm of a band's share between villages; of the trend with age as well."""


def invent_ages(villages: Table, urban: Mask, seed: int) -> VillageAges:
    """``urban``: which villages (n,) are built-up."""
    rng = stream(seed, "ages")
    years = np.linspace(-1, 1, len(BANDS))
    ages = {}
    for code, people, built_up in zip(villages["code"], villages["population"].tolist(), urban.tolist(), strict=True):
        older = rng.normal(0, SPREAD)
        share = np.array(TOWN if built_up else VILLAGE) * np.exp(older * years + rng.normal(0, SPREAD, len(BANDS)))
        ages[str(code)] = dict(zip(BANDS, apportion(share, people).tolist(), strict=True))
    return ages
