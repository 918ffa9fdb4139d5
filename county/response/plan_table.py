"""Rows of the catalogue's table ``response_plans``: what is done in an emergency, by response level.

A row is one plan (预案).  Everything in it applies from a level on: a task of level III is in the checklists of the
levels III, II and I.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from county.commands import Emergency, Means, Recipient, ResponseLevel
from county.names import Name

LEVELS: tuple[ResponseLevel, ...] = ("IV", "III", "II", "I")
"""Rising."""
SIGNS: dict[ResponseLevel, str] = {"IV": "Ⅳ", "III": "Ⅲ", "II": "Ⅱ", "I": "Ⅰ"}
"""As they are written on screens."""
Phase = Literal["warning", "initial", "response", "closing", "recovery"]
PHASES: dict[Phase, Name] = {
    "warning": Name("预警响应", "Warning response"),
    "initial": Name("先期处置", "First measures"),
    "response": Name("应急响应", "Emergency response"),
    "closing": Name("响应结束", "End of the response"),
    "recovery": Name("后期处置", "Recovery"),
}
"""In their order."""
POSTS: dict[str, Name] = {
    "duty": Name("县值班室", "County duty office"),
    "commander": Name("现场指挥部", "On-site command"),
    "headquarters": Name("县应急指挥部", "County headquarters"),
    "town": Name("乡镇政府", "Town government"),
    "village": Name("村（社区）", "Village"),
}
"""Who is responsible for a task, besides the catalogue's departments."""
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=24, pattern=r"^[a-z0-9_]+$")]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=43_200)]
Number = Annotated[int, msgspec.Meta(ge=1, le=50)]
LONGEST_TASK = 120
"""Characters: the checklist of a run is one record."""
RadiusM = Annotated[float, msgspec.Meta(ge=50, le=50_000)]


class PlanTask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One task of a checklist."""

    key: Key
    phase: Phase
    text: Name
    who: str
    """A department of the catalogue, or one of :data:`POSTS`."""
    minutes: Minutes | None = None
    """Within how many minutes of the start; None: no limit."""
    level: ResponseLevel = "IV"
    """The lowest level at which it is done."""


class LevelNumbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="upper"):
    """A number of units by level."""

    iv: Number | None = None
    iii: Number | None = None
    ii: Number | None = None
    i: Number | None = None


class LevelRadii(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="upper"):
    """A radius in metres by level."""

    iv: RadiusM | None = None
    iii: RadiusM | None = None
    ii: RadiusM | None = None
    i: RadiusM | None = None


class PlanResource(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Units of one kind that the plan suggests."""

    kind: str
    number: LevelNumbers
    """How many at a level; a level without an entry takes that of the next lower one."""


class PlanNotice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Somebody to be called (叫应)."""

    key: Key
    kind: Recipient
    to: str
    """A department; ``town`` or ``village`` of the event; or the words for a post."""
    means: Means = "phone"
    text: Name
    level: ResponseLevel = "IV"


class ResponsePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A plan for one type of emergency."""

    name: Name
    emergency: Emergency
    subclasses: tuple[str, ...]
    """Subclasses of events that it is proposed for."""
    levels: Annotated[tuple[ResponseLevel, ...], msgspec.Meta(min_length=1)] = LEVELS
    """Levels at which it can be started, rising."""
    radius_m: LevelRadii
    """Radius to watch around the event; a level without an entry takes that of the next lower one."""
    checklist: Annotated[tuple[PlanTask, ...], msgspec.Meta(min_length=1, max_length=60)]
    resources: Annotated[tuple[PlanResource, ...], msgspec.Meta(max_length=12)] = ()
    notices: Annotated[tuple[PlanNotice, ...], msgspec.Meta(max_length=30)] = ()
    retired: bool = False
    """Is not started any more; existing runs keep its name."""

    def tasks_at(self, level: ResponseLevel) -> tuple[PlanTask, ...]:
        """The checklist of a level, by phase."""
        order = list(PHASES)
        found = [task for task in self.checklist if applies(task.level, level)]
        return tuple(sorted(found, key=lambda task: order.index(task.phase)))

    def resources_at(self, level: ResponseLevel) -> dict[str, int]:
        """Number of units by kind."""
        numbers = {row.kind: at_level(row.number, level) for row in self.resources}
        return {kind: int(number) for kind, number in numbers.items() if number}

    def notices_at(self, level: ResponseLevel) -> tuple[PlanNotice, ...]:
        return tuple(notice for notice in self.notices if applies(notice.level, level))

    def radius_at(self, level: ResponseLevel) -> float:
        """Metres."""
        return at_level(self.radius_m, level)


def applies(lowest: ResponseLevel, level: ResponseLevel) -> bool:
    """Whether what is done from ``lowest`` on is done at ``level``."""
    return LEVELS.index(level) >= LEVELS.index(lowest)


def at_level(values: LevelNumbers | LevelRadii, level: ResponseLevel) -> float:
    """The value of the highest level that is not above ``level``; 0 when there is none."""
    steps = (getattr(values, step.lower()) for step in reversed(LEVELS[: LEVELS.index(level) + 1]))
    return next((value for value in steps if value is not None), 0)
