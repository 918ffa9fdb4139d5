"""Events for each grid worker, and where workers that come or go change most."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from scipy.special import gammaincinv

from county.staffing.results import Estimate


def weekly_load(events: int, weeks: float, workers: int) -> Estimate:
    """Events a worker and week, with the exact 95 % interval of a Poisson count (Garwood 1936); no value without
    workers."""
    if not workers or weeks <= 0:
        return Estimate(None)
    per = workers * weeks
    low = float(gammaincinv(events, 0.025)) if events else 0.0
    return Estimate(events / per, low / per, float(gammaincinv(events + 1, 0.975)) / per)


def moved_workers(events: Sequence[int], workers: Sequence[int], change: int) -> list[int]:
    """Workers of each village once ``change`` more (or less) are there: each comes where the load is highest, or goes
    where it is lowest afterwards.  The last one of a village with events stays."""
    found = list(workers)
    sign = 1 if change > 0 else -1
    ranked = [(_rank(n, found[place], sign), place) for place, n in enumerate(events)]
    heapq.heapify(ranked)
    for _ in range(abs(change)):
        rank, place = heapq.heappop(ranked)
        if rank == float("inf"):
            break
        found[place] += sign
        heapq.heappush(ranked, (_rank(events[place], found[place], sign), place))
    return found


def _rank(events: int, workers: int, sign: int) -> float:
    """The lower, the sooner: a village without workers comes first, and what must not lose one never."""
    if sign > 0:
        return -events / workers if workers else -float("inf") if events else 0.0
    if workers <= (1 if events else 0):
        return float("inf")
    return events / (workers - 1) if workers > 1 else 0.0
