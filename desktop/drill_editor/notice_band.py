"""A line above the editor: a draft that an earlier window left, or what has just happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop import theme
from desktop.widgets.literal import PlainLabel


class EditorNotice(QWidget):
    """Hidden while there is nothing to be told."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        edge = f"border-left: {theme.px(4)}px solid {theme.NOTICE}"
        self.setStyleSheet(f"#notice {{ background: {theme.RAISED}; {edge}; }}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = PlainLabel()
        self.text.setWordWrap(True)
        self.buttons: list[QPushButton] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(theme.px(12), theme.px(6), theme.px(8), theme.px(6))
        self._line.addWidget(self.text, 1)
        self.hide()

    def say(self, text: str, actions: Sequence[tuple[str, Callable[[], object]]] = ()) -> None:
        """``actions``: names of buttons, and what they do; "" hides the band."""
        for button in self.buttons:
            self._line.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.text.setText(text)
        for name, do in actions:
            button = QPushButton(name)
            button.clicked.connect(lambda _=False, do=do: do())
            self._line.addWidget(button)
            self.buttons.append(button)
        self.setVisible(bool(text))
