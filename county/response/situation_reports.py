"""信息报告: what was reported to the higher authority about an event: 首报 first, 续报 one after another, 终报 last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct

from county.aggregate import Aggregate, Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.commands import CommandBody
from county.durations import DAY_MS
from county.events.event import LONGEST_NOTE
from county.records import Record, RecordBody
from county.refusals import Refused
from county.within import check_event

ReportKind = Literal["first", "further", "final"]
REPORT_KINDS: dict[ReportKind, Name] = {
    "first": Name("首报", "First report"),
    "further": Name("续报", "Further report"),
    "final": Name("终报", "Final report"),
}
MOST = 50
"""Reports about one event."""
RETENTION_DAYS = 60
"""Since the last report."""


class SituationCommand(CommandBody, frozen=True, kw_only=True):
    """A command about the reports on one event."""

    event_id: str
    note: str = ""


class SendSituationReport(SituationCommand, frozen=True, kw_only=True):
    """``note`` is the text of the report."""

    kind: ReportKind


class SituationRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about the reports on one event."""

    event_id: str
    note: str = ""


class SituationReportSent(SituationRecord, frozen=True, kw_only=True):
    kind: ReportKind
    number: int
    """1, 2 … among the further reports; 1 of the first and the final one."""


class SituationReport(Struct, frozen=True, gc=False):
    """One report."""

    kind: ReportKind
    number: int
    happened_ms: int
    by: str
    note: str


class SituationReports(Struct, frozen=True, kw_only=True, gc=False):
    """All reports on one event, oldest first."""

    id: str
    reports: tuple[SituationReport, ...]
    recorded_ms: int
    """When the last one was recorded."""

    @property
    def ended(self) -> bool:
        """Whether the final report was sent."""
        return self.reports[-1].kind == "final"


def next_kinds(known: SituationReports | None) -> tuple[ReportKind, ...]:
    """Kinds of reports that can follow."""
    if known is None:
        return ("first",)
    return () if known.ended else ("further", "final")


def decide(known: SituationReports | None, command: SendSituationReport, decision: Decision) -> Sequence[RecordBody]:
    """The record of the report.  Raises Refused."""
    event_id = command.event_id
    if decision.desk.find("event", event_id) is None:
        raise Refused("event_unknown", event=event_id)
    check_event(decision, event_id)
    if not command.note.strip():
        raise Refused("situation_text_missing", event=event_id)
    if len(command.note) > LONGEST_NOTE:
        raise Refused("text_too_long", limit=str(LONGEST_NOTE))
    if command.kind not in next_kinds(known):
        code = "situation_not_first" if known is None else "situation_ended" if known.ended else "situation_has_first"
        raise Refused(code, event=event_id)
    reports = () if known is None else known.reports
    if len(reports) >= MOST - (command.kind == "further"):
        raise Refused("too_often", command=type(command).__name__, event=event_id, limit=str(MOST))
    number = 1 + sum(report.kind == command.kind for report in reports)
    return [SituationReportSent(event_id=event_id, kind=command.kind, number=number, note=command.note)]


def apply(known: SituationReports | None, record: Record[Any]) -> SituationReports:
    """The reports after ``record``.  Pure."""
    body = record.body
    report = SituationReport(body.kind, body.number, record.happened_ms, record.who, body.note)
    reports = (report,) if known is None else (*known.reports, report)
    return SituationReports(id=body.event_id, reports=reports, recorded_ms=record.recorded_ms)


def expires_ms(known: SituationReports) -> int:
    """When the reports are removed from the desk, in recorded time."""
    return known.recorded_ms + RETENTION_DAYS * DAY_MS


SITUATION_REPORTS = Aggregate(
    key="situation",
    state=SituationReports,
    command=SituationCommand,
    record=SituationRecord,
    subject="event_id",
    decide=decide,
    apply=apply,
    expires_ms=expires_ms,
    outline=SituationReports,
    may={SendSituationReport: PERSONS | {Role.LEADER}},
    columns=(
        StateColumn("number", "<u1"), StateColumn("ended", "|b1"), StateColumn("last_ms", "<i8"),
        StateColumn("expires_ms", "<i8"),
    ),
    project=lambda known: (len(known.reports), known.ended, known.reports[-1].happened_ms, expires_ms(known)),
    names={SendSituationReport: Name("报送信息", "Send a situation report")},
)
