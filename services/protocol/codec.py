"""Frames: ``realm/lane NUL payload``, the payload in MessagePack.

The topic comes first so that a subscriber filters by realm without decoding, and so that no frame can be mistaken for
one of another realm.  A message longer than a frame travels as :class:`~services.protocol.messages.Part` messages.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from struct import Struct
from typing import Any, Generic, Literal, TypeVar

import msgspec

from county.explained import Explained, ExplainedLine
from services.protocol.limits import PART_MAX
from services.protocol.messages import Broadcast, Part, Published, ToBackend, ToClient

Topic = Literal["control", "record", "stream", "heartbeat"]
M = TypeVar("M")
TOPIC_MAX = 128
PACK_BYTES = 48 << 10
"""Of encoded structs that go into one message, so that most messages are one frame."""

PACK_MOST = 0xFFFF
"""Structs in one message at most."""
_FEW, _MANY = [bytes([0x90 | n]) for n in range(16)], Struct(">BH")
"""How MessagePack begins an array."""
_encoder = msgspec.msgpack.Encoder()
_PUBLISHED = _encoder.encode(Published(records=[]))[:-1]
"""What a Published message begins with, up to its array of records."""
_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_part_ids = count(secrets.randbelow(1 << 62))
"""Random at the start: parts of a program that ended are not taken for those of the one that follows it."""


OTHER_REALM = "realm {theirs} runs there, not {ours}; name that realm"


class BadFrame(Explained, ValueError):
    """A frame that cannot be understood; one line: what and the way out."""


class OtherRealm(BadFrame):
    """A frame of a realm that is not spoken of here: ``theirs`` where ``ours`` is meant."""

    def __init__(self, template: str, /, *, theirs: str, ours: str, **params: object) -> None:
        super().__init__(template, **params)
        self.theirs = theirs
        self.ours = ours

    @property
    def seen_by_client(self) -> ExplainedLine:
        """The same as a client tells it, which chose the wrong address or realm."""
        return ExplainedLine(OTHER_REALM, theirs=self.theirs, ours=self.ours)


def topic(realm: str, lane: Topic) -> bytes:
    """What a frame begins with; ends with NUL, so that no realm is the beginning of another one."""
    return f"{realm}/{lane}\0".encode()


def payload(message: object) -> bytes:
    """MessagePack bytes of a message, record or command; the same object gives the same bytes."""
    return _encoder.encode(message)


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
    """Structs that are encoded already, as lists for a field of a message, each about PACK_BYTES long."""
    return ([msgspec.Raw(data) for data in part] for part in _portions(encoded))


def published(begin: bytes, encoded: Sequence[bytes]) -> list[bytes]:
    """The frames that carry records, encoded already, as Published messages of about PACK_BYTES under ``begin``."""
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
    """Puts the parts of one sender's messages together.  Parts of one message arrive in order, or it is void."""

    def __init__(self, longest: int) -> None:
        """``longest``: bytes of a whole message at most."""
        self._longest = longest
        self._data = bytearray()
        self._expected: tuple[int, int, int] | None = None
        """Id, number and total of the part that goes on; None: a first part begins."""

    def put(self, part: Part) -> bytes | None:
        """The whole message, once ``part`` was its last.  Raises BadFrame when it grows too long."""
        expected, self._expected = self._expected, None
        if part.number == 0:
            self._data = bytearray()
        elif (part.id, part.number, part.total) != expected:
            self._data = bytearray()  # an earlier part was lost: whoever waits for the message asks again
            return None
        if len(self._data) + len(part.data) > self._longest:
            self._data = bytearray()
            raise BadFrame("a message of more than {limit} bytes arrived; send less at once", limit=self._longest)
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
        """What follows the topic.  Raises BadFrame for the topic of another realm or none."""
        begin, end, data = frame.partition(b"\0")
        if begin in self._topics:
            return data
        if not end or len(begin) > TOPIC_MAX:
            raise BadFrame("a frame without a topic arrived; speak this protocol (realm/lane NUL MessagePack)")
        named = begin.decode("utf-8", "replace")
        template = "a frame for {named} arrived, but realm {realm} runs here; name that realm"
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

    def sound(self, frames: list[bytes]) -> list[M] | None:
        """The messages in ``frames`` where all are sound ones of their own; None where one must be looked at closer."""
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
    """Of what clients send."""
    return Decoder(realm, ToBackend, "control")


def client_decoder(realm: str) -> Decoder[ToClient]:
    """Of what the backend answers."""
    return Decoder(realm, ToClient, "control")


def broadcast_decoder(realm: str) -> Decoder[Broadcast]:
    """Of what the backend publishes."""
    return Decoder(realm, Broadcast, "record", "stream", "heartbeat")
