"""An archived event is found by its number and opens read-only with its whole time line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county.events.event import RETENTION_DAYS, RETENTION_MS, State
from county.package.open import CountyPackage
from desktop.map.search_box import WAIT_MS, SearchBox
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.store.ports import StoreError
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk
from tests.gui.live_desktop import LiveDesktop
from tests.memory_realm import MemoryRealm

OpenWindow = Callable[[Session], MainWindow]
ARCHIVED_TEXT = f"事件结束已满 {RETENTION_DAYS} 天，不再列出；以下内容取自日志，只读"


def end(desk: LiveDesktop, title: str) -> str:
    """An event that was reported and rejected."""
    event_id = desk.report(title)
    assert desk.send(c.RejectEvent(event_id=event_id, note="不属实")).refusal is None
    return event_id


def clock_of(desk: LiveDesktop) -> AdjustableClock:
    assert isinstance(desk.realm.clock, AdjustableClock)
    return desk.realm.clock


def search(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Type into the map's search box and press Return."""
    write(qtbot, window.map.search, text)
    qtbot.keyClick(window.map.search, Qt.Key.Key_Return)


def write(qtbot: QtBot, box: SearchBox, text: str) -> None:
    """Input as from an input method: key clicks cannot carry Chinese."""
    box.clear()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(box, event)


def test_the_number_of_an_archived_event_opens_its_card_with_its_whole_time_line(
    qtbot: QtBot, open_desk: OpenDesk, open_window: OpenWindow, package: CountyPackage, tmp_path: Path
) -> None:
    before = open_desk().live()
    event_id = end(before, "over long ago")
    then = MemoryRealm(package, before=before.realm, clock=AdjustableClock(MONDAY_MORNING_MS + 2 * RETENTION_MS))
    desk = open_desk(then).live()
    assert desk.event(event_id) is None
    window = open_window(desk.session)
    card = window.card.event_card
    search(qtbot, window, event_id.lower())
    desk.until(lambda: card.name.text() == "over long ago", "its records")
    assert card.archived_note.isVisible()
    assert card.archived_note.text() == ARCHIVED_TEXT
    assert card.state.text() == "不予受理"
    assert not card.steps.isVisible()
    assert card.facts.isVisible()
    time_line = card.time_line.text()
    assert time_line.index("不予受理") < time_line.index("已上报")
    assert "不属实" in time_line
    assert "王磊" in time_line


@pytest.mark.parametrize("typed", ["热线-2026/17A", "热线-2026/17a"])
def test_an_event_number_assigned_by_another_program_finds_the_archived_event(
    qtbot: QtBot, open_desk: OpenDesk, open_window: OpenWindow, package: CountyPackage, typed: str
) -> None:
    before = open_desk().live()
    event_id = before.report("over long ago", event_id="热线-2026/17A")
    assert before.send(c.RejectEvent(event_id=event_id, note="不属实")).refusal is None
    then = MemoryRealm(package, before=before.realm, clock=AdjustableClock(MONDAY_MORNING_MS + 2 * RETENTION_MS))
    desk = open_desk(then).live()
    assert desk.event(event_id) is None
    window = open_window(desk.session)
    search(qtbot, window, typed)
    desk.until(lambda: window.card.event_card.name.text() == "over long ago", "its records")
    assert window.card.event_card.archived_note.text() == ARCHIVED_TEXT
    qtbot.wait(2 * WAIT_MS)
    assert not window.map.search._list.popup().isVisible()


def test_a_number_not_on_the_desk_is_searched_in_the_journal_and_the_list_shows_the_result(
    qtbot: QtBot, desk: LiveDesktop, open_window: OpenWindow
) -> None:
    window = open_window(desk.session)
    box = window.map.search

    def lines() -> list[str]:
        return [box.rows.item(row).text() for row in range(box.rows.rowCount())]

    box.setFocus()
    write(qtbot, box, "没有这个地方")
    qtbot.waitUntil(lambda: lines() == ["没有找到“没有这个地方”", "在日志中查找编号为“没有这个地方”的事件"])
    qtbot.keyClick(box, Qt.Key.Key_Return)
    desk.until(lambda: lines() == ["当前事件和日志中都没有：没有这个地方"], "the answer of the journal")
    assert desk.session.focus.selection is None


def test_a_number_contained_in_other_hits_can_be_searched_in_the_journal_with_a_click(
    qtbot: QtBot, open_desk: OpenDesk, open_window: OpenWindow, package: CountyPackage
) -> None:
    before = open_desk().live()
    before.report("over long ago", event_id="17")
    assert before.send(c.RejectEvent(event_id="17", note="不属实")).refusal is None
    then = MemoryRealm(package, before=before.realm, clock=AdjustableClock(MONDAY_MORNING_MS + 2 * RETENTION_MS))
    desk = open_desk(then).live()
    desk.report("it is another one", event_id="2017-5")
    window = open_window(desk.session)
    box = window.map.search
    box.setFocus()
    write(qtbot, box, "17")
    qtbot.waitUntil(lambda: box._list.popup().isVisible())
    popup = box._list.popup()
    last = popup.model().index(box.rows.rowCount() - 1, 0)
    assert last.data() == "在日志中查找编号为“17”的事件"
    popup.scrollTo(last)
    qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=popup.visualRect(last).center())
    desk.until(lambda: window.card.event_card.name.text() == "over long ago", "its records")


def test_an_unknown_number_is_reported(qtbot: QtBot, desk: LiveDesktop, open_window: OpenWindow) -> None:
    window = open_window(desk.session)
    card = window.card.event_card
    search(qtbot, window, "20250101-7K4Q2M9")
    assert card.archived_note.text() == "正在日志中查找…"
    desk.until(lambda: card.archived_note.text() == "没有此编号的事件", "the answer of the journal")
    assert card.name.text() == "20250101-7K4Q2M9"
    assert not card.steps.isVisible()
    assert not card.facts.isVisible()


def test_a_failed_journal_request_is_shown_on_the_card_instead_of_an_endless_search(
    qtbot: QtBot, desk: LiveDesktop, open_window: OpenWindow
) -> None:
    def fail(subject: str) -> None:
        raise StoreError("the file cannot be read")

    desk.realm.log_hooks["of_subject"] = fail
    window = open_window(desk.session)
    card = window.card.event_card
    search(qtbot, window, "20250101-7K4Q2M9")
    desk.until(lambda: "the file cannot be read" in card.archived_note.text(), "the trouble")


def test_an_event_archived_while_its_card_is_open_remains_there_read_only(
    desk: LiveDesktop, open_window: OpenWindow
) -> None:
    window = open_window(desk.session)
    card = window.card.event_card
    event_id = end(desk, "over soon")
    desk.session.focus.select("events", event_id)
    assert card.steps.isVisible()
    assert not card.archived_note.isVisible()
    clock_of(desk).adjust(RETENTION_MS)
    desk.report("fresh")
    desk.until(lambda: card.archived_note.isVisible(), "the archiving")
    assert card.archived_note.text() == ARCHIVED_TEXT
    assert card.name.text() == "over soon"
    assert not card.steps.isVisible()
    assert "不属实" in card.time_line.text()


def test_desk_and_window_have_the_same_events_after_weeks(desk: LiveDesktop) -> None:
    ended = [end(desk, f"event {n}") for n in range(3)]
    open_one = desk.report("still open")
    clock_of(desk).adjust(RETENTION_MS - 1)
    desk.report("just before")
    assert set(ended) <= set(desk.session.layers.states("event"))
    clock_of(desk).adjust(1)
    desk.report("just after")
    events = set(desk.session.layers.states("event"))
    assert events == set(desk.realm.desk.events)
    assert events.isdisjoint(ended)
    assert open_one in events


def test_a_step_of_an_archived_event_is_refused_with_the_hint_to_search(desk: LiveDesktop) -> None:
    event_id = end(desk, "over soon")
    clock_of(desk).adjust(RETENTION_MS)
    desk.report("fresh")
    refused = desk.send(c.FileEvent(event_id=event_id)).refusal
    assert refused is not None
    assert refused.code == "has_left"


@pytest.mark.parametrize("other", ["lamp", ""])
def test_journal_results_do_not_remain_on_the_card_of_the_next_item(
    desk: LiveDesktop, open_window: OpenWindow, other: str
) -> None:
    window = open_window(desk.session)
    card = window.card.event_card
    desk.session.focus.select("events", "20250101-7K4Q2M9")
    desk.until(lambda: card.archived_note.text() == "没有此编号的事件", "the answer of the journal")
    shown = desk.report("lamp") if other else "20250101-0000000"
    desk.session.focus.select("events", shown)
    if other:
        assert card.name.text() == "lamp"
        assert not card.archived_note.isVisible()
        assert desk.event(shown).state is State.REPORTED  # type: ignore[union-attr]
    else:
        assert card.archived_note.text() == "正在日志中查找…"
