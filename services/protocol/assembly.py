"""Assembles a snapshot from its parts."""

from __future__ import annotations

from county.aggregates import BY_KEY
from county.sensing import key_table
from county.streams import STREAMS, KeyTable
from services.protocol.columns import known_rows, states_of
from services.protocol.messages import Keys, NewestPart, StatesPart
from services.protocol.source import Snapshot


class SnapshotAssembler:
    """Takes key tables, then states and rows, each in any order.  A part with another seq than the newest part discards
    the earlier parts."""

    def __init__(self) -> None:
        self._keys: dict[str, dict[int, Keys]] = {}
        self._parts: dict[int, StatesPart | NewestPart] = {}

    def clear(self) -> None:
        """Discard all received parts."""
        self._keys.clear()
        self._parts.clear()

    def put(self, message: Keys | StatesPart | NewestPart, epoch: int) -> Snapshot | None:
        """Add ``message``; return the snapshot, of a journal of this epoch, when it was the last missing part.

        Aggregates and streams that this version does not know (from a newer backend) are skipped.  Raises ValueError
        when a part has incomplete columns.
        """
        if isinstance(message, Keys):
            self._keys.setdefault(message.stream, {})[message.first] = message
        else:
            if any(part.seq != message.seq for part in self._parts.values()):
                self._parts.clear()
            self._parts[message.part] = message
        last = self._parts.get(max(self._parts, default=0))
        if not isinstance(last, StatesPart) or not last.last or len(self._parts) != last.part + 1:
            return None
        tables = {stream: self._table(stream, parts) for stream, parts in self._keys.items() if stream in STREAMS}
        complete = {stream: table for stream, table in tables.items() if table is not None}
        if len(complete) != len(tables):
            return None
        parts = [self._parts[i] for i in range(last.part + 1)]
        states = {
            key: states_of(aggregate, [p for p in parts if isinstance(p, StatesPart) and p.aggregate == key])
            for key, aggregate in BY_KEY.items()
        }
        newest = {
            key: known_rows(
                STREAMS[key],
                [p.columns for p in parts if isinstance(p, NewestPart) and p.stream == key],
                len(table),
            )[0]
            for key, table in complete.items()
        }
        self.clear()
        return Snapshot(last.seq, last.recorded_ms, states, complete, newest, epoch)

    def _table(self, stream: str, parts: dict[int, Keys]) -> KeyTable | None:
        """The key table; None while parts of it are missing."""
        ordered = [parts[first] for first in sorted(parts)]
        rows = [row for part in ordered for row in zip(*part.columns, strict=True)]
        if len(rows) != ordered[0].total:
            return None
        return key_table(STREAMS[stream], rows)
