"""A frame around what the Tab key led to, where the style sheet gives it none: map, twin, scroll areas, tab bars."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from shiboken6 import isValid

from desktop import theme

STYLED = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
)  # fmt: skip
"""Parts that have a ring of the style sheet while they have the focus."""
WIDTH_PX = 2


class FocusRing(QWidget):
    """Lies over one part of ``window`` as long as that has the focus; takes no clicks."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._part: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def show_around(self, part: QWidget) -> None:
        """``part`` has got the focus by a key."""
        self._leave()
        if not isinstance(part, STYLED):
            self._part = part
            part.installEventFilter(self)
            self._place()
            self.show()
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._part and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place()
        return False

    def paintEvent(self, paint: QPaintEvent) -> None:
        width = theme.px(WIDTH_PX)
        with QPainter(self) as painter:
            pen = QPen(QColor(theme.NOTICE), width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(self.rect().adjusted(width // 2, width // 2, -(width + 1) // 2, -(width + 1) // 2))

    def _place(self) -> None:
        if self._part is not None:
            self.setGeometry(QRect(self._part.mapTo(self.window(), QPoint(0, 0)), self._part.size()))

    def _follow(self, _before: QWidget | None, focused: QWidget | None) -> None:
        if focused is not self._part:
            self._leave()

    def _leave(self) -> None:
        part, self._part = self._part, None
        if part is not None and isValid(part):  # Qt deletes tab bars of panels that are arranged anew
            part.removeEventFilter(self)
        self.hide()
