"""A journal that knew given calls and events, and questions about staffing as a window asks them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from county.staffing.agent_groups import AgentGroup
from county.staffing.arrivals import CallArrivals, arrivals
from county.staffing.questions import AgentsQuestion, WaitingQuestion
from services.staffing.journal_facts import EventsByVillage, FactsMoment

NOW = FactsMoment(seq=7, at_ms=1_790_000_000_000)
AGENTS = AgentsQuestion(target_s=15, share=0.95, handle_s=240)


class GivenFacts(NamedTuple):
    """What was recorded: calls in each hour, the same on all days, and events of villages by period."""

    hours: Sequence[int] = ()
    villages: tuple[str, ...] = ()
    counts: Sequence[Sequence[int]] = ()
    days: int = 28

    def calls(self, seq: int, at_ms: int, days: int) -> CallArrivals | None:
        hourly = {(day, hour): n for day in range(7) for hour, n in enumerate(self.hours)}
        return arrivals(hourly, {}, [0] * 24)

    def events(
        self, seq: int, until_ms: int, days: int, period_days: int | None = None, event_class: str = ""
    ) -> EventsByVillage:
        counts = np.array(self.counts, dtype=np.int64).reshape(len(self.villages), -1)
        return EventsByVillage(self.villages, counts, min(days, self.days))


def groups(*agents: int, span: str = "00:00-24:00", **more: Any) -> tuple[AgentGroup, ...]:
    return tuple(AgentGroup(span=span, agents=number, **more) for number in agents)


def waiting(now: int, then: int, **more: Any) -> WaitingQuestion:
    """With so many agents the whole day."""
    asked = {"queue": "hotline", "target_s": 15.0, "handle_s": 240.0, **more}
    return WaitingQuestion(now=groups(now), then=groups(then), **asked)
