"""The messages of the analysis: requests over all events ever, answered from the timeline and not by the desk.

Client → analysis: AnalysisStatusRequest, EventsPageRequest, SimilarRequest, FiguresRequest, FigureRecordsRequest,
LinkedRequest, PolicyRequest, CoverageRequest, NeedRequest, StaffingRequest, RiskRequest, TraceRequest, ResultRequest,
CancelRequest.
Analysis → client: AnalysisStatus, EventsPage, SimilarEvents, FigureTable, FigureRecords, LinkedAnswer, PolicyReply,
CoverageReply, NeedReply, StaffingReply, RiskReply, TraceReply, ResultReply, Trouble.
Frames, keys and roles are those of the backend.  Those about moments are in :mod:`services.protocol.as_of_messages`,
those of the assessment in :mod:`services.protocol.assessment_messages`, those of each decision part in a module of its
own, such as :mod:`services.protocol.policy_messages`, and results that are pinned in
:mod:`services.protocol.result_messages`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.events.event import State
from county.figures.metric import FigureValue, Grain, Period, Scope
from county.figures.metric import Part as FigurePart
from county.response.evacuations import Arrival
from county.response.plans import PlanRun
from county.response.site_reports import SiteReport
from services.protocol.as_of_messages import AsOfAnswer, AsOfQuery, Buffering
from services.protocol.assessment_messages import KpiRequest, KpiTree, VitalSignsAnswer, VitalSignsRequest
from services.protocol.coverage_messages import CoverageReply, CoverageRequest
from services.protocol.messages import Count, Message, Part, Trouble
from services.protocol.need_messages import NeedReply, NeedRequest
from services.protocol.policy_messages import PolicyReply, PolicyRequest
from services.protocol.result_messages import ResultReply, ResultRequest
from services.protocol.risk_messages import RiskReply, RiskRequest
from services.protocol.staffing_messages import StaffingReply, StaffingRequest
from services.protocol.tracing_messages import TraceReply, TraceRequest

PAGE_MAX = 200
"""Rows of a page at most."""
TEXT_MAX = 200
SIMILAR_MAX = 5
CHOICES_MAX = 200
ArchiveText = Annotated[str, Meta(max_length=TEXT_MAX)]
Choices = Annotated[tuple[ArchiveText, ...], Meta(max_length=CHOICES_MAX)]
EventOrder = Literal["happened_ms", "since_ms", "due_ms", "ended_ms", "state", "level", "subclass", "division", "unit"]
AnalysisPhase = Literal["opening", "building", "indexing", "ready"]
"""building: the timeline is behind the journal.  indexing: only the full texts are."""


METRICS_MAX = 100
PERIODS_MAX = 40
VALUES_MAX = 100_000
"""Figures of one table at most."""
RECORDS_MAX = 1_000


class CountedBy(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A figure, and which of its records are meant."""

    metric: ArchiveText
    scope: Scope = Scope()
    period: Period
    grain: Grain = "county"
    group: ArchiveText | None = None
    """None: of all groups."""
    part: FigurePart = "numerator"
    """Of a figure without denominator all of its records are the numerator."""
    as_of_seq: Annotated[int, Meta(ge=1)]


class ArchiveQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which events, and in which order.  An empty condition excludes none."""

    text: ArchiveText = ""
    """Words that the event contains, see :mod:`services.analysis.texts.terms`."""
    states: Annotated[tuple[State, ...], Meta(max_length=CHOICES_MAX)] = ()
    subclasses: Choices = ()
    levels: Choices = ()
    sources: Choices = ()
    units: Choices = ()
    division: ArchiveText = ""
    """The events of this division and all within it."""
    from_ms: int | None = None
    to_ms: int | None = None
    """When it happened, ``to_ms`` excluded."""
    overdue_at_ms: int | None = None
    """Only events whose limit was exceeded at this time."""
    on_desk: bool | None = None
    """Only events that are still on the desk (True), or that have left it (False)."""
    reporters: Choices = ()
    """Tokens: only events that one of them reported."""
    counted_by: CountedBy | None = None
    """Only events that a figure counts."""
    order: EventOrder = "happened_ms"
    descending: bool = True


class EventsPageRequest(Message, frozen=True, kw_only=True):
    """Requests ``count`` events of a query from the one in place ``first`` on."""

    request: str
    query: ArchiveQuery
    first: Count = 0
    count: Annotated[int, Meta(ge=1, le=PAGE_MAX)] = PAGE_MAX
    as_of_seq: Count = 0
    """The result that earlier pages were of, while it is kept; 0: the newest one."""


class FiguresRequest(Message, frozen=True, kw_only=True):
    """Requests figures of several metrics for several periods, in total and for every group of a grain."""

    request: str
    metrics: Annotated[tuple[ArchiveText, ...], Meta(min_length=1, max_length=METRICS_MAX)]
    scope: Scope = Scope()
    periods: Annotated[tuple[Period, ...], Meta(min_length=1, max_length=PERIODS_MAX)]
    grain: Grain = "county"
    as_of_seq: Count = 0
    """The last record that counts; 0: the newest one."""


class FigureRecordsRequest(Message, frozen=True, kw_only=True):
    """Requests the records that a figure counts, in the order of the journal."""

    request: str
    counted_by: CountedBy


class CancelRequest(Message, frozen=True, kw_only=True):
    """The answer to ``request`` is not needed any more; there may be none."""

    request: str


class AnalysisStatusRequest(Message, frozen=True, kw_only=True):
    """Requests the status."""

    request: str


class ArchiveRow(Struct, frozen=True, array_like=True, gc=False):
    """One event in a table; missing times are None.  Title, rule and sensor as in the columns of events."""

    id: str
    title: str
    rule: str
    sensor_id: str
    state: State
    level: str
    source: str
    subclass: str
    address: str
    division: str
    unit: str
    x_m: float
    y_m: float
    happened_ms: int
    since_ms: int
    due_ms: int | None
    ended_ms: int | None


class EventsPage(Message, frozen=True, kw_only=True):
    """Some rows of the result of a query as of record ``as_of_seq``."""

    request: str
    as_of_seq: Count
    as_of_ms: int
    total: Count
    limited: bool = False
    """Of the events with the text only the newest were looked at: narrow the query to see older ones."""
    first: Count
    rows: list[ArchiveRow]


class FigureTable(Message, frozen=True, kw_only=True):
    """Figures as of record ``as_of_seq``, in the order of the request."""

    request: str
    as_of_seq: Count
    as_of_ms: int
    """When that record was recorded, realm time."""
    head_hash: str
    """Its hash in the chain of the journal, in hex."""
    groups: list[str]
    totals: list[list[FigureValue]]
    """By period and metric."""
    values: list[list[list[FigureValue]]]
    """By period, metric and group."""


class FigureRecord(Struct, frozen=True, array_like=True, gc=False):
    """A record that a figure counts: of an event its report."""

    seq: int
    happened_ms: int
    subject: str
    text: str
    """What it says: title, number of calls, grid worker, value."""


class FigureRecords(Message, frozen=True, kw_only=True):
    """The records of a figure, ``total`` of them."""

    request: str
    total: Count
    rows: list[FigureRecord]
    """The first ones, at most RECORDS_MAX."""


class SimilarRequest(Message, frozen=True, kw_only=True):
    """Requests closed events like this one."""

    request: str
    event_id: str
    title: ArchiveText
    subclass: ArchiveText
    x_m: float
    y_m: float


class SimilarEvent(Struct, frozen=True, array_like=True, gc=False):
    """A closed event and how it was solved.  Title, rule and sensor as in the columns of events."""

    id: str
    title: str
    rule: str
    sensor_id: str
    subclass: str
    division: str
    unit: str
    happened_ms: int
    away_m: float
    how: str
    """The note of its last feedback."""
    took_ms: int | None
    """From its dispatch to its feedback."""
    satisfied: bool | None
    solved: bool | None


class SimilarEvents(Message, frozen=True, kw_only=True):
    """The most similar ones, at most SIMILAR_MAX."""

    request: str
    events: list[SimilarEvent]


class LinkedRequest(Message, frozen=True, kw_only=True):
    """Requests what else told of an event when record ``as_of_seq`` was the last one, also what has left the desk."""

    request: str
    event_id: ArchiveText
    as_of_seq: Annotated[int, Meta(ge=1)]


class LinkedAnswer(Message, frozen=True, kw_only=True):
    """The cases, as :class:`county.briefing.linked.LinkedCases`."""

    request: str
    plans: list[PlanRun]
    arrivals: list[Arrival]
    site: list[SiteReport]


class AnalysisStatus(Message, frozen=True, kw_only=True):
    """How far timeline and full texts follow the journal."""

    request: str
    phase: AnalysisPhase
    seq: Count = 0
    """Records in the timeline, of ``head_seq``."""
    head_seq: Count = 0
    indexed_seq: Count = 0
    as_of_ms: int = 0
    """When record ``seq`` was recorded, realm time; 0 for none."""


AnalysisQuery = (
    EventsPageRequest | SimilarRequest | FiguresRequest | FigureRecordsRequest | KpiRequest | VitalSignsRequest
    | LinkedRequest | PolicyRequest | CoverageRequest | NeedRequest | StaffingRequest | RiskRequest | TraceRequest
    | ResultRequest | AsOfQuery
)  # fmt: skip
AnalysisAnswer = (
    EventsPage | SimilarEvents | FigureTable | FigureRecords | KpiTree | VitalSignsAnswer | LinkedAnswer | PolicyReply
    | CoverageReply | NeedReply | StaffingReply | RiskReply | TraceReply | ResultReply | AsOfAnswer | Buffering
)  # fmt: skip
"""One answers each request; a Buffering may precede it."""
ToAnalysis = AnalysisStatusRequest | AnalysisQuery | CancelRequest | Part
FromAnalysis = AnalysisStatus | AnalysisAnswer | Trouble | Part
