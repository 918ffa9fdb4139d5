"""Everything that a window asks, as messages: of the backend about what it holds, of the analysis about what was."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from county.coverage.question import CoverageQuestion
from county.figures.metric import Grain, Period, Scope
from county.need.question import NeedQuestion
from county.policy.documents import QUESTION_MAX
from county.staffing.questions import AnyQuestion
from county.tracing.question import TraceQuestion
from services.protocol import messages as m
from services.protocol.analysis_messages import (
    TEXT_MAX,
    AnalysisQuery,
    ArchiveQuery,
    CountedBy,
    EventsPageRequest,
    FigureRecordsRequest,
    FiguresRequest,
    LinkedRequest,
    SimilarRequest,
)
from services.protocol.as_of_messages import SpanRequest
from services.protocol.assessment_messages import KpiRequest, VitalSignsRequest
from services.protocol.coverage_messages import CoverageRequest
from services.protocol.need_messages import NeedRequest
from services.protocol.policy_messages import PolicyRequest
from services.protocol.result_messages import ResultRequest
from services.protocol.risk_messages import RiskRequest
from services.protocol.staffing_messages import StaffingRequest
from services.protocol.tracing_messages import TraceRequest

DeskQuestion = (
    m.HistoryRequest | m.SubjectRequest | m.ContactRequest | m.ReportersRequest | m.RankRequest | m.SendingRequest
    | m.AuditRequest | m.MselRequest | m.DeliveredRequest | m.ScoreRequest
)  # fmt: skip


class Questions:
    """The methods of :class:`services.protocol.source.Source` that ask; derived ones send.  Each returns the id by
    which its answer refers to it."""

    def _query(self, question: DeskQuestion) -> str:
        """Ask the backend."""
        raise NotImplementedError

    def _ask_analysis(self, asked: AnalysisQuery) -> str:
        """Ask the analysis."""
        raise NotImplementedError

    def history(self, stream: str, key: tuple[str, ...], from_ms: int, to_ms: int) -> str:
        return self._query(m.HistoryRequest(request=_new(), stream=stream, key=list(key), from_ms=from_ms, to_ms=to_ms))

    def subject(self, subject: str) -> str:
        return self._query(m.SubjectRequest(request=_new(), subject=subject))

    def contact(self, token: str) -> str:
        return self._query(m.ContactRequest(request=_new(), token=token))

    def reporters(self, digits: str) -> str:
        return self._query(m.ReportersRequest(request=_new(), digits=digits))

    def ranking(self, event_id: str, kinds: tuple[str, ...] = ()) -> str:
        return self._query(m.RankRequest(request=_new(), event_id=event_id, kinds=kinds))

    def sending(self, event_id: str, unit: str, *, cover: bool = True) -> str:
        return self._query(m.SendingRequest(request=_new(), event_id=event_id, unit=unit, cover=cover))

    def audit(self, before: int, kind: str, text: str) -> str:
        return self._query(m.AuditRequest(request=_new(), before=before, kind=kind, text=text))

    def msel(self, person: str) -> str:
        return self._query(m.MselRequest(request=_new(), person=person))

    def delivered_injects(self, person: str) -> str:
        return self._query(m.DeliveredRequest(request=_new(), person=person))

    def drill_scores(self, person: str) -> str:
        return self._query(m.ScoreRequest(request=_new(), person=person))

    def events_page(self, query: ArchiveQuery, first: int, count: int, as_of_seq: int) -> str:
        return self._ask_analysis(
            EventsPageRequest(request=_new(), query=query, first=first, count=count, as_of_seq=as_of_seq)
        )

    def similar(self, event_id: str, title: str, subclass: str, x_m: float, y_m: float) -> str:
        return self._ask_analysis(SimilarRequest(
            request=_new(), event_id=event_id, title=title[:TEXT_MAX], subclass=subclass[:TEXT_MAX], x_m=x_m, y_m=y_m
        ))  # fmt: skip

    def figures(
        self, metrics: Sequence[str], scope: Scope, periods: Sequence[Period], grain: Grain, as_of_seq: int = 0
    ) -> str:
        return self._ask_analysis(FiguresRequest(
            request=_new(), metrics=tuple(metrics), scope=scope, periods=tuple(periods), grain=grain,
            as_of_seq=as_of_seq,
        ))  # fmt: skip

    def kpi_tree(self, period: str, division: str = "", as_of_seq: int = 0) -> str:
        return self._ask_analysis(KpiRequest(request=_new(), period=period, division=division, as_of_seq=as_of_seq))

    def record_span(self) -> str:
        return self._ask_analysis(SpanRequest(request=_new(), buckets=1))

    def vital_signs(self, as_of_seq: int = 0) -> str:
        return self._ask_analysis(VitalSignsRequest(request=_new(), as_of_seq=as_of_seq))

    def figure_records(self, counted_by: CountedBy) -> str:
        return self._ask_analysis(FigureRecordsRequest(request=_new(), counted_by=counted_by))

    def linked_cases(self, event_id: str, as_of_seq: int) -> str:
        return self._ask_analysis(LinkedRequest(request=_new(), event_id=event_id, as_of_seq=as_of_seq))

    def policy(self, question: str, on: date) -> str:
        return self._ask_analysis(PolicyRequest(request=_new(), question=question[:QUESTION_MAX], on=on.isoformat()))

    def coverage(self, question: CoverageQuestion, as_of_seq: int = 0, *, give_up: bool = False) -> str:
        return self._ask_analysis(
            CoverageRequest(request=_new(), question=question, as_of_seq=as_of_seq, give_up=give_up)
        )

    def staffing(self, question: AnyQuestion, as_of_seq: int = 0, *, give_up: bool = False) -> str:
        return self._ask_analysis(
            StaffingRequest(request=_new(), question=question, as_of_seq=as_of_seq, give_up=give_up)
        )

    def needs(self, question: NeedQuestion, need: str = "", as_of_seq: int = 0, *, give_up: bool = False) -> str:
        return self._ask_analysis(
            NeedRequest(request=_new(), question=question, need=need, as_of_seq=as_of_seq, give_up=give_up)
        )

    def risks(self, *, judge: bool = False) -> str:
        return self._ask_analysis(RiskRequest(request=_new(), judge=judge))

    def result(self, metric: str, asked: str, as_of_seq: int = 0) -> str:
        return self._ask_analysis(ResultRequest(request=_new(), metric=metric, asked=asked, as_of_seq=as_of_seq))

    def trace(self, question: TraceQuestion, as_of_seq: int = 0) -> str:
        return self._ask_analysis(TraceRequest(request=_new(), question=question, as_of_seq=as_of_seq))


def _new() -> str:
    return uuid.uuid4().hex
