"""``main.py drill archive | open``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from county.explained import visible
from county.numbering import moment
from county.package.open import CountyPackage
from services.audit.entry import AuditKind
from services.audit.log import AuditLog
from services.audit.recording import record
from services.command_line.arguments import target_file
from services.drill_archive.archive_file import read_archive
from services.drill_archive.making import archive_drill
from services.drill_archive.unpacking import unpack
from services.drill_report.command import ReportedRun
from services.drill_report.gathering import Progress
from services.drill_report.linter import gaps
from services.store.maintenance.realm_folders import RealmFolders


def archive(run: ReportedRun, out: Path, progress: Progress) -> str:
    """Write the archive of a drill that is over into ``out``; returns a line about it.

    Raises WrongArgument, NoDrillReport, NotLaidOut, BadJournal, StoreError, OSError.
    """
    place, county = RealmFolders(run.data, run.realm), CountyPackage(run.package)
    place.require_outside(target_file(out))
    found = run.found(county, progress)
    head = archive_drill(place.folder, county, found, out, progress)
    record(AuditLog.of_data(run.data), AuditKind.JOURNAL_EXPORTED, about=str(out.absolute()), realm=run.realm.id)
    lacking = read_archive(out).missing
    files = f"; {len(lacking)} photos or files are not in it, which `drill open` lists" if lacking else ""
    missing = gaps(found.facts)
    note = f"; its report has {len(missing)} gaps, which `drill report` lists" if missing else ""
    return (
        f"{out}: records 1 to {head.last_seq}, scenario, photos and files, report, {out.stat().st_size:,} bytes{note}"
        f"{files}; no contacts; "
        f"open it with `main.py drill open {out}`"
    )


def open_archive(path: Path, out: Path | None, print_line: Callable[[str], object]) -> None:
    """Print what an archive holds, once all of it is verified, and write it into the folder ``out``.  Raises
    BadDrillArchive, WrongArgument, OSError."""
    found = read_archive(path)
    head = found.head
    times = f"{moment(head.began_ms)} to {moment(head.ended_ms)}"
    print_line(visible(f"{head.realm} 演练 {head.title}: {head.county}, {times}"))
    print_line(visible(f"scenario {head.scenario} version {head.version}, SHA-256 {head.digest}"))
    print_line(f"records 1 to {head.last_seq}, the chain ends with {head.last_hash}")
    print_line(f"the report counts up to record {head.report_seq}")
    names = {one.member: f"{one.file.name} ({one.file.media_type}), record {one.seq}" for one in found.attached}
    for name, size in found.sizes.items():
        print_line(visible(f"{size:>12,} bytes  {head.members[name][:16]}  {names.get(name, name)}"))
    for one in found.missing:
        print_line(visible(f"{one.file.size:>12,} bytes  {one.file.sha256[:16]}  {names[one.member]}: is not in it"))
    nameless = len(found.recording.head.nameless)
    unverified = f"; {nameless} old reports are kept without their reporter's name" if nameless else ""
    print_line(f"{path}: all digests and the chain are right{unverified}; show it with `main.py replay {path}`")
    for written in () if out is None else unpack(path, found, out):
        print_line(visible(str(written)))
