"""A session of what was recorded for one page of a live window, on its own source and layers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from desktop.opening import CountyOpener, OpenedCounty
from desktop.operator import Operator
from desktop.replay.opening import REPLAY, ReplayOpener
from desktop.session import Session


class PastSession(QObject):
    """From its making on, until :meth:`close`."""

    opened = Signal(object)
    """Session, whose feed runs."""
    failed = Signal(object)
    """Why there is none, as :attr:`desktop.opening.CountyOpener.failed`."""

    def __init__(self, folder: Path, opener: ReplayOpener, settings: QSettings) -> None:
        """``folder``: of the county package."""
        super().__init__()
        self._opener, self._settings = opener, settings
        self._session: Session | None = None
        self._is_closed = False
        self._opening = CountyOpener(folder, opener.catalog_of, ())
        self._opening.opened.connect(self._open)
        self._opening.failed.connect(self._fail)
        self._opening.start()

    def close(self) -> None:
        """Release everything."""
        if self._is_closed:
            return
        self._is_closed = True
        self._opening.stop()
        if self._session is not None:
            self._session.feed.stop()
            self._session.source.close()
        self._opener.close()
        self.deleteLater()

    def _open(self, county: OpenedCounty) -> None:
        if self._is_closed:
            return
        operator = Operator(self._settings, county.package.manifest.identity, REPLAY)
        self._session = session = self._opener.session(county, operator)
        session.feed.start()
        self.opened.emit(session)

    def _fail(self, line: object) -> None:
        if not self._is_closed:
            self.failed.emit(line)
