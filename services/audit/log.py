"""The audit log of a data folder: appends entries, one process at a time.

Every entry is durable before the anchor is written; an entry after the anchor is from a process that was killed between
the two, and is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from county.clock import SystemClock
from county.explained import Explained
from services.audit.anchor import AuditAnchor, BadAuditAnchor, read_audit_anchor, write_audit_anchor
from services.audit.chain import ORIGIN, BadEntry, opened, sealed
from services.audit.entry import AuditEntry, AuditKind, bounded
from services.audit.files import BLOCK, AuditFile, audit_files, audit_folder, expired, file_for, lines_backwards
from services.disk.data_folder import keys_folder
from services.disk.durable import sync_folder
from services.disk.file_lock import FileLocked, awaited_lock
from services.store.keyfiles import ensure_key, read_key
from services.store.private import FILE_MODE

KEY = "audit.key"
LOCK = "lock"
LOCKED_MS = 5_000
"""How long an append waits for another process that appends."""


class AuditFailed(Explained):
    """Entries cannot be stored or read; one line."""


class AuditHead(NamedTuple):
    """Where the log continues, and what contradicts its anchor: the entry to store, None for nothing."""

    seq: int
    mac: str
    first_seq: int
    damage: AuditEntry | None = None


class AuditLog:
    """Used by one thread at a time."""

    def __init__(self, folder: Path, keys: Path, clock: SystemClock | None = None) -> None:
        """``folder``: of the log's files; ``keys``: where its key and anchor are."""
        self.folder, self.keys = folder, keys
        self._clock = clock or SystemClock()

    @classmethod
    def of_data(cls, data: Path) -> AuditLog:
        """The log of a data folder."""
        return cls(audit_folder(data), keys_folder(data))

    @classmethod
    def beside(cls, keys: Path) -> AuditLog:
        """The log of the data folder whose keys these are."""
        return cls(audit_folder(keys.parent), keys)

    def append(self, entries: Sequence[AuditEntry]) -> None:
        """Store entries durably, in their order; those without a time get the present one.  Waits for the disk.

        A contradiction between log and anchor is recorded by an entry of its own before them.  Raises AuditFailed, and
        then nothing is stored, or as much as a later call takes for stored.
        """
        if not entries:
            return
        try:
            with self.locked():
                self._append(entries)
        except OSError as error:
            raise AuditFailed("{path}: cannot be written ({why}); free space or give permission to write",
                              path=error.filename or self.folder, why=error) from error  # fmt: skip

    def _append(self, entries: Sequence[AuditEntry]) -> None:
        now_ms = self._clock.now_ms()
        files = audit_files(self.folder)
        key = self._key(files)
        head = self._head(files, key)
        if head.damage is not None:
            entries = [head.damage, *entries]
        path = file_for(self.folder, files, now_ms)
        lines, seq, mac = [], head.seq, head.mac
        for entry in entries:
            seq += 1
            dated = bounded(entry if entry.at_ms else replace(entry, at_ms=now_ms))
            line, mac = sealed(dated, seq=seq, before=mac, key=key)
            lines.append(line)
        _write(path, b"\n".join(lines) + b"\n")
        anchor = AuditAnchor(seq=seq, last=mac, first_seq=head.first_seq)
        old = expired(files, now_ms)
        if old:
            last = _last_of(old, key)
            anchor = anchor if last is None else replace(anchor, first_seq=last.seq + 1)
        write_audit_anchor(self.keys, anchor, key)
        for file in old:  # after the anchor: a file that is left is deleted by the next call
            file.path.unlink(missing_ok=True)

    def _key(self, files: Sequence[AuditFile]) -> bytes:
        """The log's key, created for a new log.  Raises AuditFailed when the key of an existing one is missing."""
        path = self.keys / KEY
        key = read_key(path)
        if key is not None:
            return key
        if files:
            raise AuditFailed(
                "{path}: is missing, so the audit log cannot be continued; restore it from a copy of the keys folder, "
                "or move {folder} away to begin a new log",
                path=path, folder=self.folder,
            )  # fmt: skip
        return ensure_key(path)

    def _head(self, files: Sequence[AuditFile], key: bytes) -> AuditHead:
        """The end of the log as stored and as anchored; truncates a line that a killed process left incomplete."""
        if files:
            _end_at_line(files[-1].path)
        last = _last_of(files, key)
        try:
            anchor = read_audit_anchor(self.keys, key)
        except BadAuditAnchor:
            return _head_of(last, None, _damage("anchor_unusable"))
        if anchor is None:
            return _head_of(last, None, None if last is None else _damage("anchor_missing"))
        if last is None or last.seq < anchor.seq:
            found = 0 if last is None else last.seq
            damage = _damage("entries_deleted", found=found, last=anchor.seq) if anchor.seq else None
            return AuditHead(anchor.seq, anchor.last, anchor.first_seq, damage)
        replaced = None if _contains(files, anchor, key) else _damage("entry_replaced", last=anchor.seq)
        return _head_of(last, anchor, replaced)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Exclude other processes.  Raises AuditFailed after LOCKED_MS, OSError for the folder."""
        with ExitStack() as held:
            try:
                held.enter_context(awaited_lock(self.folder / LOCK, LOCKED_MS))
            except FileLocked as error:
                raise AuditFailed(
                    "{path}: another process has held it for {seconds} s; end that process",
                    path=self.folder / LOCK, seconds=LOCKED_MS // 1_000,
                ) from error  # fmt: skip
            yield


def _damage(code: str, **params: int) -> AuditEntry:
    return AuditEntry(
        kind=AuditKind.AUDIT_DAMAGED, code=code, params={name: str(value) for name, value in params.items()}
    )


def _head_of(last: AuditEntry | None, anchor: AuditAnchor | None, damage: AuditEntry | None) -> AuditHead:
    first = 1 if anchor is None else anchor.first_seq
    return AuditHead(0, ORIGIN, first, damage) if last is None else AuditHead(last.seq, last.mac, first, damage)


def _last_of(files: Sequence[AuditFile], key: bytes) -> AuditEntry | None:
    """The last entry that the key sealed."""
    for file in reversed(files):
        for line in lines_backwards(file.path):
            try:
                return opened(line, key)
            except BadEntry:
                continue
    return None


def _contains(files: Sequence[AuditFile], anchor: AuditAnchor, key: bytes) -> bool:
    """Whether the anchored entry is in the log: it is the last one, or a few entries before it."""
    for file in reversed(files):
        for line in lines_backwards(file.path):
            try:
                entry = opened(line, key)
            except BadEntry:
                continue
            if entry.seq <= anchor.seq:
                return anchor.seq == 0 or (entry.seq, entry.mac) == (anchor.seq, anchor.last)
    return anchor.seq == 0


def _end_at_line(path: Path) -> None:
    """Truncate what follows the last line feed."""
    with path.open("rb+") as file:
        size = place = file.seek(0, os.SEEK_END)
        while place > 0:
            step = min(BLOCK, place)
            place -= step
            file.seek(place)
            found = file.read(step).rfind(b"\n")
            if found >= 0:
                place += found + 1
                break
        if place < size:
            file.truncate(place)


def _write(path: Path, data: bytes) -> None:
    """Append to a file, or create it, durably.  Raises OSError, and then the file is as before, if that is possible."""
    new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), FILE_MODE)
    try:
        before = os.fstat(descriptor).st_size
        try:
            with os.fdopen(os.dup(descriptor), "ab") as file:
                file.write(data)
            os.fsync(descriptor)
        except BaseException:
            os.ftruncate(descriptor, before)
            raise
    finally:
        os.close(descriptor)
    if new:
        sync_folder(path.parent)
