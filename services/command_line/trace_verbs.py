"""``main.py trace``: where a batch of goods went and what it is made of, by the scans of a journal or of a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from county.numbering import COUNTY_TIME
from county.realm import Realm
from services.command_line import arguments
from services.command_line.options import TIME_FORMATS, Folder, OwnData, RealmName, given

if TYPE_CHECKING:
    from services.tracing.scan_index import ScanIndex


def trace(
    folder: Folder,
    batch: Annotated[str, typer.Argument(metavar="BATCH", help="its number, a part of it, or a product")],
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="scans that no backend has", callback=given(arguments.existing_file)),
    ] = None,
    at: Annotated[
        datetime | None, typer.Option(metavar="TIME", formats=TIME_FORMATS, help="only scans up to it, Beijing time")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="write whom to tell, as .docx, .xlsx, .pdf or .txt",
            callback=given(arguments.target_file),
        ),
    ] = None,
    data: OwnData = None,
    realm: RealmName = "live",
) -> None:  # fmt: skip
    """Follow a batch of goods: who has it, what it is made of, balances, gaps and circles.

    By the scans of the package's journal, with its backend running or not, or with --file by those of a file.
    """
    from county.clock import SystemClock
    from county.package.manifest import read_manifest
    from county.package.open import CountyPackage
    from county.tracing.question import TraceQuestion
    from services.tracing.places import read_points_of
    from services.tracing.trace_text import trace_lines
    from services.tracing.tracer import Tracer

    read_manifest(arguments.existing_folder(folder))
    package = CountyPackage(folder)
    index = _of_journal(folder, data, Realm(realm)) if file is None else _of_file(file)
    at_ms = None if at is None else round(at.replace(tzinfo=COUNTY_TIME).timestamp() * 1_000)
    tracer = Tracer(index, package.catalog, read_points_of(package, package.catalog.trace_places))
    now_ms = SystemClock().now_ms()
    answer = tracer.answer(TraceQuestion(batch=batch, at_ms=at_ms), now_ms)
    for line in trace_lines(answer):
        print(line)
    if out is not None and answer.found is not None:
        from services.paper.written import write_page
        from services.tracing.paper import TracePaper

        moment = datetime.fromtimestamp((now_ms if at_ms is None else at_ms) / 1_000, COUNTY_TIME)
        as_of = f"截至 {moment:%Y-%m-%d %H:%M}，{answer.scans:,} 条扫描"
        write_page(TracePaper(package.manifest, package.catalog, "zh").page(answer.found, as_of), out)
        print(out)


def _of_journal(folder: Path, data: Path | None, realm: Realm) -> ScanIndex:
    """The scans of the journal of a realm, in the order of its records.  Raises Explained errors."""
    from contextlib import closing

    from county.tracing.scans import SCANS
    from services.disk.data_folder import data_folder, realm_folder
    from services.store.sqlite.reading import LogReader
    from services.store.upcast import RecordReader
    from services.tracing.scan_index import ScanIndex

    index, read = ScanIndex(), RecordReader().read
    with closing(LogReader(realm_folder(data_folder(folder) if data is None else data, realm))) as journal:
        records = sorted((read(bytes_) for bytes_ in journal.of_aggregate(SCANS.key)), key=lambda record: record.seq)
    index.take((record.seq, record.recorded_ms, record.body.scans) for record in records)
    return index


def _of_file(file: Path) -> ScanIndex:
    """The scans of a file; rows that are none are named.  Raises Explained errors."""
    from contextlib import closing

    from county.tables.reader import TableFile
    from services.intake.items import Scanned
    from services.sending.file_rows import interpreted, surveyed
    from services.sending.report import SendReport
    from services.tracing.scan_index import ScanIndex

    index = ScanIndex()
    with closing(TableFile(file)) as rows:
        interpreter = surveyed(rows, None, None)
        report = SendReport(rows.path, rows.found, interpreter)
        items = interpreted(rows, interpreter, report)
        index.take((1, item.at_ms, (item.scan,)) for item in items if isinstance(item, Scanned))
    for line in report.unusable.lines("unusable"):
        print(line)
    return index
