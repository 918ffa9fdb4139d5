"""When injects come by the times and delays in a file that is being edited; conditions are left open."""

from __future__ import annotations

from typing import Any, NamedTuple

from county.drill.editing import Row, Values, rows_of, value_at
from county.durations import iso_of, readable_span

STEP_MS = 60_000
"""To which a time is rounded when it is moved."""


class RoughTime(NamedTuple):
    """The time of an inject from the start of the drill."""

    id: str
    at_ms: int | None
    """None: it comes by a condition, by hand, or after one of those."""
    from_ms: int
    """From when its own time counts: 0, or that of the inject before it."""
    name: str
    """``at`` or ``after.delay``: where its own time stands; "" for none."""


def rough_times(values: Values) -> list[RoughTime]:
    """Of every row, in the order of the file."""
    rows = rows_of(values, "injects")
    by_id = {str(row.get("id")): row for row in rows}
    known: dict[str, RoughTime] = {}
    return [_time(str(row.get("id")), row, by_id, known) for row in rows]


def moved(row: Row, time: RoughTime, to_ms: int) -> dict[str, Any]:
    """``row`` at another time, in whole minutes; one that follows another inject stays after it."""
    own_ms = round((to_ms - time.from_ms) / STEP_MS) * STEP_MS
    if time.name == "at":
        return {**row, "at": iso_of(own_ms)}
    return {**row, "after": {**row["after"], "delay": iso_of(max(0, own_ms))}}


def _time(id: str, row: Row, by_id: dict[str, Row], known: dict[str, RoughTime]) -> RoughTime:
    """Follows the injects before it to one whose time is known, then comes back; ``known``: is filled."""
    chain, path = [(id, row)], {id}
    while _own(row) is None and not (id in known and by_id[id] is row):
        before = value_at(row, "after.inject")
        if not isinstance(before, str) or before not in by_id or before in path:
            break
        path.add(before)
        id, row = before, by_id[before]
        chain.append((id, row))
    found = RoughTime(id, None, 0, "")
    for id, row in reversed(chain):
        if id in known and by_id[id] is row:
            found = known[id]
            continue
        own_ms, delay_ms, first_ms = _own(row), readable_span(value_at(row, "after.delay")), found.at_ms
        if own_ms is not None:
            found = RoughTime(id, own_ms, 0, "at")
        elif delay_ms is not None and first_ms is not None:
            found = RoughTime(id, first_ms + delay_ms, first_ms, "after.delay")
        else:
            found = RoughTime(id, None, 0, "")
        known[id] = found
    return found


def _own(row: Row) -> int | None:
    return readable_span(row.get("at"))
