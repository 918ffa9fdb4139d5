"""Interprets a row as an input of figures: calls of a hotline, the visit of a grid, or the value of an indicator."""

from __future__ import annotations

from county.explained import ExplainedLine
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CountCalls, VisitGrid
from county.tables.values import quoted
from services.intake.items import BadRow, Figured
from services.intake.period_cells import period_in
from services.intake.row_cells import RowCells, not_whole


def figured(cells: RowCells) -> Figured:
    """The input of figures of a row.  Raises BadRow."""
    note, where = cells.lines("note"), cells.row.where
    match cells.layout.kind:
        case "visits":
            at_ms = cells.moment_ms()
            if at_ms is None:
                raise BadRow(ExplainedLine("has no time; a visit needs one"))
            grid, worker = cells.identifier("grid"), cells.identifier("worker")
            return Figured(where, at_ms, VisitGrid(grid=grid, worker=worker, note=note))
        case "calls":
            offered, answered = _count(cells, "offered"), _count(cells, "answered")
            calls = CountCalls(period=_period(cells), offered=offered, answered=answered, note=note)
            return Figured(where, None, calls)
    value = cells.number("value")
    if value is None:
        raise BadRow(ExplainedLine("has no value"))
    body = ReportIndicator(
        indicator=cells.text("indicator"), division=cells.identifier("division"), period=_period(cells), value=value,
        whole=cells.number("whole"), note=note,
    )  # fmt: skip
    return Figured(where, None, body)


def _period(cells: RowCells) -> str:
    """The period as :mod:`county.figures.periods` writes it.  Raises BadRow."""
    value = cells.raw("period")
    period = period_in(value)
    if period is None:
        line = ExplainedLine("{column} {value} is not a period like 2026-11-25 or 2026-11",
                             column=cells.name("period"), value=quoted(value))  # fmt: skip
        raise BadRow(line, "period is none")
    return period


def _count(cells: RowCells, field: str) -> int:
    number = cells.number(field)
    if number is None or not number.is_integer():
        raise BadRow(not_whole(cells.name(field), cells.raw(field)), f"{field} is not a whole number")
    return int(number)
