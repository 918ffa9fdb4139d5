"""The moment that a replay shows, in its band, and the way back to the live window."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from desktop import theme
from desktop.panels.panel import Panel
from desktop.replay.replayed_time import replayed_time
from desktop.session import Session
from desktop.widgets.steady import SteadyLabel
from layers.style import Style
from services.protocol.replay import Timeline

REFRESH_MS = 100


class ReplayedMoment(Panel):
    """In the colours of the realm's band."""

    back_wanted = Signal()
    """Close the replay and show the live window."""

    def __init__(self, session: Session, timeline: Timeline, style: Style) -> None:
        super().__init__()
        self._timeline = timeline
        self.time = SteadyLabel(spare=False)
        self.time.setFont(theme.font(17, bold=True))
        self.back = QPushButton()
        self.back.setVisible(session.opened_from_live)
        self.back.clicked.connect(self.back_wanted.emit)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(24))
        line.addWidget(self.time)
        line.addWidget(self.back)
        self.setStyleSheet(
            f"QLabel {{ color: {style.ink}; background: transparent; }}"
            f"QPushButton {{ color: {style.color}; background: {style.ink}; border: none; font-weight: 700;"
            f" padding: {theme.px(2)}px {theme.px(12)}px; }}"
        )
        self.every(REFRESH_MS, self.refresh)
        self.retranslate()

    def retranslate(self) -> None:
        self.back.setText(self.tr("Back to live"))
        self.refresh()

    def refresh(self) -> None:
        """Show the moment."""
        self.time.setText(replayed_time(self._timeline))
