"""Forecasts of a table of one's own, a row an event or a count with its day; and an answer to every other one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from county.explained import Explained
from county.names import Name
from county.need.known_counts import entries_of
from county.need.limits import EVENTS_MIN
from county.need.places import NeedPlaces
from county.need.problem import NeedProblem
from county.need.question import NeedQuestion
from county.need.sentences import TOO_FEW, filled
from county.need.weeks import week_of
from county.tables.aliases import TableHeaders, headers
from county.tables.reader import TableFile
from county.tables.row import RowFault, TableRow
from county.tables.times import moment_ms, order_of
from county.tables.values import BadValue, is_gap, number, text

LAYER = "need_table"
SEED = 60
PLACES_MAX, NEEDS_MAX = 2_000, 40
ORDER_ROWS = 1_000
NO_TIME = Name(
    "没有认出日期列，模型不能按时间先后检验，不予建模；如有日期，请用 --time 指明表头",
    "no column of days is known, so no model can be checked out of time, and none is made; name it with --time",
)
PERSONS = Name("表中每行是一个人：这里不给个人打分", "each row is a person: no person is scored here")


class NoForecastTable(Explained):
    """A table that cannot be used; one line."""


@dataclass(frozen=True)
class TableAnswer:
    """``problem``: of a table of events; None where there is nothing to forecast, and ``said`` says why."""

    said: tuple[Name, ...]
    problem: NeedProblem | None = None


def read_table(path: Path, question: NeedQuestion, place: str = "", time: str = "") -> TableAnswer:
    """What a table allows.  ``place``, ``time``: headers of these columns, "" where they have a known one.  Raises
    BadFile, BadAliases, NoForecastTable."""
    file = TableFile(path)
    try:
        found = list(file.rows())
    finally:
        file.close()
    rows = [row for row in found if isinstance(row, TableRow)]
    lost = sum(isinstance(row, RowFault) for row in found)
    columns = list(dict.fromkeys(name for row in rows for name in row.values))
    if not rows or not columns:
        raise NoForecastTable("{path}: none of its rows can be read", path=path)
    named = TableHeaders(columns)
    times, places, classes, counts = (
        _column(path, named, field, wanted)
        for field, wanted in (("time", time), ("place", place), ("class", ""), ("count", ""))
    )
    said = _lacking(rows, columns, lost)
    if times is None:
        persons = named.first(headers(LAYER, "age")) is not None
        few = (filled(TOO_FEW, n=len(rows)),) if len(rows) < EVENTS_MIN else ()
        return TableAnswer((*few, *((PERSONS,) if persons else ()), NO_TIME, *said))
    return _of_events(rows, question, times, places, classes, counts, said)


def _column(path: Path, named: TableHeaders, field: str, wanted: str) -> str | None:
    """Raises NoForecastTable for a column that is wanted and not there."""
    if wanted:
        found = named.first([wanted.lower()])
        if found is None:
            raise NoForecastTable(
                "{path}: has no column {wanted}; use one of {columns}",
                path=path, wanted=wanted, columns=", ".join(named.columns),
            )  # fmt: skip
        return found
    return named.first(headers(LAYER, field))


def _lacking(rows: Sequence[TableRow], columns: Sequence[str], lost: int) -> tuple[Name, ...]:
    """Columns of numbers with gaps, and those whose value is always the same."""
    said = []
    if lost:
        said.append(filled(Name("{n} 行不能读", "{n} rows cannot be read"), n=lost))
    for column in columns:
        values = [row.values.get(column) for row in rows]
        numbers = [value for value in map(_number, values) if value is not None]
        if not numbers:
            continue
        gaps = len(values) - len(numbers)
        if gaps:
            lacking = Name("{column}：{n} 行没有数", "{column}: {n} rows have no number")
            said.append(filled(lacking, column=column, n=gaps))
        if len(numbers) > 1 and min(numbers) == max(numbers):
            said.append(filled(Name("{column}：每行相同", "{column}: the same in every row"), column=column))
    return tuple(said)


def _number(value: object) -> float | None:
    """None for a gap and what is no finite number."""
    try:
        return None if is_gap(value) else number(value)
    except BadValue:
        return None


def _of_events(
    rows: Sequence[TableRow], question: NeedQuestion, times: str, places: str | None, classes: str | None,
    counts: str | None, said: tuple[Name, ...],
) -> TableAnswer:  # fmt: skip
    order = order_of(row.values.get(times) for row in rows[:ORDER_ROWS])
    weeks, codes, needs, numbers, bad = [], [], [], [], 0
    for row in rows:
        try:
            at_ms = moment_ms(row.values.get(times), order)
        except BadValue:
            bad += 1
            continue
        count = 1.0 if counts is None else _number(row.values.get(counts))
        lacks_place = places is not None and is_gap(row.values.get(places))
        if at_ms is None or lacks_place or count is None or count < 0 or count != int(count):
            bad += 1
            continue
        weeks.append(week_of(at_ms))
        numbers.append(int(count))
        codes.append(text(row.values.get(places)) if places is not None else "")
        needs.append(text(row.values.get(classes)) if classes is not None else "")
    if bad:
        left_out = Name("{n} 行没有日期、地点或件数，未计入", "{n} rows without day, place or count are left out")
        said = (*said, filled(left_out, n=bad))
    if not weeks:
        return TableAnswer((filled(TOO_FEW, n=0), *said))
    known_places, of_place = np.unique(codes, return_inverse=True)
    known_needs, of_need = np.unique(needs, return_inverse=True)
    if len(known_places) > PLACES_MAX or len(known_needs) > NEEDS_MAX:
        raise NoForecastTable(
            "the table has {places} places and {needs} classes; at most {most} and {many} can be forecast",
            places=len(known_places), needs=len(known_needs), most=PLACES_MAX, many=NEEDS_MAX,
        )  # fmt: skip
    week, repeated = np.array(weeks), np.array(numbers)
    first, end = int(week.min()) + 1, int(week.max())  # the first week and the last one may not be whole
    span, n = max(0, end - first), len(known_places)
    inside = (week >= first) & (week < end)
    series = np.repeat((of_need * n + of_place)[inside], repeated[inside])
    at = np.repeat(week[inside] - first, repeated[inside])
    unknown = np.full(n, np.nan)
    of = NeedPlaces(tuple(map(str, known_places)), np.zeros(n, np.int64), unknown, unknown, unknown, len(known_needs))
    entries = entries_of(span, series, at, at + 1, np.full(len(at), span + 1))
    return TableAnswer(said, NeedProblem.of(question, SEED, tuple(map(str, known_needs)), of, first, entries))
