"""A record log in memory, for tests and for realms that are not stored: the whole port without a disk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import takewhile

from msgspec.structs import replace

from county.durations import DAY_MS
from county.store_faults import StoreFault
from services.store.chain import GENESIS, link
from services.store.ports import (
    DELIVERIES_DAYS,
    Checkpoint,
    Commit,
    Committed,
    Entry,
    Head,
    Outcome,
    StoreError,
    StoreFailed,
    Verification,
)

CHECKPOINTS_MAX = 2


class MemoryLog:
    """A :class:`services.store.ports.RecordLog` whose contents end with the process.

    A test can make it fail (``failure``), be slow (``slow``) and damage a record (:meth:`damage`).
    """

    def __init__(self, *, epoch: int = 0, append: Callable[[Commit], None] = lambda commit: None) -> None:
        """``append``: processes columns and contacts of a commit, e.g. for a history in memory; may raise
        StoreError."""
        self.failure: StoreFailed | None = None
        """Result of commits and probes while it is set."""
        self.slow = False
        """While it is set, :meth:`done` has no result yet."""
        self._append = append
        self._entries: list[Entry] = []
        self._hashes = [GENESIS]
        self._of_subject: dict[str, list[bytes]] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._deliveries: dict[str, tuple[int, Outcome]] = {}
        """Each with the machine's time of its commit."""
        self._checkpoints: list[Checkpoint] = []
        self._head = Head(0, GENESIS, 0, epoch)
        self._in_flight: Commit | None = None
        self._verified_seq = 0

    @property
    def head(self) -> Head:
        return self._head

    def begin(self, commit: Commit) -> None:
        """See RecordLog.  Raises ValueError for times that go back."""
        if self._in_flight is not None:
            raise RuntimeError("a commit is in flight; get its result from done() first")
        last_ms = self._head.recorded_ms
        for recorded_ms in (*(entry.recorded_ms for entry in commit.entries), commit.recorded_ms):
            if recorded_ms < last_ms:
                raise ValueError(f"recorded time decreases from {last_ms} to {recorded_ms}")
            last_ms = recorded_ms
        self._in_flight = commit

    def done(self, timeout_ms: int) -> Committed | StoreFailed | None:
        commit = self._in_flight
        if commit is None or self.slow:
            return None
        self._in_flight = None
        if self.failure is not None:
            return self.failure
        try:
            self._append(commit)
        except StoreError as error:
            return StoreFailed("journal_failed", str(error))
        if not commit.empty:
            self._apply(commit)
        return Committed(self._head)

    def _apply(self, commit: Commit) -> None:
        at_ms = commit.wall_ms or commit.recorded_ms
        for entry in commit.entries:
            self._entries.append(entry)
            self._hashes.append(link(self._hashes[-1], entry.data))
            if entry.subject:
                self._of_subject.setdefault(entry.subject, []).append(entry.data)
        for outcome in commit.outcomes:
            if outcome.last_seq >= outcome.first_seq:
                self._outcomes[outcome.command_id] = outcome
            else:
                self._deliveries[outcome.command_id] = at_ms, outcome
        expired = takewhile(lambda item: item[1][0] < at_ms - DELIVERIES_DAYS * DAY_MS, self._deliveries.items())
        for old in [command_id for command_id, _ in expired]:
            del self._deliveries[old]
        self._head = Head(len(self._entries), self._hashes[-1], commit.recorded_ms, self._head.epoch)

    def outcome(self, command_id: str) -> Outcome | None:
        return self._outcomes.get(command_id) or self._deliveries.get(command_id, (0, None))[1]

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        for seq in range(max(first_seq, 1), min(last_seq, self._head.seq) + 1):
            yield self._entries[seq - 1].data

    @property
    def is_replaced(self) -> bool:
        """See JournalReader."""
        return False

    def hash_at(self, seq: int) -> bytes | None:
        """See JournalReader."""
        return self._hashes[seq] if 0 <= seq <= self._head.seq else None

    def of_subject(self, subject: str) -> Iterator[bytes]:
        return iter(tuple(self._of_subject.get(subject, ())))

    def of_aggregate(self, key: str) -> Iterator[bytes]:
        some = [data for subject, data in self._of_subject.items() if subject.startswith(f"{key}/")]
        return (record for records in some for record in tuple(records))

    def seq_at(self, recorded_ms: int) -> int:
        return bisect_right(self._entries, recorded_ms, key=lambda entry: entry.recorded_ms)

    def checkpoints(self) -> Iterator[Checkpoint]:
        return iter(tuple(self._checkpoints))

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """See RecordLog.  Raises StoreError when it does not fit the chain."""
        if checkpoint.seq > self._head.seq or self._hashes[checkpoint.seq] != checkpoint.hash:
            raise StoreError(f"a checkpoint of record {checkpoint.seq} does not fit the journal")
        before = [other for other in self._checkpoints if other.seq < checkpoint.seq]
        self._checkpoints = [checkpoint, *before][:CHECKPOINTS_MAX]

    def damage(self, seq: int, data: bytes) -> None:
        """Replace the bytes of a record without updating the chain."""
        self._entries[seq - 1] = replace(self._entries[seq - 1], data=data)

    def verify(self, budget_ms: int) -> Verification:
        """See RecordLog; verifies everything in one call."""
        for seq in range(self._verified_seq + 1, self._head.seq + 1):
            if link(self._hashes[seq - 1], self._entries[seq - 1].data) != self._hashes[seq]:
                fault = StoreFault("record_changed", record=seq)
                return Verification(self._verified_seq, self._head.seq, fault)
            self._verified_seq = seq
        return Verification(self._verified_seq, self._head.seq)

    def close(self) -> None:
        """Nothing to release."""
