"""``main.py brief``: makes a monthly bulletin from the journal of a data folder, and verifies one against it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from county.catalog import Catalog
from county.explained import Explained, WrongArgument
from county.figures.periods import kind_of
from county.package.open import CountyPackage
from county.realm import Realm
from services.analysis.figures import Figures, counted_county
from services.analysis.follower import RECORDS_MAX
from services.analysis.timeline import TimelineIdentity, new_timeline
from services.analysis.timeline_writer import TimelineWriter
from services.brief.bulletin import bulletin, questions
from services.brief.documents import write_documents
from services.brief.group_names import GroupNames
from services.brief.verify import VerifiedBulletin
from services.brief.verify import verify as verify_file
from services.data_folder import realm_folder
from services.protocol.analysis_messages import FiguresRequest, FigureTable
from services.store.following import open_journal
from services.store.upcast import RecordReader

Progress = Callable[[float, str], None]


class NoRecords(Explained):
    """There is nothing to report on; one line: where and the way out."""


class _Counted(NamedTuple):
    """The figures of a journal, and its chain."""

    figures: Figures
    hash_at: Callable[[int], bytes | None]


def make(package: Path, data: Path, realm: Realm, month: str, out: Path, progress: Progress) -> list[Path]:
    """Write the bulletin of ``month`` (``2026-10``) as DOCX and XLSX into ``out``; returns their paths.

    Raises WrongArgument, NoRecords, PackageError, StoreError, OSError.
    """
    if kind_of(month) != "month":
        raise WrongArgument("--month {month}: is no month; write one like 2026-10", month=month)
    county = CountyPackage(package)
    catalog = county.catalog
    with _counted(county, catalog, data, realm, progress) as counted:
        seq, answers = 0, list[FigureTable]()
        for question in questions(catalog, month):
            answers.append(counted.figures.table(FiguresRequest(
                request="brief", metrics=question.metrics, scope=question.scope, periods=question.periods,
                grain=question.grain, as_of_seq=seq,
            )))  # fmt: skip
            seq = answers[0].as_of_seq
    if not seq:
        raise NoRecords("{data}: its journal has no records; run the backend, or name another --data", data=data)
    names = GroupNames(county, catalog)
    made = bulletin(catalog, county.manifest.name, month, answers, names.name_of, synthetic=county.manifest.synthetic)
    return write_documents(made, catalog, out)


def verify(file: Path, package: Path, data: Path, realm: Realm, progress: Progress) -> VerifiedBulletin:
    """Compare every number of ``file`` with the journal.  Raises NotVerifiable and as :func:`make`."""
    county = CountyPackage(package)
    catalog = county.catalog
    with _counted(county, catalog, data, realm, progress) as counted:
        return verify_file(file, catalog, counted.figures.again, counted.hash_at)


@contextmanager
def _counted(
    county: CountyPackage, catalog: Catalog, data: Path, realm: Realm, progress: Progress
) -> Iterator[_Counted]:
    """Read the whole journal into a timeline of its own, beside whatever else runs."""
    reader = RecordReader()
    identity = TimelineIdentity(county=county.manifest.identity, realm=realm.id, catalog=catalog.digest)
    folder = realm_folder(data, realm)
    journal, counting = open_journal(folder), open_journal(folder)
    try:
        with tempfile.TemporaryDirectory() as name:
            timeline = new_timeline(Path(name) / "timeline", identity)
            try:
                writer, head = TimelineWriter(timeline, journal, reader), journal.head
                while writer.go_on(RECORDS_MAX, head):
                    progress(timeline.extent.head.seq / head.seq, "journal")
                figures = Figures(timeline, counted_county(county), counting, reader)
                yield _Counted(figures, journal.hash_at)
            finally:
                timeline.close()
    finally:
        counting.close()
        journal.close()
