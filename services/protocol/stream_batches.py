"""The batches of streams that a client receives: counted, kept until the snapshot is complete, put into the inbox."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from county.streams import STREAMS
from services.protocol.backend_clock import BackendClock
from services.protocol.columns import known_rows
from services.protocol.inbox import Inbox
from services.protocol.link_figures import LinkFigures
from services.protocol.messages import StreamBatch

PENDING_BATCHES_MAX = 4_000
"""Maximum number of stream batches buffered until the snapshot is complete; further ones count as lost."""


class StreamBatches:
    """Rows name their keys by numbers of the snapshot."""

    def __init__(self, inbox: Inbox, clock: BackendClock, figures: LinkFigures) -> None:
        self._inbox = inbox
        self._clock = clock
        self._figures = figures
        self._numbers: dict[str, int] = {}
        """Of the last batch of each stream that is known to have been sent."""
        self._key_counts: dict[str, int] | None = None
        """Number of keys of each stream in the snapshot; None: it is not complete."""
        self._pending: deque[StreamBatch] = deque()

    def restart(self) -> None:
        """Another instance of the backend sends from now on."""
        self._numbers.clear()
        self._pending.clear()
        self._key_counts = None

    def wait(self) -> None:
        """Another snapshot was requested: keep what arrives until it is complete."""
        self._key_counts = None

    def begin(self, key_counts: Mapping[str, int]) -> None:
        """The snapshot is complete, with so many keys of each stream: put what was kept into the inbox."""
        self._key_counts = dict(key_counts)
        pending, self._pending = self._pending, deque()
        self._put(pending, self._key_counts)

    def arrived(self, batch: StreamBatch) -> None:
        """Count what was lost before ``batch``."""
        self.sent(batch.stream, batch.number - 1)
        if batch.stream in STREAMS:
            self._numbers[batch.stream] = batch.number

    def sent(self, stream: str, number: int) -> None:
        """Batches of a stream up to ``number`` were sent: count those that did not arrive as lost."""
        if stream not in STREAMS:  # of a newer backend: it is not shown
            return
        known = self._numbers.get(stream)
        if known is not None and number > known:
            self._figures.drops += number - known
        self._numbers[stream] = number if known is None else max(number, known)

    def take(self, batches: Iterable[StreamBatch]) -> None:
        """Put rows into the inbox, or keep them until the snapshot is complete."""
        if self._key_counts is not None:
            self._put(batches, self._key_counts)
            return
        self._pending.extend(batches)
        while len(self._pending) > PENDING_BATCHES_MAX:
            self._pending.popleft()
            self._figures.drops += 1

    def _put(self, batches: Iterable[StreamBatch], key_counts: Mapping[str, int]) -> None:
        of_stream: dict[str, list[Mapping[str, bytes]]] = {}
        for batch in batches:
            of_stream.setdefault(batch.stream, []).append(batch.columns)
        for key, parts in of_stream.items():
            if key not in STREAMS or key not in key_counts:
                self._figures.unusable_rows += len(parts)
                continue
            columns, skipped = known_rows(STREAMS[key], parts, key_counts[key])
            self._figures.unusable_rows += skipped
            if len(columns):
                now_ms = self._clock.now_ms()
                self._inbox.put_columns(columns, now_ms)
                self._figures.note_data([], {key: columns}, now_ms)
