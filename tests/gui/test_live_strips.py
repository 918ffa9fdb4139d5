"""Every window of a drill, and of a replay beside a live realm, tells what waits there: one strip each, one tone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from county.drill.run import AbortDrill
from county.package.open import CountyPackage
from county.realm import LIVE
from desktop import i18n, theme
from desktop.drill.abort import AbortOverlay
from desktop.drill.abort_dialog import AbortDialog
from desktop.drill.aborting_strip import AbortingStrip
from desktop.drill.clock_controls import JumpDialog
from desktop.drill.end_dialog import EndDialog
from desktop.drill.evaluator_note_dialog import EvaluatorNoteDialog
from desktop.drill.improvise_dialog import ImproviseDialog
from desktop.drill.live_strip import TEXT_PX, LiveStrip
from desktop.drill.live_strips import edge_of, strip_of
from desktop.drill.live_watch import LiveWatch
from desktop.drill.marks import frame_of
from desktop.drill.window_margins import marked_part
from desktop.duty.operator_dialog import OperatorDialog
from desktop.files.file_dialog import FileDialog
from desktop.input.keys_dialog import KeysDialog
from desktop.map.search_box import SearchBox
from desktop.session import Session
from desktop.steps.reason_dialog import ReasonDialog
from desktop.window.main_window import MainWindow
from desktop.window.panel_room import PanelRoom
from tests.gui.conftest import ScriptedDesktop
from tests.gui.drill_desks import DrillDesks
from tests.gui.drill_replays import PATIENCE_MS, past_beside, replays_of
from tests.gui.live_desktop import LiveDesktop
from tests.gui.replay_desk import T0, day
from tests.gui.test_live_strip import HeardTones
from tests.memory_realm import MemoryRealm
from tests.recorded_journals import numbered, write_journal
from tests.unit.drill_day import DRILL
from twin.view.widget import TwinWidget

LEFT = Qt.MouseButton.LeftButton
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
OpenWindow = Callable[[Session], MainWindow]


@pytest.fixture
def live(qapp: object, county: CountyPackage, tmp_path: Path) -> Iterator[LiveDesktop]:
    i18n.set_language("zh")
    desk = LiveDesktop(MemoryRealm(county), tmp_path / "live.ini").live()
    yield desk
    desk.close()
    i18n.set_language("en")


class DirectedDrill:
    """The windows of a drill's director beside a live realm: the county's, a twin in a window of its own, the editor
    of scenarios."""

    def __init__(self, drill: DrillDesks, live: LiveDesktop, open_window: OpenWindow) -> None:
        self.player = HeardTones()
        self._drill, self._live = drill, live
        self._desk = drill.desk("zhou")
        self._desk.session.drill.stop()  # the window starts it
        self.watch = LiveWatch(live.realm.client)
        self.session = replace(self._desk.session, player=self.player, live=self.watch)
        self._desk.session = self.session
        self.window = open_window(self.session)
        self.until(lambda: self.session.drill.sees_all, "the rights of the director")
        self.window.menu.own_twin.trigger()
        self.window.menu.editor.trigger()
        assert self.window.editor is not None
        self.editor = self.window.editor
        [self.twin] = [one for one in QApplication.topLevelWidgets() if isinstance(one, TwinWidget)]
        self.until(lambda: all(frame_of(one) is not None for one in (self.twin, self.editor)), "the frames")

    def until(self, condition: Callable[[], object], what: str) -> None:
        def now() -> object:
            self._live.step()
            self.watch.tick()
            return condition()

        self._drill.until("zhou", now, what)

    def abort(self, reason: str) -> None:
        assert self._drill.day.give("zhou", AbortDrill(drill=DRILL.id, note=reason)) == ""

    @property
    def strips(self) -> Sequence[AbortingStrip]:
        found = [self.window.live_strip, strip_of(self.twin), strip_of(self.editor)]
        assert all(isinstance(strip, AbortingStrip) for strip in found), "each window has one"
        return [strip for strip in found if isinstance(strip, AbortingStrip)]

    def told(self, text: str) -> None:
        self.until(lambda: all(text in strip.text.text() for strip in self.strips), text)


@pytest.fixture
def directed(drill: DrillDesks, live: LiveDesktop, open_window: OpenWindow) -> Iterator[DirectedDrill]:
    opened = DirectedDrill(drill, live, open_window)
    yield opened
    opened.window.close_now()
    opened.session.drill.start()


def test_each_window_of_a_drill_tells_a_real_event_which_sounds_once_and_is_noted_in_any_of_them(
    directed: DirectedDrill, live: LiveDesktop, qtbot: QtBot
) -> None:
    directed.told("未结重大及以上事件 0 起")
    live.report("化工车侧翻", level="major_special")
    directed.told("真实事件 · 化工车侧翻")
    assert directed.player.heard == [("emergency", "emergency")]
    window, twin, editor = directed.strips
    for strip in (twin, editor):
        assert strip.isVisible()
        assert strip.noted.isVisible()
    qtbot.mouseClick(twin.noted, LEFT)
    directed.told("未结重大及以上事件 1 起")
    assert not window.noted.isVisible()
    assert directed.player.heard == [("emergency", "emergency")]


def test_the_strip_lies_above_the_content_and_below_the_words_of_the_drill(directed: DirectedDrill) -> None:
    for window in (directed.twin, directed.editor):
        frame, strip = frame_of(window), strip_of(window)
        assert frame is not None
        assert strip is not None
        assert strip.geometry().top() == theme.px(10 + 24), "below the words"
        assert strip.geometry().left() == theme.px(10)
        assert strip.geometry().right() == window.width() - theme.px(10) - 1
        assert window.contentsRect().top() == strip.geometry().bottom() + 1
        assert strip.height() >= strip.sizeHint().height()
    assert directed.editor.bar.geometry().top() > bottom(directed.editor)
    search = directed.twin.findChild(SearchBox)
    assert search is not None
    assert search.geometry().top() > bottom(directed.twin)
    assert directed.twin.hud.geometry().top() > bottom(directed.twin)
    assert min(box.top() for box in directed.twin.hud.painted()) > bottom(directed.twin)


def bottom(window: QWidget) -> int:
    """The lower edge of the strip."""
    strip = strip_of(window)
    assert strip is not None
    return strip.geometry().bottom()


def test_the_drill_is_aborted_from_each_of_its_windows_by_one_button_and_by_the_key(
    directed: DirectedDrill, qtbot: QtBot
) -> None:
    for window in (directed.twin, directed.editor):
        strip = strip_of(window)
        assert isinstance(strip, AbortingStrip)
        directed.until(strip.abort.isVisible, "the button, although nothing real happened")
        qtbot.mouseClick(strip.abort, LEFT)
        dialog_of(window).reject()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_X, CTRL_ALT)
        dialog_of(window).reject()
    editor_strip = strip_of(directed.editor)
    assert isinstance(editor_strip, AbortingStrip)
    qtbot.mouseClick(editor_strip.abort, LEFT)
    dialog = dialog_of(directed.editor)
    qtbot.keyClicks(dialog.reason, "a real flood")
    qtbot.mouseClick(dialog.abort, LEFT)
    directed.told("演练已中止")


def dialog_of(window: QWidget) -> AbortDialog:
    """The one that asks why the drill is to be aborted, over this window."""
    [dialog] = [one for one in window.findChildren(AbortDialog) if one.isVisible()]
    return dialog


def opened_windows(directed: DirectedDrill) -> dict[str, QWidget]:
    """One of each kind of window that is opened from the main window of a drill, by its name; docks are told apart."""
    window, session = directed.window, directed.session
    run = session.drill.run
    assert run is not None
    dock = window.workspace.docks["alarms"]
    dock.setFloating(True)
    boxed, plain = QMessageBox(window), QDialog(window)
    boxed.setText("一句话")
    QVBoxLayout(plain).addWidget(QLabel("一行"))
    dialogs = (
        boxed, plain, AbortDialog(window), EndDialog(session.drill, window), JumpDialog(session, window),
        ImproviseDialog(session, run, (), window), EvaluatorNoteDialog(session, "", window),
        KeysDialog(window, "drill"), OperatorDialog(["zhou"], "zhou", others=True, parent=window),
        ReasonDialog("结案", "桥被淹", window), FileDialog(window, "导出", str(Path.home())),
    )  # fmt: skip
    for dialog in dialogs:
        dialog.setModal(False)  # several can be shown at once
        dialog.show()
    return {"dock": dock, **{type(dialog).__name__: dialog for dialog in dialogs}}


def test_every_kind_of_window_of_a_drill_has_frame_and_strip_until_it_is_closed(
    directed: DirectedDrill, live: LiveDesktop
) -> None:
    least_px = directed.window.workspace.docks["alarms"].minimumWidth()
    opened = opened_windows(directed)
    directed.until(lambda: all(frame_of(one) and strip_of(one) for one in opened.values()), "frames and strips")
    live.report("化工车侧翻", level="major_special")

    def told(window: QWidget) -> bool:
        strip = strip_of(window)
        return strip is not None and strip.isVisible() and "真实事件 · 化工车侧翻" in strip.text.text()

    directed.until(lambda: all(map(told, opened.values())), "the real event everywhere")
    for name, window in opened.items():
        strip = strip_of(window)
        assert strip is not None
        assert strip.text.width() >= theme.px(TEXT_PX), f"{name}: the text can be read"
        part = marked_part(window)
        assert part.rect().contains(strip.geometry()), name
        assert part.contentsRect().top() == strip.geometry().bottom() + 1, name
        buttons = [button for button in strip.findChildren(QPushButton) if button.isVisible()]
        assert all(strip.rect().contains(button.geometry()) for button in buttons), name
    assert not isinstance(strip_of(opened["AbortDialog"]), AbortingStrip), "it aborts the drill itself"
    dock, plain = opened["dock"], opened["QDialog"]
    high_px = plain.height()
    assert isinstance(dock, QDockWidget)
    dock.setFloating(False)
    directed.until(lambda: edge_of(dock) is None, "the dock is no window any more")
    assert marked_part(dock).contentsMargins() == QMargins()
    assert dock.minimumWidth() == least_px
    plain.close()
    assert strip_of(plain) is None
    assert directed.watch.known, "others follow the live realm"
    plain.show()
    assert told(plain)
    assert plain.height() == high_px
    for one in opened.values():
        if one is not dock:
            one.close()


def test_frame_and_strip_leave_a_title_bar_that_a_floating_dock_draws_itself(directed: DirectedDrill) -> None:
    dock, title = directed.window.workspace.docks["alarms"], QLabel("告警")
    dock.setTitleBarWidget(title)  # the off-screen platform draws none, as X11 does
    dock.setFloating(True)
    directed.until(lambda: frame_of(dock) and strip_of(dock), "frame and strip")
    frame, strip, content = frame_of(dock), strip_of(dock), dock.widget()
    assert frame is not None
    assert strip is not None
    assert frame.parentWidget() is content
    assert strip.parentWidget() is content
    assert title.height() > 0
    assert content.geometry().top() > title.geometry().bottom()
    room = content.findChild(PanelRoom)
    assert room is not None
    assert room.geometry().top() > strip.geometry().bottom()
    dock.setFloating(False)
    directed.until(lambda: edge_of(dock) is None and frame_of(dock) is None, "the dock is no window any more")
    assert content.contentsMargins() == QMargins()


def test_the_strip_of_a_floating_dock_goes_on_while_the_abort_covers_the_dock(directed: DirectedDrill) -> None:
    dock = directed.window.workspace.docks["alarms"]
    dock.setFloating(True)
    directed.until(lambda: strip_of(dock), "the strip")
    directed.abort("现场有真实险情")
    directed.until(lambda: dock.findChild(AbortOverlay), "the notice of the abort")
    overlay, strip = dock.findChild(AbortOverlay), strip_of(dock)
    assert overlay is not None
    assert strip is not None
    assert strip.isEnabled()
    directed.until(lambda: "演练已中止" in strip.text.text(), "the abort in the strip")
    assert overlay.geometry().top() > strip.geometry().bottom()
    dock.close()  # and the strip with it
    overlay.remove()


def test_enter_in_the_editor_presses_no_button_of_the_strip(directed: DirectedDrill, qtbot: QtBot) -> None:
    qtbot.keyClick(directed.editor, Qt.Key.Key_Return)
    assert directed.editor.findChildren(AbortDialog) == []
    strip = strip_of(directed.editor)
    assert isinstance(strip, AbortingStrip)
    assert not any(button.autoDefault() for button in (strip.open, strip.abort, strip.noted))


def test_the_live_realm_is_followed_until_the_last_window_closes(directed: DirectedDrill) -> None:
    directed.told("未结重大及以上事件 0 起")
    directed.twin.close()
    directed.editor.close()
    assert directed.watch.known
    directed.window.close_now()
    assert not directed.watch.known


def test_the_twins_own_window_in_a_replay_tells_what_happens_in_the_live_window(
    live: LiveDesktop, county: CountyPackage, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    write_journal(tmp_path / "data", county, numbered(day(county)))
    window = open_window(live.session)
    window.menu.own_twin.trigger()
    [real] = [one for one in QApplication.topLevelWidgets() if isinstance(one, TwinWidget)]
    assert strip_of(real) is None, "it shows the live realm itself"
    with replays_of(window, county, tmp_path, LIVE):
        window.moment_wanted.emit(T0)
        past = past_beside(window, qtbot)
        past.menu.own_twin.trigger()
        [twin] = [one for one in QApplication.topLevelWidgets() if isinstance(one, TwinWidget) and one is not real]
        strip = strip_of(twin)
        assert type(strip) is LiveStrip
        live.report("化工车侧翻", level="major")
        qtbot.waitUntil(
            lambda: (live.step(), "真实事件 · 化工车侧翻" in strip.text.text())[-1], timeout=PATIENCE_MS
        )  # fmt: skip
        assert strip.isVisible()
        assert twin.contentsRect().top() == strip.geometry().bottom() + 1


def test_windows_of_the_live_realm_have_no_strip(scripted: ScriptedDesktop, open_window: OpenWindow) -> None:
    window = open_window(scripted.session)
    window.menu.editor.trigger()
    assert window.editor is not None
    assert (window.live_strip, strip_of(window.editor)) == (None, None)
    assert window.editor.contentsMargins().top() == 0
