"""培训记录: one session with everybody who took part.

Nobody is in two sessions at once.  A drill counts as practice by its own record: who answered its roll call, by key.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from county.aggregate import Decision, StateColumn
from county.catalog import Name
from county.durations import DAY_MS, HOUR_MS, MINUTE_MS
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.records import Record
from county.refusals import Refused
from county.texts import check_no_phone
from county.training.people import TRAINERS

Mode = Literal["theory", "practice", "visit", "online"]
MODES: dict[Mode, Name] = {
    "theory": Name("理论", "Theory"),
    "practice": Name("实操", "Practice"),
    "visit": Name("考察", "Visit"),
    "online": Name("在线", "Online"),
}
TITLE_MAX = 60
PARTICIPANTS_MAX = 150
LONGEST_HOURS = 24 * 14
"""From the beginning to the end of one session; longer courses are several."""
OLDEST_DAYS = 400
"""What began earlier is no longer recorded, …"""
RETENTION_DAYS = 800
"""… and stays on the desk for long enough that an overlap is noticed and two years can be told."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class DrillPresence(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """The record of a drill's journal that somebody was present."""

    trainee: str
    """The key by which the roll call was answered."""
    seq: int
    sha256: str
    """Of the bytes of that record."""


class Participant(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Who took part, and the group at that time."""

    trainee: str
    group: str


class TrainingCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one session."""

    session_id: str


class RecordTraining(TrainingCommand, frozen=True, kw_only=True):
    """It took place."""

    title: str
    mode: Mode
    from_ms: int
    to_ms: int
    hours: float
    """学时 of everybody who took part."""
    trainees: tuple[str, ...]
    drill_id: str = ""
    presences: tuple[DrillPresence, ...] = ()
    """Of a drill: one for each of ``trainees``."""


class WithdrawTraining(TrainingCommand, frozen=True, kw_only=True):
    """It does not count; ``note`` says why."""


class TrainingRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one session."""

    session_id: str


class TrainingHeld(TrainingRecord, frozen=True, kw_only=True):
    title: str
    mode: Mode
    from_ms: int
    to_ms: int
    hours: float
    participants: tuple[Participant, ...]
    drill_id: str = ""
    presences: tuple[DrillPresence, ...] = ()


class TrainingWithdrawn(TrainingRecord, frozen=True, kw_only=True):
    pass


class TrainingSession(Case, frozen=True, kw_only=True, gc=False):
    """One session."""

    title: str = ""
    mode: Mode = "theory"
    from_ms: int = 0
    to_ms: int = 0
    hours: float = 0.0
    participants: tuple[Participant, ...] = ()
    drill_id: str = ""
    presences: tuple[DrillPresence, ...] = ()

    @property
    def counts(self) -> bool:
        return self.state == "held"


def _held(session: TrainingSession | None, command: RecordTraining, decision: Decision) -> Mapping[str, object]:
    check_no_phone(command.note)
    check_no_phone(command.title)
    if not command.title.strip() or len(command.title) > TITLE_MAX:
        raise Refused("training_title_missing", limit=str(TITLE_MAX))
    _check_time(command, decision)
    known = {one.id: one for one in decision.desk.states_of("trainee") if one.state == "enrolled"}
    if not 1 <= len(command.trainees) <= PARTICIPANTS_MAX or len({*command.trainees}) < len(command.trainees):
        raise Refused("training_nobody", limit=str(PARTICIPANTS_MAX))
    for one in command.trainees:
        if one not in known:
            raise Refused("trainee_unknown", trainee=one)
    for other in decision.desk.states_of("training"):
        if other.counts and other.from_ms < command.to_ms and command.from_ms < other.to_ms:
            twice = {one.trainee for one in other.participants} & {*command.trainees}
            if twice:
                raise Refused("training_overlaps", trainee=min(twice), session=other.title)
    _check_drill(command, decision)
    return {"participants": tuple(Participant(trainee=one, group=known[one].group) for one in command.trainees)}


def _check_time(command: RecordTraining, decision: Decision) -> None:
    lasts_ms = command.to_ms - command.from_ms
    if not 0 < lasts_ms <= LONGEST_HOURS * HOUR_MS:
        raise Refused("training_time_invalid", days=str(LONGEST_HOURS // 24))
    if command.to_ms > decision.now_ms or command.from_ms < decision.now_ms - OLDEST_DAYS * DAY_MS:
        raise Refused("training_not_over", days=str(OLDEST_DAYS))
    hour_ms = decision.desk.catalog.training_targets.hour_min * MINUTE_MS
    most = math.ceil(2 * lasts_ms / hour_ms) / 2
    if not 0 < command.hours <= most:  # a NaN is within nothing
        raise Refused("training_hours_invalid", limit=f"{most:g}")


def _check_drill(command: RecordTraining, decision: Decision) -> None:
    """A drill that took place, while it did, and a record of each one's presence.  Raises Refused."""
    if not command.drill_id:
        if command.presences:
            raise Refused("training_drill_unknown", drill="-")
        return
    run = decision.desk.find("drill", command.drill_id)
    if run is None or run.over_ms is None:
        raise Refused("training_drill_unknown", drill=command.drill_id)
    if command.mode != "practice":
        raise Refused("training_drill_practice")
    if command.from_ms < max(run.starts_ms, run.steps[0].happened_ms) or command.to_ms > run.over_ms:
        raise Refused("training_drill_times", drill=command.drill_id)
    present = {one.trainee for one in command.presences if one.seq > 0 and _DIGEST.fullmatch(one.sha256)}
    if len(command.presences) != len(present) or present != {*command.trainees}:
        raise Refused("training_drill_presence", drill=command.drill_id)


def _withdrawn(session: TrainingSession, command: WithdrawTraining, decision: Decision) -> None:
    check_no_phone(command.note)


def _kept(session: TrainingSession | None, record: Record[Any]) -> Mapping[str, object]:
    """A session stays on the desk by the time of its record, also when it is withdrawn later."""
    return {"ended_ms": record.recorded_ms if session is None else session.ended_ms}


TRAINING_PROCEDURE = Procedure(
    key="training",
    state=TrainingSession,
    command=TrainingCommand,
    record=TrainingRecord,
    subject="session_id",
    states=("held", "withdrawn"),
    rules=(
        Transition(RecordTraining, (), "held", TrainingHeld, guard="held", may=TRAINERS),
        Transition(WithdrawTraining, ("held",), "withdrawn", TrainingWithdrawn, note_required=True, guard="withdrawn",
                   may=TRAINERS),
    ),
    ends=frozenset({"held", "withdrawn"}),
    guards={"held": _held, "withdrawn": _withdrawn},
    derive=_kept,
    retention_days=RETENTION_DAYS,
    names={
        RecordTraining: Name("登记培训", "Record a session"),
        WithdrawTraining: Name("撤销培训记录", "Withdraw the session"),
    },
    columns=(
        StateColumn("title", "O", "never", in_record=True), StateColumn("from_ms", "<i8", "never"),
        StateColumn("hours", "<f8", "never"),
    ),
)  # fmt: skip
TRAININGS = TRAINING_PROCEDURE.aggregate()
