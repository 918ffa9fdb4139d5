"""Reads a file as the backend of a county would take it: its columns, rows as they are understood, and refused ones."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from county.figures.indicator_limits import limits_of, number_text
from county.figures.indicator_names import name_of
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CALLS, VISITS, CountCalls, VisitGrid
from county.names import BETWEEN
from county.package.open import CountyPackage
from county.package.place_names import place_names
from county.tables.reader import TableFile
from county.tracing.scans import SCAN_KINDS
from services.file_import.columns import file_columns, shown
from services.file_import.county_dry_run import CountyDryRun
from services.file_import.messages import (
    FileMessage,
    FileOutcome,
    FileProgress,
    PreviewFile,
    PreviewRefusal,
    PreviewRows,
    Reason,
    ReasonCount,
    UnderstoodRow,
)
from services.intake.items import Figured, Item, Measured, Reported, Scanned
from services.intake.rows import SURVEYED
from services.sending.file_rows import interpreted, surveyed
from services.sending.report import SendReport

UNDERSTOOD, REFUSED = 200, 500
"""Rows shown."""
REASONS = 100
_EVERY = 200


def preview(request: PreviewFile, emit: Callable[[FileMessage], None]) -> None:
    """Answer ``request``: FileColumns, PreviewRows and FileProgress in turn, finally FileOutcome.

    Raises Explained errors.
    """
    package = CountyPackage(Path(request.package))
    with closing(TableFile(Path(request.file))) as rows:
        options = request.choice.options()
        emit(file_columns(rows.first(SURVEYED), rows.found, options))
        interpreter = surveyed(rows, options, lambda: place_names(package))
        report = SendReport(rows.path, rows.found, interpreter)
        outcome = CountyDryRun(report, request.now_ms, package, package.catalog, request.realm, request.principal)
        understood: list[UnderstoodRow] = []
        refused: list[PreviewRefusal] = []

        def refuse(where: str, message: str) -> None:
            if len(refused) < REFUSED:
                refused.append(PreviewRefusal(where, Reason.of(message)))

        report.refused.on_add = report.unusable.on_add = refuse
        sent, sent_refused, told = 0, 0, 0
        for item in interpreted(rows, interpreter, report):
            if outcome.add(item) and len(understood) < UNDERSTOOD:
                understood.append(_understood(item, outcome))
            if report.rows - told >= _EVERY:
                told = report.rows
                emit(PreviewRows(understood=understood[sent:], refused=refused[sent_refused:]))
                sent, sent_refused = len(understood), len(refused)
                emit(FileProgress(rows.share_read, report.rows))
        emit(PreviewRows(understood=understood[sent:], refused=refused[sent_refused:]))
        emit(outcome_of(report))


def outcome_of(report: SendReport, *, kept: int = 0, cancelled: bool = False) -> FileOutcome:
    """The sums of a report."""
    groups = sorted((*report.refused.groups(), *report.unusable.groups()), key=lambda group: -group.number)
    return FileOutcome(
        rows=report.rows, events=report.events, readings=report.readings, figures=report.figures,
        approximate=report.approximate,
        known=report.again + report.known, gaps=report.gaps, refused=report.refused.total,
        unusable=report.unusable.total,
        reasons=[ReasonCount(Reason.of(group.message), group.number) for group in groups[:REASONS]],
        notes=[Reason.of(line) for line in report.remarks()], unused=[shown(name) for name in report.unused()],
        kept=kept, cancelled=cancelled,
    )  # fmt: skip


def _understood(item: Item, outcome: CountyDryRun) -> UnderstoodRow:
    match item:
        case Reported():
            place = f"{item.x:.10g}, {item.y:.10g}" + (" m" if item.metric else "")
            return UnderstoodRow(
                item.where, item.at_ms, place, outcome.division_of(item), shown(outcome.subclass_name(item.subclass)),
                shown(item.title), shown(item.reporter), shown(item.address), item.place_level,
            )  # fmt: skip
        case Measured():
            values = ", ".join(f"{channel} {value:g}" for channel, value in item.values.items())
            return UnderstoodRow(item.where, item.at_ms, "", "", shown(item.sensor_id), shown(values))
        case Scanned():
            scan = item.scan
            goods = ", ".join(each.epc for each in (*scan.goods, *scan.inputs, *scan.outputs))
            what = BETWEEN.join(filter(None, (SCAN_KINDS[scan.kind].zh, scan.biz_step)))
            return UnderstoodRow(item.where, item.at_ms, "", "", shown(what), shown(goods), "", shown(scan.read_point))
    return _figured(item, outcome)


def _figured(item: Figured, outcome: CountyDryRun) -> UnderstoodRow:
    """An input of figures: what it is of, and what it says, as it would be stored."""
    match body := outcome.figure_of(item):
        case ReportIndicator():
            value = limits_of(body.indicator, outcome.catalog).text(body.value)
            value += "" if body.whole is None else f" / {number_text(body.whole)}"
            what = name_of(body.indicator, outcome.catalog).zh
            division, told = body.division, (body.period, value, body.note)
        case CountCalls():
            calls = CALLS.names[CountCalls].zh
            division, what, told = "", calls, (body.period, f"{body.answered} / {body.offered}", body.note)
        case VisitGrid():
            division, what, told = body.grid, VISITS.names[VisitGrid].zh, (body.worker, "", body.note)
    title = BETWEEN.join(filter(None, told))
    return UnderstoodRow(item.where, item.at_ms, "", division, shown(what), shown(title))
