"""Events on the map: where each one is, how urgent, of which class and level, at which stage, and whether it is new,
overdue or under supervision."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from county.aggregate import NEVER_MS
from county.catalog import Catalog, Name, in_languages
from county.channels import SOURCE_NAMES
from county.clock import monotonic_ms
from county.durations import HOUR_MS
from county.events.emergency import emergency_subclasses
from county.events.event import (
    CLOCK_RUNS,
    ENDED,
    LEVELS,
    RETENTION_DAYS,
    RETENTION_MS,
    SOURCES,
    STATES,
    State,
)
from county.events.event_columns import ColumnsOfRows, at_stage, in_states, open_emergencies
from county.events.stage_clock import RED
from county.events.state_names import STATE_NAMES
from county.events.texts import EventTexts
from county.fold import StateTable
from county.portions import Prepared
from county.streams import KeyTable
from layers.base import Fact, LegendEntry, LegendGroup, LegendPart, LegendRamp
from layers.batches import F64, Batch, Field, GatheredPoints, Points
from layers.event_amounts import EventAmounts
from layers.event_styles import COLOUR_NAMES, EventStyles
from layers.event_tally import EventTally
from layers.folded_texts import FoldedTexts
from layers.gathering import Gathering
from layers.live import LiveLayer, StatesModel
from layers.point_queries import inside, nearest
from layers.rows_by_id import RowsById
from layers.urgency import COLOURS, OVER, colour_codes, urgency

LEVEL_NAMES: dict[str, Name] = {
    "major_special": Name("特别重大", "Especially major"),
    "major": Name("重大", "Major"),
    "larger": Name("较大", "Larger"),
    "general": Name("一般", "General"),
}
OPEN_STATES = tuple(state for state in STATES if state not in ENDED)
STAGES = tuple("hidden" if state in ENDED else f"event.stage.{state}" for state in STATES)
"""Of the badges, by the code of the state: what has ended has none."""
GROUP = "event.group"
"""Style of the mark of events that would overlap."""
_CODE = {state: code for code, state in enumerate(STATES)}

DrawnAs = Literal["symbols", "amounts", "heat"]
"""``symbols``: each event; ``amounts``: numbers by village; ``heat``: how many around each place.  In the latter two
each event is a dot, and emergencies keep their symbol."""
DRAWN_AS: dict[DrawnAs, Name] = {
    "symbols": Name("逐件符号", "Each event"),
    "amounts": Name("比例符号", "Proportional symbols"),
    "heat": Name("热力图", "Heat map"),
}
WINDOWS: dict[int, Name] = {
    HOUR_MS: Name("近 1 小时", "last hour"),
    24 * HOUR_MS: Name("近 24 小时", "last 24 h"),
    7 * 24 * HOUR_MS: Name("近 7 天", "last 7 days"),
    RETENTION_MS: Name(f"近 {RETENTION_DAYS} 天", f"last {RETENTION_DAYS} days"),
}
"""Times in ms in which events have happened that are counted: the desk has all of the last one."""
AGE_MS = 60_000
"""After that what was counted is counted again without a change of the events."""
RECOUNT_MS = 1_000
"""Numbers by village are shown anew at most so often, in ms of the machine: all of their glyphs and labels are."""
DENSITY = "event_density"

IN_LEGEND_GROUP = ("urgent", "soon", "open", "open")
"""Colours of the events of the group that the legend shows."""
NEW_FOR_MS = 10_000
"""How long a report is marked as new."""
ENDED_FOR_MS = 300_000
"""How long an ended event stays on the map, so that its close is seen there."""

FOLDED_A_TICK = 500
"""Texts that a tick prepares for the search: a snapshot of 30,000 events is ready within a few seconds."""
RESTING_TICKS = 12
"""After a snapshot none are prepared for half a second: it is painted first, and another one may replace it."""


class EventsLayer(StatesModel, LiveLayer):
    """All events on the desk as columns; on the map the open ones, and ended ones for a while."""

    key: ClassVar[str] = "events"
    name: ClassVar[Name] = Name("事件", "Events")
    group: ClassVar[str] = "moving"
    aggregates: ClassVar[tuple[str, ...]] = ("event",)

    def __init__(self, catalog: Catalog, texts: EventTexts, monotonic: Callable[[], int] = monotonic_ms) -> None:
        """``monotonic``: ms of a monotonic clock."""
        super().__init__()
        self._monotonic = monotonic
        self._subclasses = catalog.subclasses
        self._styles = EventStyles(catalog)
        self._emergencies = emergency_subclasses(catalog)
        self.texts = texts
        """Titles of the events."""
        self._searched = FoldedTexts(self._text)
        self._resting = 0
        """Ticks until texts are prepared again."""
        self._now_ms = 0
        self._next_ms = NEVER_MS
        self._batches: tuple[Points, ...] | None = None
        """Of each event."""
        self._gathering = Gathering(np.empty((0, 2)))
        """Of the last of these: most changes leave places and order as they were."""
        self._drawn: tuple[Batch, ...] | None = None
        self.drawn_as: DrawnAs = "symbols"
        self.window_ms = 24 * HOUR_MS
        self.drawing = 0
        """Grows with every choice of these and every snapshot: a heat map computed for another number is outdated."""
        self._tally: EventTally | None = None
        """Of the window that ended at _tally_ms; None while nothing is counted."""
        self._tally_ms = 0
        self._counted: EventAmounts | None = None
        self._counted_ms = 0
        self._is_count_outdated = False
        self._density: Field | None = None
        self._radius_m = 0.0

    def draw_as(self, drawn_as: DrawnAs, window_ms: int) -> None:
        """Draw them so from now on; ``window_ms``: one of WINDOWS.  The next tick shows it."""
        if (drawn_as, window_ms) != (self.drawn_as, self.window_ms):
            self.drawn_as, self.window_ms = drawn_as, window_ms
            self.drawing += 1
            self._density = self._counted = self._tally = None
            self._draw_again()
            self.touch()

    def recent_m(self) -> F64:
        """Where the events of the window have happened, (n, 2)."""
        rows = self._recent()
        return np.column_stack((self.columns["x_m"][rows], self.columns["y_m"][rows]))

    def show_density(self, density: Field, radius_m: float) -> None:
        """Draw a heat map of :meth:`recent_m`, whose kernel has this radius.  The next tick shows it."""
        self._density, self._radius_m, self._drawn = density, radius_m, None
        self.touch()

    def resetting(self, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]) -> Prepared:
        hold = yield from super().resetting(states, keys)
        table = states.get(self.columns.aggregate.key)
        searched = FoldedTexts(self._text, () if table is None else table.ids)
        yield

        def reset() -> None:
            hold()
            self._searched, self._resting = searched, RESTING_TICKS
            self._density = self._counted = self._tally = None
            self.drawing += 1
            self._draw_again()

        return reset

    def change(self, key: str, changes: Mapping[str, Any | None]) -> None:
        if self._tally is None:
            super().change(key, changes)
        else:
            self._count(self._tally.remove, self._counted_of(self.columns.rows(changes)))
            super().change(key, changes)
            self._count(self._tally.add, self._counted_of(self.columns.rows(changes)))
        self._searched.moved(changes)
        self._draw_again()

    def tick(self, now_ms: int) -> None:
        """Also moves when an event falls due, stops being new, or leaves the map."""
        if now_ms >= self._next_ms or now_ms < self._now_ms:
            self._draw_again()
            self.touch()
        self._now_ms = now_ms
        if self._is_count_outdated and self._monotonic() - self._counted_ms >= RECOUNT_MS:
            self._is_count_outdated = False
            self._counted = self._drawn = None
            self.touch()
        if self._resting:
            self._resting -= 1
        else:
            self._searched.fold(FOLDED_A_TICK)
        super().tick(now_ms)

    def drawn(self) -> int:
        return len(self._points().ids)

    def batches(self) -> tuple[Batch, ...]:
        if self._drawn is None:
            self._drawn = self._as_drawn()
        return self._drawn

    def _as_drawn(self) -> tuple[Batch, ...]:
        symbols = self._symbols()
        if self.drawn_as == "symbols":
            return symbols
        _, _, emergency, _, _, events = symbols
        kept = slice(len(events.ids) - len(emergency.ids), None)  # the most urgent are the last
        dots = Points(events.ids, events.xy_m, np.zeros(len(events.ids), np.uint16), ("event.dot",), row=events.row)
        each = dots, *(
            Points(batch.ids[rows], batch.xy_m[rows], batch.style[rows], batch.styles)
            for batch, rows in ((emergency, slice(None)), (events, kept))
        )
        if self.drawn_as == "heat":
            return each if self._density is None else (self._density, *each)
        return (*self._amounts().batches, *each)

    def _symbols(self) -> tuple[Points, ...]:
        """Rings, marks and badges of new, overdue, urgent and supervised events and of stages below the events
        themselves, of which the most urgent are drawn last."""
        if self._batches is None:
            self._batches = self._build()
        return self._batches

    def _amounts(self) -> EventAmounts:
        if self._counted is None:
            self._counted = self._present_tally().amounts()
            self._counted_ms = self._monotonic()
        return self._counted

    def _present_tally(self) -> EventTally:
        """Of the window that ends now: of the last one without what has left it since, and with what has come."""
        happened, now = self.columns["happened_ms"], self._now_ms
        if self._tally is None or now < self._tally_ms:
            rows = self._recent()
            ids, divisions = (column[rows].tolist() for column in (self.columns.ids, self.columns["division"]))
            self._tally = EventTally(ids, self.recent_m(), divisions)
        else:
            begin, end = self._tally_ms - self.window_ms, self._tally_ms
            left = (happened > begin) & (happened <= min(now - self.window_ms, end))
            come = (happened > max(end, now - self.window_ms)) & (happened <= now)
            self._count(self._tally.remove, np.flatnonzero(left))
            self._count(self._tally.add, np.flatnonzero(come))
        self._tally_ms = now
        return self._tally

    def _count(self, count: Callable[[str, float, float, str], None], rows: NDArray[np.intp]) -> None:
        names = ("x_m", "y_m", "division")
        columns = (self.columns.ids, *(self.columns[name] for name in names))
        for event in zip(*(column[rows].tolist() for column in columns), strict=True):
            count(*event)

    def _counted_of(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Those of ``rows`` that are in the window of the tally."""
        happened = self.columns["happened_ms"][rows]
        return rows[(happened > self._tally_ms - self.window_ms) & (happened <= self._tally_ms)]

    def _recent(self) -> NDArray[np.intp]:
        happened = self.columns["happened_ms"]
        return np.flatnonzero((happened > self._now_ms - self.window_ms) & (happened <= self._now_ms))

    def _draw_again(self) -> None:
        self._batches = self._drawn = None
        self._is_count_outdated = self._counted is not None

    def values_legend(self) -> tuple[LegendPart, ...]:
        window = WINDOWS[self.window_ms]
        if self.drawn_as == "amounts":
            return (self._amounts().legend(window),)
        if self.drawn_as == "symbols" or self._density is None:
            return ()
        most = float(np.nan_to_num(self._density.value).max(initial=0.0))
        name = Name(
            f"事件密度（件/km²，{window.zh}，核半径 {self._radius_m / 1000:g} km）",
            f"Event density (events/km², {window.en}, kernel radius {self._radius_m / 1000:g} km)",
        )
        return (LegendRamp(DENSITY, name, 0.0, most, ""),)

    def legend(self) -> tuple[LegendPart, ...]:
        if self.drawn_as != "symbols":
            dots = LegendEntry("event.dot", Name("单个事件", "An event"))
            emergency = LegendEntry("event.emergency", Name("紧急", "Emergency"))
            return (*self.values_legend(), dots, emergency)
        entries: list[LegendPart] = [LegendEntry(f"event.{colour}", COLOUR_NAMES[colour]) for colour in COLOURS]
        minutes = ENDED_FOR_MS // 60_000
        ended = Name(f"近 {minutes} 分钟办结", f"Ended in the last {minutes} minutes")
        entries.append(LegendEntry(f"event.{State.CLOSED}", ended))
        entries.append(LegendEntry("event.emergency", Name("紧急", "Emergency")))
        entries.append(LegendEntry("event.overdue", Name("超期", "Overdue")))
        entries.append(LegendEntry("event.supervised", Name("督办", "Supervised")))
        larger = Name("较大及以上：更大、亮边", "Larger and above: larger, light rim")
        entries.append(LegendEntry("event.open.larger", larger))
        entries += [LegendEntry(f"event.stage.{state}", STATE_NAMES[state]) for state in OPEN_STATES]
        several = Name("多件：件数与紧迫程度占比", "Several: number, shares of urgency")
        entries.append(LegendGroup(GROUP, tuple(f"event.{colour}" for colour in IN_LEGEND_GROUP), several))
        return tuple(entries)

    def counts(self) -> Mapping[str, int]:
        """Of events on the map now; every end state counts as closed."""
        _, overdue, emergency, supervised, stages, points = self._symbols()
        by_colour = np.bincount(self._styles.colours(points.style), minlength=len(COLOURS) + 1).tolist()
        found = {f"event.{colour}": by_colour[code] for code, colour in enumerate(COLOURS)}
        found[f"event.{State.CLOSED}"] = by_colour[-1]
        by_state = np.bincount(stages.style, minlength=len(STATES)).tolist()
        found |= {STAGES[_CODE[state]]: by_state[_CODE[state]] for state in OPEN_STATES}
        found["event.open.larger"] = self._styles.larger(points.style)
        found["event.dot"] = len(points.ids)
        marked = {"overdue": overdue, "emergency": emergency, "supervised": supervised}
        return found | {f"event.{name}": len(batch.ids) for name, batch in marked.items()}

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        row, columns = self.columns.row(item_id), self.columns
        if row is None:
            return ()
        subclass = self._subclasses.get(columns["subclass"][row])
        return (
            Fact(Name("编号", "Number"), item_id),
            Fact(Name("类别", "Subclass"), subclass.name if subclass else columns["subclass"][row]),
            Fact(Name("状态", "State"), STATE_NAMES[STATES[columns["state"][row]]]),
            Fact(Name("级别", "Level"), LEVEL_NAMES[LEVELS[columns["level"][row]]]),
            Fact(Name("来源", "Source"), SOURCE_NAMES[SOURCES[columns["source"][row]]]),
        )

    def title(self, item_id: str) -> str | Name:
        row = self.columns.row(item_id)
        return "" if row is None else self.texts.title_at(item_id, self.columns, row)

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        row = self.columns.row(item_id)
        if row is None:
            return None
        x_m, y_m = float(self.columns["x_m"][row]), float(self.columns["y_m"][row])
        return x_m, y_m, x_m, y_m

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        points = self._points()
        row = nearest(points.xy_m, x_m, y_m, radius_m)
        return None if row is None else str(points.ids[row])

    def within(self, west: float, south: float, east: float, north: float) -> list[str]:
        points = self._points()
        return [str(i) for i in points.ids[inside(points.xy_m, west, south, east, north)]]

    def search(self, text: str, limit: int) -> list[str]:
        """Numbers that contain ``text`` first, then titles and addresses that do; the newest first."""
        wanted, found = text.casefold(), self._searched.containing(text)
        numbers = [event_id for event_id in found if wanted in event_id.casefold()]
        first = self._newest(numbers, limit)
        if len(first) == limit or len(numbers) == len(found):
            return first
        titles = found if not numbers else {*found}.difference(numbers)
        return first + self._newest(titles, limit - len(first))

    def _newest(self, ids: Collection[str], limit: int) -> list[str]:
        """The ``limit`` newest of ``ids``, the newest first."""
        rows = self.columns.rows(ids)
        order = np.argsort(-self.columns["happened_ms"][rows], kind="stable")[:limit]
        return [str(i) for i in self.columns.ids[rows[order]]]

    def _text(self, event_id: str) -> str | None:
        """Its number, its title in every language, and its address."""
        row = self.columns.row(event_id)
        if row is None:
            return None
        title, address = in_languages(self.texts.title_at(event_id, self.columns, row)), self.columns["address"][row]
        return "\n".join((event_id, *title, address) if address else (event_id, *title))

    def _points(self) -> Points:
        return self._symbols()[-1]

    def _build(self) -> tuple[Points, ...]:
        now = self._now_ms
        rows = np.flatnonzero(self.columns["ended_ms"] > now - ENDED_FOR_MS)  # NEVER_MS while it is open
        columns, ids = ColumnsOfRows(self.columns, rows), self.columns.ids[rows]
        names = ("state", "due_ms", "amber_ms", "happened_ms", "ended_ms")
        state, due, amber, happened, ended = (columns[name] for name in names)
        new = (state == _CODE[State.REPORTED]) & (happened > now - NEW_FOR_MS)
        clock, overdue = in_states(columns, CLOCK_RUNS), at_stage(columns, RED, now)
        supervised = columns["supervised"] & ~in_states(columns, ENDED)
        emergency = open_emergencies(columns, np.arange(len(rows)), self._emergencies)
        leaving = ended[ended != NEVER_MS] + ENDED_FOR_MS
        turns = (due[clock & (due > now)], amber[clock & (amber > now)], happened[new] + NEW_FOR_MS, leaving)
        self._next_ms = min((int(turn.min()) for turn in turns if len(turn)), default=NEVER_MS)
        if self.drawn_as != "symbols":
            self._next_ms = min(self._next_ms, now + AGE_MS)
        colour = colour_codes(columns, emergency, now)
        order = np.argsort(_rank(columns["level"], urgency(columns, now), colour, emergency), kind="stable")
        style = self._styles.codes(colour, columns["level"], columns["subclass"], state)[order]
        ids, state = ids[order], state[order]
        xy_m = np.column_stack((columns["x_m"], columns["y_m"]))[order]
        if not np.array_equal(xy_m, self._gathering.xy_m):
            self._gathering = Gathering(xy_m)
        gathering, row = self._gathering, RowsById(ids)

        def marks(some: NDArray[np.bool_], style: str) -> Points:
            thing = np.flatnonzero(some[order])
            some_ids, code = ids[thing], np.zeros(len(thing), dtype=np.uint16)
            return GatheredPoints(
                some_ids, xy_m[thing], code, (style,), row=RowsById(some_ids), gathering=gathering, thing=thing
            )

        every = np.arange(len(ids))
        return (
            marks(new, "event.new"),
            marks(overdue, "event.overdue"),
            marks(emergency, "event.emergency"),
            marks(supervised, "event.supervised"),
            GatheredPoints(
                ids, xy_m, state.astype(np.uint16), STAGES, row=row, gathering=gathering, thing=every, only_alone=True
            ),
            GatheredPoints(
                ids, xy_m, style, self._styles.keys, row=row, gathering=gathering, thing=every, group=GROUP
            ),
        )  # fmt: skip


def _rank(
    level: NDArray[np.integer], group: NDArray[np.int8], colour: NDArray[np.int8], emergency: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Ascending urgency (n,): emergencies above all, then by ``colour``, so that a mark of several is led by the worst
    that it shows, then by the ``group`` of the lists, then by level."""
    above = np.where(emergency, len(COLOURS) + 1, len(COLOURS) - colour)
    rank: NDArray[np.int8] = ((above * (OVER + 1) + OVER - group) * len(LEVELS) + len(LEVELS) - level).astype(np.int8)
    return rank
