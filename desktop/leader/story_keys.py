"""The keys of the story: while it is told, three lead through it and every other one ends it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.leader.story import Story


class StoryKeys(QObject):
    """Takes all keys of the window of ``page``: no shortcut acts meanwhile."""

    def __init__(self, story: Story, page: QWidget) -> None:
        super().__init__(page)
        self._story, self._page = story, page
        application = QApplication.instance()
        assert application is not None
        self._application = application

    def watch(self) -> None:
        """The story begins."""
        self._application.installEventFilter(self)

    def leave(self) -> None:
        """It is over."""
        self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._story.is_told or not self._is_of_window(watched):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        match event.key():
            case Qt.Key.Key_Space | Qt.Key.Key_Right:
                self._story.forward()
            case Qt.Key.Key_Left:
                self._story.back()
            case _:
                self._story.stop()
        return True

    def _is_of_window(self, watched: QObject) -> bool:
        window = self._page.window()
        return watched is window.windowHandle() or (isinstance(watched, QWidget) and watched.window() is window)
