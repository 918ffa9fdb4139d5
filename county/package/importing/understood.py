"""How the coordinates of a file are understood: its CRS, the order of its axes, the form of its degrees.

What a file states is used when it places the file in the county.  Otherwise every other usual way is tried, and the
one that does so is used and named; with several of them, or with none, the user has to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from county.china import CHINA_LAT, CHINA_LON
from county.package.crs import LONLAT_EPSG
from county.package.importing.zones import WEB_MERCATOR, datum_of, utm_zones_with, zones_with
from county.package.offset import NAMES, Shifted, to_wgs84
from county.tables.angles import unpacked_degrees

Points = NDArray[np.float64]
FITS = 0.5
"""Share of the coordinates in the area that a deduced understanding must reach, unless none does: roads of a province
are mostly outside the county."""
MANY = 20_000
"""Coordinates that are tried; of larger files every n-th."""
SAME_PLACE = 1e-4
"""Two understandings that differ by fewer degrees are one: 3° and 6° zones share their meridians."""


NEAR = 0.03
"""Degrees by which Gauss-Krüger and UTM of one meridian differ at most in China: 0.0004 of the northing."""
ROUGH = 0.0005
"""Degrees by which outlines of different surveys differ."""
TOLD_APART = 0.01
"""Share of the coordinates that must be in the outline in one way only."""


@dataclass(frozen=True)
class Area:
    """Where the coordinates of a file are expected: in degrees, ``box`` is west, south, east, north."""

    box: tuple[float, float, float, float]
    outline: shapely.Geometry | None = None
    """The county's; None while it is being read."""

    def share(self, lonlat: Points) -> float:
        """Share of points (n, 2) in the box."""
        return float(np.mean(self.within(lonlat))) if len(lonlat) else 0.0

    def within(self, lonlat: Points, margin: float = 0.0) -> NDArray[np.bool_]:
        """Which points (n, 2) are in the box extended by ``margin`` degrees; NaN and infinities are not."""
        west, south, east, north = self.box
        lon, lat = lonlat.T
        return np.asarray(
            (lon >= west - margin) & (lon <= east + margin) & (lat >= south - margin) & (lat <= north + margin)
        )

    def share_of_outline(self, lonlat: Points) -> float:
        """Share of points in the outline, or in the box without one."""
        if self.outline is None:
            return self.share(lonlat)
        return float(np.mean(shapely.contains_xy(self.outline, lonlat))) if len(lonlat) else 0.0


CHINA = Area((CHINA_LON[0], CHINA_LAT[0], CHINA_LON[1], CHINA_LAT[1]))


@dataclass(frozen=True)
class Understood:
    """One way to understand coordinates; ``name`` says how for a finding."""

    crs: CRS
    name: str
    swapped: bool = False
    shifted: Shifted | None = None
    packed: bool = False
    """109.3512 is 109°35′12″."""

    @cached_property
    def _transformer(self) -> Transformer | None:
        return _to_lonlat(self.crs)

    @cached_property
    def approximate(self) -> bool:
        """Whether no exact transformation to CGCS2000 is known: for the older Chinese datums none is published."""
        return datum_of(self.crs).geographic != LONLAT_EPSG

    def lonlat(self, xy: Points, *, otherwise: bool = False) -> Points:
        """Degrees (n, 2) of coordinates (n, 2), not finite where there are none; ``otherwise``: axes in other order.

        Raises ProjError when the CRS cannot be transformed.
        """
        points = xy[:, ::-1] if self.swapped != otherwise else xy
        if self.packed:
            points = unpacked_degrees(points)
        if self.shifted:
            return to_wgs84(np.where(np.abs(points) <= 360, points, np.nan), self.shifted)
        if self._transformer is None:
            return np.asarray(points)
        return np.column_stack(self._transformer.transform(points[:, 0], points[:, 1], errcheck=False))


@lru_cache(maxsize=64)
def _to_lonlat(crs: CRS) -> Transformer | None:
    """To CGCS2000 degrees; None for degrees that need no transformation.  Creating one takes some 40 ms."""
    return None if crs.to_epsg() in (4326, LONLAT_EPSG) else Transformer.from_crs(crs, LONLAT_EPSG, always_xy=True)


@lru_cache(maxsize=128)
def _from_epsg(epsg: int) -> CRS:
    return CRS.from_epsg(epsg)


def others(xy: Points, crs: CRS | None, shifted: Shifted | None, *, packed: bool) -> Iterator[Understood]:
    """Every usual way to understand ``xy``, whose CRS is perhaps stated wrongly as ``crs``."""
    if not len(xy):
        return
    first, second = np.nanmedian(xy, axis=0)
    if not np.isfinite([first, second]).all():
        return
    for swapped in (False, True):
        order = ", first the latitude" if swapped else ""
        if max(abs(first), abs(second)) <= 360:
            for minutes in (False, True) if packed else (False,):
                form = "degrees, minutes and seconds without a sign between them" if minutes else "decimal degrees"
                form = f"{NAMES[shifted]} in {form}" if shifted else form
                datum = datum_of(crs)
                yield Understood(_from_epsg(datum.geographic), form + order, swapped, shifted, minutes)
        elif shifted is None:
            easting = second if swapped else first
            order = ", X is the northing" if swapped else ""
            for epsg, name in (*zones_with(easting, datum_of(crs)), *utm_zones_with(easting)):
                yield Understood(_from_epsg(epsg), name + order, swapped)
            yield Understood(_from_epsg(WEB_MERCATOR), f"Web Mercator = EPSG {WEB_MERCATOR}{order}", swapped)
    if crs is not None and crs.is_projected:
        yield Understood(crs, f"{crs.name}, X is the northing", swapped=True)


def fitting(xy: Points, ways: Iterator[Understood], area: Area) -> list[Understood]:
    """The ways that place ``xy`` in the area, each place once."""
    found: list[tuple[float, Understood, Points]] = []
    for way in ways:
        try:
            lonlat = way.lonlat(xy)
        except ProjError:
            continue
        if not (share := area.share(lonlat)):
            continue
        middle = np.median(lonlat[area.within(lonlat)], axis=0)
        if not any(np.abs(middle - known).max() < SAME_PLACE for _, _, known in found):
            found.append((share, way, middle))
    most = [way for share, way, _ in found if share >= FITS]
    return most or [way for _, way, _ in found]


def best_of_near(xy: Points, found: list[Understood], area: Area) -> tuple[Understood, list[Understood]] | None:
    """Of ways that differ by a kilometre only, as Gauss-Krüger and UTM do, the one that is in the outline, and the
    others if that does not tell; None when they differ by more."""
    middles = [np.nanmedian(way.lonlat(xy), axis=0) for way in found]
    if np.ptp(middles, axis=0).max() > NEAR or area.outline is None:
        return None
    outline = Area(area.box, shapely.buffer(area.outline, ROUGH))
    shares = [outline.share_of_outline(way.lonlat(xy)) for way in found]
    best = int(np.argmax(shares))
    alike = [way for i, way in enumerate(found) if i != best and shares[i] > shares[best] - TOLD_APART]
    return found[best], alike


def sample(xy: Points) -> Points:
    """At most MANY of the coordinates, spread over the file."""
    return xy[:: max(1, -(-len(xy) // MANY))]


def fitting_outlines(outline: Points, county: shapely.Geometry, crs: CRS | None = None) -> list[Understood]:
    """The ways in which the corners (n, 2) of a raster surround most of ``county`` (degrees), each place once.

    ``crs``: perhaps stated wrongly.
    """
    found: list[tuple[Understood, Points]] = []
    for way in others(outline, crs, None, packed=False):
        try:
            lonlat = way.lonlat(outline)
        except ProjError:
            continue
        if way.swapped or not np.isfinite(lonlat).all():
            continue
        covered = shapely.intersection(shapely.make_valid(shapely.Polygon(lonlat)), county).area
        same = any(np.abs(lonlat - other).max() < SAME_PLACE for _, other in found)
        if covered > FITS * county.area and not same:
            found.append((way, lonlat))
    return [way for way, _ in found]
