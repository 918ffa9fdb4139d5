"""Messages of other versions that this version cannot fully decode: identifies them, so that the window shows which
side to update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from county.aggregates import RecordUnion
from county.explained import ExplainedLine
from county.records import Record
from services.protocol.messages import PROTOCOL, Published, ReplayPart, SubjectReply

UPDATE_DESKTOP = "the backend uses protocol {theirs}, this program {ours}; update this program"
UPDATE_BACKEND = "the backend uses protocol {theirs}, this program {ours}; update the backend"
RECORD = "record {seq} ({tag}) cannot be read here ({why}); update this program to the backend's version"

_BAD = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_decode_record = msgspec.msgpack.Decoder(Record[RecordUnion]).decode


class _MessageHead(msgspec.Struct):
    """The fields with which messages of every version begin."""

    type: str
    protocol: int = 0
    params: dict[str, Any] = {}


class _Records(msgspec.Struct):
    type: str
    records: list[msgspec.Raw]
    request: str = ""
    subject: str = ""


class _RecordHead(msgspec.Struct):
    seq: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Unreadable:
    """A record that this version cannot decode."""

    seq: int
    tag: str
    why: str

    @property
    def line(self) -> ExplainedLine:
        return ExplainedLine(RECORD, seq=self.seq, tag=self.tag, why=self.why)


@dataclass(frozen=True)
class Salvaged:
    """The decodable part of a message, and the records that were removed from it."""

    message: Published | ReplayPart | SubjectReply
    unreadable: list[Unreadable]


def protocol_line(data: bytes) -> ExplainedLine | None:
    """Which side to update, when ``data`` is a Welcome or a refusal of another protocol; None otherwise."""
    try:
        head = msgspec.msgpack.decode(data, type=_MessageHead)
        found = head.protocol if head.type == "Welcome" else head.params.get("ours") if head.type == "Trouble" else None
        theirs = int(found)  # type: ignore[arg-type]
    except (*_BAD, TypeError, ValueError, OverflowError):
        return None
    if theirs <= 0 or theirs == PROTOCOL:
        return None
    return ExplainedLine(UPDATE_DESKTOP if theirs > PROTOCOL else UPDATE_BACKEND, theirs=theirs, ours=PROTOCOL)


def salvage(data: bytes) -> Salvaged | None:
    """The decodable part of a message of records; None when ``data`` is another message."""
    try:
        found = msgspec.msgpack.decode(data, type=_Records)
    except _BAD:
        return None
    readable: list[Record[Any]] = []
    unreadable: list[Unreadable] = []
    for raw in found.records:
        try:
            readable.append(_decode_record(raw))
        except _BAD as error:
            unreadable.append(_identified(raw, error))
    match found.type:
        case "Published":
            return Salvaged(Published(records=readable), unreadable)
        case "ReplayPart":
            return Salvaged(ReplayPart(records=readable), unreadable)
        case "SubjectReply":
            reply = SubjectReply(request=found.request, subject=found.subject, records=readable)
            return Salvaged(reply, unreadable)
        case _:
            return None


def _identified(raw: msgspec.Raw, error: Exception) -> Unreadable:
    try:
        head = msgspec.msgpack.decode(raw, type=_RecordHead)
    except _BAD:
        return Unreadable(0, "?", str(error))
    return Unreadable(head.seq, str(head.body.get("type", "?")), str(error))
