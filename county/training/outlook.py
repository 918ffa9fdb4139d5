"""Hours of training in a year, and who will miss the target at the pace up to now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from county.plan_tracker.days import ONE_DAY, county_day
from county.training.people import Trainee
from county.training.sessions import Mode, TrainingSession
from county.training.targets import TrainingTargets

LEAST_DAYS = 60
"""Of the year, or since somebody was enrolled, before a pace tells anything."""
Outlook = Literal["reached", "on_the_way", "will_miss", "missed", "too_early", "no_target"]
REACH: frozenset[Outlook] = frozenset({"reached", "on_the_way"})
MISS: frozenset[Outlook] = frozenset({"will_miss", "missed"})
"""Of whom it can be told."""


class YearOfTraining(NamedTuple):
    """Of one person."""

    trainee: str
    group: str
    hours: Mapping[Mode, float]
    target: float | None
    """None: its group is not in the table."""
    projected: float | None
    """By the end of the year at the pace up to now; None: too early to tell."""
    outlook: Outlook

    @property
    def total(self) -> float:
        return sum(self.hours.values())


def years_of_training(
    people: Iterable[Trainee], sessions: Iterable[TrainingSession], targets: TrainingTargets, year: int, today: date
) -> list[YearOfTraining]:
    """Of everybody who is enrolled, by group and name.  Sessions count in the year in which they began, in the county's
    days; withdrawn ones do not."""
    hours: dict[str, dict[Mode, float]] = {}
    for session in sessions:
        if session.counts and county_day(session.from_ms).year == year:
            for one in session.participants:
                of_one = hours.setdefault(one.trainee, {})
                of_one[session.mode] = of_one.get(session.mode, 0.0) + session.hours
    order = list(targets.groups)
    found = [
        _year_of(person, hours.get(person.id, {}), targets, year, today)
        for person in people if person.state == "enrolled"
    ]  # fmt: skip
    return sorted(
        found, key=lambda one: (order.index(one.group) if one.group in order else len(order), one.group, one.trainee)
    )


def _year_of(
    person: Trainee, hours: Mapping[Mode, float], targets: TrainingTargets, year: int, today: date
) -> YearOfTraining:
    group = targets.groups.get(person.group)
    total = sum(hours.values())
    first = max(date(year, 1, 1), min(county_day(person.since_ms), today))
    end = date(year, 12, 31)
    passed, whole = (min(today, end) - first + ONE_DAY).days, (end - first + ONE_DAY).days
    projected = total * whole / passed if passed >= LEAST_DAYS else None
    if group is None:
        return YearOfTraining(person.id, person.group, hours, None, projected, "no_target")
    target = group.hours_in(year)
    if total >= target:
        outlook: Outlook = "reached"
    elif today > end:
        outlook = "missed"
    elif projected is None:
        outlook = "too_early"
    else:
        outlook = "on_the_way" if projected >= target else "will_miss"
    return YearOfTraining(person.id, person.group, hours, target, projected, outlook)
