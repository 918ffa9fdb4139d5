"""Frames: ``realm/lane NUL payload``, the payload in MessagePack.

The topic is at the start so that a subscriber filters by realm without decoding, and so that a frame is never taken for
one of another realm.  A message longer than a frame is sent as :class:`~services.protocol.messages.Part` messages.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from struct import Struct
from typing import Any, Generic, Literal, TypeVar

import msgspec

from county.explained import Explained, ExplainedLine
from services.protocol.analysis_messages import FromAnalysis, ToAnalysis
from services.protocol.limits import PART_MAX
from services.protocol.messages import Broadcast, Part, Published, ToBackend, ToClient

Topic = Literal["control", "record", "stream", "heartbeat"]
M = TypeVar("M")
TOPIC_MAX = 128
PACK_BYTES = 48 << 10
"""Bytes of encoded structs per message, so that most messages are one frame."""

PACK_MOST = 0xFFFF
"""Maximum number of structs per message."""
_FEW, _MANY = [bytes([0x90 | n]) for n in range(16)], Struct(">BH")
"""MessagePack array headers."""
payload: Callable[[object], bytes] = msgspec.msgpack.Encoder().encode
"""MessagePack bytes of a message, record or command; the same object gives the same bytes."""
_PUBLISHED = payload(Published(records=[]))[:-1]
"""The encoded start of a Published message, up to its array of records."""
_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_part_ids = count(secrets.randbelow(1 << 62))
"""Starts at a random number, so that parts of an ended process are not mixed with those of its successor."""


OTHER_REALM = "realm {theirs} is running there, not {ours}; specify that realm"


class BadFrame(Explained, ValueError):
    """A frame that cannot be decoded; one line with the cause and the remedy."""


class OtherRealm(BadFrame):
    """A frame of another realm: ``theirs`` instead of ``ours``."""

    def __init__(self, template: str, /, *, theirs: str, ours: str, **params: object) -> None:
        super().__init__(template, **params)
        self.theirs = theirs
        self.ours = ours

    @property
    def seen_by_client(self) -> ExplainedLine:
        """The error as worded for a client, which chose the wrong address or realm."""
        return ExplainedLine(OTHER_REALM, theirs=self.theirs, ours=self.ours)


def topic(realm: str, lane: Topic) -> bytes:
    """The start of a frame; ends with NUL, so that no realm is a prefix of another one."""
    return f"{realm}/{lane}\0".encode()


def frames(begin: bytes, message: object) -> list[bytes]:
    """The frames that carry ``message`` under the topic ``begin``."""
    return frames_of(begin, payload(message))


def frames_of(begin: bytes, data: bytes) -> list[bytes]:
    """The frames that carry the message with the payload ``data`` under the topic ``begin``."""
    if len(data) <= PART_MAX:
        return [begin + data]
    number = next(_part_ids)
    size = PART_MAX - 128
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    return [
        begin + payload(Part(id=number, number=i, total=len(pieces), data=piece)) for i, piece in enumerate(pieces)
    ]


def packed(encoded: Iterable[bytes]) -> Iterator[list[msgspec.Raw]]:
    """Already encoded structs, as lists for a field of a message, each about PACK_BYTES long."""
    return ([msgspec.Raw(data) for data in part] for part in _portions(encoded))


def published(begin: bytes, encoded: Sequence[bytes]) -> list[bytes]:
    """The frames that carry already encoded records as Published messages of about PACK_BYTES under ``begin``."""
    if 0 < len(encoded) <= PACK_MOST and sum(map(len, encoded)) <= PACK_BYTES:
        return [_published(begin, encoded)]
    return [frame for part in _portions(encoded) for frame in frames_of(begin, _published(b"", part))]


def _published(begin: bytes, part: Sequence[bytes]) -> bytes:
    n = len(part)
    return b"".join((begin, _PUBLISHED, _FEW[n] if n < 16 else _MANY.pack(0xDC, n), *part))


def _portions(encoded: Iterable[bytes]) -> Iterator[list[bytes]]:
    part: list[bytes] = []
    size = 0
    for data in encoded:
        if part and (size + len(data) > PACK_BYTES or len(part) == PACK_MOST):
            yield part
            part, size = [], 0
        part.append(data)
        size += len(data)
    if part:
        yield part


class Reassembler:
    """Reassembles the messages of one sender from their parts.  Parts of a message must arrive in order, else it is
    discarded."""

    def __init__(self, longest: int) -> None:
        """``longest``: maximum bytes of a whole message."""
        self._longest = longest
        self._data = bytearray()
        self._expected: tuple[int, int, int] | None = None
        """Id, number and total of the next part; None: a first part is expected."""

    @property
    def size(self) -> int:
        """Bytes held of a message that is not complete."""
        return len(self._data)

    def put(self, part: Part) -> bytes | None:
        """The whole message once ``part`` was its last, else None.  Raises BadFrame when it grows too long."""
        expected, self._expected = self._expected, None
        if part.number == 0:
            self._data = bytearray()
        elif (part.id, part.number, part.total) != expected:
            self._data = bytearray()  # an earlier part was lost: the receiver requests the message again
            return None
        if len(self._data) + len(part.data) > self._longest:
            self._data = bytearray()
            raise BadFrame("a message of more than {limit} bytes arrived; send smaller messages", limit=self._longest)
        self._data += part.data
        if part.number + 1 < part.total:
            self._expected = (part.id, part.number + 1, part.total)
            return None
        whole, self._data = bytes(self._data), bytearray()
        return whole


class Decoder(Generic[M]):
    """Checks topic and payload of frames of one realm."""

    def __init__(self, realm: str, kind: Any, *lanes: Topic) -> None:
        self._realm = realm
        self._topics = {topic(realm, lane)[:-1] for lane in lanes}
        self._decode = msgspec.msgpack.Decoder(kind).decode

    def payload_of(self, frame: bytes) -> bytes:
        """The bytes after the topic.  Raises BadFrame for a missing topic or one of another realm."""
        begin, end, data = frame.partition(b"\0")
        if begin in self._topics:
            return data
        if not end or len(begin) > TOPIC_MAX:
            raise BadFrame("a frame without a topic arrived; use this protocol (realm/lane NUL MessagePack)")
        named = begin.decode("utf-8", "replace")
        template = "a frame for {named} arrived, but realm {realm} is running here; specify that realm"
        theirs = named.rpartition("/")[0]
        if theirs and theirs != self._realm:
            raise OtherRealm(template, theirs=theirs, ours=self._realm, named=repr(named), realm=self._realm)
        raise BadFrame(template, named=repr(named), realm=self._realm)

    def decode(self, data: bytes) -> M:
        """The message in a payload.  Raises BadFrame."""
        try:
            message: M = self._decode(data)
        except _UNDECODABLE as error:
            raise BadFrame(
                "a frame could not be decoded ({why}); both sides must be of the same version", why=error
            ) from None
        return message

    def decode_burst(self, frames: list[bytes]) -> list[M] | None:
        """The messages in ``frames``; None when any of them is undecodable, a Part or of another realm."""
        topics, decode = self._topics, self._decode
        try:
            found = [decode(data) for begin, _, data in [f.partition(b"\0") for f in frames] if begin in topics]
        except _UNDECODABLE:
            return None
        return None if len(found) < len(frames) or Part in map(type, found) else found

    def __call__(self, frame: bytes) -> M:
        """The message in ``frame``, which may be a Part.  Raises BadFrame."""
        return self.decode(self.payload_of(frame))


def backend_decoder(realm: str) -> Decoder[ToBackend]:
    """Decodes messages of clients."""
    return Decoder(realm, ToBackend, "control")


def client_decoder(realm: str) -> Decoder[ToClient]:
    """Decodes the backend's answers."""
    return Decoder(realm, ToClient, "control")


def broadcast_decoder(realm: str) -> Decoder[Broadcast]:
    """Decodes the backend's broadcasts."""
    return Decoder(realm, Broadcast, "record", "stream", "heartbeat")


def analysis_decoder(realm: str) -> Decoder[ToAnalysis]:
    """Decodes requests to the analysis."""
    return Decoder(realm, ToAnalysis, "control")


def analysis_reply_decoder(realm: str) -> Decoder[FromAnalysis]:
    """Decodes answers of the analysis."""
    return Decoder(realm, FromAnalysis, "control")
