"""Reminders of plans: once a milestone and day, by the backend itself."""

from __future__ import annotations

from msgspec.structs import replace

from county.authority import WATCH
from county.plan_tracker.commands import RemindOfPlanItem, RevisePlanItem
from services.follow_ups.plan_reminders import LOOK_MS, PlanReminders
from tests.unit.planned import LEADER, add
from tests.unit.running_desk import NOON_MS, RunningDesk

DAY_MS = 86_400_000
LATE_MS = NOON_MS + 40 * DAY_MS


def remind(running: RunningDesk, reminders: PlanReminders, at_ms: int) -> list[RemindOfPlanItem]:
    """What is asked for at a time, and done."""
    commands = reminders.due(at_ms).commands
    for command in commands:
        running.take(command, at_ms, by=WATCH)
    return [command.body for command in commands]


def test_a_late_milestone_is_reminded_of_once_and_again_after_a_later_day_has_passed() -> None:
    running = RunningDesk()
    running.give(add("a"), by=LEADER)
    reminders = PlanReminders(running.desk)
    assert remind(running, reminders, NOON_MS) == []
    assert remind(running, reminders, LATE_MS) == [RemindOfPlanItem(item_id="a", late=("m1",))]
    assert running.desk.fold.states["plan_item"]["a"].reminded == ("m1 2026-12-31",)
    assert remind(running, reminders, LATE_MS + LOOK_MS) == []
    assert remind(running, PlanReminders(running.desk), LATE_MS + LOOK_MS) == [], "nor after a restart"
    milestone = replace(add("a").milestones[0], due="2027-01-15")
    later = RevisePlanItem(
        item_id="a", title="a", lead="market", starts="2026-11-01", due="2027-01-15", milestones=(milestone,), note="x"
    )
    running.give(later, by=LEADER, at_ms=LATE_MS + 2 * LOOK_MS)
    assert remind(running, reminders, LATE_MS + 2 * LOOK_MS) == []
    assert len(remind(running, reminders, LATE_MS + 30 * DAY_MS)) == 1


def test_all_items_are_looked_at_once_a_minute() -> None:
    running = RunningDesk()
    running.give(add("a"), by=LEADER)
    reminders = PlanReminders(running.desk)
    reminders.due(LATE_MS)
    assert reminders.due(LATE_MS + LOOK_MS - 1).commands == ()
    assert len(reminders.due(LATE_MS + LOOK_MS).commands) == 1, "it was not stored"
