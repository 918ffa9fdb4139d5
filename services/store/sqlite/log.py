"""The record log in SQLite: one writer thread, concurrent reads from the loop's thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

from county.clock import monotonic_ms
from county.store_faults import NONE, StoreFault
from services.failure_trace import trace
from services.store.chain import GENESIS
from services.store.ports import (
    DELIVERIES_DAYS,
    DELIVERIES_MAX,
    Checkpoint,
    Commit,
    Committed,
    Head,
    MustReopen,
    StoreError,
    StoreFailed,
    Verification,
)
from services.store.sqlite.anchoring import Anchoring
from services.store.sqlite.chain_scan import ChainScan, SealScan
from services.store.sqlite.checkpoints import CheckpointFiles
from services.store.sqlite.committing import Committer
from services.store.sqlite.damage_mark import mark_damaged
from services.store.sqlite.database import WritingConnection
from services.store.sqlite.folding import CommitFolding
from services.store.sqlite.log_reads import LogReads
from services.store.sqlite.readable_errors import is_damage
from services.store.sqlite.reading import LogReader
from services.store.sqlite.writer import WriterThread

T = TypeVar("T")


class TableDamaged(MustReopen):
    """A commit found a damaged part of the database; one line."""


class SqliteLog(LogReads):
    """A :class:`services.store.ports.RecordLog`.  :func:`services.store.sqlite.store.open_store` makes it."""

    def __init__(
        self,
        *,
        db: WritingConnection,
        reader: LogReader,
        committer: Committer,
        folding: CommitFolding,
        checkpoints: CheckpointFiles,
        checkpoint: Checkpoint | None,
        key: bytes,
        anchoring: Anchoring,
        warn: Callable[[str], None],
    ) -> None:
        """``checkpoint``: the newest valid one; the start did not verify the chain before it."""
        super().__init__(reader, committer.end.head)
        self._db = db
        self._committer = committer
        self._folding = folding
        self._checkpoints = checkpoints
        self._newest = checkpoint
        """Until :meth:`checkpoints` returns it."""
        self._chain = ChainScan(reader, 0, GENESIS, 0 if checkpoint is None else checkpoint.seq)
        self._seals = SealScan(reader, key, contents=False, last=committer.end.commit, last_seq=committer.end.head.seq)
        self._anchoring = anchoring
        self._warn = warn
        self._start = committer.end
        self._in_flight = False
        self._crowded = False
        """Whether deliveries are deleted before their time."""
        self._results: SimpleQueue[Committed | StoreFailed | TableDamaged] = SimpleQueue()
        self._checkpoint_thread: Thread | None = None
        self._thread = WriterThread("journal writer", self._between_jobs)

    def begin(self, commit: Commit) -> None:
        """See RecordLog.  Raises ValueError for decreasing times."""
        if self._in_flight:
            raise RuntimeError("a commit is in flight; get its result from done() first")
        require_order(commit, self._head)
        self._in_flight = True
        self._thread.post(lambda: self._results.put(self._commit(commit)))

    def done(self, timeout_ms: int) -> Committed | StoreFailed | None:
        """See RecordLog; None also when no commit is in flight.  Raises TableDamaged when the next start must rebuild a
        part of the database: nothing was stored."""
        if not self._in_flight:
            return None
        try:
            result = self._results.get(timeout=timeout_ms / 1000) if timeout_ms else self._results.get_nowait()
        except Empty:
            return None
        self._in_flight = False
        if isinstance(result, TableDamaged):
            raise result
        if isinstance(result, Committed):
            self._head = result.head
        return result

    def _commit(self, commit: Commit) -> Committed | StoreFailed | TableDamaged:
        before = self._committer.end
        try:
            if commit.empty:
                return self._committer.probe() or Committed(before.head)
            result = self._committer.commit(commit)
        except BaseException as error:  # the loop waits for a result
            if is_damage(error):
                self._mark_damaged(error)
                return TableDamaged(
                    "{path}: a part of it is damaged ({why}); the backend ends, and its next start rebuilds that part",
                    path=self._reader.path, why=error,
                )  # fmt: skip
            return StoreFailed("journal_failed", repr(error))
        if self._committer.end is not before:
            self._anchoring.committed(self._committer.end)
            self._folding.committed()
            self._tell_crowded(self._committer.deliveries.shortened)
        return result

    def _tell_crowded(self, crowded: bool) -> None:
        """Log when deliveries begin to be deleted before their time."""
        if crowded and not self._crowded:
            self._warn(
                f"{self._reader.path}: more than {DELIVERIES_MAX} deliveries within {DELIVERIES_DAYS} days; the oldest "
                "are forgotten earlier, a retry of them would be stored again; send fewer, larger batches"
            )
        self._crowded = self._crowded or crowded

    def _between_jobs(self) -> float | None:
        """Called between jobs of the writer thread: writes the anchor, folds old rows; returns the delay of the next
        call in s."""
        try:
            folded = self._folding.step()
        except Exception as error:  # folding must not stop commits
            folded = False
            self._warn(f"{self._reader.path}: old commits cannot be folded yet ({trace(error)})")
        wait_s = self._anchoring.anchor_when_due(self._committer.end)
        return 0.0 if folded else wait_s

    def run(self, job: Callable[[WritingConnection], T]) -> Future[T]:
        """Run ``job`` with the writing connection in the writer thread, between commits; it manages its own
        transaction."""

        def run() -> T:
            try:
                return job(self._db)
            except sqlite3.Error as error:
                if is_damage(error):
                    self._mark_damaged(error)
                raise

        return self._thread.submit(run)

    def _mark_damaged(self, error: BaseException) -> None:
        """Let the next start rebuild the damaged part."""
        mark_damaged(self._reader.path.parent, str(error))

    def checkpoints(self) -> Iterator[Checkpoint]:
        """See RecordLog; waits for a checkpoint that is being written."""
        self._await_checkpoint()
        newest, self._newest = self._newest, None
        if newest is not None:
            yield newest
        yield from self._checkpoints.read(
            lambda seq, found: self._reader.hash_at(seq) == found, None if newest is None else newest.seq
        )

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Write the checkpoint in a thread of its own, after the previous one was written.

        Raises StoreError when it does not fit the chain.  A write error is logged: the next start then uses an older
        checkpoint.
        """
        if self._reader.hash_at(checkpoint.seq) != checkpoint.hash:
            raise StoreError(f"a checkpoint of record {checkpoint.seq} does not fit the journal")
        self._newest = None
        self._await_checkpoint()
        self._checkpoint_thread = Thread(
            target=self._write_checkpoint, args=(checkpoint,), name="checkpoint", daemon=True
        )
        self._checkpoint_thread.start()

    def _write_checkpoint(self, checkpoint: Checkpoint) -> None:
        try:
            self._checkpoints.write(checkpoint)
        except OSError as error:
            self._warn(f"the checkpoint of record {checkpoint.seq} was not stored ({error}); a start uses an older one")

    def _await_checkpoint(self) -> None:
        if self._checkpoint_thread is not None:
            self._checkpoint_thread.join()
            self._checkpoint_thread = None

    def verify(self, budget_ms: int) -> Verification:
        """See RecordLog: verifies the part of the chain skipped at the start, and the seals of all earlier commits."""
        until_ms = monotonic_ms() + budget_ms
        fault = NONE
        try:
            while not (self._chain.fault or (self._chain.finished and self._seals.finished)):
                if not self._chain.finished:
                    self._chain.step()
                self._seals.step(self._verified(self._head.seq))
                if monotonic_ms() >= until_ms:
                    break
        except StoreError as error:
            fault = StoreFault("journal_unreadable", reason=error)
        target = self._start.head.seq
        fault = self._chain.fault or self._seals.fault or fault
        return Verification(min(self._verified(target), self._seals.previous.last_seq), target, fault)

    def _verified(self, last: int) -> int:
        """Seq up to which the chain is verified: ``last`` once the background scan has reached the start's part."""
        return last if self._chain.finished and not self._chain.fault else self._chain.seq

    def close(self) -> None:
        """Finish the commit in flight, write the anchor, release everything."""
        self._thread.close()
        self._await_checkpoint()
        self._anchoring.close(self._committer.end)
        self._reader.close()
        self._db.close()


def require_order(commit: Commit, head: Head) -> None:
    """Raises ValueError when recorded times of ``commit`` decrease."""
    last_ms = head.recorded_ms
    for recorded_ms in (*[entry.recorded_ms for entry in commit.entries], commit.recorded_ms):
        if recorded_ms < last_ms:
            raise ValueError(f"recorded time decreases from {last_ms} to {recorded_ms}")
        last_ms = recorded_ms
