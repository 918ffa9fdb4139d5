"""A click beside an open list closes it and does what it aims at: Qt has the first one close the list only."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtWidgets import QAbstractItemView, QApplication, QCompleter, QLineEdit, QWidget
from shiboken6 import isValid


class PassedClick(QObject):
    """Passes on the press.  Its release follows by itself, unless it waited already when the press was handled: then
    the window system has addressed it to the list, too."""

    def __init__(self, popup: QAbstractItemView) -> None:
        super().__init__(popup)
        self._popup = popup
        self._pressed: QWidget | None = None
        """What the last press outside the list was aimed at, until its release, or until the list is shown again where
        the window got that."""
        popup.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # Qt's own replay may come after the release
        popup.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._pressed = None
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonRelease:
            return self._release(event)
        return event.type() == QEvent.Type.MouseButtonPress and self._press(event)

    def _press(self, event: QMouseEvent) -> bool:
        """Whether it was outside the list."""
        self._pressed = None
        at = event.globalPosition()
        if self._popup.rect().contains(self._popup.mapFromGlobal(at).toPoint()):
            return False
        self._popup.hide()
        below, modal = QApplication.widgetAt(at.toPoint()), QApplication.activeModalWidget()
        window = None if below is None else below.window()
        handle = None if window is None else window.windowHandle()
        if handle is not None and modal in (None, window):
            self._pressed = below
            _send(event, handle)
        return True

    def _release(self, event: QMouseEvent) -> bool:
        """Whether it belongs to a press that was passed on."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or not isValid(pressed):
            return False
        _send(event, pressed)  # not to its window: for Qt the list, which got the release, has ended the press
        return True


def _send(event: QMouseEvent, to: QWidget | QWindow) -> None:
    at = event.globalPosition()
    passed = QMouseEvent(event.type(), to.mapFromGlobal(at), at, event.button(), event.buttons(), event.modifiers())
    QCoreApplication.sendEvent(to, passed)


def pass_clicks(line: QLineEdit, completer: QCompleter) -> None:
    """For the list of a completer that opens while somebody types in ``line``; it is made when that begins."""

    def begin() -> None:
        popup = completer.popup()
        assert popup is not None, "made by the completer"
        PassedClick(popup)

    line.textEdited.connect(begin, Qt.ConnectionType.SingleShotConnection)
