"""Interprets a row as an input of figures: calls of a hotline, the visit of a grid, or the value of an indicator."""

from __future__ import annotations

from county.explained import ExplainedLine
from county.figures.inputs import CountCalls, VisitGrid
from county.tables.simplified import simplified
from county.tables.totals import is_total
from county.tables.values import is_gap
from services.intake.indicator_rows import indicator, period_of
from services.intake.items import BadRow, Figured
from services.intake.layout import PERIOD
from services.intake.row_cells import RowCells, not_whole

_PLACES = ("division", "town", "village", "grid")
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "其中"})
"""What an indicator is not called; one may well end so: 财政收入合计."""
_PART = "其中"
"""Begins the name of a part of the row above: 其中：脱贫村."""


def subtotal(cells: RowCells) -> str:
    """The cell by which a row is a total of other rows or a part of one, not a value of its own; "" for any other."""
    for field in (*_PLACES, "indicator", *PERIOD):
        if field not in cells.layout.columns or is_gap(cells.raw(field)):
            continue
        said = cells.text(field)
        if field == "indicator":
            total = simplified("".join(said.split())) in _TOTALS
        else:
            total = is_total(said)
        if total or (field in _PLACES and simplified(said).startswith(_PART) and not _is_place(cells, said)):
            return said
    return ""


def _is_place(cells: RowCells, said: str) -> bool:
    return cells.place_names is None or bool(cells.place_names.meant(said))


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
