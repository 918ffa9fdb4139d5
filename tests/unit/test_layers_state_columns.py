"""Columns of states: after any record, archiving or reset they are the projection of the fold's states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from county import records as r
from county.aggregate import Aggregate
from county.aggregates import AGGREGATES
from county.alarms import ALARMS
from county.alarms import TABLE as ALARM_TABLE
from county.events.aggregate import EVENTS
from county.events.event import RETENTION_MS
from county.events.table import TABLE as EVENT_TABLE
from county.fold import Fold, StateTable
from county.records import Record
from layers.table import LEAST_ROWS, StateColumns
from tests.state_tables import table_of, tables_of

NOW = 1_800_000_000_000
DAY_MS = 86_400_000
FIELDS: dict[type[r.RecordBody], Callable[[int], dict[str, Any]]] = {
    r.EventMerged: lambda at: {"into": "E0"},
    r.EventUnmerged: lambda at: {"out_of": "E0"},
    r.EventDispatched: lambda at: {"unit": "truck-1", "due_ms": at + DAY_MS},
    **dict.fromkeys(
        (r.UnitAdded, r.UnitReleased, r.MainUnitSet, r.UnitDeparted, r.UnitArrived), lambda at: {"unit": "truck-2"}
    ),
    r.EventHandedOver: lambda at: {"to": "other"},
    r.EventEscalated: lambda at: {"step": "remind", "to": "unit"},
    r.ExtensionRequested: lambda at: {"until_ms": at + DAY_MS},
    r.DeadlineExtended: lambda at: {"due_ms": at + DAY_MS},
    r.EventResumed: lambda at: {"due_ms": at + DAY_MS},
    r.EventSentBack: lambda at: {"due_ms": at + DAY_MS},
    r.FollowUpMade: lambda at: {"satisfied": True},
    r.EventEvaluated: lambda at: {"score": 5},
    r.EventCorrected: lambda at: {
        "title": f"corrected {at}", "subclass": "road_collapse", "level": "general", "x_m": 9.0, "y_m": 9.0,
        "division": "990123", "address": "解放路12号", "due_ms": at + DAY_MS,
    },
    r.EventReopened: lambda at: {"unit": "truck-1", "due_ms": at + DAY_MS},
    r.AlarmCleared: lambda at: {"value": 1.0},
    r.AlarmShelved: lambda at: {"until_ms": at + DAY_MS},
}
"""Fields of records of these kinds besides their subject."""


def record(seq: int, at_ms: int, body: r.RecordBody) -> Record:
    return Record(seq=seq, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id="c", by="a", body=body)


def event_step(fold: Fold, event_id: str, choice: int, at_ms: int) -> r.RecordBody:
    """One of the records that the table currently allows for the event."""
    event = fold.states["event"].get(event_id)
    kinds = [] if event is None else [rule.record for rule in EVENT_TABLE if event.state in rule.sources]
    if not kinds:
        return r.EventReported(
            event_id=event_id, subclass="bin_overflow", title=f"{event_id} {choice}", source="file", x_m=float(choice),
            y_m=0.0, division="", level="major",
        )  # fmt: skip
    kind = kinds[choice % len(kinds)]
    return kind(event_id=event_id, **FIELDS.get(kind, lambda at: {})(at_ms))


def alarm_step(fold: Fold, alarm_id: str, choice: int, at_ms: int) -> r.RecordBody:
    alarm = fold.states["alarm"].get(alarm_id)
    kinds = [] if alarm is None else [rule.record for rule in ALARM_TABLE if alarm.state in rule.sources]
    kind = kinds[choice % len(kinds)] if kinds else r.AlarmRaised
    if kind is r.AlarmRaised:
        return r.AlarmRaised(
            alarm_id=alarm_id, sensor_id=f"S{choice}", channel="fill", rule="r", priority="high", value=1, limit=0
        )
    return kind(alarm_id=alarm_id, **FIELDS.get(kind, lambda at: {})(at_ms))


def agrees(columns: StateColumns, fold: Fold) -> None:
    """Every row is the projection of its state, and there is one for each."""
    states = fold.states[columns.aggregate.key]
    assert len(columns) == len(states)
    assert set(columns.ids) == set(states)
    for subject, state in states.items():
        row = columns.row(subject)
        assert columns.ids[row] == subject
        row_values = tuple(columns[column.name][row] for column in columns.aggregate.columns)
        assert row_values == columns.aggregate.project(state)


Step = tuple[str, int, int, int]
"""Aggregate, subject, index of a possible record, elapsed days."""
STEPS = st.lists(
    st.tuples(st.sampled_from(["event", "alarm", "reset"]), st.integers(0, 7), st.integers(0, 9), st.integers(0, 8)),
    max_size=60,
)


@settings(max_examples=150)
@given(STEPS, st.integers(1, 5))
def test_columns_are_the_projection_of_the_states_after_every_step(steps: list[Step], together: int) -> None:
    """``together`` records are applied at a time, like a slice of the feed."""
    fold, at_ms = Fold(), NOW
    all_columns = {aggregate.key: StateColumns(aggregate) for aggregate in AGGREGATES}
    moved: dict[str, dict[str, Any]] = {}
    for seq, (what, which, choice, days) in enumerate(steps, start=1):
        at_ms += days * DAY_MS
        if what == "reset":
            tables = tables_of(fold)
            fold = Fold()
            fold.restore(seq, at_ms, tables)
            for key, columns in all_columns.items():
                columns.reset(tables[key])
            moved = {}
        else:
            step = event_step if what == "event" else alarm_step
            for change in fold.apply(record(seq, at_ms, step(fold, f"{what}{which}", choice, at_ms))):
                moved.setdefault(change.key, {})[change.id] = change.state
        if seq % together == 0 or not moved or seq == len(steps):
            for key, changes in moved.items():
                all_columns[key].change(changes)
            moved = {}
            for columns in all_columns.values():
                agrees(columns, fold)


def reported(aggregate: Aggregate[Any], n: int) -> dict[str, Any]:
    fold = Fold()
    for i in range(n):
        step = event_step if aggregate is EVENTS else alarm_step
        fold.apply(record(i + 1, NOW + i, step(fold, f"T{i}", i, NOW)))
    return dict(fold.states[aggregate.key])


def test_states_keep_their_rows_when_the_columns_grow() -> None:
    for aggregate in (EVENTS, ALARMS):
        states = reported(aggregate, 5 * LEAST_ROWS)
        columns = StateColumns(aggregate)
        for subject, state in states.items():
            columns.change({subject: state})
        fold = Fold()
        fold.restore(1, NOW, {aggregate.key: table_of(aggregate, states)})
        agrees(columns, fold)


def test_the_row_of_an_archived_state_is_reused() -> None:
    states = reported(EVENTS, 3)
    columns = StateColumns(EVENTS)
    columns.change(states)
    columns.change({"T0": None, "never there": None})
    assert (len(columns), columns.row("T0")) == (2, None)
    columns.change({"T0": states["T0"]})
    assert sorted(columns.ids) == ["T0", "T1", "T2"]
    assert sorted(columns["title"]) == ["T0 0", "T1 1", "T2 2"]


def test_a_reset_to_no_states_empties_the_columns_and_increments_the_version() -> None:
    columns = StateColumns(EVENTS)
    columns.change(reported(EVENTS, 3))
    before = columns.version
    columns.reset(StateTable((), (), {column.name: [] for column in EVENTS.columns}))  # type: ignore[misc]
    assert (len(columns), list(columns.ids), columns.version > before) == (0, [], True)
    columns.reset(None)
    assert len(columns) == 0


def test_an_ended_event_is_removed_from_the_columns_by_the_first_record_after_its_time() -> None:
    fold, columns = Fold(), StateColumns(EVENTS)
    bodies = (event_step(fold, "E1", 0, NOW), r.EventRejected(event_id="E1", note=""))
    for seq, body in enumerate(bodies, start=1):
        columns.change({change.id: change.state for change in fold.apply(record(seq, NOW, body))})
    other = record(3, NOW + RETENTION_MS, event_step(fold, "E2", 0, NOW))
    columns.change({change.id: change.state for change in fold.apply(other)})
    assert list(columns.ids) == ["E2"]
    agrees(columns, fold)
