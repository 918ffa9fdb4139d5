"""Positions of units: an arrow for each that has ever reported, its age, and its trail."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog, Name
from county.clock import SKEW_MS, UNLIMITED_MS
from county.durations import DAY_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.events.event import Event
from county.events.texts import EventTexts, with_number
from county.fold import StateTable
from county.portions import Prepared, portions
from county.resource import Resource
from county.streams import POSITIONS, Columns, KeyTable
from layers.base import Fact, LegendEntry
from layers.batches import F64, I64, U16, Points
from layers.live import LiveLayer
from layers.matching import best_matches
from layers.point_queries import inside, nearest
from layers.staleness import LONG_AGO, faded, steps_of
from layers.style import DIRECTION_DEG, DIRECTIONS, PALEST

SILENT_MS = 180_000
"""An older position is stale."""
MOVING_KMH = 3.0
"""A stationary receiver measures less than that."""
TRAIL_MS = 600_000
TRAIL_LEAST, TRAIL_MOST = 6, 120
"""Positions in the trail of one unit."""
TRAILS_MOST = 60_000
"""Positions in all trails, as far as each keeps its least: a view looks at all of them in each frame."""
AGE_MS = 10_000
"""How often ages are evaluated."""

MODES: dict[str, Name] = {
    "silent": Name("失联", "Silent"),
    "standing": Name("停驻", "Stationary"),
    "driving": Name("行驶中", "Driving"),
}
"""Known states of a unit, in drawing order."""
SILENT, STATIONARY, DRIVING = range(len(MODES))
STYLES = tuple(
    faded(f"track.{mode}>{n * DIRECTION_DEG:g}", step)
    for mode, step in (*((mode, 0) for mode in MODES), *(("silent", step) for step in range(1, PALEST + 1)))
    for n in range(DIRECTIONS)
)
"""Those of each mode, then those of units that are silent for long, by step."""
RING_STYLES = ("track.tasked>0",)
"""With a direction, so that it is drawn on the ground around its unit."""
TRAIL_STYLES = tuple(faded("track.trail", step) for step in reversed(range(PALEST + 1)))
"""Of equal parts of a trail, the oldest first."""
WINDS = (
    Name("北", "north"), Name("东北", "north-east"), Name("东", "east"), Name("东南", "south-east"),
    Name("南", "south"), Name("西南", "south-west"), Name("西", "west"), Name("西北", "north-west"),
)  # fmt: skip
NEVER_MS = np.iinfo(np.int64).min // 2


class TracksLayer(LiveLayer):
    """Newest position of every unit, and for each a ring of those before.

    The ring has a slot for each span of time, so that memory is bounded whatever is received: of all positions in one
    span the last one stays.  Positions that arrive late change nothing.
    """

    key: ClassVar[str] = "tracks"
    name: ClassVar[Name] = Name("车辆轨迹", "Unit tracks")
    group: ClassVar[str] = "moving"
    aggregates: ClassVar[tuple[str, ...]] = ("event",)
    streams: ClassVar[tuple[str, ...]] = ("positions",)

    def __init__(self, units: Sequence[Resource], catalog: Catalog, texts: EventTexts) -> None:
        super().__init__()
        self._units = {unit.id: unit for unit in units}
        self._kinds = catalog.resource_kinds
        self._texts = texts
        self._now_ms = 0
        self._ahead_ms = UNLIMITED_MS
        """Later times are due to a wrong clock, as of the last tick."""
        self._next_ms = 0
        self._batches: tuple[Points, Points, Points] | None = None
        self.reset({}, {})

    def resetting(self, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]) -> Prepared:
        tasks = yield from self._tasks_of(states.get("event"))
        return lambda: self._start_over(tasks, keys.get(POSITIONS.key))

    def _start_over(self, tasks: dict[str, tuple[Sequence[str], str | Name]], table: KeyTable | None) -> None:
        """The backend's unit numbers, no positions, no trails, and the tasks of a snapshot."""
        self._keys = KeyTable(POSITIONS, ()) if table is None else table
        n = len(self._keys)
        self._ids = np.array([unit_id for (unit_id,) in self._keys.rows], dtype=object)
        self._at_ms: I64 = np.full(n, NEVER_MS)
        self._xy_m: F64 = np.zeros((n, 2))
        self._heading_deg: F64 = np.zeros(n)
        self._speed_kmh: F64 = np.zeros(n)
        self._slots = min(max(TRAILS_MOST // max(n, 1), TRAIL_LEAST), TRAIL_MOST)
        self._slot_ms = TRAIL_MS // self._slots
        self._trail_at_ms: I64 = np.full(n * self._slots, NEVER_MS)
        self._trail_xy_m: F64 = np.zeros((n * self._slots, 2))
        """Slot s of unit i is row ``i * slots + s``."""
        self._tasks = tasks
        """Event id → its units at work, and its title."""
        self._move()

    def take(self, columns: Columns) -> None:
        """Take in positions; one older than what its unit already shows, unless that is dated ahead, or without a place
        changes nothing.

        Raises IndexError when a unit number is not in the table.
        """
        xy_m = np.column_stack((columns["x_m"], columns["y_m"]))
        shown_ms = self._at_ms[columns.key]
        fresh = ((columns.at_ms > shown_ms) | (shown_ms > self._ahead_ms)) & np.isfinite(xy_m).all(axis=1)
        rows = np.flatnonzero(fresh)
        if not len(rows):
            return
        rows = rows[np.argsort(columns.at_ms[rows], kind="stable")]  # of several for one place the last one stays
        unit, at_ms, xy_m = columns.key[rows].astype(np.intp), columns.at_ms[rows], xy_m[rows]
        speed = _finite(columns["speed_kmh"][rows])
        self._at_ms[unit], self._xy_m[unit], self._speed_kmh[unit] = at_ms, xy_m, speed
        self._heading_deg[unit] = _finite(columns["heading_deg"][rows]) % 360
        moved = speed >= MOVING_KMH
        slot = unit[moved] * self._slots + at_ms[moved] // self._slot_ms % self._slots
        self._trail_at_ms[slot], self._trail_xy_m[slot] = at_ms[moved], xy_m[moved]
        self._move()

    def change(self, key: str, changes: Mapping[str, Event | None]) -> None:
        for event_id, event in changes.items():
            before = self._tasks.pop(event_id, None)
            if event is not None and event.working:
                self._tasks[event_id] = event.working, self._texts.title(event)
            if self._tasks.get(event_id) != before:
                self._move()

    def tick(self, now_ms: int) -> None:
        """Also changes when a unit becomes silent or a trail fades; ``now_ms`` is the realm's time."""
        if now_ms >= self._next_ms or now_ms < self._now_ms:
            received = self._at_ms[self._at_ms > NEVER_MS]
            turns = received[received >= now_ms - SILENT_MS] + (SILENT_MS + 1)
            self._next_ms = min(now_ms + AGE_MS, int(turns.min(initial=now_ms + AGE_MS)))
            if len(received):
                self._move()
        self._now_ms = now_ms
        self._ahead_ms = now_ms + SKEW_MS if now_ms else UNLIMITED_MS  # 0: the time is not known yet
        super().tick(now_ms)

    def __len__(self) -> int:
        return len(self._heard())

    def batches(self) -> tuple[Points, Points, Points]:
        """Trails, rings around units with a task, and the units, the driving ones on top."""
        if self._batches is None:
            self._batches = self._build()
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        modes = [LegendEntry(f"track.{mode}", name) for mode, name in reversed(MODES.items())]
        minutes = TRAIL_MS // 60_000
        trail = Name(f"近 {minutes} 分钟轨迹", f"Trail of the last {minutes} minutes")
        modes.append(LegendEntry(faded("track.silent"), Name(f"失联 {LONG_AGO.zh}", f"Silent {LONG_AGO.en}")))
        return (*modes, LegendEntry("track.tasked", Name("有任务", "On a task")), LegendEntry("track.trail", trail))

    def counts(self) -> Mapping[str, int]:
        _, tasked, points = self.batches()
        tally = np.bincount(points.style // DIRECTIONS, minlength=len(MODES) + PALEST)
        tally[SILENT] += tally[len(MODES) :].sum()
        by_mode = {f"track.{mode}": int(tally[i]) for i, mode in enumerate(MODES)}
        return by_mode | {"track.tasked": len(tasked.ids), faded("track.silent"): int(tally[-1])}

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        row = self._row(item_id)
        if row is None:
            return ()
        mode, unit = int(self._modes()[row]), self._units.get(item_id)
        facts = [Fact(Name("编号", "Number"), item_id)]
        if unit is not None:
            facts.append(Fact(Name("类型", "Kind"), self._kinds[unit.kind].name))
        facts.append(Fact(Name("状态", "State"), tuple(MODES.values())[mode]))
        if mode == DRIVING:
            facts.append(Fact(Name("速度", "Speed"), f"{self._speed_kmh[row]:.0f} km/h"))
        deg = round(self._heading_deg[row]) % 360
        wind = WINDS[round(deg / 45) % len(WINDS)]
        facts.append(Fact(Name("朝向", "Heading"), Name(f"{wind.zh} {deg}°", f"{wind.en}, {deg}°")))
        facts.append(Fact(Name("最后位置", "Last position"), _moment(int(self._at_ms[row]), self._now_ms)))
        for event_id, (sent, title) in self._tasks.items():
            if item_id in sent:
                facts.append(Fact(Name("处置事件", "Event"), with_number(title, event_id)))
        return tuple(facts)

    def title(self, item_id: str) -> str:
        if self._row(item_id) is None:
            return ""
        return self._units[item_id].name if item_id in self._units else item_id

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        row = self._row(item_id)
        if row is None:
            return None
        x_m, y_m = self._xy_m[row].tolist()
        return x_m, y_m, x_m, y_m

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        *_, points = self.batches()
        row = nearest(points.xy_m, x_m, y_m, radius_m)
        return None if row is None else str(points.ids[row])

    def within(self, west: float, south: float, east: float, north: float) -> list[str]:
        *_, points = self.batches()
        return [str(i) for i in points.ids[inside(points.xy_m, west, south, east, north)]]

    def search(self, text: str, limit: int) -> list[str]:
        return best_matches(text, ((unit_id, self.title(unit_id)) for unit_id in self._ids[self._heard()]), limit)

    def _tasks_of(self, table: StateTable | None) -> Generator[None, None, dict[str, tuple[Sequence[str], str | Name]]]:
        """Units and title of the events of ``table`` that are running tasks, by event id; in portions."""
        tasks: dict[str, tuple[Sequence[str], str | Name]] = {}
        if table is None:
            return tasks
        columns = table.columns
        running = np.flatnonzero(columns["units"] != "")
        for part in portions(len(running)):
            rows = running[part]
            ids = [table.ids[row] for row in rows.tolist()]
            titles = self._texts.titles(ids, columns, rows)
            units = [tuple(units.split("\n")) for units in columns["units"][rows].tolist()]
            tasks.update(zip(ids, zip(units, titles, strict=True), strict=True))
            yield
        return tasks

    def _move(self) -> None:
        self._batches = None
        self.touch()

    def _row(self, item_id: str) -> int | None:
        """Row of a unit that has reported."""
        row = self._keys.number.get((item_id,))
        return row if row is not None and self._at_ms[row] > NEVER_MS else None

    def _heard(self) -> I64:
        """Rows of the units that have reported."""
        return np.flatnonzero(self._at_ms > NEVER_MS)

    def _modes(self) -> U16:
        """Index into MODES (n,) of every unit."""
        known = np.where(self._speed_kmh >= MOVING_KMH, DRIVING, STATIONARY)
        return np.where(self._at_ms < self._now_ms - SILENT_MS, SILENT, known).astype(np.uint16)

    def _build(self) -> tuple[Points, Points, Points]:
        modes, rows = self._modes(), self._heard()
        rows = rows[np.argsort(modes[rows], kind="stable")]
        step = np.where(modes[rows] == SILENT, steps_of(self._now_ms - self._at_ms[rows]), 0)
        shown = np.where(step > 0, len(MODES) - 1 + step, modes[rows])
        direction = np.rint(self._heading_deg[rows] / DIRECTION_DEG).astype(np.int64) % DIRECTIONS
        units = Points(
            self._ids[rows],
            self._xy_m.take(rows, axis=0),
            (shown * DIRECTIONS + direction).astype(np.uint16),
            STYLES,
        )
        tasked = [row for units, _ in self._tasks.values() for unit in units if (row := self._row(unit)) is not None]
        rows = np.array(sorted(set(tasked)), dtype=np.int64)
        rings = Points(self._ids[rows], self._xy_m[rows], np.zeros(len(rows), np.uint16), RING_STYLES)
        return self._trails(), rings, units

    def _trails(self) -> Points:
        rows = np.flatnonzero(self._trail_at_ms > self._now_ms - TRAIL_MS)
        age_ms = np.maximum(self._now_ms - self._trail_at_ms[rows], 0)
        style = len(TRAIL_STYLES) - 1 - age_ms * len(TRAIL_STYLES) // TRAIL_MS
        return Points(
            np.full(len(rows), ""), self._trail_xy_m.take(rows, axis=0), style.astype(np.uint16), TRAIL_STYLES
        )


def _moment(at_ms: int, now_ms: int) -> Name:
    """How long ago that is, and the time of day in China."""
    minute_of_day, second = divmod((at_ms + COUNTY_OFFSET_MS) // 1000 % (DAY_MS // 1000), 60)
    clock = f"{minute_of_day // 60:02}:{minute_of_day % 60:02}:{second:02}"
    ago_s = max(0, now_ms - at_ms) // 1000
    if ago_s < 60:
        return Name(f"{ago_s} 秒前 ({clock})", f"{ago_s} s ago ({clock})")
    if ago_s < 7_200:
        return Name(f"{ago_s // 60} 分钟前 ({clock})", f"{ago_s // 60} min ago ({clock})")
    return Name(f"{ago_s // 3_600} 小时前", f"{ago_s // 3_600} h ago")


def _finite(values: NDArray[np.float32]) -> F64:
    """The same numbers; 0 where there is none."""
    return np.where(np.isfinite(values), values, 0.0).astype(np.float64)
