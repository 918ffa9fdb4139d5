"""The proven prefix of a damaged journal as a record log to which nothing can be added."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from services.store.ports import Checkpoint, Commit, Committed, Head, MustReopen, StoreError, StoreFailed, Verification
from services.store.sqlite.log_reads import LogReads
from services.store.sqlite.reading import LogReader


class JournalReplaced(MustReopen):
    """The damaged journal was replaced, as by a restore: a start uses the new one; one line."""


class ProvenLog(LogReads):
    """A :class:`services.store.ports.RecordLog`."""

    def __init__(self, reader: LogReader, head: Head, journal: Path, is_replaced: Callable[[], bool]) -> None:
        """``reader``: of the proven prefix, which ends with ``head``.  ``journal``: the damaged one; ``is_replaced``:
        whether it was changed since."""
        super().__init__(reader, head)
        self._journal = journal
        self._is_replaced = is_replaced

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
