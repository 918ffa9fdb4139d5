"""The one state of the county that a wall shows to whoever comes in: as bad as the worst of what is known, and why.

What is not known is a state of its own: without all vital signs a county is calm as far as is known, and not green.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from county.commands import ResponseLevel
from county.figures.vital_signs import PlateState
from county.wall.states import STATE_COLORS, ShownState

Grade = Literal["alarm", "late", "unknown", "good"]
"""From the worst to the best."""
Cause = Literal[
    "calls", "grave_response", "red_signs", "response", "emergencies", "past_calls", "orange_signs", "overdue",
    "yellow_signs", "unknown_signs", "nothing",
]  # fmt: skip
GRAVE: frozenset[ResponseLevel] = frozenset({"I", "II"})
"""Response levels that are as red as an emergency."""


@dataclass(frozen=True, kw_only=True)
class CountyState:
    """What is known of the county now."""

    calls: int = 0
    """Emergencies that last and that nobody has taken up, critical alarms among them."""
    past_calls: int = 0
    """Critical alarms that are over, and that nobody has acknowledged."""
    response: ResponseLevel | None = None
    """The highest in force."""
    emergencies: int = 0
    """Open events that are emergencies, taken up or not."""
    overdue: int = 0
    signs: PlateState | None = None
    """Of all vital signs; None: nobody says how they are."""


class Headline(NamedTuple):
    """How bad it is, and what makes it so."""

    grade: Grade
    cause: Cause


class HeadlineRule(NamedTuple):
    """One row of the table."""

    cause: Cause
    grade: Grade
    holds: Callable[[CountyState], bool]


def _colored(state: ShownState, holds: Callable[[CountyState], bool]) -> HeadlineRule:
    assert state != "supervised", "it is no cause"
    return HeadlineRule(state, STATE_COLORS[state], holds)


RULES: tuple[HeadlineRule, ...] = (
    _colored("calls", lambda now: now.calls > 0),
    _colored("grave_response", lambda now: now.response in GRAVE),
    _colored("red_signs", lambda now: now.signs is not None and now.signs.red > 0),
    _colored("response", lambda now: now.response is not None),
    _colored("emergencies", lambda now: now.emergencies > 0),
    _colored("past_calls", lambda now: now.past_calls > 0),
    _colored("orange_signs", lambda now: now.signs is not None and now.signs.orange > 0),
    _colored("overdue", lambda now: now.overdue > 0),
    _colored("yellow_signs", lambda now: now.signs is not None and now.signs.yellow > 0),
    HeadlineRule("unknown_signs", "unknown", lambda now: now.signs is None or now.signs.unknown > 0),
    HeadlineRule("nothing", "good", lambda now: True),
)
"""The first row that holds is the state."""


def headline(now: CountyState) -> Headline:
    """The state of the county.  Pure."""
    return next(Headline(rule.grade, rule.cause) for rule in RULES if rule.holds(now))
