"""A red frame around every window while the display is stale, and a line with the time since when."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from desktop import theme

REFRESH_MS = 250
"""Interval for marking docks that are floated, or windows that are opened, while the display is stale."""
_FRAMED = (Qt.WindowType.Window, Qt.WindowType.Tool)
"""Top-level windows and floating docks; not dialogs, menus and tooltips."""


class StaleFrame(QWidget):
    """Overlays ``window``, within the frame of a drill, and is transparent for mouse events."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.why = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        window.installEventFilter(self)
        self.hide()

    def mark(self, why: str) -> None:
        """Show the frame with its reason, or hide it."""
        if why != self.why or bool(why) == self.isHidden():
            self.why = why
            self.setGeometry(self._window.contentsRect())
            self.setVisible(bool(why))
            self.update()
        if why:
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.contentsRect())
        elif event.type() == QEvent.Type.Show and not self._window.isWindow():
            self.hide()  # a dock that was docked again
        return False

    def paintEvent(self, paint: QPaintEvent) -> None:
        with QPainter(self) as painter:
            pen = QPen(QColor(theme.DANGER), theme.px(10))
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(self.rect())
            painter.setFont(theme.font(17, bold=True))
            room = QRect(0, 0, self.width(), self.height())
            wraps = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.TextFlag.TextWordWrap)
            text = painter.boundingRect(room.adjusted(theme.px(20), 0, -theme.px(20), 0), wraps, self.why)
            line = text.adjusted(-theme.px(14), 0, theme.px(14), theme.px(10))
            painter.fillRect(line, QColor(theme.DANGER))
            painter.setPen(QColor(theme.ON_ACCENT))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), self.why)


class StaleMarks(QObject):
    """Shows a frame over every window of the program while the display is stale."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._why = ""
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def mark(self, why: str) -> None:
        """Mark every window with the reason, or none."""
        self._why = why
        self.refresh()
        if why:
            self._timer.start()
        else:
            self._timer.stop()

    def refresh(self) -> None:
        """Mark the current windows."""
        for window in QApplication.topLevelWidgets():
            if window.windowType() in _FRAMED:
                frame = window.findChild(StaleFrame, options=Qt.FindChildOption.FindDirectChildrenOnly)
                if frame is None and self._why and window.isVisible():
                    frame = StaleFrame(window)
                if frame is not None:
                    frame.mark(self._why)
