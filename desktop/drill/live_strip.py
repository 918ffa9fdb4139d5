"""实战提示: in every window of a drill and of a replay, how much waits in the live realm; a new serious event there
interrupts.
"""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from county.alarms import Alarm
from desktop import moments, theme
from desktop.alarms.emergency_words import what_and_where
from desktop.drill.real_calls import RealCall, RealCalls
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.wording import explained

REAL_TONES = ("emergency", "emergency")
"""Without the prefix of a drill; twice, which no tone of the window's own is."""
REFRESH_MS = 1_000


class LiveStrip(Panel):
    """``watch`` None: the live realm cannot be reached from this window, which the strip says."""

    def __init__(self, session: Session, watch: RealCalls | None) -> None:
        super().__init__()
        self._session, self._watch = session, watch
        self._sounded: tuple[str, str] | None = None
        self.frame = QFrame()
        self.frame.setObjectName("live")
        self.text = ElidedLabel()
        self.text.setFont(theme.font(theme.BODY_PX, bold=True))
        line = QHBoxLayout(self.frame)
        line.setContentsMargins(theme.px(16), theme.px(3), theme.px(12), theme.px(3))
        line.setSpacing(theme.px(8))
        line.addWidget(self.text, 1)
        for button in self.make_buttons():
            line.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.frame)
        self.open.clicked.connect(self._open_live)
        if watch is not None:
            watch.changed.connect(self.refresh)
            watch.start()
            self.noted.clicked.connect(watch.take_note)
        self.every(REFRESH_MS, self.refresh)
        self.retranslate()

    def make_buttons(self) -> tuple[QPushButton, ...]:
        """Those beside the text, from left to right."""
        self.open, self.noted = QPushButton(), QPushButton()
        return self.open, self.noted

    def release(self) -> None:
        if self._watch is not None:
            self._watch.changed.disconnect(self.refresh)
            self._watch.stop()
        super().release()

    def retranslate(self) -> None:
        self.open.setText(self.tr("Open in the live window"))
        self.noted.setText(self.tr("Noted"))
        line = self.frame.layout()
        assert line is not None
        margins = line.contentsMargins()
        room_px = self.noted.sizeHint().height() + margins.top() + margins.bottom()
        self.frame.setMinimumHeight(room_px)  # what is below stays where it is when the buttons come
        self.refresh()

    @property
    def newest(self) -> RealCall | None:
        """The newest real event or alarm that nobody has taken note of."""
        return None if self._watch is None else self._watch.newest

    def refresh(self) -> None:
        """Show the present numbers, or the newest real event that nobody has taken note of."""
        watch, newest, (text, is_urgent) = self._watch, self.newest, self.said()
        self.text.setText(text)
        self.open.setVisible(newest is not None and self._session.open_live is not None)
        self.noted.setVisible(newest is not None)
        self._color(urgent=is_urgent, known=watch is not None and watch.known)
        key = None if newest is None else (newest.kind, newest.id)
        if key is not None and key != self._sounded:
            self._session.player.play(REAL_TONES, 1.0)
        self._sounded = key

    def said(self) -> tuple[str, bool]:
        """The text, and whether it interrupts."""
        newest = self.newest
        return (self._numbers(), False) if newest is None else (self._called(newest), True)

    def _open_live(self) -> None:
        """A window of the live realm, in which the event that is shown here is selected."""
        newest = self.newest
        if newest is not None and self._session.open_live is not None:
            self._session.open_live(newest.id if newest.kind == "event" else "")

    def _numbers(self) -> str:
        watch = self._watch
        if watch is None:
            return self.tr("Live realm: not reachable from this window; ask the duty room about real events")
        if not watch.known:
            why = explained(watch.trouble) or self.tr("no backend of the live realm runs on this machine")
            return self.tr("Live realm: not known ({why}); ask the duty room about real events").format(why=why)
        return self.tr("Live realm {time}: open events of level major or above: {events}, unacknowledged critical "
                       "alarms: {alarms}").format(
            time=moments.full(watch.now_ms), events=watch.events, alarms=watch.alarms
        )  # fmt: skip

    def _called(self, call: RealCall) -> str:
        """``真实事件 · 溪水漫桥 · 金铺街道 · 10:00``"""
        state = call.state
        what, where, device = what_and_where(self._session, state)
        if isinstance(state, Alarm):
            parts = [where, what, device, moments.full(state.raised_ms)]
        else:
            parts = [what, where, call.id, moments.full(state.happened_ms)]
        return " · ".join(part for part in (self.tr("REAL EVENT"), *parts) if part)

    def _color(self, *, urgent: bool, known: bool) -> None:
        ground = theme.EMERGENCY if urgent else theme.PANEL if known else theme.OVERDUE_GROUND
        ink = theme.ON_EMERGENCY if urgent else theme.TEXT if known else theme.NOTICE
        sheet = f"#live {{ background: {ground}; }} QLabel {{ color: {ink}; }}"
        if self.frame.styleSheet() != sheet:
            self.frame.setStyleSheet(sheet)
