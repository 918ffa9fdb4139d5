"""Procedures: cases whose state transitions are given by one table, turned into an aggregate.

A response plan, a request for data, a deliberation: each is defined by its states, commands, records and one
:class:`Procedure`.  The table defines all transitions; a guard adds conditions that the table cannot express, or fields
that only the desk can compute.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Limit, Name
from county.commands import CommandBody
from county.durations import DAY_MS
from county.events.event import CLOCK_TOLERANCE_MS, LONGEST_NOTE, TimelineEntry, is_late
from county.records import Record, RecordBody
from county.refusals import Refused

LONGEST_ID = 64
"""Characters of the id of a case."""


class CaseCommand(CommandBody, frozen=True, kw_only=True):
    """A command about one case; each procedure derives its own base class from it, with the field for the id."""

    note: str = ""


class CaseRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one case; base class of a procedure's records, like :class:`CaseCommand`."""

    note: str = ""
    due_ms: dict[str, int] = msgspec.field(default_factory=dict)
    """Expiry times of the clocks that start or resume with it, by key."""


class Case(Struct, frozen=True, kw_only=True, gc=False):
    """A case, folded from its records.  Fields added by a procedure are set from record fields of the same name."""

    id: str
    state: str
    steps: tuple[TimelineEntry, ...]
    due_ms: dict[str, int] = {}
    """Expiry time of each clock that is running or paused."""
    waits_ms: dict[str, int] = {}
    """Since when each paused clock has been paused."""
    ended_ms: int | None = None
    """When the end of the case was recorded."""


S = TypeVar("S", bound=Case)
Guard = Callable[[Any, Any, Decision], Mapping[str, object] | None]
"""``guard(case or None, command, decision)``: raises Refused, or returns fields of the record, ``due_ms`` included."""


@dataclass(frozen=True)
class Transition:
    """One line of a table: ``command`` leads from any of ``sources`` to ``target``."""

    command: type[CaseCommand]
    sources: tuple[str, ...]
    """Empty: the command creates a case."""
    target: str | None
    """None: the state is unchanged."""
    record: type[CaseRecord]
    note_required: bool = False
    guard: str = ""
    """Key of the procedure's ``guards``."""
    may: frozenset[Role] = PERSONS
    """Empty: only the backend itself."""
    at_most: int | None = None
    """Maximum number of such records among one case's steps: bounds commands that can be repeated."""


@dataclass(frozen=True)
class CaseClock:
    """A time limit: starts when the case enters ``runs``, is paused in ``waits`` and ends in any other state."""

    key: str
    runs: frozenset[str]
    limit: Limit
    waits: frozenset[str] = frozenset()


class LimitTimes(Protocol):
    """The methods used of the desk's deadlines (:class:`county.events.deadlines.TimeLimits`)."""

    def after(self, limit: Limit, from_ms: int) -> int: ...
    def moved(self, limit: Limit, due_ms: int, paused_ms: int, resumed_ms: int) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Procedure(Generic[S]):
    """Definition of one kind of case.  Raises ValueError for an inconsistent table."""

    key: str
    state: type[S]
    command: type[CaseCommand]
    record: type[CaseRecord]
    subject: str
    """Name of the field of commands and records that holds the id."""
    states: tuple[str, ...]
    rules: tuple[Transition, ...]
    ends: frozenset[str]
    retention_days: int
    """For how long an ended case stays on the desk."""
    clocks: tuple[CaseClock, ...] = ()
    guards: Mapping[str, Guard] = field(default_factory=dict)
    derive: Callable[[S | None, Record[Any]], Mapping[str, object]] = lambda case, record: {}
    """Fields of the state that follow from a record otherwise than by their name.  Pure."""
    names: Mapping[type[CaseCommand], Name] = field(default_factory=dict)
    """Display names of its commands."""
    columns: tuple[StateColumn, ...] = ()
    """Fields of ``state`` that lists and maps need, besides state, since_ms and due_ms."""
    withheld: bool = False
    """See :attr:`county.aggregate.Aggregate.withheld`."""

    def __post_init__(self) -> None:
        states, rules, names = {*self.states}, self.rules, [rule.command.__name__ for rule in self.rules]
        records = [rule.record.__name__ for rule in rules]
        for faults in (
            [rule.command.__name__ for rule in rules if not {*rule.sources, rule.target or self.states[0]} <= states],
            [rule.command.__name__ for rule in rules if not rule.sources and rule.target is None],
            [rule.command.__name__ for rule in rules if rule.guard and rule.guard not in self.guards],
            [name for many in (names, records) for name in many if many.count(name) > 1],
            [clock.key for clock in self.clocks if not clock.runs or clock.runs & clock.waits],
            [clock.key for clock in self.clocks if not clock.runs | clock.waits <= states],
            sorted(self.ends - states),
            sorted(states - {rule.target for rule in rules}),
        ):
            if faults:
                raise ValueError(f"procedure {self.key}: its table is inconsistent at {', '.join(faults)}")

    def allowed(self, case: Case) -> tuple[type[CaseCommand], ...]:
        """Commands that the table allows in the case's state, in the table's order."""
        return tuple(rule.command for rule in self.rules if case.state in rule.sources)

    def late(self, case: Case, now_ms: int) -> tuple[str, ...]:
        """Keys of the running clocks that have expired."""
        return tuple(k for k, due_ms in case.due_ms.items() if k not in case.waits_ms and is_late(due_ms, now_ms))

    def decide(self, case: S | None, command: CaseCommand, decision: Decision) -> Sequence[RecordBody]:
        """The record that results from ``command``.  Raises Refused when the table, a field or the guard forbids it."""
        [rule] = [rule for rule in self.rules if rule.command is type(command)]
        subject, name = str(getattr(command, self.subject)), type(command).__name__
        values = {key: getattr(command, key) for key in command.__struct_fields__}
        if any(isinstance(value, str) and len(value) > LONGEST_NOTE for value in values.values()):
            raise Refused("text_too_long", limit=str(LONGEST_NOTE))
        if not rule.sources:
            if case is not None:
                raise Refused("case_exists", case=subject)
            if not 1 <= len(subject) <= LONGEST_ID or not subject.isprintable():
                raise Refused("case_id_invalid")
        elif case is None:
            raise Refused("case_unknown", case=subject)
        elif case.state not in rule.sources:
            raise Refused("case_transition_forbidden", command=name, case=subject, state=case.state)
        elif decision.at_ms < min(case.steps[-1].happened_ms, decision.now_ms) - CLOCK_TOLERANCE_MS:
            raise Refused("case_time_before_last_step", case=subject)
        if rule.note_required and not command.note.strip():
            raise Refused("case_note_missing", command=name, case=subject)
        taken = sum(step.kind == rule.record.__name__ for step in case.steps) if case is not None else 0
        if rule.at_most is not None and taken >= rule.at_most:
            raise Refused("case_too_often", command=name, case=subject, limit=str(rule.at_most))
        values["due_ms"] = self._started(case, rule.target, decision)
        if rule.guard:
            values |= self.guards[rule.guard](case, command, decision) or {}
        return [rule.record(**{key: values[key] for key in rule.record.__struct_fields__ if key in values})]

    def _started(self, case: S | None, target: str | None, decision: Decision) -> dict[str, int]:
        """Expiry times of the clocks that start or resume when the case enters ``target``, by key."""
        times = cast(LimitTimes, decision.desk.deadlines)
        started = {}
        for clock in self.clocks:
            since_ms = case.waits_ms.get(clock.key) if case is not None else None
            if target in clock.runs and case is not None and since_ms is not None:
                started[clock.key] = times.moved(clock.limit, case.due_ms[clock.key], since_ms, decision.at_ms)
            elif target in clock.runs and (case is None or clock.key not in case.due_ms):
                started[clock.key] = times.after(clock.limit, decision.at_ms)
        return started

    def apply(self, case: S | None, record: Record[Any]) -> S:
        """The case after ``record``.  Pure.  Raises ValueError for a record of a case that was never created."""
        body: CaseRecord = record.body
        [rule] = [rule for rule in self.rules if rule.record is type(body)]
        if case is None and rule.sources:
            raise ValueError(f"record {record.seq}: {type(body).__name__} for a case that was never created")
        old = case or Case(id=getattr(body, self.subject), state="", steps=())
        state, due_ms = rule.target or old.state, {**old.due_ms, **body.due_ms}
        step = TimelineEntry(type(body).__name__, record.happened_ms, record.recorded_ms, record.who, body.note)
        paused = {clock.key for clock in self.clocks if state in clock.waits and clock.key in due_ms}
        active = paused | {clock.key for clock in self.clocks if state in clock.runs}
        own = {*self.state.__struct_fields__} - {*Case.__struct_fields__}
        change: dict[str, Any] = {key: getattr(body, key) for key in body.__struct_fields__ if key in own} | {
            "state": state,
            "steps": (*old.steps, step),
            "due_ms": {key: at_ms for key, at_ms in due_ms.items() if key in active},
            "waits_ms": {key: old.waits_ms.get(key, record.happened_ms) for key in sorted(paused)},
            "ended_ms": (old.ended_ms or record.recorded_ms) if state in self.ends else None,
            **self.derive(case, record),
        }
        return self.state(id=old.id, **change) if case is None else replace(case, **change)

    def expires_ms(self, case: S) -> int | None:
        """When an ended case is removed from the desk, in recorded time."""
        return None if case.ended_ms is None else case.ended_ms + self.retention_days * DAY_MS

    def project(self, case: S) -> tuple[Any, ...]:
        """The values of the aggregate's columns: ``state`` is an index into ``states``."""
        due_ms = min((at_ms for key, at_ms in case.due_ms.items() if key not in case.waits_ms), default=NEVER_MS)
        expires_ms = self.expires_ms(case)
        own = (getattr(case, column.name) for column in self.columns)
        state, since_ms = self.states.index(case.state), case.steps[-1].happened_ms
        return (state, since_ms, due_ms, *own, NEVER_MS if expires_ms is None else expires_ms)

    def aggregate(self) -> Aggregate[S]:
        """The procedure as an aggregate for the desk, the store and the screens."""
        every = (StateColumn("state", "<u1", "often"), StateColumn("since_ms", "<i8", "often"),
                 StateColumn("due_ms", "<i8"))  # fmt: skip
        return Aggregate(
            key=self.key, state=self.state, command=self.command, record=self.record, subject=self.subject,
            decide=self.decide, apply=self.apply, expires_ms=self.expires_ms, outline=self.state,
            may={rule.command: rule.may for rule in self.rules if rule.may},
            columns=(*every, *self.columns, StateColumn("expires_ms", "<i8")), project=self.project,
            names=self.names, withheld=self.withheld,
        )  # fmt: skip
