"""What calls the person on duty in a drill comes to the front once: the roll call, what its role is told, and from the
hot wash on the self-assessment of a player."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QMainWindow, QPlainTextEdit

from desktop.drill.room import DrillRoom
from desktop.window.workspace import Workspace

ROSTER, INBOX, SELF_ASSESSMENTS = "roster", "inbox", "self_assessments"
"""Panels in which it is answered."""


class DrillCalls(QObject):
    """Of ``window``; what is delivered covers no form while somebody types in it, and comes when that is left."""

    def __init__(self, window: QMainWindow, workspace: Workspace, drill: DrillRoom) -> None:
        super().__init__(window)
        self._window, self._workspace, self._drill = window, workspace, drill
        self._was_called = False
        """In the roll call."""
        self._was = ""
        """State of the drill."""
        self._shown = 0
        """Number of the newest delivery that has come to the front."""
        drill.changed.connect(self.follow)
        self._app = QApplication.instance()
        if isinstance(self._app, QApplication):
            self._app.focusChanged.connect(self.follow)

    def release(self) -> None:
        self._drill.changed.disconnect(self.follow)
        if isinstance(self._app, QApplication):
            self._app.focusChanged.disconnect(self.follow)

    def follow(self) -> None:
        """Look at what the drill says now."""
        run, called = self._drill.run, self._drill.is_called
        state = "" if run is None else run.state
        if called and not self._was_called:
            self._workspace.raise_dock(ROSTER)
        self._was_called = called
        newest = max((record.seq for record in self._drill.deliveries), default=0)
        if state == "running" and newest > self._shown and not self._is_typed_beside(INBOX):
            self._shown = newest
            self._workspace.raise_dock(INBOX)
        if state != self._was and state == "hot_wash" and self._drill.who.plays:
            self._workspace.raise_dock(SELF_ASSESSMENTS)
        self._was = state

    def _is_typed_beside(self, name: str) -> bool:
        """Whether the keyboard is in a line, in sight, of a panel that this one would cover."""
        focused = QApplication.focusWidget()
        if not isinstance(focused, QLineEdit | QPlainTextEdit | QComboBox | QAbstractSpinBox):
            return False
        if focused.visibleRegion().isEmpty():  # in a tab behind another one
            return False
        beside = self._window.tabifiedDockWidgets(self._workspace.docks[name])
        return any(dock.isAncestorOf(focused) for dock in beside)
