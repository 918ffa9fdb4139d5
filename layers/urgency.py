"""The order of urgency of events, computed from columns: what a list shows first; and what their colour says.

Whatever is overdue or waits for the centre comes first, then what is due soon, then other open events, at last ended
ones; in each group the higher level, then the less time left.  Open emergencies precede all of them, as in every order.

Their colour, on map, twin, card and in lists alike, says how urgent they are, never at which stage they are: open
emergencies and what is past its limit are urgent; what is due soon; what has time, or no clock; what has ended.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.events.event import CENTRE_STATES, CLOCK_RUNS, ENDED, Event
from county.events.event_columns import ColumnsOfRows, NamedColumns, at_stage, in_states
from county.events.stage_clock import AMBER, RED, clock_stage
from layers.table import Rows

PRESSING, SOON, OPEN, OVER = range(4)
"""Groups, the most urgent first."""

COLOURS = ("urgent", "soon", "open")
"""Of open events, the most urgent first; those of ended ones follow."""


def colour_codes(columns: NamedColumns, emergency: NDArray[np.bool_], now_ms: int) -> NDArray[np.int8]:
    """The number of every event's colour in COLOURS, (n,); that of ended ones is the number of COLOURS.

    ``emergency`` (n,): which are open emergencies.
    """
    codes = np.full(len(columns), COLOURS.index("open"), dtype=np.int8)
    codes[at_stage(columns, AMBER, now_ms)] = COLOURS.index("soon")
    codes[emergency | at_stage(columns, RED, now_ms)] = COLOURS.index("urgent")
    codes[in_states(columns, ENDED)] = len(COLOURS)
    return codes


def style_of(event: Event, now_ms: int, *, emergency: bool) -> str:
    """Key of the style that has the colour of one event; ``emergency``: whether it is an open emergency."""
    if not event.open:
        return f"event.{event.state}"
    if emergency:
        return "event.urgent"
    if event.state not in CLOCK_RUNS or event.due_ms is None:
        return "event.open"
    stage = clock_stage(event.soon_ms, event.due_ms, now_ms)
    return {AMBER: "event.soon", RED: "event.urgent"}.get(stage, "event.open")


def urgency(columns: NamedColumns, now_ms: int) -> NDArray[np.int8]:
    """The group of every event, (n,)."""
    groups = np.full(len(columns), OPEN, dtype=np.int8)
    groups[at_stage(columns, AMBER, now_ms)] = SOON
    groups[in_states(columns, CENTRE_STATES) | at_stage(columns, RED, now_ms)] = PRESSING
    groups[in_states(columns, ENDED)] = OVER
    return groups


def order_of(columns: NamedColumns, rows: Rows, now_ms: int) -> list[NDArray[np.int64]]:
    """Columns to sort ``rows`` by, the first one first."""
    some = ColumnsOfRows(columns, rows)
    runs, over = in_states(some, CLOCK_RUNS), in_states(some, ENDED)
    by_ms = np.where(runs, some["due_ms"], some["since_ms"])
    return [urgency(some, now_ms).astype(np.int64), some["level"].astype(np.int64), np.where(over, -by_ms, by_ms)]
