"""Build a county package from real files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from county import catalog
from county.division import BadCode, level_of
from county.package.importing import divisions, features, fit
from county.package.importing.codelist import CodeList, read_codelist
from county.package.importing.georeference import stated_crs
from county.package.importing.read import read_features
from county.package.importing.site import Placed, Site, placed, survey
from county.package.importing.terrain import read_terrain
from county.package.manifest import FORMAT, Manifest, PackageError, Provenance
from county.package.open import Table
from county.package.write import write_package

Progress = Callable[[float, str], None]
LICENCE = "not stated by the import; ask the owner of the file"


@dataclass
class _Build:
    """The package as it grows: tables by layer, where each comes from."""

    tables: dict[str, Table] = field(default_factory=dict)
    origin: dict[str, Provenance] = field(default_factory=dict)

    def add(
        self, layer: str, table: Table | None, source: str, *, approximate: bool = False, note: str = ""
    ) -> None:
        if table is not None and len(table):
            self.tables[layer] = table
            self.origin[layer] = Provenance(
                source=source, licence=LICENCE, approximate=approximate, note=note
            )


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
    terrain: Path | None = None,
    roads: Path | None = None,
    waters: Path | None = None,
    buildings: Path | None = None,
    sensors: Path | None = None,
    resources: Path | None = None,
    crs: str | int | None = None,
    progress: Progress = lambda share, text: None,
) -> Manifest:
    """Write the package of county ``code`` (6 digits) into ``folder`` from real files.

    ``crs`` is an EPSG number for files that state none, or "gcj02" / "bd09" for files in shifted degrees.
    What could not be used stands in the manifest's findings, one line each; a package without grids, sensors
    or terrain simply has none.  ``progress`` gets the share done (0..1) and what is being read.
    Raises PackageError with one line when a file cannot be used at all.
    """
    _check_head(name, code)
    progress(0.0, "boundary")
    site = survey(boundary, code, stated_crs(crs))
    build = _Build()
    outline = np.array([site.boundary], dtype=object)
    build.add(
        "boundary",
        Table(outline, {"code": np.array([code], dtype=object), "name": np.array([name], dtype=object)}),
        boundary.name,
    )
    progress(0.1, "divisions")
    codelist = read_codelist(codes, site) if codes else None
    _divisions(site, build, towns, villages, grids, codelist)
    progress(0.4, "places")
    _places(site, build, places)
    kinds = catalog.load()
    smallest = build.tables.get("grids", build.tables.get("villages"))
    if roads:
        progress(0.45, "roads")
        build.add("roads", features.roads(site, read_features(roads, "roads")), roads.name)
    if waters:
        progress(0.5, "waters")
        rivers, standing = features.waters(site, read_features(waters, "waters"))
        build.add("rivers", rivers, waters.name)
        build.add("waters", standing, waters.name)
    if buildings:
        progress(0.55, "buildings")
        table, reckoned = features.buildings(site, read_features(buildings, "buildings"), smallest)
        note = f"some heights reckoned as {features.STOREY_M:g} m a floor" if reckoned else ""
        build.add("buildings", table, buildings.name, approximate=reckoned, note=note)
    for layer, path, known in (
        ("sensors", sensors, kinds.sensor_kinds),
        ("resources", resources, kinds.resource_kinds),
    ):
        if path:
            progress(0.75, layer)
            build.add(
                layer, features.devices(site, layer, read_features(path, layer), known, smallest), path.name
            )
    progress(0.8, "terrain")
    heights = read_terrain(terrain, site) if terrain else None
    if terrain:
        build.origin["terrain"] = Provenance(source=terrain.name, licence=LICENCE)
    progress(0.9, "writing")
    manifest = Manifest(
        format=FORMAT,
        name=name,
        code=code,
        epsg=site.epsg,
        layers=build.origin,
        findings=tuple(map(str, site.findings)),
    )
    try:
        write_package(folder, manifest, build.tables, heights)
    except OSError as error:
        raise PackageError(
            f"{folder}: cannot be written ({error.strerror or error}); choose another folder"
        ) from error
    progress(1.0, "done")
    return manifest


def _check_head(name: str, code: str) -> None:
    if not name.strip():
        raise PackageError("--name is empty; give the county's name")
    try:
        level = level_of(code)
    except BadCode as error:
        raise PackageError(f"--code: {error}") from error
    if level != "county":
        raise PackageError(f"--code {code}: is a {level}'s; give the county's 6 digits")


def _divisions(
    site: Site,
    build: _Build,
    towns: Path | None,
    villages: Path | None,
    grids: Path | None,
    codelist: CodeList | None,
) -> None:
    """Read all levels first, so that a shifted one shows beside the others before anything is cut or moved."""
    read: dict[divisions.Layer, tuple[Placed, NDArray[np.object_]]] = {}
    files: tuple[tuple[divisions.Layer, Path | None], ...] = (
        ("towns", towns),
        ("villages", villages),
        ("grids", grids),
    )
    for layer, path in files:
        if path:
            read[layer] = divisions.coded(site, layer, placed(site, layer, read_features(path, layer)))
    fit.check_divisions(site, read)
    for layer, path in files:
        if path and layer in read:
            table = divisions.build(site, layer, *read[layer], codelist)
            guessed = bool(table["approximate"].any())
            build.add(
                layer,
                table,
                path.name,
                approximate=guessed,
                note="outlines are stated as approximate" if guessed else "",
            )
    if villages and not towns:
        table = divisions.towns_from_villages(
            build.tables["villages"], codelist, divisions.stated_town_names(*read["villages"])
        )
        build.add(
            "towns",
            table,
            villages.name,
            approximate=bool(table["approximate"].any()),
            note="the villages of each town joined",
        )
    nesting: tuple[tuple[divisions.Layer, divisions.Layer, str], ...] = (
        ("villages", "towns", "town"), ("grids", "villages", "village"),
    )  # fmt: skip
    for child, parent, column in nesting:
        if child in build.tables and parent in build.tables:
            divisions.nest(site, child, build.tables[child], build.tables[parent], column)


def _places(site: Site, build: _Build, path: Path | None) -> None:
    if path:
        items = placed(site, "places", read_features(path, "places"))
        fit.check_places(site, items, build.tables)
        build.add("places", features.places(site, items), path.name)
        return
    table = features.seats_inside(build.tables.get("towns"), build.tables.get("villages"))
    build.add(
        "places",
        table,
        "derived",
        approximate=True,
        note="a point inside each outline; no file tells where the seats are",
    )
