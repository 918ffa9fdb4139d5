"""A red frame around a window whose picture stands still, and a line that says since when."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from desktop import theme


class StaleFrame(QWidget):
    """Lies over ``window``, lets every click through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        window.installEventFilter(self)
        self.hide()

    def mark(self, on: bool) -> None:
        """Show or hide the frame."""
        self.setGeometry(self._window.rect())
        self.setVisible(on)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False

    def paintEvent(self, paint: QPaintEvent) -> None:
        painter = QPainter(self)
        pen = QPen(QColor(theme.DANGER), theme.px(10))
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(self.rect())


class StaleLine(QLabel):
    """Says why the picture stands still; hidden while it does not."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setStyleSheet(
            f"background: {theme.DANGER}; color: {theme.ON_ACCENT}; font-size: {theme.px(19)}px;"
            f" font-weight: 700; padding: {theme.px(5)}px;"
        )
        self.hide()

    def say(self, why: str) -> None:
        """Put the reason, or hide."""
        self.setText(why)
        self.setVisible(bool(why))
