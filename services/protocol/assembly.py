"""Puts the parts of a snapshot together."""

from __future__ import annotations

from county.aggregates import BY_KEY
from county.streams import STREAMS, KeyTable
from services.protocol.columns import known_rows, states_of
from services.protocol.messages import Keys, NewestPart, StatesPart
from services.protocol.source import Snapshot


class SnapshotAssembler:
    """Takes key tables, then states and rows, each in any order; parts of another snapshot than the newest part's are
    void."""

    def __init__(self) -> None:
        self._keys: dict[str, dict[int, Keys]] = {}
        self._parts: dict[int, StatesPart | NewestPart] = {}

    def clear(self) -> None:
        """Begin anew."""
        self._keys.clear()
        self._parts.clear()

    def put(self, message: Keys | StatesPart | NewestPart) -> Snapshot | None:
        """The snapshot, once ``message`` was the last part that it lacked.

        What this program does not know (an aggregate or a stream of a newer backend) is left out.  Raises ValueError
        when a part's columns are not whole.
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
        whole = {stream: table for stream, table in tables.items() if table is not None}
        if len(whole) != len(tables):
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
            for key, table in whole.items()
        }
        self.clear()
        return Snapshot(last.seq, last.recorded_ms, states, whole, newest)

    def _table(self, stream: str, parts: dict[int, Keys]) -> KeyTable | None:
        """The key table, None while parts of it lack."""
        ordered = [parts[first] for first in sorted(parts)]
        rows = [row for part in ordered for row in zip(*part.columns, strict=True)]
        if len(rows) != ordered[0].total:
            return None
        return KeyTable(STREAMS[stream], rows)
