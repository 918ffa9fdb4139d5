"""The journal as everybody may read it: without the facts of a drill that are withheld."""

from __future__ import annotations

from collections.abc import Iterator

from services.drill.withheld import OpenRecords
from services.store.ports import Head, JournalReader
from services.store.upcast import RecordReader


class OpenJournal:
    """Implements :class:`services.store.ports.JournalReader`: same numbers and times, with a RecordWithheld for each
    record that is withheld.

    The analysis has clients of every role: who may see more is told it by the backend of the drill.
    """

    def __init__(self, journal: JournalReader, reader: RecordReader) -> None:
        self._journal = journal
        self._open = OpenRecords(reader).open

    @property
    def head(self) -> Head:
        return self._journal.head

    @property
    def is_replaced(self) -> bool:
        return self._journal.is_replaced

    def hash_at(self, seq: int) -> bytes | None:
        return self._journal.hash_at(seq)

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        return map(self._open, self._journal.records(first_seq, last_seq))

    def of_subject(self, subject: str) -> Iterator[bytes]:
        return map(self._open, self._journal.of_subject(subject))

    def close(self) -> None:
        self._journal.close()
