"""What crosses the wire: closed, strict structs with a discriminator; unknown fields are refused.

Client → backend (DEALER → ROUTER): Hello, SnapshotRequest, ReplayRequest, HistoryRequest, Submit, SubmitReadings.
Backend → client (ROUTER → DEALER): Welcome, Channels, SnapshotPart, ReplayPart, HistoryReply, Accepted, Rejected,
Trouble.
Backend → everyone (PUB → SUB): Published, ReadingBatch, Heartbeat.
"""

from __future__ import annotations

from msgspec import Struct

from county.alarms import Alarm
from county.commands import Command
from county.event import Event
from county.explained import Line
from county.records import Record

PROTOCOL = 1


class Message(Struct, frozen=True, forbid_unknown_fields=True, tag=True, kw_only=True, gc=False):
    """Anything in a frame."""


class Hello(Message, frozen=True, kw_only=True):
    """First message of a client."""

    protocol: int
    realm: str


class Welcome(Message, frozen=True, kw_only=True):
    """Answer to Hello: where records are published and which county runs here."""

    protocol: int
    realm: str
    instance: str
    """Changes at every start of the backend; a client that sees a new one takes a new snapshot."""
    publish_port: int
    county_name: str
    county: str
    """Identity of its package; see :attr:`county.package.manifest.Manifest.identity`."""
    epsg: int
    head_seq: int


class SnapshotRequest(Message, frozen=True):
    pass


class Channels(Message, frozen=True, kw_only=True):
    """The channel table, as parallel columns.

    Sent in parts; ``first`` is the number of the first channel in this part, ``total`` of all.
    """

    first: int
    total: int
    sensor_ids: list[str]
    channels: list[str]


class SnapshotPart(Message, frozen=True, kw_only=True):
    """State as of ``seq``: some of the events, alarms and newest readings; parts are numbered from 0."""

    seq: int
    part: int
    last: bool = False
    events: list[Event] = []
    alarms: list[Alarm] = []
    readings: ReadingBatch | None = None


class ReplayRequest(Message, frozen=True, kw_only=True):
    """Asks for records ``first_seq..last_seq``, both included; answered are :data:`REPLAY_MAX` of them at most."""

    first_seq: int
    last_seq: int


REPLAY_MAX = 5_000


class ReplayPart(Message, frozen=True, kw_only=True):
    records: list[Record]


class HistoryRequest(Message, frozen=True, kw_only=True):
    """Asks for the readings of one channel between two times; ``request`` is echoed."""

    request: str
    sensor_id: str
    channel: str
    from_ms: int
    to_ms: int


class HistoryReply(Message, frozen=True, kw_only=True):
    """Columns as in ReadingBatch, at most :data:`HISTORY_MAX` newest ones."""

    request: str
    at_ms: bytes
    value: bytes
    quality: bytes


HISTORY_MAX = 20_000


class SubmitReadings(Message, frozen=True, kw_only=True):
    """Readings from outside, at most :data:`READINGS_MAX`; acknowledged with Accepted once they are durable."""

    id: str
    realm: str
    sensor_ids: list[str]
    channels: list[str]
    at_ms: list[int]
    values: list[float]
    qualities: list[int]


READINGS_MAX = 1_000


class Submit(Message, frozen=True, kw_only=True):
    """A command on its way to the desk."""

    command: Command


class Accepted(Message, frozen=True, kw_only=True):
    """The command's records are durable; ``first_seq..last_seq`` are theirs (0..-1: there were none)."""

    command_id: str
    first_seq: int
    last_seq: int


class Rejected(Message, frozen=True, kw_only=True):
    """The command was refused; ``code`` and ``params`` as in :class:`county.commands.Refused`."""

    command_id: str
    code: str
    params: dict[str, str]


class Trouble(Message, frozen=True, kw_only=True):
    """A request could not be understood or answered: template and params of the line that says what and the way out."""

    template: str
    params: dict[str, str] = {}

    @classmethod
    def of(cls, line: Line) -> Trouble:
        return cls(template=line.template, params=dict(line.params))

    @property
    def line(self) -> Line:
        try:
            return Line(self.template, **self.params)
        except (KeyError, ValueError, IndexError):
            return Line(self.template)


class Published(Message, frozen=True, kw_only=True):
    """The records of one committed group, or a part of it, in the order of ``seq``; published once they are durable."""

    records: list[Record]


class ReadingBatch(Message, frozen=True, kw_only=True):
    """Columns of n readings as little-endian bytes: channel number u4, time i8 (ms), value f8, quality u1.

    ``number`` counts the batches of one backend instance: a gap in it is a loss that the status bar shows.
    """

    realm: str
    number: int
    channel: bytes
    at_ms: bytes
    value: bytes
    quality: bytes


class Heartbeat(Message, frozen=True, kw_only=True):
    """Every 100 ms from the desk's own loop, so that a hung desk falls silent.

    ``head_seq`` shows a lost tail; ``refusing`` is a refusal code while new commands cannot be stored, else empty.
    """

    realm: str
    instance: str
    at_ms: int
    head_seq: int
    batch_number: int
    refusing: str = ""
    refusing_reason: str = ""
    """What the journal said, for the refusals that name it."""
    refused_readings: int = 0
    """Readings that could not be stored since this instance started; they are lost and counted."""
    memory_bytes: int = 0
    played_channels: int = 0
    """Channels whose newest reading was played from a file within the last minute."""


ToBackend = Hello | SnapshotRequest | ReplayRequest | HistoryRequest | Submit | SubmitReadings
ToClient = Welcome | Channels | SnapshotPart | ReplayPart | HistoryReply | Accepted | Rejected | Trouble
Broadcast = Published | ReadingBatch | Heartbeat
