"""Contents that are counted over the events on the desk."""

from __future__ import annotations

import numpy as np

from county.events.event import STATES, State
from county.events.stage_clock import RED
from county.events.state_names import STATE_NAMES
from desktop.event_columns import at_stage
from desktop.event_query import OPEN
from desktop.i18n import pick
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.tiles.funnel import FunnelContent, Stage
from layers.events import EventsLayer

STAGES = tuple(state for state in STATES if state in OPEN)
"""Of what is not ended, in the order of the life cycle."""


class FunnelContents(ContentProvider):
    """How many open events are at each stage, and how many of them are overdue."""

    def content(self, now_ms: int) -> FunnelContent | None:
        columns = self.session.layers.of(EventsLayer).columns
        if not self.session.layers.begun:
            return None
        counts = np.bincount(columns["state"], minlength=len(STATES))
        late = np.bincount(columns["state"][at_stage(columns, RED, now_ms)], minlength=len(STATES))
        return FunnelContent(tuple(self._stage(state, counts, late) for state in STAGES))

    def _stage(self, state: State, counts: np.ndarray, late: np.ndarray) -> Stage:
        code = STATES.index(state)
        return Stage(pick(STATE_NAMES[state]), int(counts[code]), int(late[code]))
