"""Attachments that are removed by their focused button take nothing of the window with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from county import commands as c
from county import records as r
from desktop.input.focus_ring import FocusRing
from desktop.reporting.report_form import ReportForm
from desktop.session import Session
from desktop.steps.command_forms import FeedBackForm
from desktop.widgets.wrapping_line import WrappingLine
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs

LEFT = Qt.MouseButton.LeftButton
TIMES = 20


def report(window: MainWindow, qtbot: QtBot) -> ReportForm:
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    return window.findChildren(ReportForm)[0]


def feedback(window: MainWindow, qtbot: QtBot) -> FeedBackForm:
    steps = window.card.event_card.steps
    qtbot.mouseClick(steps.buttons[c.FeedBack], LEFT)
    assert isinstance(steps.form, FeedBackForm)
    return steps.form


def sizes(window: MainWindow) -> dict[str, QSize]:
    """Of the panels that can be seen in two scenes."""
    found: dict[str, QSize] = {}
    for scene in ("events", "operator"):
        window.show_scene(scene)
        for name, dock in window.workspace.docks.items():
            if dock.isVisible() and name in ("alarms", "duty_log"):
                window.workspace.raise_dock(name)
                QApplication.processEvents()
                for line in dock.findChildren(WrappingLine):
                    found[f"{scene} {name} {len(found)}"] = line.geometry().size()
    return found


@pytest.mark.parametrize("opened", [report, feedback])
def test_every_panel_keeps_its_size_after_attachments_were_removed(
    scripted: ScriptedDesktop,
    dialogs: ScriptedDialogs,
    open_window: Callable[[Session], MainWindow],
    qtbot: QtBot,
    tmp_path: Path,
    opened: Callable[[MainWindow, QtBot], ReportForm | FeedBackForm],
) -> None:
    dialogs.chosen = [tmp_path / "回执.pdf"]
    dialogs.chosen[0].write_bytes(b"%PDF-1.7 receipt")
    event_id = scripted.report("a report")
    scripted.dispatch(event_id)
    scripted.happen(r.TaskAccepted(event_id=event_id))
    window = open_window(replace(scripted.session, dialogs=dialogs))
    scripted.session.focus.select("events", event_id)
    before = sizes(window)
    files = opened(window, qtbot).files
    for _ in range(TIMES):
        qtbot.mouseClick(files.attach, LEFT)
        [row] = files.list.rows
        row.buttons[0].setFocus()
        qtbot.mouseClick(row.buttons[0], LEFT)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
    lines = window.findChildren(WrappingLine)
    assert lines
    assert all(isValid(line.itemAt(place)) for line in lines for place in range(line.count()))
    assert sizes(window) == before


def test_the_focus_ring_leaves_a_tab_bar_that_was_deleted(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    ring, bar, line = FocusRing(window), QTabBar(window), QLineEdit(window)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    ring.show_around(bar)
    bar.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    line.setFocus()
    assert not ring.isVisible()
