"""A replay in a second window of a live desktop, on its own source and layers: the live window goes on behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from desktop.main_window import MainWindow
from desktop.opening import LATER, CountyOpener, OpenedCounty
from desktop.operator import Operator
from desktop.replay.opening import REPLAY, ReplayOpener
from desktop.session import Session
from services.protocol.replay import BY_TIME, ReplayMoment


class ReplayWindow(QObject):
    """From its making on; :meth:`close` or its user closes it."""

    closed = Signal()

    def __init__(
        self, folder: Path, opener: ReplayOpener, settings: QSettings, scene: str, *, later: Sequence[str] = LATER
    ) -> None:
        """``folder``: of the county package; ``later``: see :class:`desktop.opening.CountyOpener`."""
        super().__init__()
        self._opener, self._settings = opener, settings
        self._session: Session | None = None
        self._is_closed = False
        self.window = MainWindow(settings, scene)
        self._opening = CountyOpener(folder, opener.catalog_of, later)
        self._opening.progress.connect(self.window.welcome.progress)
        opener.progress = self._opening.progress.emit
        self._opening.opened.connect(self._opened)
        self._opening.prepared.connect(self._prepared)
        self._opening.failed.connect(self.window.welcome.fail)
        self.window.ready.connect(self._opening.go_on)
        self.window.closed.connect(self._release)
        self.window.appear()
        self._opening.start()

    def show_again(self) -> None:
        """Bring it to the front."""
        self.window.raise_()
        self.window.activateWindow()

    def go_to(self, at_ms: int) -> None:
        """Show the moment of a time, once the recording is open."""
        if self._session is not None and self._session.timeline is not None:
            self._session.timeline.seek(ReplayMoment(BY_TIME, at_ms))
        else:
            self._opener.at_ms = at_ms

    def close(self) -> None:
        """Close the window and release everything."""
        self.window.close_now()

    def _opened(self, county: OpenedCounty) -> None:
        if self._is_closed:
            return
        operator = Operator(self._settings, county.package.manifest.identity, REPLAY)
        self._session = session = self._opener.session(county, operator)
        self.window.open_session(session)
        session.feed.start()

    def _prepared(self) -> None:
        if not self._is_closed:
            self.window.twin.allow()

    def _release(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._opening.stop()
        if self._session is not None:
            self._session.feed.stop()
            self._session.source.close()
        self._opener.close()
        self.window.deleteLater()
        QTimer.singleShot(0, self, self.closed.emit)
