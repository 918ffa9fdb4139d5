"""What a record log in SQLite reads, whether or not it can be written."""

from __future__ import annotations

from collections.abc import Iterator

from services.store.ports import Head, Outcome
from services.store.sqlite.reading import LogReader


class LogReads:
    """The reading part of a :class:`services.store.ports.RecordLog`: nothing after its head."""

    def __init__(self, reader: LogReader, head: Head) -> None:
        self._reader = reader
        self._head = head

    @property
    def head(self) -> Head:
        """Head of the last commit whose result ``done`` has returned."""
        return self._head

    def outcome(self, command_id: str) -> Outcome | None:
        return self._reader.outcome(command_id)

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        return self._reader.records(first_seq, min(last_seq, self._head.seq))

    def of_subject(self, subject: str) -> Iterator[bytes]:
        return self._reader.of_subject(subject)

    def of_aggregate(self, key: str) -> Iterator[bytes]:
        return self._reader.of_aggregate(key)

    def seq_at(self, recorded_ms: int) -> int:
        return min(self._reader.seq_at(recorded_ms), self._head.seq)
