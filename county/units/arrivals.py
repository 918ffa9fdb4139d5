"""到场 by position: when a unit counts as having arrived at its event."""

from __future__ import annotations

import math
from typing import Protocol

from county.events.event import UnitTask

ARRIVED_M = 100.0
"""Radius around the event: the error of a receiver between houses, and the length of a vehicle's yard."""
ARRIVED_KMH = 10.0
"""A faster one drives past."""


class Placed(Protocol):
    """The location of an event in the working CRS."""

    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...


def has_arrived(event: Placed, task: UnitTask, at_ms: int, x_m: float, y_m: float, speed_kmh: float) -> bool:
    """Whether a unit that has the task, and has not arrived, is there by its position of ``at_ms``: it is near the
    event and slow, and the position is not from before its assignment."""
    if task.arrived_ms is not None or task.released_ms is not None or at_ms < task.assigned_ms:
        return False
    return math.hypot(x_m - event.x_m, y_m - event.y_m) <= ARRIVED_M and speed_kmh <= ARRIVED_KMH
