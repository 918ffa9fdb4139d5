"""The colours of states on walls: one state has one colour, in the headline, in tiles, on map and twin.

Red: somebody must act, and nobody does yet.  Amber: it is late, or in hand.  What is neither has no colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

ShownState = Literal[
    "calls", "grave_response", "red_signs", "response", "emergencies", "past_calls", "orange_signs", "overdue",
    "supervised", "yellow_signs",
]  # fmt: skip
StateColor = Literal["alarm", "late"]
"""Red and amber of :class:`county.wall.colors.Palette`."""

STATE_COLORS: Mapping[ShownState, StateColor] = {
    "calls": "alarm",  # an emergency or a critical alarm that nobody has taken up
    "grave_response": "alarm",
    "red_signs": "alarm",
    "response": "late",
    "emergencies": "late",  # all of them are in hand
    "past_calls": "late",
    "orange_signs": "late",
    "overdue": "late",
    "supervised": "late",
    "yellow_signs": "late",
}
