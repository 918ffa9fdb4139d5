"""The editor of scenarios is opened from the menu, in a drill by those who direct it, and closes with the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QMessageBox

from desktop import i18n
from desktop.drill.marks import frame_of
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.drill_desks import DrillDesks

OpenWindow = Callable[[Session], MainWindow]


def test_the_menu_opens_one_editor_which_closes_with_the_window(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    i18n.set_language("zh")
    window = open_window(scripted.session)
    assert window.menu.editor.text() == "演练情景编辑器 …"
    window.menu.editor.trigger()
    editor = window.editor
    assert editor is not None
    assert editor.isVisible()
    window.menu.editor.trigger()
    assert window.editor is editor
    assert not editor.bar.buttons["start"].isEnabled(), "here no drill can be started"
    window.close_now()
    assert window.editor is None
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def test_an_editor_that_was_closed_is_opened_anew(scripted: ScriptedDesktop, open_window: OpenWindow) -> None:
    window = open_window(scripted.session)
    window.menu.editor.trigger()
    assert window.editor is not None
    window.editor.close()
    assert window.editor is None
    window.menu.editor.trigger()
    assert window.editor is not None
    assert window.editor.isVisible()


def test_a_player_opens_no_scenario_in_the_window_of_a_drill(drill: DrillDesks, open_window: OpenWindow) -> None:
    desk = drill.desk("wang")
    desk.session.drill.stop()  # the window starts it
    window = open_window(desk.session)
    drill.until("wang", lambda: desk.session.drill.run is not None, "the drill")
    window.menu.editor.trigger()
    assert window.editor is None
    assert window.findChildren(QMessageBox)[-1].text() == "演练中，只有总策划和评价人员可以打开情景。"
    window.close_now()
    desk.session.drill.start()


def test_the_editor_of_a_drills_director_has_the_frame_of_the_drill(drill: DrillDesks, open_window: OpenWindow) -> None:
    desk = drill.desk("zhou")
    desk.session.drill.stop()
    window = open_window(desk.session)
    drill.until("zhou", lambda: desk.session.drill.sees_all, "the rights of the director")
    window.menu.editor.trigger()
    editor = window.editor
    assert editor is not None
    drill.until("zhou", lambda: frame_of(editor) is not None, "the frame")
    assert "演练 · drill:20260715-001" in editor.windowTitle()
    window.close_now()
    desk.session.drill.start()
