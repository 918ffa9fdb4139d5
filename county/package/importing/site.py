"""The county being imported: its location, and the findings on its files so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.crs import working_epsg
from county.package.finding import Finding, Severity, naming
from county.package.importing.georeference import Stated, projected, to_lonlat
from county.package.importing.read import SourceFeatures, read_features
from county.package.manifest import PackageError
from county.package.schema import SCHEMA

_FAMILY = {
    "Point": ("Point",),
    "MultiLineString": ("LineString", "MultiLineString"),
    "MultiPolygon": ("Polygon", "MultiPolygon"),
}


@dataclass
class Site:
    """``boundary`` and ``boundary_lonlat`` are the county's outline in working metres and in degrees."""

    code: str
    stated: Stated
    epsg: int
    boundary: shapely.Geometry
    boundary_lonlat: shapely.Geometry
    findings: list[Finding] = field(default_factory=list)

    def to_working(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Working metres (n, 2) of points (n, 2) in degrees."""
        return np.asarray(
            shapely.get_coordinates(projected(np.asarray(shapely.points(lonlat), dtype=object), self.epsg))
        )

    def report(self, layer: str, item: object, text: str, severity: Severity = "warning") -> None:
        """Add a finding; unusable content is never dropped without one."""
        self.findings.append(Finding(severity, layer, str(item), text))


@dataclass(frozen=True)
class SiteFeatures:
    """n valid features of one kind of geometry, in degrees and in working metres, with the file's columns."""

    features: SourceFeatures
    lonlat: NDArray[np.object_]
    geometry: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.geometry)

    def where(self, keep: NDArray[np.bool_]) -> SiteFeatures:
        """The features marked in ``keep``."""
        return SiteFeatures(self.features.where(keep), self.lonlat[keep], self.geometry[keep])


def survey(path: Path, code: str, stated: Stated) -> Site:
    """The county with the outline in ``path``, the union of its polygons.  Raises PackageError."""
    features = read_features(path, "boundary")
    site = Site(code, stated, 0, shapely.Polygon(), shapely.Polygon())
    lonlat = _sound(site, "boundary", features, to_lonlat(features, stated))[1]
    if not len(lonlat):
        raise PackageError(f"{path}: contains no polygon; give the outline of the county")
    site.boundary_lonlat = shapely.union_all(lonlat)
    west, _, east, _ = site.boundary_lonlat.bounds
    site.epsg = working_epsg((west + east) / 2)
    if east - west > 6:
        raise PackageError(
            f"{path}: is {east - west:.1f}° wide, too wide for a county; check that it contains only one county"
        )
    site.boundary = projected(np.array([site.boundary_lonlat], dtype=object), site.epsg)[0]
    return site


def placed(site: Site, layer: str, features: SourceFeatures) -> SiteFeatures:
    """The valid features of ``features`` with the geometry type of ``layer``.  Raises PackageError."""
    valid, lonlat = _sound(site, layer, features, to_lonlat(features, site.stated))
    return SiteFeatures(valid, lonlat, projected(lonlat, site.epsg))


def near_county(
    site: Site, layer: str, items: SiteFeatures, names: NDArray[np.object_]
) -> tuple[SiteFeatures, NDArray[np.bool_]]:
    """The features that touch the county, and their mask (n,); the others are reported.  Raises PackageError."""
    shapely.prepare(site.boundary)
    inside = np.asarray(shapely.intersects(site.boundary, items.geometry), dtype=bool)
    if len(items) and not inside.any():
        raise PackageError(
            f"{items.features.path}: none of its {len(items)} {layer} is in the county; check its CRS and its county"
        )
    if not inside.all():
        site.report(
            layer,
            "",
            f"{np.sum(~inside)} of {len(items)} are outside the county and were left out: {naming(names[~inside])}",
        )
    return items.where(inside), inside


def _sound(
    site: Site, layer: str, features: SourceFeatures, lonlat: NDArray[np.object_]
) -> tuple[SourceFeatures, NDArray[np.object_]]:
    """Features with a usable geometry of the layer's kind; repaired and omitted ones are reported."""
    family = _FAMILY[SCHEMA[layer].geometry]
    number = np.arange(1, len(features) + 1)
    bounds = shapely.bounds(lonlat)
    empty = shapely.is_missing(lonlat) | shapely.is_empty(lonlat) | ~np.isfinite(bounds).all(axis=1)
    if empty.any():
        site.report(
            layer,
            "",
            f"{empty.sum()} features of {features.path.name} have no "
            f"usable geometry and were left out: no. {naming(number[empty])}",
        )
    usable = lonlat[~empty]
    broken = ~shapely.is_valid(usable)
    if broken.any():
        usable[broken] = shapely.make_valid(usable[broken])
        site.report(
            layer,
            "",
            f"{broken.sum()} geometries of {features.path.name} intersected "
            f"themselves and were repaired: no. {naming(number[~empty][broken])}",
        )
    usable = np.array([_of_family(g, family) for g in usable], dtype=object)
    other = shapely.is_missing(usable)
    if other.any():
        site.report(
            layer,
            "",
            f"{other.sum()} features of {features.path.name} are not "
            f"{family[0].lower()}s and were left out: no. {naming(number[~empty][other])}",
        )
    keep = ~empty
    keep[keep] = ~other
    return features.where(keep), usable[~other]


def _of_family(geometry: shapely.Geometry, family: tuple[str, ...]) -> shapely.Geometry | None:
    if geometry.geom_type in family:
        return geometry
    if family == ("Point",) and geometry.geom_type == "MultiPoint" and len(geometry.geoms) == 1:
        return geometry.geoms[0]
    if geometry.geom_type == "GeometryCollection":
        parts = [part for part in geometry.geoms if part.geom_type in family]
        return shapely.union_all(parts) if parts else None
    return None
