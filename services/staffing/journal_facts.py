"""What answers about staffing need of a journal; the analysis reads it from the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from county.explained import Explained
from county.roads.closures import RoadClosure
from county.staffing.arrivals import CallArrivals


class StaffingFault(Explained):
    """A question that the data do not answer; one line."""


class EventsByVillage(NamedTuple):
    """``counts`` (villages, periods), the newest period last; ``days``: of all periods, as far as they are
    recorded."""

    villages: tuple[str, ...]
    counts: NDArray[np.int64]
    days: int


class FactsMoment(NamedTuple):
    """The record as of which is answered."""

    seq: int = 0
    """0: there is no journal."""
    at_ms: int = 0
    closures: Sequence[RoadClosure] = ()


class StaffingFacts(Protocol):
    """As of a record."""

    def calls(self, seq: int, at_ms: int, days: int) -> CallArrivals | None:
        """Of the hotline, in the ``days`` before a moment; None where nothing tells when they come."""
        ...

    def events(
        self, seq: int, until_ms: int, days: int, period_days: int | None = None, event_class: str = ""
    ) -> EventsByVillage:
        """Events of a class ("": all) in the ``days`` before ``until_ms``; in periods, None: in one."""
        ...


class NoJournal:
    """Of a county package alone: nothing is recorded."""

    def calls(self, seq: int, at_ms: int, days: int) -> CallArrivals | None:
        return None

    def events(
        self, seq: int, until_ms: int, days: int, period_days: int | None = None, event_class: str = ""
    ) -> EventsByVillage:
        return EventsByVillage((), np.zeros((0, 0), np.int64), 0)
