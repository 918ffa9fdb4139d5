"""All rows of one list of the first row, with their actions."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.leader.figure_button import LookOf
from desktop.leader.waiting_rows import LeaderRows
from desktop.leader.waiting_tile import LeaderRowButton
from desktop.widgets.literal import PlainLabel


class RowList(QScrollArea):
    """At most :data:`~desktop.leader.waiting_rows.ROWS_MAX`; how many more there are stands below."""

    opened = Signal(object)
    """LeaderRow whose action was given."""

    def __init__(self, look: LookOf) -> None:
        super().__init__()
        self._look = look
        self.buttons: list[LeaderRowButton] = []
        self.more = PlainLabel()
        self.more.setFont(theme.font(18))
        self.more.setProperty("role", "muted")
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, theme.px(6), 0)
        self._box.setSpacing(theme.px(6))
        self._box.addWidget(self.more)
        self._box.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_rows(self, found: LeaderRows, empty: str, now_ms: int) -> None:
        """Replace what is shown."""
        while len(self.buttons) < len(found.rows):
            button = LeaderRowButton(self._look)
            button.clicked.connect(lambda _=False, button=button: self.opened.emit(button.row))
            self._box.insertWidget(len(self.buttons), button)
            self.buttons.append(button)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(found.rows))
            if place < len(found.rows):
                button.show_row(found.rows[place], now_ms)
        left = found.total - len(found.rows)
        text = self.tr("{n} more are in the lists of the desk").format(n=f"{left:,}") if left > 0 else ""
        self.more.setText(text if found.rows else empty)
        self.more.setVisible(bool(self.more.text()))
