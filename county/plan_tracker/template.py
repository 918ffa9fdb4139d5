"""Rows of the catalogue's table ``plan_templates``: what a plan consists of, in months from its beginning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import msgspec

from county.names import Name
from county.plan_tracker.stated import MILESTONES_MAX, TITLE_MAX, WEIGHT_MAX, YUAN_MAX, PlanIndicator

if TYPE_CHECKING:
    from county.catalog import Department
    from county.figures.metric import Metric

MONTHS_MAX = 120
Month = Annotated[int, msgspec.Meta(ge=1, le=MONTHS_MAX)]
Weight = Annotated[int, msgspec.Meta(ge=1, le=WEIGHT_MAX)]
Yuan = Annotated[int, msgspec.Meta(ge=0, le=YUAN_MAX)]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=24, pattern=r"^[a-z0-9_]+$")]


class TemplateMilestone(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A milestone, due at the end of a month of the plan."""

    title: Name
    month: Month
    weight: Weight = 1


class TemplateItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """An item from the beginning of month ``first`` to the end of month ``last``."""

    key: Key
    parent: str = ""
    """Key of an item before it; "" for those directly below the plan."""
    title: Name
    goal: Name | None = None
    first: Month
    last: Month
    lead: str
    """A department of the catalogue."""
    supports: tuple[str, ...] = ()
    budget_yuan: Yuan | None = None
    indicator: PlanIndicator | None = None
    milestones: Annotated[tuple[TemplateMilestone, ...], msgspec.Meta(max_length=MILESTONES_MAX)] = ()
    depends_on: tuple[str, ...] = ()
    """Keys of items."""


class PlanTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A plan without its beginning."""

    name: Name
    source: str
    lead: str
    budget_yuan: Yuan | None = None
    goal: Name | None = None
    indicator: PlanIndicator | None = None
    is_pilot: bool = False
    """It takes place in some towns or villages, and ends with a decision."""
    items: Annotated[tuple[TemplateItem, ...], msgspec.Meta(min_length=1, max_length=60)]
    retired: bool = False

    @property
    def months(self) -> int:
        """How long it lasts."""
        return max(item.last for item in self.items)


def template_faults(
    templates: Mapping[str, PlanTemplate], departments: Mapping[str, Department], metrics: Mapping[str, Metric]
) -> Iterator[tuple[str, str]]:
    """Keys of rows, and what is wrong with them."""
    for key, template in templates.items():
        known: set[str] = set()
        leads = {template.lead, *(name for item in template.items for name in (item.lead, *item.supports))}
        yield from ((key, f"there is no department {lead!r}") for lead in sorted(leads - departments.keys()))
        indicators = [one for one in (template.indicator, *(item.indicator for item in template.items)) if one]
        yield from ((key, f"there is no metric {one.metric!r}") for one in indicators if one.metric not in metrics)
        for item in template.items:
            if item.key in known:
                yield key, f"two items have the key {item.key!r}"
            missing = {name for name in (item.parent, *item.depends_on) if name} - known
            yield from ((key, f"item {item.key!r}: {name!r} is no item before it") for name in sorted(missing))
            if item.first > item.last:
                yield key, f"item {item.key!r}: it ends before it begins"
            if any(not item.first <= one.month <= item.last for one in item.milestones):
                yield key, f"item {item.key!r}: a milestone is not in its months"
            titles = (item.title, *(one.title for one in item.milestones))
            if any(len(text) > TITLE_MAX for title in titles for text in (title.zh, title.en)):
                yield key, f"item {item.key!r}: a title has more than {TITLE_MAX} characters"
            known.add(item.key)
