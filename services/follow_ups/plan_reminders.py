"""Reminds of milestones of plans that are past their day, once a milestone and day, as commands of the backend."""

from __future__ import annotations

from collections.abc import Iterable

from county.authority import WATCH, Principal
from county.commands import Command
from county.durations import DAY_MS, MINUTE_MS
from county.plan_tracker.aggregate import reminder
from county.plan_tracker.commands import RemindOfPlanItem
from county.plan_tracker.days import begin_ms, day_of
from services.desk import Desk
from services.intake.base import IntakeBatch

LOOK_MS = MINUTE_MS
"""How often all items are looked at: days do not change more often, plans hardly."""
PER_STEP = 50
"""Commands of one look at most."""


class PlanReminders:
    """Implements :class:`services.intake.base.Intake` for one desk."""

    principal: Principal = WATCH

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._next_ms = 0

    def due(self, now_ms: int) -> IntakeBatch:
        """What is late by ``now_ms`` and was not reminded of."""
        if now_ms < self._next_ms:
            return IntakeBatch()
        self._next_ms = now_ms + LOOK_MS
        marks = (
            (item, one.key, mark)
            for item in self._desk.states_of("plan_item") if item.state == "open"
            for one in item.open_milestones()
            if begin_ms(day_of(one.due)) + DAY_MS <= now_ms and (mark := reminder(one.key, item)) not in item.reminded
        )  # fmt: skip
        commands = [
            Command(
                id=f"{item.id}:{mark}", realm=self._desk.realm, happened_ms=now_ms,
                body=RemindOfPlanItem(item_id=item.id, late=(key,)),
            )
            for item, key, mark in marks
        ]  # fmt: skip
        return IntakeBatch(commands=tuple(commands[:PER_STEP]))

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """It simulates nothing."""
