"""A tiny valid county, as tables that a test can change before they are written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray

from county.package.manifest import FORMAT, Manifest, Provenance
from county.package.open import Table, Terrain
from county.package.write import write_package

COUNTY = "433199"
EPSG = 4546
WEST_M, SOUTH_M = 360_000.0, 3_090_000.0
"""Near 109.6 °E 27.9 °N; 8 × 4 km: two towns side by side, each of two villages, each of two grids of 2 × 2 km."""


def box(x_km: float, y_km: float, w_km: float, h_km: float) -> shapely.Geometry:
    """A rectangle, kilometres from the county's corner."""
    x, y = WEST_M + x_km * 1000, SOUTH_M + y_km * 1000
    return shapely.box(x, y, x + w_km * 1000, y + h_km * 1000)


def point(x_km: float, y_km: float) -> shapely.Geometry:
    """A point, kilometres from the county's corner."""
    return shapely.Point(WEST_M + x_km * 1000, SOUTH_M + y_km * 1000)


def line(*corners_km: tuple[float, float]) -> shapely.Geometry:
    """A line, kilometres from the county's corner."""
    return shapely.LineString([(WEST_M + x * 1000, SOUTH_M + y * 1000) for x, y in corners_km])


def texts(*values: str | None) -> NDArray[np.object_]:
    """A text column."""
    return np.array(values, dtype=object)


def outlines(*shapes: shapely.Geometry) -> NDArray[np.object_]:
    """A geometry column."""
    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


@dataclass
class PackageDraft:
    """A package before it is written."""

    manifest: Manifest
    tables: dict[str, Table]
    terrain: Terrain

    def write(self, folder: Path) -> Path:
        """Write it without checks."""
        write_package(folder, self.manifest, self.tables, self.terrain, None)
        return folder

    def set(self, layer: str, row: int, column: str, value: object) -> None:
        """Put one value into a layer; "geometry" is a column too."""
        table = self.tables[layer]
        if column == "geometry":
            table.geometry[row] = value
        else:
            table.columns[column][row] = value

    def move(self, layer: str, change: object) -> None:
        """Change all coordinates of a layer, (n, 2) to (n, 2)."""
        table = self.tables[layer]
        self.tables[layer] = Table(np.asarray(shapely.transform(table.geometry, change), dtype=object), table.columns)

    def change_manifest(self, **change: object) -> None:
        """Change the manifest."""
        self.manifest = msgspec.structs.replace(self.manifest, **change)


def sound_county() -> PackageDraft:
    """Every layer, a few features each; a valley along y = 2 km, which the river follows eastwards."""
    towns = texts(COUNTY + "100000", COUNTY + "200000")
    villages = texts(COUNTY + "100001", COUNTY + "100201", COUNTY + "200201", COUNTY + "200202")
    grids = texts(*(f"{v}{i:03d}" for v in villages for i in (1, 2)))
    tables = {
        "boundary": Table(outlines(box(0, 0, 8, 4)), {"code": texts(COUNTY), "name": texts("安县")}),
        "towns": Table(
            outlines(box(0, 0, 4, 4), box(4, 0, 4, 4)),
            {"code": towns, "name": texts("东镇", "西乡"), "kind": texts("town", "township"), **_people(2)},
        ),
        "villages": Table(
            outlines(*(box(2 * i, 0, 2, 4) for i in range(4))),
            {
                "code": villages, "name": texts("甲社区", "乙村", "丙村", "丁村"), **_people(4),
                "kind": texts("community", "village", "village", "village"),
                "town": texts(towns[0], towns[0], towns[1], towns[1]),
            },
        ),
        "grids": Table(
            outlines(*(box(2 * i, 2 * j, 2, 2) for i in range(4) for j in range(2))),
            {
                "code": grids, "name": texts(*("网格" + g[-3:] for g in grids)), "worker": texts(*[""] * 8),
                "village": texts(*np.repeat(villages, 2)), **_people(8),
            },
        ),
        "roads": Table(
            outlines(line((0.5, 1), (7.5, 1))),
            {"id": texts("R1"), "name": texts("一号路"), "road_class": texts("county"), "width_m": np.array([7.0])},
        ),
        "rivers": Table(
            outlines(line(*((x / 4, 2.0) for x in range(1, 32)))),
            {"id": texts("V1"), "name": texts("安河"), "order": np.array([2]), "width_m": np.array([12.0])},
        ),
        "waters": Table(
            outlines(box(1.2, 3.2, 0.3, 0.3)), {"id": texts("W1"), "name": texts("塘"), "kind": texts("pond")}
        ),
        "buildings": Table(
            outlines(box(1, 1.2, 0.02, 0.01), box(5, 1.2, 0.02, 0.01)),
            {
                "id": texts("B1", "B2"), "use": texts("residential", "school"), "height_m": np.array([6.0, 12.0]),
                "floors": np.array([2, 4]), "division": texts(grids[0], grids[4]),
            },
        ),
        "places": Table(
            outlines(point(1, 3), *(point(2 * i + 1, 0.3) for i in range(4)), point(3, 3), point(5, 3)),
            {
                "code": texts(COUNTY, *villages, *towns), "name": texts("安县", "甲", "乙", "丙", "丁", "东镇", "西乡"),
                "kind": texts("county_seat", *["village_seat"] * 4, "town_seat", "town_seat"),
            },
        ),
        "sensors": Table(
            outlines(*(point(2 * i + 0.1, 0.1) for i in range(4)), *(point(2 * i + 1, 3.9) for i in range(4))),
            {
                "id": texts(*(f"S{i}" for i in range(8))), "name": texts(*["桶"] * 8), "kind": texts(*["bin"] * 8),
                "division": texts(*grids[0::2], *grids[1::2]),
            },
        ),
        "resources": Table(
            outlines(point(1, 1)),
            {
                "id": texts("E1"), "name": texts("救护车"), "kind": texts("ambulance"),
                "capacity": np.array([4]), "division": texts(grids[0]),
            },
        ),
    }  # fmt: skip
    origin = Provenance(source="tests", licence="MIT", synthetic=True)
    layers = dict.fromkeys((*tables, "terrain"), origin)
    return PackageDraft(Manifest(format=FORMAT, name="安县", code=COUNTY, epsg=EPSG, layers=layers), tables, _valley())


def _people(n: int) -> dict[str, NDArray[np.generic]]:
    return {
        "population": np.full(n, 900, dtype=np.int64),
        "households": np.full(n, -1, dtype=np.int64),
        "approximate": np.zeros(n, dtype=bool),
    }


def _valley() -> Terrain:
    """40 m cells; slopes fall to y = 2 km, the valley floor falls eastwards by 5 m a kilometre; shoulders undulate."""
    cell = 40.0
    west, north = WEST_M - 400, SOUTH_M + 4400
    x_km = (np.arange(220) + 0.5) * cell / 1000 - 0.4
    y_km = 4.4 - (np.arange(120) + 0.5) * cell / 1000
    away = np.abs(y_km - 2.0)[:, None]
    z = 400 - 5 * x_km[None, :] + 80 * away * (1 + np.sin(4 * x_km)[None, :] ** 2)
    return Terrain(z.astype(np.float32), west, north, cell)
