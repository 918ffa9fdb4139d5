"""A click beside an open list closes it and does what it aims at: Qt has the first one close the list only."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QCompleter, QLineEdit


class PassedClick(QObject):
    """Passes on the press; its release follows by itself, as nothing holds the mouse any more."""

    def __init__(self, popup: QAbstractItemView) -> None:
        super().__init__(popup)
        self._popup = popup
        popup.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)  # Qt's own replay may come after the release
        popup.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent) or event.type() != QEvent.Type.MouseButtonPress:
            return False
        at = event.globalPosition()
        if self._popup.rect().contains(self._popup.mapFromGlobal(at).toPoint()):
            return False
        self._popup.hide()
        below, modal = QApplication.widgetAt(at.toPoint()), QApplication.activeModalWidget()
        window = None if below is None else below.window()
        handle = None if window is None else window.windowHandle()
        if handle is not None and modal in (None, window):
            press = QMouseEvent(
                event.type(), handle.mapFromGlobal(at), at, event.button(), event.buttons(), event.modifiers()
            )
            QCoreApplication.sendEvent(handle, press)
        return True


def pass_clicks(line: QLineEdit, completer: QCompleter) -> None:
    """For the list of a completer that opens while somebody types in ``line``; it is made when that begins."""

    def begin() -> None:
        popup = completer.popup()
        assert popup is not None, "made by the completer"
        PassedClick(popup)

    line.textEdited.connect(begin, Qt.ConnectionType.SingleShotConnection)
