"""交接班: the person on duty states what is open, the next one confirms to have taken it over."""

from __future__ import annotations

from county.aggregate import Decision
from county.catalog import Name
from county.events.event import LONGEST_PERSON
from county.procedure import LONGEST_ID, Case, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused

LISTED_MAX = 500
"""Items of each kind in one handover; further open events are counted."""
RETENTION_DAYS = 7
"""For how long a handover is shown after its end; its records stay in the journal."""


class ShiftCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one handover."""

    shift_id: str


class HandOverShift(ShiftCommand, frozen=True, kw_only=True):
    """What the author leaves to the next person; ``note`` is what the lists do not tell.

    The lists hold ids, the most urgent first, as the author saw them.
    """

    to: str = ""
    """The person who is expected to take over; "": whoever does."""
    events: tuple[str, ...] = ()
    """Open events."""
    more_events: int = 0
    """Open events besides ``events``."""
    claimed: tuple[str, ...] = ()
    """Events that the author has claimed."""
    alarms: tuple[str, ...] = ()
    """Alarms that nobody has acknowledged, then those that are shelved, suppressed or out of service."""
    responses: tuple[str, ...] = ()
    """Responses in force."""
    plans: tuple[str, ...] = ()
    """Response plans that run."""


class TakeOverShift(ShiftCommand, frozen=True, kw_only=True):
    """The author has read the handover and is on duty from now on."""


class WithdrawShift(ShiftCommand, frozen=True, kw_only=True):
    """The handover does not take place; ``note`` gives the reason."""


class ShiftRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one handover."""

    shift_id: str


class ShiftHandedOver(ShiftRecord, frozen=True, kw_only=True):
    to: str
    events: tuple[str, ...]
    more_events: int
    claimed: tuple[str, ...]
    alarms: tuple[str, ...]
    responses: tuple[str, ...]
    plans: tuple[str, ...]


class ShiftTakenOver(ShiftRecord, frozen=True, kw_only=True):
    pass


class ShiftWithdrawn(ShiftRecord, frozen=True, kw_only=True):
    pass


class ShiftHandover(Case, frozen=True, kw_only=True, gc=False):
    """A handover; its first step holds who leaves, the time and the note, its last one who has taken over."""

    to: str = ""
    events: tuple[str, ...] = ()
    more_events: int = 0
    claimed: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()

    @property
    def leaves(self) -> str:
        """Who leaves."""
        return self.steps[0].actor

    @property
    def waits(self) -> bool:
        """Whether nobody has taken over yet."""
        return self.state == "handed_over"


def _is_listed(shift: ShiftHandover | None, command: HandOverShift, decision: Decision) -> None:
    lists = (command.events, command.claimed, command.alarms, command.responses, command.plans)
    if max(map(len, lists)) > LISTED_MAX:
        raise Refused("shift_too_long", limit=str(LISTED_MAX))
    if command.more_events < 0 or any(not 1 <= len(n) <= LONGEST_ID or not n.isprintable() for x in lists for n in x):
        raise Refused("case_id_invalid")
    if len(command.to) > LONGEST_PERSON:
        raise Refused("text_too_long", limit=str(LONGEST_PERSON))
    if command.to == decision.author.person:
        raise Refused("shift_to_self", person=command.to)


def _is_another(shift: ShiftHandover | None, command: TakeOverShift, decision: Decision) -> None:
    assert shift is not None, "the table names its sources"
    if decision.author.person == shift.leaves:
        raise Refused("shift_own", person=shift.leaves)


SHIFTS = Procedure(
    key="shift",
    state=ShiftHandover,
    command=ShiftCommand,
    record=ShiftRecord,
    subject="shift_id",
    states=("handed_over", "taken_over", "withdrawn"),
    rules=(
        Transition(HandOverShift, (), "handed_over", ShiftHandedOver, note_required=True, guard="listed"),
        Transition(TakeOverShift, ("handed_over",), "taken_over", ShiftTakenOver, guard="another person"),
        Transition(WithdrawShift, ("handed_over",), "withdrawn", ShiftWithdrawn, note_required=True),
    ),
    ends=frozenset({"taken_over", "withdrawn"}),
    guards={"listed": _is_listed, "another person": _is_another},
    retention_days=RETENTION_DAYS,
    names={
        HandOverShift: Name("交班", "Hand over the shift"),
        TakeOverShift: Name("接班", "Take over the shift"),
        WithdrawShift: Name("撤回交班", "Withdraw the handover"),
    },
).aggregate()
