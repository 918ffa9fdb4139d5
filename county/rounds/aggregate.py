"""收运: the rounds of the collection trucks in one shift, planned by the backend and planned again when a bin, a truck
or a road changes.

One state per shift.  A plan replaces the stops that are still to come; stops that were served or skipped stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import Aggregate, Decision, StateColumn
from county.authority import PERSONS, WATCH, Role
from county.catalog import Name
from county.commands import CommandBody
from county.durations import DAY_MS
from county.events.event import CLOCK_RUNS, Event, State
from county.records import Record, RecordBody, TaskReturned
from county.refusals import Refused
from county.resource import Resource
from county.rounds.planning import Reason

Cause = Literal["first", "bins", "trucks", "roads", "order"]
CAUSES: Final[dict[Cause, Name]] = {
    "first": Name("首次计划", "First plan of the shift"),
    "bins": Name("满溢垃圾桶有变化", "Full bins changed"),
    "trucks": Name("车辆状态有变化", "Trucks changed"),
    "roads": Name("道路封闭有变化", "Closed roads changed"),
    "order": Name("人工要求重新计划", "Ordered by a person"),
}
"""Why a plan was made."""
RETENTION_DAYS = 2
LONGEST_REASON = 200
"""Characters of a note: the state keeps those of a whole shift."""
_GIVES = frozenset({"EventDispatched", "MainUnitSet", "EventReopened"})
"""Steps of an event that give it to its main unit."""


class PlannedStop(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A full bin on a round: its fill level (%) and content when the round was planned, and when the truck arrives."""

    bin: str
    arrive_ms: int
    fill: int
    kg: int


class TruckRound(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """The stops of a truck that are still to come, in order, and what was known of it when they were planned."""

    unit: str
    stops: tuple[PlannedStop, ...]
    back_ms: int
    """When it is home."""
    start: str
    """The bin from which it drives; "": from home."""
    ready_ms: int
    load_kg: int
    """Aboard at the start."""
    capacity_kg: int


class UnservedBin(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A full bin in no round, and why."""

    bin: str
    fill: int
    kg: int
    reason: Reason


class DoneStop(Struct, frozen=True, kw_only=True, gc=False):
    """A stop that is over."""

    bin: str
    unit: str
    at_ms: int
    kg: int
    plan: int
    """Number of the plan by which it was driven to."""
    served: bool = True
    """False: it was skipped."""
    note: str = ""
    by: str = ""


class RoundsCommand(CommandBody, frozen=True, kw_only=True):
    """A command about the rounds of one shift."""

    shift: str
    """See :class:`county.rounds.settings.Shift`."""


class OrderRounds(RoundsCommand, frozen=True, kw_only=True):
    """Plan the rounds of the current shift now."""

    note: str = ""


class PlanRounds(RoundsCommand, frozen=True, kw_only=True):
    """The backend's plan; see :class:`RoundsPlanned`."""

    until_ms: int
    number: int
    why: Cause
    seed: int
    iterations: int
    closures: tuple[str, ...]
    rounds: tuple[TruckRound, ...]
    unserved: tuple[UnservedBin, ...]
    over: int
    """How many stops of the shift were over when the search began: the plan knows nothing of later ones."""


class ServeStop(RoundsCommand, frozen=True, kw_only=True):
    """The truck ``unit`` has emptied a bin."""

    unit: str
    bin: str
    note: str = ""


class SkipStop(RoundsCommand, frozen=True, kw_only=True):
    """The truck could not empty a bin; ``note`` says why."""

    unit: str
    bin: str
    note: str


class RoundsRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about the rounds of one shift."""

    shift: str


class RoundsOrdered(RoundsRecord, frozen=True, kw_only=True):
    until_ms: int
    note: str = ""


class RoundsPlanned(RoundsRecord, frozen=True, kw_only=True):
    """The plan ``number`` of the shift with all that it depends on: trucks, bins, closed roads, seed and iterations."""

    until_ms: int
    """End of the shift."""
    number: int
    why: Cause
    seed: int
    iterations: int
    closures: tuple[str, ...]
    """Ids of the closures that were in force."""
    rounds: tuple[TruckRound, ...]
    """Of every truck that could be used, also of those without a stop."""
    unserved: tuple[UnservedBin, ...]


class StopServed(RoundsRecord, frozen=True, kw_only=True):
    unit: str
    bin: str
    note: str = ""


class StopSkipped(RoundsRecord, frozen=True, kw_only=True):
    unit: str
    bin: str
    note: str


class CollectionRounds(Struct, frozen=True, kw_only=True, gc=False):
    """The rounds of one shift."""

    id: str
    until_ms: int
    ordered_ms: int = 0
    """When a person last asked for a plan; 0: nobody did."""
    planned_ms: int = 0
    """When the last plan was made; 0: there is none yet."""
    number: int = 0
    """Number of plans."""
    why: Cause = "first"
    closures: tuple[str, ...] = ()
    rounds: tuple[TruckRound, ...] = ()
    """Of all trucks of the last plan; stops that are over are removed."""
    unserved: tuple[UnservedBin, ...] = ()
    done: tuple[DoneStop, ...] = ()

    @property
    def unit(self) -> str:
        """The permissions of a unit's own key go by :attr:`active_units`."""
        return ""

    @property
    def active_units(self) -> tuple[str, ...]:
        """Trucks with stops to come."""
        return tuple(tour.unit for tour in self.rounds if tour.stops)

    def to_come(self) -> Iterator[tuple[TruckRound, PlannedStop]]:
        """Stops that are still to come, by truck, in order."""
        return ((tour, stop) for tour in self.rounds for stop in tour.stops)

    def round_of(self, bin_id: str) -> TruckRound | None:
        """The round on which a bin is still to come."""
        return next((tour for tour, stop in self.to_come() if stop.bin == bin_id), None)

    def since_plan(self, unit: str) -> tuple[DoneStop, ...]:
        """Stops of a truck that are over since the last plan, oldest first."""
        return tuple(stop for stop in self.done if stop.unit == unit and stop.plan == self.number)

    def load_kg(self, tour: TruckRound) -> int:
        """What a truck has aboard now."""
        return tour.load_kg + sum(stop.kg for stop in self.since_plan(tour.unit) if stop.served)


def decide(
    known: CollectionRounds | None, command: RoundsCommand, decision: Decision
) -> Sequence[RoundsRecord]:
    """The record that results from ``command``.  Raises Refused."""
    if len(getattr(command, "note", "")) > LONGEST_REASON:
        raise Refused("text_too_long", limit=str(LONGEST_REASON))
    if isinstance(command, OrderRounds):
        return [_ordered(command, decision)]
    if isinstance(command, PlanRounds):
        return [_planned(known, command)]
    assert isinstance(command, ServeStop | SkipStop)
    if known is None:
        raise Refused("rounds_unknown", shift=command.shift)
    tour = known.round_of(command.bin)
    if tour is None or tour.unit != command.unit:
        raise Refused("stop_unknown", bin=command.bin, unit=command.unit)
    if isinstance(command, ServeStop):
        return [StopServed(shift=known.id, unit=tour.unit, bin=command.bin, note=command.note)]
    if not command.note.strip():
        raise Refused("case_note_missing", command=type(command).__name__, case=command.bin)
    return [StopSkipped(shift=known.id, unit=tour.unit, bin=command.bin, note=command.note)]


def _ordered(command: OrderRounds, decision: Decision) -> RoundsOrdered:
    settings = decision.desk.catalog.collection
    if not any(resource.kind == settings.truck for resource in decision.desk.resources.values()):
        raise Refused("rounds_no_truck")
    shift = settings.shift_at(decision.now_ms)
    if shift is None or shift.id != command.shift:
        raise Refused("rounds_other_shift", shift=command.shift, current="-" if shift is None else shift.id)
    return RoundsOrdered(shift=shift.id, until_ms=shift.end_ms, note=command.note)


def _planned(known: CollectionRounds | None, command: PlanRounds) -> RoundsPlanned:
    """The plan without the stops that were over before it was ready.  Raises Refused."""
    if command.number != (0 if known is None else known.number) + 1:
        raise Refused("rounds_replanned", shift=command.shift)
    over = frozenset() if known is None else {stop.bin for stop in known.done[command.over :]}
    rounds = tuple(
        replace(tour, stops=tuple(stop for stop in tour.stops if stop.bin not in over)) for tour in command.rounds
    )
    fields = {name: getattr(command, name) for name in RoundsPlanned.__struct_fields__}
    unserved = tuple(full for full in command.unserved if full.bin not in over)
    return RoundsPlanned(**fields | {"rounds": rounds, "unserved": unserved})


def apply(known: CollectionRounds | None, record: Record[Any]) -> CollectionRounds:
    """The rounds after ``record``.  Pure."""
    body = record.body
    if isinstance(body, RoundsOrdered | RoundsPlanned):
        old = known or CollectionRounds(id=body.shift, until_ms=body.until_ms)
        if isinstance(body, RoundsOrdered):
            return replace(old, ordered_ms=record.happened_ms)
        return replace(
            old, planned_ms=record.happened_ms, number=body.number, why=body.why, closures=body.closures,
            rounds=body.rounds, unserved=body.unserved,
        )  # fmt: skip
    if known is None:
        raise ValueError(f"record {record.seq}: {type(body).__name__} for rounds that were never planned")
    kg = next((stop.kg for _, stop in known.to_come() if stop.bin == body.bin), 0)
    served = isinstance(body, StopServed)
    over = DoneStop(
        bin=body.bin, unit=body.unit, at_ms=record.happened_ms, kg=kg if served else 0, plan=known.number,
        served=served, note=body.note, by=record.who,
    )  # fmt: skip
    rounds = tuple(
        replace(tour, stops=tuple(stop for stop in tour.stops if stop.bin != body.bin)) for tour in known.rounds
    )
    return replace(known, rounds=rounds, done=(*known.done, over))


def newest_planned(all_rounds: Iterable[CollectionRounds]) -> CollectionRounds | None:
    """The rounds of the newest shift that has a plan."""
    return max((rounds for rounds in all_rounds if rounds.number), key=lambda rounds: rounds.id, default=None)


def last_emptied(all_rounds: Iterable[CollectionRounds], bin_id: str) -> DoneStop | None:
    """The last stop at which a truck emptied a bin, in any shift that is known."""
    served = (stop for rounds in all_rounds for stop in rounds.done if stop.served and stop.bin == bin_id)
    return max(served, key=lambda stop: stop.at_ms, default=None)


def was_returned_by(event: Event, unit: str) -> bool:
    """Whether this unit has returned the event."""
    return any(step.kind == TaskReturned.__name__ and step.unit == unit for step in event.timeline)


def is_collected(event: Event, resources: Mapping[str, Resource], truck: str) -> bool:
    """Whether the event of a full bin waits for a truck (of the kind ``truck``), or was given to one by the backend: it
    may be given to another one as long as no person has sent anybody."""
    if event.state is State.FILED:
        return True
    resource = resources.get(event.unit)
    if event.state not in CLOCK_RUNS or resource is None or resource.kind != truck:
        return False
    return [step.actor for step in event.timeline if step.kind in _GIVES][-1:] == [WATCH.id]


def expires_ms(rounds: CollectionRounds) -> int:
    """When the rounds of a shift leave the desk, in recorded time."""
    return rounds.until_ms + RETENTION_DAYS * DAY_MS


ROUNDS = Aggregate(
    key="rounds",
    state=CollectionRounds,
    command=RoundsCommand,
    record=RoundsRecord,
    subject="shift",
    decide=decide,
    apply=apply,
    expires_ms=expires_ms,
    outline=CollectionRounds,
    may={
        OrderRounds: PERSONS,
        ServeStop: PERSONS | {Role.UNIT},
        SkipStop: PERSONS | {Role.UNIT},
    },
    columns=(
        StateColumn("planned_ms", "<i8"), StateColumn("to_come", "<u2", "often"), StateColumn("unserved", "<u2"),
        StateColumn("served", "<u2", "often"), StateColumn("skipped", "<u2"), StateColumn("expires_ms", "<i8", "never"),
    ),
    project=lambda rounds: (
        rounds.planned_ms, sum(1 for _ in rounds.to_come()), len(rounds.unserved),
        sum(stop.served for stop in rounds.done), sum(not stop.served for stop in rounds.done), expires_ms(rounds),
    ),
    names={
        OrderRounds: Name("立即重新计划收运", "Plan the rounds now"),
        ServeStop: Name("已清运", "Emptied"),
        SkipStop: Name("未能清运", "Not emptied"),
    },
)  # fmt: skip
