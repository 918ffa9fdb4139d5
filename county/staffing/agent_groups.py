"""Agents, or counters, that work at the same times."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from county.staffing.day_slots import SLOT_MIN, SLOTS, stretches


class AgentGroup(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``span`` and ``breaks`` as 08:00-16:00, in half hours."""

    span: str
    breaks: tuple[str, ...] = ()
    agents: int
    second: int = 0
    """How many of them serve the second kind of matter, too."""


def agents_by_slot(groups: Sequence[AgentGroup]) -> list[int]:
    """Agents at work in each half hour, breaks left out.  Raises ValueError for a span that is none."""
    found = [0] * SLOTS
    for group in groups:
        for begin, end in stretches(group.span, group.breaks):
            for minute in range(begin, end, SLOT_MIN):
                found[minute // SLOT_MIN % SLOTS] += group.agents
    return found
