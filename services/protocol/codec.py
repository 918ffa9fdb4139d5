"""Frames: ``realm/stream NUL payload`` in one ZeroMQ frame, the payload in MessagePack.

The topic comes first so that a subscriber filters by realm without decoding, and so that no frame can be mistaken
for one of another realm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Generic, Literal, TypeVar

import msgspec

from county.explained import Explained
from county.records import Record
from services.protocol.messages import Broadcast, ToBackend, ToClient

Stream = Literal["control", "record", "readings", "heartbeat"]
M = TypeVar("M")
TOPIC_MAX = 128
PART_BYTES = 256 << 10

_encoder = msgspec.msgpack.Encoder()


class BadFrame(Explained, ValueError):
    """A frame that cannot be understood; one line: what and the way out."""


def topic(realm: str, stream: Stream) -> bytes:
    """What a frame begins with; ends with NUL, so that no realm is the beginning of another one."""
    return f"{realm}/{stream}\0".encode()


def payload(message: object) -> bytes:
    """MessagePack bytes of a message, record or command; the same object gives the same bytes."""
    return _encoder.encode(message)


def packed(encoded: Iterable[bytes]) -> Iterator[list[msgspec.Raw]]:
    """Structs that are encoded already, as lists for a field of a message, each about PART_BYTES long."""
    part: list[msgspec.Raw] = []
    size = 0
    for data in encoded:
        part.append(msgspec.Raw(data))
        size += len(data)
        if size >= PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


class Decoder(Generic[M]):
    """Checks topic and payload of frames of one realm."""

    def __init__(self, realm: str, kind: Any, *streams: Stream) -> None:
        self._realm = realm
        self._topics = {topic(realm, stream)[:-1] for stream in streams}
        self._decode = msgspec.msgpack.Decoder(kind).decode

    def __call__(self, frame: bytes) -> M:
        """The message in ``frame``.  Raises BadFrame."""
        begin, end, data = frame.partition(b"\0")
        if begin not in self._topics:
            if not end or len(begin) > TOPIC_MAX:
                raise BadFrame("a frame without a topic arrived; speak protocol 1 (realm/stream NUL MessagePack)")
            named = begin.decode("utf-8", "replace")
            raise BadFrame(
                "a frame for {named} arrived, but realm {realm} runs here; name that realm",
                named=repr(named),
                realm=self._realm,
            )
        try:
            message: M = self._decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadFrame(
                "a frame could not be decoded ({why}); both sides must be of the same version", why=error
            ) from None
        return message


def backend_decoder(realm: str) -> Decoder[ToBackend]:
    """Of what clients send."""
    return Decoder(realm, ToBackend, "control")


def client_decoder(realm: str) -> Decoder[ToClient]:
    """Of what the backend answers."""
    return Decoder(realm, ToClient, "control")


def broadcast_decoder(realm: str) -> Decoder[Broadcast]:
    """Of what the backend publishes."""
    return Decoder(realm, Broadcast, "record", "readings", "heartbeat")


_record_decoder = msgspec.msgpack.Decoder(Record)


def record_of(data: bytes) -> Record:
    """The record in journal bytes.  Raises BadFrame."""
    try:
        return _record_decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadFrame("a record could not be decoded ({why})", why=error) from None
