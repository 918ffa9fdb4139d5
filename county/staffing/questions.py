"""What is asked about staffing and policies; each question holds the values that differ from what stands now."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.staffing.agent_groups import AgentGroup
from county.staffing.settings import AllowanceStep

QueueKey = Literal["hotline", "counter"]
Key = Annotated[str, Meta(max_length=100)]
Groups = Annotated[tuple[AgentGroup, ...], Meta(max_length=20)]
Steps = Annotated[tuple[AllowanceStep, ...], Meta(min_length=1, max_length=10)]
Share = Annotated[float, Meta(ge=0, le=1)]
AGENTS_MAX = 2_000
"""Of all groups of one staffing: a simulation of more takes minutes."""


class StaffingQuestion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="part"):
    """One of the questions below."""


class AgentsQuestion(StaffingQuestion, frozen=True, kw_only=True, tag="agents"):
    """How many agents the hotline needs in each half hour, and on each shift."""

    target_s: Annotated[float, Meta(ge=0, le=86_400)]
    share: Annotated[float, Meta(ge=0.01, le=0.999)]
    handle_s: Annotated[float, Meta(ge=1, le=86_400)]
    patience_s: Annotated[float, Meta(ge=0, le=86_400)] = 0.0
    """0: nobody hangs up."""
    shrinkage: Annotated[float, Meta(ge=0, le=0.9)] = 0.0


class WaitingQuestion(StaffingQuestion, frozen=True, kw_only=True, tag="waiting"):
    """How long people wait with another staffing, or other opening hours."""

    queue: QueueKey
    now: Groups
    then: Groups
    target_s: Annotated[float, Meta(ge=0, le=86_400)]
    handle_s: Annotated[float, Meta(ge=1, le=86_400)]
    patience_s: Annotated[float, Meta(ge=0, le=86_400)] = 0.0
    daily: Annotated[int, Meta(ge=0, le=100_000)] = 0
    """People a day; 0: those of the hotline as they are recorded."""
    second_share: Share = 0.0
    call_back: Share = 0.0


class AllowanceQuestion(StaffingQuestion, frozen=True, kw_only=True, tag="allowance"):
    """Who would be entitled to an allowance with other ages or amounts, and what it would cost."""

    allowance: Key
    then: Steps


class FacilityQuestion(StaffingQuestion, frozen=True, kw_only=True, tag="facility"):
    """Who would reach a service with a facility more, one moved, or another capacity."""

    service: Key
    facility: Key = ""
    """Id of the one that changes; "": a new one."""
    village: Annotated[str, Meta(max_length=20)] = ""
    """Where it is then; "": where it is."""
    capacity: Annotated[int, Meta(ge=-1, le=1_000_000)] = -1
    """It has then; -1: as now, of a new one unknown."""


class GridsQuestion(StaffingQuestion, frozen=True, kw_only=True, tag="grids"):
    """How many events a grid worker would have with more or fewer of them."""

    change: Annotated[int, Meta(ge=-5_000, le=5_000)]


class ChangeQuestion(StaffingQuestion, frozen=True, kw_only=True, tag="change"):
    """What a change that was made on a day in some villages has done to their events."""

    villages: Annotated[tuple[Annotated[str, Meta(max_length=20)], ...], Meta(max_length=500)]
    """Codes; that of a town stands for its villages."""
    day: Annotated[str, Meta(max_length=10)]
    """As 2026-09-01."""
    event_class: Key = ""
    """"": all events."""
    weeks_before: Annotated[int, Meta(ge=1, le=260)] = 26
    weeks_after: Annotated[int, Meta(ge=1, le=260)] = 13


AnyQuestion = (
    AgentsQuestion | WaitingQuestion | AllowanceQuestion | FacilityQuestion | GridsQuestion | ChangeQuestion
)
