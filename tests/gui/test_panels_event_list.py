"""The event list: live, filtered, sorted, with a stable scroll position."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.events.event import RETENTION_MS
from desktop.alarms.strip import AlarmStrip
from desktop.events.event_list import EventList
from desktop.events.query import ALL, OPEN, EventQuery
from desktop.item_models.event_rows import EVENT_ROLE, ID_ROLE
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import OpenDesk, ScriptedDesktop
from tests.gui.shown_panel import shown_panel

OpenWindow = Callable[[Session], MainWindow]


@pytest.fixture
def events(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[EventList]:
    with shown_panel(EventList(scripted.session), qtbot, (400, 500)) as panel:
        panel.order.setCurrentIndex(panel.order.findData("newest"))
        panel.refresh()
        yield panel


def titles(panel: EventList) -> list[str]:
    rows = panel.rows
    return [rows.index(row, 0).data(EVENT_ROLE).title for row in range(rows.rowCount())]


def test_a_reported_event_appears_on_top(events: EventList, scripted: ScriptedDesktop) -> None:
    scripted.report("first")
    scripted.clock.advance(1000)
    scripted.report("second")
    assert titles(events) == ["second", "first"]


def test_a_rejected_event_is_removed_from_the_open_ones(events: EventList, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("noise")
    scripted.happen(r.EventRejected(event_id=event_id, note="not ours"))
    assert titles(events) == []
    scripted.session.active_query.set(EventQuery(states=ALL))
    assert titles(events) == ["noise"]


def test_searching_for_a_subclass_keeps_its_events_only(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.report("garbage at the bridge")
    scripted.report("broken lamp", subclass="street_lamp")
    events.search.insert("路灯")
    qtbot.waitUntil(lambda: titles(events) == ["broken lamp"])


def test_the_selected_event_stays_selected_while_others_arrive(events: EventList, scripted: ScriptedDesktop) -> None:
    chosen = scripted.report("chosen")
    scripted.session.focus.select("events", chosen)
    for i in range(30):
        scripted.clock.advance(10)
        scripted.report(f"later {i}")
    assert events.view.currentIndex().data(ID_ROLE) == chosen
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (chosen,)


def test_the_selected_event_stays_selected_when_it_is_removed_from_the_list(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    scripted.report("other")
    chosen = scripted.report("chosen")
    scripted.session.focus.select("events", chosen)
    scripted.happen(r.EventRejected(event_id=chosen, note="repeat"))
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (chosen,)
    events.show_news()
    assert titles(events) == ["other"]


def test_the_visible_rows_stay_in_place_while_others_are_inserted_above(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    for i in range(40):
        scripted.clock.advance(10)
        scripted.report(f"event {i}")
    bar = events.view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = events.view.indexAt(events.view.viewport().rect().topLeft()).data(ID_ROLE)
    for i in range(5):
        scripted.clock.advance(10)
        scripted.report(f"newer {i}")
    after = events.view.indexAt(events.view.viewport().rect().topLeft()).data(ID_ROLE)
    assert after == before


def test_many_changes_at_once_give_the_same_rows_as_one_by_one(events: EventList, scripted: ScriptedDesktop) -> None:
    scripted.source.paused = True
    for i in range(300):
        scripted.clock.advance(10)
        scripted.report(f"event {i}")
    scripted.source.paused = False
    while scripted.session.feed.backlog or not titles(events):
        scripted.tick()
    assert titles(events) == [f"event {i}" for i in reversed(range(300))]


def test_an_event_is_listed_as_overdue_once_its_limit_has_passed(events: EventList, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("slow", subclass="gas_leak")
    due_ms = scripted.clock.now_ms() + 3_600_000
    scripted.dispatch(event_id, due_ms=due_ms)
    scripted.session.active_query.set(EventQuery(states=OPEN, overdue=True))
    assert titles(events) == []
    scripted.clock.advance(due_ms - scripted.clock.now_ms())
    events.refresh()
    assert titles(events) == ["slow"]


def test_an_event_selected_by_the_reply_to_its_report_is_scrolled_to(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    for i in range(30):
        scripted.clock.advance(1000)
        scripted.report(f"older {i}")
    events.view.scrollToBottom()
    place = scripted.session.package.resources[0]
    scripted.session.submissions.answered.connect(
        lambda answer: scripted.session.focus.select("events", answer.command.body.event_id)
    )
    fields = {"event_id": "E1", "subclass": "exposed_garbage", "title": "t", "source": "hotline"}
    scripted.session.submissions.send(c.ReportEvent(**fields, x_m=place.x_m, y_m=place.y_m))  # type: ignore[arg-type]
    scripted.clock.advance(1000)
    scripted.accept(r.EventReported(**fields, x_m=place.x_m, y_m=place.y_m, division="", level="general"))  # type: ignore[arg-type]
    index = events.view.currentIndex()
    assert index.data(ID_ROLE) == "E1"
    assert events.view.viewport().rect().contains(events.view.visualRect(index))


def test_an_archived_event_is_removed_from_the_list_and_its_count(events: EventList, scripted: ScriptedDesktop) -> None:
    archived = scripted.report("left")
    scripted.happen(r.EventRejected(event_id=archived))
    scripted.session.active_query.set(EventQuery(states=ALL))
    scripted.clock.advance(RETENTION_MS)
    scripted.report("fresh")
    assert titles(events) == ["fresh"]
    assert "1" in events.count.text()
    assert "2" not in events.count.text()


def test_a_different_query_scrolls_to_the_first_row(events: EventList, scripted: ScriptedDesktop) -> None:
    for i in range(30):
        scripted.clock.advance(1000)
        scripted.report(f"event {i}")
    events.view.scrollToBottom()
    scripted.session.active_query.set(EventQuery(states=ALL))
    assert events.view.verticalScrollBar().value() == 0


def test_before_the_first_snapshot_lists_show_waiting_and_not_empty(
    open_desk: OpenDesk, open_window: OpenWindow
) -> None:
    desk = open_desk()
    window = open_window(desk.session)
    events, alarms = window.panels["events"], window.panels["alarms"]
    assert isinstance(events, EventList)
    assert isinstance(alarms, AlarmStrip)
    assert events.count.text() == "正在连接，尚未载入…"
    assert alarms.active.text() == "正在连接，告警尚未载入…"
    desk.live()
    desk.until(lambda: events.count.text() == "暂无事件", "the next look at the time")
    desk.until(lambda: alarms.active.text() == "活动告警 0 条，未确认 0 条", "that of the alarms")


def test_an_empty_result_widens_no_dock_and_is_shown_in_full(
    scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    scripted.report("garbage")
    qtbot.wait(50)
    events, width = window.panels["events"], window.workspace.docks["events"].width()
    assert isinstance(events, EventList)
    qtbot.keyClicks(events.search, "nothing is called so")
    qtbot.waitUntil(lambda: events.count.text() == "没有符合条件的事件（共 1 件）")
    QApplication.processEvents()
    assert window.workspace.docks["events"].width() == width
    assert events.count.toolTip() == events.count.text()
    assert events.all.isVisible()


def test_the_frame_of_the_focus_surrounds_the_rows_and_moves_none(events: EventList, qtbot: QtBot) -> None:
    before = events.view.viewport().geometry()
    events.view.setFocus()
    qtbot.waitUntil(events.view.hasFocus)
    assert events.view.viewport().geometry() == before
    assert events.view.rect().adjusted(2, 2, -2, -2).contains(before)
