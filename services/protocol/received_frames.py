"""What frames of a backend say: decoded, joined from their parts; what cannot be decoded is reported and skipped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.protocol import messages as m
from services.protocol.codec import BadFrame, Decoder, OtherRealm, Reassembler, broadcast_decoder, client_decoder
from services.protocol.limits import ANSWER_MAX
from services.protocol.session import ClientSession
from services.protocol.unreadable import salvage


class ReceivedFrames:
    """Both sockets of a client of one realm; troubles are those of its session."""

    def __init__(self, realm: str, session: ClientSession) -> None:
        self._session = session
        self._control, self._control_reassembler = client_decoder(realm), Reassembler(ANSWER_MAX)
        self._publish, self._publish_reassembler = broadcast_decoder(realm), Reassembler(ANSWER_MAX)

    def broadcasts(self, published: list[bytes]) -> list[m.Broadcast]:
        """The messages of published frames."""
        burst = self._publish.decode_burst(published)
        if burst is not None:
            return burst
        found: list[m.Broadcast] = []
        for frame in published:
            self._read(self._publish, self._publish_reassembler, frame, found.append)
        return found

    def answer(self, frame: bytes, take: Callable[[m.ToClient], object]) -> None:
        """Hand the message that ``frame`` completes, if it does, to ``take``."""
        self._read(self._control, self._control_reassembler, frame, take)

    def _read(
        self, decoder: Decoder[Any], reassembler: Reassembler, frame: bytes, take: Callable[[Any], object]
    ) -> None:
        try:
            data = decoder.payload_of(frame)
        except OtherRealm as error:
            self._session.figures.unreadable_frames += 1
            self._session.foreign_frame(error.seen_by_client)
            return
        except BadFrame as error:
            self._session.figures.unreadable_frames += 1
            self._session.trouble = error.line
            return
        try:
            message = decoder.decode(data)
            if isinstance(message, m.Part):
                whole = reassembler.put(message)
                if whole is None:
                    return
                data = whole
                message = decoder.decode(data)
                if isinstance(message, m.Part):
                    raise BadFrame("a nested Part arrived; send parts of a message")
            take(message)
        except BadFrame as error:
            self._undecodable(data, error, take)

    def _undecodable(self, data: bytes, error: BadFrame, take: Callable[[Any], object]) -> None:
        self._session.figures.unreadable_frames += 1
        salvaged = salvage(data)
        if salvaged is not None:
            self._session.unreadable(salvaged.unreadable)
            take(salvaged.message)
        elif not self._session.undecodable(data):
            self._session.trouble = error.line
