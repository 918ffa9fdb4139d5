"""The base map: terrain, waters and roads.  It never moves."""

from __future__ import annotations

import re
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from county.catalog import Name
from county.package.manifest import MAP
from county.package.open import CountyPackage, Table
from county.package.schema import ROAD_CLASSES
from layers.base import Fact, Layer, LegendEntry, LegendRamp
from layers.batches import Batch, Field, Labels, Polygons
from layers.bridges import bridges_of
from layers.geometry import Geometries, box_of, courses_of, lines_of, polygons_of
from layers.matching import best_matches

ROAD_NAMES: dict[str, Name] = {
    "national": Name("国道", "National road"),
    "provincial": Name("省道", "Provincial road"),
    "county": Name("县道", "County road"),
    "town": Name("乡道", "Town road"),
    "village": Name("村道", "Village road"),
}
ROUTE = re.compile("[GSXYC][0-9]{1,4}")
"""The number of a national, provincial, county, town or village road (JTG A03)."""
WATER_NAMES: dict[str, Name] = {
    "reservoir": Name("水库", "Reservoir"),
    "lake": Name("湖泊", "Lake"),
    "pond": Name("坑塘", "Pond"),
}
BRIDGES = "bridges-1"
"""Entry of the package's cache: another number where other bridges are made of the same map, or roads have another
order."""


def height_field(package: CountyPackage) -> Field | None:
    """The package's heights in metres, or None when it has none.  Raises PackageError."""
    if (terrain := package.terrain) is None:
        return None
    return Field(terrain.z_m, terrain.extent_m, "terrain", unit="m", sampling="smooth", edge="fade", shaded=True)


class TerrainLayer(Layer):
    """Heights with hillshade."""

    key: ClassVar[str] = "terrain"
    name: ClassVar[Name] = Name("地形", "Terrain")
    group: ClassVar[str] = "base"
    single: ClassVar[bool] = True

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        field = height_field(package)
        self._batches: tuple[Batch, ...] = (field,) if field else ()
        self._legend: tuple[LegendRamp, ...] = ()
        if field and not np.isnan(field.value).all():
            low, high = float(np.nanmin(field.value)), float(np.nanmax(field.value))
            self._legend = (LegendRamp("terrain", Name("高程", "Height"), low, high, field.unit),)

    def __len__(self) -> int:
        return len(self._batches)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendRamp, ...]:
        return self._legend


class FeatureIndex:
    """The things of tables, found by id and by place."""

    def __init__(self, *tables: Table) -> None:
        self.geometry = np.concatenate([np.empty(0, dtype=object), *(table.geometry for table in tables)])
        self.names = [str(n) for table in tables for n in table.columns.get("name", [""] * len(table))]
        self.ids = [str(i) for table in tables for i in table["id"]]
        self.row = {item_id: row for row, item_id in enumerate(self.ids)}
        self.tree = shapely.STRtree(self.geometry)


class FeatureLayer(Layer):
    """Things of one or more tables of the package that can be identified and found by id or name."""

    group: ClassVar[str] = "base"

    def __init__(self, *tables: Table) -> None:
        super().__init__()
        self._batches: tuple[Batch, ...] = ()
        self._features = FeatureIndex(*tables)

    def __len__(self) -> int:
        return len(self._features.ids)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def title(self, item_id: str) -> str:
        row = self._features.row.get(item_id)
        return "" if row is None else self._features.names[row] or item_id

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        row = self._features.row.get(item_id)
        return None if row is None else box_of(self._features.geometry[row])

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        rows, distance = self._features.tree.query_nearest(
            shapely.Point(x_m, y_m), max_distance=max(radius_m, 1e-6), return_distance=True
        )
        return self._features.ids[int(rows[distance.argmin()])] if len(rows) else None

    def search(self, text: str, limit: int) -> list[str]:
        return best_matches(text, zip(self._features.ids, self._features.names, strict=True), limit)


class WatersLayer(FeatureLayer):
    """Lakes and ponds, and rivers by stream order."""

    key: ClassVar[str] = "waters"
    name: ClassVar[Name] = Name("水系", "Waters")

    def __init__(self, package: CountyPackage) -> None:
        waters, rivers = package.table("waters"), package.table("rivers")
        super().__init__(waters, rivers)
        kinds = zip(waters["id"], waters["kind"], strict=True)
        self._kinds = {str(i): WATER_NAMES.get(str(kind), str(kind)) for i, kind in kinds}
        order = np.clip(np.asarray(rivers["order"], dtype=np.int64), 1, 4)
        streams = tuple(f"river.{n}" for n in range(1, 5))
        style = (order - 1).astype(np.uint16)
        width_m = np.asarray(rivers["width_m"], dtype=float)
        self._batches = (
            lines_of(rivers["id"], rivers.geometry, style, streams, width_m),
            polygons_of(waters["id"], waters.geometry, np.zeros(len(waters), dtype=np.uint16), ("water",)),
            name_labels(rivers, order - 1, tuple(f"label.{stream}" for stream in streams)),
        )

    def legend(self) -> tuple[LegendEntry, ...]:
        return (LegendEntry("water", Name("湖库", "Lakes")), LegendEntry("river.3", Name("河流", "Rivers")))

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        if item_id not in self._features.row:
            return ()
        kind = self._kinds.get(item_id, Name("河流", "River"))
        return (Fact(Name("编号", "Number"), item_id), Fact(Name("类型", "Kind"), kind))


class RoadsLayer(FeatureLayer):
    """Roads by class, the greatest on top; their bridges below them, none until :meth:`load`."""

    key: ClassVar[str] = "roads"
    name: ClassVar[Name] = Name("道路", "Roads")

    def __init__(self, package: CountyPackage) -> None:
        roads = package.table("roads")
        rank = {road_class: n for n, road_class in enumerate(reversed(ROAD_CLASSES))}
        order = np.array([rank.get(str(road_class), 0) for road_class in roads["road_class"]], dtype=np.intp)
        rows = np.argsort(order, kind="stable")
        roads = Table(roads.geometry[rows], {name: column[rows] for name, column in roads.columns.items()})
        super().__init__(roads)
        self._package, self._roads, self._code = package, roads, order[rows].astype(np.uint16)
        self._bridges: Polygons | None = None
        """What :meth:`load` made, until the next tick takes it."""
        self._classes = roads["road_class"]
        styles = tuple(f"road.{road_class}" for road_class in rank)
        width_m = np.asarray(roads["width_m"], dtype=float)
        numbered = np.array([bool(ROUTE.fullmatch(str(name))) for name in roads["name"]], dtype=bool)
        texts = (*(f"label.{style}" for style in styles), *(f"label.route.{road_class}" for road_class in rank))
        self._batches = (
            lines_of(roads["id"], roads.geometry, self._code, styles, width_m),
            name_labels(roads, order[rows] + len(rank) * numbered, texts),
        )

    def load(self) -> None:
        made = self._package.derived(BRIDGES, [MAP], self._bridge_columns)
        road = np.asarray(made["road"], np.int64)
        self._bridges = Polygons(
            np.asarray(self._roads["id"], dtype=object)[road], np.asarray(made["xy_m"], np.float64),
            np.asarray(made["rings"], np.int64), np.asarray(made["parts"], np.int64),
            self._code[road], tuple(f"bridge.{road_class}" for road_class in reversed(ROAD_CLASSES)),
        )  # fmt: skip

    def _bridge_columns(self) -> dict[str, NDArray[np.generic]]:
        """Their polygons, and the row of the road of each."""
        areas, road = bridges_of(self._roads, self._package.table("rivers"), self._package.table("waters"))
        made = polygons_of(road, areas, self._code[road], ())
        return {"road": made.ids.astype(np.int64), "xy_m": made.xy_m, "rings": made.rings, "parts": made.parts}

    def tick(self, now_ms: int) -> None:
        """Also applies the bridges."""
        if self._bridges is not None:
            self._batches, self._bridges = (self._bridges, *self._batches), None
            self.touch()
        super().tick(now_ms)

    def legend(self) -> tuple[LegendEntry, ...]:
        present = {str(road_class) for road_class in self._classes}
        return tuple(LegendEntry(f"road.{key}", name) for key, name in ROAD_NAMES.items() if key in present)

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        row = self._features.row.get(item_id)
        if row is None:
            return ()
        road_class = str(self._classes[row])
        kind = ROAD_NAMES.get(road_class, road_class)
        return (Fact(Name("编号", "Number"), item_id), Fact(Name("等级", "Class"), kind))


def name_labels(table: Table, code: NDArray[np.intp], styles: tuple[str, ...]) -> Labels:
    """A label along the lines of every name and style of a line table; its point is the middle of the longest line.

    ``code`` (n,) is each line's index into ``styles``; the higher, the more important.
    """
    named = np.flatnonzero(np.array([bool(str(name).strip()) for name in table["name"]], dtype=bool))
    named = named[np.argsort(-shapely.length(table.geometry[named]), kind="stable")]
    label_of: dict[tuple[str, int], int] = {}
    keys = [(str(table["name"][row]), int(code[row])) for row in named]
    label = np.array([label_of.setdefault(key, len(label_of)) for key in keys], dtype=np.intp)
    rows = named[np.unique(label, return_index=True)[1]]
    parts, feature = shapely.get_parts(table.geometry[rows], return_index=True)
    first = np.searchsorted(feature, np.arange(len(rows)))
    middle = shapely.line_interpolate_point(parts[first], 0.5, normalized=True)
    xy_m = np.column_stack([shapely.get_x(middle), shapely.get_y(middle)]).reshape(-1, 2)
    names = np.array([name for name, _ in label_of], dtype=object)
    style = code[rows].astype(np.uint16)
    return Labels(
        table["id"][rows].astype(object), names, xy_m, style.astype(float), style, styles,
        courses=courses_of(_joined(table.geometry[named], label), np.arange(len(rows))),
    )  # fmt: skip


def _joined(geometry: Geometries, label: NDArray[np.intp]) -> Geometries:
    """The lines of each label, (n,), with those that continue each other as one: (number of labels,)."""
    parts, feature = shapely.get_parts(geometry, return_index=True)
    order = np.argsort(label[feature], kind="stable")
    return np.asarray(shapely.line_merge(shapely.multilinestrings(parts[order], indices=label[feature][order])))
