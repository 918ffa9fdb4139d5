"""时钟: how fast a drill's time runs and how far it jumps ahead, by order of its director.

The live realm follows the machine's clock and cannot be ordered.  A realm has one clock; its orders take effect in
:class:`services.pace.PaceControl`, once their records are durable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.authority import DRILL_DIRECTORS, RESERVED
from county.catalog import Name
from county.clock import RATE_MAX
from county.commands import CommandBody
from county.drill.standing import check_right, standing_of
from county.durations import HOUR_MS
from county.realm import Realm
from county.records import Record, RecordBody
from county.refusals import Refused

CLOCK: Final = "realm"
"""Id of the realm's only clock."""
LONGEST_JUMP_HOURS = 24
"""At most this far ahead of the present time: a jump passes through every second before its end."""


class ClockCommand(CommandBody, frozen=True, kw_only=True):
    """A command about the realm's clock."""

    clock: Literal["realm"] = CLOCK


class SetClockRate(ClockCommand, frozen=True, kw_only=True):
    """Run at ``rate`` realm seconds per real second, 0 to 60; 0 pauses."""

    rate: float


class JumpClockAhead(ClockCommand, frozen=True, kw_only=True):
    """Pass the time until ``to_ms`` as fast as possible, also while paused; the rate stays."""

    to_ms: int


class ClockRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about the realm's clock."""

    clock: Literal["realm"] = CLOCK


class ClockRateSet(ClockRecord, frozen=True, kw_only=True):
    rate: float


class ClockJumped(ClockRecord, frozen=True, kw_only=True):
    to_ms: int


class RealmClock(Struct, frozen=True, kw_only=True, gc=False):
    """The orders in force, folded from the records."""

    id: str
    rate: float = 1.0
    ran: float = 0.0
    """The last rate that was ordered and is not 0, which a pause keeps; 0: none was ordered."""
    to_ms: int = 0
    """End of the last jump; 0 for none.  While it is in the future the jump is under way."""


def decide(known: RealmClock | None, command: ClockCommand, decision: Decision) -> Sequence[RecordBody]:
    """Records that result from ``command``; none when it changes nothing.  Raises Refused."""
    if Realm(decision.desk.realm).kind != "drill":
        raise Refused("clock_not_of_drill")
    _check_author(command, decision)
    present = known or RealmClock(id=command.clock)
    match command:
        case SetClockRate(rate=rate):
            if not 0 <= rate <= RATE_MAX:
                raise Refused("rate_out_of_range", limit=f"{RATE_MAX:g}")
            return [ClockRateSet(rate=rate)] if rate != present.rate else []
        case JumpClockAhead(to_ms=to_ms):
            if to_ms <= max(decision.now_ms, present.to_ms):
                raise Refused("jump_not_ahead")
            if to_ms > decision.now_ms + LONGEST_JUMP_HOURS * HOUR_MS:
                raise Refused("jump_too_far", hours=str(LONGEST_JUMP_HOURS))
            return [ClockJumped(to_ms=to_ms)]
        case other:
            raise TypeError(f"{type(other).__name__} is not a command of the clock")


def _check_author(command: ClockCommand, decision: Decision) -> None:
    """Check that the author may give this order in the drill.  Raises Refused."""
    author = decision.author
    if author.by in RESERVED:
        return
    run = decision.desk.find("drill", decision.desk.realm)
    if run is not None and run.over_code:
        raise Refused(run.over_code)
    who = standing_of(() if run is None else run.roles, author)
    if who.role is None and not author.principal.roles & DRILL_DIRECTORS:
        raise Refused("drill_directors_only")
    if isinstance(command, JumpClockAhead):
        check_right(who, "jump")
    elif isinstance(command, SetClockRate) and command.rate == 0 and "pause" in who.rights:
        return
    else:
        check_right(who, "speed")


def apply(known: RealmClock | None, record: Record[Any]) -> RealmClock:
    """The orders in force after ``record``.  Pure."""
    present = known or RealmClock(id=record.body.clock)
    match record.body:
        case ClockRateSet(rate=rate):
            return replace(present, rate=rate, ran=rate or present.ran)
        case ClockJumped(to_ms=to_ms):
            return replace(present, to_ms=to_ms)
        case other:
            raise TypeError(f"{type(other).__name__} is not a record of the clock")


REALM_CLOCK = Aggregate(
    key="clock",
    state=RealmClock,
    command=ClockCommand,
    record=ClockRecord,
    subject="clock",
    decide=decide,
    apply=apply,
    expires_ms=lambda known: None,
    outline=RealmClock,
    may={SetClockRate: DRILL_DIRECTORS, JumpClockAhead: DRILL_DIRECTORS},
    columns=(StateColumn("rate", "<f8"), StateColumn("to_ms", "<i8"), StateColumn("expires_ms", "<i8")),
    project=lambda known: (known.rate, known.to_ms, NEVER_MS),
    names={SetClockRate: Name("设定时间流速", "Set the time rate"), JumpClockAhead: Name("时间快进", "Jump ahead")},
)
