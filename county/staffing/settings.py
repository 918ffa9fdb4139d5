"""What staffing is computed with: targets, times, shifts, and allowances by age, each with its source.

The tables ``staffing`` and ``allowances`` of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from county.names import Name
from county.staffing.day_slots import span_min, stretches

Seconds = Annotated[float, Meta(ge=1, le=86_400)]
Share = Annotated[float, Meta(ge=0, le=1)]
Agents = Annotated[int, Meta(ge=0, le=500)]
Text = Annotated[str, Meta(min_length=1)]


class QueueSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A queue of people: the hotline, or the counters of a hall."""

    name: Name
    target_s: Annotated[float, Meta(ge=0, le=86_400)]
    share: Annotated[float, Meta(gt=0, lt=1)]
    """Of the people who should be answered within ``target_s``."""
    source: Name
    """Of both."""
    handle_s: Seconds
    """Of one person, on average, with the work after it."""
    patience_s: Annotated[float, Meta(ge=0, le=86_400)]
    """After which people who wait leave, on average; 0: nobody leaves."""
    times_source: Name
    """Of both."""
    call_back: Share = 0.0
    """Of those who left, who are called back."""
    open: Text = "00:00-24:00"
    daily: Annotated[int, Meta(ge=0, le=100_000)] = 0
    """People a day; 0: as many as are recorded."""
    agents: Agents = 0
    """At a time, of a queue without shifts."""


class StaffingShift(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A shift of the agents of the hotline."""

    name: Name
    span: Text
    breaks: tuple[Text, ...] = ()
    agents: Agents = 0
    """On it now."""


class StaffingSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole table ``staffing``."""

    hotline: QueueSettings | None = None
    counter: QueueSettings | None = None
    shifts: dict[str, StaffingShift] = {}
    shrinkage: Annotated[float, Meta(ge=0, le=0.9)] = 0.0
    """Of the agents on the roster, who are ill, on leave or in training."""
    days: Annotated[int, Meta(ge=1, le=366)] = 28
    """Up to now, of which arrivals and events are counted."""
    replications: Annotated[int, Meta(ge=30, le=1_000)] = 30
    seed: Annotated[int, Meta(ge=0, le=1_000_000)] = 1
    grid_week: Annotated[float, Meta(gt=0, le=10_000)] = 10.0
    """Events a grid worker should have in a week at most."""
    source: Name = Name("", "")
    """Of ``shrinkage`` and ``grid_week``."""

    def faults(self) -> Iterator[str]:
        """What is wrong with spans and breaks."""
        for key, shift in self.shifts.items():
            try:
                stretches(shift.span, shift.breaks)
            except ValueError as error:
                yield f"shifts.{key}: {error}"
        for queue in (self.hotline, self.counter):
            try:
                span_min("00:00-24:00" if queue is None else queue.open)
            except ValueError as error:
                yield str(error)


class AllowanceStep(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What somebody gets from an age on, until the next step."""

    age: Annotated[int, Meta(ge=0, le=150)]
    yuan: Annotated[float, Meta(ge=0, le=1_000_000)]
    """A month."""


class AllowanceSettings(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """An allowance by age, as it is paid now."""

    name: Name
    steps: Annotated[tuple[AllowanceStep, ...], Meta(min_length=1, max_length=10)]
    """In the order of their ages."""
    source: Name
    retired: bool = False
