"""What the states of events are called, on every screen and in every document."""

from __future__ import annotations

from county.events.event import State
from county.names import Name

STATE_NAMES: dict[State, Name] = {
    State.REPORTED: Name("待立案", "To file"),
    State.REJECTED: Name("不予受理", "Rejected"),
    State.FILED: Name("待派遣", "To dispatch"),
    State.MERGED: Name("已并案", "Merged"),
    State.DISPATCHED: Name("已派遣", "Dispatched"),
    State.HANDLING: Name("处理中", "Handling"),
    State.SUSPENDED: Name("挂账", "Suspended"),
    State.FED_BACK: Name("待核查", "To verify"),
    State.CLOSED: Name("已结案", "Closed"),
    State.EVALUATED: Name("已评价", "Evaluated"),
}
