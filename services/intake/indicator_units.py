"""The value of an indicator in the unit of the catalogue, from what a file says of its unit."""

from __future__ import annotations

from county.explained import ExplainedLine
from county.figures.indicators import ReportIndicator
from county.figures.kpi_table import PERCENT
from county.names import Name
from county.tables.units import factor, header_and_unit, is_rate, is_unit, parted, times
from county.tables.values import BadValue, same_unit
from services.intake.items import BadRow, Figured


def stated_unit(item: Figured) -> str:
    """The unit of the value of a row: in its cells or headers, or in the name of the indicator, like 收入（万元）."""
    unit = header_and_unit(item.body.indicator)[1] if isinstance(item.body, ReportIndicator) else ""
    return item.unit or (unit if is_unit(unit) else "")


def value_in_unit(value: float, unit: str, wanted: Name | None, indicator: str) -> float:
    """``value``, stated in ``unit``, as it is stored: in the unit of the indicator, a rate as a part of 1.

    ``wanted``: None of a number of a share.  Raises BadRow where one unit is no multiple of the other, and for a rate
    above 1 without a unit, which may be 6.2 or 620 %.
    """
    if wanted is None:
        if is_rate(unit):
            line = ExplainedLine(
                "{value} {unit}: {indicator} is a number of a share; give both numbers, each in a column",
                value=f"{value:g}", unit=unit, indicator=indicator,
            )  # fmt: skip
            raise BadRow(line, "is in another unit")
        return times(value, parted(unit)[0])
    if wanted.zh == PERCENT and not unit:
        if abs(value) <= 1:
            return value
        line = ExplainedLine(
            "{value} of {indicator} is without a unit: write it with %, or % in a column 单位", value=f"{value:g}",
            indicator=indicator,
        )  # fmt: skip
        raise BadRow(line, "rate without a unit")
    try:
        size = 1.0 if same_unit(unit, wanted.en) else factor(unit, wanted.zh)
    except BadValue:
        line = ExplainedLine(
            "{value} {unit}: {indicator} is in {wanted}, not in {unit}; give it in {wanted}", value=f"{value:g}",
            unit=unit, indicator=indicator, wanted=wanted.zh,
        )  # fmt: skip
        raise BadRow(line, "is in another unit") from None
    return times(value, size / 100 if wanted.zh == PERCENT else size)
