"""转移安置: how many people of a village arrived in a shelter, and how many of them went home."""

from __future__ import annotations

from collections.abc import Iterable

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Catalog, Name
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused
from county.resource import Resource
from county.within import check_division, check_event

PEOPLE_MAX = 100_000
RETENTION_DAYS = 14
REPORTERS = PERSONS | {Role.GATEWAY}


class ArrivalCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one arrival."""

    arrival_id: str


class RegisterEvacuees(ArrivalCommand, frozen=True, kw_only=True):
    """``people`` of ``village`` arrived in ``shelter``."""

    village: str
    """Code of a division."""
    shelter: str
    """Id of a resource that does not move."""
    people: int
    about: str = ""
    """Number of an event."""


class CorrectEvacuees(ArrivalCommand, frozen=True, kw_only=True):
    """They were counted wrongly; ``note``: why."""

    people: int


class SignOutEvacuees(ArrivalCommand, frozen=True, kw_only=True):
    """They went home, or to another shelter."""


class ArrivalRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one arrival."""

    arrival_id: str


class EvacueesArrived(ArrivalRecord, frozen=True, kw_only=True):
    village: str
    shelter: str
    people: int
    about: str = ""


class EvacueesCorrected(ArrivalRecord, frozen=True, kw_only=True):
    people: int


class EvacueesLeft(ArrivalRecord, frozen=True, kw_only=True):
    pass


class Arrival(Case, frozen=True, kw_only=True, gc=False):
    """People of one village who arrived together."""

    village: str = ""
    shelter: str = ""
    people: int = 0
    about: str = ""

    @property
    def sheltered(self) -> bool:
        return self.state == "sheltered"


def sheltered(arrivals: Iterable[Arrival]) -> dict[str, int]:
    """How many people are in each shelter."""
    found: dict[str, int] = {}
    for arrival in arrivals:
        if arrival.sheltered:
            found[arrival.shelter] = found.get(arrival.shelter, 0) + arrival.people
    return found


def can_take_people(place: Resource, catalog: Catalog) -> bool:
    """Whether evacuees can be housed at ``place``: not in what is sent, nor at a hydrant."""
    kind = catalog.resource_kinds.get(place.kind)
    return kind is None or (not kind.mobile and kind.takes_people)


def _check_people(people: int) -> None:
    if not 1 <= people <= PEOPLE_MAX:
        raise Refused("people_out_of_range", limit=f"{PEOPLE_MAX:,}")


def _can_arrive(arrival: Arrival | None, command: RegisterEvacuees, decision: Decision) -> None:
    """More people than a shelter has places for are not refused: they are there."""
    _check_people(command.people)
    check_division(decision, command.village)
    check_event(decision, command.about)
    if command.shelter not in decision.desk.resources:
        raise Refused("resource_unknown", resource=command.shelter)
    place = decision.desk.resources[command.shelter]
    if not can_take_people(place, decision.desk.catalog):
        raise Refused("shelter_unfit", resource=place.name)


def _can_be_corrected(arrival: Arrival, command: CorrectEvacuees, decision: Decision) -> None:
    _check_people(command.people)
    check_division(decision, arrival.village)


def _can_leave(arrival: Arrival, command: SignOutEvacuees, decision: Decision) -> None:
    check_division(decision, arrival.village)


EVACUATIONS = Procedure(
    key="evacuation",
    state=Arrival,
    command=ArrivalCommand,
    record=ArrivalRecord,
    subject="arrival_id",
    states=("sheltered", "left"),
    rules=(
        Transition(RegisterEvacuees, (), "sheltered", EvacueesArrived, guard="can arrive", may=REPORTERS),
        Transition(
            CorrectEvacuees, ("sheltered",), None, EvacueesCorrected, note_required=True, guard="can be corrected",
            may=REPORTERS, at_most=50,
        ),
        Transition(SignOutEvacuees, ("sheltered",), "left", EvacueesLeft, guard="can leave", may=REPORTERS),
    ),
    ends=frozenset({"left"}),
    guards={"can arrive": _can_arrive, "can be corrected": _can_be_corrected, "can leave": _can_leave},
    retention_days=RETENTION_DAYS,
    names={
        RegisterEvacuees: Name("登记安置到达", "Report an arrival"),
        CorrectEvacuees: Name("更正人数", "Correct the number"),
        SignOutEvacuees: Name("登记返回", "Report the return"),
    },
    columns=(
        StateColumn("village", "O", "never"), StateColumn("shelter", "O", "never"), StateColumn("people", "<i4"),
        StateColumn("about", "O", "never", in_record=True),
    ),
).aggregate()
