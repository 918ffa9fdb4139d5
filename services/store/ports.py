"""What the backend asks of a store.  A second implementation is a class that passes ``tests/contract``.

One store belongs to one realm and has one writer.  All methods are called by the backend's loop thread, none of them
waits for a disk or a network for longer than the time it is given, except where it says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from county.store_faults import NONE, Fault
from county.streams import Columns


class Entry(NamedTuple):
    """One record as it is stored: its bytes, and what it can be asked for by."""

    data: bytes
    subject: str
    """``key/id`` of the aggregate it is about (county.aggregates.subject_of), "" for none."""
    recorded_ms: int
    """Realm time; never less than that of the entry before."""


class Outcome(NamedTuple):
    """What an accepted command led to.  A refused one left no trace, so a retry is judged anew.

    ``content`` is a hash of the command; ``first_seq..last_seq`` are its records (0..-1: none).
    """

    command_id: str
    content: bytes
    first_seq: int
    last_seq: int


@dataclass(frozen=True)
class Commit:
    """Everything that one group makes durable: all of it or nothing."""

    recorded_ms: int
    entries: Sequence[Entry] = ()
    outcomes: Sequence[Outcome] = ()
    columns: Sequence[Columns] = ()
    """At most one of each stream."""
    contacts: Mapping[str, bytes] = field(default_factory=dict)
    """Personal data by token: see ContactStore."""

    @property
    def empty(self) -> bool:
        return not (self.entries or self.outcomes or self.contacts or any(len(part) for part in self.columns))


class Head(NamedTuple):
    """The end of the record log."""

    seq: int
    hash: bytes
    recorded_ms: int
    epoch: int
    """Raised by every ``journal restore``: only then may a head be lower than one seen before."""


class Committed(NamedTuple):
    """The commit is durable."""

    head: Head


@dataclass(frozen=True)
class StoreFailed:
    """Nothing of the commit was kept.  ``code`` is the refusal to answer with."""

    code: Literal["disk_full", "journal_failed"]
    reason: str


class StoreError(Exception):
    """A read that failed; one line.  ``code`` is the refusal to answer with."""

    code = "journal_failed"


class Checkpoint(NamedTuple):
    """The folded state at one sequence number, for the next start alone.  May be deleted at any time."""

    seq: int
    hash: bytes
    recorded_ms: int
    fold: int
    """county.fold.VERSION that made it."""
    catalog: str
    """Digest of the catalogue."""
    states: Mapping[str, Sequence[bytes]]
    """Encoded states by aggregate key."""


class Verification(NamedTuple):
    """How far the chain behind the newest checkpoint was walked in the background."""

    verified_seq: int
    target_seq: int
    fault: Fault = NONE
    """What is wrong, where."""


class RecordLog(Protocol):
    """The chained log of records with the outcomes of commands."""

    @property
    def head(self) -> Head: ...

    def begin(self, commit: Commit) -> None:
        """Start to make ``commit`` durable.  At most one is in flight; raises RuntimeError for a second.

        An empty one changes nothing and finds out whether the store can write at all.
        """
        ...

    def done(self, timeout_ms: int) -> Committed | StoreFailed | None:
        """The result of the commit in flight, once; None when there is none yet after ``timeout_ms``."""
        ...

    def outcome(self, command_id: str) -> Outcome | None:
        """What the command led to when it was accepted before.  Raises StoreError.

        Asked once a command, while the loop waits: a lookup in an index, which takes as long as the disk takes to read
        a few pages.
        """
        ...

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        """Stored bytes of records ``first_seq..last_seq``, both included, in order.  Raises StoreError."""
        ...

    def of_subject(self, subject: str) -> Iterator[bytes]:
        """Stored bytes of all records about one thing, in order.  Raises StoreError.

        The loop waits for it as for :meth:`outcome`, once for each record that is taken.
        """
        ...

    def seq_at(self, recorded_ms: int) -> int:
        """Seq of the last record that was recorded at or before ``recorded_ms``; 0 for none.  Raises StoreError."""
        ...

    def checkpoints(self) -> Iterator[Checkpoint]:
        """Readable checkpoints that fit the chain, newest first."""
        ...

    def keep(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint durably in place of the oldest but one.  Raises StoreError."""
        ...

    def verify(self, budget_ms: int) -> Verification:
        """Go on walking the part of the chain that the start did not, for ``budget_ms`` at most."""
        ...

    def close(self) -> None: ...


class History(Protocol):
    """Past rows of streams, kept by arrival: a correction is a new row, nothing is replaced.

    Rows arrive with ``Commit.columns`` in the record log's own transaction.  What is damaged is left out of answers
    and told in ``fault``.
    """

    @property
    def fault(self) -> Fault:
        """What is damaged and left out, or why compaction failed the last time."""
        ...

    def between(
        self, stream: str, key: int, from_ms: int, to_ms: int, limit: int, known_ms: int | None = None
    ) -> Columns:
        """Rows of one key between two times, both included, oldest first; at most the ``limit`` newest.

        Of several rows of one time the last to arrive counts.  ``known_ms``: only what had arrived by then.  Raises
        StoreError.
        """
        ...

    def newest(self, stream: str, at_ms: int | None = None, known_ms: int | None = None) -> Columns:
        """The newest row of every key, at or before ``at_ms``.  Raises StoreError."""
        ...

    def tidy(self, budget_ms: int) -> bool:
        """Compact and retire what is due, for ``budget_ms`` at most; whether more is due.

        Raises StoreError when what was begun has failed, e.g. for want of room; nothing is lost by that, and the next
        call tries again.
        """
        ...


class BlobRefused(Exception):
    """Bytes that cannot be taken; one line: what is wrong with them."""


class BlobStore(Protocol):
    """Files by their SHA-256: photos, attachments, documents.  What may be stored is judged by callers."""

    def put(self, chunk: bytes, *, sha256: str, offset: int, total: int) -> bool:
        """Take one chunk (≤ 256 KB) of a file; True once the file is whole, checked and durable.

        Chunks come in order; what was taken before may come again.  False after the last one: a part of an upload that
        outlived a restart is not checked yet; go on with empty chunks.  Raises BlobRefused, StoreError.
        """
        ...

    def received(self, sha256: str) -> int:
        """Bytes that were taken of the file: where an upload goes on.  Raises BlobRefused."""
        ...

    def get(self, sha256: str, offset: int, size: int) -> bytes | None:
        """At most ``size`` bytes from ``offset``; None when there is no such file.  Raises StoreError."""
        ...

    def size(self, sha256: str) -> int | None:
        """Bytes of the file; None when there is none."""
        ...

    def retire(self, before_ms: int, keep: frozenset[str]) -> int:
        """Delete files that were stored before ``before_ms`` and are not in ``keep``; returns how many."""
        ...


class ContactStore(Protocol):
    """Names and phones of reporters, erasable, outside the records: those carry a token.

    Contacts arrive with ``Commit.contacts``.
    """

    @property
    def fault(self) -> Fault:
        """Which contacts cannot be read, and the way out; "" for none."""
        ...

    def find(self, token: str) -> bytes | None:
        """What was said of the person; None when unknown or erased.  Raises StoreError."""
        ...

    def erase(self, token: str) -> bool:
        """Forget the person for good, also in the file's free pages; whether there was one.  Raises StoreError."""
        ...
