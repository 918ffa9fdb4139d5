"""Interprets a row as the value of an indicator: of which division, in which period, alone or as part and whole."""

from __future__ import annotations

import re
from typing import Any

from county.explained import ExplainedLine
from county.figures.indicators import ReportIndicator
from county.place_names import joined
from county.tables.simplified import simplified
from county.tables.values import is_gap, quoted, text, undressed
from services.intake.items import BadRow
from services.intake.layout import PERIOD
from services.intake.named_place import division_called
from services.intake.period_cells import NoPeriod, period_of_cells
from services.intake.row_cells import RowCells

RATIOS = {"%": 0.01, "％": 0.01, "百分比": 0.01, "百分点": 0.01, "percent": 0.01, "‰": 0.001}
"""Units of a rate, which is reported as a part of 1."""
MULTIPLES = {"亿": 1e8, "万": 1e4}
"""What units of amounts begin with: 万户, 亿元."""
THOUSANDS = frozenset({"千人", "千户", "千元", "千件", "千个", "千次"})
"""Not 千米 and 千克."""
DIGITS = 12
"""Of a value after it was multiplied: binary fractions leave more."""
EXACT_PART = 1e-6
"""A rate times its denominator may differ by so much from a whole number: binary fractions leave less."""
_RATE = re.compile("率|占比|比例|比重|百分比|满意度|percent|rate|ratio")
WHOLE_COUNTY = frozenset({"全县", "县本级", "本县", "县级", "全区", "全市"})


def indicator(cells: RowCells) -> ReportIndicator:
    """The indicator of a row, by the name that it has there.  Raises BadRow."""
    part, whole, value = cells.number("part"), cells.number("whole"), _value(cells)
    if part is None and whole is not None and value is not None:
        part = _numerator(cells, value, whole)
    multiple = _multiple(_unit(cells))
    if part is not None:
        value, whole = _times(part, multiple), None if whole is None else _times(whole, multiple)
    elif value is not None:
        value, whole = _times(value, _ratio(cells) * multiple), None
    else:
        raise BadRow(ExplainedLine("has no value"))
    return ReportIndicator(
        indicator=cells.text("indicator"), division=_division(cells), period=period_of(cells), value=value,
        whole=whole, note=cells.lines("note"),
    )  # fmt: skip


def _numerator(cells: RowCells, value: float, whole: float) -> float:
    """The numerator of a row with a value and a denominator: the value, unless it is itself the rate.

    It is a rate by its unit (%), or by a header like 完成率, then up to 1; the numerator is rate × denominator where
    that is a whole number.  Raises BadRow where it is not, and for a value with decimals of a whole denominator, which
    may be either.
    """
    ratio, column = _ratio(cells), cells.name("value")
    rate = ratio != 1 or _RATE.search(simplified(column).lower()) is not None
    if not rate:
        if value.is_integer() or not whole.is_integer() or _multiple(_unit(cells)) != 1:
            return value
    elif ratio != 1 or 0 <= value <= 1:
        part = _times(value * whole, ratio)
        if whole.is_integer() and abs(part - round(part)) <= EXACT_PART:
            return float(round(part))
    line = ExplainedLine(
        "{column} {value} with the denominator {whole} does not tell the numerator; give it in a column 分子",
        column=column, value=quoted(cells.raw("value")), whole=quoted(cells.raw("whole")),
    )  # fmt: skip
    raise BadRow(line, "has a denominator and no numerator")


def period_of(cells: RowCells) -> str:
    """The period as :mod:`county.figures.periods` writes it, from all cells that say something of it.  Raises BadRow
    where one cannot be read, two contradict each other, or they are too little."""
    stated = [(field, column, cells.row.values[column]) for field, column in cells.layout.periods]
    constants = cells.layout.constants
    stated += [(field, cells.name(field), constants[field]) for field in PERIOD if field in constants]
    given = [(field, column, value) for field, column, value in stated if not is_gap(value)]
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
        "{column} {value} is not a period like 2026-11-25 or 2026-11",
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


def _value(cells: RowCells) -> float | None:
    raw = cells.raw("value")
    return cells.number_in(cells.name("value"), raw, _own_unit(raw) or _unit(cells))


def _unit(cells: RowCells) -> str:
    """Of the values of a row: in its header or in a column of its own."""
    return cells.layout.units.get("value", "") or ("" if is_gap(cells.raw("unit")) else cells.text("unit"))


def _own_unit(value: Any) -> str:
    """``%`` of a cell like ``96.4%``."""
    written = undressed(value) if isinstance(value, str) else ""
    return written[-1] if written[-1:] in RATIOS else ""


def _ratio(cells: RowCells) -> float:
    return RATIOS.get(_own_unit(cells.raw("value")) or undressed(_unit(cells)).lower(), 1.0)


def _multiple(unit: str) -> float:
    if unit in THOUSANDS:
        return 1e3
    return next((factor for begin, factor in MULTIPLES.items() if unit.startswith(begin)), 1.0)


def _times(value: float, factor: float) -> float:
    return value if factor == 1 else float(f"{value * factor:.{DIGITS}g}")
