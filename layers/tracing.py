"""食品溯源 on the map: the places on the way of a batch and what went from one to another.

It holds what the analysis answered to this window, not the realm's state: the panel shows its answer here.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from county.catalog import Catalog, Name
from county.tracing.results import HOLDINGS, TraceFound, TracePlace
from layers.base import Fact, Layer, LegendEntry, Pace
from layers.batches import Batch, Labels, Lines, Points
from layers.point_queries import nearest

PLACES = ("trace.has", "trace.passed", "trace.source")
FLOWS = ("trace.forward", "trace.backward", "trace.gap")


class TracingLayer(Layer):
    """Read points by what they have, flows by their direction; empty while nothing was asked."""

    key: ClassVar[str] = "tracing"
    name: ClassVar[Name] = Name("食品溯源", "Tracing of food")
    group: ClassVar[str] = "moving"
    pace: ClassVar[Pace] = "live"

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._kinds = catalog.trace_places
        self._found: TraceFound | None = None
        self._batches: tuple[Batch, ...] | None = ()

    def show(self, found: TraceFound | None) -> None:
        """Replace what is shown."""
        if found != self._found:
            self._found = found
            self._batches = None
            self.touch()

    def __len__(self) -> int:
        return len(self._placed())

    def batches(self) -> tuple[Batch, ...]:
        if self._batches is None:
            self._batches = self._build()
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (
            LegendEntry(PLACES[0], Name("现有受影响货物", "Has affected goods")),
            LegendEntry(PLACES[1], Name("曾经手", "Had affected goods")),
            LegendEntry(PLACES[2], Name("来源", "Source")),
            LegendEntry(FLOWS[0], Name("流向（受影响）", "Flow of affected goods")),
            LegendEntry(FLOWS[1], Name("流向（来源）", "Flow from the sources")),
            LegendEntry(FLOWS[2], Name("缺少扫描的流向", "Flow that was not scanned")),
        )

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        found, number = self._found, self._number(item_id)
        if found is None or number is None:
            return ()
        place = found.places[number]
        kind = self._kinds.get(place.kind)
        facts = [Fact(Name("读点", "Read point"), place.id)]
        if kind is not None:
            facts.append(Fact(Name("类型", "Kind"), kind.name))
        for held in found.holdings:
            if held.place == number:
                facts.append(Fact(Name("受影响货物", "Affected goods"), HOLDINGS[held.holding]))
                facts.append(Fact(Name("批次", "Batches"), str(len(held.batches))))
        return tuple(facts)

    def title(self, item_id: str) -> str:
        number = self._number(item_id)
        if self._found is None or number is None:
            return ""
        return self._found.places[number].name or self._found.places[number].id

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        for batch in self.batches():
            if isinstance(batch, Points) and (row := nearest(batch.xy_m, x_m, y_m, radius_m)) is not None:
                return str(batch.ids[row])
        return None

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        number = self._number(item_id)
        if self._found is None or number is None:
            return None
        place = self._found.places[number]
        if place.x_m is None or place.y_m is None:
            return None
        return place.x_m, place.y_m, place.x_m, place.y_m

    def _number(self, item_id: str) -> int | None:
        """Of a place in the answer."""
        number = int(item_id) if item_id.isdecimal() else -1
        return number if self._found is not None and 0 <= number < len(self._found.places) else None

    def _placed(self) -> list[tuple[int, TracePlace]]:
        if self._found is None:
            return []
        return [(n, place) for n, place in enumerate(self._found.places) if place.x_m is not None]

    def _build(self) -> tuple[Batch, ...]:
        found = self._found
        if found is None:
            return ()
        placed = self._placed()
        held = {one.place: one.holding for one in found.holdings}
        styles = [0 if held.get(n) == "has" else 1 if n in held else 2 for n, _ in placed]
        ids = np.array([str(n) for n, _ in placed], dtype=object)
        xy_m = np.array([(place.x_m, place.y_m) for _, place in placed], dtype=float).reshape(-1, 2)
        labels = Labels(
            ids, np.array([place.name or place.id for _, place in placed], dtype=object), xy_m, np.zeros(len(ids)),
            np.zeros(len(ids), dtype=np.uint16), ("label.trace",),
        )  # fmt: skip
        return self._flows(found), Points(ids, xy_m, np.array(styles, dtype=np.uint16), PLACES), labels

    def _flows(self, found: TraceFound) -> Lines:
        where = {n: (place.x_m, place.y_m) for n, place in self._placed()}
        flows = [flow for flow in found.flows if flow.origin in where and flow.target in where]
        styles = [2 if flow.is_gap else 1 if flow.way == "backward" else 0 for flow in flows]
        ends = [(where[flow.origin], where[flow.target]) for flow in flows]
        return Lines(
            np.array([f"{flow.origin}-{flow.target}-{n}" for n, flow in enumerate(flows)], dtype=object),
            np.array(ends, dtype=float).reshape(-1, 2), np.arange(len(flows) + 1) * 2,
            np.array(styles, dtype=np.uint16), FLOWS, np.zeros(len(flows)),
        )  # fmt: skip
