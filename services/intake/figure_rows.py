"""Interprets a row as an input of figures: calls of a hotline, the visit of a grid, or the value of an indicator."""

from __future__ import annotations

from county.explained import ExplainedLine
from county.figures.inputs import CountCalls, VisitGrid
from services.intake.indicator_rows import indicator, period_of
from services.intake.items import BadRow, Figured
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
            calls = CountCalls(period=period_of(cells), offered=offered, answered=answered, note=note)
            return Figured(where, None, calls)
    return Figured(where, None, *indicator(cells))


def _count(cells: RowCells, field: str) -> int:
    number = cells.number(field)
    if number is None or not number.is_integer():
        raise BadRow(not_whole(cells.name(field), cells.raw(field)), f"{field} is not a whole number")
    return int(number)
