"""Picks a location: the next click on the map is passed to the requester and selects nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.map.view import MapView

Take = Callable[[float, float], None]


class PlacePicker(QObject):
    """Intercepts clicks on ``view`` while a location is requested.  Escape cancels."""

    def __init__(self, view: MapView, cancelled: Callable[[], None]) -> None:
        super().__init__(view)
        self._view = view
        self._given_up = cancelled
        self._take: Take | None = None

    def request(self, take: Take) -> None:
        """Pass the next click, in working-CRS metres, to ``take``."""
        if self._take is None:
            QCoreApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self._take = take
        self._view.setCursor(Qt.CursorShape.CrossCursor)

    def stop(self) -> None:
        """Stop intercepting clicks."""
        if self._take is not None:
            QCoreApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self._take = None
        self._view.unsetCursor()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.stop()
            self._given_up()
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
