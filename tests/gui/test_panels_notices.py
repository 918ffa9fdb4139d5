"""Notices: sent to one or to everybody who was never called; silent, failed and never called are told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pypinyin
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QTableWidget
from pytestqt.qtbot import QtBot

from county.response.notices import (
    AcknowledgeNotice,
    FailNotice,
    NoticeAcknowledged,
    NoticeFailed,
    NoticeSent,
    SendNotice,
)
from desktop.panels.record_panel import RecordPanel
from desktop.response.notices import Notices
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton
MINUTE_MS = 60_000
LOADED_MS = 60_000
"""Within which the process that has the dictionaries of pinyin has ended, on a busy machine."""


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Notices]:
    with shown_panel(Notices(scripted.session), qtbot, (1000, 320)) as panel:
        yield panel


def cells(panel: Notices, row: int) -> list[str]:
    items = (panel.table.item(row, column) for column in range(panel.table.columnCount()))
    return [item.text() for item in items if item is not None]


def answers(panel: Notices) -> list[str]:
    return [cells(panel, row)[1] for row in range(panel.table.rowCount())]


def village(session: Session) -> str:
    return str(session.package.table("villages")["code"][0])


def sent(scripted: ScriptedDesktop, notice_id: str, about: str = "", to: str = "") -> None:
    to = to or village(scripted.session)
    scripted.happen(
        NoticeSent(notice_id=notice_id, kind="division", to=to, means="phone", about=about, note="转移")
    )


def test_a_village_is_called_and_its_answer_recorded(desk: LiveDesktop, qtbot: QtBot) -> None:
    with shown_panel(Notices(desk.session), qtbot, (1000, 320)) as panel:
        panel.kind.setCurrentIndex(panel.kind.findData("division"))
        qtbot.mouseClick(panel.button, LEFT)
        assert panel.problem.text() == "请选择叫应对象"
        panel.to.choose(village(desk.session))
        qtbot.keyClicks(panel.text, "leave now")
        qtbot.mouseClick(panel.button, LEFT)
        desk.until(lambda: panel.table.rowCount(), "the notice")
        assert answers(panel) == ["已 0 秒未回应"]
        assert not panel.step_buttons[AcknowledgeNotice].isEnabled(), "no row is chosen"
        panel.table.selectRow(0)
        qtbot.mouseClick(panel.step_buttons[AcknowledgeNotice], LEFT)
        desk.until(lambda: answers(panel)[0].startswith("已叫应 10:00"), "the answer")
        assert not panel.step_buttons[FailNotice].isEnabled()


def test_silent_failed_and_answered_are_different_and_the_longest_silent_is_first(
    scripted: ScriptedDesktop, panel: Notices
) -> None:
    for notice_id in ("answered", "failed", "silent", "new"):
        sent(scripted, notice_id)
        scripted.clock.advance(5 * MINUTE_MS)
    scripted.happen(NoticeAcknowledged(notice_id="answered"), NoticeFailed(notice_id="failed", note="停机"))
    assert answers(panel) == ["已 10 分钟未回应", "已 5 分钟未回应", "未叫通: 停机", "已叫应 10:20 · 王芳"]
    scripted.clock.advance(MINUTE_MS)
    panel.age()
    assert answers(panel)[0] == "已 11 分钟未回应"


def test_those_who_were_never_called_about_the_selected_event_are_named_and_called_by_one_button(
    scripted: ScriptedDesktop, panel: Notices, qtbot: QtBot
) -> None:
    place = scripted.session.package.division_at(*_place(scripted)) or ""
    event_id = scripted.report("积水")
    event = scripted.event(event_id)
    scripted.source.begin({"event": {event_id: replace(event, division=place)}})
    scripted.tick()
    assert not panel.call_all.isEnabled(), "no event is selected"
    scripted.session.focus.select("events", event_id)
    assert answers(panel) == ["从未叫应"] * 2
    sent(scripted, "N1", event_id, place[:12])
    assert sorted(answers(panel)) == ["从未叫应", "已 0 秒未回应"]
    qtbot.mouseClick(panel.call_all, LEFT)
    [command] = scripted.source.commands
    body = command.body
    assert isinstance(body, SendNotice)
    assert (body.kind, body.to, body.about, body.note) == ("division", f"{place[:9]}000", event_id, "积水")
    panel.table.selectRow(0)
    assert panel.to.value() == f"{place[:9]}000", "a chosen row fills the form"


def test_the_text_that_was_sent_to_everybody_is_cleared(desk: LiveDesktop, qtbot: QtBot) -> None:
    with shown_panel(Notices(desk.session), qtbot, (1000, 320)) as panel:
        place = desk.session.package.resources[0]
        event_id = desk.report("积水", x_m=place.x_m, y_m=place.y_m)
        desk.session.focus.select("events", event_id)
        desk.until(lambda: "从未叫应" in answers(panel), "whom to call")
        qtbot.keyClicks(panel.text, "leave now")
        qtbot.mouseClick(panel.call_all, LEFT)
        desk.until(lambda: "从未叫应" not in answers(panel), "the notices")
        desk.until(lambda: not panel.text.text(), "an empty line")


def test_a_department_is_found_by_its_initials_and_by_its_pinyin(
    scripted: ScriptedDesktop, panel: Notices, qtbot: QtBot
) -> None:
    panel.activateWindow()
    panel.kind.setCurrentIndex(panel.kind.findData("unit"))
    key, department = next(iter(scripted.session.catalog.offered_departments().items()))
    syllables = pypinyin.lazy_pinyin(department.zh)
    line, sounds = panel.to.lineEdit(), scripted.session.name_sounds
    assert line is not None
    panel.to.setFocus()
    qtbot.waitUntil(lambda: bool(sounds.lines), timeout=LOADED_MS)
    for typed in ("".join(syllables), "".join(syllable[0] for syllable in syllables)):
        panel.to.setCurrentIndex(-1)
        panel.to.clearEditText()
        qtbot.waitUntil(panel.to.hasFocus)
        qtbot.keyClicks(line, typed)
        qtbot.waitUntil(panel.to.completer().popup().isVisible)
        QTest.keyClick(panel.to.completer().popup(), Qt.Key.Key_Down)
        QTest.keyClick(panel.to.completer().popup(), Qt.Key.Key_Return)
        assert panel.to.value() == key, typed


def _place(scripted: ScriptedDesktop) -> tuple[float, float]:
    resource = scripted.session.package.resources[0]
    return resource.x_m, resource.y_m


def test_an_empty_choice_says_what_is_chosen(panel: Notices) -> None:
    line = panel.to.lineEdit()
    assert line is not None
    assert (line.text(), line.placeholderText()) == ("", "对象")


def test_nobody_reached_needs_a_reason(scripted: ScriptedDesktop, panel: Notices, qtbot: QtBot) -> None:
    sent(scripted, "N1")
    panel.table.selectRow(0)
    qtbot.mouseClick(panel.step_buttons[FailNotice], LEFT)
    assert panel.problem.text() == "请填写未叫通的原因"
    qtbot.keyClicks(panel.text, "x")
    qtbot.mouseClick(panel.step_buttons[FailNotice], LEFT)
    assert scripted.source.commands[-1].body == FailNotice(notice_id="N1", note="x")


def test_the_card_of_an_event_opens_the_panel(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    window = open_window(scripted.session)
    scripted.session.focus.select("events", scripted.report("积水"))
    window.card.event_card.links.buttons["notices"].click()
    assert not window.workspace.docks["notices"].isHidden()


@pytest.mark.parametrize("name", ["notices", "situation", "closures"])
def test_the_card_leads_into_the_form_of_a_panel_and_escape_back_to_the_card(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot, name: str
) -> None:
    window = open_window(scripted.session)
    window.resize(1920, 1080)
    window.activateWindow()
    scripted.session.focus.select("events", scripted.report("积水"))
    button, panel = window.card.event_card.links.buttons[name], window.panels[name]
    assert isinstance(panel, RecordPanel)
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, LEFT)
    field = QApplication.focusWidget()
    assert field is not None
    assert panel.isAncestorOf(field)
    assert not isinstance(field, QAbstractButton | QTableWidget)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is button
    panel.table.setFocus()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is panel.table, "it was not entered from the card this time"
