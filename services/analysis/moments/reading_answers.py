"""Answers rows of streams as they were known at a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from county.explained import Explained
from county.streams import KeyTable
from services.protocol.as_of_messages import (
    ArrivedRequest,
    ReadingsAt,
    ReadingsRequest,
    RowsArrived,
    RowsAt,
    RowsRequest,
)
from services.protocol.columns import encoded
from services.protocol.limits import HISTORY_MAX
from services.store.ports import Cancelled, History


class NoStream(Explained):
    """A stream that this county does not have; one line."""


class ReadingAnswers:
    """Used by one thread at a time."""

    def __init__(self, history: History, keys: Mapping[str, KeyTable]) -> None:
        self._history = history
        self._keys = keys

    def newest(self, asked: ReadingsRequest, cancelled: Callable[[], bool] = bool) -> ReadingsAt:
        """The newest row of every key: 当时所知 of those that had arrived, 实际发生 also not after the given time.
        Raises NoStream, Cancelled, StoreError."""
        self._check(asked.stream, cancelled)
        moment = asked.moment
        columns = self._history.newest(asked.stream, moment.happened_ms, moment.known_ms)
        return ReadingsAt(request=asked.request, stream=asked.stream, moment=moment, columns=encoded(columns))

    def rows(self, asked: RowsRequest, cancelled: Callable[[], bool] = bool) -> RowsAt:
        """Rows of one key.  Raises NoStream, Cancelled, StoreError."""
        self._check(asked.stream, cancelled)
        table = self._keys[asked.stream]
        key = table.number.get(tuple(asked.key))
        columns = table.stream.empty() if key is None else self._history.between(
            asked.stream, key, asked.from_ms, asked.to_ms, HISTORY_MAX, asked.known_ms
        )  # fmt: skip
        return RowsAt(request=asked.request, stream=asked.stream, columns=encoded(columns))

    def arrived(self, asked: ArrivedRequest, cancelled: Callable[[], bool] = bool) -> RowsArrived:
        """Rows that became known.  Raises NoStream, Cancelled, StoreError."""
        self._check(asked.stream, cancelled)
        columns, known_ms = self._history.arrived(asked.stream, asked.after_ms, asked.to_ms)
        return RowsArrived(
            request=asked.request, stream=asked.stream, after_ms=asked.after_ms, to_ms=asked.to_ms,
            columns=encoded(columns), known_ms=known_ms.astype("<i8").tobytes(),
        )  # fmt: skip

    def _check(self, stream: str, cancelled: Callable[[], bool]) -> None:
        if cancelled():
            raise Cancelled
        if stream not in self._keys:
            raise NoStream("there is no stream {stream}", stream=repr(stream))
