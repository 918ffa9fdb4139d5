"""The order of urgency of events, computed from columns: what a list shows first, and a map above others.

Whatever is overdue or waits for the centre comes first, then what is due soon, then other open events, at last ended
ones; in each group the higher level, then the less time left.  Open emergencies precede all of them, as in every order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from county.events.event import CENTRE_STATES, CLOCK_RUNS, ENDED
from county.events.event_columns import ColumnsOfRows, NamedColumns, at_stage, in_states
from county.events.stage_clock import AMBER, RED
from layers.table import Rows

PRESSING, SOON, OPEN, OVER = range(4)
"""Groups, the most urgent first."""


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
