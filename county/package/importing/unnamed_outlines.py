"""Which of several outlines without code and name is the county's: those that its divisions lie in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.crs import working_epsg
from county.package.finding import naming
from county.package.importing.georeference import projected, to_lonlat
from county.package.importing.outline import county_only
from county.package.importing.read import SourceFeatures, read_features
from county.package.importing.stated_crs import Stated
from county.package.importing.understood import Area
from county.package.manifest import ImportOptionError

ALIKE = 1.01
"""The union of outlines may be larger than the largest by this factor: they are the same outline."""
MOST = 0.9
"""Share of the divisions that must be in one of the outlines."""


class Chosen(NamedTuple):
    """Mask of the county's outlines (n,), and why for a finding."""

    mask: NDArray[np.bool_]
    why: str


def own_outlines(
    features: SourceFeatures, lonlat: NDArray[np.object_], divisions: Mapping[str, Path], code: str, stated: Stated
) -> Chosen:
    """Of the outlines ``lonlat`` (n,) in degrees those of county ``code``: the smallest one that all its divisions are
    in, else all that have any.

    ``divisions``: files by layer; the first one is used.  Raises ImportOptionError, with the choices, when there is
    none or it does not tell.
    """
    n = len(lonlat)
    area = _areas_km2(lonlat)
    whole = _areas_km2(np.array([shapely.union_all(lonlat)], dtype=object))[0]
    if whole < ALIKE * area.max():
        text = f"{n} outlines without this county's code or name were joined; the others are within the largest"
        return Chosen(np.ones(n, dtype=bool), text)
    for layer, path in divisions.items():
        points = _points(path, layer, lonlat, code, stated)
        within = np.array([shapely.intersects(outline, points) for outline in lonlat])
        if not len(points) or np.mean(within.any(axis=0)) < MOST:
            break
        mask = np.asarray(within.any(axis=1))
        if len(alone := np.flatnonzero(within.all(axis=1))):
            mask = np.zeros(n, dtype=bool)
            mask[alone[np.argmin(area[alone])]] = True
        counted = [f"{place} ({k} {layer} in it)" for place, k in zip(features.places, within.sum(axis=1), strict=True)]
        used = naming(np.array(counted, dtype=object)[mask])
        return Chosen(mask, f"of {n} outlines without this county's code or name are used: {used}")
    raise ImportOptionError(
        "{path}: has {n} outlines without the county's code or name ({choices}); give a file with the county's alone, "
        "or a column code that has {code} for it",
        path=features.path, n=n, choices=naming(_described(features, lonlat, area), 8), code=code,
    )  # fmt: skip


def _points(path: Path, layer: str, outlines: NDArray[np.object_], code: str, stated: Stated) -> NDArray[np.object_]:
    """A point in each feature of the file that is of the county by its code, or that states none, in degrees."""
    found = county_only(read_features(path, layer), code, "").features
    whole = shapely.union_all(outlines)
    west, south, east, north = whole.bounds
    geometry = to_lonlat(found, stated, Area((west, south, east, north), whole)).geometry
    usable = geometry[~shapely.is_missing(geometry) & ~shapely.is_empty(geometry)]
    return np.asarray(shapely.point_on_surface(usable), dtype=object)


def _areas_km2(lonlat: NDArray[np.object_]) -> NDArray[np.float64]:
    west, _, east, _ = shapely.total_bounds(lonlat)
    return np.asarray(shapely.area(projected(lonlat, working_epsg((west + east) / 2)))) / 1e6


def _described(features: SourceFeatures, lonlat: NDArray[np.object_], area: NDArray[np.float64]) -> list[str]:
    middles = shapely.get_coordinates(shapely.centroid(lonlat))
    rows = zip(features.places, area, middles, strict=True)
    return [f"{place}: {size:,.1f} km² around {lon:.2f} °E {lat:.2f} °N" for place, size, (lon, lat) in rows]
