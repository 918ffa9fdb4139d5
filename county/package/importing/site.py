"""The county being imported: its location, and the findings on its files so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.crs import working_epsg
from county.package.finding import Finding, Severity, naming
from county.package.importing.georeference import projected, shift_of, to_lonlat
from county.package.importing.one_place import one_place_text
from county.package.importing.outline import county_only, other_name, stated_code
from county.package.importing.provinces import area_of, province_of
from county.package.importing.read import SourceFeatures, read_features
from county.package.importing.spot_heights import SpotHeights
from county.package.importing.stated_crs import Stated
from county.package.importing.understood import Area
from county.package.importing.unnamed_outlines import own_outlines
from county.package.importing.unseen import unseen_notes
from county.package.manifest import PackageError
from county.package.offset import Shifted
from county.package.schema import SCHEMA

_FAMILY = {
    "Point": ("Point",),
    "MultiLineString": ("LineString", "MultiLineString"),
    "MultiPolygon": ("Polygon", "MultiPolygon"),
}


_LINE = 1
"""Type of a line in :func:`shapely.get_type_id`; CAD programs export outlines as closed lines."""
SMALLEST_KM2, LARGEST_KM2 = 1.0, 250_000.0
"""The smallest county-level division (an island district) has some 10 km², the largest, Ruoqiang, 202,000."""


@dataclass
class Site:
    """``boundary`` and ``boundary_lonlat`` are the county's outline in working metres and in degrees."""

    code: str
    stated: Stated
    epsg: int
    boundary: shapely.Geometry
    boundary_lonlat: shapely.Geometry
    findings: list[Finding] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    """What could not be checked, and the file that would let it be checked."""
    spot_heights: list[SpotHeights] = field(default_factory=list)
    """Of files of points, for the terrain."""
    outlines: int = 1
    """In the file of the boundary, those of other counties included."""
    shifted: Shifted | None = None
    """What was removed from the boundary."""

    def to_working(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Working metres (n, 2) of points (n, 2) in degrees."""
        return np.asarray(
            shapely.get_coordinates(projected(np.asarray(shapely.points(lonlat), dtype=object), self.epsg))
        )

    @property
    def area(self) -> Area:
        """Where the features of the county are expected."""
        west, south, east, north = self.boundary_lonlat.bounds
        return Area((west, south, east, north), self.boundary_lonlat)

    def report(self, layer: str, item: object, text: str, severity: Severity = "warning") -> None:
        """Add a finding, once; unusable content is never dropped without one."""
        finding = Finding(severity, layer, str(item), text)
        if finding not in self.findings:
            self.findings.append(finding)

    def first_reason(self, layer: str) -> str:
        """The text of the first error on the layer, else of its first finding, for an error that ends the import; ""
        without any."""
        found = [f for f in self.findings if f.layer == layer]
        first = next((f for f in found if f.severity == "error"), found[0] if found else None)
        return f"{first.item}: {first.text}".strip(": ") if first else ""


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


def survey(
    path: Path, code: str, stated: Stated, name: str = "", divisions: Mapping[str, Path] = MappingProxyType({})
) -> Site:
    """The county ``code`` with the outline in ``path``, the union of its polygons there.

    ``divisions``: files by layer, which tell its outline from those of others where it has neither code nor name.
    Raises PackageError.
    """
    found = read_features(path, "boundary")
    outline = county_only(found, code, name)
    features = outline.features
    area = area_of(code)
    site = Site(code, stated, 0, shapely.Polygon(), shapely.Polygon(), outlines=len(found))
    site.shifted = shift_of(features, stated)
    valid, lonlat = _sound(site, "boundary", *_lonlat(site, "boundary", features, area))
    if not len(lonlat):
        raise PackageError(
            "{path}: contains no polygon that can be used ({why}); give the outline of the county",
            path=path, why=site.first_reason("boundary"),
        )  # fmt: skip
    if len(valid) > 1 and not outline.named:
        own = own_outlines(valid, lonlat, divisions, code, stated)
        valid, lonlat = valid.where(own.mask), lonlat[own.mask]
        site.report("boundary", "", f"{own.why}; check that all of it is this county")
    site.boundary_lonlat = shapely.union_all(lonlat)
    west, south, east, north = site.boundary_lonlat.bounds
    site.epsg = working_epsg((west + east) / 2)
    if east - west > 6:
        raise PackageError(
            "{path}: is {width}° wide, too wide for a county; check that it contains only one county",
            path=path, width=f"{east - west:.1f}",
        )  # fmt: skip
    site.boundary = projected(np.array([site.boundary_lonlat], dtype=object), site.epsg)[0]
    if name and (stated_name := other_name(features, name)):
        text = f"the outline is named {stated_name} in its file, not {name}; check --name, --code and the file"
        site.report("boundary", "", text)
    _report_outline(site, stated_code(features), area, ((west + east) / 2, (south + north) / 2))
    return site


def _report_outline(site: Site, stated: str, area: Area, middle: tuple[float, float]) -> None:
    """Report what is strange about the county's outline, which has the code ``stated`` ("": none) in its file."""
    if stated and stated != site.code:
        text = f"the outline has code {stated}, not {site.code}; check --code and whether it was renumbered"
        site.report("boundary", "", text)
    province = province_of(site.code)
    if province is not None and not area.within(np.array([middle])).any():
        site.report(
            "boundary", "",
            f"the outline is around {middle[0]:.2f} °E {middle[1]:.2f} °N, outside {province.name}; "
            "check --code and the CRS of the file",
        )  # fmt: skip
    area_km2 = site.boundary.area / 1e6
    if not SMALLEST_KM2 <= area_km2 <= LARGEST_KM2:
        text = f"the outline covers {area_km2:,.3f} km², no county does; check --code and the CRS of the file"
        site.report("boundary", "", text)


def placed(site: Site, layer: str, features: SourceFeatures) -> SiteFeatures:
    """The valid features of ``features`` with the geometry type of ``layer``.  Raises PackageError."""
    for note in unseen_notes(features.path.name, features.columns, layer, features.place):
        site.report(layer, note.item, note.text, note.severity)
    valid, lonlat = _sound(site, layer, *_lonlat(site, layer, features, site.area))
    if _family(layer) == ("Point",) and (same := one_place_text(lonlat, valid.places)):
        site.report(layer, features.path.name, same)
    geometry = projected(lonlat, site.epsg)
    known = np.isfinite(shapely.bounds(geometry)).all(axis=1)
    if not known.all():
        lost = naming(valid.places[~known])
        text = f"{np.sum(~known)} features of {features.path.name} are too far away and were left out: {lost}"
        site.report(layer, "", text)
    items = SiteFeatures(valid.where(known), lonlat[known], geometry[known])
    if not len(items):
        raise PackageError(
            "{path}: none of its {n} features can be used as {layer} ({why}); fix the file or leave it out",
            path=features.path, n=len(features), layer=layer, why=site.first_reason(layer),
        )  # fmt: skip
    return items


def _lonlat(
    site: Site, layer: str, features: SourceFeatures, area: Area
) -> tuple[SourceFeatures, NDArray[np.object_]]:
    """The features that can be placed, and their geometry in degrees; what was noticed is reported."""
    placement = to_lonlat(features, site.stated, area)
    for note in (*features.notes, *placement.notes):
        site.report(layer, note.item, note.text, note.severity)
    left = shapely.is_missing(features.geometry) | ~shapely.is_missing(placement.geometry)
    return features.where(left), placement.geometry[left]


def near_county(
    site: Site, layer: str, items: SiteFeatures, names: NDArray[np.object_]
) -> tuple[SiteFeatures, NDArray[np.bool_]]:
    """The features that touch the county, and their mask (n,); the others are reported.  Raises PackageError."""
    shapely.prepare(site.boundary)
    inside = np.asarray(shapely.intersects(site.boundary, items.geometry), dtype=bool)
    if len(items) and not inside.any():
        raise PackageError(
            "{path}: none of its {n} {layer} is in the county; check its CRS and its county",
            path=items.features.path, n=len(items), layer=layer,
        )  # fmt: skip
    if not inside.all():
        left = [names[i] or items.features.place(i) for i in np.flatnonzero(~inside).tolist()]
        text = f"{len(left)} of {len(items)} are outside the county and were left out: {naming(left)}"
        site.report(layer, "", text)
    return items.where(inside), inside


def _sound(
    site: Site, layer: str, features: SourceFeatures, lonlat: NDArray[np.object_]
) -> tuple[SourceFeatures, NDArray[np.object_]]:
    """Features with a usable geometry of the layer's kind; repaired and omitted ones are reported."""
    family = _family(layer)
    place = features.places
    bounds = shapely.bounds(lonlat)
    empty = shapely.is_missing(lonlat) | shapely.is_empty(lonlat) | ~np.isfinite(bounds).all(axis=1)
    if empty.any():
        site.report(
            layer,
            "",
            f"{empty.sum()} features of {features.path.name} have no "
            f"usable geometry and were left out: {naming(place[empty])}",
            "error" if "Polygon" in family else "warning",
        )
    usable = lonlat[~empty]
    rings = (shapely.get_type_id(usable) == _LINE) & shapely.is_closed(usable) & ("Polygon" in family)
    rings &= shapely.get_num_coordinates(usable) > 3
    if rings.any():
        usable[rings] = [shapely.Polygon(line) for line in usable[rings]]
        text = f"{rings.sum()} closed lines of {features.path.name} were taken as outlines"
        site.report(layer, "", f"{text}: {naming(place[~empty][rings])}")
    broken = ~shapely.is_valid(usable)
    if broken.any():
        usable[broken] = shapely.make_valid(usable[broken])
        site.report(
            layer,
            "",
            f"{broken.sum()} geometries of {features.path.name} intersected "
            f"themselves and were repaired: {naming(place[~empty][broken])}",
        )
    usable = np.array([_of_family(g, family) for g in usable], dtype=object)
    other = shapely.is_missing(usable)
    if other.any():
        lines = "Polygon" in family and bool(np.all(shapely.get_dimensions(lonlat[~empty][other]) == 1))
        way_out = "; they are lines that are not closed: make areas of them, in QGIS by Polygonize" if lines else ""
        site.report(
            layer,
            "",
            f"{other.sum()} features of {features.path.name} are not "
            f"{family[0].lower()}s and were left out: {naming(place[~empty][other])}{way_out}",
        )
    keep = ~empty
    keep[keep] = ~other
    return features.where(keep), usable[~other]


def _family(layer: str) -> tuple[str, ...]:
    """Types of the geometries of a layer; land cover, which is stored as a raster, is read from polygons."""
    return _FAMILY["MultiPolygon" if layer == "landcover" else SCHEMA[layer].geometry]


def _of_family(geometry: shapely.Geometry, family: tuple[str, ...]) -> shapely.Geometry | None:
    if geometry.geom_type in family:
        return geometry
    if family == ("Point",) and geometry.geom_type == "MultiPoint" and len(geometry.geoms) == 1:
        return geometry.geoms[0]
    if geometry.geom_type == "GeometryCollection":
        parts = [part for part in geometry.geoms if part.geom_type in family]
        return shapely.union_all(parts) if parts else None
    return None
