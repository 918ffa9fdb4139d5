"""An abort covers every window of the drill: nothing under it takes clicks, and each has the way back to duty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from county.clock import ManualClock
from county.drill.run import AbortDrill
from desktop.drafts.store import DraftStore
from desktop.drill_abort import AbortOverlay
from desktop.drill_editor.window import ScenarioEditor
from desktop.main_window import MainWindow
from desktop.panels.evaluator_note_dialog import EvaluatorNoteDialog
from desktop.session import Session
from tests.gui.drill_desks import DrillDesks
from tests.unit.drill_day import DRILL

LEFT = Qt.MouseButton.LeftButton
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
    assert not editor.tables["injects"].isEnabled()
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
