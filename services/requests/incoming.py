"""Checks and numbers submitted stream rows; rows that cannot be accepted are refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from county.clock import SKEW_MS
from county.refusals import Refused
from county.rules import FUTURE_MS
from county.sensing import Quality
from county.streams import READINGS, Array, Columns, KeyTable
from services.protocol.limits import ROWS_MAX
from services.protocol.messages import SubmitRows

ALL = "(all)"
"""In place of a key: the whole message."""


_AHEAD = (
    "its time is {ahead_s} s in the future by the backend's clock, more than {limit_s} s; set the clock that is wrong"
)


class DatedAhead(Refused):
    """Rows are refused for no other reason than their time."""

    ahead_ms: int
    """How far the latest of them is dated after the backend's time."""


def columns_of(message: SubmitRows, tables: Mapping[str, KeyTable], now_ms: int) -> Columns:
    """The message's rows as columns.  Raises Refused for the first row that cannot be accepted: DatedAhead
    if only times are wrong.

    Good readings that a wrong clock dated ahead of ``now_ms`` become uncertain ones.

    ``tables``: key table of every known stream.
    """
    table = tables.get(message.stream)
    if table is None:
        raise _invalid(message.stream, ALL, "there is no such stream")
    stream = table.stream
    names = [name for name in stream.columns if name != stream.key_column]
    if len(message.keys) != len(stream.keys) or message.columns.keys() != set(names):
        wanted = f"{', '.join(stream.keys)} as keys and the columns {', '.join(names)}"
        raise _invalid(stream.key, ALL, f"it must have {wanted}")
    n = len(message.keys[0])
    if {len(part) for part in message.keys} | {len(column) for column in message.columns.values()} != {n}:
        raise _invalid(stream.key, ALL, "the columns differ in length")
    if n > ROWS_MAX:
        raise _invalid(stream.key, ALL, f"{n} are too many at once; send {ROWS_MAX}")
    keys = list(zip(*message.keys, strict=True))
    number = np.array([table.number.get(key, -1) for key in keys], dtype=np.int64)
    rows = {name: _numbers(stream.key, name, stream.columns[name], message.columns[name]) for name in names}
    ahead_ms = rows["at_ms"] - now_ms
    too_late = ahead_ms > FUTURE_MS
    faults = [
        (number < 0, ""),
        (rows["at_ms"] < 0, "{at_ms} is before 1970; set its clock"),
        (too_late, _AHEAD),
        *stream.faults(rows),
    ]
    wrong = np.flatnonzero(np.logical_or.reduce([fault for fault, _ in faults]))
    if len(wrong):
        first = int(wrong[0])
        why = next(template for fault, template in faults if fault[first])
        row = {name: message.columns[name][first] for name in names}
        row |= {"ahead_s": int(ahead_ms[first]) // 1_000, "limit_s": FUTURE_MS // 1_000}
        refusal = _refusal(stream.key, keys[first], why, row)
        if any(fault.any() for fault, _ in faults if fault is not too_late):
            raise refusal
        dated = DatedAhead(refusal.code, **refusal.params)
        dated.ahead_ms = int(ahead_ms.max())
        raise dated
    if stream.key == READINGS.key:
        doubtful = (ahead_ms > SKEW_MS) & (rows["quality"] == Quality.GOOD)
        rows["quality"] = np.where(doubtful, np.int64(Quality.UNCERTAIN), rows["quality"])
    return Columns(stream, {stream.key_column: number, **rows})


def dated_ahead(sensor: str, ahead_ms: int) -> Refused:
    """The refusal of a reading that is dated ``ahead_ms`` after now."""
    return _invalid(READINGS.key, sensor, _AHEAD.format(ahead_s=ahead_ms // 1_000, limit_s=FUTURE_MS // 1_000))


def _numbers(stream: str, name: str, dtype: np.dtype[Any], numbers: Sequence[int | float]) -> Array:
    """A column as int64, clamped to its range, or as float64.  Raises Refused for a fraction in whole numbers."""
    if dtype.kind == "f":
        return np.array(numbers, dtype=np.float64)
    if not all(isinstance(number, int) for number in numbers):
        raise _invalid(stream, ALL, f"{name} must be whole numbers")
    lowest, highest = -(2**62), 2**62
    return np.array([min(highest, max(lowest, number)) for number in numbers], dtype=np.int64)


def _refusal(stream: str, key: tuple[str, ...], why: str, row: Mapping[str, int | float]) -> Refused:
    if why:
        return _invalid(stream, key[0], why.format_map(row))
    if stream == READINGS.key:
        return Refused("sensor_unknown", sensor=key[0], channel=key[1])
    return _invalid(stream, "/".join(key), "unknown in this county")


def _invalid(stream: str, key: str, reason: str) -> Refused:
    if stream == READINGS.key:
        return Refused("reading_invalid", sensor=key, reason=reason)
    return Refused("row_invalid", stream=stream, key=key, reason=reason)
