"""Interprets a row as the value of an indicator: of which division, in which period, alone or as part and whole."""

from __future__ import annotations

import re
from typing import Any

from county.explained import ExplainedLine
from county.figures.indicators import ReportIndicator
from county.place_names import joined
from county.tables.simplified import simplified
from county.tables.units import factor, header_and_unit, is_rate, parted, times
from county.tables.values import is_gap, measured_unit, quoted, same_unit, text
from services.intake.items import BadRow
from services.intake.layout import PERIOD
from services.intake.named_place import division_called
from services.intake.period_cells import NoPeriod, period_in, period_of_cells
from services.intake.row_cells import RowCells

ROUNDED = 0.0051
"""By so much a rate may differ from what its two numbers give."""
EXACT_PART = 1e-6
"""A rate times its denominator may differ by so much from a whole number: binary fractions leave less."""
TITLE = ExplainedLine("the title")
_RATE = re.compile("率|占比|比例|比重|百分比|满意度|percent|rate|ratio")
WHOLE_COUNTY = frozenset({"全县", "县本级", "本县", "县级", "全区", "全市"})


def indicator(cells: RowCells) -> tuple[ReportIndicator, str]:
    """The indicator of a row, by the name that it has there, and the unit of its value.  Raises BadRow."""
    part, whole = _counted(cells, "part"), _counted(cells, "whole")
    value, unit = _value(cells)
    if part is None and whole is not None and value is not None:
        part = _numerator(cells, value, unit, whole)
    if part is not None:
        if value is not None and whole:
            _require_rate(cells, value, unit, part / whole)
        value, unit = part, "" if is_rate(unit) else parted(unit)[1]
    elif value is None:
        raise BadRow(ExplainedLine("has no value"))
    else:
        whole = None
    report = ReportIndicator(
        indicator=cells.text("indicator"), division=_division(cells), period=period_of(cells), value=value,
        whole=whole, note=cells.lines("note"),
    )  # fmt: skip
    return report, unit


def _counted(cells: RowCells, field: str) -> float | None:
    """A number of a share: 0.1 of 万户 is 1,000.  Raises BadRow."""
    number = cells.number(field)
    return None if number is None else times(number, parted(cells.layout.units.get(field) or _stated_unit(cells))[0])


def _numerator(cells: RowCells, value: float, unit: str, whole: float) -> float:
    """The numerator of a row with a value and a denominator: the value, unless it is itself the rate.

    It is a rate by its unit (%), or by a header like 完成率, then up to 1; the numerator is rate × denominator where
    that is a whole number.  Raises BadRow where it is not, and for a value with decimals of a whole denominator, which
    may be either.
    """
    size = parted(unit)[0]
    if not is_rate(unit) and not _is_called_rate(cells):
        if value.is_integer() or not whole.is_integer() or size != 1:
            return times(value, size)
    elif is_rate(unit) or 0 <= value <= 1:
        part = times(value * whole, factor(unit, "%") / 100 if is_rate(unit) else 1.0)
        if whole.is_integer() and abs(part - round(part)) <= EXACT_PART:
            return float(round(part))
    line = ExplainedLine(
        "{column} {value} with the denominator {whole} does not tell the numerator; give it in a column 分子",
        column=cells.name("value"), value=quoted(cells.raw("value")), whole=quoted(cells.raw("whole")),
    )  # fmt: skip
    raise BadRow(line, "has a denominator and no numerator")


def _require_rate(cells: RowCells, value: float, unit: str, share: float) -> None:
    """Raises BadRow for a rate that is not that of its numerator and denominator, rounded to a whole percent."""
    rate = times(value, factor(unit, "%") / 100) if is_rate(unit) else value
    if abs(rate - share) > ROUNDED and (is_rate(unit) or _is_called_rate(cells)):
        line = ExplainedLine(
            "{column} {value} contradicts numerator and denominator, which give {share}; correct one of them",
            column=cells.name("value"), value=quoted(cells.raw("value")), share=f"{share:.2%}",
        )  # fmt: skip
        raise BadRow(line, "rate is contradictory")


def _is_called_rate(cells: RowCells) -> bool:
    """Whether the header of the values is like 完成率."""
    return _RATE.search(simplified(cells.name("value")).lower()) is not None


def period_of(cells: RowCells) -> str:
    """The period as :mod:`county.figures.periods` writes it, from all cells that say something of it; where they are
    too little, as 十一月, also from their headers and the title.

    Raises BadRow where one cannot be read, two contradict each other, or they are too little.
    """
    stated = [(field, column, cells.row.values[column]) for field, column in cells.layout.periods]
    constants = cells.layout.constants
    stated += [(field, cells.name(field), constants[field]) for field in PERIOD if field in constants]
    given = [(field, column, value) for field, column, value in stated if not is_gap(value)]
    try:
        return _period(given, cells)
    except BadRow:
        more = _around(cells) if given else []
        if not more:
            raise
    return _period([*given, *more], cells)


def _around(cells: RowCells) -> list[tuple[str, str, Any]]:
    """What the headers of the cells and the title above the table say: 月份（2026年）."""
    headers = [(column, header_and_unit(column)[1]) for _, column in cells.layout.periods]
    said = [("period", column, unit) for column, unit in headers if period_in(unit)]
    return [*said, ("period", TITLE, cells.title_period)] if cells.title_period else said


def _period(given: list[tuple[str, str, Any]], cells: RowCells) -> str:
    """The period of some cells, each with its field and column.  Raises BadRow."""
    try:
        return period_of_cells([(field, value) for field, _, value in given])
    except NoPeriod as error:
        wrong, contradictory = [given[at][1:] for at in error.cells], error.contradictory
    if contradictory:
        (one, first), (other, second) = wrong
        line = ExplainedLine(
            "{column} {value} contradicts {other} {second}",
            column=one, value=quoted(first), other=other, second=quoted(second),
        )  # fmt: skip
        raise BadRow(line, "period is contradictory")
    shown = wrong[0][1] if len(wrong) == 1 else " ".join(text(value) for _, value in wrong)
    line = ExplainedLine(
        "{column} {value} is no period with its year; write it like 2026年, 2026年上半年, 2026年第三季度 (2026-Q3), "
        "2026年11月 (2026-11) or 2026-11-25",
        column=wrong[0][0] if wrong else cells.name("period"), value=quoted(shown),
    )  # fmt: skip
    raise BadRow(line, "period is none")


def _division(cells: RowCells) -> str:
    """The code of the division that a row has or names.  Raises BadRow."""
    given = "" if is_gap(cells.raw("division")) else cells.identifier("division")
    names = cells.place_names
    if given.isdigit() or names is None:
        return given or next((cells.text(one) for one in ("village", "town") if not is_gap(cells.raw(one))), "")
    village = given or ("" if is_gap(cells.raw("village")) else cells.text("village"))
    town = "" if is_gap(cells.raw("town")) else cells.text("town")
    county = village or town
    if names.places and (county in WHOLE_COUNTY or (names.county and joined(county) == joined(names.county))):
        return next(iter(names.by_code), "")[:6]
    return division_called(cells, town, village, names)


def _value(cells: RowCells) -> tuple[float | None, str]:
    """The value of a row and its unit, which a cell like ``96.4%`` or ``3 项`` has itself.  Raises BadRow."""
    column, raw, stated = cells.name("value"), cells.raw("value"), _stated_unit(cells)
    own = measured_unit(raw)
    if own and stated and not parted(own)[1]:  # 12.3万 in a column of 元
        return cells.number_in(column, raw, own), own + stated
    if own and stated and not same_unit(own, stated):
        line = ExplainedLine(
            "{column} {value} is not in {unit}, the unit that is stated for it; correct one of them",
            column=column, value=quoted(raw), unit=stated,
        )  # fmt: skip
        raise BadRow(line, "has two units")
    return cells.number_in(column, raw, own or stated), own or stated


def _stated_unit(cells: RowCells) -> str:
    """Of the values of a row: in its header or in a column of its own."""
    return cells.layout.units.get("value", "") or cells.unit()
