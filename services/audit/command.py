"""The verbs of ``main.py audit``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from county.explained import visible
from county.numbering import COUNTY_TIME, moment
from services.audit.chain import BadEntry, decoded
from services.audit.entry import AuditEntry
from services.audit.files import audit_files, audit_folder, lines_of
from services.audit.log import AuditFailed, AuditLog
from services.audit.verify import verify_audit

PrintLine = Callable[[str], None]
"""Prints one line."""


def list_entries(data: Path, since: datetime | None, *, print_line: PrintLine) -> None:
    """Print the entries from ``since`` on (without an offset: Beijing time), oldest first.  Raises AuditFailed."""
    folder = audit_folder(data)
    first_ms = 0 if since is None else round(_dated(since).timestamp() * 1000)
    try:
        for file in audit_files(folder):
            for line in lines_of(file.path, file.path.stat().st_size):
                try:
                    entry = decoded(line)
                except BadEntry as error:
                    print_line(f"{file.path.name}: {error}; run `main.py audit … verify`")
                    continue
                if entry.at_ms >= first_ms:
                    print_line(entry_line(entry))
    except OSError as error:
        path = error.filename or folder
        raise AuditFailed(
            "{path}: cannot be read ({why}); run it as the user of the backend", path=path, why=error
        ) from error


def verify(data: Path, *, print_line: PrintLine) -> int:
    """Verify the log; exit code, 1 for a fault.  Raises Explained errors and OSError."""
    found = verify_audit(AuditLog.of_data(data))
    for fault in found.faults:
        print_line(fault)
    if found.count > len(found.faults):
        print_line(f"and {found.count - len(found.faults)} more faults")
    for note in found.notes:
        print_line(note)
    if found.first is None or found.last is None:
        print_line(f"{audit_folder(data)}: no entries")
    else:
        span = f"{found.first.seq} ({moment(found.first.at_ms)}) to {found.last.seq} ({moment(found.last.at_ms)})"
        print_line(f"{audit_folder(data)}: {found.entries:,} entries, {span}; faults: {found.count}")
    return int(bool(found.count))


def entry_line(entry: AuditEntry) -> str:
    """One line: number, time, kind, and whatever else is known."""
    parts = [f"{entry.seq}", moment(entry.at_ms), entry.kind]
    parts += [f"{name}={visible(value)}" for name in ("by", "person", "realm", "address", "about", "code", "reason")
              if (value := getattr(entry, name))]  # fmt: skip
    if entry.params:
        parts.append("(" + ", ".join(f"{name}={visible(value)}" for name, value in entry.params.items()) + ")")
    if entry.count != 1:
        parts.append(f"×{entry.count}")
    return "  ".join(parts)


def _dated(since: datetime) -> datetime:
    return since.replace(tzinfo=COUNTY_TIME) if since.tzinfo is None else since
