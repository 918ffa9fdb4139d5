"""Events: their states, fields and columns.  The life cycle is the table of :mod:`county.events.table`.

Stages: 信息采集 reported, 案卷建立 filed, 任务派遣 dispatched, 任务处理 handling, 处理反馈 fed back,
核查结案 closed, 综合评价 evaluated.  Side paths: 不予受理, 更正, 退回, 延期, 挂账, 返工, 并案, 督办, 回访.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from itertools import product
from typing import Any, Protocol

from msgspec import Struct

from county import commands as c
from county import records as r
from county.aggregate import NEVER_MS, StateColumn
from county.attachments import Attachment
from county.commands import EventLevel, PlaceLevel, Source
from county.durations import DAY_MS


class State(StrEnum):
    REPORTED = "reported"
    REJECTED = "rejected"
    FILED = "filed"
    MERGED = "merged"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    FED_BACK = "fed_back"
    CLOSED = "closed"
    EVALUATED = "evaluated"


ENDED = frozenset({State.REJECTED, State.MERGED, State.CLOSED, State.EVALUATED})
"""The event counts as closed on every screen.  回访 and 综合评价 follow a closed event without reopening it; 重新交办
opens it again."""

CENTRE_STATES: frozenset[State] = frozenset({State.REPORTED, State.FILED, State.FED_BACK})
"""States in which the next step is the centre's: 立案, 派遣, 核查."""
CLOCK_RUNS = frozenset({State.DISPATCHED, State.HANDLING})
"""The time limit runs only while the department has the task: not during 挂账 and not during verification."""

_WORKED_ON = CLOCK_RUNS | {State.FILED}
_NOTED = r.EventNoted.__name__
UNITS_MAX = 20
"""Units of one event at the same time at most."""
CLOCK_TOLERANCE_MS = 600_000
"""Tolerated difference between the clocks of two machines; beyond it a time is refused.  The desktop and
``main.py send`` date their commands by the backend's clock, whatever that is."""
RETENTION_DAYS = 14
"""For how long an ended event stays on the desk, for 回访 and 综合评价; bounds snapshots at 2,000 events a day."""
RETENTION_MS = RETENTION_DAYS * DAY_MS
LONGEST_EXTENSION_DAYS = 366
OLDEST_YEARS = 10
OLDEST_MS = OLDEST_YEARS * 366 * DAY_MS
"""A command about something longer ago has an error in its date."""
RETURNS_SUPERVISED = 3
"""The number of 退回 from which the backend puts an event under 督办."""
JOINED_MAX = 100
"""Reports that one event takes over at most."""
LONGEST_TITLE = 200
LONGEST_ADDRESS = 200
LONGEST_NOTE = 4000
LONGEST_PERSON = 100
"""Characters of the name of a person to whom an event or a shift is handed over."""


class StatedFacts(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What is stated about an event and can be corrected."""

    title: str
    subclass: str
    level: EventLevel
    x_m: float
    y_m: float
    division: str
    address: str = ""
    place_level: PlaceLevel = "point"


def facts_of(stated: Event | r.EventCorrected) -> StatedFacts:
    """What an event or its correction states."""
    return StatedFacts(
        title=stated.title, subclass=stated.subclass, level=stated.level, x_m=stated.x_m, y_m=stated.y_m,
        division=stated.division, address=stated.address, place_level=stated.place_level,
    )  # fmt: skip


class TimelineEntry(Struct, frozen=True, gc=False, omit_defaults=True):
    """One line of an event's time line: the record's tag, times, author, note, and the unit that had the task."""

    kind: str
    happened_ms: int
    recorded_ms: int
    actor: str
    note: str
    unit: str = ""
    about: str = ""
    """The other event of a merge, or the merged one whose reporter answered; of a longer limit the limit, in ms since
    1970; see :mod:`county.events.fold` for all."""
    attachments: tuple[Attachment, ...] = ()
    """Files that came with the step."""
    before: StatedFacts | None = None
    after: StatedFacts | None = None
    """What was stated before and after a correction; None for any other step."""


class JoinedReport(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A report that was merged into an event; its reporter is asked and answered like the event's own."""

    event_id: str
    reporter: str = ""
    """Token; "" for none."""
    satisfied: bool | None = None
    solved: bool | None = None


class UnitTask(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A unit of an event, the main one or a further one, with the times of its own steps."""

    unit: str
    assigned_ms: int
    departed_ms: int | None = None
    """出动."""
    arrived_ms: int | None = None
    """到场."""
    released_ms: int | None = None
    """It has nothing more to do: the main unit after a 退回, a further one, or all after the end."""


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """认领: who takes care of an event, by the name that records have, and since when."""

    person: str
    since_ms: int


def is_late(due_ms: int, at_ms: int) -> bool:
    """Whether a time limit is exceeded; at ``due_ms`` itself it is."""
    return at_ms >= due_ms


class Event(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Something that happened and must be dealt with, folded from its records."""

    id: str
    state: State
    subclass: str
    title: str
    """As written; "" when generated from :attr:`cause` by :class:`county.events.texts.EventTexts`."""
    source: Source
    level: EventLevel
    x_m: float
    y_m: float
    division: str
    reporter: str
    """Token; see :class:`county.records.EventReported`."""
    sensor_id: str
    alarm_id: str
    happened_ms: int
    address: str = ""
    """The place in words, as typed; "" for none."""
    place_level: PlaceLevel = "point"
    cause: c.AlarmCause | None = None
    """The alarm that the backend opened it for."""
    unit: str = ""
    """The main unit (主办)."""
    units: tuple[UnitTask, ...] = ()
    """All its units, each once, in the order of their first assignment."""
    choice: r.Choice | None = None
    """Why that unit was chosen, as computed by the desk."""
    dispatch_reason: str = ""
    """Why that unit was chosen, as written by a person; in records older than ``choice``."""
    dispatched_ms: int | None = None
    due_ms: int | None = None
    amber_ms: int | None = None
    """From when it is due soon (临期); None: dispatched by an older program.  See :mod:`county.events.stage_clock`."""
    granted_ms: int | None = None
    """What the last 延期 since the dispatch has granted, before later pauses; None without one."""
    suspended_ms: int | None = None
    fed_back_ms: int | None = None
    ended_ms: int | None = None
    ended_recorded_ms: int | None = None
    extension_until_ms: int | None = None
    """Until when the unit asks for 延期; None: no request waits for an answer."""
    returned: int = 0
    """How often a unit returned it."""
    supervised: bool = False
    claim: Claim | None = None
    """Who takes care of it; None: nobody has claimed it, or it has ended."""
    escalated: tuple[str, ...] = ()
    """Steps of the escalation taken since the last dispatch: rows of the catalogue's table ``escalation``."""
    extended: bool = False
    reworked: int = 0
    merged_into: str = ""
    joined: tuple[JoinedReport, ...] = ()
    """Reports merged into it, directly or with one that was; those merged by programs without un-merge are missing."""
    satisfied: bool | None = None
    solved: bool | None = None
    """The last answers of its reporter since it was closed."""
    reopened: int = 0
    """How often it was assigned again after its end."""
    score: int | None = None
    timeline: tuple[TimelineEntry, ...] = ()

    @property
    def open(self) -> bool:
        return self.state not in ENDED

    @property
    def last_change(self) -> TimelineEntry:
        """The newest step of its time line that is not a note, which changes nothing."""
        last = self.timeline[-1]
        return last if last.kind != _NOTED else next(step for step in reversed(self.timeline) if step.kind != _NOTED)

    @property
    def since_ms(self) -> int:
        """Since when it is as it is, and waits for its next step: when that happened."""
        return self.last_change.happened_ms

    @property
    def active_units(self) -> tuple[str, ...]:
        """The main unit, then the further ones that are not released."""
        return _active_units(self)

    @property
    def working(self) -> tuple[str, ...]:
        """Its units at work: while the clock runs, and further ones while a new main unit is sought after a 退回."""
        return _working(self)

    @property
    def expected(self) -> tuple[str, ...]:
        """Those of them that have not arrived yet."""
        return _expected(self)

    @property
    def soon_ms(self) -> int | None:
        """From when it is due soon; without the working time of its limit where only older programs dispatched it."""
        if self.amber_ms is not None or self.due_ms is None or self.dispatched_ms is None:
            return self.amber_ms
        return self.dispatched_ms + (self.due_ms - self.dispatched_ms) * 7 // 10

    def task_of(self, unit: str) -> UnitTask | None:
        """What the event holds about a unit that is not released."""
        return next((task for task in self.units if task.unit == unit and task.released_ms is None), None)

    @property
    def unsolved(self) -> bool:
        """Whether one of its reporters said that it is not solved."""
        return self.solved is False or any(report.solved is False for report in self.joined)

    def was_of(self, subclass: str) -> bool:
        """Whether it is of this subclass, or was before a correction."""
        corrected = (step.before for step in self.timeline if step.before is not None)
        return self.subclass == subclass or any(before.subclass == subclass for before in corrected)

    def is_reported_by(self, token: str) -> bool:
        """Whether ``token`` is that of one of its reporters."""
        return self.reporter == token or any(report.reporter == token for report in self.joined)

    def overdue(self, now_ms: int) -> bool:
        """超期: the clock runs and the limit is exceeded."""
        return self.state in CLOCK_RUNS and self.due_ms is not None and is_late(self.due_ms, now_ms)


class EventOutline(Struct, frozen=True, kw_only=True, gc=False):
    """Some fields of an encoded :class:`Event`, which are decoded in a fifth of the time of all."""

    id: str
    state: State
    sensor_id: str
    unit: str = ""
    units: tuple[UnitTask, ...] = ()
    ended_recorded_ms: int | None = None

    @property
    def working(self) -> tuple[str, ...]:
        """As :attr:`Event.working`."""
        return _working(self)

    @property
    def expected(self) -> tuple[str, ...]:
        """As :attr:`Event.expected`."""
        return _expected(self)


def _active_units(event: Event | EventOutline) -> tuple[str, ...]:
    if len(event.units) == 1 and event.units[0].unit == event.unit:
        return (event.unit,)
    further = (task.unit for task in event.units if task.released_ms is None and task.unit != event.unit)
    return (*((event.unit,) if event.unit else ()), *further)


def _working(event: Event | EventOutline) -> tuple[str, ...]:
    return _active_units(event) if event.state in _WORKED_ON else ()


def _expected(event: Event | EventOutline) -> tuple[str, ...]:
    working = _working(event)
    return tuple(
        task.unit
        for task in event.units
        if task.released_ms is None and task.arrived_ms is None and task.unit in working
    )


class Deadlines(Protocol):
    """Time limits of subclasses (see :mod:`county.events.deadlines`)."""

    def due_ms(self, subclass: str, from_ms: int) -> int:
        """When a task dispatched at ``from_ms`` must be fed back."""
        ...

    def resumed_due_ms(self, subclass: str, due_ms: int, paused_ms: int, resumed_ms: int) -> int:
        """``due_ms`` moved by the time for which a 挂账 stopped the clock."""
        ...

    def span_ms(self, subclass: str, from_ms: int, to_ms: int) -> int:
        """The time between two times that counts for the limit; 0 when ``to_ms`` is not later."""
        ...

    def before_ms(self, subclass: str, to_ms: int, span_ms: int) -> int:
        """The earliest time from which only ``span_ms`` that count for the limit are left until ``to_ms``."""
        ...


def expires_ms(event: Event | EventOutline) -> int | None:
    """When an ended event is removed from the desk, in recorded time; None while it is open."""
    return None if event.ended_recorded_ms is None else event.ended_recorded_ms + RETENTION_MS


STATES = tuple(State)
LEVELS: tuple[EventLevel, ...] = ("major_special", "major", "larger", "general")
SOURCES: tuple[Source, ...] = (
    "hotline", "grid_worker", "sensor", "video", "department", "citizen", "file", "simulated", "petition", "opinion",
)  # fmt: skip
"""Columns hold their places: a new one comes last."""
_STATE_CODES: dict[State, int] = {state: code for code, state in enumerate(STATES)}
_CODES: dict[str, int] = {name: code for names in (LEVELS, SOURCES) for code, name in enumerate(names)}

COLUMNS = (
    StateColumn("state", "<u1", "often"), StateColumn("since_ms", "<i8", "often", time_of_record=True),
    StateColumn("answer", "|u1", "often"),
    StateColumn("level", "<u1", "never"), StateColumn("source", "<u1", "never"), StateColumn("x_m", "<f8", "never"),
    StateColumn("y_m", "<f8", "never"), StateColumn("happened_ms", "<i8", "never"),
    StateColumn("subclass", "O", "never"), StateColumn("title", "O", "never", in_record=True),
    StateColumn("address", "O", "never", in_record=True), StateColumn("division", "O", "never"),
    StateColumn("sensor_id", "O", "never"), StateColumn("rule", "O", "never"),
    StateColumn("reporter", "<u8", "never"),
    StateColumn("due_ms", "<i8"), StateColumn("amber_ms", "<i8"), StateColumn("unit", "O"), StateColumn("units", "O"),
    StateColumn("supervised", "|b1", "rarely"), StateColumn("escalated", "O", "rarely"),
    StateColumn("returned", "<u2", "rarely"), StateColumn("extension_ms", "<i8", "rarely"),
    StateColumn("unsolved", "|b1", "rarely"), StateColumn("claimant", "O", "rarely"),
    StateColumn("ended_ms", "<i8", "rarely"), StateColumn("expires_ms", "<i8", "rarely"),
)  # fmt: skip
"""What can be corrected rarely is, and changes never otherwise.

``state``, ``level`` and ``source`` are indexes into STATES, LEVELS and SOURCES; ``since_ms`` is that of :class:`Event`;
``due_ms``, ``amber_ms`` (from when it is due soon), ``ended_ms``, ``extension_ms`` (the requested limit) and
``expires_ms`` are NEVER_MS if not set.  ``units`` are the ids of the units at work, a line each; ``escalated`` is the
last step of the escalation; ``claimant`` is the person of the claim, "" without one.  ``rule`` is that of the cause, ""
without one; :class:`county.events.texts.EventTexts` generates the displayed title from ``title``, ``rule`` and
``sensor_id``.  ``reporter`` is that of :func:`reporter_number`, ``answer`` that of :func:`answer_code`."""


REPORTERS_MAX = 8192
"""Reporters whose numbers are kept: those of the events on a desk are needed at each of their records."""
_NUMBERS: dict[str, int] = {"": 0}


def reporter_number(token: str) -> int:
    """64 bits by which reporters are told apart; 0 for none."""
    number = _NUMBERS.get(token)
    if number is None:
        number = int.from_bytes(hashlib.blake2b(token.encode(), digest_size=8).digest(), "little")
        if len(_NUMBERS) == REPORTERS_MAX:
            _NUMBERS.clear()
            _NUMBERS[""] = 0
        _NUMBERS[token] = number
    return number


def answer_code(satisfied: bool | None, solved: bool | None) -> int:
    """What a reporter answered, in one number: see :data:`SATISFIED` and :data:`SOLVED`."""
    return _ANSWERS[satisfied][solved]


_SIGNS = {None: -1, False: 0, True: 1}
_PAIRS = tuple(product(_SIGNS, repeat=2))
_ANSWERS = {one: {other: _PAIRS.index((one, other)) for other in _SIGNS} for one in _SIGNS}
SATISFIED, SOLVED = (tuple(_SIGNS[pair[i]] for pair in _PAIRS) for i in (0, 1))
"""By code: 1 for yes, 0 for no, -1 for no answer."""


def project(event: Event) -> tuple[Any, ...]:
    """The values of COLUMNS."""
    (state, answer), seldom, rarely = project_changing(event)
    cause = event.cause
    return (
        state, event.since_ms, answer,
        _CODES[event.level], _CODES[event.source], event.x_m, event.y_m, event.happened_ms,
        event.subclass, event.title, event.address, event.division, event.sensor_id,
        "" if cause is None else cause.rule,
        reporter_number(event.reporter), *seldom, *rarely,
    )  # fmt: skip


def project_changing(event: Event) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
    """The values of the columns that change often but for ``since_ms``, and of those that change seldom and rarely."""
    state, due_ms, soon_ms, solved = event.state, event.due_ms, event.amber_ms, event.solved
    if soon_ms is None and due_ms is not None:
        soon_ms = event.soon_ms
    extension_ms, ended_ms, recorded_ms = event.extension_until_ms, event.ended_ms, event.ended_recorded_ms
    escalated, units = event.escalated, ""
    if state in _WORKED_ON:
        tasks = event.units
        is_alone = len(tasks) == 1 and tasks[0].unit == event.unit
        units = event.unit if is_alone else "\n".join(_active_units(event))
    return (
        (_STATE_CODES[state], _ANSWERS[event.satisfied][solved]),
        (NEVER_MS if due_ms is None else due_ms, NEVER_MS if soon_ms is None else soon_ms, event.unit, units),
        (
            event.supervised, escalated[-1] if escalated else "", event.returned,
            NEVER_MS if extension_ms is None else extension_ms,
            bool(event.joined or solved is False) and event.unsolved,
            "" if event.claim is None else event.claim.person,
            NEVER_MS if ended_ms is None else ended_ms,
            NEVER_MS if recorded_ms is None else recorded_ms + RETENTION_MS,
        ),
    )  # fmt: skip
