"""What calls the person on duty in a drill comes to the front once: the roll call, what its role is told, the calls to
whom it plays, and from the hot wash on the self-assessment of a player."""

from __future__ import annotations

from psygnal import SignalInstance
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QMainWindow, QPlainTextEdit

from desktop.drill.outside import OutsideItems
from desktop.session import Session
from desktop.window.workspace import Workspace

ROSTER, INBOX, OUTBOX, SELF_ASSESSMENTS = "roster", "inbox", "outbox", "self_assessments"
"""Panels in which it is answered."""


class DrillCalls(QObject):
    """Of ``window``; what is delivered covers no form while somebody types in it, and comes when that is left."""

    def __init__(self, window: QMainWindow, workspace: Workspace, session: Session) -> None:
        super().__init__(window)
        self._window, self._workspace, self._drill = window, workspace, session.drill
        self._outside = OutsideItems(session)
        self._rung: frozenset[str] = frozenset()
        """Calls for which the outbox has come to the front."""
        self._was_called = False
        """In the roll call."""
        self._was = ""
        """State of the drill."""
        self._shown = 0
        """Number of the newest delivery that has come to the front."""
        layers = session.layers
        self._heard: tuple[SignalInstance, ...] = (
            self._drill.changed, layers.book("notice").changed, layers["events"].changed,
        )  # fmt: skip
        for signal in self._heard:
            signal.connect(self.follow)
        self._app = QApplication.instance()
        if isinstance(self._app, QApplication):
            self._app.focusChanged.connect(self.follow)

    def release(self) -> None:
        for signal in self._heard:
            signal.disconnect(self.follow)
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
        self._ring(is_running=state == "running")
        if state != self._was and state == "hot_wash" and self._drill.who.plays:
            self._workspace.raise_dock(SELF_ASSESSMENTS)
        self._was = state

    def _ring(self, *, is_running: bool) -> None:
        """Calls to those whom the role plays; the tab counts those that wait."""
        waiting = self._outside.waiting() if is_running else frozenset()
        self._workspace.docks[OUTBOX].count(len(waiting))
        if waiting - self._rung and not self._is_typed_beside(OUTBOX):
            self._rung = waiting
            self._workspace.raise_dock(OUTBOX)

    def _is_typed_beside(self, name: str) -> bool:
        """Whether the keyboard is in a line, in sight, of a panel that this one would cover."""
        focused = QApplication.focusWidget()
        if not isinstance(focused, QLineEdit | QPlainTextEdit | QComboBox | QAbstractSpinBox):
            return False
        if focused.visibleRegion().isEmpty():  # in a tab behind another one
            return False
        beside = self._window.tabifiedDockWidgets(self._workspace.docks[name])
        return any(dock.isAncestorOf(focused) for dock in beside)
