"""Events on the map: where each one is, its stage, and whether it is new, overdue or under supervision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog, Name
from county.event import CLOCK_RUNS, ENDED, Event, State, apply
from county.records import EventRecord, Record
from layers.base import LIVE_GROUP, Fact, Layer, LegendEntry
from layers.batches import U16, Points
from layers.pointset import inside, nearest

STATE_NAMES: dict[State, Name] = {
    State.REPORTED: Name("待立案", "Reported"),
    State.REJECTED: Name("不予受理", "Rejected"),
    State.FILED: Name("待派遣", "Filed"),
    State.MERGED: Name("已并案", "Merged"),
    State.DISPATCHED: Name("已派遣", "Dispatched"),
    State.HANDLING: Name("处理中", "Handling"),
    State.SUSPENDED: Name("挂账", "Suspended"),
    State.FED_BACK: Name("待核查", "Fed back"),
    State.CLOSED: Name("已结案", "Closed"),
    State.EVALUATED: Name("已评价", "Evaluated"),
}
LEVEL_NAMES: dict[str, Name] = {
    "major_special": Name("特别重大", "Especially major"),
    "major": Name("重大", "Major"),
    "larger": Name("较大", "Larger"),
    "general": Name("一般", "General"),
}
SOURCE_NAMES: dict[str, Name] = {
    "hotline": Name("12345 热线", "Hotline 12345"),
    "grid_worker": Name("网格员", "Grid worker"),
    "sensor": Name("感知设备", "Sensor"),
    "video": Name("视频智能识别", "Video analytics"),
    "department": Name("部门", "Department"),
    "citizen": Name("群众上报", "Citizen"),
    "file": Name("文件导入", "File"),
}
STATES = tuple(State)
STYLES = tuple(f"event.{state}" for state in STATES)
_CODE = {state: code for code, state in enumerate(STATES)}
_CLOCK_CODES = np.array([_CODE[state] for state in CLOCK_RUNS])
NEVER = np.iinfo(np.int64).max

NEW_FOR_MS = 10_000
"""How long a fresh report calls for attention."""
ENDED_FOR_MS = 300_000
"""How long an ended event stays on the map, so that its close is seen there."""


class EventsLayer(Layer):
    """All events by id; on the map the open ones, and ended ones for a while."""

    key: ClassVar[str] = "events"
    name: ClassVar[Name] = Name("事件", "Events")
    group: ClassVar[Name] = LIVE_GROUP

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self.events: dict[str, Event] = {}
        self.last_change: frozenset[str] | None = None
        """Ids that moved; None: everything did.  Valid while ``changed`` fires."""
        self._subclasses = catalog.subclasses
        self._moved: set[str] | None = None
        self._stale: set[str] = set()
        self._now_ms = 0
        self._next_ms = NEVER
        self._batches: tuple[Points, ...] | None = None
        self._clear_columns(64)

    def __len__(self) -> int:
        return len(self.events)

    def reset(self, events: Iterable[Event]) -> None:
        """Start over from a snapshot."""
        self.events = {event.id: event for event in events}
        self._clear_columns(max(64, 2 * len(self.events)))
        self._stale = set(self.events)
        self._moved = None
        self._batches = None
        self.touch()

    def add(self, events: Iterable[Event]) -> None:
        """More of the snapshot that :meth:`reset` began with."""
        more = {event.id: event for event in events}
        self.events.update(more)
        self._stale |= more.keys()
        if self._moved is not None:
            self._moved |= more.keys()
        self._batches = None
        self.touch()

    def apply(self, records: Iterable[Record]) -> None:
        """Fold records in; those that are not about events are passed over.

        Columns wait until somebody asks for :meth:`batches`.
        """
        events, touched = self.events, set[str]()
        for record in records:
            body = record.body
            if isinstance(body, EventRecord):
                event_id = body.event_id
                events[event_id] = apply(events.get(event_id), record)
                touched.add(event_id)
        if touched:
            self._stale |= touched
            if self._moved is not None:
                self._moved |= touched
            self._batches = None
            self.touch()

    def tick(self, now_ms: int) -> None:
        """Also moves when an event falls due, stops being new, or leaves the map."""
        self._now_ms = now_ms
        if now_ms >= self._next_ms:
            self._batches = None
            self.touch()
        if self._dirty:
            self.last_change = None if self._moved is None else frozenset(self._moved)
            self._moved = set()
        super().tick(now_ms)

    def drawn(self) -> int:
        return len(self._points().ids)

    def batches(self) -> tuple[Points, ...]:
        """Rings of new, overdue and supervised events below the events themselves."""
        if self._batches is None:
            self._refresh_columns()
            self._batches = self._build()
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        entries = [LegendEntry(f"event.{state}", STATE_NAMES[state]) for state in STATES if state not in ENDED]
        minutes = ENDED_FOR_MS // 60_000
        ended = Name(f"近 {minutes} 分钟办结", f"Ended in the last {minutes} minutes")
        entries.append(LegendEntry(f"event.{State.CLOSED}", ended))
        entries.append(LegendEntry("event.overdue", Name("超期", "Overdue")))
        entries.append(LegendEntry("event.supervised", Name("督办", "Supervised")))
        return tuple(entries)

    def counts(self) -> Mapping[str, int]:
        """Of what is on the map now; every way to end counts as closed."""
        _, overdue, supervised, points = self.batches()
        tally = np.bincount(points.style, minlength=len(STATES))
        by_state = {style: int(tally[i]) for i, style in enumerate(STYLES)}
        by_state[f"event.{State.CLOSED}"] = sum(by_state[f"event.{state}"] for state in ENDED)
        return by_state | {"event.overdue": len(overdue.ids), "event.supervised": len(supervised.ids)}

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        event = self.events.get(item_id)
        if event is None:
            return ()
        subclass = self._subclasses.get(event.subclass)
        return (
            Fact(Name("编号", "Number"), event.id),
            Fact(Name("类别", "Subclass"), subclass.name if subclass else event.subclass),
            Fact(Name("状态", "State"), STATE_NAMES[event.state]),
            Fact(Name("级别", "Level"), LEVEL_NAMES[event.level]),
            Fact(Name("来源", "Source"), SOURCE_NAMES[event.source]),
        )

    def title(self, item_id: str) -> str:
        event = self.events.get(item_id)
        return event.title if event else ""

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        event = self.events.get(item_id)
        return (event.x_m, event.y_m, event.x_m, event.y_m) if event else None

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        points = self._points()
        row = nearest(points.xy_m, x_m, y_m, radius_m)
        return None if row is None else str(points.ids[row])

    def within(self, west: float, south: float, east: float, north: float) -> list[str]:
        points = self._points()
        return [str(i) for i in points.ids[inside(points.xy_m, west, south, east, north)]]

    def search(self, text: str, limit: int) -> list[str]:
        """Numbers that end with ``text`` first, then titles that contain it; newest first."""
        wanted = text.casefold()
        by_number: list[str] = []
        by_title: list[str] = []
        for event_id, event in reversed(self.events.items()):
            if wanted in event_id.casefold():
                by_number.append(event_id)
                if len(by_number) >= limit:
                    break
            elif len(by_title) < limit and wanted in event.title.casefold():
                by_title.append(event_id)
        return (by_number + by_title)[:limit]

    def _points(self) -> Points:
        return self.batches()[-1]

    def _clear_columns(self, size: int) -> None:
        self._row: dict[str, int] = {}
        self._ids: NDArray[np.object_] = np.empty(size, dtype=object)
        self._xy_m = np.zeros((size, 2))
        self._state: U16 = np.zeros(size, dtype=np.uint16)
        self._due_ms = np.full(size, NEVER)
        self._new_until_ms = np.zeros(size, dtype=np.int64)
        self._gone_ms = np.full(size, NEVER)
        self._supervised = np.zeros(size, dtype=bool)

    def _grow(self) -> None:
        size = 2 * len(self._ids)
        for column in ("_ids", "_xy_m", "_state", "_due_ms", "_new_until_ms", "_gone_ms", "_supervised"):
            old = getattr(self, column)
            new = np.zeros((size, *old.shape[1:]), dtype=old.dtype)
            new[: len(old)] = old
            setattr(self, column, new)

    def _refresh_columns(self) -> None:
        for event_id in self._stale:
            row = self._row.setdefault(event_id, len(self._row))
            if row >= len(self._ids):
                self._grow()
            event = self.events[event_id]
            self._ids[row] = event_id
            self._xy_m[row] = event.x_m, event.y_m
            self._state[row] = _CODE[event.state]
            self._due_ms[row] = NEVER if event.due_ms is None else event.due_ms
            self._new_until_ms[row] = event.happened_ms + NEW_FOR_MS if event.state is State.REPORTED else 0
            self._gone_ms[row] = NEVER if event.ended_ms is None else event.ended_ms + ENDED_FOR_MS
            self._supervised[row] = event.supervised and event.open
        self._stale.clear()

    def _build(self) -> tuple[Points, ...]:
        n, now = len(self._row), self._now_ms
        state, due = self._state[:n], self._due_ms[:n]
        shown = self._gone_ms[:n] > now
        clock = np.isin(state, _CLOCK_CODES)
        new = self._new_until_ms[:n] > now
        overdue = clock & (due <= now)  # Event.overdue, for a whole column
        turns = (due[clock & (due > now)], self._new_until_ms[:n][new], self._gone_ms[:n][shown])
        self._next_ms = min((int(turn.min()) for turn in turns if len(turn)), default=NEVER)
        return (
            self._select(shown & new, "event.new"),
            self._select(shown & overdue, "event.overdue"),
            self._select(shown & self._supervised[:n], "event.supervised"),
            self._select(shown, *STYLES),
        )

    def _select(self, mask: NDArray[np.bool_], *styles: str) -> Points:
        rows = np.flatnonzero(mask)
        style = self._state[rows] if len(styles) > 1 else np.zeros(len(rows), dtype=np.uint16)
        return Points(self._ids[rows], self._xy_m[rows], style, styles)
