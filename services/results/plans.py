"""Results of plans, from their items in the journal: what evidence shows, what is late and what costs more."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.catalog import Catalog
from county.figures.metric import FigureValue, Period
from county.names import Name
from county.plan_tracker.aggregate import PLAN_ITEMS
from county.plan_tracker.days import county_day
from county.plan_tracker.standing import ItemStanding, standings
from county.plan_tracker.stated import TITLE_MAX
from county.procedure import LONGEST_ID
from services.results.sources import Counted, NoSuchResult, ResultMoment, ResultSources

WAN = 10_000
"""Money is told in 万元."""


class PlanQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """About an item with everything below it; without one about all open plans."""

    item: Annotated[str, Meta(max_length=LONGEST_ID)] = ""
    title: Annotated[str, Meta(max_length=TITLE_MAX)] = ""
    """What the item is called: readers of the number know it by this, so that another one is refused."""


def plan_words(asked: PlanQuestion, catalog: Catalog) -> Name:
    """What is asked, in words."""
    return Name(asked.title, asked.title) if asked.item else Name("全部执行中的计划", "All open plans")


def plan_progress(sources: ResultSources, asked: PlanQuestion, moment: ResultMoment) -> Counted:
    """Weight of the milestones with accepted evidence ÷ weight of all, rounded down to full per cent as in the panel:
    one open milestone is never 100 %."""
    if not asked.item:
        raise NoSuchResult("weights of several plans have nothing in common; ask for one item")
    one = _standings(sources, asked, moment)[asked.item]
    if one.percent is None:
        return _at(FigureValue(), moment)
    return _at(FigureValue(one.accepted, one.weight, one.percent / 100, quality="ok"), moment)


def late_milestones(sources: ResultSources, asked: PlanQuestion, moment: ResultMoment) -> Counted:
    """Milestones past their day without accepted evidence, on the county's day of the moment."""
    found = _standings(sources, asked, moment)
    below = {one.item.id for one in _asked_for(found, asked)}
    for key, one in found.items():  # each before those below it
        if one.item.parent in below:
            below.add(key)
    count = sum(len(found[key].late) for key in below)
    return _at(FigureValue(count, None, count, quality="ok"), moment)


def over_budget(sources: ResultSources, asked: PlanQuestion, moment: ResultMoment) -> Counted:
    """By how many 万元 more was spent than planned: of each item its own overrun, or those below it if more;
    what one item saves does not pay for another.  Partial where a plan states no budget, unknown where none does."""
    found = _standings(sources, asked, moment)
    wanted = _asked_for(found, asked)
    stated = [one for one in wanted if one.budget_yuan is not None]
    if not stated:
        return _at(FigureValue(), moment)
    below: dict[str, int] = {}
    for one in reversed(found.values()):  # each after those below it
        yuan = max(one.overrun_yuan, below.get(one.item.id, 0))
        below[one.item.id] = yuan
        below[one.item.parent] = below.get(one.item.parent, 0) + yuan
    over = sum(below[one.item.id] for one in stated) / WAN
    return _at(FigureValue(over, None, over, quality="ok" if len(stated) == len(wanted) else "partial"), moment)


def _standings(sources: ResultSources, asked: PlanQuestion, moment: ResultMoment) -> dict[str, ItemStanding]:
    """Of all items, that which is asked for among them.  Raises NoSuchResult where it does not count, or is called
    otherwise than readers are told."""
    items = {item.id: item for item in sources.states.all(PLAN_ITEMS, moment)}
    item = items.get(asked.item)
    if item is None and asked.item:
        raise NoSuchResult("there is no plan item {item} at that moment", item=repr(asked.item))
    if item is not None and item.state == "withdrawn":
        raise NoSuchResult("{title} was withdrawn from its plan and counts for nothing", title=item.title)
    if item is not None and item.title != asked.title:
        raise NoSuchResult(
            "the plan item is called {title}, not {asked}; ask for it by its name", title=item.title, asked=asked.title
        )
    return standings(items, county_day(moment.recorded_ms))


def _asked_for(found: dict[str, ItemStanding], asked: PlanQuestion) -> list[ItemStanding]:
    """The item, or all open plans."""
    if asked.item:
        return [found[asked.item]]
    return [one for one in found.values() if not one.item.parent and one.item.state == "open"]


def _at(value: FigureValue, moment: ResultMoment) -> Counted:
    return Counted(value, Period(moment.recorded_ms, moment.recorded_ms + 1))
