"""Picks a location: the next click on the map is passed to the requester and selects nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.map.view import MapView

Take = Callable[[float, float], None]


class PlacePicker(QObject):
    """Intercepts clicks on ``view`` while one of the buttons that request a location is pressed.  Escape cancels."""

    def __init__(self, view: MapView) -> None:
        super().__init__(view)
        self._view = view
        self._button: QAbstractButton | None = None
        self._take: Take | None = None

    def follow(self, button: QAbstractButton, take: Take) -> bool:
        """Pass the next click, in working-CRS metres, to ``take`` if ``button`` is pressed, and release the one that
        was pressed before; stop if it was released.  Returns whether a location is requested."""
        if not button.isChecked():
            if button is self._button:
                self.stop()
            return False
        self.stop()
        QCoreApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._button, self._take = button, take
        self._view.setCursor(Qt.CursorShape.CrossCursor)
        return True

    def stop(self) -> None:
        """Stop intercepting clicks, and release the button."""
        if self._button is not None:
            QCoreApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
            self._button.setChecked(False)
        self._button = self._take = None
        self._view.unsetCursor()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # of the announcement, too: the form that requests the location stays open
            if event.type() == QEvent.Type.KeyPress:
                self.stop()
            return True
        if not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        if not isinstance(watched, QWidget) or not self._view.isAncestorOf(watched):
            return False
        if event.type() == QEvent.Type.MouseButtonRelease and self._take is not None:
            at = self._view.mapFromGlobal(event.globalPosition())
            take = self._take
            self.stop()
            take(*self._view.viewport.m(at.x(), at.y()))
        return True
