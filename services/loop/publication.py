"""Publishes stored records and rows to all subscribers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from county.clock import Clock
from county.streams import STREAMS, Columns, KeyTable
from services.loop.commit_group import Result
from services.protocol.newest import NewestPerKey
from services.protocol.server import Server

BATCH = 500
"""Rows in a published frame at most; with the high-water mark it bounds the backlog of a slow desktop."""


class Publication:
    """Numbers the published batches of every stream and remembers the newest row of every key."""

    def __init__(
        self,
        server: Server,
        keys: Mapping[str, KeyTable],
        newest: Mapping[str, Columns],
        clock: Clock,
        *,
        open_: Callable[[bytes], bytes] = lambda data: data,
        follow: Callable[[Sequence[bytes]], None] = lambda records: None,
    ) -> None:
        """``newest``: the newest row of every key at start-up, by stream.  ``open_``: what everybody may receive of a
        stored record; ``follow`` is told stored records after they were published."""
        self._server = server
        self._clock = clock
        self._open = open_
        self._follow = follow
        self.batch_numbers = dict.fromkeys(keys, 0)
        """Number of the last published batch, by stream."""
        self.newest = {key: NewestPerKey(STREAMS[key], len(table), newest[key]) for key, table in keys.items()}
        """By stream."""

    def publish(self, result: Result) -> None:
        self._server.publish_records([self._open(data) for data in result.records])
        for key, columns in result.columns.items():
            self.newest[key].put(columns, self._clock.now_ms())
            for first in range(0, len(columns), BATCH):
                self.batch_numbers[key] += 1
                self._server.publish_columns(columns.take(slice(first, first + BATCH)), self.batch_numbers[key])
        if result.records:
            self._follow(result.records)
