"""Build the synthetic demo county, layer by layer, into a county package."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from county.ages import VillageAges
from county.catalog import Catalog, load
from county.package.demo import buildings as houses
from county.package.demo import names, steps
from county.package.demo.ages import invent_ages
from county.package.demo.devices import DeviceSites, place_sensors
from county.package.demo.divisions import Divisions, divide
from county.package.demo.facilities import place_facilities
from county.package.demo.lakes import dam, outline, ponds
from county.package.demo.landcover import cover
from county.package.demo.raster import Floats, Raster, stream
from county.package.demo.read_points import place_read_points
from county.package.demo.rivers import Stem, graded, reaches, stems, water_cells, width_m
from county.package.demo.roads import WIDTH_M, Roads, build_roads
from county.package.demo.settlement import Settlements, settle
from county.package.demo.stock import place_resources
from county.package.demo.streets import add_streets
from county.package.demo.terrain import RIVER_KM2, Land, build_land
from county.package.landcover import LandCover
from county.package.manifest import CATALOG, FORMAT, MANIFEST, Manifest, PackageError, Provenance
from county.package.open import Table, Terrain
from county.package.replacing import replacing
from county.package.schema import SCHEMA
from county.package.target import replaced_line, target
from county.package.write import write_files

NAME, CODE, EPSG = "示范县", "990123", 4546
CENTRE_M = (500_000.0, 3_120_606.0)
"""111.0 E 28.2 N in EPSG:4546."""
CELL_M = 90.0
FULL_CELLS, FULL_VILLAGES, FULL_TOWNS, FULL_GRIDS, FULL_SENSORS = 480, 137, 13, 1258, 2070
"""Size of the county in the article; smaller ones are scaled by their number of villages."""
DATE_OPTION = "OGR_CURRENT_DATE"


class BuildCancelled(Exception):
    """The build was cancelled; its files were removed."""


def build_demo(
    folder: Path,
    *,
    seed: int = 1,
    villages: int = FULL_VILLAGES,
    sensors: int = FULL_SENSORS,
    buildings: int = 60_000,
    replace: bool = False,
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> str | None:
    """Build the county of ``seed`` into ``folder``; deterministic in its arguments.

    Tables in the ``catalog`` folder of an earlier package in ``folder`` are kept and used.  With ``replace`` a demo
    county there is kept in a folder next to it, which the result tells.  ``progress`` receives the share done (0..1)
    and the step's name.  Raises BadCatalog, BuildCancelled when ``cancelled`` returns true, PackageError when
    ``folder`` holds a county of real data, a package without ``replace``, or other files, OSError when it cannot be
    written, ValueError for counts that are too small.
    """
    if real := _real_county(folder):
        raise PackageError("{folder}: holds the county {name}; name another folder", folder=folder, name=real)
    if villages < 2 or sensors < 1 or buildings < 1:
        raise ValueError(f"villages={villages}, sensors={sensors}, buildings={buildings}: need at least 2, 1 and 1")

    into = target(folder, CODE, replace=replace)

    def step(done: float, text: str) -> None:
        if cancelled():
            raise BuildCancelled(f"{folder}: the build was cancelled and its files were removed")
        progress(done, text)

    kinds = load(folder / CATALOG)
    with into.keeping(), replacing(folder) as scratch:
        manifest, tables, terrain, landcover, ages = _county(kinds, seed, villages, sensors, buildings, step)
        step(0.93, steps.FILES)
        with _undated():
            write_files(scratch, manifest, tables, terrain, landcover, ages)
        step(0.99, steps.PLACING)
    progress(1.0, steps.DONE)
    return replaced_line(into)


def _real_county(folder: Path) -> str:
    """Name of the county in ``folder``, of any format, if it was imported; "" otherwise."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            manifest = tomllib.load(file)
    except (OSError, ValueError):  # no package, or an unusable one
        return ""
    return "" if "seed" in manifest else str(manifest.get("name", ""))


@contextmanager
def _undated() -> Iterator[None]:
    """Set the time stamp in GeoPackages to a fixed day, so that equal counties have identical files."""
    before = pyogrio.get_gdal_config_option(DATE_OPTION)
    pyogrio.set_gdal_config_options({DATE_OPTION: "2000-01-01T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({DATE_OPTION: before})


def _county(
    kinds: Catalog, seed: int, villages: int, sensors: int, count: int, step: Callable[[float, str], None]
) -> tuple[Manifest, dict[str, Table], Terrain, LandCover, VillageAges]:
    share = villages / FULL_VILLAGES
    n = max(96, round(FULL_CELLS * share**0.5 / 4) * 4)
    half = n * CELL_M / 2
    raster = Raster(n, CELL_M, CENTRE_M[0] - half, CENTRE_M[1] + half)
    step(0.0, steps.LAND)
    land = build_land(seed, raster, lambda f: step(0.25 * f, steps.LAND))
    step(0.25, steps.RESERVOIRS)
    land, reservoirs = dam(land, seed, max(1, round(9 * share)))
    step(0.28, steps.RIVERS)
    river = land.inside & (land.area_km2 >= RIVER_KM2)
    courses = stems(raster, land.drainage, land.area_km2, river, seed)
    lake = np.zeros(raster.cells, dtype=bool)
    for r in reservoirs:
        lake[r.cells] = True
    land = replace(land, z_m=graded(raster, land.z_m, courses, lake))
    rivers = _rivers(land, courses, seed)
    wet = water_cells(raster, courses, land.area_km2, 45.0) | lake
    step(0.34, steps.PEOPLE)
    seats = settle(land, wet, seed, towns=max(2, round(FULL_TOWNS * share)) if villages > 3 else 1, villages=villages)
    step(0.40, steps.DIVISIONS)
    divisions = divide(land, wet, seats, seed, code=CODE, grids=max(villages, round(FULL_GRIDS * share)))
    step(0.52, steps.ROADS)
    highways = build_roads(land, wet, lake, seats, seed)
    streams = shapely.buffer(rivers.geometry, rivers["width_m"].astype(float) / 2 + 2)
    stored = [outline(raster, r) for r in reservoirs]
    small = ponds(land, seats, np.concatenate([streams, stored, highways.lines]), seed, round(80 * share))
    waters = _waters(stored, small, seed)
    water = np.concatenate([streams, waters.geometry])
    step(0.59, steps.STREETS)
    roads = _roads(add_streets(land, highways, seats, water, seed))
    step(0.62, steps.HOUSES)
    homes = houses.build_houses(land, roads, water, wet, seats, divisions, seed, count)
    step(0.83, steps.COVER)
    ground_cover = cover(land, water, homes.geometry, seed)
    step(0.85, steps.DEVICES)
    boundary = shapely.coverage_union_all(divisions.towns.geometry)
    tables = {
        "boundary": Table(
            np.array([boundary], dtype=object),
            {"code": np.array([CODE], dtype=object), "name": np.array([NAME], dtype=object)},
        ),
        "towns": divisions.towns,
        "villages": divisions.villages,
        "grids": divisions.grids,
        "roads": roads,
        "rivers": rivers,
        "waters": waters,
        "buildings": divisions.located(homes),
        "places": _places(raster, seats, divisions),
    }
    ground = DeviceSites(land, seats, roads, rivers, homes, boundary)
    tables["sensors"] = place_sensors(ground, divisions, kinds.offered_sensor_kinds(), seed, sensors)
    step(0.90, steps.RESOURCES)
    stock = place_resources(ground, divisions, kinds.offered_resource_kinds(), seed, min(1.0, share))
    tables["resources"] = divisions.located(stock)
    edition = _edition(tables)
    facilities = place_facilities(ground, divisions, kinds.offered_public_services(), seed, min(1.0, share))
    tables["facilities"] = divisions.located(facilities)
    ages = invent_ages(divisions.villages, seats.urban, seed)
    tables["read_points"] = divisions.located(place_read_points(ground, divisions, kinds.trace_places, seed))
    square = land.z_m.reshape(n, n).astype(np.float32)
    made = Provenance(
        source=f"county new --seed {seed}", licence="CC0-1.0", synthetic=True, note="invented; no real place or person"
    )
    manifest = Manifest(
        format=FORMAT, name=NAME, code=CODE, epsg=EPSG, seed=seed, edition=edition,
        layers=dict.fromkeys((*(name for name in SCHEMA if name in tables), "terrain", "landcover", "ages"), made),
    )  # fmt: skip
    return manifest, tables, Terrain(square, raster.west_m, raster.north_m, CELL_M), ground_cover, ages


def _edition(tables: dict[str, Table]) -> str:
    """8 hex digits of a hash over all shapes."""
    found = hashlib.sha256()
    for table in tables.values():
        found.update(b"".join(shapely.to_wkb(table.geometry)))
    return found.hexdigest()[:8]


def _rivers(land: Land, courses: list[Stem], seed: int) -> Table:
    longest = sorted(range(len(courses)), key=lambda i: -courses[i].length_m)
    words = dict(zip(longest, names.rivers(stream(seed, "rivers"), len(courses)), strict=False))
    lines, name, order, width = [], [], [], []
    for i, stem in enumerate(courses):
        suffix = "江" if stem.order[-1] >= 5 else "河" if stem.length_m > 12_000 else "溪"
        for rank, line, cells in reaches(stem):
            lines.append(shapely.linestrings(line))
            name.append(words[i] + suffix if stem.length_m > 3000 else "")
            order.append(rank)
            width.append(round(float(width_m(land.area_km2[cells[:-1]]).mean()), 1))
    columns = {
        "id": np.array([f"W{i + 1:04d}" for i in range(len(lines))], dtype=object),
        "name": np.array(name, dtype=object), "order": np.array(order), "width_m": np.array(width),
    }  # fmt: skip
    return Table(np.array(lines, dtype=object), columns)


def _waters(reservoirs: list[shapely.Geometry], ponds: list[shapely.Geometry], seed: int) -> Table:
    words = names.places(stream(seed, "reservoirs"), len(reservoirs))
    shapes = [*reservoirs, *ponds]
    columns = {
        "id": np.array([f"L{i + 1:04d}" for i in range(len(shapes))], dtype=object),
        "name": np.array([w + "水库" for w in words] + [""] * len(ponds), dtype=object),
        "kind": np.array(["reservoir"] * len(reservoirs) + ["pond"] * len(ponds), dtype=object),
    }
    return Table(np.array(shapes, dtype=object), columns)


def _roads(roads: Roads) -> Table:
    columns = {
        "id": np.array([f"R{i + 1:05d}" for i in range(len(roads.lines))], dtype=object),
        "name": roads.name, "road_class": roads.road_class,
        "width_m": np.array([WIDTH_M[c] for c in roads.road_class]),
    }  # fmt: skip
    return Table(roads.lines, columns)


def _places(raster: Raster, seats: Settlements, divisions: Divisions) -> Table:
    """The county seat, the town seats, and the village seats."""
    cells = np.concatenate([seats.towns[:1], seats.towns, seats.villages])
    points: Floats = raster.xy(cells)
    towns, villages = divisions.towns, divisions.villages
    kind = ["county_seat"] + ["town_seat"] * len(towns) + ["village_seat"] * len(villages)
    columns = {
        "code": np.concatenate([np.array([CODE], dtype=object), towns["code"], villages["code"]]),
        "name": np.concatenate([np.array([NAME], dtype=object), towns["name"], villages["name"]]),
        "kind": np.array(kind, dtype=object),
    }
    return Table(shapely.points(points), columns)
