"""Which files records name, and deletion of old files that no record names.

A file that a record names is never deleted: the names are read from the journal before the first deletion, and every
file of a command counts as named as soon as the desk has looked it up, before the command is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from itertools import chain
from typing import Any

from county.aggregates import FILE_AGGREGATES
from county.attachments import UNNAMED_DAYS, Attachment, files_of
from county.clock import Clock, monotonic_ms
from county.durations import DAY_MS, HOUR_MS
from county.pictures import START_BYTES
from county.records import Record
from services.log import RateLimitedLog
from services.store.ports import BlobStore, RecordLog
from services.store.realm_store import RunFileJob

EVERY_MS = HOUR_MS
"""Time from the end of one pass over the files to the next."""
RETRY_MS = 60_000
_KEPT_MS = UNNAMED_DAYS * DAY_MS


class FileRetention:
    """Used by the loop; the BlobStore deletes in its own thread, a portion per call of :meth:`go_on`."""

    def __init__(
        self,
        *,
        blobs: BlobStore,
        run: RunFileJob,
        log: RecordLog,
        read: Callable[[bytes], Record[Any]],
        messages: RateLimitedLog,
        wall: Clock,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        """``read``: :meth:`services.store.upcast.RecordReader.read`.  ``wall``: the clock that dates the files."""
        self._blobs = blobs
        self._run = run
        self._log = log
        self._read = read
        self._messages = messages
        self._wall = wall
        self._monotonic = monotonic
        self._named: set[str] = set()
        self._reading: Iterator[bytes] | None = None
        """Records whose files are not in ``_named`` yet."""
        self._all_named = False
        """Whether the files of all records are in ``_named``."""
        self._before_ms = 0
        """Files that no record names and that are older are deleted, or will be at any moment."""
        self._pass: Iterator[int] | None = None
        self._job: Future[int | None] | None = None
        self._deleted = 0
        self._next_at = 0

    def stored_start(self, file: Attachment) -> bytes | None:
        """The first START_BYTES of a complete file, which counts as named from then on; None for any other.  Raises
        StoreError."""
        if self._blobs.size(file.sha256) != file.size:
            return None
        if file.sha256 not in self._named and (self._blobs.stored_ms(file.sha256) or 0) < self._before_ms:
            return None
        self._named.add(file.sha256)
        return self._blobs.get(file.sha256, 0, START_BYTES)

    def go_on(self, budget_ms: int) -> None:
        """Read names for at most ``budget_ms``, or start to delete the next portion."""
        if self._monotonic() < self._next_at:
            return
        try:
            if self._all_named:
                self._delete()
            else:
                self._read_names(budget_ms)
        except Exception as error:  # a record that cannot be read may name any file
            self._messages.warning("old files are not deleted", reason=str(error))
            self._reading = self._pass = self._job = None
            self._next_at = self._monotonic() + RETRY_MS

    def _read_names(self, budget_ms: int) -> None:
        until = self._monotonic() + budget_ms
        if self._reading is None:
            self._reading = chain.from_iterable(map(self._log.of_aggregate, FILE_AGGREGATES))
        for data in self._reading:
            self._named.update(file.sha256 for file in files_of(self._read(data).body))
            if self._monotonic() >= until:
                return
        self._all_named = True

    def _delete(self) -> None:
        if self._job is not None:
            if not self._job.done():
                return
            deleted, self._job = self._job.result(), None
            if deleted is None:
                self._end_pass()
                return
            self._deleted += deleted
        if self._pass is None:
            self._before_ms = self._wall.now_ms() - _KEPT_MS
            self._pass = self._blobs.retire(self._before_ms, self._named)
        portions = self._pass
        self._job = self._run(lambda: next(portions, None))

    def _end_pass(self) -> None:
        if self._deleted:
            self._messages.info("old files that no record names were deleted", files=self._deleted)
        self._pass, self._deleted = None, 0
        self._next_at = self._monotonic() + EVERY_MS
