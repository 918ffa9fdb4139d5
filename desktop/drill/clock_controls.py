"""The pace of a drill: its rate, and buttons to pause it, to change the rate and to jump ahead."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from county.commands import CommandBody
from county.durations import HOUR_MS, MINUTE_MS
from county.realm_clock import LONGEST_JUMP_HOURS, JumpClockAhead, SetClockRate
from desktop import moments, theme
from desktop.backend.submissions import Answer
from desktop.drill.words import paused_words, standing_words, state_words
from desktop.panels.panel import Panel
from desktop.permission import why_not
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.calendar import style_calendar
from desktop.widgets.dialog_buttons import DialogButtons
from desktop.widgets.elided import ElidedLabel, FittingLabel
from desktop.widgets.literal import PlainLabel, literal
from desktop.wording import marked, refusal
from layers.style import Style
from services.protocol.messages import Rejected

RATES = (0.0, 1.0, 10.0, 60.0)
JUMPS_MS = (10 * MINUTE_MS, HOUR_MS)
REFRESH_MS = 250


class ClockControls(Panel):
    """Polls rate and jump four times a second; in the colours of the realm's band."""

    def __init__(self, session: Session, style: Style) -> None:
        super().__init__()
        self._session = session
        self._sent = ""
        """Id of the order that awaits its reply."""
        self._refused: Rejected | None = None
        """The refusal of the last order."""
        self.problem = ElidedLabel()
        """Why the last order was refused."""
        self.problem.setObjectName("problem")
        self.problem.hide()
        self.status = FittingLabel()
        self.rates = {rate: QPushButton() for rate in RATES}
        self.jumps = {by_ms: QPushButton() for by_ms in JUMPS_MS}
        self.jump_to = QPushButton()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(4))
        line.addWidget(self.problem)
        line.addSpacing(theme.px(8))
        line.addWidget(self.status)
        line.addSpacing(theme.px(8))
        for rate, button in self.rates.items():
            button.setCheckable(True)
            button.clicked.connect(partial(self._order, SetClockRate(rate=rate)))
            line.addWidget(button)
        line.addSpacing(theme.px(12))
        for by_ms, button in self.jumps.items():
            button.clicked.connect(partial(self._jump_by, by_ms))
            line.addWidget(button)
        self.jump_to.clicked.connect(self._ask_time)
        line.addWidget(self.jump_to)
        self._color(style)
        self.listen(session.submissions.answered, self._answered)
        self.every(REFRESH_MS, self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        for rate, button in self.rates.items():
            button.setText(self.tr("Pause") if rate == 0 else f"{rate:g}×")
        for by_ms, button in self.jumps.items():
            text = self.tr("+{n} h") if by_ms >= HOUR_MS else self.tr("+{n} min")
            button.setText(text.format(n=by_ms // (HOUR_MS if by_ms >= HOUR_MS else MINUTE_MS)))
        self.jump_to.setText(self.tr("Jump to …"))
        self.refresh()

    def refresh(self) -> None:
        """Show the present pace, and what this key may order."""
        run = self._session.drill.run
        rate, jumps_to_ms = self._session.source.health().rate, self._jumps_to_ms()
        now_ms = self._session.clock.now_ms()
        if run is not None and run.over_ms is not None:
            forms = [state_words(run, rate, now_ms)]
        elif jumps_to_ms:
            to = moments.short(jumps_to_ms, now_ms)
            forms = [self.tr("Jumping to {time}").format(time=to), f"→ {to}"]
        elif rate == 0:
            paused = paused_words(run, now_ms)
            forms = [" · ".join(filter(None, (paused, self._goes_on()))), paused, self.tr("Paused")]
        else:
            forms = [self.tr("Time rate {rate}×").format(rate=f"{rate:g}"), f"{rate:g}×"]
        self.status.set_forms(forms)
        if self._refused is not None:
            self.problem.setText(refusal(self._refused.code, self._refused.params))
        self.problem.setVisible(self._refused is not None)
        self._allow(tuple(self.rates.values()), SetClockRate)
        self._allow((*self.jumps.values(), self.jump_to), JumpClockAhead)
        for of, button in self.rates.items():
            button.setChecked(of == rate)

    def _goes_on(self) -> str:
        """At which rate the drill goes on; "" where no scenario is played."""
        room = self._session.drill
        return "" if room.run is None else standing_words(room.run, room.next_rate)

    def _allow(self, buttons: tuple[QPushButton, ...], command: type[CommandBody]) -> None:
        run = self._session.drill.run
        over = "" if run is None or not run.over_code else refusal(run.over_code, {})
        denied = why_not(self._session, command) or over
        for button in buttons:
            button.setEnabled(not denied and not self._sent)
            button.setToolTip(literal(denied))

    def _jumps_to_ms(self) -> int:
        """End of the jump that is under way; 0 for none."""
        clock = self._session.drill.clock
        to_ms = 0 if clock is None else clock.to_ms
        return to_ms if to_ms > self._session.clock.now_ms() else 0

    def _order(self, body: CommandBody) -> None:
        self._refused = None
        self._sent = self._session.submissions.send(body).id
        self.refresh()

    def _jump_by(self, by_ms: int) -> None:
        """Jump from now, or from the end of the jump that is under way."""
        self._order(JumpClockAhead(to_ms=max(self._session.clock.now_ms(), self._jumps_to_ms()) + by_ms))

    def _ask_time(self) -> None:
        dialog = JumpDialog(self._session, self)
        dialog.accepted.connect(lambda: self._order(JumpClockAhead(to_ms=dialog.to_ms)))
        dialog.open()

    def _answered(self, answer: Answer) -> None:
        if answer.command.id != self._sent:
            return
        self._sent = ""
        self._refused = answer.refusal
        self.refresh()

    def _color(self, style: Style) -> None:
        """Buttons in the ink of the band, the chosen rate inverted."""
        faint = QColor(style.ink)
        faint.setAlphaF(0.45)
        pale = f"rgba({faint.red()}, {faint.green()}, {faint.blue()}, {faint.alpha()})"
        self.setStyleSheet(
            f"QLabel {{ color: {style.ink}; background: transparent; font-weight: 600; }}"
            f"#problem {{ color: {style.color}; background: {style.ink}; padding: 0 {theme.px(8)}px; }}"
            f"QPushButton {{ color: {style.ink}; background: transparent; border: 1px solid {style.ink};"
            f" padding: {theme.px(1)}px {theme.px(10)}px; }}"
            f"QPushButton:hover {{ background: rgba(255, 255, 255, 70); }}"
            f"QPushButton:checked {{ color: {style.color}; background: {style.ink}; }}"
            f"QPushButton:disabled {{ color: {pale}; border-color: {pale}; }}"
            f"QPushButton:checked:disabled {{ color: {style.color}; background: {pale}; }}"
        )


class JumpDialog(QDialog):
    """Asks for the time to jump to."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setObjectName("jump")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        now_ms = session.clock.now_ms()
        self.setWindowTitle(marked(self.tr("Jump ahead"), session.realm))
        note = PlainLabel(self.tr("The time until then passes at once; at most {n} hours").format(n=LONGEST_JUMP_HOURS))
        self.time = QDateTimeEdit(self._moment(now_ms + HOUR_MS))
        self.time.setTimeZone(moments.QT_COUNTY_TIME)
        self.time.setDateTimeRange(self._moment(now_ms), self._moment(now_ms + LONGEST_JUMP_HOURS * HOUR_MS))
        self.time.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.time.setCalendarPopup(True)
        style_calendar(self.time.calendarWidget(), self._moment(now_ms).date())
        buttons = DialogButtons(self, self.tr("Jump"), self.accept)
        self.jump = buttons.main
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.px(margin) for margin in (14, 10, 14, 12)))
        box.setSpacing(theme.px(10))
        for part in (note, self.time, buttons):
            box.addWidget(part)
        name_controls(self, self.tr("Jump ahead"))

    @property
    def to_ms(self) -> int:
        """The chosen time."""
        return int(self.time.dateTime().toMSecsSinceEpoch())

    @staticmethod
    def _moment(ms: int) -> QDateTime:
        return QDateTime.fromMSecsSinceEpoch(ms, moments.QT_COUNTY_TIME)
