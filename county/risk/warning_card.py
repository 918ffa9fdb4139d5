"""预警卡: a matter in which there is more than its past explains, from the first signal until a person has said whether
it was true.

One matter has one card: while it lasts, further signals and higher counts update it.  The analysis finds what is
unusual (:mod:`county.surveillance`), the backend records it; persons assess it, dismiss it or act on it by events, and
say in the end whether it was true.  From that each detector has its precision.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Limit, Name
from county.events.aggregate import EVENTS
from county.procedure import Case, CaseClock, CaseCommand, CaseRecord, Procedure, Transition
from county.records import Record
from county.refusals import Refused
from county.texts import check_no_phone

Detector = Literal["ears", "farrington", "scan", "zero", "late", "dissatisfied"]
DETECTORS: dict[Detector, Name] = {
    "ears": Name("短期突增（EARS）", "Sudden rise (EARS)"),
    "farrington": Name("高于往年同期（Farrington）", "Above earlier years (Farrington)"),
    "scan": Name("时空聚集（扫描统计）", "Cluster in space and time (scan)"),
    "zero": Name("从无到有", "First cases after none"),
    "late": Name("超期占比上升", "Larger share late"),
    "dissatisfied": Name("不满意占比上升", "Larger share dissatisfied"),
}
CARD_STATES: dict[str, Name] = {
    "new": Name("待研判", "To be assessed"),
    "assessed": Name("已研判", "Assessed"),
    "dismissed": Name("已排除", "Dismissed"),
    "acted": Name("已处置", "Acted on"),
    "evaluated": Name("已评价", "Evaluated"),
}
ASSESS_LIMIT = Limit(4, "work_hour")
RETENTION_DAYS = 90
PLACES_MAX, EVIDENCE_MAX, EVENTS_MAX = 200, 50, 20
UPDATES_MAX = 60
"""Of one card: a matter of longer than that many changes is a new normal, and its detectors know it by then."""
WHOEVER_ASSESSES = PERSONS | {Role.LEADER}


class RiskSignal(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one detector found."""

    detector: Detector
    days: int
    """Up to the judged moment, in which ``observed`` events were counted and ``expected`` had to be expected."""
    observed: int
    expected: float
    chance: float
    """That there are as many when nothing has changed."""
    recurrence_days: float
    """How often chance alone gives such a signal somewhere in the county."""


class WarningCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one card."""

    warning_id: str


class RaiseWarning(WarningCommand, frozen=True, kw_only=True):
    """A matter has become unusual; only the backend itself gives this."""

    subject: str
    """Class of the events that are unusually many."""
    divisions: tuple[str, ...]
    """Codes of the villages or towns; () for the whole county."""
    from_ms: int
    """Since when."""
    signals: tuple[RiskSignal, ...]
    evidence: tuple[str, ...] = ()
    """Ids of events, the newest first."""
    owner: str = ""
    """Department that such events are usually dispatched to."""


class UpdateWarning(WarningCommand, frozen=True, kw_only=True):
    """There is more of it, or another detector finds it, too; ``signals`` are all by now.  Only the backend itself
    gives this."""

    divisions: tuple[str, ...]
    signals: tuple[RiskSignal, ...]
    evidence: tuple[str, ...] = ()


class AssessWarning(WarningCommand, frozen=True, kw_only=True):
    """A person has looked at it; ``note`` says what it is."""


class DismissWarning(WarningCommand, frozen=True, kw_only=True):
    """Nothing is to be done; ``note`` says why."""


class ActOnWarning(WarningCommand, frozen=True, kw_only=True):
    """``events`` deal with it."""

    events: tuple[str, ...]


class EvaluateWarning(WarningCommand, frozen=True, kw_only=True):
    """Whether there was something; ``note`` says what."""

    was_true: bool


class WarningRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one card."""

    warning_id: str


class WarningRaised(WarningRecord, frozen=True, kw_only=True):
    subject: str
    divisions: tuple[str, ...]
    from_ms: int
    signals: tuple[RiskSignal, ...]
    evidence: tuple[str, ...] = ()
    owner: str = ""


class WarningUpdated(WarningRecord, frozen=True, kw_only=True):
    divisions: tuple[str, ...]
    signals: tuple[RiskSignal, ...]
    evidence: tuple[str, ...] = ()


class WarningAssessed(WarningRecord, frozen=True, kw_only=True):
    pass


class WarningDismissed(WarningRecord, frozen=True, kw_only=True):
    pass


class WarningActedOn(WarningRecord, frozen=True, kw_only=True):
    events: tuple[str, ...]


class WarningEvaluated(WarningRecord, frozen=True, kw_only=True):
    was_true: bool


class WarningCard(Case, frozen=True, kw_only=True, gc=False):
    """A matter: what is unusual, where, since when, how unlikely, and what became of it."""

    subject: str = ""
    divisions: tuple[str, ...] = ()
    from_ms: int = 0
    signals: tuple[RiskSignal, ...] = ()
    evidence: tuple[str, ...] = ()
    owner: str = ""
    events: tuple[str, ...] = ()
    was_true: bool | None = None

    @property
    def strongest(self) -> RiskSignal:
        """The signal that chance gives most rarely."""
        return max(self.signals, key=lambda signal: signal.recurrence_days)


def _has_signals(card: WarningCard | None, command: RaiseWarning | UpdateWarning, decision: Decision) -> None:
    if not command.signals:
        raise Refused("warning_without_signal")
    for signal in command.signals:
        if not all(map(math.isfinite, (signal.expected, signal.chance, signal.recurrence_days))):
            raise Refused("warning_no_number")
    if len(command.divisions) > PLACES_MAX or len(command.evidence) > EVIDENCE_MAX:
        raise Refused("warning_too_long", places=str(PLACES_MAX), events=str(EVIDENCE_MAX))


def _without_numbers(card: WarningCard | None, command: WarningCommand, decision: Decision) -> None:
    check_no_phone(command.note)


def _acted(card: WarningCard, command: ActOnWarning, decision: Decision) -> None:
    _without_numbers(card, command, decision)
    if not 1 <= len(command.events) <= EVENTS_MAX:
        raise Refused("warning_events_missing", limit=str(EVENTS_MAX))
    for event in command.events:
        if decision.desk.find(EVENTS.key, event) is None:
            raise Refused("event_unknown", event=event)


def _all_events(card: WarningCard | None, record: Record[Any]) -> Mapping[str, object]:
    """Events of several steps are kept together."""
    body = record.body
    if card is None or not isinstance(body, WarningActedOn):
        return {}
    return {"events": tuple(dict.fromkeys((*card.events, *body.events)))}


_OPEN = ("new", "assessed", "acted")
WARNING_CARDS = Procedure(
    key="warning",
    state=WarningCard,
    command=WarningCommand,
    record=WarningRecord,
    subject="warning_id",
    states=("new", "assessed", "dismissed", "acted", "evaluated"),
    rules=(
        Transition(RaiseWarning, (), "new", WarningRaised, guard="has signals", may=frozenset()),
        Transition(UpdateWarning, _OPEN, None, WarningUpdated, guard="has signals", may=frozenset(),
                   at_most=UPDATES_MAX),
        Transition(AssessWarning, ("new",), "assessed", WarningAssessed, note_required=True, guard="has no numbers",
                   may=WHOEVER_ASSESSES),
        Transition(DismissWarning, ("new", "assessed"), "dismissed", WarningDismissed, note_required=True,
                   guard="has no numbers", may=WHOEVER_ASSESSES),
        Transition(ActOnWarning, _OPEN, "acted", WarningActedOn, guard="has events", may=WHOEVER_ASSESSES),
        Transition(EvaluateWarning, ("dismissed", "acted"), "evaluated", WarningEvaluated, note_required=True,
                   guard="has no numbers", may=WHOEVER_ASSESSES),
    ),
    ends=frozenset({"evaluated"}),
    clocks=(CaseClock("assess", frozenset({"new"}), ASSESS_LIMIT),),
    guards={"has signals": _has_signals, "has no numbers": _without_numbers, "has events": _acted},
    derive=_all_events,
    retention_days=RETENTION_DAYS,
    names={
        RaiseWarning: Name("发出预警", "Raise a warning"),
        UpdateWarning: Name("更新预警", "Update the warning"),
        AssessWarning: Name("研判", "Assess"),
        DismissWarning: Name("排除", "Dismiss"),
        ActOnWarning: Name("转为处置", "Act on it"),
        EvaluateWarning: Name("评价", "Evaluate"),
    },
    columns=(StateColumn("subject", "O", "never"), StateColumn("from_ms", "<i8", "never")),
)  # fmt: skip
WARNINGS = WARNING_CARDS.aggregate()
