"""Makes the archive of a drill from the folder of its realm, while its backend is running or not."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from county.drill.grading_table import DrillGrading
from county.package.open import CountyPackage
from county.records import Record
from services.drill_archive.archive import FORMAT, ArchiveHead
from services.drill_archive.archive_file import ATTACHMENTS, RECORDING, REPORT, SCENARIO, write_archive
from services.drill_archive.attached import attached_files, stored_contents
from services.drill_report.documents import write_report
from services.drill_report.facts import ReportFacts
from services.drill_report.gathering import GatheredDrill, Progress
from services.replay.clip import ReplayClip
from services.replay.clip_file import clip_bytes
from services.replay.clip_making import make_clip
from services.store.following import open_journal
from services.store.upcast import RecordReader


def archive_drill(
    folder: Path, package: CountyPackage, found: GatheredDrill, out: Path, progress: Progress
) -> ArchiveHead:
    """Write the archive of a drill; ``found``: its facts, gathered before.  Returns its head.

    Raises NoClip, NotLaidOut, BadJournal, StoreError, OSError.
    """
    recording = _whole(folder, package, progress)
    facts, heading = found.facts, found.facts.scenario.scenario
    head = ArchiveHead(
        format=FORMAT, realm=facts.realm, title=heading.title, scenario=heading.id, version=heading.version,
        digest=facts.scenario.digest, county=facts.county, program=facts.program, began_ms=facts.began_ms,
        ended_ms=facts.ended_ms, report_seq=facts.head_seq, report_hash=facts.head_hash,
        last_seq=recording.last_seq, last_hash=recording.head.last_hash, members={},
    )  # fmt: skip
    progress(0.95, "writing the report")
    files = {
        SCENARIO: found.scenario_text,
        **{f"{ATTACHMENTS}{name}": data for name, data in found.attachments.items()},
        RECORDING: clip_bytes(recording),
        **stored_contents(folder, attached_files(recording)),
        **_report_files(facts, package.catalog.drill_grading),
    }
    write_archive(head, files, out)
    return head


def _whole(folder: Path, package: CountyPackage, progress: Progress) -> ReplayClip:
    """The clip of everything that is recorded."""
    with closing(open_journal(folder)) as journal:
        first: Record[Any] = RecordReader().read(next(iter(journal.records(1, 1))), 1)
        last_ms = journal.head.recorded_ms
    return make_clip(folder, package, first.recorded_ms, last_ms, progress)


def _report_files(facts: ReportFacts, grading: DrillGrading) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="county-report-") as folder:
        return {f"{REPORT}{path.name}": path.read_bytes() for path in write_report(facts, grading, Path(folder))}
