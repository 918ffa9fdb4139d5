"""One interface for live, drill and replay: the same layers and panels serve all three.

They differ in the implementation of :class:`Source` and in whether there is a :class:`Commander` and a
:class:`services.protocol.replay.Timeline`: replay has no commander, so its buttons disable themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

from county.attachments import Attachment
from county.authority import Principal
from county.clock import Clock
from county.commands import Command
from county.coverage.question import CoverageQuestion
from county.figures.metric import Grain, Period, Scope
from county.fold import StateTable
from county.need.question import NeedQuestion
from county.proven_state import ProvenState
from county.records import Record
from county.seats import Seat
from county.staffing.questions import AnyQuestion
from county.streams import Columns, KeyTable
from county.tracing.question import TraceQuestion
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import AnalysisAnswer, ArchiveQuery, CountedBy
from services.protocol.file_transfers import FileTransfer
from services.protocol.messages import Accepted, Answer, Rejected, Trouble

LinkState = Literal["connecting", "syncing", "live", "read_only", "stale", "unanswered", "refused", "closed"]
"""read_only: the backend shows the proven part of a damaged journal.  stale: no heartbeat for more than a second, or
records missing for more than two.  unanswered: data arrives, but no reply to requests: commands do not arrive.
refused: the backend does not admit this client or serves another county."""


@dataclass(frozen=True)
class Snapshot:
    """The whole state at ``seq``; replaces everything shown before."""

    seq: int
    recorded_ms: int
    states: Mapping[str, StateTable]
    """By aggregate key."""
    keys: Mapping[str, KeyTable]
    """By stream key."""
    newest: Mapping[str, Columns]
    """The newest rows, by stream key."""
    epoch: int
    """Of the journal that it was made from: the epoch in the Welcome of the backend that sent it."""
    did_seek: bool = False
    """Another moment was asked for: what was shown before is no earlier state of the same data."""


@dataclass(frozen=True)
class Taken:
    """Data that arrived since the last take, to be applied in this order: snapshot, brought states, records, columns,
    then replies.

    A reply may refer to records of a later take: retain it until ``last_seq`` was applied.
    """

    snapshot: Snapshot | None = None
    brought: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    """Awaited states of the last snapshot, encoded, by aggregate key and id."""
    records: list[Record[Any]] = field(default_factory=list)
    columns: dict[str, Columns] = field(default_factory=dict)
    """By stream key."""
    replies: list[Accepted | Rejected] = field(default_factory=list)
    answers: list[Answer | AnalysisAnswer] = field(default_factory=list)
    """One for each query; a Trouble contains the request id that it ends and why there is no other answer."""
    seats: list[Seat] | None = None
    """All seats of the realm, where they were told again."""
    more_soon: bool = False
    """A snapshot that was asked for, or what follows it, arrives within milliseconds, or not all that is due was taken:
    take again soon."""


@dataclass(frozen=True)
class Health:
    """State of the link; the status bar shows every field.  Ages and lags in ms; None: not known yet."""

    state: LinkState
    detail: str
    """The fault and the remedy, one line, an ExplainedLine where it can be translated; "" for none."""
    realm: str
    lag_ms: float | None
    """From publishing to taking, for the newest message taken; None without a connection that brings data."""
    heartbeat_age_ms: float | None
    newest_data_ms: int | None
    """Realm time at which the newest data displayed happened, whenever it arrived."""
    drops: int
    """Stream batches lost in transit since the link opened.  Records are never lost: gaps are replayed."""
    replayed: int
    frames: int
    pending: int
    """Commands sent and not yet answered; they are resent until they are answered."""
    refusing: str
    """Refusal code while the backend cannot store new commands, else ""."""
    backend_memory_bytes: int
    refusing_reason: str = ""
    """Parameter ``reason`` of that refusal."""
    refused_rows: int = 0
    """Rows of streams that the backend could not store since it started; they are lost."""
    unusable_rows: int = 0
    """Skipped rows: their key is not in the county, or their batch has columns of different length."""
    unreadable_frames: int = 0
    """Frames from the backend that could not be read here, since the link opened."""
    refused_frames: int = 0
    """Frames from clients that the backend could not read, since it started."""
    rejected_connections: int = 0
    """Connections whose clients the backend did not admit, or that never proved who they are, since it started."""
    played_channels: int = 0
    """Channels that are currently fed from a file instead of their sensors."""
    rate: float = 1.0
    """Realm seconds per real second."""
    clock_skew_ms: float | None = None
    """This machine's clock minus the backend machine's clock."""
    backend_synchronized: bool | None = None
    """Whether a time server disciplines the backend machine's clock; None: unknown."""
    verified: tuple[int, int] = (0, 0)
    """Number of records whose chain the backend has verified since it started, and number of all records."""
    fault: str = ""
    """Code of the fault that the backend found in its store (county.store_faults), "" for none."""
    fault_params: Mapping[str, str] = field(default_factory=dict)
    epoch: int = 0
    """Epoch of the backend's journal in the newest heartbeat: raised by every restore."""
    abandoned: bool = False
    """The backend cannot be started: nothing arrives until the county is opened again."""
    proven: ProvenState | None = None
    """The last proven state, which is all that is shown while the backend's journal is damaged; None: it is intact."""
    principal: Principal | None = None
    """This client's principal; None while unknown."""
    analysis: AnalysisHealth | None = None
    """State of the analysis; None while the backend has not told of any."""
    not_enrolled: tuple[str, Rejected | Trouble] | None = None
    """The person whose enrolment was refused last, and why; None once another one is requested."""


class Source(Protocol):
    """Data source of a window."""

    @property
    def clock(self) -> Clock:
        """The realm's time as sent by the backend, which all screens use."""
        ...

    def open(self) -> None:
        """Start; returns immediately."""
        ...

    def take(self) -> Taken:
        """Everything that arrived since the last call; never blocks."""
        ...

    def resnapshot(self) -> None:
        """Request another snapshot: the last one could not be loaded.  Repeated requests are sent 10 s apart."""
        ...

    def history(self, stream: str, key: tuple[str, ...], from_ms: int, to_ms: int) -> str:
        """Request past rows; returns the request id, which the answer repeats.

        Every query is answered within half a minute: by a Trouble when the backend does not reply.
        """
        ...

    def subject(self, subject: str) -> str:
        """Request every record of ``aggregate/id``, archived ones included; returns the request id."""
        ...

    def contact(self, token: str) -> str:
        """Request the contact data of the reporter, or the unit, with this token; returns the request id."""
        ...

    def reporters(self, digits: str) -> str:
        """Request the tokens of reporters whose phone number contains ``digits``; returns the request id."""
        ...

    def ranking(self, event_id: str, kinds: tuple[str, ...] = ()) -> str:
        """Request the units that could take an event, best first; with ``kinds`` units of these, not of its subclass's.
        Returns the request id."""
        ...

    def msel(self, person: str) -> str:
        """Request the injects of the drill that ``person`` may see: answered by MselReply, and from then on told by
        DrillNews and ScoreReply, until the connection is renewed."""
        ...

    def delivered_injects(self, person: str) -> str:
        """Request what was delivered to the role of ``person`` in the drill: DeliveredReply, then DrillNews."""
        ...

    def drill_scores(self, person: str) -> str:
        """Request the scores of the drill: ScoreReply, now and when they change."""
        ...

    def sending(self, event_id: str, unit: str, *, cover: bool = True) -> str:
        """Request what it means to send a unit to an event: its way, and with ``cover`` what loses cover; returns the
        request id."""
        ...

    def audit(self, before: int, kind: str, text: str) -> str:
        """Request entries of the audit log, newest first, before the number ``before`` (0: from the end); returns the
        request id."""
        ...

    def events_page(self, query: ArchiveQuery, first: int, count: int, as_of_seq: int) -> str:
        """Request ``count`` rows of all events ever, from row ``first`` of the query on; returns the request id.

        ``as_of_seq``: of the page before, so that this one continues it; 0 for the newest result.
        """
        ...

    def similar(self, event_id: str, title: str, subclass: str, x_m: float, y_m: float) -> str:
        """Request closed events like this one, and how they were solved; returns the request id."""
        ...

    def figures(
        self, metrics: Sequence[str], scope: Scope, periods: Sequence[Period], grain: Grain, as_of_seq: int = 0
    ) -> str:
        """Request figures of all metrics and periods, in total and for every group of a grain; returns the request id.

        ``as_of_seq``: the last record that counts; 0 for the newest one.
        """
        ...

    def record_span(self) -> str:
        """Request from when to when there are records: a SpanOfRecords of one part; returns the request id."""
        ...

    def kpi_tree(self, period: str, division: str = "", as_of_seq: int = 0) -> str:
        """Request the tree of the assessment of a quarter, half-year or year; ``division``: a town, "" for the county.
        Returns the request id."""
        ...

    def vital_signs(self, as_of_seq: int = 0) -> str:
        """Request all vital signs; returns the request id."""
        ...

    def figure_records(self, counted_by: CountedBy) -> str:
        """Request the records that a figure counts; returns the request id."""
        ...

    def linked_cases(self, event_id: str, as_of_seq: int) -> str:
        """Request what else told of an event as of a record, also what has left the desk; returns the request id."""
        ...

    def policy(self, question: str, on: date) -> str:
        """Request what the policies in force on a day say about a question, of which the first
        :data:`services.protocol.policy_messages.QUESTION_MAX` characters are asked; returns the request id."""
        ...

    def coverage(self, question: CoverageQuestion, as_of_seq: int = 0, *, give_up: bool = False) -> str:
        """Request the answer to a question about coverage with the roads that were closed as of a record (0: the newest
        one), or how far it is; returns the request id.  ``give_up``: it is not needed any more."""
        ...

    def staffing(self, question: AnyQuestion, as_of_seq: int = 0, *, give_up: bool = False) -> str:
        """Request the answer to a question about staffing or a policy as of a record (0: the newest one), or how far it
        is; returns the request id.  ``give_up``: it is not needed any more."""
        ...

    def trace(self, question: TraceQuestion, as_of_seq: int = 0) -> str:
        """Request what is known of a batch of goods by the scans up to a record (0: the newest one); returns the
        request id."""
        ...

    def needs(self, question: NeedQuestion, need: str = "", as_of_seq: int = 0, *, give_up: bool = False) -> str:
        """Request the forecast of needs as of a record (0: the newest one), with the past of one class, or how far it
        is; returns the request id.  ``give_up``: it is not needed any more."""
        ...

    def risks(self, *, judge: bool = False) -> str:
        """Request when risks were judged last, and with ``judge`` that they are judged again; returns the request
        id."""
        ...

    def result(self, metric: str, asked: str, as_of_seq: int = 0) -> str:
        """Request a result of a decision part as of a record (0: the newest one), or how far it is; returns the request
        id.  ``metric`` and ``asked``: as in :class:`county.figures.metric.Figure`."""
        ...

    def cancel_page(self, request: str) -> None:
        """The answer to a request for a page is not needed any more."""
        ...

    def health(self) -> Health:
        """The current state of the link."""
        ...

    def close(self) -> None:
        """Stop and join the network thread."""
        ...


class Commander(Protocol):
    """Receives a window's commands; absent in replay."""

    def submit(self, command: Command) -> None:
        """Send a command; the answer arrives with a later :meth:`Source.take`.  Never blocks."""
        ...

    def enrol(self, person: str) -> None:
        """Enrol a person for this client's key; the result is shown in ``Health.principal``, a refusal in
        ``Health.not_enrolled``."""
        ...

    @property
    def seat(self) -> str:
        """The id of this window's seat."""
        ...

    def attend(self, person: str, event_id: str, step: str) -> None:
        """Tell what this window is about from now on: see :class:`county.seats.Seat`.  Never blocks."""
        ...


class FileLink(Protocol):
    """Sends and fetches files in the background; in a replay of an archive only fetches them."""

    def send_file(self, path: Path) -> FileTransfer:
        """Store the file at ``path`` in the backend.  Never blocks: the transfer tells how far it has got."""
        ...

    def fetch_file(self, attachment: Attachment, path: Path) -> FileTransfer:
        """Save a stored file at ``path``, whose folder exists.  Never blocks."""
        ...
