"""What of the live realm interrupts a drill or a replay: the same by its states and by their columns."""

from __future__ import annotations

from itertools import product

from msgspec.structs import replace

from county import alarms, records
from county.aggregates import BY_KEY
from county.alarms import Alarm
from county.drill.real_calls import RealKind, interrupting, interrupts
from county.events.event import LEVELS, STATES, Event
from county.fold import Fold
from tests.recorded_journals import numbered

T0 = 1_795_399_200_000


def test_open_events_of_level_major_and_above_and_critical_alarms_that_nobody_acknowledged() -> None:
    reported = records.EventReported(
        event_id="E1", subclass="exposed_garbage", title="a", source="hotline", x_m=500_500.0, y_m=3_100_500.0,
        division="990199100201", level="general",
    )  # fmt: skip
    raised = records.AlarmRaised(
        alarm_id="A1", priority="low", sensor_id="bin-1", channel="fill", rule="bin_full", value=1.0, limit=0.5
    )
    fold = Fold()
    fold.apply_all(numbered([(T0, reported), (T0, raised)]), lambda record, error: None)
    event, alarm = fold.states["event"]["E1"], fold.states["alarm"]["A1"]
    found: dict[RealKind, list[Event] | list[Alarm]] = {
        "event": [replace(event, level=level, state=state) for level, state in product(LEVELS, STATES)],
        "alarm": [
            replace(alarm, priority=priority, state=state)
            for priority, state in product(alarms.PRIORITIES, alarms.STATES)
        ],
    }
    for kind, states in found.items():
        expected = [row for row, state in enumerate(states) if interrupts(state)]
        assert interrupting(kind, BY_KEY[kind].table(states)).tolist() == expected
        assert 0 < len(expected) < len(states)
