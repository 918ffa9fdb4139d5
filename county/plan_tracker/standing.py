"""How far the items of plans are on a day, what is late, what that delays, and when they may end.

Progress is the weight of milestones with accepted evidence ÷ the weight of all, over an item and everything below it;
withdrawn items do not count.  What is late delays whatever depends on it at least by the time that its margin does not
hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Literal

from county.plan_tracker.days import ONE_DAY, county_day
from county.plan_tracker.item import PlanItem
from county.plan_tracker.stated import Milestone
from county.plan_tracker.tree import PlanTree

LEAST_ACCEPTED = 2
"""Milestones that must be accepted before a pace can be told, …"""
LEAST_PROGRESS = Fraction(1, 5)
"""… the share of the weight that they must have, …"""
LEAST_DAYS = 14
"""… and the days that must have passed since the beginning."""
FURTHEST_DAYS = 36_500
"""No end is told that is further away."""
Outlook = Literal["done", "paced", "not_begun", "too_little", "no_milestones"]
"""Whether an end can be told from the pace, and if not, why."""


@dataclass(frozen=True)
class ItemStanding:
    """Of one item that is not withdrawn, with everything below it."""

    item: PlanItem
    depth: int
    """0: a plan."""
    accepted: int
    """Weight of the milestones with accepted evidence."""
    weight: int
    """Of all milestones."""
    open_milestones: int
    late: tuple[Milestone, ...]
    """Its own milestones that are past their day without accepted evidence."""
    late_days: int
    """Of the latest thing that is late in it or below it; 0: nothing is."""
    outlook: Outlook
    forecast: date | None
    """When its pace up to now leads to its end."""
    expected: date
    """Its end at the earliest, by what is known to be late."""
    delay_days: int
    """By how much ``expected`` is after its last day; 0: by nothing that is known."""
    waits_for: tuple[str, ...]
    """Late items that it depends on, directly or not."""
    chain: tuple[str, ...]
    """Of an item with something late of its own: what it delays, up to the last item that does; itself first."""
    budget_yuan: int | None
    """Its own, or the sum of those below it; None: nobody stated any."""
    spent_yuan: int
    """On it and everything below it."""
    planned_below_yuan: int
    """Sum of the budgets directly below it."""

    @property
    def progress(self) -> Fraction | None:
        """None: there is no milestone by which it could be known."""
        return Fraction(self.accepted, self.weight) if self.weight else None

    @property
    def percent(self) -> int | None:
        """Full per cent, rounded down: 100 only with nothing open."""
        return self.accepted * 100 // self.weight if self.weight else None

    @property
    def is_done(self) -> bool:
        return self.weight > 0 and not self.open_milestones

    @property
    def overrun_yuan(self) -> int:
        """By how much more was spent than planned; 0: not more."""
        return 0 if self.budget_yuan is None else max(0, self.spent_yuan - self.budget_yuan)

    @property
    def overplanned_yuan(self) -> int:
        """By how much the budgets below it are more than its own; 0: not more."""
        own = self.item.budget_yuan
        return 0 if own is None else max(0, self.planned_below_yuan - own)


@dataclass(frozen=True)
class PlanStandings:
    """Standings of all items on ``today``; every part is computed once."""

    tree: PlanTree
    today: date
    _expected: dict[str, date] = field(default_factory=dict)
    _ways: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, ItemStanding]:
        """Standings by id, plans one after the other, each item before those below it."""
        if self.tree.cycle():
            raise ValueError(f"the items {' → '.join(self.tree.cycle())} wait for each other")
        return {item.id: self._standing(item) for item in self._present}

    @cached_property
    def _present(self) -> list[PlanItem]:
        """Items that count, in the order of the tree."""
        return [
            item for root in self.tree.children("") for item in self.tree.subtree(root) if item.state != "withdrawn"
        ]

    @cached_property
    def _present_ids(self) -> frozenset[str]:
        return frozenset(item.id for item in self._present)

    @cached_property
    def _counted(self) -> dict[str, list[PlanItem]]:
        """Of each item that counts itself and all below it that count."""
        return {
            item.id: [each for each in self.tree.subtree(item.id) if each.id in self._present_ids]
            for item in self._present
        }  # fmt: skip

    @cached_property
    def _depending(self) -> dict[str, list[str]]:
        """Of each item those that name it as what they depend on."""
        found: dict[str, list[str]] = {}
        for item in self._present:
            for other in item.depends_on:
                found.setdefault(other, []).append(item.id)
        return found

    def _standing(self, item: PlanItem) -> ItemStanding:
        counted = self._counted[item.id]
        weight = sum(one.weight for each in counted for one in each.milestones)
        open_ones = [one for each in counted for one in each.open_milestones()]
        late = tuple(self._late(item))
        outlook, forecast = self._forecast(item, counted)
        expected, due = self.expected(item.id), date.fromisoformat(item.due)
        below = [self.tree.items[child] for child in self.tree.children(item.id) if child in self._present_ids]
        return ItemStanding(
            item=item, depth=len(self.tree.ancestors(item.id)),
            accepted=weight - sum(one.weight for one in open_ones), weight=weight, open_milestones=len(open_ones),
            late=late, late_days=self._late_days(item.id), outlook=outlook, forecast=forecast, expected=expected,
            delay_days=max(0, (expected - due).days),
            waits_for=tuple(sorted(self._late_before[item.id])) if open_ones else (),
            chain=self._chain(item.id) if item.id in self._late_alone else (),
            budget_yuan=self._budget(item), spent_yuan=sum(each.spent_yuan for each in counted),
            planned_below_yuan=sum(self._budget(child) or 0 for child in below),
        )  # fmt: skip

    # ---- what is late

    def _late(self, item: PlanItem) -> Iterator[Milestone]:
        return (one for one in item.open_milestones() if date.fromisoformat(one.due) < self.today)

    @cached_property
    def _late_alone(self) -> frozenset[str]:
        """Ids of the items of which something of their own is past its day."""
        def is_late(item: PlanItem) -> bool:
            has_open = any(True for _ in item.open_milestones())
            return any(True for _ in self._late(item)) or (has_open and date.fromisoformat(item.due) < self.today)

        return frozenset(item.id for item in self._present if is_late(item))

    def _late_days(self, item_id: str) -> int:
        days = [
            (self.today - date.fromisoformat(day)).days
            for each in self._counted[item_id] if each.id in self._late_alone
            for day in (each.due, *(one.due for one in self._late(each)))
        ]  # fmt: skip
        return max(days, default=0)

    @cached_property
    def _late_before(self) -> dict[str, set[str]]:
        """Of each item the late ones that it depends on: by itself, by those above it, or by one of those."""
        found: dict[str, set[str]] = {}

        def late_before(item_id: str) -> set[str]:
            if item_id not in found:
                found[item_id] = set()  # no cycle leads back here, see by_id
                for other in self._before(item_id):
                    for each in self._counted[other]:
                        found[item_id] |= {each.id} if each.id in self._late_alone else set()
                        if any(True for _ in each.open_milestones()):
                            found[item_id] |= late_before(each.id)
            return found[item_id]

        for item in self._present:
            late_before(item.id)
        return found

    def _before(self, item_id: str) -> list[str]:
        """Ids of the items that must be finished before one begins."""
        above = (item_id, *self.tree.ancestors(item_id))
        named = (other for each in above for other in self.tree.items[each].depends_on)
        return sorted({other for other in named if other in self._present_ids})

    def _after(self, item_id: str, *, begins_late: bool) -> list[str]:
        """Ids of the open items that begin after the end of one or of what it is part of; with ``begins_late`` those
        that begin after the end of what it consists of, too."""
        whole = {each.id for each in self._counted[item_id]}
        parts = (whole if begins_late else {item_id}) | {*self.tree.ancestors(item_id)}
        return sorted({one for part in parts for one in self._depending.get(part, ())} - whole - self._done)

    def _chain(self, item_id: str) -> tuple[str, ...]:
        """The way from a late item to the last one that it delays."""
        return self._longest(item_id, begins_late=False)

    def _way(self, item_id: str) -> tuple[str, ...]:
        """The way from an item that begins late."""
        if item_id not in self._ways:
            self._ways[item_id] = self._longest(item_id, begins_late=True)
        return self._ways[item_id]

    def _longest(self, item_id: str, *, begins_late: bool) -> tuple[str, ...]:
        further = [(item_id, *self._way(other)) for other in self._after(item_id, begins_late=begins_late)]
        return max(further, key=lambda path: (self.expected(path[-1]), len(path), path), default=(item_id,))

    @cached_property
    def _done(self) -> frozenset[str]:
        """Ids of the items with milestones, none of which is open."""
        return frozenset(
            item_id for item_id, counted in self._counted.items()
            if any(each.milestones for each in counted)
            and not any(True for each in counted for _ in each.open_milestones())
        )  # fmt: skip

    # ---- when it ends

    def _alone(self, item: PlanItem) -> date:
        """Its end at the earliest by itself: on its last day, or today where that is past."""
        due = date.fromisoformat(item.due)
        return due if item.id in self._done else max(due, self.today)

    def expected(self, item_id: str) -> date:
        """The end at the earliest of an item with everything below it."""
        if item_id not in self._expected:
            item = self.tree.items[item_id]
            end = self._alone(item)
            begun = any(each.is_done(one.key) for each in self._counted[item_id] for one in each.milestones)
            before = [self.expected(other) for other in self._before(item_id) if other not in self._done]
            if before and not begun and item_id not in self._done:
                starts = date.fromisoformat(item.starts)
                lasts = date.fromisoformat(item.due) - starts
                end = max(end, _later(max(max(before) + ONE_DAY, starts), lasts.days))
            below = [self.expected(child) for child in self.tree.children(item_id) if child in self._present_ids]
            self._expected[item_id] = max([end, *below])
        return self._expected[item_id]

    def _forecast(self, item: PlanItem, counted: Iterable[PlanItem]) -> tuple[Outlook, date | None]:
        """The end by the pace since the item began: as much weight a day as until now."""
        milestones = [(each, one) for each in counted for one in each.milestones]
        accepted = [(each, one) for each, one in milestones if each.is_done(one.key)]
        if not milestones:
            return "no_milestones", None
        if len(accepted) == len(milestones):
            return "done", max(_shown(each, one) for each, one in accepted)
        starts = date.fromisoformat(item.starts)
        if self.today < starts:
            return "not_begun", None
        share = Fraction(sum(one.weight for _, one in accepted), sum(one.weight for _, one in milestones))
        days = (self.today - starts).days
        if len(accepted) < LEAST_ACCEPTED or share < LEAST_PROGRESS or days < LEAST_DAYS:
            return "too_little", None
        return "paced", _later(starts, round(days / share))

    # ---- money

    def _budget(self, item: PlanItem) -> int | None:
        if item.budget_yuan is not None:
            return item.budget_yuan
        below = [self.tree.items[child] for child in self.tree.children(item.id) if child in self._present_ids]
        stated = [budget for child in below if (budget := self._budget(child)) is not None]
        return sum(stated) if stated else None


def _shown(item: PlanItem, milestone: Milestone) -> date:
    """The day on which the accepted evidence for a milestone was submitted."""
    found = item.evidence_for(milestone.key)
    assert found is not None, "it was accepted"
    return county_day(found.at_ms)


def _later(day: date, days: int) -> date:
    """So many days later, at most FURTHEST_DAYS, and in a year that calendars have."""
    return min(day + timedelta(days=min(days, FURTHEST_DAYS)), date.max - ONE_DAY)


def standings(items: Mapping[str, PlanItem], today: date) -> dict[str, ItemStanding]:
    """The standings of all items by id, in the order of the tree.  Raises ValueError for items that wait for each
    other, which no desk accepts."""
    return PlanStandings(PlanTree(items.values()), today).by_id
