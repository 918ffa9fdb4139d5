"""A file that the system opens with the program that it has for it, and whether it has one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

LAUNCHER = "xdg-open"
FOLLOW_MS = 100
"""Interval in which the launcher is asked whether it has ended."""
PATIENCE_MS = 10_000
"""A launcher that runs for longer waits for the program that it found, whose end says nothing about its start."""


class OpenedBySystem(QObject):
    """Where there is a launcher it is started here and looked after: Qt starts it, too, but tells success as soon as it
    runs, and the launcher ends with an error that nobody sees when no program opens the file.

    Deletes itself when the launcher ends, or after its patience; a program that the launcher waits for stays then.
    """

    failed = Signal()
    """No program of this machine has opened it."""

    def __init__(self, parent: QObject, patience_ms: int = PATIENCE_MS) -> None:
        super().__init__(parent)
        self._rounds = patience_ms // FOLLOW_MS
        """How often the launcher is asked still."""
        self._launched: subprocess.Popen[bytes] | None = None
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self._follow)

    def open(self, path: Path) -> None:
        """Open a file or a folder; :attr:`failed` tells later when nothing opens it."""
        launcher = QStandardPaths.findExecutable(LAUNCHER)
        if not launcher:
            self._end(opened=QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
            return
        nothing = subprocess.DEVNULL
        try:
            self._launched = subprocess.Popen(
                [launcher, str(path)], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
            )
        except OSError:
            self._end(opened=False)
        else:
            self._timer.start()

    def _follow(self) -> None:
        code = None if self._launched is None else self._launched.poll()
        self._rounds -= 1
        if code is not None or not self._rounds:
            self._timer.stop()
            self._end(opened=not code)

    def _end(self, *, opened: bool) -> None:
        if not opened:
            self.failed.emit()
        self.deleteLater()
