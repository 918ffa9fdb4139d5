"""召回: a bad batch is taken back from everybody who has it, within the hours and days of its level.

The levels and their times are the table ``recall_levels`` of the catalogue.  Whom to tell are places of business,
named as the county package names them; people who bought something are reached by the announcement, never one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Limit, Name
from county.durations import HOUR_MS
from county.events.deadlines import TimeLimits
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.procedure import CaseClock as Clock
from county.records import Record
from county.refusals import Refused
from county.response.notices import Means
from county.texts import check_no_phone
from county.tracing.settings import RecallRule

RECALL_STATES: dict[str, Name] = {
    "opened": Name("待启动", "To be begun"),
    "begun": Name("召回中", "Under way"),
    "finished": Name("已完成", "Finished"),
    "closed": Name("已结案", "Closed"),
    "withdrawn": Name("已撤销", "Withdrawn"),
}
OPEN = ("opened", "begun")
"""States in which places are told."""
PLACES_MAX = 500
TITLE_MAX = 100
RETENTION_DAYS = 365
WHOEVER_RECALLS = PERSONS | {Role.LEADER}
EVENT_SUBCLASS = "food_safety"
_BY_LEVEL = Limit(24, "urgent_hour")
"""Stands in the table of clocks; the guards of the steps compute each by the level of the recall."""


class ToldPlace(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """A place of business that is to be told: a row of ``read_points``, or only the id that scans give it."""

    id: str
    name: str = ""


class RecallCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one recall."""

    recall_id: str


class OpenRecall(RecallCommand, frozen=True, kw_only=True):
    """A batch is unsafe; ``note``: how that is known.  An event on the desk follows from it."""

    title: str
    level: str
    """A row of ``recall_levels``."""
    batch: str
    places: tuple[ToldPlace, ...]
    """Whom to tell, by the trace."""
    traced_ms: int
    """The moment of the trace, …"""
    as_of_seq: int
    """… and the last record that it knew."""
    event_id: str
    """Number of the event that is reported with it."""
    x_m: float
    y_m: float
    """Place of that event, working CRS: where the batch began."""


class BeginRecall(RecallCommand, frozen=True, kw_only=True):
    """The recall is announced, and its plan was handed to the regulator."""


class TellRecallPlace(RecallCommand, frozen=True, kw_only=True):
    """A place was told; ``note``: what it answered."""

    place: str
    means: Means


class FinishRecall(RecallCommand, frozen=True, kw_only=True):
    """``note``: how much was taken back, and what happened to it."""


class CloseRecall(RecallCommand, frozen=True, kw_only=True):
    """``note``: the regulator's finding."""


class WithdrawRecall(RecallCommand, frozen=True, kw_only=True):
    """``note``: why there is nothing to be recalled."""


class RecallRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one recall."""

    recall_id: str


class RecallOpened(RecallRecord, frozen=True, kw_only=True):
    title: str
    level: str
    batch: str
    places: tuple[ToldPlace, ...]
    traced_ms: int
    as_of_seq: int
    event_id: str
    x_m: float
    y_m: float


class RecallBegun(RecallRecord, frozen=True, kw_only=True):
    pass


class RecallPlaceTold(RecallRecord, frozen=True, kw_only=True):
    place: str
    means: Means


class RecallFinished(RecallRecord, frozen=True, kw_only=True):
    pass


class RecallClosed(RecallRecord, frozen=True, kw_only=True):
    pass


class RecallWithdrawn(RecallRecord, frozen=True, kw_only=True):
    pass


class Recall(Case, frozen=True, kw_only=True, gc=False):
    """A recall: of what, whom to tell, and who was told."""

    title: str = ""
    level: str = ""
    batch: str = ""
    places: tuple[ToldPlace, ...] = ()
    traced_ms: int = 0
    as_of_seq: int = 0
    event_id: str = ""
    told: tuple[str, ...] = ()
    """Ids of places, in the order in which they were told."""

    @property
    def untold(self) -> tuple[ToldPlace, ...]:
        known = {*self.told}
        return tuple(place for place in self.places if place.id not in known)


def begin_limit_ms(recall: Recall, levels: Mapping[str, RecallRule]) -> int | None:
    """Until when it was or is to be begun; None where the county has taken its level out of the table."""
    running_ms = recall.due_ms.get("begin")
    rule = levels.get(recall.level)
    if running_ms is not None or rule is None:
        return running_ms
    return recall.steps[0].recorded_ms + rule.begin_hours * HOUR_MS


def _opened(recall: Recall | None, command: OpenRecall, decision: Decision) -> Mapping[str, object]:
    check_no_phone(command.title)
    check_no_phone(command.note)
    rule = decision.desk.catalog.recall_levels.get(command.level)
    if rule is None or rule.retired:
        raise Refused("recall_level", level=command.level)
    if not command.title.strip() or len(command.title) > TITLE_MAX:
        raise Refused("recall_title", limit=str(TITLE_MAX))
    if not command.batch or len(command.places) > PLACES_MAX:
        raise Refused("recall_places", limit=str(PLACES_MAX))
    if any(one.batch == command.batch and one.state in OPEN for one in decision.desk.states_of("recall")):
        raise Refused("recall_runs", batch=command.batch)
    return {"due_ms": {"begin": decision.at_ms + rule.begin_hours * HOUR_MS}}


def _begun(recall: Recall, command: BeginRecall, decision: Decision) -> Mapping[str, object]:
    check_no_phone(command.note)
    rule = decision.desk.catalog.recall_levels.get(recall.level)
    if rule is None:  # the county took the level out of its table since
        raise Refused("recall_level", level=recall.level)
    limit = Limit(rule.finish_work_days, "work_day")
    return {"due_ms": {"finish": TimeLimits(decision.desk.catalog).after(limit, decision.at_ms)}}


def _told(recall: Recall, command: TellRecallPlace, decision: Decision) -> None:
    check_no_phone(command.note)
    if all(place.id != command.place for place in recall.places):
        raise Refused("recall_place", place=command.place)
    if command.place in recall.told:
        raise Refused("recall_told", place=command.place)


def _noted(recall: Recall, command: RecallCommand, decision: Decision) -> None:
    check_no_phone(command.note)


def _everybody_told(recall: Recall | None, record: Record[Any]) -> Mapping[str, object]:
    body = record.body
    if recall is None or not isinstance(body, RecallPlaceTold):
        return {}
    return {"told": (*recall.told, body.place)}


RECALL_PROCEDURE = Procedure(
    key="recall",
    state=Recall,
    command=RecallCommand,
    record=RecallRecord,
    subject="recall_id",
    states=("opened", "begun", "finished", "closed", "withdrawn"),
    rules=(
        Transition(OpenRecall, (), "opened", RecallOpened, guard="opened", may=WHOEVER_RECALLS),
        Transition(BeginRecall, ("opened",), "begun", RecallBegun, guard="begun", may=WHOEVER_RECALLS),
        Transition(TellRecallPlace, OPEN, None, RecallPlaceTold, guard="told", at_most=PLACES_MAX,
                   may=WHOEVER_RECALLS),
        Transition(FinishRecall, ("begun",), "finished", RecallFinished, note_required=True, guard="noted",
                   may=WHOEVER_RECALLS),
        Transition(CloseRecall, ("finished",), "closed", RecallClosed, note_required=True, guard="noted",
                   may=WHOEVER_RECALLS),
        Transition(WithdrawRecall, OPEN, "withdrawn", RecallWithdrawn, note_required=True, guard="noted",
                   may=WHOEVER_RECALLS),
    ),
    ends=frozenset({"closed", "withdrawn"}),
    clocks=(Clock("begin", frozenset({"opened"}), _BY_LEVEL), Clock("finish", frozenset({"begun"}), _BY_LEVEL)),
    guards={"opened": _opened, "begun": _begun, "told": _told, "noted": _noted},
    derive=_everybody_told,
    retention_days=RETENTION_DAYS,
    names={
        OpenRecall: Name("启动召回程序", "Open a recall"),
        BeginRecall: Name("公告启动", "Begin"),
        TellRecallPlace: Name("已告知", "Told"),
        FinishRecall: Name("完成召回", "Finish"),
        CloseRecall: Name("结案", "Close"),
        WithdrawRecall: Name("撤销召回", "Withdraw"),
    },
    columns=(StateColumn("batch", "O", "never"), StateColumn("level", "O", "never")),
)  # fmt: skip
RECALLS = RECALL_PROCEDURE.aggregate()
