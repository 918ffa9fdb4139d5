"""The places whose counts are watched: villages, towns and the county as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from county.division import enclosing
from county.package.open import CountyPackage
from county.surveillance.zones import Circles, circles


@dataclass(frozen=True)
class WatchedCounty:
    """``villages``: codes; ``xy_m`` (n, 2): their middles; ``people`` (n,)."""

    villages: tuple[str, ...]
    xy_m: NDArray[np.float64]
    people: NDArray[np.float64]
    names: frozenset[str] = frozenset()
    """Of villages and towns."""

    @cached_property
    def towns(self) -> tuple[str, ...]:
        """Codes of the towns that have villages."""
        return tuple(sorted({enclosing(code, "town") for code in self.villages}))

    @cached_property
    def town_of(self) -> NDArray[np.intp]:
        """The town of each village, (n,)."""
        number = {code: place for place, code in enumerate(self.towns)}
        return np.array([number[enclosing(code, "town")] for code in self.villages], np.intp)

    @cached_property
    def circles(self) -> Circles:
        """Groups of neighbouring villages."""
        return circles(self.xy_m, self.people)

    @property
    def areas(self) -> tuple[str, ...]:
        """The county, "", and its towns: those for which whole series are judged."""
        return ("", *self.towns)


def watched_county(county: CountyPackage) -> WatchedCounty:
    """Those of a package.  Where nobody is known to live anywhere, every village counts the same."""
    table = county.table("villages")
    people = np.maximum(np.asarray(table["population"], np.float64), 0.0)
    if not people.sum() > 0:
        people = np.ones(len(people))
    middles = shapely.get_coordinates(shapely.centroid(table.geometry)).reshape(-1, 2)
    names = {str(name) for layer in ("villages", "towns") for name in county.table(layer)["name"] if name}
    return WatchedCounty(tuple(map(str, table["code"].tolist())), middles, people, frozenset(names))
