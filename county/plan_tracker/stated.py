"""What is stated about an item of a plan, in its records as in templates: milestones and an indicator."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

TITLE_MAX, GOAL_MAX, NOTE_MAX = 60, 200, 200
"""Characters."""
MILESTONES_MAX, SUPPORTS_MAX, DEPENDS_MAX, DIVISIONS_MAX = 12, 10, 20, 30
WEIGHT_MAX = 100
YUAN_MAX = 10**12
Target = Annotated[float, Meta(ge=-1e9, le=1e9)]


class Milestone(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """节点: done when evidence for it was accepted."""

    key: str
    """Within its item."""
    title: str
    due: str
    """The last day, as 2026-11-29."""
    weight: int = 1


class PlanIndicator(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """指标: a metric of the catalogue and the value that it is to reach; what it was and is, the figures tell."""

    metric: str
    target: Target
