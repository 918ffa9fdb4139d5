"""What a reporter may see of a case, and how the reporter answers once it is closed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from county import records as r
from county.catalog import Catalog
from county.commands import Command, FollowUpEvent
from county.events.event import Event, State
from county.events.fold import apply
from county.package.open import CountyPackage
from county.records import Record
from services.intake.gateway.backend_links import ReportLink
from services.intake.gateway.bodies import CaseStage, CaseStatus, ReporterAnswer
from services.intake.gateway.problems import Problem
from services.intake.gateway.reporting import ID_PREFIX, ID_REUSED, refusal
from services.protocol.messages import Rejected

ANSWERS_MAX = 3
"""Answers to one case through the gateway; the desk has further ones."""
MERGES_MAX = 20
"""Merges that are followed from one event to the next."""
STAGES: dict[type[r.RecordBody], str] = {
    r.EventReported: "reported", r.EventFiled: "filed", r.EventRejected: "rejected", r.EventMerged: "merged",
    r.EventUnmerged: "unmerged", r.EventDispatched: "dispatched", r.TaskAccepted: "handling",
    r.TaskReturned: "reassigning", r.EventSuspended: "suspended", r.EventResumed: "resumed",
    r.HandlingFedBack: "fed_back", r.EventSentBack: "sent_back", r.EventClosed: "closed",
    r.FollowUpMade: "answered", r.EventReopened: "reopened",
}  # fmt: skip
"""Records that a reporter may see; their names are texts of the page."""
_WITH_NOTE = (r.EventRejected, r.HandlingFedBack)
"""Records whose note answers the reporter; other notes are for the staff."""


class _Followed(NamedTuple):
    """A case, and the event that is dealt with in its place: itself, unless it was merged."""

    case: Event
    own: Sequence[Record[Any]]
    holder: Event
    records: Sequence[Record[Any]]


class CaseDesk:
    """Reads cases of one county.  Its methods give work for a thread of the links."""

    def __init__(self, county: CountyPackage) -> None:
        self._unit_names = _unit_names(county, county.catalog)

    def status(self, event_id: str) -> Callable[[ReportLink], CaseStatus]:
        """Work that returns the status; it raises Problem for an unknown case."""

        def work(link: ReportLink) -> CaseStatus:
            found = _followed(link, event_id)
            case, holder = found.case, found.holder
            report = next((report for report in holder.joined if report.event_id == event_id), None)
            answers: Any = holder if report is None else report
            return CaseStatus(
                event_id=event_id, state=holder.state, merged=case.id != holder.id, title=case.title,
                subclass=case.subclass, stages=self._stages(found),
                satisfied=answers.satisfied, solved=answers.solved,
                may_answer=holder.state in (State.CLOSED, State.EVALUATED) and _answers(link, found) < ANSWERS_MAX,
            )  # fmt: skip

        return work

    def answer(self, event_id: str, said: ReporterAnswer, idempotency_key: str = "") -> Callable[[ReportLink], str]:
        """Work that gives the reporter's answer and returns the number of the event; it may be done twice, also later
        under the same key.  It raises Problem."""

        def work(link: ReportLink) -> str:
            found = _followed(link, event_id)
            holder = found.holder
            if holder.state not in (State.CLOSED, State.EVALUATED):
                raise Problem("case_not_closed", event=event_id)
            given = _answers(link, found)
            content = f"{event_id}\0{holder.reopened}\0{idempotency_key or given}\0{said}"
            command_id = f"{ID_PREFIX}{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
            if any(record.command_id == command_id for record in found.records):
                return event_id
            if given >= ANSWERS_MAX:
                raise Problem("answers_spent", event=event_id, limit=str(ANSWERS_MAX))
            body = FollowUpEvent(
                event_id=holder.id, satisfied=said.satisfied, solved=said.solved, note=said.note,
                report="" if holder.id == event_id else event_id,
            )  # fmt: skip
            command = Command(
                id=command_id, realm=link.welcome.realm, happened_ms=link.clock.now_ms(), body=body
            )  # fmt: skip
            [accepted] = link.submit([command])
            if isinstance(accepted, Rejected) and accepted.code != ID_REUSED:  # the same answer, a moment before
                raise refusal(accepted)
            return event_id

        return work

    def _stages(self, found: _Followed) -> list[CaseStage]:
        """The steps of the case, then those of the event that it was merged into, by time."""
        merged = found.case.id != found.holder.id
        theirs = [rec for rec in found.records if not isinstance(rec.body, r.EventReported | r.EventFiled)]
        records = [*found.own, *theirs] if merged else found.own
        shown = [rec for rec in records if type(rec.body) in STAGES and self._concerns(rec, found)]
        return [
            CaseStage(
                stage=STAGES[type(rec.body)], at_ms=rec.happened_ms,
                unit=self._unit_names.get(getattr(rec.body, "unit", ""), ""),
                note=rec.body.note if isinstance(rec.body, _WITH_NOTE) else "",
            )
            for rec in sorted(shown, key=lambda rec: rec.happened_ms)
        ]  # fmt: skip

    def _concerns(self, record: Record[Any], found: _Followed) -> bool:
        """Answers of other reporters of the same event are not shown."""
        if not isinstance(record.body, r.FollowUpMade):
            return True
        return bool(record.body.report == ("" if found.case.id == found.holder.id else found.case.id))


def _followed(link: ReportLink, event_id: str) -> _Followed:
    """The case and the event it ended in.  Raises Problem."""
    own = link.subject(f"event/{event_id}")
    case = _folded(own)
    holder, records = case, own
    for _ in range(MERGES_MAX):
        if not holder.merged_into:
            break
        records = link.subject(f"event/{holder.merged_into}")
        holder = _folded(records)
    return _Followed(case, own, holder, records)


def _folded(records: Sequence[Record[Any]]) -> Event:
    """Raises Problem where there are none."""
    event: Event | None = None
    for record in records:
        event = apply(event, record)
    if event is None:
        raise Problem("case_not_found")
    return event


def _answers(link: ReportLink, found: _Followed) -> int:
    """How often the case was answered through the gateway since it was last opened."""
    by = link.welcome.principal.id
    report = "" if found.case.id == found.holder.id else found.case.id
    given = 0
    for record in found.records:
        if isinstance(record.body, r.EventReopened):
            given = 0
        elif isinstance(record.body, r.FollowUpMade) and record.by == by and record.body.report == report:
            given += 1
    return given


def _unit_names(county: CountyPackage, catalog: Catalog) -> dict[str, str]:
    """Names of departments and resources that may be shown to citizens, by id."""
    departments = {key: department.zh for key, department in catalog.departments.items()}
    return departments | {unit.id: unit.name for unit in county.resources}
