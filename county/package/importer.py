"""Build a county package from real files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely

from county.ages import VillageAges
from county.catalog import load
from county.division import BadCode, level_of
from county.package.check import check
from county.package.importing import county_seat, features, fit
from county.package.importing.ages import read_ages
from county.package.importing.code_evidence import NamesByCode
from county.package.importing.codelist import read_codelist
from county.package.importing.codes import normal_code
from county.package.importing.divisions import Layer
from county.package.importing.draft import LICENCE, Draft
from county.package.importing.imported import ImportedCounty
from county.package.importing.kinds import Kinds
from county.package.importing.landcover import read_landcover
from county.package.importing.levels import add_levels
from county.package.importing.named_file import named_file
from county.package.importing.names import other_names
from county.package.importing.orientation import check_orientation
from county.package.importing.read import read_features
from county.package.importing.site import Site, placed, survey
from county.package.importing.spot_heights import spot_heights
from county.package.importing.stated_crs import stated_crs
from county.package.importing.terrain import read_terrain
from county.package.landcover import LandCover
from county.package.manifest import CATALOG, FORMAT, ImportOptionError, Manifest, PackageError, Provenance
from county.package.open import CountyPackage, Table, Terrain
from county.package.target import replaced_line, target
from county.package.write import write_package

Progress = Callable[[float, str], None]


class Parts:
    """Progress of ``steps`` parts of equal size, from one share of the whole to another."""

    def __init__(self, progress: Progress, start: float, end: float, steps: int) -> None:
        self._progress, self._start, self._size = progress, start, (end - start) / steps
        self._begun = 0

    def begin(self, text: str) -> None:
        """Report that the next part is begun."""
        self._progress(self._start + self._begun * self._size, text)
        self._begun += 1


def import_county(
    folder: Path,
    *,
    name: str,
    code: str,
    boundary: Path,
    towns: Path | None = None,
    villages: Path | None = None,
    grids: Path | None = None,
    places: Path | None = None,
    codes: Path | None = None,
    seat: str | None = None,
    village_cells: bool = False,
    population: Path | None = None,
    terrain: Path | None = None,
    landcover: Path | None = None,
    landcover_legend: str | None = None,
    roads: Path | None = None,
    waters: Path | None = None,
    buildings: Path | None = None,
    sensors: Path | None = None,
    resources: Path | None = None,
    facilities: Path | None = None,
    ages: Path | None = None,
    read_points: Path | None = None,
    crs: str | int | None = None,
    replace: bool = False,
    progress: Progress = lambda share, text: None,
) -> ImportedCounty:
    """Build the package of county ``code`` (6 digits) in ``folder`` from real files.

    ``crs`` is an EPSG number for files that state none, or "gcj02" / "bd09" for files in shifted degrees.
    ``seat``: the town in which the county's government sits, by name or code.
    ``village_cells``: without outlines of villages, approximate ones around their seats, or around the centres of a
    raster of ``population``.
    ``landcover_legend``: what the numbers of ``landcover`` mean, a key of importing.landcover.LEGENDS.
    Unusable content is listed in the manifest's findings, one line each; grids, sensors, terrain and land cover are
    optional.
    Tables in the ``catalog`` folder of an earlier package in ``folder`` are kept and used.
    ``replace``: a package of this county in ``folder`` is kept in a folder next to it; otherwise it is refused.
    ``progress`` receives the share done (0..1) and the file being read.
    Raises PackageError or BadCatalog with one line when a file is unusable as a whole.
    """
    code = normal_code(code)
    _check_head(name, code)
    if population and not village_cells:
        raise ImportOptionError("--population: is used for --village-cells; give both, or leave it out")
    named = (
        boundary,
        towns,
        villages,
        grids,
        places,
        codes,
        population,
        terrain,
        landcover,
        roads,
        waters,
        buildings,
        sensors,
    )
    sources = [path for path in (*named, resources, facilities, ages, read_points) if path is not None]
    into = target(folder, code, replace=replace, sources=sources)
    progress(0.0, "boundary")
    levels: dict[Layer, Path | None] = {"towns": towns, "villages": villages, "grids": grids}
    files = {layer: path for layer, path in levels.items() if path}
    telling = {layer: path for layer, path in (*levels.items(), ("places", places)) if path}
    site = survey(boundary, code, stated_crs(crs), name, telling)
    draft = Draft(site)
    draft.add("boundary", _outline(site, name), boundary.name, read=site.outlines)
    progress(0.1, "divisions")
    codelist = read_codelist(codes, site) if codes else None
    parts = Parts(progress, 0.1, 0.4, 2 * len(files) + 2)
    earlier = _earlier_names(folder) if into.replaced else []
    add_levels(
        site, draft, files, places, codelist, parts.begin, cells=village_cells, population=population, earlier=earlier
    )
    if seat:
        draft.tables["places"] = county_seat.with_county_seat(site, draft.tables, seat)
        draft.origin.setdefault("places", Provenance(source="--seat", licence=LICENCE))
    elif not county_seat.is_known(draft.tables):
        site.unchecked.append("seat of the county not marked: --seat TOWN")
    listed = [codelist.path.name] if codelist else []
    if "places" in draft.tables and draft.counts["places"].read:
        listed.append(draft.origin["places"].source)
    draft.add("names", other_names(site, draft.tables, codelist), ", ".join(listed), read=0)
    progress(0.4, "roads and waters")
    if roads:
        lines = read_features(roads, "roads")
        draft.add("roads", features.roads(site, lines), roads.name, read=lines.in_file)
    if waters:
        found = read_features(waters, "waters")
        rivers, standing = features.waters(site, found)
        areas = int(np.sum(shapely.get_dimensions(found.geometry) == 2))
        draft.add("rivers", rivers, waters.name, read=len(found) - areas)
        draft.add("waters", standing, waters.name, read=areas)
    progress(0.5, "buildings")
    if buildings:
        _add_buildings(site, draft, buildings)
    progress(0.7, "sensors, resources, facilities and ages")
    kinds = load(folder / CATALOG)
    _add_devices(site, draft, "sensors", sensors, kinds.sensor_kinds)
    _add_devices(site, draft, "resources", resources, kinds.resource_kinds)
    _add_devices(site, draft, "facilities", facilities, kinds.public_services)
    heads = _add_ages(site, draft, ages) if ages else None
    _add_devices(site, draft, "read_points", read_points, kinds.trace_places)
    progress(0.8, "terrain")
    heights = _add_terrain(site, draft, terrain) if terrain else None
    progress(0.87, "land cover")
    cover = _add_landcover(site, draft, landcover, landcover_legend) if landcover else None
    progress(0.9, "writing")
    findings = tuple(map(str, site.findings))

    def unreported(written: Path) -> list[str]:
        progress(0.95, "checking")
        return [str(finding) for finding in check(written, folder / CATALOG) if str(finding) not in findings]

    manifest = Manifest(format=FORMAT, name=name, code=code, epsg=site.epsg, layers=draft.origin, findings=findings)
    try:
        with into.keeping():
            manifest = write_package(folder, manifest, draft.tables, heights, cover, unreported, ages=heads)
    except OSError as error:
        raise PackageError(
            "{folder}: cannot be written ({why}); choose another folder", folder=folder, why=error
        ) from error
    progress(1.0, "done")
    area_km2 = site.boundary.area / 1e6
    return ImportedCounty(manifest, draft.counts, area_km2, replaced_line(into), tuple(site.unchecked))


def _check_head(name: str, code: str) -> None:
    if not name.strip():
        raise ImportOptionError("--name is empty; give the county's name")
    try:
        level = level_of(code)
    except BadCode as error:
        raise ImportOptionError("--code: {why}", why=error) from error
    if level != "county":
        raise ImportOptionError("--code {code}: is a {level}'s; give the county's 6 digits", code=code, level=level)


def _earlier_names(folder: Path) -> list[NamesByCode]:
    """The names of divisions in the package in ``folder``; none where it cannot be read any more."""
    try:
        package = CountyPackage(folder)
        tables = [package.table(layer) for layer in ("towns", "villages")]
    except PackageError:
        return []
    names = {str(c): str(n) for table in tables for c, n in zip(table["code"], table["name"], strict=True)}
    return [NamesByCode("the package that is replaced", names)]


def _outline(site: Site, name: str) -> Table:
    columns = {"code": np.array([site.code], dtype=object), "name": np.array([name], dtype=object)}
    return Table(np.array([site.boundary], dtype=object), columns)


def _add_buildings(site: Site, draft: Draft, path: Path) -> None:
    footprints = read_features(path, "buildings")
    table, estimated = features.buildings(site, footprints, draft.tables)
    note = f"some heights estimated at {features.STOREY_M:g} m per floor" if estimated else ""
    draft.add("buildings", table, path.name, read=footprints.in_file, approximate=estimated, note=note)


def _add_devices(site: Site, draft: Draft, layer: str, path: Path | None, kinds: Kinds) -> None:
    if path:
        found = read_features(path, layer)
        items = placed(site, layer, found)
        fit.check_members(site, layer, "division", items, draft.tables)
        site.spot_heights += spot_heights(layer, found.path.name, items.features.columns, items.geometry)
        draft.add(layer, features.devices(site, layer, items, kinds, draft.tables), path.name, read=found.in_file)


def _add_ages(site: Site, draft: Draft, path: Path) -> VillageAges:
    heads, draft.counts["ages"] = read_ages(path, site, draft.tables)
    draft.origin["ages"] = Provenance(source=named_file(path).path.name, licence=LICENCE)
    return heads


def _add_terrain(site: Site, draft: Draft, path: Path) -> Terrain:
    terrain, note, ways = read_terrain(path, site)
    stated = {layer: table for layer, table in draft.tables.items() if draft.counts[layer].read}
    check_orientation(site, stated, ways)
    draft.origin["terrain"] = Provenance(source=named_file(path).path.name, licence=LICENCE, note=note)
    return terrain


def _add_landcover(site: Site, draft: Draft, path: Path, legend: str | None) -> LandCover:
    cover, note = read_landcover(path, legend, site)
    draft.origin["landcover"] = Provenance(source=named_file(path).path.name, licence=LICENCE, note=note)
    return cover
