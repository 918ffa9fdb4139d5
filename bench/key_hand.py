"""A hand that works a window by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from bench.working_hand import FURTHEST, OutOfReach, WorkingHand
from county import commands as c
from county.shifts import TakeOverShift
from desktop.input.action_keys import ALARM_EVENT_KEY, ALARM_KEYS, key_of
from desktop.input.keys import KEYS
from desktop.steps.command_forms import EvaluateForm, FollowUpForm
from desktop.steps.hand_over_form import HandOverForm
from desktop.steps.merge_form import MergeForm

_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


class KeyHand(WorkingHand):
    """Moves no mouse."""

    name = "keyboard"

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        self.count()
        if QApplication.activeWindow() is None:  # off-screen, none is when a tool tip or a dialog was closed
            self.sit()
        QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget() or self.window, key, modifier)
        self.rest(0.02)

    def press_key(self, written: str) -> None:
        """A key as the table of keys writes it."""
        combination = QKeySequence(written)[0]  # type: ignore[index]
        self.press(combination.key(), combination.keyboardModifiers())

    def use(self, name: str) -> None:
        """The first key of a row of the table of keys."""
        self.press_key(KEYS[name].keys[0])

    def tab_to(self, widget: QWidget, *, back: bool = False) -> None:
        """Raises OutOfReach when the tab order does not lead there."""
        key, modifier = (Qt.Key.Key_Backtab, _SHIFT) if back else (Qt.Key.Key_Tab, _NONE)
        self._press_until(widget.hasFocus, key, modifier, what=f"{widget} {widget.objectName()}")

    def _press_until(
        self, reached: Callable[[], bool], key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE, *, what: str
    ) -> None:
        for _ in range(FURTHEST):
            if reached():
                return
            self.press(key, modifier)
        focused = QApplication.focusWidget()
        raise OutOfReach(f"{FURTHEST} × {key.name} do not lead to {what}, but to {focused}")

    def row(self, view: QTableView, row_of_thing: Callable[[], int]) -> None:
        """From the row where the cursor is, in the table that has the focus; the thing's row may change meanwhile."""
        for _ in range(FURTHEST):
            row, current = row_of_thing(), view.currentIndex().row()
            if current != row:
                self.press(Qt.Key.Key_Down if current < row else Qt.Key.Key_Up)
            elif view.selectionModel().isRowSelected(row):
                return
            else:
                self.press(Qt.Key.Key_Space)  # the cursor stands in an unselected row after Tab led to the table
        raise OutOfReach(f"row {row_of_thing()} of {view.objectName() or view}")

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
            self.until(lambda: events.rows.rowCount() == 1 and events.rows.row_of(event_id) == 0, "the found event")
            self.press(Qt.Key.Key_Return)
            self.selected(event_id)

    def give(self, step: type[c.EventCommand], text: str = "") -> None:
        steps = self.steps
        self.settled(step)
        if step is c.DispatchEvent and steps.proposal.unit:
            self.until(steps.proposal.approve.isEnabled, "a suggestion with its cover")
            self.use("card.approve")
            return
        self.press_key(key_of(step))
        form = steps.form
        if form is None:
            return
        if isinstance(form, FollowUpForm | EvaluateForm):
            for key in (Qt.Key.Key_1, Qt.Key.Key_1) if isinstance(form, FollowUpForm) else (Qt.Key.Key_5,):
                self.press(key)
            self.press_key(KEYS["choice.send"].keys[0])
            return
        if isinstance(form, HandOverForm) and not form.to.currentText():
            self.until(form.to.hasFocus, "the person to hand it over to")
            self.press(Qt.Key.Key_Down)
            self.tab_to(form.note)
        elif isinstance(form, MergeForm) and not form.into.currentData():
            self.press(Qt.Key.Key_Down)
        if text:
            self.write(text)
        self.until(lambda: form.ready, "a form that can be sent")
        self.use("form.send")

    def bulk_file(self, event_ids: Sequence[str]) -> None:
        events = self.window.events
        self.use("list")
        self.row(events.view, lambda: min(events.view.rows.row_of(one) or 0 for one in event_ids))
        self._press_until(
            lambda: set(event_ids) <= set(events.selected_ids()), Qt.Key.Key_Down, _SHIFT, what="the other events"
        )
        self.use("list.bulk")

    def alarm(self, alarm_id: str, step: type[c.AlarmCommand], text: str) -> None:
        alarms = self.window.alarms
        self.use("alarms")
        self.row(alarms.view, lambda: self.row_of_alarm(alarm_id))
        if step is c.AcknowledgeAlarm:
            self.press(Qt.Key.Key_Return)
            return
        self.press_key(ALARM_KEYS[step].key)
        if alarms.form.isVisible():
            self.write(text)
            self.press(Qt.Key.Key_Return)

    def report_alarm(self, alarm_id: str) -> None:
        alarms = self.window.alarms
        self.use("alarms")
        self.row(alarms.view, lambda: self.row_of_alarm(alarm_id))
        self.press_key(ALARM_EVENT_KEY.key)

    def leave(self) -> None:
        """Close what is open, after a step that failed."""
        if self.steps.form is not None:
            self.use("form.leave")

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
        self.until(lambda: shifts.chosen == shift_id, "the shift that waits")
        self.tab_to(shifts.step_buttons[TakeOverShift])
        self.press(Qt.Key.Key_Space)
