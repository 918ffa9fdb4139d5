"""An abort covers every window of the drill: nothing under it takes clicks, and each has the way back to duty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from county.clock import ManualClock
from county.drill.run import AbortDrill
from desktop.drafts.store import DraftStore
from desktop.drill.abort import AbortOverlay
from desktop.drill.abort_dialog import AbortDialog
from desktop.drill.aborting_strip import AbortingStrip
from desktop.drill.evaluator_note_dialog import EvaluatorNoteDialog
from desktop.drill.live_strips import strip_of
from desktop.drill.marks import frame_of
from desktop.drill_editor.window import ScenarioEditor
from desktop.duty.operator_dialog import OperatorDialog
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.drill_desks import DrillDesks
from tests.unit.drill_day import DRILL

LEFT = Qt.MouseButton.LeftButton
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
OpenWindow = Callable[[Session], MainWindow]


def covers() -> list[AbortOverlay]:
    found = (window.findChild(AbortOverlay) for window in QApplication.topLevelWidgets() if window.isVisible())
    return [overlay for overlay in found if overlay is not None]


def abort(drill: DrillDesks, person: str) -> None:
    """The director aborts; until the person's window knows it."""
    assert drill.day.give("zhou", AbortDrill(drill=DRILL.id, note="真实山洪 <b>&", live_event="20260715-0001")) == ""
    drill.until(person, covers, "the overlay")


def test_an_abort_covers_the_window_of_a_player_with_reason_and_way_out_and_nothing_under_it_takes_a_click(
    drill: DrillDesks, open_window: OpenWindow, qtbot: QtBot
) -> None:
    opened: list[str] = []
    window = open_window(replace(drill.desk("wang").session, open_live=opened.append))
    dialog = QDialog(window)
    dialog.show()
    abort(drill, "wang")
    [overlay] = covers()
    assert overlay.geometry() == window.contentsRect()
    texts = (overlay.notice.text(), overlay.reason.text(), overlay.real_event.text())
    assert texts == ("演练已中止", "原因：真实山洪 <b>&", "真实事件：20260715-0001")
    assert not dialog.isVisible()
    parts: list[QWidget] = [window.events.view, window.map, window.menu, *window.panels.values()]
    assert not [part for part in parts if part.isEnabled()]
    assert not overlay.evaluate.isVisible()
    qtbot.mouseClick(overlay.live, LEFT)
    assert opened == ["20260715-0001"]
    qtbot.mouseClick(overlay.leave, LEFT)
    assert not window.isVisible()


def test_an_evaluator_goes_on_from_the_notice_to_the_scores(
    drill: DrillDesks, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(replace(drill.desk("li").session))
    abort(drill, "li")
    [overlay] = covers()
    assert not overlay.live.isVisible()
    qtbot.mouseClick(overlay.evaluate, LEFT)
    assert covers() == []
    assert window.events.view.isEnabled()
    assert window.panels["scores"].isVisible()


def test_a_window_of_a_drill_that_goes_on_is_not_covered(drill: DrillDesks, open_window: OpenWindow) -> None:
    window = open_window(replace(drill.desk("wang").session))
    drill.until("wang", lambda: drill.desk("wang").session.drill.run is not None, "the drill")
    assert covers() == []
    assert window.events.view.isEnabled()


def test_an_abort_covers_the_scenario_editor_and_closing_it_keeps_the_draft(
    drill: DrillDesks, open_window: OpenWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    open_window(drill.desk("zhou").session)
    store = DraftStore(tmp_path / "scenarios")
    editor = ScenarioEditor(drill.desk("zhou").session, store, ManualClock(0), None)
    editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(editor)
    editor.show()
    editor.document.add("injects")
    abort(drill, "zhou")
    drill.until("zhou", lambda: editor.findChild(AbortOverlay) is not None, "the overlay of the editor")
    assert editor.isVisible()
    assert not editor.pages.tables["injects"].isEnabled()
    overlay = editor.findChild(AbortOverlay)
    assert overlay is not None
    qtbot.mouseClick(overlay.leave, LEFT)
    assert not editor.isVisible()
    assert len(DraftStore(tmp_path / "scenarios").take_over(0)) == 1


def test_a_half_written_note_of_an_evaluator_is_there_again_when_the_evaluation_goes_on(
    drill: DrillDesks, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(replace(drill.desk("li").session))
    note = EvaluatorNoteDialog(drill.desk("li").session, "", window)
    note.open()
    qtbot.keyClicks(note.text, "the bridge was closed late")
    abort(drill, "li")
    drill.until("li", lambda: not note.isVisible(), "the note to be hidden")
    [overlay] = covers()
    qtbot.mouseClick(overlay.evaluate, LEFT)
    assert note.isVisible()
    assert note.text.toPlainText() == "the bridge was closed late"
    note.reject()


def abort_dialogs() -> list[AbortDialog]:
    return [top for top in QApplication.topLevelWidgets() if isinstance(top, AbortDialog) and top.isVisible()]


def buttons_in(dialog: QDialog) -> list[QPushButton]:
    """The button in the strip of a dialog that aborts the drill, while there is one."""
    strip = strip_of(dialog)
    return [strip.abort] if isinstance(strip, AbortingStrip) and strip.abort.isVisible() else []


def confirmed(drill: DrillDesks, qtbot: QtBot) -> None:
    """Give the reason in the dialog that asks for it, and confirm; until the drill is aborted."""
    [asked] = abort_dialogs()
    qtbot.keyClicks(asked.reason, "a real flood")
    qtbot.mouseClick(asked.abort, LEFT)
    drill.until("zhou", covers, "the overlay")
    assert drill.day.run.state == "aborted"


def asks_for_a_name(drill: DrillDesks, window: MainWindow, qtbot: QtBot) -> OperatorDialog:
    """The dialog that a director's window begins with."""
    drill.until("zhou", lambda: drill.desk("zhou").session.drill.run is not None, "the drill")
    window.menu.ask_operator()
    dialog: OperatorDialog = next(top for top in QApplication.topLevelWidgets() if isinstance(top, OperatorDialog))
    qtbot.waitUntil(lambda: bool(buttons_in(dialog)))
    return dialog


def test_the_dialog_that_asks_for_a_name_has_the_button_that_aborts_the_drill(
    drill: DrillDesks, open_window: OpenWindow, qtbot: QtBot
) -> None:
    dialog = asks_for_a_name(drill, open_window(drill.desk("zhou").session), qtbot)
    assert dialog.isModal()
    [button] = buttons_in(dialog)
    place = QRect(button.mapTo(dialog, QPoint()), button.size())
    assert dialog.rect().contains(place)
    assert not place.intersects(dialog.field.geometry())
    qtbot.mouseClick(button, LEFT)
    confirmed(drill, qtbot)
    assert not isValid(dialog) or not dialog.isVisible()


def test_the_key_that_aborts_works_in_a_dialog_and_asks_once(
    drill: DrillDesks, open_window: OpenWindow, qtbot: QtBot
) -> None:
    dialog = asks_for_a_name(drill, open_window(drill.desk("zhou").session), qtbot)
    for _ in range(2):
        qtbot.keyClick(dialog.field, Qt.Key.Key_X, CTRL_ALT)
    confirmed(drill, qtbot)


def test_the_key_that_aborts_works_where_no_panel_of_the_drill_is_shown(
    drill: DrillDesks, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(drill.desk("zhou").session)
    window.workspace.docks["drill"].hide()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    drill.until("zhou", lambda: drill.desk("zhou").session.drill.run is not None, "the drill")
    qtbot.keyClick(window.events.view, Qt.Key.Key_X, CTRL_ALT)
    confirmed(drill, qtbot)


def test_dialogs_of_those_who_may_not_abort_have_no_such_button(
    drill: DrillDesks, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(drill.desk("wang").session)
    drill.until("wang", lambda: drill.desk("wang").session.drill.run is not None, "the drill")
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(lambda: frame_of(dialog) is not None)
    assert buttons_in(dialog) == []
    qtbot.keyClick(dialog, Qt.Key.Key_X, CTRL_ALT)
    assert abort_dialogs() == []
    dialog.reject()
