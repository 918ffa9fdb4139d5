"""Which part of the analysis makes the answer to which request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.analysis.assessment.assessment import Assessment
from services.analysis.coverage_replies import CoverageReplies
from services.analysis.events.cases_about import LinkedAnswers
from services.analysis.events.event_pages import EventPages
from services.analysis.figures.figures import Figures
from services.analysis.moments.desk_answers import DeskAnswers
from services.analysis.moments.happened_times import HappenedTimes
from services.analysis.moments.reading_answers import ReadingAnswers
from services.analysis.moments.record_answers import RecordAnswers
from services.analysis.moments.subject_states import SubjectStates
from services.analysis.need.need_replies import NeedReplies
from services.analysis.policy_replies import PolicyReplies
from services.analysis.risk.risk_thread import RiskThread
from services.analysis.staffing_replies import StaffingReplies
from services.analysis.timeline.timeline import RecordTimeline
from services.analysis.trace_replies import TraceReplies
from services.protocol.analysis_messages import (
    AnalysisAnswer,
    EventsPageRequest,
    FigureRecordsRequest,
    FiguresRequest,
    LinkedRequest,
    SimilarRequest,
)
from services.protocol.as_of_messages import (
    ArrivedRequest,
    HappenedRequest,
    ReadingsRequest,
    RecordsRequest,
    RowsRequest,
    SeekRequest,
    SpanRequest,
    StatesRequest,
    SubjectAsOfRequest,
    TimesRequest,
)
from services.protocol.assessment_messages import KpiRequest, VitalSignsRequest
from services.protocol.coverage_messages import CoverageRequest
from services.protocol.need_messages import NeedRequest
from services.protocol.policy_messages import PolicyRequest
from services.protocol.result_messages import ResultRequest
from services.protocol.risk_messages import RiskReply, RiskRequest
from services.protocol.staffing_messages import StaffingRequest
from services.protocol.tracing_messages import TraceRequest
from services.results.replies import ResultReplies

AnswerWork = Mapping[type[Any], Callable[[Any, Callable[[], bool]], AnalysisAnswer]]
"""By type of request; the second argument tells whether the answer is not needed any more."""


def answer_work(
    *, timeline: RecordTimeline, pages: EventPages, figures: Figures, states: SubjectStates, records: RecordAnswers,
    readings: ReadingAnswers, assessment: Assessment, linked: LinkedAnswers, policies: PolicyReplies,
    coverage: CoverageReplies, needs: NeedReplies, staffing: StaffingReplies, tracing: TraceReplies,
    results: ResultReplies, risks: RiskThread | None,
) -> AnswerWork:  # fmt: skip
    """Of all requests but that for the status.  ``states``, ``records`` and ``linked`` are used by one thread,
    ``policies`` and ``staffing`` each by another, ``coverage``, ``needs`` and ``results`` by one more, ``tracing`` by
    any.  ``risks``: None in a drill, which has no warnings of its own."""
    return {
        EventsPageRequest: pages.page, SimilarRequest: pages.similar,
        FiguresRequest: figures.table, FigureRecordsRequest: figures.records,
        KpiRequest: assessment.tree, VitalSignsRequest: assessment.signs,
        SeekRequest: DeskAnswers(timeline, states).answer, StatesRequest: states.answer,
        RecordsRequest: records.records, SubjectAsOfRequest: records.of_subject,
        SpanRequest: records.span, TimesRequest: records.times,
        LinkedRequest: linked.answer, PolicyRequest: policies.answer, CoverageRequest: coverage.answer,
        NeedRequest: needs.answer, StaffingRequest: staffing.answer, TraceRequest: tracing.answer,
        ResultRequest: results.answer,
        RiskRequest: _not_here if risks is None else risks.reply,
        HappenedRequest: HappenedTimes(timeline).step,
        ReadingsRequest: readings.newest, RowsRequest: readings.rows, ArrivedRequest: readings.arrived,
    }  # fmt: skip


def _not_here(asked: RiskRequest, cancelled: Callable[[], bool] = bool) -> RiskReply:
    """Nothing is judged in a drill."""
    return RiskReply(request=asked.request, judged_ms=0, past_days=0, is_judging=False, detectors={})
