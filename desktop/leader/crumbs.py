"""Where one is: the page, a number, its records; a click goes back there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop import theme
from desktop.widgets.literal import PlainLabel, without_mnemonics


class Crumbs(QWidget):
    """The last one is where one is."""

    wanted = Signal(int)
    """The step to go back to."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self.hint = PlainLabel()
        self.hint.setFont(theme.font(16))
        self.hint.setProperty("role", "muted")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.px(4))
        self._line.addStretch(1)
        self._line.addWidget(self.hint)

    def show_steps(self, names: Sequence[str], hint: str) -> None:
        """Replace what is shown."""
        while len(self.buttons) < len(names):
            button = QPushButton()
            button.setProperty("role", "link")
            button.setFont(theme.font(21))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            place = len(self.buttons)
            button.clicked.connect(lambda _=False, place=place: self.wanted.emit(place))
            self.buttons.append(button)
            self._line.insertWidget(place, button)
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(names))
            if place < len(names):
                is_last = place == len(names) - 1
                button.setText(without_mnemonics(names[place]) + ("" if is_last else "  ›"))
                button.setEnabled(not is_last)
        self.hint.setText(hint)
