"""The attention panel while nothing is selected, and its counts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from county import records as r
from county.events.event import State
from desktop import theme
from desktop.cards.card import Card
from desktop.events.query import WAITING
from desktop.moments import day_of
from layers.events import EventsLayer
from tests.gui.conftest import ScriptedDesktop

LEFT = Qt.MouseButton.LeftButton
DAY_MS = 86_400_000




def test_an_overdue_event_is_listed_first_and_its_row_opens_it(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    late = scripted.report("late")
    scripted.dispatch(late)
    scripted.clock.advance(3 * DAY_MS)
    scripted.report("fresh")
    card.nothing.show_now()
    row = card.nothing.overdue.rows[0]
    assert row.what.text() == "late"
    assert row.why.text().startswith("超期")
    qtbot.mouseClick(row, LEFT)
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (late,)
    assert card.stack.currentWidget() is card.event_card


def test_emergencies_are_a_group_of_their_own_before_all_others(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    late = scripted.report("late")
    scripted.dispatch(late)
    scripted.clock.advance(3 * DAY_MS)
    waiting = scripted.report("smell of gas", subclass="gas_leak")
    attention = card.nothing
    attention.show_now()
    assert attention.emergencies.heading.text().split() == ["紧急事件", "1", "›"]
    assert attention.emergencies.rows[0].what.text() == "smell of gas"
    assert attention.emergencies.y() < attention.overdue.y()
    ground = attention.emergencies.rows[0].grab().toImage().pixelColor(2, 2)
    assert ground == QColor(theme.EMERGENCY_GROUND)
    qtbot.mouseClick(attention.emergencies.heading, LEFT)
    assert scripted.session.active_query.query.emergency
    scripted.happen(r.EventRejected(event_id=waiting))
    attention.show_now()
    assert attention.emergencies.isHidden()


def test_events_that_wait_for_the_centre_are_listed_by_waiting_time(card: Card, scripted: ScriptedDesktop) -> None:
    for title in ("first", "second", "third"):
        scripted.report(title)
        scripted.clock.advance(60_000)
    card.nothing.show_now()
    assert [row.what.text() for row in card.nothing.waiting.rows[:3]] == ["first", "second", "third"]
    assert card.nothing.waiting.heading.text().split() == ["待立案、待派遣", "3", "›"]


def test_a_heading_lists_its_whole_group(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    scripted.report("waits")
    card.nothing.show_now()
    qtbot.mouseClick(card.nothing.waiting.heading, LEFT)
    assert scripted.session.active_query.query.states == WAITING


def test_the_way_back_from_a_card_leads_to_the_attention_panel(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.session.focus.select("events", scripted.report("chosen"))
    qtbot.mouseClick(card.back, LEFT)
    assert scripted.session.focus.selection is None
    assert card.nothing.isVisible()
    assert not card.back.isVisible()


def test_no_all_clear_is_shown_before_data_is_received(card: Card, scripted: ScriptedDesktop) -> None:
    scripted.session.layers.begun = False
    card.nothing.show_now()
    assert card.nothing.all_clear.text() == "正在接收数据…"
    scripted.session.layers.begun = True
    card.nothing.show_now()
    assert card.nothing.all_clear.text() == "没有超期事件，也没有等待中心处理的事项。"


def test_the_tally_agrees_with_counting_every_event(scripted: ScriptedDesktop) -> None:
    layer, tally = scripted.session.layers.of(EventsLayer), scripted.session.tally
    ids = [scripted.report(f"event {i}", dx_m=i) for i in range(12)]
    for event_id in ids[:8]:
        scripted.dispatch(event_id)
    for event_id in ids[:3]:
        scripted.happen(
            r.TaskAccepted(event_id=event_id),
            r.HandlingFedBack(event_id=event_id, note="done"),
            r.EventClosed(event_id=event_id),
        )
    scripted.clock.advance(2 * DAY_MS)
    late = scripted.report("another day")
    scripted.dispatch(late, "truck-1")
    scripted.clock.advance((scripted.event(late).due_ms or 0) - scripted.clock.now_ms())
    scripted.tick()
    now_ms, events = (
        scripted.clock.now_ms(),
        [scripted.event(event_id) for event_id in scripted.session.layers.states("event")],
    )
    ringed = next(batch for batch in layer.batches() if batch.styles == ("event.overdue",))
    assert late in ringed.ids
    overdue = sorted((e for e in events if e.overdue(now_ms)), key=lambda e: (e.due_ms or 0, e.id))
    assert set(ringed.ids) == {e.id for e in overdue}
    assert tally.overdue(now_ms) == len(overdue)
    assert [line.id for line in tally.longest_overdue(now_ms, 3)] == [e.id for e in overdue[:3]]
    for state in State:
        expected = sorted((e.timeline[-1].happened_ms, e.id) for e in events if e.state is state)
        assert tally.number(frozenset({state})) == len(expected)
        assert [(line.since_ms, line.id) for line in tally.longest(frozenset({state}), 2)] == expected[:2]
    for ahead in range(-3, 4):
        day = day_of(now_ms + ahead * DAY_MS)
        assert tally.reported_in(day) == sum(event.happened_ms in day for event in events)


def test_an_event_that_is_due_soon_is_listed_before_it_is_overdue(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id, now_ms = scripted.report("soon"), scripted.clock.now_ms()
    sent = r.EventDispatched(event_id=event_id, unit="market", due_ms=now_ms + DAY_MS, amber_ms=now_ms + DAY_MS // 2)
    scripted.happen(r.EventFiled(event_id=event_id), sent)
    card.nothing.show_now()
    assert card.nothing.due_soon.isHidden()
    scripted.clock.advance(DAY_MS // 2)
    card.nothing.show_now()
    assert card.nothing.due_soon.rows[0].what.text() == "soon"
    assert card.nothing.due_soon.heading.text().split() == ["即将超期", "1", "›"]
    qtbot.mouseClick(card.nothing.due_soon.heading, LEFT)
    assert scripted.session.active_query.query.due_soon
