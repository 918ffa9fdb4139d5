"""Situation reports: written for the selected event, in their order, and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.response.situation_reports import SituationReportSent
from desktop.response.situation import Situation
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Situation]:
    with shown_panel(Situation(scripted.session), qtbot, (900, 360)) as panel:
        yield panel


def column(panel: Situation, n: int) -> list[str]:
    items = (panel.table.item(row, n) for row in range(panel.table.rowCount()))
    return [item.text() for item in items if item is not None]


def test_the_first_report_is_followed_by_numbered_ones_and_the_final_one_ends_them(
    desk: LiveDesktop, qtbot: QtBot
) -> None:
    event_id = desk.report("积水")
    with shown_panel(Situation(desk.session), qtbot, (900, 360)) as panel:
        assert not panel.button.isEnabled(), "no event is selected"
        desk.session.focus.select("events", event_id)
        for kind in ("first", "further", "further", "final"):
            desk.until(panel.button.isEnabled, "the next report")
            panel.kind.setCurrentIndex(panel.kind.findData(kind))
            panel.text.setPlainText(f"line 1\nof {kind}")
            before = panel.table.rowCount()
            qtbot.mouseClick(panel.button, LEFT)
            desk.until(lambda before=before: panel.table.rowCount() > before, "the report")  # type: ignore[misc]
        assert sorted(column(panel, 0)) == sorted(["首报", "续报 1", "续报 2", "终报"])
        assert not panel.button.isEnabled()
        assert not panel.text.toPlainText()


def test_a_report_without_text_is_not_sent(scripted: ScriptedDesktop, panel: Situation, qtbot: QtBot) -> None:
    scripted.session.focus.select("events", scripted.report("积水"))
    qtbot.mouseClick(panel.button, LEFT)
    assert panel.problem.text() == "请填写报告内容"
    assert not scripted.source.commands


def test_the_key_that_sends_says_why_it_cannot_until_that_changed(
    scripted: ScriptedDesktop, panel: Situation, qtbot: QtBot
) -> None:
    panel.text.setPlainText("桥面进水")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert panel.problem.isVisible()
    assert panel.problem.text() == panel.button.toolTip() == "请选择事件"
    scripted.session.focus.select("events", scripted.report("积水"))
    assert not panel.problem.isVisible()
    assert panel.button.isEnabled()
    assert panel.text.toPlainText() == "桥面进水"
    assert not scripted.source.commands


def test_only_reports_about_the_selected_event_are_listed_and_all_without_one(
    scripted: ScriptedDesktop, panel: Situation
) -> None:
    first = scripted.report("积水")
    scripted.clock.advance(60_000)
    second = scripted.report("塌方")
    for event_id in (first, second):
        scripted.happen(SituationReportSent(event_id=event_id, kind="first", number=1, note="x"))
    assert set(column(panel, 1)) == {first, second}
    scripted.session.focus.select("events", second)
    assert column(panel, 1) == [second]
    assert panel.kind.currentData() == "further", "the next kind that is possible"


def test_why_a_report_was_refused_is_not_said_of_another_event(desk: LiveDesktop, qtbot: QtBot) -> None:
    first, other = desk.report("积水"), desk.report("塌方")
    with shown_panel(Situation(desk.session), qtbot, (900, 360)) as panel:
        desk.session.focus.select("events", first)
        desk.until(panel.button.isEnabled, "the report")
        panel.kind.setCurrentIndex(panel.kind.findData("further"))  # there is no first one
        panel.text.setPlainText("水退了")
        qtbot.mouseClick(panel.button, LEFT)
        desk.until(panel.problem.isVisible, "the refusal")
        desk.session.focus.select("events", first)
        assert panel.problem.isVisible(), "it is about this event"
        desk.session.focus.select("events", other)
        assert not panel.problem.isVisible()


def test_the_card_of_an_event_opens_the_panel_with_it_and_the_hand_in_the_text(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    window.resize(1920, 1080)
    window.activateWindow()
    event_id = scripted.report("积水")
    scripted.session.focus.select("events", event_id)
    button = window.card.event_card.links.buttons["situation"]
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, LEFT)
    assert not window.workspace.docks["situation"].isHidden()
    panel = window.panels["situation"]
    assert isinstance(panel, Situation)
    assert event_id in panel.what.text()
    qtbot.waitUntil(panel.text.hasFocus)
