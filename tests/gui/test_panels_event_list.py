"""The event list: live, filtered, sorted, and still under the operator's eyes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from county import commands as c
from desktop.event_query import ALL, OPEN, EventQuery
from desktop.item_models.event_rows import EVENT_ROLE
from desktop.panels.event_list import EventList
from tests.gui.conftest import DeskRoom


@pytest.fixture
def events(room: DeskRoom, qtbot: QtBot) -> Iterator[EventList]:
    panel = EventList(room.session)
    qtbot.addWidget(panel)
    panel.resize(400, 500)
    panel.show()
    yield panel
    panel.release()


def titles(panel: EventList) -> list[str]:
    rows = panel.rows
    return [rows.index(row).data(EVENT_ROLE).title for row in range(rows.rowCount())]


def test_a_reported_event_appears_on_top(events: EventList, room: DeskRoom) -> None:
    room.report("first")
    room.clock.advance(1000)
    room.report("second")
    assert titles(events) == ["second", "first"]


def test_an_event_leaves_the_open_ones_when_it_is_rejected(events: EventList, room: DeskRoom) -> None:
    event_id = room.report("noise")
    room.session.submissions.send(c.RejectEvent(event_id=event_id, note="not ours"))
    room.tick()
    assert titles(events) == []
    room.session.question.ask(EventQuery(states=ALL))
    assert titles(events) == ["noise"]


def test_searching_for_a_subclass_keeps_its_events_only(events: EventList, room: DeskRoom, qtbot: QtBot) -> None:
    room.report("garbage at the bridge")
    room.report("broken lamp", subclass="street_lamp")
    events.search.insert("路灯")
    qtbot.waitUntil(lambda: titles(events) == ["broken lamp"])


def test_the_chosen_event_stays_chosen_while_others_arrive(events: EventList, room: DeskRoom) -> None:
    chosen = room.report("chosen")
    room.session.focus.select("events", chosen)
    for i in range(30):
        room.clock.advance(10)
        room.report(f"later {i}")
    assert events.view.currentIndex().data(EVENT_ROLE).id == chosen
    assert room.session.focus.selection is not None
    assert room.session.focus.selection.ids == (chosen,)


def test_the_chosen_event_stays_chosen_when_it_leaves_the_list(events: EventList, room: DeskRoom) -> None:
    room.report("other")
    chosen = room.report("chosen")
    room.session.focus.select("events", chosen)
    room.session.submissions.send(c.RejectEvent(event_id=chosen, note="repeat"))
    room.tick()
    assert room.session.focus.selection is not None
    assert room.session.focus.selection.ids == (chosen,)
    assert titles(events) == ["other"]


def test_the_rows_under_the_eyes_stay_while_others_arrive_above(events: EventList, room: DeskRoom) -> None:
    for i in range(40):
        room.clock.advance(10)
        room.report(f"event {i}")
    bar = events.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = events.view.indexAt(events.view.viewport().rect().topLeft()).data(EVENT_ROLE).id
    for i in range(5):
        room.clock.advance(10)
        room.report(f"newer {i}")
    after = events.view.indexAt(events.view.viewport().rect().topLeft()).data(EVENT_ROLE).id
    assert after == before


def test_a_bulk_of_changes_leaves_the_same_rows_as_one_by_one(events: EventList, room: DeskRoom) -> None:
    room.source.held = True
    for i in range(300):
        room.clock.advance(10)
        room.report(f"event {i}")
    room.source.held = False
    for _ in range(20):
        room.tick()
    assert titles(events) == [f"event {i}" for i in reversed(range(300))]


def test_an_event_is_listed_as_overdue_once_its_limit_has_passed(events: EventList, room: DeskRoom) -> None:
    event_id = room.report("slow", subclass="gas_leak")
    room.session.submissions.send(c.FileEvent(event_id=event_id))
    room.session.submissions.send(c.DispatchEvent(event_id=event_id, unit="gas_supply"))
    room.tick()
    room.session.question.ask(EventQuery(states=OPEN, overdue=True))
    assert titles(events) == []
    due_ms = room.session.layers.events.events[event_id].due_ms
    assert due_ms is not None
    room.clock.advance(due_ms - room.clock.now_ms() + 1000)
    events.refresh()
    assert titles(events) == ["slow"]


def test_a_selected_event_is_scrolled_to_once_its_records_arrive(events: EventList, room: DeskRoom) -> None:
    for i in range(30):
        room.clock.advance(1000)
        room.report(f"older {i}")
    events.view.scrollToBottom()
    room.source.held = True
    room.clock.advance(1000)
    filed = room.report("just filed")
    room.session.focus.select("events", filed)
    room.source.held = False
    room.tick()
    index = events.view.currentIndex()
    assert index.data(EVENT_ROLE).id == filed
    assert events.view.viewport().rect().contains(events.view.visualRect(index))


def test_another_question_is_read_from_its_first_row(events: EventList, room: DeskRoom) -> None:
    for i in range(30):
        room.clock.advance(1000)
        room.report(f"event {i}")
    events.view.scrollToBottom()
    room.session.question.ask(EventQuery(states=ALL))
    assert events.view.verticalScrollBar().value() == 0
