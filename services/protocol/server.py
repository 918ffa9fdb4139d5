"""The backend's side of the protocol over any :class:`~services.transport.ports.BackendLink`: decodes requests,
encodes answers and broadcasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from county.clock import monotonic_ms
from county.explained import ExplainedLine
from county.seats import Seat
from county.streams import Columns
from services.failure_trace import trace
from services.log import RateLimitedLog
from services.protocol.analysis_messages import FromAnalysis
from services.protocol.codec import BadFrame, Decoder, Reassembler, backend_decoder, frames, published, topic
from services.protocol.columns import encoded
from services.protocol.connection_limit import CONNECTIONS_MAX, ConnectionLimit
from services.protocol.limits import REQUEST_MAX
from services.protocol.messages import (
    Heartbeat,
    Part,
    Seats,
    StreamBatch,
    ToClient,
    Trouble,
    replies_dropped,
)
from services.protocol.transfers import Transfers
from services.transport.ports import BackendLink, Peer

REASSEMBLERS_MAX = 1_000
PARTIAL_BYTES_MAX = 16 << 20
"""Maximum number of peers with partial messages, and bytes of all of these; the least recently active one is dropped
for a new one."""
TOO_MANY = "{name}: more than {most} connections use this key; give each desktop and gateway a key of its own"
ABORTED = "a reply was aborted ({why}); it is requested again, details are in the backend's log"


class Request(NamedTuple):
    """A message and its sender: ``principal`` is the id under which the sender's key is registered."""

    peer: Peer
    principal: str
    message: Any
    """A ToBackend, or to the analysis a ToAnalysis."""
    size: int = 0
    """Bytes of the message as it was sent."""


class Server:
    """Used by one thread only."""

    def __init__(
        self,
        link: BackendLink,
        realm: str,
        log: RateLimitedLog,
        monotonic: Callable[[], int] = monotonic_ms,
        decoder: Decoder[Any] | None = None,
    ) -> None:
        """``decoder``: of other requests than those to a backend."""
        self._link = link
        self._realm = realm
        self._log = log
        self._monotonic = monotonic
        self._connections = ConnectionLimit()
        self._decoder = backend_decoder(realm) if decoder is None else decoder
        self._control, self._record = topic(realm, "control"), topic(realm, "record")
        self._stream, self._heartbeat = topic(realm, "stream"), topic(realm, "heartbeat")
        self._reassemblers: dict[Peer, Reassembler] = {}
        self._partial_bytes = 0
        self._transfers: Transfers[Peer, bytes] = Transfers(link.answer, monotonic, self._drop)
        self._malformed = 0
        self._dropped: dict[Peer, int] = {}
        """Replies that clients lost because they did not read them, until they are notified."""

    @property
    def endpoints(self) -> Mapping[str, str]:
        return self._link.endpoints

    @property
    def unreadable(self) -> int:
        """Frames since the start that were no request."""
        return self._malformed + self._link.counts.dropped

    @property
    def rejected(self) -> int:
        """Connections whose clients were not admitted, or never proved who they are, since the start."""
        return self._link.counts.rejected + self._link.counts.unfinished

    def receive(self, *, timeout_ms: int, limit: int) -> list[Request]:
        """Up to ``limit`` requests; waits at most ``timeout_ms`` for the first.  Replies to malformed frames itself."""
        requests = []
        for peer, principal, frame in self._link.receive(timeout_ms=timeout_ms, limit=limit):
            if not self._connections.admits(principal, peer, self._monotonic()):
                self._refuse_connection(peer, principal)
                continue
            try:
                message, size = self._decoder(frame), len(frame)
                if isinstance(message, Part):
                    whole = self._put_part(peer, message)
                    if whole is None:
                        continue
                    message, size = self._decoder.decode(whole), len(whole)
                if isinstance(message, Part):
                    raise BadFrame("a nested Part arrived; send parts of a message")
                requests.append(Request(peer, principal, message, size))
            except BadFrame as error:
                self._malformed += 1
                self._log.warning("a malformed frame was refused", principal=principal, reason=str(error))
                self.answer(peer, Trouble.of(error.line))
        return requests

    def _refuse_connection(self, peer: Peer, principal: str) -> None:
        """Reply with the reason, unless the client does not read its replies."""
        line = ExplainedLine(TOO_MANY, name=principal, most=CONNECTIONS_MAX)
        self._log.warning("a connection was refused: too many use this key", principal=principal)
        self._link.answer(peer, frames(self._control, Trouble.of(line))[0])

    def _put_part(self, peer: Peer, part: Part) -> bytes | None:
        """The whole message once ``part`` was its last; drops the least recently active partial messages of others
        when all together hold too much."""
        reassembler = self._reassemblers.pop(peer, None) or Reassembler(REQUEST_MAX)
        self._reassemblers[peer] = reassembler
        held = reassembler.size
        try:
            return reassembler.put(part)
        finally:
            self._partial_bytes += reassembler.size - held
            while len(self._reassemblers) > REASSEMBLERS_MAX or self._partial_bytes > PARTIAL_BYTES_MAX:
                self._partial_bytes -= self._reassemblers.pop(next(iter(self._reassemblers))).size

    def answer(self, peer: Peer, message: ToClient | FromAnalysis | Mapping[str, object]) -> None:
        """Answer a client.  The rest of a long answer is sent by :meth:`continue_transfers`; a client that does not
        read loses it, is notified once it reads, and requests it again."""
        self._tell_dropped(peer)
        parts = frames(self._control, message)
        if len(parts) > 1:
            self._transfers.add(peer, iter(parts), size=sum(map(len, parts)))
        elif not self._link.answer(peer, parts[0]):
            self._transfers.add_next(peer, parts[0], len(parts[0]))

    def _drop(self, peer: Peer, count: int) -> None:
        self._log.warning("replies were dropped: a client does not read them, or has left", replies=count)
        self._dropped[peer] = self._dropped.pop(peer, 0) + count
        if len(self._dropped) > REASSEMBLERS_MAX:
            del self._dropped[next(iter(self._dropped))]

    def _tell_dropped(self, peer: Peer) -> None:
        count = self._dropped.get(peer)
        if count and self._link.answer(peer, frames(self._control, replies_dropped(count))[0]):
            del self._dropped[peer]

    def transfer(
        self, peer: Peer, messages: Iterable[ToClient | FromAnalysis | Mapping[str, object]], *, replaces: str = ""
    ) -> None:
        """Send many messages, as fast as the client reads; replaces an earlier transfer of the same name."""
        self._transfers.add(peer, self._frames_of(messages), replaces)

    def _frames_of(
        self, messages: Iterable[ToClient | FromAnalysis | Mapping[str, object]]
    ) -> Iterator[bytes]:
        """Frames of lazily made messages; a store error meanwhile ends this answer only."""
        try:
            for message in messages:
                yield from frames(self._control, message)
        except Exception as error:
            self._log.warning("a reply was aborted", trace=trace(error))
            yield from frames(self._control, Trouble.of(ExplainedLine(ABORTED, why=error)))

    def continue_transfers(self, budget_ms: int) -> bool:
        """Send more of long answers, for ``budget_ms`` at most.  Returns whether more can be sent immediately."""
        return self._transfers.send_some(budget_ms)

    def publish_records(self, records: Sequence[bytes]) -> None:
        """Publish the already encoded records of a group."""
        for frame in published(self._record, records):
            self._link.publish(frame)

    def publish_columns(self, columns: Columns, number: int) -> None:
        """Publish rows of a stream as its batch ``number``."""
        batch = StreamBatch(realm=self._realm, stream=columns.stream.key, number=number, columns=encoded(columns))
        self._publish(self._stream, batch)

    def publish_seats(self, seats: Sequence[Seat]) -> None:
        self._publish(self._stream, Seats(realm=self._realm, seats=list(seats)))

    def publish_heartbeat(self, beat: Heartbeat) -> None:
        self._publish(self._heartbeat, beat)

    def _publish(self, begin: bytes, message: object) -> None:
        for frame in frames(begin, message):
            self._link.publish(frame)

    def close(self) -> None:
        self._link.close()
