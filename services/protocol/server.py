"""The backend's side of the protocol over any :class:`~services.transport.ports.BackendLink`: decodes requests,
encodes answers and broadcasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from county.clock import monotonic_ms
from county.explained import ExplainedLine
from county.streams import Columns
from services.log import RateLimitedLog
from services.protocol.codec import BadFrame, Reassembler, backend_decoder, frames, published, topic
from services.protocol.columns import encoded
from services.protocol.limits import REQUEST_MAX
from services.protocol.messages import Heartbeat, Part, StreamBatch, ToBackend, ToClient, Trouble
from services.protocol.transfers import Transfers
from services.transport.ports import BackendLink, Peer

JOINERS_MAX = 1_000
"""Peers whose parts are held at once; that of the longest silent one is dropped for a new one."""
BROKE_OFF = "an answer broke off ({why}); it is asked for again, the backend's log has more"


class Request(NamedTuple):
    """A message and who sent it: ``principal`` is the id that its key is registered under."""

    peer: Peer
    principal: str
    message: ToBackend


class Server:
    """Used by one thread only."""

    def __init__(
        self, link: BackendLink, realm: str, log: RateLimitedLog, monotonic: Callable[[], int] = monotonic_ms
    ) -> None:
        self._link = link
        self._realm = realm
        self._log = log
        self._decoder = backend_decoder(realm)
        self._control, self._record = topic(realm, "control"), topic(realm, "record")
        self._stream, self._heartbeat = topic(realm, "stream"), topic(realm, "heartbeat")
        self._joiners: dict[Peer, Reassembler] = {}
        self._transfers: Transfers[Peer, bytes] = Transfers(link.answer, monotonic)

    @property
    def endpoints(self) -> Mapping[str, str]:
        return self._link.endpoints

    def receive(self, *, timeout_ms: int, limit: int) -> list[Request]:
        """Up to ``limit`` requests; waits at most ``timeout_ms`` for the first.  Answers malformed frames itself."""
        requests = []
        for peer, principal, frame in self._link.receive(timeout_ms=timeout_ms, limit=limit):
            try:
                message = self._decoder(frame)
                if isinstance(message, Part):
                    whole = self._joiner(peer).put(message)
                    if whole is None:
                        continue
                    message = self._decoder.decode(whole)
                if isinstance(message, Part):
                    raise BadFrame("a part of parts arrived; send parts of a message")
                requests.append(Request(peer, principal, message))
            except BadFrame as error:
                self._log.warning("a malformed frame was refused", principal=principal, reason=str(error))
                self.answer(peer, Trouble.of(error.line))
        return requests

    def _joiner(self, peer: Peer) -> Reassembler:
        joiner = self._joiners.pop(peer, None) or Reassembler(REQUEST_MAX)
        self._joiners[peer] = joiner
        if len(self._joiners) > JOINERS_MAX:
            del self._joiners[next(iter(self._joiners))]
        return joiner

    def answer(self, peer: Peer, message: ToClient | Mapping[str, object]) -> None:
        """Answer a client.  A long answer goes on with :meth:`go_on`; one that does not read loses it and asks
        again."""
        parts = frames(self._control, message)
        if len(parts) == 1:
            self._link.answer(peer, parts[0])
        else:
            self._transfers.add(peer, iter(parts))

    def transfer(self, peer: Peer, messages: Iterable[ToClient | Mapping[str, object]], *, replaces: str = "") -> None:
        """Send many messages, as fast as the client takes them; in place of an earlier transfer of the same name."""
        self._transfers.add(peer, self._frames_of(messages), replaces)

    def _frames_of(self, messages: Iterable[ToClient | Mapping[str, object]]) -> Iterator[bytes]:
        """Frames of messages that are made while they are sent; a store that fails meanwhile ends this answer only."""
        try:
            for message in messages:
                yield from frames(self._control, message)
        except Exception as error:
            self._log.warning("an answer broke off", reason=repr(error))
            yield from frames(self._control, Trouble.of(ExplainedLine(BROKE_OFF, why=error)))

    def go_on(self, budget_ms: int) -> bool:
        """Send more of what is long, for ``budget_ms`` at most.  Returns whether more can be sent at once."""
        return self._transfers.go_on(budget_ms)

    def publish_records(self, records: Sequence[bytes]) -> None:
        """Publish the records of a group, each one encoded already."""
        for frame in published(self._record, records):
            self._link.publish(frame)

    def publish_columns(self, columns: Columns, number: int) -> None:
        """Publish rows of a stream as its batch ``number``."""
        batch = StreamBatch(realm=self._realm, stream=columns.stream.key, number=number, columns=encoded(columns))
        self._publish(self._stream, batch)

    def publish_heartbeat(self, beat: Heartbeat) -> None:
        self._publish(self._heartbeat, beat)

    def _publish(self, begin: bytes, message: object) -> None:
        for frame in frames(begin, message):
            self._link.publish(frame)

    def close(self) -> None:
        self._link.close()
