"""Closed roads on the map: the closed lines, and a mark at each closure."""

from __future__ import annotations

import math
from typing import Any, ClassVar, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from county.aggregate import NEVER_MS
from county.catalog import Catalog, Name
from county.package.open import CountyPackage
from county.roads.closures import EXTENTS, NEAR_M, Extent, closed_edges
from county.roads.lines import SNAP_M
from county.roads.network import RoadGraph
from layers.base import Fact, LegendEntry
from layers.batches import Batch, Lines, Points
from layers.geometry import box_of, circles, lines_of
from layers.live import StatesLayer
from layers.matching import best_matches
from layers.point_queries import inside, nearest

TOUCHING_M = 2.0
"""Roads that are nearer than this to another one may cut it into edges."""
CLOSED = 0
STYLES = ("closure.line", "closure.late")
AREA = ("closure.area",)
MARKS = ("closure.mark", "closure.mark_late")


class _Part(NamedTuple):
    """Implements :class:`county.roads.closures.ClosedPart`."""

    extent: Extent
    road: str
    x_m: float
    y_m: float
    radius_m: float


class ClosuresLayer(StatesLayer):
    """Every road that is closed now; one past its expected end is marked: a person has to open it."""

    key: ClassVar[str] = "closures"
    name: ClassVar[Name] = Name("道路封闭", "Closed roads")
    group: ClassVar[str] = "moving"
    aggregates: ClassVar[tuple[str, ...]] = ("closure",)

    def __init__(self, package: CountyPackage, catalog: Catalog) -> None:
        super().__init__()
        self._roads = package.table("roads")
        self._speeds = catalog.road_speeds
        self._tree = shapely.STRtree(self._roads.geometry)
        self._ids = np.array([str(road) for road in self._roads["id"]], dtype=object)
        self._names = dict(zip(self._ids.tolist(), map(str, self._roads["name"].tolist()), strict=True))
        self._lines: dict[_Part, NDArray[np.object_]] = {}
        self._covering: dict[_Part, str] = {}
        """What :meth:`closed_by` found."""
        self._now_ms = 0
        self._next_ms = NEVER_MS

    def tick(self, now_ms: int) -> None:
        """Also changes when the expected end of a closure passes."""
        if len(self) and (now_ms >= self._next_ms or now_ms < self._now_ms):
            self._batches = None
            self.touch()
        self._now_ms = now_ms
        super().tick(now_ms)

    def drawn(self) -> int:
        return len(self._rows())

    def legend(self) -> tuple[LegendEntry, ...]:
        late = Name("超过预计开放时间", "Past its expected end")
        return LegendEntry("closure.line", Name("封闭道路", "Closed road")), LegendEntry("closure.late", late)

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        row, columns = self.columns.row(item_id), self.columns
        if row is None:
            return ()
        facts = [Fact(Name("范围", "Extent"), EXTENTS[columns["extent"][row]])]
        if road := columns["road"][row]:
            facts.append(Fact(Name("道路", "Road"), self._names.get(road) or road))
        if columns["extent"][row] == "circle":
            facts.append(Fact(Name("半径", "Radius"), f"{columns['radius_m'][row]:,.0f} m"))
        facts.append(Fact(Name("原因", "Reason"), columns["note"][row]))
        if about := columns["about"][row]:
            facts.append(Fact(Name("相关事件", "Event"), about))
        return tuple(facts)

    def title(self, item_id: str) -> str | Name:
        row = self.columns.row(item_id)
        if row is None:
            return ""
        road = self._names.get(self.columns["road"][row]) or self.columns["road"][row]
        return Name(f"{road}封闭", f"{road} closed") if road else self.name

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        row = self.columns.row(item_id)
        if row is None:
            return None
        part = self._part(row)
        lines = self._closed(part)
        return box_of(shapely.MultiPoint(shapely.get_coordinates(lines))) if len(lines) else (
            part.x_m, part.y_m, part.x_m, part.y_m,
        )  # fmt: skip

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        marks = self._marks()
        row = nearest(marks.xy_m, x_m, y_m, radius_m)
        return None if row is None else str(marks.ids[row])

    def within(self, west: float, south: float, east: float, north: float) -> list[str]:
        marks = self._marks()
        return [str(i) for i in marks.ids[inside(marks.xy_m, west, south, east, north)]]

    def search(self, text: str, limit: int) -> list[str]:
        rows = self._rows().tolist()
        named = ((str(self.columns.ids[row]), self._names.get(self.columns["road"][row], "")) for row in rows)
        return best_matches(text, named, limit)

    def closed_by(self, extent: Extent, road: str, x_m: float, y_m: float, radius_m: float) -> str:
        """Id of the closure that already closes all that such a one would close; "" for none."""
        self.batches()
        part = _Part(extent, road, x_m, y_m, radius_m)
        if part not in self._covering:
            wanted = np.empty(0, dtype=object) if extent == "circle" else self._closed(part)
            found = (str(self.columns.ids[row]) for row in self._rows() if self._covers(self._part(row), part, wanted))
            self._covering[part] = next(found, "")
        return self._covering[part]

    def _covers(self, closed: _Part, part: _Part, wanted: NDArray[np.object_]) -> bool:
        """Whether ``closed`` closes all of ``part``, whose lines are ``wanted``; a circle only lies in another one."""
        if part.extent == "circle":
            away_m = math.hypot(part.x_m - closed.x_m, part.y_m - closed.y_m)
            return closed.extent == "circle" and away_m + part.radius_m <= closed.radius_m
        if part.extent == closed.extent == "road":
            return part.road == closed.road
        lines = self._lines[closed]
        if not len(wanted) or not len(lines):
            return False
        vertices = shapely.get_coordinates(wanted)
        middles = shapely.get_coordinates(shapely.line_interpolate_point(wanted, 0.5, normalized=True))
        all_lines = shapely.multilinestrings(shapely.get_parts(lines))
        return all(  # the few middles first: most closures are elsewhere
            bool((shapely.distance(shapely.points(xy_m), all_lines) <= SNAP_M).all()) for xy_m in (middles, vertices)
        )

    def road_at(self, x_m: float, y_m: float) -> tuple[str, str]:
        """Id and name of the road nearest to a place, "" for none within reach."""
        rows = self._tree.query_nearest(shapely.Point(x_m, y_m), max_distance=NEAR_M, all_matches=False)
        if not len(rows):
            return "", ""
        road = str(self._ids[rows[0]])
        return road, self._names.get(road, "")

    def road_name(self, road: str) -> str:
        """Name of a road, its id where it has none, "" for ""."""
        return self._names.get(road) or road

    def middle_of(self, road: str) -> tuple[float, float] | None:
        """A place in the middle of a road; None for an unknown one."""
        geometry = self._roads.geometry[self._ids == road]
        if not len(geometry):
            return None
        longest = max(shapely.get_parts(geometry), key=lambda line: float(line.length))
        middle = longest.interpolate(0.5, normalized=True)
        return float(middle.x), float(middle.y)

    def _rows(self) -> NDArray[np.intp]:
        return np.flatnonzero(self.columns["state"] == CLOSED)

    def _marks(self) -> Points:
        *_, marks = self.batches()
        assert isinstance(marks, Points)
        return marks

    def _part(self, row: int) -> _Part:
        columns = self.columns
        return _Part(
            columns["extent"][row], columns["road"][row], float(columns["x_m"][row]), float(columns["y_m"][row]),
            float(columns["radius_m"][row]),
        )  # fmt: skip

    def _build(self) -> tuple[Batch, ...]:
        rows, columns = self._rows(), self.columns
        ends_ms = columns["end_ms"][rows]
        self._next_ms = int(ends_ms[ends_ms > self._now_ms].min(initial=NEVER_MS))
        late = (ends_ms <= self._now_ms).astype(np.uint16)
        parts = [self._part(row) for row in rows.tolist()]
        self._lines, self._covering = {part: self._closed(part) for part in parts}, {}
        count = [len(self._lines[part]) for part in parts]
        ids = columns.ids[rows].astype(object)
        lines = np.concatenate([np.empty(0, dtype=object), *(self._lines[part] for part in parts)])
        is_circle = np.array([part.extent == "circle" for part in parts], dtype=bool)
        xy_m = np.array([(part.x_m, part.y_m) for part in parts], dtype=float).reshape(-1, 2)
        rings = circles(xy_m[is_circle], columns["radius_m"][rows][is_circle])
        return (
            _lines(ids[is_circle], rings, np.zeros(len(rings), np.uint16), AREA),
            _lines(np.repeat(ids, count), lines, np.repeat(late, count), STYLES),
            Points(ids, xy_m, late, MARKS),
        )

    def _closed(self, part: _Part) -> NDArray[np.object_]:
        """The closed lines, as they are drawn."""
        if part in self._lines:
            return self._lines[part]
        geometry = self._roads.geometry
        if part.extent == "road":
            return np.asarray(geometry[self._ids == part.road])
        place = shapely.Point(part.x_m, part.y_m)
        if part.extent == "circle":
            circle = place.buffer(part.radius_m)
            cut = shapely.intersection(geometry[self._tree.query(place, "dwithin", part.radius_m)], circle)
            return np.array([line for line in shapely.get_parts(cut) if line.length > 0], dtype=object)
        near = self._tree.query(place, "dwithin", NEAR_M)
        _, touching = self._tree.query(geometry[near], "dwithin", TOUCHING_M)
        rows = np.unique(touching)
        classes = [str(name) for name in self._roads["road_class"][rows]]
        graph = RoadGraph(geometry[rows], self._ids[rows].tolist(), classes, self._speeds)
        return np.asarray(graph.edges.line[closed_edges(graph, part)], dtype=object)


def _lines(ids: NDArray[np.object_], lines: NDArray[np.object_], style: Any, styles: tuple[str, ...]) -> Lines:
    return lines_of(ids, lines, style, styles, np.zeros(len(lines)))
