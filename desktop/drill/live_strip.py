"""实战提示: in every window of a drill and of a replay, how much waits in the live realm; a new serious event there
interrupts.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop import theme
from desktop.drill.live_words import call_forms, waiting_forms
from desktop.drill.real_calls import RealCall, RealCalls
from desktop.input.former_focus import FormerFocus
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.elided import FittingLabel

REAL_TONES = ("emergency", "emergency")
"""Without the prefix of a drill; twice, which no tone of the window's own is."""
REFRESH_MS = 1_000
TEXT_PX = 250
"""Room for the text, which buttons leave where the window is narrow."""


class LiveStrip(Panel):
    """``watch`` None: the live realm cannot be reached from this window, which the strip says."""

    def __init__(self, session: Session, watch: RealCalls | None) -> None:
        super().__init__()
        self._session, self._watch = session, watch
        self.frame = QFrame()
        self.frame.setObjectName("live")
        self.text = FittingLabel()
        self.text.setFont(theme.font(theme.BODY_PX, bold=True))
        self._line = line = QHBoxLayout(self.frame)
        line.setContentsMargins(theme.px(16), theme.px(3), theme.px(12), theme.px(3))
        line.setSpacing(theme.px(8))
        line.addWidget(self.text, 1)
        self._buttons = self.make_buttons()
        for button in self._buttons:
            button.setAutoDefault(False)  # Enter in a field of a window that is a dialog must not press it
            line.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.frame)
        self._former_focus = FormerFocus(self)
        self.open.clicked.connect(self._open_live)
        if watch is not None:
            watch.changed.connect(self.refresh)
            watch.start()
            self.noted.clicked.connect(self._take_note)
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
        margins = self._line.contentsMargins()
        room_px = self.noted.sizeHint().height() + margins.top() + margins.bottom()
        self.frame.setMinimumHeight(room_px)  # what is below stays where it is when the buttons come
        self.refresh()

    @property
    def newest(self) -> RealCall | None:
        """The newest real event or alarm that nobody has taken note of."""
        return None if self._watch is None else self._watch.newest

    def refresh(self) -> None:
        """Show the present numbers, or the newest real event that nobody has taken note of."""
        watch, newest, (forms, is_urgent) = self._watch, self.newest, self.said()
        self.text.set_forms(forms)
        self._show_buttons()
        self._color(urgent=is_urgent, known=watch is not None and watch.known)
        key = None if newest is None else (newest.kind, newest.id)
        if watch is not None and key != watch.sounded:
            watch.sounded = key
            if key is not None:
                self._session.player.play(REAL_TONES, 1.0)

    def wanted_buttons(self) -> Sequence[QPushButton]:
        """Those that there is a use for now, the most important first."""
        if self.newest is None:
            return ()
        return (self.noted,) if self._session.open_live is None else (self.noted, self.open)

    def least_px(self) -> int:
        """Width in which the text can be read beside a button."""
        widest_px = max(button.sizeHint().width() for button in self._buttons)
        return theme.px(TEXT_PX) + self._line.spacing() + widest_px + self._margins_px()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_buttons()

    def _show_buttons(self) -> None:
        """Those that are wanted, as far as they leave room for the text; the first one always."""
        room_px = self.width() - self._margins_px() - theme.px(TEXT_PX)
        shown: list[QPushButton] = []
        for button in self.wanted_buttons():
            room_px -= button.sizeHint().width() + self._line.spacing()
            if not shown or room_px >= 0:
                shown.append(button)
        for button in self._buttons:
            button.setVisible(button in shown)

    def _margins_px(self) -> int:
        margins = self._line.contentsMargins()
        return margins.left() + margins.right()

    def said(self) -> tuple[Sequence[str], bool]:
        """The text in ever shorter forms, and whether it interrupts."""
        newest, watch = self.newest, self._watch
        if newest is None or watch is None:
            return waiting_forms(watch), False
        return call_forms(self._session, newest, watch), True

    def _take_note(self) -> None:
        """The keyboard goes back to where it was: Qt would give it to whatever comes next in the window."""
        self._former_focus.give_back()
        if self._watch is not None:
            self._watch.take_note()

    def _open_live(self) -> None:
        """A window of the live realm, in which the event that is shown here is selected."""
        newest = self.newest
        if newest is not None and self._session.open_live is not None:
            self._session.open_live(newest.id if newest.kind == "event" else "")

    def _color(self, *, urgent: bool, known: bool) -> None:
        ground = theme.EMERGENCY if urgent else theme.PANEL if known else theme.OVERDUE_GROUND
        ink = theme.ON_EMERGENCY if urgent else theme.TEXT if known else theme.NOTICE
        sheet = f"#live {{ background: {ground}; }} QLabel {{ color: {ink}; }}"
        if self.frame.styleSheet() != sheet:
            self.frame.setStyleSheet(sheet)
