"""The messages: closed, strict structs with a discriminator; unknown fields are rejected.

Client → backend (control): Hello, CatalogRequest, PlaceNamesRequest, KeysRequest, SnapshotRequest, ReplayRequest,
HistoryRequest, SubjectRequest, ContactRequest, ReportersRequest, RankRequest, SendingRequest, AuditRequest,
MselRequest, DeliveredRequest, ScoreRequest, UploadChunk, DownloadChunk, Enrol, ClockSkew, Attend, Submit, SubmitRows.
Backend → client (control): Welcome, CatalogReply, PlaceNamesReply, Keys, StatesPart, NewestPart, ReplayPart,
HistoryReply, SubjectReply, ContactReply, ReportersReply, RankReply, SendingReply, AuditReply, MselReply,
DeliveredReply, ScoreReply, DrillNews, UploadReply, DownloadReply, Accepted, Rejected, Trouble.
Backend → all clients (publish): Published, StreamBatch, Seats, Heartbeat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Raw, Struct

from county.authority import Principal
from county.clock import RATE_MAX
from county.commands import Command
from county.explained import ExplainedLine, visible
from county.proven_state import ProvenState
from county.records import Choice, Record
from county.seats import Seat
from county.toml_files.finding import FileFinding, Severity
from county.units.cover import UncoveredVillage
from county.units.dispatch import UnitCandidate
from county.wall.status import WallStatus
from services.audit.entry import AuditEntry
from services.protocol.limits import AUDIT_TEXT_MAX, PHONE_DIGITS_MAX, SEAT_TEXT_MAX

if TYPE_CHECKING:
    from county.commands import CommandBody as CommandUnion
    from county.records import RecordBody as RecordUnion
else:
    from county.aggregates import CommandUnion, RecordUnion

PROTOCOL = 4
LARGEST = 1 << 53
Count = Annotated[int, Meta(ge=0, le=LARGEST)]
"""A sequence number, a number of parts, or a time in ms: later arithmetic cannot leave 64 bits."""
AuditText = Annotated[str, Meta(max_length=AUDIT_TEXT_MAX)]
"""What is searched for in the audit log."""
SeatText = Annotated[str, Meta(max_length=SEAT_TEXT_MAX)]
PhoneDigits = Annotated[str, Meta(max_length=PHONE_DIGITS_MAX)]
Rate = Annotated[float, Meta(ge=0, le=RATE_MAX)]
"""Realm seconds per real second, as far as a realm's clock can be set."""


class Message(Struct, frozen=True, forbid_unknown_fields=True, tag=True, kw_only=True, gc=False):
    """Base of all messages."""


class Hello(Message, frozen=True, kw_only=True):
    """First message of a client.  Its fields are the same in every version, so that any backend can answer it."""

    protocol: int
    realm: str


def line_of(template: str, params: dict[str, str]) -> ExplainedLine:
    """The line that was told by its template and parameters; of a template of another version the template alone."""
    try:
        return ExplainedLine(template, **{name: ExplainedLine(visible(text)) for name, text in params.items()})
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        return ExplainedLine(template)


def _told(line: ExplainedLine) -> dict[str, str]:
    return {name: str(value) for name, value in line.params.items()}


class ProvenNotice(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A :class:`county.proven_state.ProvenState`: template and params of its line."""

    seq: Count
    recorded_ms: Count
    template: str
    params: dict[str, str] = {}

    @classmethod
    def of(cls, proven: ProvenState) -> ProvenNotice:
        line = proven.why
        return cls(seq=proven.seq, recorded_ms=proven.recorded_ms, template=line.template, params=_told(line))

    @property
    def state(self) -> ProvenState:
        return ProvenState(self.seq, self.recorded_ms, line_of(self.template, self.params))


class ToldFinding(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A :class:`county.toml_files.finding.FileFinding`: template and params of its text."""

    severity: Severity
    file: str
    table: str
    line: Count
    template: str
    params: dict[str, str] = {}

    @classmethod
    def of(cls, found: FileFinding) -> ToldFinding:
        return cls(severity=found.severity, file=visible(found.file), table=visible(found.table), line=found.line,
                   template=found.text.template, params=_told(found.text))  # fmt: skip

    @property
    def finding(self) -> FileFinding:
        return FileFinding(self.severity, self.file, self.table, self.line, line_of(self.template, self.params))


class Welcome(Message, frozen=True, kw_only=True):
    """Answer to Hello: describes the backend, its realm and county, and the client's principal."""

    protocol: int
    program: str
    realm: str
    instance: str
    """Changes at every start of the backend; a client then takes a new snapshot."""
    endpoints: dict[str, str]
    """``publish``, and ``analysis`` once it runs: further addresses to connect to; one without a host is on the host
    that sent this answer."""
    county_name: str
    county: str
    """Identity of its package; see :attr:`county.package.manifest.Manifest.identity`."""
    epsg: int
    catalog: str
    """Digest of its catalogue."""
    head_seq: Count
    epoch: Count
    """Raised when a journal was restored: a client accepts a lower head than before only with a higher epoch."""
    at_ms: Count
    """The realm's time, for clients that receive no heartbeats."""
    rate: Rate
    """Realm seconds per real second."""
    principal: Principal
    proven: ProvenNotice | None = None
    """What is only shown, because the journal is damaged; None: it is intact.  Does not change within an instance."""


class CatalogRequest(Message, frozen=True):
    """Requests the catalogue with the digest in the Welcome."""


class CatalogReply(Message, frozen=True, kw_only=True):
    """:meth:`county.catalog.Catalog.encode`."""

    content: bytes


class PlaceNamesRequest(Message, frozen=True):
    """Requests the named places of the county, for programs that know places by name only."""


class PlaceNamesReply(Message, frozen=True, kw_only=True):
    """:meth:`county.place_names.PlaceNames.encode`."""

    content: bytes


class KeysRequest(Message, frozen=True, kw_only=True):
    """Requests the key table of one stream, for programs that only send rows."""

    stream: str


class SnapshotRequest(Message, frozen=True):
    """Requests Keys, StatesPart and NewestPart messages."""


class Keys(Message, frozen=True, kw_only=True):
    """Part of a stream's key table: its columns from row ``first`` on; ``total`` rows in all."""

    stream: str
    first: Count
    total: Count
    columns: list[list[str]]


class StatesPart(Message, frozen=True, kw_only=True):
    """Some states of one aggregate as of ``seq``; the parts of one snapshot are numbered from 0, over all aggregates
    and streams."""

    seq: Count
    recorded_ms: Count
    part: Count
    last: bool = False
    aggregate: str = ""
    states: list[Raw] = []
    ids: list[str] = []
    columns: dict[str, Any] = {}
    """By column name: little-endian bytes, or a list of texts."""


class NewestPart(Message, frozen=True, kw_only=True):
    """The newest rows of one stream, in the same numbering as StatesPart."""

    seq: Count
    part: Count
    stream: str
    columns: dict[str, bytes]


class ReplayRequest(Message, frozen=True, kw_only=True):
    """Requests records ``first_seq..last_seq``, both included; the answer has ``limits.REPLAY_MAX`` of them at most."""

    first_seq: int
    last_seq: int


class ReplayPart(Message, frozen=True, kw_only=True):
    records: list[Record[RecordUnion]]


class HistoryRequest(Message, frozen=True, kw_only=True):
    """Requests past rows of one key of a stream between two times; ``request`` is echoed."""

    request: str
    stream: str
    key: list[str]
    from_ms: int
    to_ms: int


class HistoryReply(Message, frozen=True, kw_only=True):
    """Columns as in StreamBatch, at most ``limits.HISTORY_MAX`` newest rows."""

    request: str
    stream: str
    columns: dict[str, bytes]


class SubjectRequest(Message, frozen=True, kw_only=True):
    """Requests every record of one subject, archived ones included: ``subject`` is ``aggregate/id``."""

    request: str
    subject: str


class SubjectReply(Message, frozen=True, kw_only=True):
    request: str
    subject: str
    records: list[Record[RecordUnion]]


class ContactRequest(Message, frozen=True, kw_only=True):
    """Requests the contact data of the reporter with ``token``, to work on one event, or the phone of a unit:
    ``county.authority.UNIT_TOKEN`` and its id."""

    request: str
    token: str


class ContactReply(Message, frozen=True, kw_only=True):
    """``text`` is "" when nothing is known or it was erased; ``refused`` is a refusal code, else ""."""

    request: str
    text: str
    refused: str = ""


class ReportersRequest(Message, frozen=True, kw_only=True):
    """Requests the reporters whose contact data contains ``digits`` of a phone number, ``limits.PHONE_DIGITS`` of them
    at least."""

    request: str
    digits: PhoneDigits


class ReportersReply(Message, frozen=True, kw_only=True):
    """Tokens; none where there are more than ``limits.REPORTERS_MAX``, or where the role may not see contacts:
    ``refused`` is a refusal code, else ""."""

    request: str
    tokens: list[str]
    too_many: bool = False
    refused: str = ""


class RankRequest(Message, frozen=True, kw_only=True):
    """Requests the units that could take an event, by the ranking from which the desk gives its reasons; with
    ``kinds`` those of other kinds of resources than its subclass names."""

    request: str
    event_id: str
    kinds: tuple[str, ...] = ()


class RankReply(Message, frozen=True, kw_only=True):
    """The ``limits.RANKED_MAX`` best units and the department, best first; empty for an event that is not on the
    desk."""

    request: str
    candidates: list[UnitCandidate]
    choice: Choice | None = None
    """The reason that is recorded when the first of them is dispatched: with the runners-up."""


class SendingRequest(Message, frozen=True, kw_only=True):
    """Requests what it means to send a unit to an event: its way, and with ``cover`` the villages that lose their
    cover."""

    request: str
    event_id: str
    unit: str
    cover: bool = True


class SendingReply(Message, frozen=True, kw_only=True):
    """``xy_m``: points of the way from the unit to the event, x and y in turn; empty where it has none by road.

    ``cover_min`` is the aim of the unit's kind, within which a free unit should reach every village; None where it has
    none.  ``uncovered``: the villages that nobody reaches in that time when the unit leaves.
    """

    request: str
    event_id: str
    unit: str
    minutes: float | None = None
    xy_m: list[float] = []
    cover_min: float | None = None
    uncovered: list[UncoveredVillage] = []


class AuditRequest(Message, frozen=True, kw_only=True):
    """Requests entries of the audit log before the number ``before`` (0: the newest), those of ``kind`` ("": any) that
    contain ``text``; for auditors and administrators."""

    request: str
    before: Count = 0
    kind: AuditText = ""
    text: AuditText = ""


class AuditReply(Message, frozen=True, kw_only=True):
    """Entries, newest first; ``next`` is the number to continue before, 0 at the end of the log.  ``refused`` is a
    refusal code with ``params``, else ""."""

    request: str
    entries: list[AuditEntry] = []
    next: int = 0
    refused: str = ""
    params: dict[str, str] = {}


class MselRequest(Message, frozen=True, kw_only=True):
    """Requests the injects of a drill, for ``person``, enrolled for the client's key ("": nobody): all of them for
    those who may see the MSEL, else those of its own role.  From then on this connection is told what changes
    (DrillNews, ScoreReply)."""

    request: str
    person: str = ""


class MselReply(Message, frozen=True, kw_only=True):
    """As of the record ``seq``.  ``text`` is the file of the scenario, "" for those who do not see all of it.

    ``injects``: :class:`county.drill.scenario.Inject` as JSON in the form of the file, those of its own role;
    ``runs``: :class:`county.drill.inject_run.InjectRun`; ``notes``: :class:`county.drill.evaluation.EvaluationEntry`.
    ``refused`` is a refusal code with ``params``, else "".
    """

    request: str
    seq: Count = 0
    text: str = ""
    injects: list[bytes] = []
    runs: list[Raw] = []
    notes: list[Raw] = []
    findings: list[ToldFinding] = []
    """Of the check of the scenario."""
    refused: str = ""
    params: dict[str, str] = {}


class DeliveredRequest(Message, frozen=True, kw_only=True):
    """Requests what was delivered to the role of ``person``; changes are told as after MselRequest."""

    request: str
    person: str = ""


class DeliveredReply(Message, frozen=True, kw_only=True):
    """Records of deliveries and of acknowledgements that the person may see, its own among them, oldest first."""

    request: str
    records: list[Record[RecordUnion]] = []
    refused: str = ""
    params: dict[str, str] = {}


class ScoreRequest(Message, frozen=True, kw_only=True):
    """Requests the scores of a drill at the present, for ``person``; changes are told as after MselRequest."""

    request: str
    person: str = ""


class ScoreReply(Message, frozen=True, kw_only=True):
    """``scores``: :class:`county.drill.score.Score`; ``result``: a :class:`county.drill.grading.DrillResult`, or
    none; ``letters`` by objective.  ``request`` is "" when it was not requested, but has changed."""

    request: str = ""
    seq: Count = 0
    at_ms: Count = 0
    scores: list[Raw] = []
    result: list[Raw] = []
    letters: dict[str, str] = {}
    refused: str = ""
    params: dict[str, str] = {}


class DrillNews(Message, frozen=True, kw_only=True):
    """Facts of a drill that are withheld from the broadcast and that this client may see, once they are durable.  Not
    requested: ``request`` is "" as in an unrequested ScoreReply."""

    records: list[Record[RecordUnion]]
    request: str = ""


class UploadChunk(Message, frozen=True, kw_only=True):
    """A chunk of a file, from byte ``offset`` on, at most ``limits.FILE_CHUNK`` bytes; ``total`` is the file's size.

    An empty chunk from byte 0 asks how much is stored.  Any chunk may be repeated.
    """

    request: str
    sha256: str
    offset: int
    total: int
    data: bytes


class UploadReply(Message, frozen=True, kw_only=True):
    """``received`` bytes are stored: the offset of the next chunk; ``complete`` once the file is verified and durable.

    All bytes and not complete: the backend is still verifying; send an empty chunk from the end.  ``refused`` is a
    refusal code with ``params``, else "".
    """

    request: str
    received: int = 0
    complete: bool = False
    refused: str = ""
    params: dict[str, str] = {}


class DownloadChunk(Message, frozen=True, kw_only=True):
    """Requests the next chunk of a stored file, from byte ``offset`` on."""

    request: str
    sha256: str
    offset: int


class DownloadReply(Message, frozen=True, kw_only=True):
    """At most ``limits.FILE_CHUNK`` bytes, none at the end of the file; ``refused`` as in UploadReply."""

    request: str
    data: bytes = b""
    refused: str = ""
    params: dict[str, str] = {}


class Enrol(Message, frozen=True, kw_only=True):
    """Requests to enrol a person for the client's own key; allowed for admins only."""

    id: str
    person: str


class ClockSkew(Message, frozen=True, kw_only=True):
    """Reports the client's clock minus the backend's; has no answer and changes nothing but the backend's log."""

    skew_ms: int


class Attend(Message, frozen=True, kw_only=True):
    """Tells what a window is about: sent when that changes, and every ``limits.ATTEND_MS``.  Has no answer and is not
    stored; see :func:`county.seats.seat_of` for what is passed on."""

    seat: SeatText
    """Chosen by the window."""
    person: SeatText = ""
    event_id: SeatText = ""
    step: SeatText = ""
    wall: WallStatus | None = None
    """Of a wall: what it shows; sent every ``TOLD_MS`` of :mod:`county.wall.status`."""
    leaves: bool = False
    """The window closes."""


class SubmitRows(Message, frozen=True, kw_only=True):
    """n rows of a stream from an external source, at most ``limits.ROWS_MAX``; Accepted once they are durable."""

    id: str
    realm: str
    stream: str
    keys: list[list[str]]
    """A list of n for each part of the stream's key, e.g. sensors and channels."""
    columns: dict[str, list[int | float]]
    """Every other column of the stream: n numbers each."""


class Submit(Message, frozen=True, kw_only=True):
    """A command for the desk."""

    command: Command[CommandUnion]


class Accepted(Message, frozen=True, kw_only=True, omit_defaults=True):
    """The command's records are durable: ``first_seq..last_seq`` (0..-1 for none)."""

    command_id: str
    first_seq: int
    last_seq: int
    known: Count = 0
    """Rows of SubmitRows that are not stored again: the same are stored already, from whatever request."""


class Rejected(Message, frozen=True, kw_only=True):
    """The command was refused; ``code`` and ``params`` as in :class:`county.refusals.Refused`."""

    command_id: str
    code: str
    params: dict[str, str]


class Trouble(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A request could not be decoded or answered: template and params of a line with the cause and the remedy.

    Earlier protocol versions have no ``request``: a Trouble without one has the same bytes as before.
    """

    template: str
    params: dict[str, str] = {}
    request: str = ""
    """The request that this ends, see :func:`request_of`; "" for none: the sender repeats its request."""

    @classmethod
    def of(cls, line: ExplainedLine, request: str = "") -> Trouble:
        return cls(template=line.template, params=_told(line), request=request)

    @property
    def line(self) -> ExplainedLine:
        return line_of(self.template, self.params)


REPLIES_DROPPED = "{count} replies were dropped, because this program reads too slowly; they are requested again"


def replies_dropped(count: int) -> Trouble:
    """Tells a client what it lost; not a failure of any request."""
    return Trouble.of(ExplainedLine(REPLIES_DROPPED, count=count))


class Published(Message, frozen=True, kw_only=True):
    """The records of one committed group, or a part of it, in the order of ``seq``; published once they are durable."""

    records: list[Record[RecordUnion]]


class StreamBatch(Message, frozen=True, kw_only=True):
    """n rows of one stream: its columns as little-endian bytes.

    ``number`` counts the batches of one stream and backend instance: a gap is a loss, shown in the status bar.
    """

    realm: str
    stream: str
    number: Count
    columns: dict[str, bytes]


class Seats(Message, frozen=True, kw_only=True):
    """All seats of the realm, ``limits.SEATS_MAX`` at most: published when one changes, and every
    ``limits.ATTEND_MS``."""

    realm: str
    seats: list[Seat]


class Heartbeat(Message, frozen=True, kw_only=True):
    """Sent every 100 ms by the desk's own loop, so that a hung desk sends none.

    ``head_seq`` shows a lost tail; ``refusing`` is a refusal code while new commands cannot be stored, else empty.
    """

    realm: str
    instance: str
    at_ms: Count
    """The realm's time."""
    wall_ms: Count
    """The backend machine's clock."""
    rate: Rate
    """Realm seconds per real second; 0 while paused."""
    head_seq: Count
    epoch: Count
    batch_numbers: dict[str, Count]
    """Batches published so far, by stream."""
    refusing: str = ""
    refusing_reason: str = ""
    """The journal's error, for the refusals that state it."""
    refused_rows: Count = 0
    """Rows of streams that could not be stored since this instance started; they are lost and counted."""
    memory_bytes: Count = 0
    played_channels: Count = 0
    """Number of channels whose newest reading was played from a file within the last minute."""
    verified_seq: Count = 0
    """Records whose chain was verified; less than ``head_seq`` while the background verification runs."""
    unreadable_frames: Count = 0
    """Frames of clients that could not be read since this instance started."""
    rejected_connections: Count = 0
    """Connections whose clients were not admitted, or never proved who they are, since this instance started."""
    fault: str = ""
    """Code of the fault that the backend found in its store (county.store_faults), "" for none."""
    fault_params: dict[str, str] = {}
    synchronized: bool | None = None
    """Whether a time server disciplines the backend machine's clock; None: unknown."""


class Part(Message, frozen=True, kw_only=True):
    """A piece of a message that is longer than a frame: pieces of one ``id`` are numbered from 0 to ``total`` - 1."""

    id: int
    number: Count
    total: Count
    data: bytes


ToBackend = (
    Hello | CatalogRequest | PlaceNamesRequest | KeysRequest | SnapshotRequest | ReplayRequest | HistoryRequest
    | SubjectRequest | ContactRequest | ReportersRequest | RankRequest | SendingRequest | AuditRequest | UploadChunk
    | DownloadChunk | MselRequest | DeliveredRequest | ScoreRequest | Enrol | ClockSkew | Attend | Submit | SubmitRows
    | Part
)  # fmt: skip
ToClient = (
    Welcome | CatalogReply | PlaceNamesReply | Keys | StatesPart | NewestPart | ReplayPart | HistoryReply | SubjectReply
    | ContactReply | ReportersReply | RankReply | SendingReply | AuditReply | UploadReply | DownloadReply | MselReply
    | DeliveredReply | ScoreReply | DrillNews | Accepted | Rejected | Trouble | Part
)  # fmt: skip
Answer = (
    HistoryReply | SubjectReply | ContactReply | ReportersReply | RankReply | SendingReply | AuditReply | MselReply
    | DeliveredReply | ScoreReply | DrillNews | Trouble
)
"""The answers to a request with an id of its own; a Trouble states why there is no other answer."""
Broadcast = Published | StreamBatch | Seats | Heartbeat | Part


def request_of(message: ToBackend) -> str:
    """The id by which the answer to ``message`` refers to it; "" when the answer contains none."""
    match message:
        case (
            HistoryRequest() | SubjectRequest() | ContactRequest() | ReportersRequest() | RankRequest()
            | SendingRequest() | AuditRequest() | MselRequest() | DeliveredRequest() | ScoreRequest() | UploadChunk()
            | DownloadChunk()
        ):
            return message.request
        case Enrol(id=name):
            return name
        case _:
            return ""
