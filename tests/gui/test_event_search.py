"""One search box: events of the desk and of all years before, by text, pinyin, number, and phone where permitted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county import records as r
from county.authority import Principal, Role
from county.events.event import ENDED, STATES
from desktop.events.event_list import EventList
from desktop.events.query import ALL, EventQuery
from desktop.events.search_elsewhere import phone_digits
from desktop.item_models.event_rows import ID_ROLE
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import ArchiveQuery, EventsPage
from services.protocol.messages import ReportersReply
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk, ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_archive import row

OPERATOR = Principal(id="desk-1", roles=frozenset({Role.OPERATOR}))
LEADER = Principal(id="leader", roles=frozenset({Role.LEADER}))


@pytest.fixture
def events(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[EventList]:
    be(scripted, OPERATOR)
    with shown_panel(EventList(scripted.session), qtbot, (400, 700)) as panel:
        yield panel


def be(scripted: ScriptedDesktop, principal: Principal) -> None:
    health = AnalysisHealth("ready", MONDAY_MORNING_MS, 70, 70)
    scripted.source.condition = replace(scripted.source.condition, principal=principal, analysis=health)


def type_text(events: EventList, scripted: ScriptedDesktop, qtbot: QtBot, text: str) -> None:
    events.search.clear()
    events.search.insert(text)
    qtbot.waitUntil(lambda: scripted.session.active_query.query.text == text)


def asked(scripted: ScriptedDesktop, *, on_desk: bool) -> tuple[str, ArchiveQuery]:
    """The last request for events on the desk, or for ended ones, and its query."""
    pages = scripted.source.pages
    number = max(n for n, page in enumerate(pages) if (page[0].on_desk is True) is on_desk)
    return f"page {number + 1}", pages[number][0]


def answer(scripted: ScriptedDesktop, request: str, *ids: str, total: int | None = None) -> None:
    rows = [row(0, id=event_id, title=f"往年 {event_id}") for event_id in ids]
    scripted.session.feed.arrived.emit(
        EventsPage(
            request=request, as_of_seq=70, as_of_ms=MONDAY_MORNING_MS, total=len(rows) if total is None else total,
            first=0, rows=rows,
        )
    )  # fmt: skip


def test_an_event_is_found_by_several_words_and_by_the_names_of_place_and_unit(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    lamp = scripted.report("桥头路灯不亮", subclass="street_lamp")
    scripted.report("桥头垃圾")
    scripted.dispatch(lamp)
    for text in ("路灯 桥头", "城市管理", lamp[-7:].lower()):
        type_text(events, scripted, qtbot, text)
        qtbot.waitUntil(lambda: list(events.rows.ids()) == [lamp])


def test_initials_find_events_of_the_desk_through_the_analysis(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    lamp = scripted.report("桥头路灯不亮")
    scripted.report("垃圾")
    type_text(events, scripted, qtbot, "ldbl")
    assert events.rows.rowCount() == 0, "nothing waits for the analysis"
    request, query = asked(scripted, on_desk=True)
    assert query.text == "ldbl"
    answer(scripted, request, lamp)
    assert list(events.rows.ids()) == [lamp]


def test_the_results_continue_with_ended_events_of_all_years(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.report("路灯")
    assert events.further.isHidden()
    type_text(events, scripted, qtbot, "路灯")
    request, query = asked(scripted, on_desk=False)
    assert query.text == "路灯"
    assert set(query.states) == ENDED
    answer(scripted, request, "20250101-AAAAAAA", "20240101-BBBBBBB", total=2)
    assert events.further.heading.text() == "已办结（历年）：2 件"
    place = events.further.table.visualRect(events.further.rows.index(1, 0)).center()
    QTest.mouseClick(events.further.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    selection = scripted.session.focus.selection
    assert selection is not None
    assert selection.ids == ("20240101-BBBBBBB",)
    events.search.clear()
    qtbot.waitUntil(events.further.isHidden)


def test_without_ended_events_below_the_list_has_all_the_room(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    for number in range(20):
        scripted.report(f"路灯 {number}")
    type_text(events, scripted, qtbot, "路灯")
    request, _ = asked(scripted, on_desk=False)
    answer(scripted, request)
    qtbot.waitUntil(lambda: events.further.height() < 2 * events.further.heading.height())
    qtbot.waitUntil(lambda: events.view.height() > events.height() / 2)
    type_text(events, scripted, qtbot, "灯")
    request, _ = asked(scripted, on_desk=False)
    answer(scripted, request, *(f"2025010{n}-AAAAAAA" for n in range(1, 9)))
    qtbot.waitUntil(lambda: events.further.height() > events.height() / 4)


def test_ended_events_that_the_list_shows_are_not_listed_twice(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.session.active_query.set(EventQuery(states=ALL, text="路灯"))
    _, query = asked(scripted, on_desk=False)
    assert query.on_desk is False
    assert set(query.states) == {state for state in STATES if state in ENDED}


def test_no_ended_event_is_overdue(events: EventList, scripted: ScriptedDesktop) -> None:
    scripted.session.active_query.set(EventQuery(text="路灯", overdue=True))
    assert events.further.isHidden()


def test_a_phone_number_finds_the_events_of_its_reporters(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    place = scripted.session.package.resources[0]
    scripted.report("垃圾")
    scripted.happen(
        r.EventReported(
            event_id="E1", subclass="exposed_garbage", title="路灯", source="hotline", x_m=place.x_m, y_m=place.y_m,
            division="", level="general", reporter="r-00",
        )
    )  # fmt: skip
    type_text(events, scripted, qtbot, "138-0013 8000")
    assert scripted.source.searched_phones == ["13800138000"]
    scripted.session.feed.arrived.emit(ReportersReply(request="phone 13800138000", tokens=["r-00"]))
    assert list(events.rows.ids()) == ["E1"]
    _, query = asked(scripted, on_desk=False)
    assert (query.text, query.reporters) == ("", ("r-00",))


def test_a_role_that_may_not_see_contacts_is_told_so_and_asks_for_none(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    be(scripted, LEADER)
    type_text(events, scripted, qtbot, "13800138000")
    assert scripted.source.searched_phones == []
    assert "本席位角色无权按电话查找" in events.count.text()


def test_a_search_without_the_analysis_shows_the_desk_and_says_what_is_missing(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    health = AnalysisHealth("offline", MONDAY_MORNING_MS, 70, 70)
    scripted.source.condition = replace(scripted.source.condition, analysis=health)
    lamp = scripted.report("路灯")
    type_text(events, scripted, qtbot, "路灯")
    assert list(events.rows.ids()) == [lamp]
    assert events.further.note.text() == "分析服务离线，办结事件截至 10:00"


@pytest.mark.parametrize(
    ("text", "digits"),
    [("138 0013", "1380013"), ("0745-2720000", "07452720000"), ("1380", ""), ("路灯 12345", ""), ("20261123-AB", "")],
)
def test_only_numbers_are_searched_as_phones(text: str, digits: str) -> None:
    assert phone_digits(text) == digits


def test_the_backend_finds_a_reporter_by_phone_for_an_operator(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk().live()
    event_id = desk.report("路灯", reporter="张三 13800138000")
    desk.report("垃圾", reporter="李四 13900139000")
    with shown_panel(EventList(desk.session), qtbot, (400, 700)) as events:
        desk.until(lambda: events.rows.rowCount() == 2, "the events")
        events.search.insert("13800138")
        desk.until(lambda: list(events.rows.ids()) == [event_id], "the reporter's event")


def test_enter_in_the_search_line_selects_the_first_event_found_while_another_one_is_selected(
    events: EventList, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    lamp, other = scripted.report("lamp"), scripted.report("garbage")
    scripted.session.focus.select("events", other)
    events.search.setFocus()
    qtbot.keyClicks(events.search, "lamp")
    qtbot.keyClick(events.search, Qt.Key.Key_Return)
    selection = scripted.session.focus.selection
    assert selection is not None
    assert selection.ids == (lamp,)
    assert events.view.currentIndex().data(ID_ROLE) == lamp
