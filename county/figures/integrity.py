"""数据诚信: patterns in the records that honest work does not leave, each with the records that prove it.

A card accuses nobody: it says which numbers should be looked at before they are believed.  Every rule names what would
be expected by chance, or by the roads; the limits are constants of this module.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from msgspec import Struct

from county.durations import DAY_MS, HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.names import Name

CardKind = Literal[
    "bunching", "reused_photo", "bulk_close", "implausible_patrol", "close_then_recur", "all_satisfied",
    "repeated_value",
]  # fmt: skip
KIND_NAMES: dict[CardKind, Name] = {
    "bunching": Name("扎堆压线反馈", "Feedback bunches at the limit"),
    "reused_photo": Name("同一照片用于多个事件", "One photo for several events"),
    "bulk_close": Name("短时批量结案", "Many closed at once"),
    "implausible_patrol": Name("走访轨迹不合常理", "Implausible visits"),
    "close_then_recur": Name("结案后频繁再发", "Closed, and there again"),
    "all_satisfied": Name("回访全部满意", "Every answer is satisfied"),
    "repeated_value": Name("填报数值多期不变", "The same value period after period"),
}
METRICS_OF: dict[CardKind, frozenset[str]] = {
    "bunching": frozenset({"closed_on_time", "closed_rate", "grid_closed_rate", "dispute_solved_rate"}),
    "reused_photo": frozenset({"closed_on_time", "closed_rate", "grid_closed_rate", "dispute_solved_rate"}),
    "bulk_close": frozenset({"closed_on_time", "closed_rate", "grid_closed_rate", "dispute_solved_rate"}),
    "implausible_patrol": frozenset({"visit_rate"}),
    "close_then_recur": frozenset({"closed_rate", "grid_closed_rate", "dispute_solved_rate", "recurrence_rate"}),
    "all_satisfied": frozenset({"satisfied_rate", "solved_rate", "followup_rate"}),
    "repeated_value": frozenset(),
}
"""Metrics whose figures a card casts doubt on; of a repeated value those of its indicator."""
CHANCE = 0.001
"""A pattern that honest work leaves with this probability at most is a card (one-sided)."""
LAST_SHARE, BEFORE_SHARE = 0.95, 0.90
"""Feedback in the last 5 % of the limit is compared with that in the 5 % before."""
BULK_CLOSES, BULK_MS = 10, 60_000
FASTEST_KMH = 120.0
SPEED_SLACK_M = 500.0
"""Distances between the middles of grids are no farther certain."""
SAME_PLACE_VISITS = 8
"""Visits of one worker on one day that all name one grid."""
RECUR_LEAST = 3
HIGHEST_SATISFIED = 0.97
"""The share of satisfied answers of others is taken to be no higher: some people are never satisfied."""
REPEATED_PERIODS = 6
PROOF_MAX = 50
"""Records that a card names at most."""


class IntegrityCard(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """One pattern."""

    kind: CardKind
    who: str
    """Unit, person, work number, or division of an indicator; of a photo its SHA-256."""
    count: int
    """Records that show it."""
    of: int
    """Of so many that were looked at."""
    chance: float | None
    """With which probability honest work leaves it; None where that is not computed."""
    proof: tuple[int, ...]
    """The first of those records."""
    indicator: str = ""
    """Of a repeated value."""


class Feedback(NamedTuple):
    """A unit's feedback for an event."""

    seq: int
    unit: str
    event: str
    used: float | None
    """Share of the limit that had passed since the dispatch; None without a limit."""
    photos: tuple[str, ...] = ()
    """SHA-256 of its pictures."""


class Closing(NamedTuple):
    seq: int
    actor: str
    at_ms: int


class Visit(NamedTuple):
    """A worker's visit of a grid, at its middle in metres."""

    seq: int
    worker: str
    grid: str
    at_ms: int
    x_m: float
    y_m: float


class FollowUp(NamedTuple):
    seq: int
    caller: str
    satisfied: bool


class ReportedValue(NamedTuple):
    """An indicator for one period; ``order`` counts its periods without gaps."""

    seq: int
    indicator: str
    division: str
    order: int
    value: float


class Recurrences(NamedTuple):
    """What a unit closed, and what of it happened again."""

    unit: str
    closed: int
    recurred: int
    proof: tuple[int, ...] = ()


def tail(count: int, of: int, share: float) -> float:
    """The probability that at least ``count`` of ``of`` are so, when each is with probability ``share``."""
    if count <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    logs = [
        math.lgamma(of + 1) - math.lgamma(k + 1) - math.lgamma(of - k + 1)
        + k * math.log(share) + (of - k) * math.log1p(-share)
        for k in range(count, of + 1)
    ]  # fmt: skip
    return min(1.0, math.fsum(map(math.exp, logs)))


def bunching(feedbacks: Iterable[Feedback]) -> Iterator[IntegrityCard]:
    """Units that feed back just before the limit much more often than a little earlier."""
    last, before = defaultdict[str, list[int]](list), defaultdict[str, int](int)
    for one in feedbacks:
        if one.used is not None and LAST_SHARE < one.used <= 1:
            last[one.unit].append(one.seq)
        elif one.used is not None and BEFORE_SHARE < one.used <= LAST_SHARE:
            before[one.unit] += 1
    for unit, seqs in last.items():
        of = len(seqs) + before[unit]
        chance = tail(len(seqs), of, 0.5)
        if chance < CHANCE:
            yield IntegrityCard("bunching", unit, len(seqs), of, chance, tuple(seqs[:PROOF_MAX]))


def reused_photos(feedbacks: Iterable[Feedback]) -> Iterator[IntegrityCard]:
    """Pictures that were handed in for more than one event."""
    uses = defaultdict[str, list[Feedback]](list)
    looked_at = 0
    for one in feedbacks:
        looked_at += bool(one.photos)
        for photo in set(one.photos):
            uses[photo].append(one)
    for photo, some in uses.items():
        if len({one.event for one in some}) > 1:
            seqs = tuple(one.seq for one in some[:PROOF_MAX])
            yield IntegrityCard("reused_photo", photo, len(some), looked_at, None, seqs)


def bulk_closes(closings: Iterable[Closing]) -> Iterator[IntegrityCard]:
    """Persons that closed ten events or more within a minute: nobody verifies that fast.  One card a person."""
    by_actor = defaultdict[str, list[Closing]](list)
    for one in sorted(closings, key=lambda known: known.at_ms):
        by_actor[one.actor].append(one)
    for actor, some in by_actor.items():
        found, begin = dict[int, None](), 0
        for end, one in enumerate(some):
            while one.at_ms - some[begin].at_ms > BULK_MS:
                begin += 1
            if end - begin + 1 >= BULK_CLOSES:
                found |= dict.fromkeys(known.seq for known in some[begin : end + 1])
        if found:
            yield IntegrityCard("bulk_close", actor, len(found), len(some), None, tuple(found)[:PROOF_MAX])


def implausible_patrols(visits: Iterable[Visit]) -> Iterator[IntegrityCard]:
    """Workers that were at two places faster than a car, or on one spot all day.  One card a worker."""
    by_worker = defaultdict[str, list[Visit]](list)
    for one in sorted(visits, key=lambda known: known.at_ms):
        if one.worker:
            by_worker[one.worker].append(one)
    for worker, some in by_worker.items():
        found = dict[int, None]()
        for before, after in pairwise(some):
            away_m = math.hypot(after.x_m - before.x_m, after.y_m - before.y_m) - SPEED_SLACK_M
            hours = (after.at_ms - before.at_ms) / HOUR_MS
            if away_m > 0 and away_m / 1000 > FASTEST_KMH * hours:
                found |= {before.seq: None, after.seq: None}
        for _, group in groupby(some, key=lambda known: (known.at_ms + COUNTY_OFFSET_MS) // DAY_MS):
            day = list(group)
            if len(day) >= SAME_PLACE_VISITS and len({one.grid for one in day}) == 1:
                found |= dict.fromkeys(one.seq for one in day)
        if found:
            yield IntegrityCard("implausible_patrol", worker, len(found), len(some), None, tuple(found)[:PROOF_MAX])


def close_then_recur(units: Sequence[Recurrences]) -> Iterator[IntegrityCard]:
    """Units whose closed matters are there again much more often than those of all others."""
    closed, recurred = sum(one.closed for one in units), sum(one.recurred for one in units)
    for one in units:
        others = closed - one.closed
        if one.recurred < RECUR_LEAST or not others:
            continue
        share = max((recurred - one.recurred) / others, 1 / (others + 1))
        chance = tail(one.recurred, one.closed, share)
        if chance < CHANCE:
            yield IntegrityCard("close_then_recur", one.unit, one.recurred, one.closed, chance, one.proof[:PROOF_MAX])


def all_satisfied(follow_ups: Iterable[FollowUp]) -> Iterator[IntegrityCard]:
    """Callers to whom everybody says satisfied, much more often than to all others."""
    by_caller = defaultdict[str, list[FollowUp]](list)
    for one in follow_ups:
        by_caller[one.caller].append(one)
    whole = [one for some in by_caller.values() for one in some]
    satisfied = sum(one.satisfied for one in whole)
    for caller, some in by_caller.items():
        if not all(one.satisfied for one in some):
            continue
        others = len(whole) - len(some)
        share = (satisfied - len(some)) / others if others else HIGHEST_SATISFIED
        chance = min(share, HIGHEST_SATISFIED) ** len(some)
        if chance < CHANCE:
            seqs = tuple(one.seq for one in some[:PROOF_MAX])
            yield IntegrityCard("all_satisfied", caller, len(some), len(some), chance, seqs)


def repeated_values(reported: Iterable[ReportedValue]) -> Iterator[IntegrityCard]:
    """Indicators that a division reported with the same value for six periods or more in a row; zero can be true."""
    series = defaultdict[tuple[str, str], list[ReportedValue]](list)
    for one in reported:
        series[one.indicator, one.division].append(one)
    for (indicator, division), some in series.items():
        some.sort(key=lambda known: known.order)
        run: list[ReportedValue] = []
        longest: list[ReportedValue] = []
        for one in some:
            goes_on = run and one.order == run[-1].order + 1 and one.value == run[-1].value and one.value
            run = [*run, one] if goes_on else [one]
            longest = max(longest, run, key=len)
        if len(longest) >= REPEATED_PERIODS:
            seqs = tuple(one.seq for one in longest[:PROOF_MAX])
            yield IntegrityCard("repeated_value", division, len(longest), len(some), None, seqs, indicator)
