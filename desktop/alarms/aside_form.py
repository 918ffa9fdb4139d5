"""The form for setting alarms aside: until when and why."""

from __future__ import annotations

from collections.abc import Callable, Set
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QDateTime, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDateTimeEdit, QHBoxLayout, QPushButton, QWidget

from county import commands as c
from county.alarms import LONGEST_DAYS, LONGEST_REASON
from county.durations import DAY_MS, HOUR_MS
from county.duty_shifts import DutyShifts
from desktop import moments, theme
from desktop.drafts.source import Fields
from desktop.input.form_keys import FormKeys
from desktop.moments import QT_COUNTY_TIME
from desktop.widgets.literal import PlainLabel
from desktop.wording import VERBS, word

SetAside = type[c.ShelveAlarm | c.SuppressAlarm | c.TakeOutOfService]
SPANS_MS: dict[SetAside, tuple[int, int, int]] = {
    c.ShelveAlarm: (HOUR_MS // 4, HOUR_MS, 4 * HOUR_MS),
    c.SuppressAlarm: (HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS),
    c.TakeOutOfService: (8 * HOUR_MS, DAY_MS, 7 * DAY_MS),
}
"""Offered for each; they are followed by the end of the shift, an own end and, except for shelving, no fixed end."""
USUAL_SPAN = 1
SHIFT_END, OWN_END, NO_END = 3, 4, 5
"""Rows after those of the spans."""


class AsideForm(QWidget):
    """About the alarms that were selected when it was opened.  Enter sends, Esc closes and
    keeps what was typed.

    It closes by itself once all of its commands were accepted; it stays open for the alarms with a refused one.
    """

    sent = Signal(object)
    """One county.commands.AlarmCommand for each alarm, in a list."""
    closed = Signal()
    """It had the focus, which is free now."""
    told = Signal(str)
    """Why it was not sent when somebody tried to, one line."""
    taken_back = Signal(str)
    """What was told holds no more."""

    def __init__(self, shifts: DutyShifts, now_ms: Callable[[], int]) -> None:
        super().__init__()
        self._shifts = shifts
        self._now_ms = now_ms
        self.command: SetAside = c.ShelveAlarm
        """What it asks for."""
        self._alarm_ids: tuple[str, ...] = ()
        self._left: dict[tuple[type[c.AlarmCommand], tuple[str, ...]], Fields] = {}
        """What was typed last when it was left with Esc, by command and alarms."""
        self._waiting: set[str] = set()
        """Alarms whose command awaits its answer."""
        self._told = ""
        """What holds still of what was told."""
        self.name = PlainLabel()
        self.span = QComboBox()
        self.span.currentIndexChanged.connect(self._show_until)
        self.until = QDateTimeEdit()
        self.until.setTimeZone(QT_COUNTY_TIME)
        self.until.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line_edit = self.reason.lineEdit()
        assert line_edit is not None
        self.line = line_edit
        self.line.setMaxLength(LONGEST_REASON)
        self.line.textChanged.connect(self._allow)
        self.send, self.cancel = QPushButton(), QPushButton()
        self.send.setProperty("role", "primary")
        self.send.clicked.connect(self._send)
        self.cancel.clicked.connect(self.close_form)
        FormKeys(self, self._send, self.leave)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        for part in (self.name, self.span, self.until):
            line.addWidget(part)
        line.addWidget(self.reason, 1)
        line.addWidget(self.send)
        line.addWidget(self.cancel)
        for typed in (self.reason, self.span, self.until):  # the line of the reason gives its focus to its box
            typed.installEventFilter(self)
        self.hide()

    def open_for(self, command: type[c.AlarmCommand], alarm_ids: tuple[str, ...]) -> None:
        """Ask for what ``command``, one of :data:`county.alarms.NEEDS_REASON`, needs."""
        assert issubclass(command, c.ShelveAlarm | c.SuppressAlarm | c.TakeOutOfService)
        self.command, self._alarm_ids, now_ms = command, alarm_ids, self._now_ms()
        self._waiting.clear()
        own_end = QDateTime.fromMSecsSinceEpoch(now_ms + 2 * HOUR_MS, QT_COUNTY_TIME)
        last = QDateTime.fromMSecsSinceEpoch(now_ms + (LONGEST_DAYS[command] - 1) * DAY_MS, QT_COUNTY_TIME)
        self.until.setDateTimeRange(QDateTime.fromMSecsSinceEpoch(now_ms + 60_000, QT_COUNTY_TIME), last)
        self.until.setDateTime(own_end)
        self.span.clear()
        self.retranslate()
        self.span.setCurrentIndex(USUAL_SPAN)
        self._show_until()
        self.line.clear()
        self.take(self._left.pop((command, alarm_ids), {}))
        self.show()
        self.line.setFocus()

    def draft(self) -> tuple[str, Fields] | None:
        """The name of the command and what was filled in; None where no reason was typed, or no alarm is left."""
        if self.isHidden() or not self._alarm_ids or not self.line.text().strip():
            return None
        until_ms = self.until.dateTime().toMSecsSinceEpoch()
        fields = {
            "reason": self.line.text(), "span": str(self.span.currentIndex()), "until_ms": str(until_ms),
            "alarms": " ".join(self._alarm_ids),
        }  # fmt: skip
        return self.command.__name__, fields

    def drafts(self) -> dict[str, Fields]:
        """What is half written by command: also what was left with Esc, which is there when it is opened again."""
        left = {command.__name__: fields for (command, _), fields in self._left.items()}
        draft = self.draft()
        return left if draft is None else left | {draft[0]: draft[1]}

    def take(self, fields: Fields) -> None:
        """Fill in again what :meth:`draft` told."""
        self.line.setText(fields.get("reason", ""))
        with suppress(ValueError):
            until = QDateTime.fromMSecsSinceEpoch(int(fields.get("until_ms", "")), QT_COUNTY_TIME)
            self.until.setDateTime(until)
            row = int(fields.get("span", ""))
            self.span.setCurrentIndex(row if row < self.span.count() else USUAL_SPAN)

    def await_answers(self, alarm_ids: Set[str]) -> None:
        """The commands about these alarms were sent."""
        self._waiting |= alarm_ids
        self._allow()

    def leave_out(self, ended: Callable[[str], bool]) -> int:
        """Alarms that need the form no more because others dealt with them, or they ended; returns how many.

        It stays open without any, too: it is not closed under a hand that types, whose Enter would go to the rows.
        """
        rest = tuple(one for one in self._alarm_ids if one in self._waiting or not ended(one))
        left_out = len(self._alarm_ids) - len(rest)
        if left_out:
            self._alarm_ids = rest
            self._show_name()
            self._allow()
        return left_out

    def take_answer(self, command: c.AlarmCommand, *, refused: bool) -> None:
        """The answer to one of its commands; that to any other command is ignored."""
        if type(command) is not self.command or command.alarm_id not in self._waiting:
            return
        self._waiting.remove(command.alarm_id)
        if not refused:
            self._alarm_ids = tuple(one for one in self._alarm_ids if one != command.alarm_id)
        if self._alarm_ids:
            self._show_name()
            self._allow()
        else:
            self.close_form()

    def leave(self) -> None:
        """Close it; what was typed is there when it is opened for the same alarms again."""
        draft = self.draft()
        self._left.clear()
        if draft is not None and not self._waiting:
            self._left[self.command, self._alarm_ids] = draft[1]
        self.close_form()

    def close_form(self) -> None:
        """Discard it; what was sent is not taken back."""
        if self.isHidden():
            return
        self._waiting.clear()
        self._take_back()
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self.hide()
        if had_focus:
            self.closed.emit()

    def retranslate(self) -> None:
        """Set all texts; the reason is kept."""
        self._show_name()
        texts = [
            *map(self._span_text, SPANS_MS[self.command]),
            self._shift_end_text(),
            self.tr("until …"),
        ]
        if self.command is c.SuppressAlarm:
            texts.append(self.tr("until it clears"))
        elif self.command is c.TakeOutOfService:
            texts.append(self.tr("until returned to service"))
        for row, text in enumerate(texts):
            if row == self.span.count():
                self.span.addItem(text)
            self.span.setItemText(row, text)
        typed = self.line.text()
        self.reason.clear()
        self.reason.addItems(self._usual_reasons())
        self.line.setText(typed)
        self.line.setPlaceholderText(self.tr("Reason (required)"))
        self.send.setText(word(VERBS[self.command.__name__]))
        self.cancel.setText(self.tr("Cancel"))
        self._allow()

    def follow_clock(self) -> None:
        """The offered end of the shift is that of the shift of now."""
        if not self.isHidden() and self.span.itemText(SHIFT_END) != self._shift_end_text():
            self.span.setItemText(SHIFT_END, self._shift_end_text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._send()
                return True
        return super().eventFilter(watched, event)

    def _show_name(self) -> None:
        name = word(VERBS[self.command.__name__])
        self.name.setText(self.tr("{command} (alarms: {n})").format(command=name, n=len(self._alarm_ids)))

    def _shift_end_text(self) -> str:
        now_ms = self._now_ms()
        shift_end = moments.short(self._shifts.desk_end_ms(now_ms), now_ms)
        return self.tr("until the shift ends ({time})").format(time=shift_end)

    def _span_text(self, span_ms: int) -> str:
        days, rest_ms = divmod(span_ms, DAY_MS)
        if days and not rest_ms:
            return self.tr("{n} d").format(n=days)
        hours, rest_ms = divmod(span_ms, HOUR_MS)
        return self.tr("{n} min").format(n=span_ms // 60_000) if rest_ms else self.tr("{n} h").format(n=hours)

    def _usual_reasons(self) -> tuple[str, ...]:
        if self.command is c.ShelveAlarm:
            return (
                self.tr("Known, being dealt with"), self.tr("False alarm, check is ordered"),
                self.tr("Waits for a repair"),
            )  # fmt: skip
        if self.command is c.SuppressAlarm:
            return self.tr("Planned works on site"), self.tr("Planned event on site"), self.tr("Test of the device")
        return self.tr("The device is broken"), self.tr("The device is being replaced"), self.tr("Maintenance")

    def _show_until(self) -> None:
        self.until.setVisible(self.span.currentIndex() == OWN_END)

    def _allow(self) -> None:
        missing = not self.line.text().strip()
        self.send.setEnabled(not missing and not self._waiting and bool(self._alarm_ids))
        if not self._alarm_ids:
            why = self.tr("No alarm is left for which this can be done")
        else:
            why = self.tr("Enter a reason") if missing else ""
        self.send.setToolTip(why)
        if self.send.isEnabled():
            self._take_back()

    def _tell(self, why: str) -> None:
        self._told = why
        self.told.emit(why)

    def _take_back(self) -> None:
        if self._told:
            told, self._told = self._told, ""
            self.taken_back.emit(told)

    def until_ms(self) -> int | None:
        """The chosen end, counted from now; None where there is no fixed one."""
        row, now_ms = self.span.currentIndex(), self._now_ms()
        if row == NO_END:
            return None
        if row == OWN_END:
            return self.until.dateTime().toMSecsSinceEpoch()
        if row == SHIFT_END:
            return self._shifts.desk_end_ms(now_ms)
        return now_ms + SPANS_MS[self.command][row]

    def _send(self) -> None:
        reason = self.line.text().strip()
        if not self.send.isEnabled():
            if not self._waiting:
                self.line.setFocus()
                self._tell(self.send.toolTip())
            return
        until_ms = self.until_ms()
        fields: dict[str, Any] = {"note": reason, "until_ms": until_ms}
        self.sent.emit([self.command(alarm_id=one, **fields) for one in self._alarm_ids])
