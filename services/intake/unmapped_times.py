"""Columns of events that hold times but are not used as such: the events would be reported as of now."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from county.explained import WrongArgument
from county.tables.row import TableRow
from county.tables.simplified import simplified
from county.tables.times import UnclearDate, moment_ms
from county.tables.values import BadValue, is_gap
from services.intake.layout import Layout

_TIME_HEADER = re.compile("时间|日期|时刻|time|date", re.IGNORECASE)


def require_time(rows: Iterable[tuple[TableRow, Layout]]) -> None:
    """Raises WrongArgument when events have no column for their time, but most cells of an unused one are times."""
    cells: dict[str, list[bool]] = defaultdict(list)
    for row, layout in rows:
        if layout.kind != "events" or {"at", "date"} & (layout.columns.keys() | layout.constants.keys()):
            continue
        for column in layout.unused:
            if not is_gap(row.values[column]):
                cells[column].append(_is_time(column, row.values[column]))
    columns = [column for column, times in cells.items() if 2 * sum(times) > len(times)]
    if columns:
        raise WrongArgument(
            "no column is known as the time of the events, but {columns} holds times; give --map at={first}, or "
            "--map at==now if they happen now",
            columns=", ".join(columns), first=columns[0],
        )  # fmt: skip


def _is_time(column: str, value: Any) -> bool:
    """Whether a cell is a time; a plain number is one only below a header that says so."""
    if isinstance(value, date):
        return True
    plain = not isinstance(value, str) or value.strip().replace(".", "", 1).isdecimal()
    if plain and not _TIME_HEADER.search(simplified(column)):
        return False
    try:
        return moment_ms(value) is not None
    except UnclearDate:
        return True
    except BadValue:
        return False
