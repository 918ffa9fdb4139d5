"""Which units are free, and which villages none of them reaches in time."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import shapely

from county.units.status import CODES, NOT_READY
from county.wall.wall import Wall, WallTile
from desktop.i18n import pick
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.language import translate
from desktop.wall.tiles.bars import BarRow, BarsContent
from layers.resources import ResourcesLayer
from layers.unit_status import UnitStatusLayer

if TYPE_CHECKING:
    from county.roads.network import RoadGraph

Void = tuple[str, int, int]
"""Key of a kind, how many villages none of its free units reaches, and its limit in minutes."""


class UnitsContents(ContentProvider):
    """The kinds whose catalogue row says within how many minutes they should reach every village.

    ``few``: share of free units of a kind below which it is marked.
    """

    def __init__(self, sources: WallSources, wall: Wall, tile: WallTile) -> None:
        super().__init__(sources, wall, tile)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="wall-cover")
        self._roads: RoadGraph | None = None
        self._job: Future[tuple[Void, ...]] | None = None
        self._free: dict[str, tuple[tuple[float, float], ...]] = {}
        """Places of the free units by kind, for which the job was started."""
        self._void: tuple[Void, ...] = ()

    def content(self, now_ms: int) -> BarsContent | None:
        layers = self.session.layers
        if not layers.begun:
            return None
        kinds = {key: kind for key, kind in self.session.catalog.resource_kinds.items() if kind.cover_minutes}
        status, tasks = layers.of(UnitStatusLayer), layers.of(ResourcesLayer).tasks
        code = dict(zip(status.columns.ids.tolist(), status.columns["status"].tolist(), strict=True))
        rows, free_of = [], {}
        for key, kind in kinds.items():
            units = [unit for unit in self.session.package.resources if unit.kind == key]
            states = [CODES[code.get(unit.id, 0)] for unit in units]
            free = [
                unit for unit, state in zip(units, states, strict=True)
                if state == "available" and unit.id not in tasks
            ]  # fmt: skip
            off = sum(state in NOT_READY for state in states)
            free_of[key] = tuple(status.place_of(unit.id) or (unit.x_m, unit.y_m) for unit in free)
            if units:
                rows.append(self._row(pick(kind.name), len(free), len(units) - len(free) - off, len(units)))
        self._follow(free_of)
        return BarsContent(tuple(rows), *self._note(), empty=translate("wall", "No unit with a limit for its way"))

    def close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _row(self, name: str, free: int, busy: int, total: int) -> BarRow:
        color = "late" if free < self.share("few", 0.34) * total else "text"
        parts = ((free / total, "accent" if color == "text" else color), (busy / total, "muted"))
        return BarRow(name, translate("wall", "{n} of {total} free").format(n=free, total=total), parts, color)

    def _note(self) -> tuple[str, str]:
        if self._job is not None and self._job.done():
            self._void = self._job.result()
            self._job = None
        if not self._void:
            return "", "muted"
        kind, most, minutes = max(self._void, key=lambda void: void[1])
        if not most:
            return translate("wall", "Every village is reached in time"), "muted"
        name = pick(self.session.catalog.resource_kinds[kind].name)
        text = translate("wall", "{n} villages not reached by {kind} within {m} min")
        return text.format(n=most, kind=name, m=minutes), "late"

    def _follow(self, free: dict[str, tuple[tuple[float, float], ...]]) -> None:
        """Compute anew when other units are free; where they drive meanwhile changes little."""
        if self._job is None and {k: len(v) for k, v in free.items()} != {k: len(v) for k, v in self._free.items()}:
            self._free = free
            self._job = self._worker.submit(self._compute, free)

    def _compute(self, free: dict[str, tuple[tuple[float, float], ...]]) -> tuple[Void, ...]:
        package, catalog = self.session.package, self.session.catalog
        if self._roads is None:
            from services.loaded_county import road_graph

            self._roads = road_graph(package)
        centres = shapely.point_on_surface(package.table("villages").geometry)
        xy_m = np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])
        void = []
        for key, places in free.items():
            limit, vehicle = catalog.resource_kinds[key].cover_minutes, self._roads.speeds.vehicle_of(key)
            if limit is None or vehicle is None or not len(xy_m):
                continue
            minutes = np.full(len(xy_m), np.inf)
            if places:
                minutes = self._roads.minutes_from_any(places, xy_m, vehicle, limit)
            void.append((key, int(np.count_nonzero(minutes > limit)), round(limit)))
        return tuple(void)
