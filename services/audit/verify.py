"""Verifies the audit log: every entry, their chain, and both ends against the anchor."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from county.refusals import filled
from services.audit.anchor import AuditAnchor, BadAuditAnchor, read_audit_anchor
from services.audit.chain import ORIGIN, BadEntry, opened
from services.audit.entry import CAUSES, AuditEntry, AuditKind
from services.audit.files import audit_files, lines_of
from services.audit.log import KEY, AuditLog
from services.store.keyfiles import read_key

FAULTS_MAX = 20
"""Faults listed by place; all are counted."""


@dataclass
class AuditFindings:
    """What a verification found."""

    entries: int = 0
    first: AuditEntry | None = None
    last: AuditEntry | None = None
    faults: list[str] = field(default_factory=list)
    count: int = 0
    """Number of faults, more than are listed."""
    notes: list[str] = field(default_factory=list)
    """Damage that was noticed, and recorded, when entries were written."""

    def fault(self, text: str) -> None:
        """Count a fault, and list it."""
        self.count += 1
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(text)


def verify_audit(log: AuditLog) -> AuditFindings:
    """Verify a log, while entries are written or not.  Raises Explained errors and OSError."""
    found = AuditFindings()
    with log.locked():
        files = [(file.path, file.path.stat().st_size) for file in audit_files(log.folder)]
        try:
            key = read_key(log.keys / KEY)
            anchor = None if key is None else read_audit_anchor(log.keys, key)
        except BadAuditAnchor as error:
            found.fault(str(error))
            anchor = None
    if key is None:
        if files:
            found.fault(f"{log.keys / KEY}: is missing; restore it from a copy of the keys folder")
        return found
    if anchor is None and files and not found.faults:
        found.fault("the anchor is missing: entries at the end may have been deleted")
    before = None
    for path, size in files:
        before = _verify_file(path, size, key, anchor, found, before)
    _verify_end(found, anchor)
    return found


def _verify_file(
    path: Path, size: int, key: bytes, anchor: AuditAnchor | None, found: AuditFindings, before: AuditEntry | None
) -> AuditEntry | None:
    """Verify one file that follows the entry ``before``; returns its last entry."""
    number = read = 0
    for number, line in enumerate(lines_of(path, size), 1):
        read += len(line) + 1
        where = f"{path.name}, line {number}"
        try:
            entry = opened(line, key)
        except BadEntry as error:
            found.fault(f"{where}: {error}")
            continue
        _verify_order(where, entry, before, anchor, found)
        found.first = found.first or entry
        found.last = before = entry
        found.entries += 1
        if entry.kind == AuditKind.AUDIT_DAMAGED:
            cause = filled(CAUSES.get(entry.code, entry.code), entry.params, entry.params)
            found.notes.append(f"entry {entry.seq} reports: {cause}")
    if read < size:
        found.fault(f"{path.name}: its last line is incomplete")
    return before


def _verify_order(
    where: str, entry: AuditEntry, before: AuditEntry | None, anchor: AuditAnchor | None, found: AuditFindings
) -> None:
    if before is None:
        first = 1 if anchor is None else anchor.first_seq
        if entry.seq > first:
            found.fault(f"{where}: entries {first} to {entry.seq - 1} are missing")
        elif entry.seq == 1 and entry.before != ORIGIN:
            found.fault(f"{where}: it is not the first entry of this log")
    elif entry.seq > before.seq + 1:
        found.fault(f"{where}: entries {before.seq + 1} to {entry.seq - 1} are missing")
    elif entry.seq <= before.seq:
        found.fault(f"{where}: entry {entry.seq} is repeated or out of order")
    elif entry.before != before.mac:
        found.fault(f"{where}: entry {entry.seq} does not follow the entry before it")
    if anchor is not None and entry.seq == anchor.seq and entry.mac != anchor.last:
        found.fault(f"{where}: entry {entry.seq} was replaced")


def _verify_end(found: AuditFindings, anchor: AuditAnchor | None) -> None:
    last = 0 if found.last is None else found.last.seq
    if anchor is not None and last < anchor.seq:
        found.fault(f"the log ends with entry {last}, but had {anchor.seq}: entries were deleted")
