"""A session of what was recorded, on its own source and layers: for one page of a live window, or a window of its own.

Nothing of it is waited for in the window's thread: what is still being opened is given up, and released in a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QCoreApplication, QObject, QSettings, Signal

from desktop.duty.operator import Operator
from desktop.process.opening import CountyOpener, OpenedCounty
from desktop.replay.opening import REPLAY, ReplayOpener
from desktop.session import Session


class PastSession(QObject):
    """From its making on, until :meth:`close`; it belongs to the application until all of it is released."""

    progress = Signal(float, str)
    opened = Signal(object)
    """Session, whose feed does not run yet."""
    prepared = Signal()
    failed = Signal(object)
    """These four as of :class:`desktop.process.opening.CountyOpener`; none of them after :meth:`close`."""

    _released = Signal()

    def __init__(
        self, folder: Path, opener: ReplayOpener, settings: QSettings, later: Sequence[str] = ()
    ) -> None:
        """``folder``: of the county package; ``later``: see :class:`desktop.process.opening.CountyOpener`."""
        super().__init__(QCoreApplication.instance())
        self._opener, self._settings = opener, settings
        self._session: Session | None = None
        self._ending: Thread | None = None
        """Releases it, once it is closed."""
        self._opening = CountyOpener(folder, opener.catalog_of, later, opener.read_late)
        opener.progress = self._opening.progress.emit
        self._opening.progress.connect(self._tell_progress)
        self._opening.opened.connect(self._open)
        self._opening.prepared.connect(self._tell_prepared)
        self._opening.failed.connect(self._fail)
        self._released.connect(self.deleteLater)
        self._opening.start()

    def go_on(self) -> None:
        """What was opened is shown: load the rest."""
        self._opening.go_on()

    def close(self) -> None:
        """Stop it, and release everything as soon as what is being opened is given up."""
        if self._ending is not None:
            return
        self._opener.give_up()
        self._opening.cancel()
        if self._session is not None:
            self._session.feed.stop()
            self._session.source.close()
        self._ending = Thread(target=self._release, name="closing a replay")
        self._ending.start()

    def finish(self) -> None:
        """The same, and wait until it is released: the program ends."""
        self.close()
        assert self._ending is not None
        self._ending.join()

    def _release(self) -> None:
        self._opening.wait()
        self._opener.close()
        self._released.emit()

    def _open(self, county: OpenedCounty) -> None:
        if self._ending is not None:
            return
        operator = Operator(self._settings, county.package.manifest.identity, REPLAY)
        self._session = self._opener.session(county, operator)
        self.opened.emit(self._session)

    def _tell_progress(self, share: float, step: str) -> None:
        if self._ending is None:
            self.progress.emit(share, step)

    def _tell_prepared(self) -> None:
        if self._ending is None:
            self.prepared.emit()

    def _fail(self, line: object) -> None:
        if self._ending is None:
            self.failed.emit(line)
