"""A replay in a second window of a live desktop, on its own source and layers: the live window goes on behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from desktop.process.opening import LATER
from desktop.replay.opening import ReplayOpener
from desktop.replay.past_session import PastSession
from desktop.replay.told_of_drill import ToldOfDrill
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.events import EventsLayer
from services.protocol.replay import BY_TIME, ReplayMoment


class ReplayWindow(QObject):
    """From its making on; :meth:`close` or its user closes it."""

    closed = Signal()

    def __init__(
        self, folder: Path, opener: ReplayOpener, settings: QSettings, scene: str, *, later: Sequence[str] = LATER
    ) -> None:
        """``folder``: of the county package; ``later``: see :class:`desktop.process.opening.CountyOpener`."""
        super().__init__()
        self._opener = opener
        self._told: ToldOfDrill | None = None
        """Since it was opened; None: what the opener knows."""
        self._event = ""
        """Number of the event to select once the recording is open."""
        self._is_closed = False
        self.window = MainWindow(settings, scene)
        self.window.appear()
        self._past = past = PastSession(folder, opener, settings, later)
        past.progress.connect(self.window.welcome.progress)
        past.opened.connect(self._opened)
        past.prepared.connect(self._prepared)
        past.failed.connect(self.window.welcome.fail)
        self.window.ready.connect(past.go_on)
        self.window.closed.connect(self._release)

    def show_again(self, told: ToldOfDrill) -> None:
        """Bring it to the front, with what its viewer has been told by now."""
        self._told = told
        if self.window.session is not None:
            self._show_told(self.window.session)
        self.window.raise_()
        self.window.activateWindow()

    def _show_told(self, session: Session) -> None:
        if self._told is not None and session.replayed_drill is not None:
            session.replayed_drill.show(self._told)

    def go_to(self, at_ms: int) -> None:
        """Show the moment of a time, once the recording is open."""
        session = self.window.session
        if session is not None and session.timeline is not None:
            session.timeline.seek(ReplayMoment(BY_TIME, at_ms))
        else:
            self._opener.at_ms, self._opener.at_seq = at_ms, None

    def go_to_record(self, seq: int, event: str = "") -> None:
        """Show the moment of a record, once the recording is open; the end, where it is later.  ``event``: number of
        the event that is selected then; "" leaves the selection."""
        session = self.window.session
        if session is not None and session.timeline is not None:
            session.timeline.seek(session.timeline.replay.moment_of(seq))
            self._select(session, event)
        else:
            self._opener.at_seq, self._event = seq, event

    def _select(self, session: Session, event: str) -> None:
        if event:
            session.focus.select(EventsLayer.key, event)

    def close(self) -> None:
        """Close the window and release everything."""
        self.window.close_now()

    def _opened(self, session: Session) -> None:
        self._show_told(session)
        self.window.open_session(session)
        self._select(session, self._event)
        session.feed.start()

    def _prepared(self) -> None:
        self.window.twin.allow()

    def _release(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._past.close()
        self.window.deleteLater()
        QTimer.singleShot(0, self, self.closed.emit)
