"""Open a county package: lazily, layer by layer, as shapely geometries and numpy columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from county.ages import VillageAges
from county.catalog import Catalog, load
from county.package.ages_file import read_ages
from county.package.cache import CachedColumns, CachedLandCover, CachedTable, CachedTerrain, PackageCache
from county.package.crs import LONLAT_EPSG as LONLAT_EPSG
from county.package.crs import transformer
from county.package.landcover import LandCover
from county.package.locator import Locator
from county.package.manifest import (
    AGES,
    CACHE,
    CATALOG,
    LANDCOVER,
    MAP,
    TERRAIN,
    Manifest,
    PackageError,
    read_manifest,
)
from county.package.schema import LEVELS, SCHEMA
from county.package.square_cells import SquareCells
from county.place_outside import PlaceOutside
from county.resource import Resource
from county.rows_by_text import RowsByText
from county.sensors import Sensors, coded
from county.text_column import TextColumn

if TYPE_CHECKING:
    from pyproj import Transformer


SENSOR_COLUMNS = "sensors_1"
"""The entry of the cache that holds the sensors as columns."""


@dataclass(frozen=True)
class Table:
    """n features: shapely ``geometry`` (n,) and ``columns`` (n,) by name."""

    geometry: NDArray[np.object_]
    columns: dict[str, NDArray[np.generic]]

    def __len__(self) -> int:
        return len(self.geometry)

    def __getitem__(self, column: str) -> NDArray[np.generic]:
        return self.columns[column]


@dataclass(frozen=True)
class Terrain(SquareCells):
    """Heights ``z_m`` (rows, cols) float32, NaN where unknown."""

    z_m: NDArray[np.float32]
    west_m: float
    north_m: float
    cell_m: float

    @property
    def shape(self) -> tuple[int, int]:
        rows, cols = self.z_m.shape
        return rows, cols

    def height_at(self, x_m: ArrayLike, y_m: ArrayLike) -> NDArray[np.float64]:
        """Heights at points by bilinear interpolation between cell centres, clamped to the raster's edge."""
        rows, cols = self.z_m.shape
        col = np.clip((np.asarray(x_m, dtype=float) - self.west_m) / self.cell_m - 0.5, 0, cols - 1.001)
        row = np.clip((self.north_m - np.asarray(y_m, dtype=float)) / self.cell_m - 0.5, 0, rows - 1.001)
        c0, r0 = col.astype(int), row.astype(int)
        fc, fr = col - c0, row - r0
        z = self.z_m
        top = z[r0, c0] * (1 - fc) + z[r0, c0 + 1] * fc
        bottom = z[r0 + 1, c0] * (1 - fc) + z[r0 + 1, c0 + 1] * fc
        return np.asarray(top * (1 - fr) + bottom * fr, dtype=float)


class CountyPackage:
    """One county on disk.  Layers are read on first use, and cached here and in the package's ``cache/`` folder."""

    def __init__(self, folder: Path) -> None:
        """Read only the manifest.  Raises PackageError."""
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)
        self._tables: dict[str, Table] = {}
        self._cache = PackageCache(folder / CACHE)
        if not (folder / MAP).is_file():
            raise PackageError("{folder}: {file} is missing; rebuild the package", folder=folder, file=MAP)

    @cached_property
    def catalog(self) -> Catalog:
        """The program's catalogue, overridden by the package's own tables.  Raises BadCatalog."""
        return load(self.folder / CATALOG)

    @cached_property
    def _layer_names(self) -> frozenset[str]:
        from county.package import geodata

        return geodata.layer_names(self.folder / MAP)

    def table(self, name: str) -> Table:
        """The layer ``name`` of the schema; empty when the package has none.  Raises PackageError."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def taken_table(self, name: str) -> Table:
        """The layer ``name`` of the schema, which is not kept any longer: see :meth:`table`."""
        table = self.table(name)
        self._tables.pop(name, None)
        return table

    def _read(self, name: str) -> Table:
        path = self.folder / MAP
        cached = self._cache.get(name, CachedTable, path)
        if cached is None:
            cached = self._from_file(name)
            self._cache.put(name, cached, path)
        return Table(cached.geometry(), cached.arrays())

    def _from_file(self, name: str) -> CachedTable:
        from county.package import geodata

        return geodata.read_table(self.folder / MAP, SCHEMA[name], self._layer_names)

    def derived(
        self, name: str, sources: Sequence[str], make: Callable[[], Mapping[str, NDArray[np.generic]]]
    ) -> Mapping[str, NDArray[np.generic]]:
        """Numeric columns, read-only, that ``make`` makes from the files ``sources``, kept until one is written again.

        ``name``: of the entry in ``cache/``, with a number that is raised when they are made in another way.
        """
        paths = [self.folder / source for source in sources]
        cached = self._cache.get(name, CachedColumns, *paths)
        if cached is None:
            cached = CachedColumns.of(make())
            self._cache.put(name, cached, *paths)
        return cached.arrays()

    @cached_property
    def terrain(self) -> Terrain | None:
        """The heights, or None when the package has no terrain.  Raises PackageError."""
        path = self.folder / TERRAIN
        if not path.is_file():
            return None
        cached = self._cache.get("terrain", CachedTerrain, path)
        if cached is None:
            from county.package import geodata

            cached = geodata.read_terrain(path)
            self._cache.put("terrain", cached, path)
        return Terrain(np.asarray(cached.z_m.array(), dtype=np.float32), cached.west_m, cached.north_m, cached.cell_m)

    @cached_property
    def landcover(self) -> LandCover | None:
        """What lies on the ground, or None when the package does not state it.  Raises PackageError."""
        path = self.folder / LANDCOVER
        if not path.is_file():
            return None
        cached = self._cache.get("landcover", CachedLandCover, path)
        if cached is None:
            from county.package import geodata

            cached = geodata.read_landcover(path)
            self._cache.put("landcover", cached, path)
        code = np.asarray(cached.code.array(), dtype=np.uint8)
        return LandCover(code, cached.west_m, cached.north_m, cached.cell_m)

    @cached_property
    def ages(self) -> VillageAges:
        """Heads by village and age band; empty when the package does not state them.  Raises PackageError."""
        found = read_ages(self.folder)
        if found.faults:
            where, why = found.faults[0]
            raise PackageError(
                "{path}: {where}: {why}; fix the line, `main.py county check {folder}` lists all",
                path=self.folder / AGES, where=where, why=why, folder=self.folder,
            )  # fmt: skip
        return found.ages

    @cached_property
    def sensors(self) -> Sensors:
        """All sensors, in file order: the order of their channel numbers.  Raises PackageError for an id that occurs
        twice."""
        return Sensors.of_arrays(self.derived(SENSOR_COLUMNS, [MAP], self._sensor_columns))

    def _sensor_columns(self) -> Mapping[str, NDArray[np.generic]]:
        read = self._from_file("sensors")
        t = Table(read.geometry(), read.arrays())
        ids, names = (TextColumn.of(map(str, t[column])) for column in ("id", "name"))
        kind, division = (coded(map(str, t[column])) for column in ("kind", "division"))
        xy_m = np.column_stack((shapely.get_x(t.geometry), shapely.get_y(t.geometry)))
        sensors = Sensors(ids, names, *kind, *division, xy_m)
        self._check_twice("sensor", sensors.row.twice(), t)
        return sensors.arrays()

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """All emergency resources.  Raises PackageError for an id that occurs twice and for a kind missing from the
        catalogue."""
        t = self.table("resources")
        self._check_twice("resource", RowsByText(TextColumn.of(t["id"])).twice(), t)
        kinds = self.catalog.resource_kinds
        for item, kind in zip(t["id"], t["kind"], strict=True):
            if kind not in kinds:
                raise PackageError(
                    "resource {resource}: the catalogue has no resource kind {kind!r}; "
                    "add it to {own}, or rebuild the package",
                    resource=item,
                    kind=kind,
                    own=self.folder / CATALOG / "resource_kinds.toml",
                )
        x_m, y_m = shapely.get_x(t.geometry), shapely.get_y(t.geometry)
        rows = zip(t["id"], t["kind"], t["name"], x_m, y_m, t["division"], t["capacity"], t["phone"], strict=True)
        return tuple(
            Resource(str(i), str(k), str(n), float(x), float(y), str(d), int(c), str(p))
            for i, k, n, x, y, d, c, p in rows
        )

    def _check_twice(self, what: str, twice: tuple[int, int] | None, table: Table) -> None:
        """Records, readings and keys name a thing by its id.  Raises PackageError for rows ``twice`` of one id."""
        if twice is None:
            return
        one, other = (f"{table['name'][at]} ({table['kind'][at]})" for at in twice)
        raise PackageError(
            "{folder}: {what} {id} occurs more than once, as {one} and {other}; give each its own id",
            folder=self.folder, what=what, id=table["id"][twice[0]], one=one, other=other,
        )  # fmt: skip

    @cached_property
    def _to_lonlat(self) -> Transformer:
        return transformer(self.manifest.epsg, LONLAT_EPSG)

    @cached_property
    def _from_lonlat(self) -> Transformer:
        return transformer(LONLAT_EPSG, self.manifest.epsg)

    def lonlat(self, x_m: ArrayLike, y_m: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitude and latitude in degrees of working-CRS points."""
        lon, lat = self._to_lonlat.transform(x_m, y_m)
        return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)

    def xy_m(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Working-CRS metres of points in degrees."""
        x, y = self._from_lonlat.transform(lon, lat)
        return np.asarray(x, dtype=float), np.asarray(y, dtype=float)

    @cached_property
    def _locator(self) -> Locator:
        divisions = [(self.table(layer).geometry, self.table(layer)["code"]) for layer in reversed(LEVELS)]
        return Locator(divisions, self.table("boundary").geometry, self.manifest.code)

    @cached_property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the county in metres."""
        west, south, east, north = shapely.total_bounds(self.table("boundary").geometry)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset({self.manifest.code, *(str(code) for layer in LEVELS for code in self.table(layer)["code"])})

    def has_division(self, code: str) -> bool:
        """Whether it is the code of the county, or of one of its towns, villages and grids."""
        return code in self._codes

    @property
    def finest_level(self) -> str:
        """The smallest divisions that events can be located by: a layer of LEVELS, or "boundary".  Raises
        PackageError."""
        return next((layer for layer in reversed(LEVELS) if len(self.table(layer))), "boundary")

    def division_at(self, x_m: float, y_m: float) -> str | None:
        """Code of the smallest division (grid, else village, else town, else the county) that contains the point.

        Gaps between the outlines of one level belong to the next; None outside the county.
        Points on the county's outline are inside, to a millimetre.
        """
        return self._locator.at(x_m, y_m)

    def place_outside(self, x_m: float, y_m: float) -> PlaceOutside:
        """Where a place is, and how far from the county; 0 m inside."""
        lon, lat = self.lonlat(x_m, y_m)
        with np.errstate(over="ignore"):  # of metres that are no place
            away_m = shapely.distance(self.table("boundary").geometry, shapely.Point(x_m, y_m)).min(initial=np.inf)
        return PlaceOutside(float(lon), float(lat), float(away_m), self.manifest.name)
