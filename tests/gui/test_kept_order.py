"""The event list keeps its order while it is used; news wait, are counted, and come when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import records as r
from desktop import i18n
from desktop.events.event_list import EventList
from desktop.events.query import EventQuery
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.recorded_source import LIVE
from tests.gui.shown_panel import shown_panel
from tests.gui.test_held_rows import hover, leave, place_of, reported, shown
from tests.memory_realm import OWNER


@pytest.fixture
def events(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[EventList]:
    scripted.source.condition = replace(LIVE, principal=OWNER)
    with shown_panel(EventList(scripted.session), qtbot, (400, 700)) as panel:
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        yield panel


def found(events: EventList) -> list[str]:
    """The rows, once the search has ended: it runs in slices."""
    while events.rows._work is not None:
        QApplication.processEvents()
    return shown(events.view)


def test_emergencies_come_first_then_what_waits_or_is_overdue_by_level_and_time(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    calm = scripted.report("calm")
    scripted.dispatch(calm, due_ms=scripted.clock.now_ms() + 40 * HOUR_MS)
    old, new = reported(scripted, "old", "new")
    late = scripted.report("late")
    scripted.dispatch(late, due_ms=scripted.clock.now_ms() - HOUR_MS)
    gas = scripted.report("gas", subclass="gas_leak")
    assert shown(events.view) == [gas, late, old, new, calm]
    scripted.dispatch(gas)
    assert shown(events.view) == [gas, late, old, new, calm], "until it has ended"


def test_an_event_rises_when_its_limit_passes_without_any_record(events: EventList, scripted: ScriptedDesktop) -> None:
    graver, soon = scripted.report("graver"), scripted.report("soon")
    event = scripted.event(graver)
    scripted.happen(
        r.EventCorrected(
            event_id=graver, note="two hurt", title=event.title, subclass=event.subclass, level="larger",
            x_m=event.x_m, y_m=event.y_m, division=event.division, address="",
        )
    )  # fmt: skip
    scripted.dispatch(graver, due_ms=scripted.clock.now_ms() + 40 * HOUR_MS)
    scripted.dispatch(soon, due_ms=scripted.clock.now_ms() + 2 * HOUR_MS)
    assert found(events) == [graver, soon]
    scripted.clock.advance(5 * HOUR_MS // 2)
    events._age()
    assert found(events) == [soon, graver]


def test_a_resting_pointer_holds_the_list_until_it_leaves(events: EventList, scripted: ScriptedDesktop) -> None:
    first, second = reported(scripted, "一", "二")
    hover(events.view, place_of(events.view, first))
    assert not events.view.hold._hover.isActive(), "no rest lets the rows go"
    [third] = reported(scripted, "三")
    assert shown(events.view) == [first, second]
    leave(events.view)
    assert shown(events.view) == [first, second, third]


def test_news_wait_while_an_event_is_selected_and_come_by_a_click_on_their_number(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    first, second = reported(scripted, "一", "二")
    scripted.session.focus.select("events", second)
    third, fourth = reported(scripted, "三", "四")
    scripted.happen(r.EventRejected(event_id=first, note="重复"))
    assert shown(events.view) == [first, second]
    assert events.view.mark.text() == "▲ 2 条新事件 · 1 条变化"
    assert not events.view.geometry().intersects(events.view.mark.geometry()), "no title lies below the mark"
    assert events.view.mark.isVisible()
    assert not events.count.isVisible()
    qtbot.mouseClick(events.view.mark, Qt.MouseButton.LeftButton)
    assert shown(events.view) == [second, third, fourth]
    assert events.selected_ids() == [second]
    assert not events.view.mark.isVisible()
    reported(scripted, "五")
    assert shown(events.view) == [second, third, fourth], "they are held again"


@pytest.mark.parametrize(("width", "said"), [(700, "▲ 12 条新事件 · 1 条变化"), (380, "▲ 新 12 · 变 1"), (300, "▲ 13")])
def test_the_number_of_news_is_whole_in_a_narrow_list(
    events: EventList, scripted: ScriptedDesktop, width: int, said: str
) -> None:
    first, second = reported(scripted, "一", "二")
    scripted.session.focus.select("events", second)
    reported(scripted, *map(str, range(12)))
    scripted.happen(r.EventRejected(event_id=first, note="重复"))
    events.resize(width, 600)
    QApplication.processEvents()
    assert events.view.mark.shown_text() == said
    assert events.view.mark.toolTip().startswith("▲ 12 条新事件 · 1 条变化")


def test_the_number_of_news_is_written_in_another_language_at_once(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    [first] = reported(scripted, "一")
    scripted.session.focus.select("events", first)
    reported(scripted, "二")
    i18n.set_language("en")
    QApplication.processEvents()
    assert events.view.mark.text() == "▲ 1 new"


def test_a_key_brings_the_news(events: EventList, scripted: ScriptedDesktop) -> None:
    [first] = reported(scripted, "一")
    scripted.session.focus.select("events", first)
    [second] = reported(scripted, "二")
    QTest.keyClick(events.view, Qt.Key.Key_F5)
    assert shown(events.view) == [first, second]


def test_an_event_that_is_selected_elsewhere_is_brought_into_the_list(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    [first] = reported(scripted, "一")
    scripted.session.focus.select("events", first)
    [second] = reported(scripted, "二")
    scripted.session.focus.select("events", second)
    assert events.selected_ids() == [second]


def test_the_next_event_that_waits_is_offered_and_taken_by_one_key(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    first, second = reported(scripted, "一", "二")
    scripted.session.focus.select("events", first)
    assert events.next.button.text() == "下一件：二", "the selected one still waits: the next one below"
    scripted.dispatch(first)
    gas = scripted.report("燃气", subclass="gas_leak")
    events._show_count()
    assert events.next.button.text() == "下一件：燃气", "an emergency that waits for its place counts"
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (first,), "nothing is selected by itself"
    QTest.keyClick(events.search, Qt.Key.Key_F7)
    assert scripted.session.focus.selection.ids == (gas,)
    assert events.selected_ids() == [gas]
    assert events.view.hasFocus()
    scripted.dispatch(gas)
    scripted.dispatch(second)
    events._show_count()
    assert events.next.button.text() == "此处没有其他待您办理的事件"
    assert not events.next.button.isEnabled()


def test_the_next_event_is_none_that_another_person_has_claimed_but_may_be_an_own_one(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    own, other = reported(scripted, "一", "二")
    scripted.happen(r.EventClaimed(event_id=own), person="王芳")
    scripted.happen(r.EventClaimed(event_id=other), person="李娜")
    QTest.keyClick(events.search, Qt.Key.Key_F7)
    assert events.selected_ids() == [own]
    QTest.keyClick(events.search, Qt.Key.Key_F7)
    assert events.selected_ids() == [own], "it stays: nothing is left"
    assert events.next.button.text() == "此处没有其他待您办理的事件（1 件由他人认领）"


def test_filters_by_town_unit_source_and_time_are_kept_over_a_restart(
    scripted: ScriptedDesktop, events: EventList, qtbot: QtBot
) -> None:
    mine = scripted.report("here")
    other = scripted.report("elsewhere")
    scripted.dispatch(mine)
    events.narrowing.unit.choose("city_management")
    events.narrowing.unit.activated.emit(0)
    assert found(events) == [mine]
    events.narrowing.source.setCurrentIndex(events.narrowing.source.findData("citizen"))
    events.narrowing.source.activated.emit(0)
    assert found(events) == []
    events.order.setCurrentIndex(events.order.findData("newest"))
    events.order.activated.emit(0)
    left = scripted.session.active_query.query
    assert (left.unit, left.source) == ("city_management", "citizen")
    scripted.session.active_query.query = EventQuery()  # another run begins with no filter
    with shown_panel(EventList(scripted.session), qtbot, (400, 700)) as again:
        assert scripted.session.active_query.query == left
        assert again.order.currentData() == "newest"
        assert again.more.isChecked(), "a filter is never hidden"
        qtbot.mouseClick(again.all, Qt.MouseButton.LeftButton)
        assert set(found(again)) == {mine, other}


def test_events_of_a_box_on_the_map_are_selected_in_the_list_for_the_bulk_actions(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    first, second, third = reported(scripted, "一", "二", "三")
    scripted.session.focus.select("events", first, third)
    assert events.selected_ids() == [first, third]
    assert events.bulk.isVisible()
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (first, third)
    [fourth] = reported(scripted, "四")
    assert events.selected_ids() == [first, third], "they stay selected when others arrive"
    assert {second, fourth} <= set(events.rows.coming_ids())


def test_a_filter_by_time_lets_events_go_when_it_has_passed(events: EventList, scripted: ScriptedDesktop) -> None:
    scripted.report("now")
    scripted.session.active_query.set(EventQuery(within_hours=1))
    assert len(found(events)) == 1
    scripted.clock.advance(HOUR_MS)
    events._age()
    QApplication.processEvents()
    assert found(events) == []


def test_only_events_in_the_chosen_town_are_shown(events: EventList, scripted: ScriptedDesktop) -> None:
    event = scripted.event(scripted.report("here"))
    division = scripted.session.package.division_at(event.x_m, event.y_m)
    assert division is not None
    scripted.happen(
        r.EventReported(
            event_id="E-1", subclass="exposed_garbage", title="there", source="hotline", x_m=event.x_m,
            y_m=event.y_m, division=division, level="general",
        )
    )  # fmt: skip
    scripted.session.active_query.set(EventQuery(town=division[:9] + "000"))
    assert found(events) == ["E-1"]


def test_the_count_of_a_box_says_how_many_of_its_events_the_filter_leaves_out(
    events: EventList, scripted: ScriptedDesktop
) -> None:
    first, second, third = reported(scripted, "一", "二", "三")
    ended = scripted.report("四")
    scripted.happen(r.EventRejected(event_id=ended))
    scripted.session.focus.select("events", first, second, third, ended)
    assert events.bulk.heading.text() == "已选 3 件（共框选 4 件，另 1 件不在当前筛选结果中）"
    scripted.session.focus.select("events", first, second)
    assert events.bulk.heading.text() == "已选 2 件"
