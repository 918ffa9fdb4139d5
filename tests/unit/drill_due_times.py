"""Due times and silences of a drill whose rate changes again and again, and a reference that knows only drill time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from county.commands import DispatchEvent, FileEvent
from county.durations import HOUR_MS
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.records import AlarmCleared, AlarmRaised, EventEscalated
from tests.drill_scenario import TEXT
from tests.unit.drill_day import BEGINS_MS, MINUTE, DrillDay

ACCIDENT = (
    TEXT.replace("road_flooding", "traffic_accident")
    + """
[background]
readings = false

[[injects]]
id = "I04"
no = 4
at = "PT50M"
kind = "reading"
to = ["duty"]
approval = "approved"
reading = { sensor = "bin-1", channel = "fill", profile = [["PT0M", 12.0], ["PT10M", 20.0]] }
"""
)
"""An accident is to be handled in two hours; the bin reports once a minute from 5 to 25 and from 50 to 60 minutes."""
LIMIT_MS = 2 * HOUR_MS
REMIND_MS = 96 * MINUTE
"""Four fifths of the limit."""
REPORTED = ((5 * MINUTE, 25 * MINUTE), (50 * MINUTE, 60 * MINUTE))
SILENT_MS = 10 * MINUTE
"""A bin is silent when it has not reported for longer."""
STEP_MS = 1_000
"""The backend judges what is due once in each second of the drill."""
DISPATCH_MS = 20 * MINUTE
UNTIL_MS = 150 * MINUTE


class DueTimes(NamedTuple):
    """In drill time, since the start."""

    due_ms: int
    escalated: list[tuple[str, int]]
    silences: list[tuple[type, int]]
    """When the bin became silent or reported again."""


def expected(dispatched_ms: int) -> DueTimes:
    """Calculated from drill time alone, for an accident that was dispatched at ``dispatched_ms``."""
    due_ms = dispatched_ms + LIMIT_MS
    (_, silent_from_ms), (again_ms, silent_again_ms) = REPORTED
    return DueTimes(
        due_ms,
        [("remind", _step(dispatched_ms + REMIND_MS)), ("supervise", _step(due_ms))],
        [
            (AlarmRaised, _step(silent_from_ms + SILENT_MS + 1)), (AlarmCleared, again_ms),
            (AlarmRaised, _step(silent_again_ms + SILENT_MS + 1)),
        ],
    )  # fmt: skip


def _step(at_ms: int) -> int:
    """The first second of the drill that is not before ``at_ms``."""
    return -(-at_ms // STEP_MS) * STEP_MS


def check_due_times(package: CountyPackage, rates: Iterator[float], each_ms: int) -> int:
    """Play the accident, each rate for ``each_ms`` of the machine's time; fails where anything differs from the
    reference.  Returns how often the rate was changed."""
    day, event_id, changes = DrillDay(package, ACCIDENT), "", 0
    day.start()
    while day.now_ms < BEGINS_MS + UNTIL_MS:
        assert day.give("zhou", SetClockRate(rate=next(rates))) == ""
        changes += 1
        if not event_id and day.now_ms >= BEGINS_MS + DISPATCH_MS:
            event_id = day.realm.desk.find("inject", "I02").event_id
            assert day.give("wang", FileEvent(event_id=event_id)) == ""
            assert day.give("wang", DispatchEvent(event_id=event_id, unit="truck-1")) == ""
        day.wait(each_ms)
    for client in day.clients.values():
        client.close()
    event = day.realm.desk.events[event_id]
    assert event.dispatched_ms is not None
    assert event.due_ms is not None
    found = DueTimes(event.due_ms - BEGINS_MS, *_recorded(day, event_id))
    assert found == expected(event.dispatched_ms - BEGINS_MS)
    return changes


def _recorded(day: DrillDay, event_id: str) -> tuple[list[tuple[str, int]], list[tuple[type, int]]]:
    """Steps of the escalation, and changes of the bin's silence."""
    escalated, silences = [], []
    for record in day.realm.records():
        body, at_ms = record.body, record.recorded_ms - BEGINS_MS
        if isinstance(body, EventEscalated) and body.event_id == event_id:
            escalated.append((body.step, at_ms))
        if isinstance(body, AlarmRaised | AlarmCleared) and day.realm.desk.alarms[body.alarm_id].rule == "bin_silent":
            silences.append((type(body), at_ms))
    return escalated, silences
