"""What calls the person on duty in a drill comes to the front once: the roll call, what its role is told, the calls to
whom it plays, and from the hot wash on the self-assessment of a player."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QMainWindow, QPlainTextEdit

from desktop.drill.outside import OutsideItems
from desktop.session import Session
from desktop.window.workspace import Workspace
from drawing.turn_time import DeferredCall

COUNTED_MS = 500
"""Calls are counted so long after the first of the changes that came meanwhile."""
ROSTER, INBOX, OUTBOX, SELF_ASSESSMENTS = "roster", "inbox", "outbox", "self_assessments"
"""Panels in which it is answered."""


class DrillCalls(QObject):
    """Of ``window``; what is delivered covers no form while somebody types in it, and comes when that is left; until
    then the tab counts it."""

    def __init__(self, window: QMainWindow, workspace: Workspace, session: Session) -> None:
        super().__init__(window)
        self._window, self._workspace, self._drill = window, workspace, session.drill
        self._outside = OutsideItems(session)
        self._waiting: frozenset[str] = frozenset()
        """Calls that waited for the role when they were counted last."""
        self._rung: frozenset[str] = frozenset()
        """Calls for which the outbox has come to the front."""
        self._was_called = False
        """In the roll call."""
        self._covered = ""
        """The dock that the roll call covered, until the drill starts; "" for none."""
        self._was = ""
        """State of the drill."""
        self._shown = 0
        """Number of the newest delivery that has come to the front."""
        self._count_when_due = DeferredCall(self, self._count)
        self._due = QTimer(self, singleShot=True, interval=COUNTED_MS)
        self._due.timeout.connect(self._count_when_due.run)
        self._due.start()
        layers = session.layers
        self._counted = self._drill.changed, layers.book("notice").changed, layers["events"].changed
        for signal in self._counted:
            signal.connect(self._count_soon)
        self._drill.changed.connect(self.follow)
        workspace.docks[INBOX].visibilityChanged.connect(self.follow)
        self._app = QApplication.instance()
        if isinstance(self._app, QApplication):
            self._app.focusChanged.connect(self.follow)

    def release(self) -> None:
        self._drill.changed.disconnect(self.follow)
        self._workspace.docks[INBOX].visibilityChanged.disconnect(self.follow)
        for signal in self._counted:
            signal.disconnect(self._count_soon)
        self._due.stop()
        self._count_when_due.stop()
        if isinstance(self._app, QApplication):
            self._app.focusChanged.disconnect(self.follow)

    def follow(self) -> None:
        """Look at what the drill says now."""
        run, called = self._drill.run, self._drill.is_called
        state = "" if run is None else run.state
        if called and not self._was_called:
            self._covered = self._workspace.front_beside(ROSTER)
            self._workspace.raise_dock(ROSTER)
        self._was_called = called
        if self._covered and state not in ("", "armed"):
            self._uncover()
        told = self._drill.deliveries if state == "running" else []
        unseen = [record.seq for record in told if record.seq > self._shown]
        if unseen and not self._is_typed_beside(INBOX):
            self._shown = max(unseen)
            unseen = []
            self._workspace.raise_dock(INBOX)
        self._workspace.docks[INBOX].count(len(unseen))
        self._ring()
        if state != self._was and state == "hot_wash" and self._drill.who.plays:
            self._workspace.raise_dock(SELF_ASSESSMENTS)
        self._was = state

    def _uncover(self) -> None:
        """The roll call is over: what it covered comes back, unless somebody has brought something else to the front,
        or is typing there."""
        covered, self._covered = self._covered, ""
        if self._workspace.front_beside(covered) == ROSTER and not self._is_typed_beside(covered):
            self._workspace.raise_dock(covered)

    def _count_soon(self) -> None:
        if not self._due.isActive():
            self._due.start()

    def _count(self) -> None:
        run = self._drill.run
        self._waiting = self._outside.waiting() if run is not None and run.state == "running" else frozenset()
        self._ring()

    def _ring(self) -> None:
        """Calls to those whom the role plays; the tab counts those that wait."""
        self._workspace.docks[OUTBOX].count(len(self._waiting))
        if self._waiting - self._rung and not self._is_typed_beside(OUTBOX):
            self._rung = self._waiting
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
