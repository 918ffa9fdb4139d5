"""Reads pages of the audit log, newest first.  MACs are not verified here; see :mod:`services.audit.verify`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from services.audit.chain import BadEntry, decoded
from services.audit.entry import AuditEntry, AuditPage, AuditQuestion
from services.audit.files import BLOCK, audit_files, lines_backwards
from services.audit.log import AuditFailed

PAGE_ENTRIES = 100
PAGE_BYTES = 200_000
"""Limits of a page."""
SCANNED_MAX = 20_000
"""Entries searched for one page at most: a text that is rare is found over several pages."""


def page_of(folder: Path, question: AuditQuestion) -> AuditPage:
    """The page that answers ``question``.  Waits for the disk.  Raises AuditFailed."""
    wanted = question.text.strip().casefold()
    found: list[AuditEntry] = []
    scanned = size = 0
    try:
        for entry, length in _entries_before(folder, question.before):
            if scanned == SCANNED_MAX or len(found) == PAGE_ENTRIES or size >= PAGE_BYTES:
                return AuditPage(found, entry.seq + 1)
            scanned += 1
            if question.kind in ("", entry.kind) and (not wanted or any(wanted in t.casefold() for t in _texts(entry))):
                found.append(entry)
                size += length
    except OSError as error:
        path = error.filename or folder
        raise AuditFailed("{path}: cannot be read ({why}); check the disk", path=path, why=error) from error
    return AuditPage(found, 0)


def _entries_before(folder: Path, before: int) -> Iterator[tuple[AuditEntry, int]]:
    """Entries with a number below ``before`` (0: all), newest first, with their bytes; unreadable lines are skipped."""
    for file in reversed(audit_files(folder)):
        end = _start_of(file.path, before) if before else None
        for line in lines_backwards(file.path, end):
            try:
                entry = decoded(line)
            except BadEntry:
                continue
            if not before or entry.seq < before:
                yield entry, len(line)


def _start_of(path: Path, seq: int) -> int:
    """A byte at which a line begins, so that all entries with a number below ``seq`` begin before it; few others do."""
    with path.open("rb") as file:
        low, high = 0, file.seek(0, 2)
        end = high
        while high - low > BLOCK:
            middle = (low + high) // 2
            file.seek(middle)
            file.readline()
            start = file.tell()
            if start >= high:
                break
            try:
                later = decoded(file.readline().rstrip(b"\n")).seq >= seq
            except BadEntry:
                return end
            if later:
                high = start
            else:
                low = start
    return high


def _texts(entry: AuditEntry) -> Iterator[str]:
    yield from (entry.by, entry.person, entry.address, entry.about, entry.code, entry.reason, entry.realm)
    yield from entry.params.values()
