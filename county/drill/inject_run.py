"""What became of the injects of a drill (情景注入), as one table.

An inject of the scenario without a state here is armed: nothing has happened to it yet.  Everything here is withheld
from those who may not see the MSEL (:mod:`county.drill.visibility`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.attachments import Attachment
from county.authority import DRILL_PEOPLE
from county.catalog import Name
from county.commands import CommandBody
from county.drill.conditions import InjectStage
from county.drill.hazard_area import HazardArea
from county.drill.ids import is_id
from county.drill.run import DrillRun, check_drill_realm, standing
from county.drill.scenario import Inject, Right
from county.drill.standing import DrillStanding
from county.durations import HOUR_MS, iso_of
from county.events.event import LONGEST_NOTE
from county.procedure import LONGEST_ID
from county.realm_clock import LONGEST_JUMP_HOURS
from county.records import Record, RecordBody
from county.refusals import Refused
from county.toml_files.strict import convert

InjectState = Literal["armed", "held", "due", "released", "delivered", "acknowledged", "played", "skipped"]
INJECT_STATES: tuple[InjectState, ...] = (
    "armed", "held", "due", "released", "delivered", "acknowledged", "played", "skipped"
)  # fmt: skip
STAGES: dict[InjectState, InjectStage] = {
    "delivered": "delivered", "acknowledged": "acknowledged", "played": "acknowledged", "skipped": "skipped",
}  # fmt: skip
"""As conditions and scores see it; every other state waits."""
WAITING: tuple[InjectState, ...] = ("armed", "held", "due", "released")
"""States of an inject that may still be delivered."""
OPEN: tuple[InjectState, ...] = ("armed", "held", "due")
"""Those of one that nobody has released yet."""
WaitsFor = Literal["held", "due", "branch", "time"]
ACKNOWLEDGED_MAX = 1_000
IMPROVISED_MAX = 1_000
CONTENT_MAX = 16 << 10
"""Bytes of an improvised or edited inject."""
Skipped = Literal["person", "branch", "jump", "approval", "refused", "after"]
"""Why an inject is not delivered: a person decided so, its condition can no longer hold, a jump passed it, it is not
approved, the desk refused what it contains, or the inject before it was skipped."""


class InjectCommand(CommandBody, frozen=True, kw_only=True):
    """A command about one inject of the drill."""

    drill: str
    inject_id: str
    note: str = ""


class HoldInject(InjectCommand, frozen=True):
    """暂缓: it is not delivered by itself any more."""


class ReleaseInject(InjectCommand, frozen=True):
    """Deliver it now; one that needs two persons waits for the second one."""


class SkipInject(InjectCommand, frozen=True):
    """跳过; ``note`` gives the reason."""


class DelayInject(InjectCommand, frozen=True, kw_only=True):
    """推迟 by ``by_ms``; with ``later`` all injects that are due after it, too, so that gaps stay."""

    by_ms: int
    later: bool = False


class ImproviseInject(InjectCommand, frozen=True, kw_only=True):
    """即兴注入 of an inject that the scenario does not have; it is marked as such."""

    content: bytes
    """The table of an inject as in a scenario's file, as JSON: see :func:`parsed`."""


class EditInject(InjectCommand, frozen=True, kw_only=True):
    """Replace an inject that was not delivered yet, in this run only."""

    content: bytes


class AcknowledgeInject(InjectCommand, frozen=True):
    """The author, one of its receivers, has read it."""


class PlayInject(InjectCommand, frozen=True):
    """已演示: a simulator or controller has played it; ``note`` is what was said."""


class MakeInjectDue(InjectCommand, frozen=True):
    """Its time has come and it waits for a person.  Only the engine sends it."""


class DeliverInject(InjectCommand, frozen=True, kw_only=True):
    """It is delivered, with what its receivers are shown.  Only the engine sends it."""

    attempt: int
    due_ms: int
    to: tuple[str, ...] = ()
    kind: str = ""
    text: str = ""
    needs_ack: bool = False
    minutes: float | None = None
    event_id: str = ""
    attachments: tuple[Attachment, ...] = ()
    sensor_id: str = ""
    area: HazardArea | None = None


class PassInject(InjectCommand, frozen=True, kw_only=True):
    """It is not delivered; ``note`` says what was found.  Only the engine sends it."""

    why: Skipped


class InjectRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one inject."""

    drill: str
    inject_id: str
    note: str = ""


class InjectHeld(InjectRecord, frozen=True):
    pass


class InjectSeconded(InjectRecord, frozen=True, kw_only=True):
    """The first of two persons released it."""

    person: str


class InjectReleased(InjectRecord, frozen=True, kw_only=True):
    person: str


class InjectSkipped(InjectRecord, frozen=True, kw_only=True):
    why: Skipped


class InjectDelayed(InjectRecord, frozen=True, kw_only=True):
    by_ms: int
    later: bool = False


class InjectImprovised(InjectRecord, frozen=True, kw_only=True):
    content: bytes


class InjectEdited(InjectRecord, frozen=True, kw_only=True):
    content: bytes


class InjectDue(InjectRecord, frozen=True):
    pass


class InjectDelivered(InjectRecord, frozen=True, kw_only=True):
    attempt: int
    due_ms: int
    to: tuple[str, ...] = ()
    kind: str = ""
    text: str = ""
    needs_ack: bool = False
    minutes: float | None = None
    event_id: str = ""
    attachments: tuple[Attachment, ...] = ()
    sensor_id: str = ""
    """The sensor whose readings it is, chosen when it was delivered; "" for none and in records of schema 1."""
    area: HazardArea | None = None
    """None for no place of a hazard, and in records of schema 1."""


class InjectAcknowledged(InjectRecord, frozen=True, kw_only=True):
    person: str


class InjectPlayed(InjectRecord, frozen=True, kw_only=True):
    person: str


class Acknowledgement(NamedTuple):
    person: str
    at_ms: int


class InjectRun(Struct, frozen=True, kw_only=True, gc=False):
    """An inject in this run."""

    id: str
    state: InjectState = "armed"
    since_ms: int = 0
    seconded_by: str = ""
    delay_ms: int = 0
    """By which it alone was delayed."""
    shift_ms: int = 0
    """By which it and all later ones were delayed."""
    not_before_ms: int = 0
    """Until when a delay holds one with a condition."""
    delivered_ms: int | None = None
    due_ms: int | None = None
    """When it was due, of a delivered one."""
    attempt: int = 0
    event_id: str = ""
    sensor_id: str = ""
    """The sensor that it feeds; "" for none, and for one delivered by a program that did not record it."""
    acknowledged: tuple[Acknowledgement, ...] = ()
    why: str = ""
    """A :data:`Skipped`."""
    note: str = ""
    improvised: bool = False
    content: bytes = b""
    """In place of the scenario's."""

    @property
    def inject(self) -> Inject | None:
        """As it was edited or improvised; None for one as in the scenario."""
        return parsed(self.content) if self.content else None

    @property
    def stage(self) -> InjectStage:
        return STAGES.get(self.state, "waiting")


@dataclass(frozen=True)
class InjectTransition:
    """One line of the table."""

    command: type[InjectCommand]
    sources: tuple[InjectState, ...]
    """Empty: it creates an inject."""
    target: InjectState | None
    """None: the state is unchanged."""
    record: type[InjectRecord]
    right: Right | None = None
    """What the author must have the right to do, or to whom the inject must belong; None: see ``decide``."""
    running: bool = True
    """Only while the drill runs; else also before it."""
    internal: bool = False


TABLE: tuple[InjectTransition, ...] = (
    InjectTransition(HoldInject, ("armed", "due"), "held", InjectHeld, "hold", running=False),
    InjectTransition(ReleaseInject, OPEN, "released", InjectReleased, "release"),
    InjectTransition(SkipInject, (*OPEN, "released"), "skipped", InjectSkipped, "skip", running=False),
    InjectTransition(DelayInject, OPEN, None, InjectDelayed, "hold", running=False),
    InjectTransition(ImproviseInject, (), "armed", InjectImprovised, "improvise", running=False),
    InjectTransition(EditInject, OPEN, None, InjectEdited, "improvise", running=False),
    InjectTransition(AcknowledgeInject, ("delivered", "acknowledged"), "acknowledged", InjectAcknowledged),
    InjectTransition(PlayInject, ("delivered", "acknowledged"), "played", InjectPlayed),
    InjectTransition(MakeInjectDue, ("armed",), "due", InjectDue, internal=True),
    InjectTransition(DeliverInject, ("armed", "due", "released"), "delivered", InjectDelivered, internal=True),
    InjectTransition(PassInject, (*OPEN, "released"), "skipped", InjectSkipped, internal=True),
)


@lru_cache(maxsize=256)
def parsed(content: bytes) -> Inject:
    """The inject in ``content``.  Raises msgspec.ValidationError and msgspec.DecodeError."""
    inject: Inject = convert(msgspec.json.decode(content), Inject)
    return inject


def content_of(inject: Inject) -> bytes:
    """The bytes that :func:`parsed` reads as ``inject``."""
    return msgspec.json.encode(inject, enc_hook=iso_of)


def _checked(id: str, content: bytes) -> Inject:
    """Raises Refused."""
    try:
        if len(content) <= CONTENT_MAX:
            return parsed(content)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError, TypeError, ValueError):
        pass
    raise Refused("inject_invalid", inject=id)


_RULE = {rule.command: rule for rule in TABLE}
_TARGET = {rule.record: rule.target for rule in TABLE}
_PREPARED = frozenset({"checked", "scheduled", "armed", "running"})


def waits_for(known: InjectRun | None, inject: Inject) -> WaitsFor:
    """What an inject that was neither delivered nor skipped waits for, or waited for until the end of the drill."""
    if known is not None and known.state in ("held", "due"):
        return "held" if known.state == "held" else "due"
    if inject.when is not None:
        return "branch"
    return "due" if inject.at is None and inject.after is None else "time"


def decide(known: InjectRun | None, command: InjectCommand, decision: Decision) -> Sequence[RecordBody]:
    """The record that results from ``command``.  Raises Refused."""
    rule, desk = _RULE[type(command)], decision.desk
    check_drill_realm(desk.realm, command.drill)
    run: DrillRun | None = desk.find("drill", command.drill)
    if run is None or run.state not in ({"running"} if rule.running else _PREPARED):
        raise Refused("drill_not_running", command=type(command).__name__)
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    who, inject = standing(run, decision), _inject(known, command, decision)
    state: InjectState = "armed" if known is None else known.state
    if not rule.sources:
        _check_new(known, command, decision)
    elif inject is None:
        raise Refused("inject_unknown", inject=command.inject_id)
    elif state not in rule.sources:
        raise Refused("inject_transition_forbidden", command=type(command).__name__, inject=command.inject_id,
                      state=state)  # fmt: skip
    if not rule.internal:
        _check_author(rule, who, inject)
    return [_record(known, command, decision, who, inject)]


def _inject(known: InjectRun | None, command: InjectCommand, decision: Decision) -> Inject | None:
    """As it is to be delivered in this run."""
    own = None if known is None else known.inject
    return own or decision.desk.injects.get(command.inject_id)


def _check_new(known: InjectRun | None, command: InjectCommand, decision: Decision) -> None:
    assert isinstance(command, ImproviseInject)
    if known is not None or command.inject_id in decision.desk.injects:
        raise Refused("case_exists", case=command.inject_id)
    if not is_id(command.inject_id) or len(command.inject_id) > LONGEST_ID:
        raise Refused("case_id_invalid")
    if sum(1 for some in decision.desk.states_of("inject") if some.improvised) >= IMPROVISED_MAX:
        raise Refused("drill_too_many", limit=str(IMPROVISED_MAX))


def _check_author(rule: InjectTransition, who: DrillStanding, inject: Inject | None) -> None:
    """Raises Refused."""
    own = inject is not None and who.owns(inject.from_)
    if rule.right is not None:
        controls = own and who.role is not None and who.role.side == "control" and rule.right in ("release", "hold")
        if not controls and rule.right not in who.rights:
            raise Refused("drill_no_right", right=rule.right)
        return
    received = inject is not None and who.role is not None and who.role.id in inject.to
    if rule.command is AcknowledgeInject and not received:
        raise Refused("inject_not_received", inject="" if inject is None else inject.id)
    if rule.command is PlayInject:
        plays = who.role is not None and who.role.side in ("simulate", "control") and (own or received)
        if not (plays or who.directs):
            raise Refused("inject_not_received", inject="" if inject is None else inject.id)


def _record(
    known: InjectRun | None, command: InjectCommand, decision: Decision, who: DrillStanding, inject: Inject | None
) -> InjectRecord:
    """Raises Refused."""
    drill, id, note = command.drill, command.inject_id, command.note
    person = who.person or decision.author.by
    match command:
        case ReleaseInject():
            first = "" if known is None else known.seconded_by
            if inject is not None and inject.release == "two-person" and person == first:
                raise Refused("inject_needs_another", person=person)
            if inject is not None and inject.release == "two-person" and not first:
                return InjectSeconded(drill=drill, inject_id=id, note=note, person=person)
            return InjectReleased(drill=drill, inject_id=id, note=note, person=person)
        case SkipInject():
            if not note.strip():
                raise Refused("case_note_missing", command="SkipInject", case=id)
            return InjectSkipped(drill=drill, inject_id=id, note=note, why="person")
        case PassInject(why=why):
            return InjectSkipped(drill=drill, inject_id=id, note=note, why=why)
        case DelayInject(by_ms=by_ms, later=later):
            if not 0 < by_ms <= LONGEST_JUMP_HOURS * HOUR_MS:
                raise Refused("inject_delay_invalid", hours=str(LONGEST_JUMP_HOURS))
            return InjectDelayed(drill=drill, inject_id=id, note=note, by_ms=by_ms, later=later)
        case ImproviseInject(content=content) | EditInject(content=content):
            new = _checked(id, content)
            if new.id != id or new.content is None or any(role not in _roles(decision, drill) for role in new.to):
                raise Refused("inject_invalid", inject=id)
            kind = InjectImprovised if isinstance(command, ImproviseInject) else InjectEdited
            return kind(drill=drill, inject_id=id, note=note, content=content)
        case AcknowledgeInject():
            seen = () if known is None else known.acknowledged
            if any(one.person == person for one in seen) or len(seen) >= ACKNOWLEDGED_MAX:
                raise Refused("inject_acknowledged_already", inject=id)
            return InjectAcknowledged(drill=drill, inject_id=id, note=note, person=person)
        case PlayInject():
            return InjectPlayed(drill=drill, inject_id=id, note=note, person=person)
        case DeliverInject():
            if command.event_id and decision.desk.find("event", command.event_id) is None:
                raise Refused("inject_not_delivered", inject=id)
            return InjectDelivered(**{name: getattr(command, name) for name in command.__struct_fields__})
        case MakeInjectDue():
            return InjectDue(drill=drill, inject_id=id, note=note)
        case HoldInject():
            return InjectHeld(drill=drill, inject_id=id, note=note)
    raise TypeError(f"{type(command).__name__} is not a command of injects")


def _roles(decision: Decision, drill: str) -> frozenset[str]:
    return frozenset(decision.desk.find("drill", drill).role_of)


def apply(known: InjectRun | None, record: Record[Any]) -> InjectRun:
    """The inject after ``record``.  Pure."""
    body: InjectRecord = record.body
    present = known or InjectRun(id=body.inject_id)
    at_ms, target = record.recorded_ms, _TARGET.get(type(body))
    if target is not None:
        present = replace(present, state=target, since_ms=at_ms)
    match body:
        case InjectSeconded(person=person):
            return replace(present, seconded_by=person)
        case InjectSkipped(why=why, note=note):
            return replace(present, why=why, note=note)
        case InjectDelayed(by_ms=by_ms, later=later):
            later_ms = by_ms if later else 0
            return replace(
                present, delay_ms=present.delay_ms + by_ms - later_ms, shift_ms=present.shift_ms + later_ms,
                not_before_ms=max(present.not_before_ms, at_ms) + by_ms,
            )  # fmt: skip
        case InjectImprovised(content=content):
            return replace(present, content=content, improvised=True)
        case InjectEdited(content=content):
            return replace(present, content=content)
        case InjectDelivered():
            return replace(
                present, delivered_ms=at_ms, due_ms=body.due_ms, attempt=body.attempt, event_id=body.event_id,
                sensor_id=body.sensor_id,
            )  # fmt: skip
        case InjectAcknowledged(person=person):
            return replace(present, acknowledged=(*present.acknowledged, Acknowledgement(person, at_ms)))
        case InjectPlayed(note=note):
            return replace(present, note=note)
    return present


INJECTS = Aggregate(
    key="inject",
    state=InjectRun,
    command=InjectCommand,
    record=InjectRecord,
    subject="inject_id",
    decide=decide,
    apply=apply,
    expires_ms=lambda known: None,
    outline=InjectRun,
    may={rule.command: DRILL_PEOPLE for rule in TABLE if not rule.internal},
    columns=(
        StateColumn("state", "<u1", "often"), StateColumn("since_ms", "<i8", "often"),
        StateColumn("expires_ms", "<i8"),
    ),
    project=lambda known: (INJECT_STATES.index(known.state), known.since_ms, NEVER_MS),
    names={
        HoldInject: Name("暂缓注入", "Hold an inject"),
        ReleaseInject: Name("放行注入", "Release an inject"),
        SkipInject: Name("跳过注入", "Skip an inject"),
        DelayInject: Name("推迟注入", "Delay an inject"),
        ImproviseInject: Name("即兴注入", "Improvise an inject"),
        EditInject: Name("修改注入", "Edit an inject"),
        AcknowledgeInject: Name("确认收到注入", "Acknowledge an inject"),
        PlayInject: Name("标记已演示", "Mark an inject as played"),
        MakeInjectDue: Name("注入到时", "An inject is due"),
        DeliverInject: Name("送达注入", "Deliver an inject"),
        PassInject: Name("不送达注入", "Pass an inject"),
    },
    withheld=True,
)  # fmt: skip
