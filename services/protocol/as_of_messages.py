"""The messages of the analysis about moments: what was on the desk, and the records between two moments.

Client → analysis: SeekRequest, StatesRequest, ReadingsRequest, RowsRequest, ArrivedRequest, RecordsRequest,
SubjectAsOfRequest, SpanRequest, TimesRequest, HappenedRequest.
Analysis → client: DeskAt, Buffering, StatesAt, ReadingsAt, RowsAt, RowsArrived, RecordsFrom, SubjectAsOf,
SpanOfRecords, TimesOfRecords, HappenedAt.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Raw, Struct

from county.marks import MarkKind
from county.moment import Moment, TimeMs
from services.protocol.messages import Count, Message
from services.protocol.packed_columns import PackedColumn

IDS_MAX = 500
"""States in one answer at most: more than the rows of a screen."""
RECORDS_MAX = 5_000
"""Records in one answer at most."""
TIMES_MAX = 65_536
"""Times in one answer at most: every 153rd record of 10,000,000."""
GAPS_MAX = 10_000
"""Gaps in one answer at most, the longest ones."""
BUCKETS_MAX = 4_096
"""Parts of a bar: more than its pixels on a large screen."""
STEPS_MAX = 100
"""Times that one request goes on at most."""
SubjectId = Annotated[str, Meta(max_length=200)]


class SeekRequest(Message, frozen=True, kw_only=True):
    """Requests what was on the desk at a moment.  Of one client only the request with the highest token is answered."""

    request: str
    token: Count
    moment: Moment
    seq: Count | None = None
    """The last record that was known, for one of several of a millisecond; None: the last one known by then."""


class DeskTable(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """The states of one aggregate, ``count`` rows in no order, as columns."""

    aggregate: str
    count: Count
    ids: bytes
    """In UTF-8, concatenated."""
    id_bytes: PackedColumn
    """``<u4``: the length of each."""
    seqs: PackedColumn
    """``<u4``: the record that led to each state; with the id it identifies the state."""
    columns: dict[str, PackedColumn]
    """Of texts ``<u4``: a place in the answer's texts, from 1 on, or 0 for one that is only in the state."""
    states: list[Raw] = []
    """The states, encoded, of an aggregate of which there are never many; of others ask for those that are shown."""


class DeskAt(Message, frozen=True, kw_only=True):
    """What was on the desk at a moment, as of record ``seq``."""

    request: str
    token: Count
    moment: Moment
    seq: Count
    recorded_ms: int
    """When that record was known; 0 without any."""
    texts: list[str]
    tables: list[DeskTable]


class Buffering(Message, frozen=True, kw_only=True):
    """The answer to a SeekRequest takes longer than usual; it follows."""

    request: str
    token: Count


class StatesRequest(Message, frozen=True, kw_only=True):
    """Requests states as of a record, also of entities that had left the desk by then."""

    request: str
    aggregate: str
    ids: Annotated[tuple[SubjectId, ...], Meta(max_length=IDS_MAX)]
    as_of_seq: Count
    happened_ms: TimeMs | None = None
    """See :class:`county.moment.Moment`."""


class StatesAt(Message, frozen=True, kw_only=True):
    """The states in the order of the request, encoded; nil for what did not exist."""

    request: str
    aggregate: str
    as_of_seq: Count
    states: list[Raw]


class ReadingsRequest(Message, frozen=True, kw_only=True):
    """Requests the newest row of every key of a stream at a moment."""

    request: str
    stream: str
    moment: Moment


class ReadingsAt(Message, frozen=True, kw_only=True):
    """The rows, in the order of their keys."""

    request: str
    stream: str
    moment: Moment
    columns: dict[str, bytes]


class RowsRequest(Message, frozen=True, kw_only=True):
    """Requests rows of one key of a stream between two times, both included, as far as they were known."""

    request: str
    stream: str
    key: list[str]
    from_ms: TimeMs
    to_ms: TimeMs
    known_ms: TimeMs


class RowsAt(Message, frozen=True, kw_only=True):
    """The rows, oldest first, the newest ``limits.HISTORY_MAX`` of them at most; none for an unknown key."""

    request: str
    stream: str
    columns: dict[str, bytes]


class ArrivedRequest(Message, frozen=True, kw_only=True):
    """Requests the rows of a stream that became known after ``after_ms``, until ``to_ms`` included."""

    request: str
    stream: str
    after_ms: TimeMs
    to_ms: TimeMs


class RowsArrived(Message, frozen=True, kw_only=True):
    """The rows, in the order of their arrival."""

    request: str
    stream: str
    after_ms: int
    to_ms: int
    columns: dict[str, bytes]
    known_ms: bytes
    """``<i8``: when each became known."""


class RecordsRequest(Message, frozen=True, kw_only=True):
    """Requests ``count`` records from ``from_seq`` on."""

    request: str
    from_seq: Annotated[int, Meta(ge=1)]
    count: Annotated[int, Meta(ge=1, le=RECORDS_MAX)] = RECORDS_MAX


class RecordsFrom(Message, frozen=True, kw_only=True):
    """The records, in order; fewer at the end of the timeline."""

    request: str
    from_seq: Count
    head_seq: Count
    """The last record of the timeline."""
    records: list[Raw]
    """Encoded records of the current schemas."""


class SubjectAsOfRequest(Message, frozen=True, kw_only=True):
    """Requests the records about ``aggregate/id`` up to a record."""

    request: str
    subject: SubjectId
    as_of_seq: Count
    happened_ms: TimeMs | None = None
    """See :class:`county.moment.Moment`."""


class SubjectAsOf(Message, frozen=True, kw_only=True):
    """The records, in order."""

    request: str
    subject: str
    records: list[Raw]
    """Encoded records of the current schemas."""


class HappenedRequest(Message, frozen=True, kw_only=True):
    """Requests the time at which the next of the records up to one had happened, after or before a time."""

    request: str
    from_ms: TimeMs
    times: Annotated[int, Meta(ge=-STEPS_MAX, le=STEPS_MAX)]
    """So many times later; earlier where negative."""
    as_of_seq: Count


class HappenedAt(Message, frozen=True, kw_only=True):
    """The time; where there are fewer the last one of them, or without any that of the request."""

    request: str
    at_ms: TimeMs


class SpanRequest(Message, frozen=True, kw_only=True):
    """Requests how the records are distributed over the ``buckets`` parts of a time; both ends None: over all time."""

    request: str
    from_ms: TimeMs | None = None
    to_ms: TimeMs | None = None
    """Recorded times; ``to_ms`` excluded."""
    buckets: Annotated[int, Meta(ge=1, le=BUCKETS_MAX)]


class TimeGap(Struct, frozen=True, array_like=True, gc=False):
    """Two records of a time between which there is none, further apart than a bucket: when each was known."""

    from_ms: int
    to_ms: int


class TimeMark(Struct, frozen=True, array_like=True, gc=False):
    """A record that a bar marks."""

    kind: MarkKind
    subject: str
    """``aggregate/id``."""
    seq: int
    at_ms: int
    """When it was known."""


class SpanOfRecords(Message, frozen=True, kw_only=True):
    """How the records are distributed."""

    request: str
    first_ms: int
    last_ms: int
    """When the first and the last record of the timeline were known; 0 without any."""
    head_seq: Count
    from_ms: int
    to_ms: int
    counts: list[int]
    """Records known in each part of ``from_ms`` to ``to_ms``, which are equally long but for rounding."""
    gaps: list[TimeGap]
    marks: list[TimeMark]
    """Of each kind and part the first one."""


class TimesRequest(Message, frozen=True, kw_only=True):
    """Requests when the records became known, over all time: what a replay needs of its length."""

    request: str


class NamedIds(Struct, frozen=True, kw_only=True):
    """What the records of all time name, each id once: a county package of today may not have it any more."""

    sensors: list[str] = []
    units: list[str] = []
    """With departments, which can be sent like units."""
    divisions: list[str] = []


class TimesOfRecords(Message, frozen=True, kw_only=True):
    """When records 1, 1 + ``every``, 1 + 2 ``every`` … and the last one became known."""

    request: str
    head_seq: Count
    last_ms: int
    """When the last record became known; 0 without any."""
    every: Annotated[int, Meta(ge=1)]
    times: bytes
    """``<i8``"""
    gaps: list[TimeGap]
    """Times without any record of at least ten minutes, the GAPS_MAX longest."""
    marks: list[TimeMark]
    """Of each kind the first one of every BUCKETS_MAX-th part of the records."""
    named: NamedIds = NamedIds()


AsOfQuery = (
    SeekRequest | StatesRequest | ReadingsRequest | RowsRequest | ArrivedRequest | RecordsRequest | SubjectAsOfRequest
    | SpanRequest | TimesRequest | HappenedRequest
)  # fmt: skip
AsOfAnswer = (
    DeskAt | StatesAt | ReadingsAt | RowsAt | RowsArrived | RecordsFrom | SubjectAsOf | SpanOfRecords | TimesOfRecords
    | HappenedAt
)
