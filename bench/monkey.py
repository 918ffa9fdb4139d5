"""A seeded monkey at the real windows of the program: it opens, fills in, selects, sends and closes whatever there is.

Its clicks and keys go through the windows, so that dialogs and menus block what is below them as for a person.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from bench.form_check import FormCheck
from desktop.i18n import language, set_language
from desktop.keys import KEYS
from desktop.main_window import MainWindow
from desktop.map.view import MapView
from desktop.panels.clock_controls import ClockControls, JumpDialog
from desktop.panels.registry import PANELS
from desktop.restored_notice import RestoredNotice
from twin.view.widget import TwinWidget

PAUSE_MS = (30, 350)
"""Between two actions."""
NESTED_S = 0.7
"""An action that has not ended by then has opened a dialog that waits for its answer: the next one gives it."""
TWINS = 2
"""Windows of the twin open at once, at most."""
TEXTS = (
    "路边有垃圾", "燃气泄漏", "x",
    "0", "-1", "1e9", "<b>%1{n}&amp;</b>", "112.50000, 34.50000", "2026-11-27 09:00", "  ",
    "王芳", "13800138000", "很长" * 600, "a‮b", "😀", "'; --", "100%",
)  # fmt: skip
_NONE, _LEFT, _RIGHT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_KEYS = [sequence for name, use in KEYS.items() if name != "leave" for sequence in use.sequences]
_PLAIN_KEYS = [
    QKeySequence(name)
    for name in (
        "Tab", "Shift+Tab", "Return", "Esc", "Space", "Left", "Right", "Up", "Down", "PgUp", "PgDown", "Home", "End",
        "Del", "Backspace", "Menu", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+Z", "Shift+Down", "Alt+Down", "F10", "5", "a",
    )
]  # fmt: skip
CONTROLS: tuple[type[QWidget], ...] = (
    QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox, QAbstractItemView, QTabBar, QTextEdit, QPlainTextEdit,
    QSlider, QMenuBar, MapView, TwinWidget,
)  # fmt: skip


class Monkey:
    """Acts from :meth:`begin` to :meth:`end`; ``say`` gets each action before it is done."""

    def __init__(self, window: MainWindow, seed: int, say: Callable[[str], None], stuck: Callable[[str], None]) -> None:
        """``stuck``: gets what neither sends, says why not, nor closes."""
        self.window, self._say = window, say
        self._chance = Random(seed)
        self._forms = FormCheck(window, stuck)
        self._stuck = stuck
        self._acting = False
        self._began = 0.0
        self._on = False
        self.actions = 0
        self._twins: list[QWidget] = []
        self._weighted: list[tuple[int, Callable[[], None]]] = [
            (30, self._click_control), (8, self._click_anywhere), (12, self._press_key), (6, self._press_own_key),
            (10, self._write), (5, self._menu), (8, self._select_row), (6, self._panel), (3, self._dock),
            (2, self._scene),
            (4, self._view), (3, self._wheel), (3, self._drag), (3, self._twin_window), (2, self._resize),
            (1, self._full_screen), (1, self._language), (12, self._form), (6, self._close), (1, self._jump),
            (1, self._reset),
        ]  # fmt: skip

    def begin(self) -> None:
        self._on = True
        self._next()

    def end(self) -> None:
        self._on = False

    def close_all(self) -> None:
        """Close menus, dialogs and windows of the twin; leave the full screen."""
        for _ in range(40):
            open_ = [w for w in QApplication.topLevelWidgets() if w.isVisible() and isinstance(w, QDialog | QMenu)]
            top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or next(iter(open_), None)
            if top is None:
                break
            if isinstance(top, QDialog):
                self._close_dialog(top)
            else:
                top.close()
                QTest.qWait(20)
        for twin in self._open_twins():
            twin.close()
        if self.window.isFullScreen():
            self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowFullScreen)
        QTest.qWait(50)

    # ---- the next action

    def _next(self) -> None:
        if self._on:
            QTimer.singleShot(self._chance.randint(*PAUSE_MS), self.window, self._step)

    def _step(self) -> None:
        if not self._on:
            return
        nested = self._acting
        if nested and time.monotonic() - self._began < NESTED_S:
            QTimer.singleShot(100, self.window, self._step)
            return
        self._next()
        self._acting, self._began = True, time.monotonic()
        self.actions += 1
        try:
            if nested and (QApplication.activeModalWidget() or QApplication.activePopupWidget()):
                self._close()
            elif not nested:
                weights, actions = zip(*self._weighted, strict=True)
                self._chance.choices(actions, weights)[0]()
        finally:
            self._acting = nested

    # ---- what it can do

    def _top(self) -> QWidget:
        """The window that takes input: menu, dialog, else any that is open."""
        blocking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if blocking is not None:
            return blocking
        others = [
            w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isWindow()
            and w is not self.window and w.windowHandle()
            and isinstance(w, QDialog | QDockWidget | TwinWidget)
        ]  # fmt: skip
        return self._chance.choice(others) if others and self._chance.random() < 0.3 else self.window

    def _controls(self, top: QWidget) -> list[QWidget]:
        """Those that are on the screen, of one class, so that the few are met as well as the many."""
        shown = [w for w in top.findChildren(QWidget) if w.isVisible() and w.isEnabled() and w.window() is top
                 and isinstance(w, CONTROLS) and not self._is_forbidden(w)]  # fmt: skip
        kinds = [kind for kind in CONTROLS if any(isinstance(w, kind) for w in shown)]
        if not kinds:
            return []
        kind = self._chance.choice(kinds)
        return [w for w in shown if isinstance(w, kind) and not w.visibleRegion().isEmpty()]

    def _is_forbidden(self, widget: QWidget) -> bool:
        """The pace of the drill is not the monkey's."""
        if isinstance(widget.window(), JumpDialog) and widget is widget.window().jump:  # type: ignore[union-attr]
            return True
        parent = widget.parentWidget()
        return isinstance(parent, ClockControls)

    def _click_control(self) -> None:
        top = self._top()
        controls = self._controls(top)
        if not controls:
            self._close()
            return
        widget = self._chance.choice(controls)
        at = self._point_in(widget)
        how = self._chance.choices(("click", "right", "double", "ctrl", "shift"), (70, 10, 8, 6, 6))[0]
        self._say(f"{how} on {described(widget)} at {at.x()},{at.y()}")
        self._click(widget, at, how)

    def _click_anywhere(self) -> None:
        top = self._top()
        if isinstance(top, JumpDialog):
            return
        at = QPoint(self._chance.randrange(max(1, top.width())), self._chance.randrange(max(1, top.height())))
        hit = top.childAt(at)
        if hit is not None and self._is_forbidden(hit):
            return
        how = self._chance.choices(("click", "right", "double"), (70, 20, 10))[0]
        self._say(f"{how} in {described(top)} at {at.x()},{at.y()}")
        self._click(top, at, how)

    def _click(self, widget: QWidget, at: QPoint, how: str) -> None:
        handle = widget.window().windowHandle()
        if handle is None:
            return
        place = widget.mapTo(widget.window(), at)
        modifiers = {"ctrl": _CTRL, "shift": _SHIFT}.get(how, _NONE)
        QTest.mouseMove(handle, place)
        if how == "double":
            QTest.mouseDClick(handle, _LEFT, _NONE, place)
        else:
            QTest.mouseClick(handle, _RIGHT if how == "right" else _LEFT, modifiers, place)

    def _press(self, sequence: QKeySequence) -> None:
        handle = self._handle()
        if handle is None or not sequence.count():
            return
        key, modifiers = sequence[0].key(), sequence[0].keyboardModifiers()
        QTest.keyPress(handle, key, modifiers)
        if isValid(handle):  # the key may close its window
            QTest.keyRelease(handle, key, modifiers)

    def _handle(self) -> QWindow | None:
        blocking = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
        return (blocking or self.window).window().windowHandle()

    def _press_key(self) -> None:
        sequence = self._chance.choice(_PLAIN_KEYS)
        if isinstance(QApplication.activeModalWidget(), JumpDialog):
            sequence = QKeySequence("Esc")
        self._say(f"key {sequence.toString()}, focus {described(QApplication.focusWidget())}")
        self._press(sequence)

    def _press_own_key(self) -> None:
        sequence = self._chance.choice(_KEYS)
        if not isinstance(QApplication.activeModalWidget(), JumpDialog):
            self._say(f"key {sequence.toString()}, focus {described(QApplication.focusWidget())}")
            self._press(sequence)

    def _write(self) -> None:
        top = self._top()
        kinds = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
        fields = [
            w for kind in kinds for w in top.findChildren(kind) if w.isEnabled() and not w.visibleRegion().isEmpty()
        ]
        if fields:
            field = self._chance.choice(fields)
            self.write_into(field)

    def write_into(self, field: QWidget) -> None:
        """Replace the text of a field; as from an input method where the text is not plain ASCII."""
        text = self._chance.choice(TEXTS)
        self._say(f"write {text[:20]!r} into {described(field)}")
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()
            field.insert(text)
            field.textEdited.emit(field.text())
        elif isinstance(field, QPlainTextEdit | QTextEdit):
            field.insertPlainText(text)
        elif field.window().windowHandle() is not None and text.isascii():
            QTest.keyClicks(field, text[:12])

    def _menu(self) -> None:
        if QApplication.activePopupWidget() or QApplication.activeModalWidget():
            self._close()
            return
        menu = self.window.menu
        titles = [action for action in menu.actions() if action.isVisible()]
        title = self._chance.choice(titles)
        found = title.menu()
        if not isinstance(found, QMenu):
            return
        actions = [a for a in all_actions(found) if a.isEnabled() and not a.isSeparator() and a is not menu.leave]
        if actions:
            action = self._chance.choice(actions)
            self._say(f"menu {title.text()} > {action.text()}")
            menu.setActiveAction(title)
            QTest.qWait(30)
            if QApplication.activePopupWidget() is not None:
                QApplication.activePopupWidget().close()
            action.trigger()

    def _select_row(self) -> None:
        views = [v for v in self._top().findChildren(QAbstractItemView) if not v.visibleRegion().isEmpty()]
        views = [v for v in views if v.model() is not None and v.model().rowCount()]
        if not views:
            return
        view = self._chance.choice(views)
        row = self._chance.randrange(view.model().rowCount())
        index = view.model().index(row, self._chance.randrange(max(1, view.model().columnCount())))
        self._say(f"row {row} of {described(view)}")
        view.scrollTo(index)
        box = view.visualRect(index)
        if box.isValid() and view.viewport().rect().contains(box.center()):
            how = self._chance.choices(("click", "right", "double", "ctrl", "shift"), (60, 15, 10, 8, 7))[0]
            self._click(view.viewport(), box.center(), how)

    def _panel(self) -> None:
        name = self._chance.choice([*PANELS, "layers", "legend"])
        self._say(f"panel {name}")
        self.window.workspace.docks[name].toggleViewAction().trigger()

    def _dock(self) -> None:
        name, dock = self._chance.choice(list(self.window.workspace.docks.items()))
        floats = self._chance.random() < 0.5 and not dock.isHidden()
        self._say(f"dock {name}: {'float' if floats else 'raise'}")
        if floats:
            dock.setFloating(not dock.isFloating())
        else:
            self.window.workspace.raise_dock(name)

    def _scene(self) -> None:
        name, action = self._chance.choice(list(self.window.menu.scenes.items()))
        self._say(f"scene {name}")
        action.trigger()

    def _view(self) -> None:
        view, action = self._chance.choice(list(self.window.menu.views.items()))
        self._say(f"view {view}")
        action.trigger()

    def _reset(self) -> None:
        self._say("reset the layout")
        self.window.menu.reset.trigger()

    def _wheel(self) -> None:
        areas = [
            w for w in self._top().findChildren(QWidget)
            if isinstance(w, MapView | TwinWidget | QAbstractScrollArea) and not w.visibleRegion().isEmpty()
        ]  # fmt: skip
        if areas:
            area = self._chance.choice(areas)
            at = area.mapTo(area.window(), self._point_in(area))
            turns = self._chance.choice((-480, -120, 120, 480))
            self._say(f"wheel {turns} on {described(area)}")
            handle = area.window().windowHandle()
            if handle is not None:
                QTest.wheelEvent(handle, QPointF(at), QPoint(0, turns))

    def _drag(self) -> None:
        top = self._top()
        handle = top.windowHandle()
        if handle is None or isinstance(top, QMenu | JumpDialog):
            return
        from_, to = (
            QPoint(self._chance.randrange(max(1, top.width())), self._chance.randrange(max(1, top.height())))
            for _ in range(2)
        )
        hit = top.childAt(from_)
        if hit is not None and self._is_forbidden(hit):
            return
        held = self._chance.choice((_NONE, _NONE, _SHIFT))
        self._say(f"drag in {described(top)} on {described(hit)} from {from_.x()},{from_.y()} to {to.x()},{to.y()}")
        QTest.mousePress(handle, _LEFT, held, from_)
        for part in range(1, 6):
            if isValid(handle):
                QTest.mouseMove(handle, from_ + (to - from_) * part / 5)
        if isValid(handle):
            QTest.mouseRelease(handle, _LEFT, held, to)

    def _open_twins(self) -> list[QWidget]:
        self._twins = [w for w in QApplication.topLevelWidgets() if isinstance(w, TwinWidget) and w.isVisible()]
        return self._twins

    def _twin_window(self) -> None:
        twins = self._open_twins()
        if twins and (len(twins) >= TWINS or self._chance.random() < 0.5):
            self._say("close a window of the twin")
            self._chance.choice(twins).close()
        else:
            self._say("open a window of the twin")
            self.window.menu.own_twin.trigger()

    def _resize(self) -> None:
        self.window.showNormal()
        size = QSize(self._chance.randint(900, 1920), self._chance.randint(600, 1080))
        self._say(f"resize to {size.width()}×{size.height()}")
        self.window.resize(size)

    def _full_screen(self) -> None:
        self._say("full screen")
        self.window.menu.full_screen.trigger()

    def _language(self) -> None:
        self._say("language")
        set_language("en" if language() == "zh" else "zh")

    def _form(self) -> None:
        form = self._forms.an_open_one(self._chance)
        if form is None or QApplication.activePopupWidget() or QApplication.activeModalWidget():
            return
        for field in form.findChildren(QWidget):
            if not isValid(field):
                continue
            if isinstance(field, QLineEdit | QPlainTextEdit) and field.isVisible() and self._chance.random() < 0.6:
                self.write_into(field)
            elif isinstance(field, QComboBox) and field.isVisible() and field.count() and self._chance.random() < 0.5:
                field.setCurrentIndex(self._chance.randrange(field.count()))
            if not isValid(form):  # typing ran the event loop, in which it was replaced
                return
        self._say(f"send the form {described(form)}")
        self._forms.send_or_leave(form)

    def _jump(self) -> None:
        controls = self.window.findChildren(ClockControls)
        if controls and controls[0].jump_to.isVisible() and controls[0].jump_to.isEnabled():
            self._say("open and leave the jump of the clock")
            controls[0].jump_to.click()
            self._close()

    def _close(self) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            self._say(f"Esc in {described(popup)}")
            self._press(QKeySequence("Esc"))
            QTest.qWait(30)
            if isValid(popup) and popup.isVisible() and QApplication.activePopupWidget() is popup:
                self._press(QKeySequence("Esc"))
            return
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        dialog = QApplication.activeModalWidget() or (self._chance.choice(dialogs) if dialogs else None)
        if isinstance(dialog, QDialog):
            self._close_dialog(dialog)

    def _close_dialog(self, dialog: QDialog) -> None:
        self._say(f"Esc in {described(dialog)}")
        if isinstance(dialog, RestoredNotice):
            dialog.accept()
            return
        name, handle = described(dialog), dialog.windowHandle()
        for _ in range(3):
            if handle is not None and isValid(handle):
                QTest.keyClick(handle, Qt.Key.Key_Escape)
            QTest.qWait(100)
            if not isValid(dialog) or not dialog.isVisible():
                return
        end = time.monotonic() + 10
        while time.monotonic() < end and isValid(dialog) and dialog.isVisible():
            QTest.qWait(100)
        if isValid(dialog) and dialog.isVisible():
            self._stuck(f"{name} does not close on Esc")
            dialog.done(0)

    def _point_in(self, widget: QWidget) -> QPoint:
        box = widget.visibleRegion().boundingRect()
        return QPoint(
            self._chance.randrange(box.left(), max(box.left() + 1, box.right())),
            self._chance.randrange(box.top(), max(box.top() + 1, box.bottom())),
        )


def all_actions(menu: QMenu) -> list:  # type: ignore[type-arg]
    """Of a menu and those below it."""
    found = []
    for action in menu.actions():
        below = action.menu()
        found += all_actions(below) if isinstance(below, QMenu) else [action]
    return found


def described(widget: QWidget | None) -> str:
    """Class and name or text, and the classes of what contains it."""
    if widget is None:
        return "nothing"
    shown = widget.text() if isinstance(widget, QAbstractButton | QLineEdit) else ""
    text = widget.objectName() or shown or widget.windowTitle()
    names, parent = [], widget.parentWidget()
    while parent is not None and len(names) < 4:
        if type(parent).__module__.startswith(("desktop", "twin")):
            names.append(type(parent).__name__)
        parent = parent.parentWidget()
    return f"{type(widget).__name__} {str(text)[:30]!r} of {' < '.join(names) or 'a window'}"
