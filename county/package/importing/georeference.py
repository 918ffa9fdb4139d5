"""Transform features of any CRS to longitude and latitude (CGCS2000, degrees)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from county.explained import ExplainedLine
from county.package.crs import LONLAT_EPSG, transformer
from county.package.finding import cause, naming
from county.package.importing.notes import Note
from county.package.importing.read import SourceFeatures
from county.package.importing.stated_crs import Stated
from county.package.importing.understood import FITS, Area, Understood, best_of_near, fitting, others, sample
from county.package.importing.vertices import checked_lonlat
from county.package.importing.zones import datum_of
from county.package.manifest import ImportOptionError, PackageError
from county.package.offset import Shifted


@dataclass(frozen=True)
class Placement:
    """Geometry (n,) in degrees, None where a feature has none that can be used, and remarks on it."""

    geometry: NDArray[np.object_]
    notes: tuple[Note, ...]


def shift_of(features: SourceFeatures, stated: Stated) -> Shifted | None:
    """The shift of a web map that is removed from ``features``, as stated for their file, else for all."""
    said = features.stated if features.stated is not None else stated
    return said if isinstance(said, str) else None


def to_lonlat(features: SourceFeatures, stated: Stated, area: Area) -> Placement:
    """Geometry of ``features`` in degrees; what they do not state is deduced from where the county is.

    ``stated``: of files that state no CRS, by the user; ``area``: where the features are expected.
    Raises PackageError.
    """
    path = features.path
    has = ~shapely.is_missing(features.geometry)
    xy = sample(shapely.get_coordinates(features.geometry[has]))
    way, notes = _understood(features, xy, stated, area)
    if way.approximate:
        text = (
            f"{path.name} is in {datum_of(way.crs).name}, from which no exact transformation to CGCS2000 is published: "
            "positions may be off by up to some 100 m; ask the survey office for the file in CGCS2000"
        )
        notes.append(Note(text))
    if way.crs.to_epsg() in (4326, LONLAT_EPSG) and not (way.swapped or way.shifted or way.packed):
        geometry, found = checked_lonlat(features, features.geometry, way, area)
    else:
        moved = _mapped(features.geometry, way.lonlat)
        geometry, found = checked_lonlat(features, moved, way, area)
    return Placement(geometry, (*notes, *found))


def _understood(
    features: SourceFeatures, xy: NDArray[np.float64], stated: Stated, area: Area
) -> tuple[Understood, list[Note]]:
    """How the coordinates ``xy`` of ``features`` are understood, with a remark unless it is as stated."""
    path = features.path
    own = features.stated if features.stated is not None else _own_crs(features)
    said = own if own is not None else stated
    shift = shift_of(features, stated)
    crs = said if isinstance(said, CRS) else None
    if shift and crs is not None and not crs.is_geographic:
        raise ImportOptionError(
            "{path}: is in projected metres, {shift} is in degrees; leave out --crs or give {path}@EPSG for this file",
            path=path, shift=shift,
        )  # fmt: skip
    ways = [Understood(c, c.name) for c in (crs, stated) if isinstance(c, CRS)]
    if shift:
        ways = [Understood(CRS.from_epsg(LONLAT_EPSG), f"{shift} degrees", shifted=shift)]
    if features.packed and (way := _packed(path, xy, ways, area)):
        return way, [Note(f"{path.name}: its degrees are taken as {way.name}: 109.3512 as 109°35′12″")]
    fits = [way for way in ways if _touches(way, xy, area)]
    if fits and fits[0] is ways[0]:
        return ways[0], []
    found = fits or fitting(xy, others(xy, crs, shift, packed=False), area)
    if isinstance(features.stated, CRS) and found:
        found = _of_stated(path, features.stated, found)
    near = best_of_near(xy, found, area) if len(found) > 1 else None
    if near:
        best, alike = near
        text = _deduced(features, ways, best)
        if alike:
            text += f"; or is it {alike[0].name}? Then give {path}@{alike[0].crs.to_epsg()}"
        return best, [Note(text)]
    if len(found) == 1:
        return found[0], [Note(_deduced(features, ways, found[0]))]
    if len(found) > 1:
        raise ImportOptionError(
            "{path}: {stated}, and its coordinates ({example}) may be {ways}; {way_out}",
            path=path, stated=_stated_line(ways), example=_example(xy), ways=naming(way.name for way in found),
            way_out=_way_out(path, xy),
        )  # fmt: skip
    if len(xy) and (power := _lost_point(xy, area)):
        raise PackageError(
            "{path}: its coordinates ({example}) have no decimal point: divided by {power} they are in the county; "
            "write them with it",
            path=path, example=_example(xy), power=f"{power:,}",
        )  # fmt: skip
    if not ways:
        raise ImportOptionError(
            "{path}: does not state its CRS, and no usual one places its coordinates ({example}) in the county; "
            "{way_out}",
            path=path, example=_example(xy), way_out=_way_out(path, xy),
        )  # fmt: skip
    _in_degrees(path, ways[0], xy)
    return ways[0], []


def _lost_point(xy: NDArray[np.float64], area: Area) -> int:
    """The power of ten by which most coordinates, all whole, are too large to be degrees in the area; 0 for none."""
    if not np.all(xy == np.rint(xy)):
        return 0
    powers = (10**digits for digits in range(1, 10))
    return next((p for p in powers if max(area.share(xy / p), area.share(xy[:, ::-1] / p)) > FITS), 0)


def _of_stated(path: Path, stated: CRS, found: list[Understood]) -> list[Understood]:
    """Those of the ways that are in the CRS ``stated`` for this file, with another order of axes or form of degrees.

    Raises ImportOptionError when there are others only: what the user states is not overridden.
    """
    same = [way for way in found if way.crs.to_epsg() == stated.to_epsg() or _both_degrees(way.crs, stated)]
    if same:
        return same
    raise ImportOptionError(
        "{path}: @{stated} places it outside the county; as {ways} it is inside: give {path}@{number}",
        path=path, stated=stated.to_epsg(), ways=" or ".join(way.name for way in found),
        number=found[0].crs.to_epsg() if len(found) == 1 else "EPSG with the number of the right one",
    )  # fmt: skip


def _both_degrees(one: CRS, other: CRS) -> bool:
    """Whether both are degrees, of WGS 84 or CGCS2000 or of one older datum."""
    return one.is_geographic and other.is_geographic and datum_of(one) is datum_of(other)


def _touches(way: Understood, xy: NDArray[np.float64], area: Area) -> bool:
    """Whether the way places any of the coordinates in the area: of a whole province's map few are."""
    try:
        return not len(xy) or area.share(way.lonlat(xy)) > 0
    except ProjError:
        return False


def _packed(path: Path, xy: NDArray[np.float64], ways: list[Understood], area: Area) -> Understood | None:
    """The way with degrees, minutes and seconds without signs if only that fits.  Raises PackageError if both do."""
    decimal = Understood(CRS.from_epsg(LONLAT_EPSG), "decimal degrees", shifted=ways[0].shifted if ways else None)
    found = fitting(xy, chain([decimal], others(xy, None, decimal.shifted, packed=True)), area)
    forms = {way.packed for way in found}
    if forms != {True, False}:
        return next((way for way in found if way.packed), None)
    shares = {way.packed: area.share_of_outline(way.lonlat(xy)) for way in reversed(found)}
    if shares[True] > 2 * shares[False]:
        return next(way for way in found if way.packed)
    if shares[False] > 2 * shares[True]:
        return None
    raise PackageError(
        "{path}: its degrees ({example}) can be decimal, or degrees, minutes and seconds (109.3512 for 109°35′12″), "
        "and both are in the county; write them as decimal degrees, or as 109°35′12″",
        path=path, example=_example(xy),
    )  # fmt: skip


def _deduced(features: SourceFeatures, ways: list[Understood], used: Understood) -> str:
    return f"{features.path.name} {_stated_line(ways)}: taken as {used.name}, as this places it in the county"


def _stated_line(ways: list[Understood]) -> ExplainedLine:
    if ways:
        return ExplainedLine("states {crs}, which places it outside the county", crs=ways[0].name)
    return ExplainedLine("states no CRS")


def _in_degrees(path: Path, way: Understood, xy: NDArray[np.float64]) -> None:
    if (way.crs.is_geographic or way.shifted) and len(xy) and np.nanmedian(np.abs(xy)) > 360:
        raise ImportOptionError(
            "{path}: is taken as {crs}, but has coordinates in metres ({example}), and no usual CRS places them in the "
            "county; give {path}@EPSG with its number",
            path=path, crs=way.name, example=_example(xy),
        )  # fmt: skip


def _way_out(path: Path, xy: NDArray[np.float64]) -> ExplainedLine:
    if len(xy) and np.nanmedian(np.abs(xy)) > 360:
        return ExplainedLine("give {path}@EPSG with its number", path=path)
    return ExplainedLine("give {path}@EPSG with its number, {path}@gcj02 or {path}@bd09", path=path)


def _example(xy: NDArray[np.float64]) -> str:
    return ", ".join(f"{value:.10g}" for value in xy[0]) if len(xy) else "none"


def _own_crs(features: SourceFeatures) -> CRS | None:
    """The CRS stated by the file itself.  Raises PackageError."""
    if features.crs is None:
        return None
    try:
        crs = CRS.from_user_input(features.crs)
    except CRSError as error:
        raise PackageError(
            "{path}: its CRS cannot be interpreted ({why}); give {path}@EPSG with its number",
            path=features.path, why=cause(error),
        ) from error  # fmt: skip
    return crs if crs.is_geographic or crs.is_projected else None


def _mapped(
    geometry: NDArray[np.object_], change: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> NDArray[np.object_]:
    out = geometry.copy()
    has = ~shapely.is_missing(geometry)
    out[has] = shapely.transform(geometry[has], change)
    return out


def projected(geometry: NDArray[np.object_], epsg: int) -> NDArray[np.object_]:
    """Geometry in degrees (n,) transformed to the working CRS, metres."""
    to_zone = transformer(LONLAT_EPSG, epsg)
    return _mapped(geometry, lambda c: np.column_stack(to_zone.transform(c[:, 0], c[:, 1])))
