"""How many agents each shift needs so that the needs of every half hour are met, with the fewest agents in all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from county.staffing.day_slots import DAY_MIN, SLOT_MIN, SLOTS, stretches
from county.staffing.settings import Shift

SEARCH_S = 5.0


class ShiftCover(NamedTuple):
    """``agents``: of each shift at work; ``covered``: at work in each half hour; ``lacking``: half hours in which
    agents are needed and no shift works."""

    agents: dict[str, int]
    covered: tuple[int, ...]
    lacking: tuple[int, ...]


def at_work(shift: Shift) -> tuple[bool, ...]:
    """Whether its agents work in each half hour of the day, breaks left out.  Raises ValueError."""
    slots = [False] * SLOTS
    for begin, end in stretches(shift.span, shift.breaks):
        for minute in range(begin, end, SLOT_MIN):
            slots[minute % DAY_MIN // SLOT_MIN] = True
    return tuple(slots)


def covered(shifts: Mapping[str, Shift], agents: Mapping[str, int]) -> tuple[int, ...]:
    """Agents at work in each half hour."""
    counts = np.zeros(SLOTS, dtype=np.int64)
    for key, shift in shifts.items():
        counts += agents.get(key, 0) * np.array(at_work(shift), dtype=np.int64)
    return tuple(counts.tolist())


def shift_cover(needed: Sequence[int], shifts: Mapping[str, Shift]) -> ShiftCover:
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
