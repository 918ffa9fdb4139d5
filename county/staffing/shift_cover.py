"""How many agents each shift needs so that the needs of every half hour are met, with the fewest agents in all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from county.staffing.agent_groups import AgentGroup, agents_by_slot
from county.staffing.day_slots import SLOTS
from county.staffing.settings import StaffingShift

SEARCH_S = 5.0


class ShiftCover(NamedTuple):
    """``agents``: of each shift at work; ``covered``: at work in each half hour; ``lacking``: half hours in which
    agents are needed and no shift works."""

    agents: dict[str, int]
    covered: tuple[int, ...]
    lacking: tuple[int, ...]


def at_work(shift: StaffingShift) -> tuple[bool, ...]:
    """Whether its agents work in each half hour of the day, breaks left out.  Raises ValueError."""
    return tuple(map(bool, agents_by_slot([AgentGroup(span=shift.span, breaks=shift.breaks, agents=1)])))


def covered(shifts: Mapping[str, StaffingShift], agents: Mapping[str, int]) -> tuple[int, ...]:
    """Agents at work in each half hour."""
    groups = [
        AgentGroup(span=shift.span, breaks=shift.breaks, agents=agents.get(key, 0)) for key, shift in shifts.items()
    ]
    return tuple(agents_by_slot(groups))


def shift_cover(needed: Sequence[int], shifts: Mapping[str, StaffingShift]) -> ShiftCover:
    """The fewest agents that cover ``needed`` (one a half hour): an integer programme."""
    works = np.array([at_work(shift) for shift in shifts.values()], dtype=np.float64).reshape(len(shifts), SLOTS)
    can = works.sum(axis=0) > 0
    lacking = tuple(slot for slot in range(SLOTS) if needed[slot] and not can[slot])
    least = np.where(can, np.asarray(needed, dtype=np.float64), 0.0)
    agents = dict.fromkeys(shifts, 0)
    if least.any():
        found = milp(
            np.ones(len(shifts)), integrality=np.ones(len(shifts)), bounds=Bounds(0, float(least.max())),
            constraints=LinearConstraint(works.T, lb=least), options={"time_limit": SEARCH_S},
        )  # fmt: skip
        if found.x is None:
            raise ValueError(f"no cover was found: {found.message}")
        agents = {key: round(number) for key, number in zip(shifts, found.x.tolist(), strict=True)}
    return ShiftCover(agents, covered(shifts, agents), lacking)


def on_roster(agents: int, shrinkage: float) -> int:
    """So many on the roster that ``agents`` are at work on average."""
    return math.ceil(agents / (1.0 - shrinkage) - 1e-9)
