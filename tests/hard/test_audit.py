"""The long form of the audit log's guarantee: 10,000 random changes, all found."""

from __future__ import annotations

from pathlib import Path
from random import Random

from services.audit.entry import AuditEntry, AuditKind
from services.audit.files import audit_files
from services.audit.log import AuditLog
from services.audit.verify import verify_audit
from tests.tampered_lines import tampered

TAMPERINGS = 10_000
ENTRIES = 60


def test_ten_thousand_random_edits_deletions_swaps_and_cuts_are_found(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit", tmp_path / "keys")
    for number in range(ENTRIES):
        log.append([AuditEntry(kind=AuditKind.COMMAND_REFUSED, by=f"desk{number % 7}", code="FileEvent")])
    [file] = audit_files(log.folder)
    sound, random, missed = file.path.read_bytes(), Random(8), 0
    for _ in range(TAMPERINGS):
        file.path.write_bytes(tampered(sound, random))
        missed += not verify_audit(log).count
    print(f"{TAMPERINGS:,} changes of a log of {ENTRIES} entries, {len(sound):,} bytes: {missed} not found")
    assert missed == 0
