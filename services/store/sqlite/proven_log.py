"""The proven prefix of a damaged journal as a record log to which nothing can be added."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from services.loop_failures import LoopEnds
from services.store.ports import Checkpoint, Commit, Committed, Head, Outcome, StoreError, StoreFailed, Verification
from services.store.sqlite.reading import LogReader


class JournalReplaced(LoopEnds):
    """The damaged journal was replaced, as by a restore: a start uses the new one; one line."""


class ProvenLog:
    """A :class:`services.store.ports.RecordLog`."""

    def __init__(self, reader: LogReader, head: Head, journal: Path, is_replaced: Callable[[], bool]) -> None:
        """``reader``: of the proven prefix, which ends with ``head``.  ``journal``: the damaged one; ``is_replaced``:
        whether it was changed since."""
        self._reader = reader
        self._head = head
        self._journal = journal
        self._is_replaced = is_replaced

    @property
    def head(self) -> Head:
        """The last proven record."""
        return self._head

    def begin(self, commit: Commit) -> None:
        """See RecordLog: only an empty commit.  Raises StoreError for others."""
        if not commit.empty:
            raise StoreError("{path}: is damaged; nothing can be stored", path=self._journal)

    def done(self, timeout_ms: int) -> Committed | StoreFailed | None:
        """See RecordLog.  Raises JournalReplaced."""
        if self._is_replaced():
            raise JournalReplaced(
                "{path}: the damaged journal was replaced; the backend ends, and its next start uses the new one",
                path=self._journal,
            )
        return Committed(self._head)

    def outcome(self, command_id: str) -> Outcome | None:
        return self._reader.outcome(command_id)

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        return self._reader.records(first_seq, min(last_seq, self._head.seq))

    def of_subject(self, subject: str) -> Iterator[bytes]:
        return self._reader.of_subject(subject)

    def of_aggregate(self, key: str) -> Iterator[bytes]:
        return self._reader.of_aggregate(key)

    def seq_at(self, recorded_ms: int) -> int:
        return self._reader.seq_at(recorded_ms)

    def checkpoints(self) -> Iterator[Checkpoint]:
        """See RecordLog: none."""
        return iter(())

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """See RecordLog: nothing is stored."""

    def verify(self, budget_ms: int) -> Verification:
        """See RecordLog: everything was verified when it was copied."""
        return Verification(self._head.seq, self._head.seq)

    def close(self) -> None:
        self._reader.close()
