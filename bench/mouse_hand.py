"""A hand that works a window by the mouse alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QMenu, QTableView, QWidget
from shiboken6 import isValid

from bench.window_gap import ShownWindow
from bench.working_hand import FURTHEST, OutOfReach, WorkingHand, row_of
from county import commands as c
from county.shifts import TakeOverShift
from desktop.steps.command_forms import EvaluateForm, FollowUpForm
from desktop.steps.hand_over_form import HandOverForm
from desktop.steps.merge_form import MergeForm

AIM_S = 0.05
"""From the pointer's arrival to the click."""
AIMS = 20
"""Most aims at one thing."""
OPEN_S = 0.5
"""A list of choices takes a click for the end of the one that opened it until the time for a double click is over."""
NOTCH = 120
SEED = 11
_NONE, _LEFT, _RIGHT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_CTRL = Qt.KeyboardModifier.ControlModifier


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
        top = widget.window()
        handle = top.windowHandle()
        for _ in range(AIMS):  # it is moved, and gets its size, while its layout is made anew
            inside = widget.rect().center() if at is None else at
            self._into_view(widget, inside)
            place = widget.mapTo(top, inside)
            QTest.mouseMove(handle, place)
            self.rest(AIM_S)
            hit = top.childAt(place) or top
            if place == widget.mapTo(top, inside) and (hit is widget or widget.isAncestorOf(hit)):
                break
        else:
            raise OutOfReach(f"{widget} is covered by {hit} {hit.objectName()}")
        self.count()
        QTest.mouseClick(handle, button, modifier, place)
        self.rest(0.02)

    def enter(self, field: QWidget, text: str) -> None:
        """Click a field and write into it."""
        self.click(field)
        self.write(text)

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

    def row(self, view: QTableView, row_of_thing: Callable[[], int], modifier: Qt.KeyboardModifier = _NONE) -> None:
        """Click the row of a thing, -1 while it has none, brought into view by the wheel.

        Rows may move until the pointer is over them.
        """
        for _ in range(FURTHEST):
            self.rest(0.1)  # a form that closed gives its room to the table
            row = row_of_thing()
            if row < 0:
                continue
            box = view.visualRect(view.model().index(row, _first_shown(view)))
            inside = view.viewport().rect().adjusted(0, 0, 0, -2)
            if inside.contains(box.center()):
                break
            self.turn(view.viewport(), -1 if box.center().y() > inside.center().y() else 1)
        else:
            raise OutOfReach(f"row {row_of_thing()} of {view.objectName() or view}")
        self.click(view.viewport(), box.center(), modifier=modifier)

    def item(self, box: QComboBox, row: int) -> None:
        """Open a list of choices and click one."""
        self.click(box, QPoint(box.width() - 8, box.height() // 2))
        view: QAbstractItemView = box.view()
        self.until(view.isVisible, "an open list")
        self.rest(OPEN_S)
        self.click(view.viewport(), view.visualRect(box.model().index(row, 0)).center())
        self.until(lambda: not view.isVisible(), "a closed list")

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
            menus = self.window.menus
            self.until(menus.menu.isVisible, "the menu of the map")
            here = menus.tr("Report an event here …")
            self.choose(menus.menu, next(action for action in menus.menu.actions() if action.text() == here))
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
            self.row(view, lambda: self.row_of_event(event_id))
            self.selected(event_id)

    def give(self, step: type[c.EventCommand], text: str = "") -> None:
        steps = self.steps
        if step is c.DispatchEvent:
            self.settled(step)
            if steps.proposal.unit:
                self.click(steps.proposal.approve)
                return
        self._click_step(step)
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
        elif isinstance(form, MergeForm) and not form.into.currentData():
            self.item(form.into, 0)
        if text:
            self.write(text)
        self.until(lambda: form.ready, "a form that can be sent")
        self.click(steps.confirm)

    def _click_step(self, step: type[c.EventCommand]) -> None:
        """Again where the button was made anew while the wheel brought it into view."""
        while True:
            self.settled(step)
            button = self.steps.buttons.get(step)
            if button is None:
                raise OutOfReach(f"the button {step.__name__} has gone: somebody else took the step")
            try:
                self.click(button)
            except RuntimeError:
                if isValid(button):
                    raise
            else:
                return

    def bulk_file(self, event_ids: Sequence[str]) -> None:
        events = self.window.events
        for number, event_id in enumerate(event_ids):
            self.row(events.view, partial(self.row_of_event, event_id), _CTRL if number else _NONE)
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
        self.row(alarms.view, lambda: self.row_of_alarm(alarm_id))
        self.click(alarms.steps[step])
        if alarms.form.isVisible():
            self.write(text)
            self.click(alarms.form.send)

    def report_alarm(self, alarm_id: str) -> None:
        alarms = self.window.alarms
        self.row(alarms.view, lambda: self.row_of_alarm(alarm_id))
        self.click(alarms.event_button)

    def leave(self) -> None:
        """Close what is open, after a step that failed."""
        if self.steps.form is not None and self.steps.cancel.isVisible():
            self.click(self.steps.cancel)

    def emergency(self) -> None:
        band = self.window.emergency_band
        self.until(band.take_up.isEnabled, "a band whose buttons act")
        self.click(band.take_up)

    def hand_over_shift(self, text: str) -> None:
        self.show_panel("shifts")
        shifts = self.window.shifts
        self.item(shifts.to, 0)
        self.enter(shifts.text, text)
        self.click(shifts.button)

    def take_over_shift(self, shift_id: str) -> None:
        self.show_panel("shifts")
        shifts = self.window.shifts
        self.row(shifts.table, lambda: row_of(shifts.table, shift_id))
        self.click(shifts.step_buttons[TakeOverShift])


def _first_shown(view: QTableView) -> int:
    """The first column that is not hidden."""
    return next(column for column in range(view.model().columnCount()) if not view.isColumnHidden(column))
