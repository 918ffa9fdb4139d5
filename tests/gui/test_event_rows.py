"""The rows of the event list: thousands are searched in slices, and changes meanwhile are not lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import catalog, records
from county.events.emergency import EMERGENCY_LEVELS
from county.events.event import CLOCK_RUNS, ENDED, LEVELS, RETENTION_MS, Event
from county.fold import Fold
from county.package.open import CountyPackage
from county.records import Record
from desktop.events.names import EventNames
from desktop.events.query import ALL, OPEN, EventQuery
from desktop.item_models.event_rows import EVENT_ROLE, ID_ROLE, SLICE, EventRows, Order
from desktop.item_models.keyed_rows import ROWS_AT_ONCE
from layers.events import EventsLayer
from layers.registry import LayerSet, build_layers
from tests.state_tables import tables_of

NOW = 1_800_000_000_000
N = 3 * SLICE
EVERYTHING = EventQuery(states=ALL)
TITLED = EventQuery(states=ALL, text="E0")


def record(event_id: str, body: records.RecordBody, at_ms: int = NOW, person: str = "") -> Record:
    return Record(
        seq=1, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id=event_id, by="", for_=person, body=body
    )


def reported(i: int, at_ms: int | None = None, *, level: str = "general", person: str = "") -> Record:
    event_id = f"E{i:05d}"
    body = records.EventReported(
        event_id=event_id, subclass="bin_overflow", title=f"bin {i}", source="sensor", x_m=0, y_m=0, division="",
        level=level,  # type: ignore[arg-type]
    )  # fmt: skip
    return record(event_id, body, NOW + i if at_ms is None else at_ms, person)


def rejected(event_id: str, at_ms: int = NOW) -> Record:
    return record(event_id, records.EventRejected(event_id=event_id, note=""), at_ms)


def restore(layers: LayerSet, rows: list[Record]) -> None:
    """Reset the layers to the states of ``rows``."""
    fold = Fold()
    for row in rows:
        fold.apply(row)
    layers.restore(1, NOW, tables_of(fold), {})


def ids(rows: EventRows) -> list[str]:
    return [rows.index(row, 0).data(ID_ROLE) for row in range(rows.rowCount())]


def newest_first(first: int, n: int) -> list[str]:
    return [f"E{i:05d}" for i in reversed(range(first, first + n))]


def rows_of(layers: LayerSet, slice_ms: int) -> EventRows:
    columns = layers.of(EventsLayer).columns
    texts = layers.of(EventsLayer).texts
    return EventRows(columns, layers.states("event"), EventNames(catalog.load(), texts, str, str), slice_ms=slice_ms)


def follow(rows: EventRows, layers: LayerSet) -> None:
    """Report the layer's changes to the rows."""
    layers.tick(NOW)
    rows.follow(layers.of(EventsLayer).last_change, NOW)


@pytest.fixture(scope="module")
def empty(package: CountyPackage) -> LayerSet:
    return build_layers(package, catalog.load())


@pytest.fixture
def layers(empty: LayerSet) -> LayerSet:
    """Layers of N events."""
    restore(empty, [reported(i) for i in range(N)])
    empty.tick(NOW)
    return empty


@pytest.fixture
def rows(layers: LayerSet, qapp: object) -> EventRows:
    """Rows with time for one slice per iteration."""
    return rows_of(layers, slice_ms=0)


def test_texts_are_searched_in_several_iterations_of_the_event_loop(rows: EventRows, qtbot: QtBot) -> None:
    rows.search(TITLED, "newest", NOW)
    assert rows.rowCount() == 0
    qtbot.waitUntil(lambda: rows.rowCount() == N)
    assert ids(rows) == newest_first(0, N)


def test_the_previous_result_remains_until_the_next_is_complete(rows: EventRows, qtbot: QtBot) -> None:
    rows.search(EVERYTHING, "newest", NOW)
    qtbot.waitUntil(lambda: rows.rowCount() == N)
    rows.search(EventQuery(states=ALL, text="E0000"), "newest", NOW)
    assert rows.rowCount() == N
    qtbot.waitUntil(lambda: rows.rowCount() == 10)


def test_changes_during_the_search_are_in_the_result(
    rows: EventRows, layers: LayerSet, qtbot: QtBot
) -> None:
    layers.apply([rejected("E00002")])
    layers.tick(NOW)
    rows.search(EventQuery(states=ALL, text="bin"), "newest", NOW)
    layers.apply([reported(N), rejected("E00001", NOW + N + 5), reported(N + 1, NOW + RETENTION_MS + N + 1)])
    assert "E00001" in layers.states("event")
    assert "E00002" not in layers.states("event")
    follow(rows, layers)
    qtbot.waitUntil(lambda: rows.rowCount() > 0)
    assert ids(rows) == [i for i in newest_first(0, N + 2) if i != "E00002"]


@pytest.mark.parametrize("query", [EVERYTHING, TITLED])
def test_rows_of_a_reset_county_are_removed_immediately(
    rows: EventRows, layers: LayerSet, qtbot: QtBot, query: EventQuery
) -> None:
    rows.search(query, "newest", NOW)
    qtbot.waitUntil(lambda: rows.rowCount() == N)
    restore(layers, [reported(i) for i in range(N, N + 2 * SLICE)])
    follow(rows, layers)
    assert rows.rowCount() == 0
    qtbot.waitUntil(lambda: rows.rowCount() == 2 * SLICE)


def test_a_row_whose_event_was_archived_before_the_update_is_empty_and_does_not_raise(
    rows: EventRows, layers: LayerSet, qtbot: QtBot
) -> None:
    rows.search(EVERYTHING, "newest", NOW)
    qtbot.waitUntil(lambda: rows.rowCount() == N)
    restore(layers, [])
    index = rows.index(N - 1, 0)
    assert (index.data(ID_ROLE), index.data(EVENT_ROLE), index.data()) == ("E00000", None, None)


def test_an_archived_event_is_removed_from_the_rows(layers: LayerSet, qapp: object) -> None:
    layers.apply([rejected("E00001")])
    layers.tick(NOW)
    rows = rows_of(layers, slice_ms=1_000)
    rows.search(EVERYTHING, "newest", NOW)
    layers.apply([reported(N, NOW + RETENTION_MS)])
    follow(rows, layers)
    assert rows.row_of("E00001") is None
    assert ids(rows) == [i for i in newest_first(0, N + 1) if i != "E00001"]


@pytest.mark.parametrize("n", [ROWS_AT_ONCE // 2, 2 * ROWS_AT_ONCE])
def test_few_changes_and_many_give_the_same_rows(layers: LayerSet, qapp: object, n: int) -> None:
    rows = rows_of(layers, slice_ms=1_000)
    rows.search(EventQuery(), "newest", NOW)
    archived = [f"E{i:05d}" for i in range(0, n, 2)]
    layers.apply([reported(N + i) for i in range(n)])
    layers.apply([rejected(i) for i in archived])
    follow(rows, layers)
    assert ids(rows) == [i for i in newest_first(0, N + n) if i not in archived]
    assert all(rows.row_of(event_id) == row for row, event_id in enumerate(ids(rows)))


def test_the_selection_is_kept_when_rows_are_merged(layers: LayerSet, qapp: object) -> None:
    from PySide6.QtCore import QPersistentModelIndex

    rows = rows_of(layers, slice_ms=1_000)
    rows.search(EVERYTHING, "newest", NOW)
    chosen, leaving = QPersistentModelIndex(rows.index(0, 0)), QPersistentModelIndex(rows.index(1, 0))
    selected, archived = chosen.data(ID_ROLE), leaving.data(ID_ROLE)
    rows.search(EventQuery(), "newest", NOW)
    layers.apply([*(reported(N + i) for i in range(2 * ROWS_AT_ONCE)), rejected(archived)])
    follow(rows, layers)
    assert chosen.data(ID_ROLE) == selected
    assert not leaving.isValid()


def test_the_filter_by_person_selects_events_with_that_person_in_the_time_line(layers: LayerSet, qapp: object) -> None:
    layers.apply([record("E00007", records.EventFiled(event_id="E00007"), NOW + 7, person="王芳")])
    layers.tick(NOW)
    rows = rows_of(layers, slice_ms=1_000)
    rows.search(EventQuery(actor="王芳"), "newest", NOW)
    assert ids(rows) == ["E00007"]


ORDERS: dict[Order, object] = {
    "newest": lambda e: (-e.happened_ms, e.id),
    "due": lambda e: (e.due_ms if e.due_ms is not None and e.state not in ENDED else 1 << 62, -e.happened_ms, e.id),
    "level": lambda e: (LEVELS.index(e.level), -e.happened_ms, e.id),
}
EVENT_HISTORIES = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(LEVELS), st.integers(0, 3), st.integers(0, 4)),
    max_size=25,
    unique_by=lambda row: row[0],
)
"""Number, level, minute of the report, and number of steps."""


def records_of(i: int, level: str, minute: int, steps: int) -> list[Record]:
    event_id, at_ms = f"E{i:05d}", NOW + 60_000 * minute
    steps_of_event = [
        reported(i, at_ms, level=level),
        record(event_id, records.EventFiled(event_id=event_id), at_ms),
        record(event_id, records.EventDispatched(event_id=event_id, unit="u", due_ms=at_ms + i), at_ms),
        record(event_id, records.TaskAccepted(event_id=event_id), at_ms),
        record(event_id, records.HandlingFedBack(event_id=event_id, note="好"), at_ms),
    ]
    return steps_of_event[: steps + 1]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=EVENT_HISTORIES, after=EVENT_HISTORIES, order=st.sampled_from(list(ORDERS)), query=st.sampled_from([
    EventQuery(), EVERYTHING, EventQuery(overdue=True),
    EventQuery(due_soon=True), EventQuery(level="major"), EventQuery(due_today=True),
    EventQuery(states=ALL, reported_today=True), EventQuery(text="00001"), EventQuery(event_class="no such class"),
]))  # fmt: skip
def test_rows_are_the_matching_events_in_order_whatever_changed(
    empty: LayerSet, qapp: object, before: list[tuple[int, str, int, int]], after: list[tuple[int, str, int, int]],
    order: Order, query: EventQuery,
) -> None:  # fmt: skip
    """Both followed row by row and searched again, they agree with evaluating every event."""
    now_ms = NOW + 120_000
    restore(empty, [row for one in before for row in records_of(*one)])
    empty.tick(now_ms)
    rows = rows_of(empty, slice_ms=1_000)
    rows.search(query, order, now_ms)
    known = {one[0] for one in before}
    empty.apply(row for one in after if one[0] not in known for row in records_of(*one))
    empty.apply(rejected(f"E{one[0]:05d}") for one in before if one[3] == 0)
    empty.tick(now_ms)
    rows.follow(empty.of(EventsLayer).last_change, now_ms)
    events = [empty.states("event")[event_id] for event_id in empty.states("event")]
    wanted = sorted((e for e in events if matches(query, e, now_ms)), key=ORDERS[order])  # type: ignore[arg-type]
    wanted.sort(key=lambda event: not (event.open and event.level in EMERGENCY_LEVELS))
    assert ids(rows) == [event.id for event in wanted]
    rows.search(query, order, now_ms)
    assert ids(rows) == [event.id for event in wanted]


def _is_due_soon(event: Event, now_ms: int) -> bool:
    return event.state in CLOCK_RUNS and (event.soon_ms or 0) <= now_ms < (event.due_ms or 0)


def matches(query: EventQuery, event: Event, now_ms: int) -> bool:
    day_ms, offset_ms = 86_400_000, 28_800_000
    today = (now_ms + offset_ms) // day_ms
    due_ms = event.due_ms
    return (
        event.state in query.states
        and (not query.level or event.level == query.level)
        and (not query.overdue or event.overdue(now_ms))
        and (not query.due_soon or _is_due_soon(event, now_ms))
        and (not query.due_today or (due_ms is not None and (due_ms + offset_ms) // day_ms == today))
        and (not query.reported_today or (event.happened_ms + offset_ms) // day_ms == today)
        and (not query.text or query.text in event.id)
        and not query.event_class
    )


def test_the_initial_query_selects_open_events() -> None:
    assert EventQuery().states == OPEN
    assert int(Qt.ItemDataRole.UserRole) == EVENT_ROLE
