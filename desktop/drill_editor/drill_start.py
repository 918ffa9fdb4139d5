"""Starts a drill of a saved scenario, and tells when its window opens or why it does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from services.drill.run_process import StartedDrill

RunDrill = Callable[[Path], StartedDrill]
"""Runs a scenario in a new drill.  Raises OSError."""
LOOK_MS = 300
LOADED = "the scenario is loaded"
"""Part of the line that a drill prints when its backend has accepted the scenario."""


class DrillStart(QObject):
    """One at a time; a drill that has begun goes on by itself."""

    begun = Signal(str)
    """Id of the realm."""
    failed = Signal(str)
    """The last line that it printed."""

    def __init__(self, run: RunDrill) -> None:
        super().__init__()
        self._run = run
        self._drill: StartedDrill | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    @property
    def waiting(self) -> bool:
        return self._drill is not None

    def start(self, scenario: Path) -> None:
        """Raises OSError."""
        self._drill = self._run(scenario)
        self._timer.start()

    def release(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """See how far it is."""
        if self._drill is None:
            return
        said = self._drill.said()
        loaded = next((line for line in said if LOADED in line), "")
        if loaded:
            self._end()
            self.begun.emit(loaded.partition(": the ")[0])
        elif self._drill.ended() is not None:
            self._end()
            self.failed.emit(said[-1] if said else "")

    def _end(self) -> None:
        self._timer.stop()
        self._drill = None
