"""Transform features of any CRS to longitude and latitude (CGCS2000, degrees)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from county.package.crs import LONLAT_EPSG, in_china, transformer
from county.package.importing.read import SourceFeatures
from county.package.manifest import ImportOptionError, PackageError
from county.package.offset import Shifted, to_wgs84

Stated = CRS | Shifted | None
"""CRS of the files as given by the user; None: not given, the files must state it."""


def stated_crs(text: str | int | None) -> Stated:
    """The CRS named by ``text`` (EPSG number, "gcj02", "bd09").  Raises PackageError."""
    if text is None or text == "":
        return None
    word = str(text).strip().lower().replace("-", "")
    if word in ("gcj02", "bd09"):
        return "gcj02" if word == "gcj02" else "bd09"
    number = re.fullmatch(r"(?:epsg:)?(\d{4,6})", word)
    try:
        return CRS.from_epsg(int(number[1])) if number else _unknown(text)
    except CRSError:
        return _unknown(text)


def _unknown(text: object) -> CRS:
    raise ImportOptionError(f"--crs {text}: is not a known CRS; give an EPSG number such as 4547, or gcj02, or bd09")


def to_lonlat(features: SourceFeatures, stated: Stated) -> NDArray[np.object_]:
    """Geometry of ``features`` (n,) in degrees; None stays None.  Raises PackageError."""
    path = features.path
    crs = _crs_of(path, features.crs, stated)
    has = ~shapely.is_missing(features.geometry)
    xy = shapely.get_coordinates(features.geometry[has])
    geographic = crs is None or crs.is_geographic
    if geographic and len(xy) and np.abs(xy).max() > 360:
        if not isinstance(stated, CRS) or stated.is_geographic:
            raise ImportOptionError(
                f"{path}: states degrees but has coordinates in metres; give its EPSG number with --crs"
            )
        crs, geographic = stated, False
    if isinstance(stated, str):
        if not geographic:
            raise ImportOptionError(
                f"{path}: is in projected metres, {stated} is in degrees; leave out --crs or fix the file"
            )
        return _mapped(features.geometry, lambda c: to_wgs84(c, stated))
    assert crs is not None
    if geographic:
        _not_swapped(path, xy)
    if crs.to_epsg() in (4326, LONLAT_EPSG):
        return features.geometry
    try:
        to_lonlat = Transformer.from_crs(crs, LONLAT_EPSG, always_xy=True)
        return _mapped(features.geometry, lambda c: np.column_stack(to_lonlat.transform(c[:, 0], c[:, 1])))
    except ProjError as error:
        raise PackageError(f"{path}: cannot be transformed from {crs.name} ({error}); check its CRS") from error


def _crs_of(path: Path, text: str | None, stated: Stated) -> CRS | None:
    """The file's own CRS, else the user's; None only for shifted degrees.  Raises PackageError."""
    if text is not None:
        try:
            return CRS.from_user_input(text)
        except CRSError as error:
            raise PackageError(
                f"{path}: its CRS cannot be interpreted ({error}); give --crs with its EPSG number"
            ) from error
    if stated is None:
        raise ImportOptionError(
            f"{path}: does not state its CRS; give --crs with its EPSG number (4326 for lon/lat), gcj02 or bd09"
        )
    return stated if isinstance(stated, CRS) else None


def _not_swapped(path: Path, xy: NDArray[np.float64]) -> None:
    if not len(xy):
        return
    first, second = np.nanmedian(xy[:, :1], axis=0), np.nanmedian(xy[:, 1:], axis=0)
    if not in_china(first, second)[0] and in_china(second, first)[0]:
        raise PackageError(
            f"{path}: longitude and latitude are swapped ({first[0]:.4f}, {second[0]:.4f}); swap its coordinates"
        )


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
