"""The emergencies that nobody has taken up, as a red band in the line of the menu: where, what, since when.

Its room is kept free while there is none, so that nothing below moves when it appears; it never takes the focus.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from county.clock import monotonic_ms
from county.commands import AcknowledgeAlarm, CommandBody, FileEvent
from desktop import theme
from desktop.alarms.called_thing import called_state, called_thing
from desktop.alarms.emergency_words import emergency_forms
from desktop.alarms.waiting_calls import WaitingCall
from desktop.input.keys import label_of
from desktop.panels.panel import Panel
from desktop.permission import why_not
from desktop.replay.live_mark import LiveMark
from desktop.session import Session
from desktop.widgets.elided import ElidedButton
from desktop.widgets.literal import literal, without_mnemonics
from desktop.widgets.steady import SteadyLabel
from desktop.wording import VERBS, word

REFRESH_MS = 200
SETTLE_MS = 1_000
"""For so long after another emergency has taken the place of the one shown no button acts: whoever aimed at the one
before would act on the wrong one.  A hand needs 0.3 to 0.8 s from the aim to the click."""
PULSE_MS = 700
LISTED = 20
"""Lines of the list of all emergencies at most."""
FLIGHT_RADIUS_M = 600.0
MARGIN_PX = 12
NARROW_PX = 400
"""Below this width, that of large texts, the buttons leave more room to the text: they are narrower, and the one that
shows the emergency names its key alone."""
PADDING_PX, NARROW_PADDING_PX = 10, 3


class EmergencyGround(QFrame):
    """The ground of the band, lighter and darker in turns, and dark with an edge for what is over; painted, as a style
    sheet would be evaluated each time."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.bright = True
        self.over = False

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self.over:
                painter.fillRect(self.rect(), QColor(theme.PANEL))
                painter.setPen(QColor(theme.WARNING))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            else:
                painter.fillRect(self.rect(), QColor(theme.EMERGENCY if self.bright else theme.EMERGENCY_DARK))


class EmergencyBand(Panel):
    """The oldest first; a newer one never takes its place, unless the one shown is over."""

    card_wanted = Signal()
    """One was selected: show what can be done about it, also where the panels are hidden."""

    def __init__(self, session: Session, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__()
        self._session = session
        self._monotonic = monotonic
        self.shown: WaitingCall | None = None
        self._shown_since_ms = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.frame = EmergencyGround(self)
        """Placed here and not by a layout: another text or button in it lays out nothing around the band."""
        self.frame.hide()
        self.text = SteadyLabel()
        self.text.setFont(theme.font(theme.BODY_PX, bold=True))
        self.live = LiveMark(session.past_beside)
        self.go, self.take_up = QPushButton(), ElidedButton()
        self.all = QToolButton()
        self.all.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._list)
        self.all.setMenu(self.menu)
        line = QHBoxLayout(self.frame)
        line.setContentsMargins(theme.px(12), theme.px(1), theme.px(6), theme.px(1))
        line.setSpacing(theme.px(8))
        line.addWidget(self.live, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.text)
        for button in (self.go, self.take_up, self.all):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            line.addWidget(button)
        line.addStretch(1)  # the buttons stand beside the text, however wide the window is
        self._is_narrow = False
        self._restyle()
        self.go.clicked.connect(self.go_there)
        self.take_up.clicked.connect(self._take_up)
        self.every(REFRESH_MS, self.refresh)
        self.every(PULSE_MS, self._pulse)
        self.retranslate()

    def retranslate(self) -> None:
        self._name_go()
        self.refresh()

    def _name_go(self) -> None:
        key = label_of("emergency")
        whole = self.tr("Show ({key})").format(key=key)
        self.go.setText(key if self._is_narrow else whole)
        self.go.setAccessibleName(whole)

    def _restyle(self) -> None:
        padding_px = theme.px(NARROW_PADDING_PX if self._is_narrow else PADDING_PX)
        self.frame.setStyleSheet(
            f"QLabel {{ color: {theme.ON_EMERGENCY}; }}"
            f"QPushButton, QToolButton {{ color: {theme.ON_EMERGENCY}; background: transparent;"
            f" border: 1px solid {theme.ON_EMERGENCY}; padding: 0 {padding_px}px; font-weight: 600; }}"
            f"QPushButton:hover, QToolButton:hover {{ background: rgba(0, 0, 0, 90); }}"
            f"QPushButton:disabled {{ color: rgba(255, 255, 255, 130); border-color: rgba(255, 255, 255, 90); }}"
        )

    def refresh(self) -> None:
        """Show the oldest emergency that nobody has taken up."""
        calls = self._session.waiting_calls.emergencies() if self._session.layers.begun else ()
        self.frame.setVisible(bool(calls))
        if not calls:
            self.shown = None
            return
        first, now_ms = calls[0], self._monotonic()
        if self.shown is None or first.key != self.shown.key:
            self._shown_since_ms = now_ms if self.shown is not None else now_ms - SETTLE_MS
        self.shown = first
        if self.frame.over != first.over:
            self.frame.over = first.over
            self.frame.update()
        self.text.set_forms(self._forms(first))
        self.all.setVisible(len(calls) > 1)
        self.all.setText(f"+{len(calls) - 1}")
        self.all.setAccessibleName(self.tr("{n} emergencies that nobody has taken up").format(n=len(calls)))
        command = self._command(first)
        settled = now_ms - self._shown_since_ms >= SETTLE_MS
        denied = why_not(self._session, type(command), called_state(self._session, first))
        waits = self._session.submissions.pending(first.id) is not None
        self.take_up.setText(word(VERBS[type(command).__name__]))
        self.take_up.setEnabled(settled and not denied and not waits)
        self.take_up.setToolTip(literal(denied))
        self.go.setEnabled(settled)

    def minimumSizeHint(self) -> QSize:
        return self.frame.minimumSizeHint() + QSize(2 * theme.px(MARGIN_PX), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = theme.design_px(self.width()) < NARROW_PX
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._name_go()
            self._restyle()
        self.frame.setGeometry(self.rect().adjusted(theme.px(MARGIN_PX), 0, -theme.px(MARGIN_PX), 0))

    def go_there(self) -> None:
        """Select the one that is shown, and move the views to it."""
        if self.shown is not None:
            self._go(self.shown)

    def _go(self, call: WaitingCall) -> None:
        self._select(call)
        layer, item = called_thing(self._session, call)
        bounds = layer.bounds_m(item)
        if bounds is not None:
            self._session.focus.fly_to.emit(bounds[0], bounds[1], FLIGHT_RADIUS_M)

    def _select(self, call: WaitingCall) -> None:
        layer, item = called_thing(self._session, call)
        self._session.focus.select(layer.key, item)
        self.card_wanted.emit()

    def _take_up(self) -> None:
        """An event that is filed calls no more: it is selected, so that whoever filed it has its next step at hand.
        The views follow the step itself, as they follow every step."""
        if self.shown is not None and self._session.submissions.pending(self.shown.id) is None:
            self._session.submissions.send(self._command(self.shown))
            if self.shown.kind == "event":
                self._select(self.shown)
            self.refresh()

    def _list(self) -> None:
        """All of them, each going to its own."""
        self.menu.clear()
        calls = self._session.waiting_calls.emergencies()
        for call in calls[:LISTED]:
            self.menu.addAction(without_mnemonics(self._forms(call)[0])).triggered.connect(partial(self._go, call))
        if len(calls) > LISTED:
            self.menu.addAction(self.tr("{n} more").format(n=len(calls) - LISTED)).setEnabled(False)

    def _pulse(self) -> None:
        if self.frame.isVisible() and not self.frame.over:
            self.frame.bright = not self.frame.bright
            self.frame.update()

    @staticmethod
    def _command(call: WaitingCall) -> CommandBody:
        return AcknowledgeAlarm(alarm_id=call.id) if call.kind == "alarm" else FileEvent(event_id=call.id)

    def _forms(self, call: WaitingCall) -> list[str]:
        """What is said of it, in ever shorter forms."""
        return emergency_forms(self._session, called_state(self._session, call), call)
