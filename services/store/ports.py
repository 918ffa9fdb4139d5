"""The ports of a store.  Another implementation is a class that passes ``tests/contract``.

A store belongs to one realm and has one writer.  All methods are called by the backend's loop thread; none of them
waits for a disk or a network longer than the given time, unless its docstring states so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

import msgspec

from county.explained import Explained
from county.store_faults import NONE, StoreFault
from county.streams import Array, Columns
from services.store.chain import GENESIS

DELIVERIES_DAYS = 7
"""For how many days of the machine's clock an outcome without records is retained: a retry of its command is recognised
for so long, then decided again."""
DELIVERIES_MAX = 8_000_000
"""Such outcomes at most: 13 a second for seven days.  With more the oldest are deleted earlier, and this is logged."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One record as it is stored: its bytes and the columns by which it is found."""

    data: bytes
    subject: str
    """``key/id`` of its aggregate (county.aggregates.subject_of), "" for none."""
    recorded_ms: int
    """Realm time; never less than that of the previous entry."""


class Outcome(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Result of an accepted command.  Refused ones are not stored, so that a retry is decided again.

    ``content`` is a hash of the command; ``first_seq..last_seq`` are its records (0..-1: none).
    """

    command_id: str
    content: bytes
    first_seq: int
    last_seq: int


@dataclass(frozen=True)
class Commit:
    """Everything that one group makes durable, atomically."""

    recorded_ms: int
    entries: Sequence[Entry] = ()
    outcomes: Sequence[Outcome] = ()
    columns: Sequence[Columns] = ()
    """At most one per stream."""
    contacts: Mapping[str, bytes] = field(default_factory=dict)
    """Personal data by token: see ContactStore."""
    wall_ms: int = 0
    """The machine's clock, which differs from ``recorded_ms`` in a drill and after it was set; 0: the same."""

    @property
    def empty(self) -> bool:
        return not (self.entries or self.outcomes or self.contacts or any(len(part) for part in self.columns))


class Head(NamedTuple):
    """The end of the record log."""

    seq: int
    hash: bytes
    recorded_ms: int
    epoch: int
    """Raised by every ``journal restore``: only a head with a higher epoch may be lower than an earlier one."""


GENESIS_HEAD = Head(0, GENESIS, 0, 0)
"""The end of an empty record log."""


class Committed(NamedTuple):
    """The commit is durable."""

    head: Head


@dataclass(frozen=True)
class StoreFailed:
    """Nothing of the commit was stored.  ``code`` is the refusal code for the answer."""

    code: Literal["disk_full", "journal_failed"]
    reason: str
    uncertain: bool = False
    """The disk may contain all of it, and could not be overwritten since: if the process ends now, the next start finds
    it.  The next commit that succeeds replaces it."""


class StoreError(Explained):
    """A failed read or write; one line.  ``code`` is the refusal code for the answer."""

    code = "journal_failed"


class MustReopen(Explained):
    """Nothing more can be stored until the store is opened again, by another start of the backend; one line."""


class Checkpoint(NamedTuple):
    """The folded state at one sequence number, used only by the next start.  May be deleted at any time."""

    seq: int
    hash: bytes
    recorded_ms: int
    fold: int
    """The county.fold.VERSION that made it."""
    catalog: str
    """Digest of the catalogue."""
    states: Mapping[str, Collection[bytes | memoryview]]
    """Encoded states by aggregate key."""


class Verification(NamedTuple):
    """How far the background verification of the chain before the newest checkpoint has got."""

    verified_seq: int
    target_seq: int
    fault: StoreFault = NONE
    """The fault and its place."""


class RecordLog(Protocol):
    """The chained log of records with the outcomes of commands."""

    @property
    def head(self) -> Head: ...

    def begin(self, commit: Commit) -> None:
        """Start to make ``commit`` durable.  At most one is in flight; raises RuntimeError for a second.

        An empty one changes nothing and checks whether the store can be written.
        """
        ...

    def done(self, timeout_ms: int) -> Committed | StoreFailed | None:
        """The result of the commit in flight, once; None when there is none yet after ``timeout_ms``.  Raises
        MustReopen; then nothing was stored."""
        ...

    def outcome(self, command_id: str) -> Outcome | None:
        """The outcome of the command if it was accepted before: one with records ever, one without within the last
        DELIVERIES_DAYS.  Raises StoreError.

        Called once per command while the loop waits: an index lookup that takes as long as the disk needs to read a few
        pages.
        """
        ...

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        """Stored bytes of records ``first_seq..last_seq``, both included, in order.  Raises StoreError."""
        ...

    def of_subject(self, subject: str) -> Iterator[bytes]:
        """Stored bytes of all records about one subject, in order.  Raises StoreError.

        The loop waits for it as for :meth:`outcome`, once for each record read.
        """
        ...

    def of_aggregate(self, key: str) -> Iterator[bytes]:
        """Stored bytes of all records about subjects of one aggregate, read in portions; those of one subject in order.
        Raises StoreError."""
        ...

    def seq_at(self, recorded_ms: int) -> int:
        """Seq of the last record that was recorded at or before ``recorded_ms``; 0 for none.  Raises StoreError."""
        ...

    def checkpoints(self) -> Iterator[Checkpoint]:
        """Readable checkpoints that fit the chain, newest first."""
        ...

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint durably; only the newest two are retained.  Raises StoreError."""
        ...

    def verify(self, budget_ms: int) -> Verification:
        """Continue the verification of the chain before the newest checkpoint, for ``budget_ms`` at most."""
        ...

    def close(self) -> None: ...


class JournalReader(Protocol):
    """The record log as another process reads it beside its writer: each call returns what is durable at that moment.

    Used by one thread at a time.
    """

    @property
    def head(self) -> Head:
        """The end of the log.  Raises StoreError."""
        ...

    @property
    def is_replaced(self) -> bool:
        """Whether the log that was opened is not the realm's any more, e.g. after a restore: open it again."""
        ...

    def hash_at(self, seq: int) -> bytes | None:
        """Hash of record ``seq`` in the chain, GENESIS for 0; None when there is no such record.  Raises StoreError."""
        ...

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        """See :class:`RecordLog`."""
        ...

    def of_subject(self, subject: str) -> Iterator[bytes]:
        """See :class:`RecordLog`."""
        ...

    def close(self) -> None: ...


class RealmJournal(JournalReader, Protocol):
    """The same of a realm's folder, with what it is the journal of."""

    @property
    def county(self) -> str:
        """Identity of the package that it belongs to."""
        ...

    @property
    def realm(self) -> str: ...

    def seq_at(self, recorded_ms: int) -> int:
        """See :class:`RecordLog`."""
        ...


class History(Protocol):
    """Past rows of streams, stored in arrival order: a correction is a new row, nothing is replaced.

    Rows arrive with ``Commit.columns`` in the record log's own transaction.  Damaged blocks are omitted from results
    and reported in ``fault``.
    """

    @property
    def fault(self) -> StoreFault:
        """Damaged blocks that are omitted, or why the last compaction failed."""
        ...

    def between(
        self, stream: str, key: int, from_ms: int, to_ms: int, limit: int, known_ms: int | None = None
    ) -> Columns:
        """Rows of one key between two times, both included, oldest first; at most the ``limit`` newest.

        Of several rows with the same time the last to arrive counts.  ``known_ms``: only rows that had arrived by then.
        Raises StoreError.
        """
        ...

    def at(self, stream: str, keys: Array, at_ms: Array, between: Callable[[], None]) -> Columns:
        """The rows of exactly these keys and times, (n,) each, that are stored; of several rows with the same key and
        time the last to arrive.  In no order.  Raises StoreError.

        The loop waits for it, longest when every key is in another part of the history; ``between`` is called every few
        milliseconds.
        """
        ...

    def newest(self, stream: str, at_ms: int | None = None, known_ms: int | None = None) -> Columns:
        """The newest row of every key, at or before ``at_ms``.  Raises StoreError."""
        ...

    def arrived(self, stream: str, after_ms: int, to_ms: int) -> tuple[Columns, Array]:
        """Rows that were recorded after ``after_ms``, until ``to_ms`` included, in arrival order, and when each was
        recorded, (n,) int64.  Reads all of them: not for the loop.  Raises StoreError."""
        ...

    def maintain(self, budget_ms: int) -> bool:
        """Run due compaction and retention, for ``budget_ms`` at most; returns whether more is due.

        Raises StoreError when it fails, e.g. on a full disk; no data is lost, and the next call retries.
        """
        ...


class BlobRefused(Exception):
    """Bytes that are not accepted; one line with the reason."""


class DigestMismatch(BlobRefused):
    """All bytes of a file arrived, and their SHA-256 is another one; none of them is kept."""


class BlobStore(Protocol):
    """Files by their SHA-256: photos, attachments, documents.  Callers decide what may be stored.

    ``size``, ``stored_ms`` and ``get`` of a few bytes may be called by the loop's thread, the other methods by one
    other thread: they wait for the disk.
    """

    def put(self, chunk: bytes, *, sha256: str, offset: int, total: int, by: str) -> bool:
        """Store one chunk (≤ 256 KB) of a file; returns True once the file is complete, verified and durable.

        Every uploader ``by`` has a part of its own, so that none can spoil another one's.  Chunks arrive in order;
        earlier ones may be repeated.  False after the last one: a part of an upload from before a restart is not
        verified yet; continue with empty chunks.  A chunk of a complete file sets its date to now.
        Raises BlobRefused, StoreError.
        """
        ...

    def received(self, sha256: str, by: str) -> int:
        """Number of bytes of the file that are stored, of an incomplete one those of ``by``: the offset at which an
        upload continues.  Raises BlobRefused."""
        ...

    def get(self, sha256: str, offset: int, size: int) -> bytes | None:
        """At most ``size`` bytes from ``offset``; None when the file is unknown.  Raises StoreError."""
        ...

    def size(self, sha256: str) -> int | None:
        """Size of the file in bytes; None when it is unknown."""
        ...

    def stored_ms(self, sha256: str) -> int | None:
        """When the file was stored last; None when it is unknown."""
        ...

    def retire(self, before_ms: int, keep: Container[str]) -> Iterator[int]:
        """Delete files and unfinished uploads that were stored before ``before_ms``, except the files in ``keep``.

        Yields, after each portion, how many files it deleted; other methods may be called between portions.  ``keep``
        is asked for each file before it is deleted.  Raises StoreError.
        """
        ...


class ContactStore(Protocol):
    """Names and phones of reporters, erasable and separate from the records, which contain a token.

    Contacts arrive with ``Commit.contacts``.
    """

    @property
    def fault(self) -> StoreFault:
        """The contacts that cannot be read, and the remedy; NONE for none."""
        ...

    def find(self, token: str) -> bytes | None:
        """The person's contact data as reported; None when unknown or erased.  Raises StoreError."""
        ...

    def containing(self, text: str) -> list[str]:
        """Tokens of the contacts whose data contains ``text``, sorted; reads all of them.  Raises StoreError.

        May be called by any thread; no other call waits for it.
        """
        ...

    def erase(self, token: str) -> bool:
        """Erase the person's data permanently, also in free pages of the file; whether there was any.  Raises
        StoreError."""
        ...


class IndexedText(NamedTuple):
    """A text in an index of full texts: the terms by which it is found."""

    number: int
    """Texts are found in descending order of their numbers."""
    terms: frozenset[str]


TextQuery = Sequence[Sequence[Sequence[str]]]
"""What a text must contain: of each part one alternative, of an alternative all terms."""


def fits(query: TextQuery, terms: frozenset[str]) -> bool:
    """Whether a text with these terms contains what ``query`` asks for."""
    return all(any(terms.issuperset(alternative) for alternative in part) for part in query)


class Cancelled(Exception):
    """The caller does not need the result any more."""


class TextIndex(Protocol):
    """Numbers of texts by their terms; derived from the record log, and may be deleted at any time.

    A term contains letters, digits and the separators of :mod:`services.analysis.texts.terms` only.  One thread puts;
    others may search.
    """

    @property
    def mark(self) -> bytes:
        """The mark of the last :meth:`put`; b"" when there was none.  Raises StoreError."""
        ...

    def put(self, texts: Sequence[IndexedText], mark: bytes) -> None:
        """Add texts and store ``mark``, atomically.  A number is put once.  Raises StoreError."""
        ...

    def search(
        self, query: TextQuery, *, before: int | None = None, limit: int, cancelled: Callable[[], bool] = bool
    ) -> list[int]:
        """Numbers of the texts that match, newest first, those below ``before``; none for an empty query.

        Raises StoreError; Cancelled soon after ``cancelled`` returns True.
        """
        ...

    def close(self) -> None: ...
