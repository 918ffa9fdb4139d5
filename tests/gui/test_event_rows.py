"""The rows of the event list: thousands are looked through in slices, and what moves meanwhile is not lost."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from county import catalog, event, records
from county.event import Event
from county.records import Record
from desktop.event_query import ALL, EventQuery
from desktop.item_models import event_rows
from desktop.item_models.event_rows import EVENT_ROLE, ROWS_AT_ONCE, SLICE, EventRows
from layers.events import EventsLayer

NOW = 1_800_000_000_000
N = 3 * SLICE
EVERYTHING = EventQuery(states=ALL)


def record(event_id: str, body: records.EventBody, at_ms: int = NOW) -> Record:
    return Record(seq=1, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id=event_id, actor="", body=body)


def reported(i: int) -> Record:
    event_id = f"E{i:05d}"
    body = records.EventReported(
        event_id=event_id, subclass="bin_overflow", title="", source="sensor", x_m=0, y_m=0, division="",
        level="general",
    )  # fmt: skip
    return record(event_id, body, NOW + i)


def events(first: int, n: int) -> list[Event]:
    return [event.apply(None, reported(i)) for i in range(first, first + n)]


def ids(rows: EventRows) -> list[str]:
    return [rows.index(row).data(EVENT_ROLE).id for row in range(rows.rowCount())]


def newest_first(first: int, n: int) -> list[str]:
    return [f"E{i:05d}" for i in reversed(range(first, first + n))]


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> EventsLayer:
    """A layer of N events, and a loop that has time for one slice a turn."""
    monkeypatch.setattr(event_rows, "LOOK_MS", 0)
    layer = EventsLayer(catalog.load())
    layer.reset(events(0, N))
    layer.tick(NOW)
    return layer


@pytest.fixture
def rows(layer: EventsLayer, qapp: object) -> EventRows:
    return EventRows(layer, catalog.load())


def test_many_events_are_looked_through_in_several_turns_of_the_loop(rows: EventRows, qtbot: QtBot) -> None:
    rows.ask(EVERYTHING, "newest", NOW)
    assert rows.rowCount() == 0
    qtbot.waitUntil(lambda: rows.rowCount() == N)
    assert ids(rows) == newest_first(0, N)


def test_the_answer_before_stands_until_the_next_is_complete(rows: EventRows, qtbot: QtBot) -> None:
    rows.ask(EVERYTHING, "newest", NOW)
    qtbot.waitUntil(lambda: rows.rowCount() == N)
    rows.ask(EventQuery(states=ALL, text="E0000"), "newest", NOW)
    assert rows.rowCount() == N
    qtbot.waitUntil(lambda: rows.rowCount() == 10)


def test_what_moves_while_they_are_looked_through_is_in_the_answer(
    rows: EventRows, layer: EventsLayer, qtbot: QtBot
) -> None:
    rows.ask(EventQuery(), "newest", NOW)
    layer.apply([reported(N), record("E00001", records.EventRejected(event_id="E00001", note=""))])
    layer.tick(NOW)
    rows.follow(layer.last_change, NOW)
    qtbot.waitUntil(lambda: rows.rowCount() > 0)
    assert ids(rows) == [i for i in newest_first(0, N + 1) if i != "E00001"]


def test_rows_of_a_county_that_was_reset_are_gone_at_once(rows: EventRows, layer: EventsLayer, qtbot: QtBot) -> None:
    rows.ask(EVERYTHING, "newest", NOW)
    qtbot.waitUntil(lambda: rows.rowCount() == N)
    layer.reset(events(N, 2 * SLICE))
    layer.tick(NOW)
    rows.follow(layer.last_change, NOW)
    assert rows.rowCount() == 0
    qtbot.waitUntil(lambda: rows.rowCount() == 2 * SLICE)


@pytest.mark.parametrize("n", [ROWS_AT_ONCE // 2, 2 * ROWS_AT_ONCE])
def test_few_changes_and_many_lead_to_the_same_rows(rows: EventRows, layer: EventsLayer, qtbot: QtBot, n: int) -> None:
    rows.ask(EventQuery(), "newest", NOW)
    qtbot.waitUntil(lambda: rows.rowCount() == N)
    gone = [f"E{i:05d}" for i in range(0, n, 2)]
    layer.apply([reported(N + i) for i in range(n)])
    layer.apply([record(i, records.EventRejected(event_id=i, note="")) for i in gone])
    layer.tick(NOW)
    rows.follow(layer.last_change, NOW)
    assert ids(rows) == [i for i in newest_first(0, N + n) if i not in gone]
    assert all(rows.row_of(event_id) == row for row, event_id in enumerate(ids(rows)))
