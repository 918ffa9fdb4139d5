"""Two ways to work a window: by the mouse alone and by the keyboard alone.

Events of input go to the windows, as a mouse and a keyboard give them; the program's models and widgets are only read,
to know where things are.  Texts come as from an input method and are not counted.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QMenu, QTableView, QTableWidget, QWidget

from bench.robot_hands import Robot
from bench.window_gap import ShownWindow
from county import commands as c
from county.events.event import Event
from county.shifts import TakeOverShift
from desktop.action_keys import key_of
from desktop.item_models.alarm_rows import ALARM_ROLE
from desktop.keys import KEYS
from desktop.panels.command_forms import EvaluateForm, FollowUpForm
from desktop.panels.event_actions import EventActions
from desktop.panels.hand_over_form import HandOverForm
from desktop.panels.record_panel import ID_ROLE as RECORD_ROLE
from desktop.session import Session

FURTHEST = 60
"""Keys or notches of the wheel after which a thing counts as out of reach."""
NOTCH = 120
SEED = 11
_NONE, _LEFT, _RIGHT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class OutOfReach(RuntimeError):
    """A thing that this hand cannot get at; what and why."""


class WorkingHand(Robot):
    """What both have in common: counting, waiting, and what a person reads off the screen."""

    name = ""

    def __init__(self, shown: ShownWindow) -> None:
        super().__init__(shown)
        session = self.window.session
        assert session is not None
        self.session: Session = session
        self.counts: Counter[str] = Counter()
        """Clicks, notches of the wheel or keys by kind of work."""
        self.times: Counter[str] = Counter()
        self._kind = ""

    @contextmanager
    def doing(self, kind: str) -> Iterator[None]:
        """Count what follows as one piece of work of this kind."""
        self.times[kind] += 1
        self._kind = kind
        yield

    def count(self) -> None:
        self.keys += 1
        self.counts[self._kind] += 1

    def sit(self) -> None:
        """Turn to this seat's window: another person's hands, not counted."""
        self.window.activateWindow()
        self.until(self.window.isActiveWindow, "an active window")

    def write(self, text: str) -> None:
        """Into what has the focus; raises OutOfReach where that takes no text."""
        focused = QApplication.focusWidget()
        if focused is None or not focused.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            raise OutOfReach(f"no field has the focus for “{text}”, but {focused}")
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(focused, event)
        self.rest(0.02)

    def event(self, event_id: str) -> Event:
        found = self.session.layers.states("event")[event_id]
        assert isinstance(found, Event)
        return found

    def row_of_alarm(self, alarm_id: str) -> int:
        """Its row in the strip; -1 for none."""
        rows = self.window.alarms.rows
        alarms = (rows.index(row, 0).data(ALARM_ROLE) for row in range(rows.rowCount()))
        return next((row for row, alarm in enumerate(alarms) if alarm is not None and alarm.id == alarm_id), -1)

    def answered(self, subject: str) -> None:
        """Wait for the answer to a command about ``subject``."""
        self.until(lambda: self.session.submissions.pending(subject) is None, f"an answer about {subject}")
        self.rest(0.05)

    @property
    def steps(self) -> EventActions:
        return self.window.card.event_card.steps


class MouseHand(WorkingHand):
    """Presses no key."""

    name = "mouse"

    def __init__(self, shown: ShownWindow) -> None:
        super().__init__(shown)
        self._chance = random.Random(SEED)

    def click(
        self,
        widget: QWidget,
        at: QPoint | None = None,
        *,
        button: Qt.MouseButton = _LEFT,
        modifier: Qt.KeyboardModifier = _NONE,
    ) -> None:
        """At a point of ``widget``, its middle by default, which is brought into view by the wheel.

        Raises OutOfReach where another widget lies there.
        """
        self.until(widget.isEnabled, f"an enabled {widget.objectName() or widget.accessibleName() or widget}")
        inside = widget.rect().center() if at is None else at
        self._into_view(widget, inside)
        top = widget.window()
        place = widget.mapTo(top, inside)
        hit = top.childAt(place) or top
        if hit is not widget and not widget.isAncestorOf(hit):
            raise OutOfReach(f"{widget} is covered by {hit} {hit.objectName()}")
        self.count()
        handle = top.windowHandle()
        QTest.mouseMove(handle, place)
        QTest.mouseClick(handle, button, modifier, place)
        self.rest(0.02)

    def _into_view(self, widget: QWidget, inside: QPoint) -> None:
        for _ in range(FURTHEST):
            if widget.visibleRegion().contains(inside):
                return
            scrolled = self._area_of(widget)
            if scrolled is None:
                break
            below = widget.mapTo(scrolled, inside).y() > scrolled.height() // 2
            self.turn(scrolled, -1 if below else 1)
        raise OutOfReach(f"{widget} {widget.objectName()} is not in view")

    def _area_of(self, widget: QWidget) -> QWidget | None:
        """The viewport of the scroll area that ``widget`` lies in."""
        above = widget.parentWidget()
        while above is not None:
            if above.objectName() == "qt_scrollarea_viewport":
                return above
            above = above.parentWidget()
        return None

    def turn(self, viewport: QWidget, notches: int) -> None:
        """Turn the wheel over a viewport by one notch."""
        self.count()
        middle = QPointF(viewport.rect().center())
        wheel = QWheelEvent(
            middle, QPointF(viewport.mapToGlobal(middle.toPoint())), QPoint(), QPoint(0, NOTCH * notches),
            Qt.MouseButton.NoButton, _NONE, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(viewport, wheel)
        self.rest(0.03)

    def choose(self, menu: QMenu, action: QAction) -> None:
        """Click a line of an open menu."""
        self.until(menu.isVisible, "an open menu")
        self.rest(0.05)
        self.click(menu, menu.actionGeometry(action).center())

    def row(self, view: QTableView, row: int, modifier: Qt.KeyboardModifier = _NONE) -> None:
        """Click a row of a table, brought into view by the wheel."""
        for _ in range(FURTHEST):
            box = view.visualRect(view.model().index(row, _first_shown(view)))
            inside = view.viewport().rect().adjusted(0, 0, 0, -2)
            if inside.contains(box.center()):
                break
            self.turn(view.viewport(), -1 if box.center().y() > inside.center().y() else 1)
        else:
            raise OutOfReach(f"row {row} of {view.objectName() or view}")
        self.click(view.viewport(), box.center(), modifier=modifier)

    def item(self, box: QComboBox, row: int) -> None:
        """Open a list of choices and click one."""
        self.click(box, QPoint(box.width() - 8, box.height() // 2))
        view: QAbstractItemView = box.view()
        self.until(view.isVisible, "an open list")
        self.rest(0.05)
        self.click(view.viewport(), view.visualRect(box.model().index(row, 0)).center())

    def place(self) -> QPoint:
        """A pixel of the map within the county."""
        view, package = self.window.map, self.session.package
        for _ in range(1_000):
            at = QPoint(self._chance.randrange(80, view.width() - 80), self._chance.randrange(120, view.height() - 80))
            is_free = view.childAt(at) is view._graphics.viewport()
            if is_free and package.division_at(*view.viewport.m(at.x(), at.y())) is not None:
                return at
        raise OutOfReach("no free pixel of the map within the county")

    def report(self, title: str, at: QPoint) -> None:
        with self.doing("report"):
            self.click(self.window.map._graphics.viewport(), at, button=_RIGHT)
            menu = self.window.map_menu.menu
            self.choose(menu, menu.actions()[0])
            self.write(title)
            self.until(self.window.report.hints.buttons[0].isVisible, "a proposed class")
            self.click(self.window.report.hints.buttons[0])
            self.click(self.window.report.submit)

    def select(self, event_id: str) -> None:
        with self.doing("select an event"):
            view = self.window.events.view
            if view.mark.isVisible() and view.rows.row_of(event_id) is None:
                self.click(view.mark)
            self.until(lambda: view.rows.row_of(event_id) is not None, "its row")
            self.row(view, view.rows.row_of(event_id) or 0)

    def give(self, step: type[c.EventCommand], text: str = "") -> None:
        steps = self.steps
        if step is c.DispatchEvent:
            self.until(lambda: not steps.proposal.is_asking, "a suggestion")
            if steps.proposal.unit:
                self.click(steps.proposal.approve)
                return
        self.until(lambda: step in steps.buttons, f"the button {step.__name__}")
        self.rest(0.3)  # the buttons are made anew when an answer comes
        self.click(steps.buttons[step])
        form = steps.form
        if form is None:
            return
        if isinstance(form, FollowUpForm):
            self.click(form.solved.button(1))
            self.click(form.group.button(1))
        elif isinstance(form, EvaluateForm):
            self.click(form.group.button(5))
        elif isinstance(form, HandOverForm) and not form.to.currentText():
            self.item(form.to, 0)
            self.click(form.note)
        if text:
            self.write(text)
        self.until(lambda: form.ready, "a form that can be sent")
        self.click(steps.confirm)

    def bulk_file(self, event_ids: Sequence[str]) -> None:
        events = self.window.events
        for number, event_id in enumerate(event_ids):
            row = events.view.rows.row_of(event_id)
            assert row is not None
            self.row(events.view, row, _CTRL if number else _NONE)
        self.click(events.bulk.buttons["file"])

    def show_panel(self, name: str) -> None:
        """By the menu of panels, where it is hidden; by its tab, else."""
        dock, menu = self.window.workspace.docks[name], self.window.menu
        if self.window.panels[name].is_seen:
            return
        self.click(menu, menu.actionGeometry(menu.panels.menuAction()).center())
        self.choose(menu.panels, dock.toggleViewAction())
        self.until(lambda: self.window.panels[name].isVisible(), f"the panel {name}")

    def alarm(self, alarm_id: str, step: type[c.AlarmCommand], text: str) -> None:
        alarms = self.window.alarms
        self.row(alarms.view, self.row_of_alarm(alarm_id))
        self.click(alarms.steps[step])
        if alarms.form.isVisible():
            self.write(text)
            self.click(alarms.form.send)

    def report_alarm(self, alarm_id: str) -> None:
        alarms = self.window.alarms
        self.row(alarms.view, self.row_of_alarm(alarm_id))
        self.click(alarms.event_button)

    def emergency(self) -> None:
        band = self.window.emergency_band
        self.until(band.take_up.isEnabled, "a band whose buttons act")
        self.click(band.take_up)

    def hand_over_shift(self, text: str) -> None:
        self.show_panel("shifts")
        shifts = self.window.shifts
        self.item(shifts.to, 0)
        self.click(shifts.text)
        self.write(text)
        self.click(shifts.button)

    def take_over_shift(self, shift_id: str) -> None:
        self.show_panel("shifts")
        shifts = self.window.shifts
        row = row_of(shifts.table, shift_id)
        self.row(shifts.table, row)
        self.click(shifts.step_buttons[TakeOverShift])


class KeyHand(WorkingHand):
    """Moves no mouse."""

    name = "keyboard"

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        self.count()
        QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget() or self.window, key, modifier)
        self.rest(0.02)

    def press_key(self, written: str) -> None:
        """A key as the table of keys writes it."""
        combination = QKeySequence(written)[0]
        self.press(combination.key(), combination.keyboardModifiers())

    def use(self, name: str) -> None:
        """The first key of a row of the table of keys."""
        self.press_key(KEYS[name].keys[0])

    def tab_to(self, widget: QWidget, *, back: bool = False) -> None:
        """Raises OutOfReach when Tab does not lead there."""
        for _ in range(FURTHEST):
            if widget.hasFocus():
                return
            self.press(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, _SHIFT if back else _NONE)
        raise OutOfReach(f"{FURTHEST} Tabs do not lead to {widget} {widget.objectName()}")

    def row(self, view: QTableView, row: int) -> None:
        """From the row where the cursor is, in the table that has the focus."""
        for _ in range(FURTHEST):
            if view.selectionModel().isRowSelected(row) and view.currentIndex().row() == row:
                return
            self.press(Qt.Key.Key_Down if view.currentIndex().row() < row else Qt.Key.Key_Up)
        raise OutOfReach(f"row {row} of {view.objectName() or view}")

    def place(self) -> str:
        """Longitude and latitude of a village."""
        villages = self.session.package.table("villages").geometry
        point = villages[self.times["report"] % len(villages)].representative_point()
        lon, lat = self.session.package.lonlat(point.x, point.y)
        return f"{float(lon):.5f}, {float(lat):.5f}"

    def report(self, title: str, at: str) -> None:
        report = self.window.report
        with self.doing("report"):
            self.use("report")
            self.write(title)
            self.until(report.hints.buttons[0].isVisible, "a proposed class")
            self.press_key(KEYS["form.class"].keys[0])
            self.tab_to(report.place)
            self.write(at)
            self.use("form.send")

    def select(self, event_id: str) -> None:
        with self.doing("select an event"):
            events = self.window.events
            self.use("search")
            self.write(event_id)
            self.until(lambda: events.rows.rowCount() == 1, "the found event")
            self.press(Qt.Key.Key_Return)
            self.rest(0.1)

    def give(self, step: type[c.EventCommand], text: str = "") -> None:
        steps = self.steps
        if step is c.DispatchEvent:
            self.until(lambda: not steps.proposal.is_asking, "a suggestion")
            if steps.proposal.unit:
                self.until(steps.proposal.approve.isEnabled, "a suggestion with its cover")
                self.use("card.approve")
                return
        self.until(lambda: step in steps.buttons and steps.buttons[step].isEnabled(), f"the button {step.__name__}")
        self.press_key(key_of(step))
        form = steps.form
        if form is None:
            return
        if isinstance(form, FollowUpForm):
            self.press(Qt.Key.Key_Space)
            while not any(button.hasFocus() for button in form.group.buttons()):
                self.press(Qt.Key.Key_Tab)
            self.press(Qt.Key.Key_Space)
        elif isinstance(form, EvaluateForm):
            while not form.group.button(5).hasFocus():
                self.press(Qt.Key.Key_Right)
            if form.group.checkedId() != 5:
                self.press(Qt.Key.Key_Space)
        elif isinstance(form, HandOverForm) and not form.to.currentText():
            self.tab_to(form.to, back=True)
            self.press(Qt.Key.Key_Down)
            self.tab_to(form.note)
        if text:
            self.write(text)
        self.until(lambda: form.ready, "a form that can be sent")
        self.use("form.send")

    def bulk_file(self, event_ids: Sequence[str]) -> None:
        events = self.window.events
        self.use("list")
        self.row(events.view, min(events.view.rows.row_of(one) or 0 for one in event_ids))
        while not set(event_ids) <= set(events.selected_ids()):
            self.press(Qt.Key.Key_Down, _SHIFT)
        self.tab_to(events.bulk.buttons["file"], back=True)
        self.press(Qt.Key.Key_Space)

    def alarm(self, alarm_id: str, step: type[c.AlarmCommand], text: str) -> None:
        alarms = self.window.alarms
        self.use("alarms")
        self.row(alarms.view, self.row_of_alarm(alarm_id))
        if step is c.AcknowledgeAlarm:
            self.press(Qt.Key.Key_Return)
            return
        self.tab_to(alarms.steps[step], back=True)
        self.press(Qt.Key.Key_Space)
        if alarms.form.isVisible():
            self.write(text)
            self.press(Qt.Key.Key_Return)

    def report_alarm(self, alarm_id: str) -> None:
        alarms = self.window.alarms
        self.use("alarms")
        self.row(alarms.view, self.row_of_alarm(alarm_id))
        self.tab_to(alarms.event_button, back=True)
        self.press(Qt.Key.Key_Space)

    def emergency(self) -> None:
        self.use("emergency")
        self.rest(0.1)
        self.press(Qt.Key.Key_Return)

    def hand_over_shift(self, text: str) -> None:
        self.use("shifts")
        shifts = self.window.shifts
        self.until(shifts.to.hasFocus, "the form of the shift")
        self.press(Qt.Key.Key_Down)
        self.tab_to(shifts.text)
        self.write(text)
        self.use("form.send")

    def take_over_shift(self, shift_id: str) -> None:
        self.use("shifts")
        shifts = self.window.shifts
        self.tab_to(shifts.table)
        self.row(shifts.table, row_of(shifts.table, shift_id))
        self.tab_to(shifts.step_buttons[TakeOverShift], back=True)
        self.press(Qt.Key.Key_Space)


def row_of(table: QTableWidget, item_id: str) -> int:
    """The row of a record."""
    cells = (table.item(row, 0) for row in range(table.rowCount()))
    return next(row for row, cell in enumerate(cells) if cell is not None and cell.data(RECORD_ROLE) == item_id)


def _first_shown(view: QTableView) -> int:
    """The first column that is not hidden."""
    return next(column for column in range(view.model().columnCount()) if not view.isColumnHidden(column))
