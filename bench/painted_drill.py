"""When a window of a drill had painted what its person must see: each inject of its inbox, a pause, an abort."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QWidget

from bench.painting_times import PaintingTimes
from desktop.drill.abort import AbortOverlay
from desktop.drill.inbox import DrillInbox
from desktop.panels.record_panel import ID_ROLE
from desktop.session import Session
from desktop.window.main_window import MainWindow


class PaintedDrill:
    """Times in milliseconds on the monotonic clock.  :meth:`look` is called often."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        inbox = window.panels["inbox"]
        assert isinstance(inbox, DrillInbox)
        assert window.realm_band.clock is not None
        self.inbox, self._window, self._session = inbox, window, session
        self._clock = window.realm_band.clock
        self._times = PaintingTimes()
        self._rows: dict[str, float] = {}
        """When each inject that is not painted yet became a row."""
        self.delivered_ms: dict[str, float] = {}
        self.paused_ms: float | None = None
        self.aborted_ms: float | None = None
        self._ran_at = 0.0
        """When the clock of the window was last seen to run, since the first inject."""
        self._painted_at(inbox.table.viewport())
        self._painted_at(self._clock.status)
        session.drill.changed.connect(self._note_rows)  # after the inbox, which is filled then

    @property
    def times(self) -> dict[str, object]:
        """All of them, for the benchmark."""
        return {"delivered": self.delivered_ms, "paused": self.paused_ms, "aborted": self.aborted_ms}

    def look(self) -> None:
        """Note what was painted since the last look."""
        painted_at = self._painted_at(self.inbox.table.viewport())
        for inject in [one for one, shown_at in self._rows.items() if painted_at > shown_at]:
            del self._rows[inject]
            self.delivered_ms[inject] = painted_at * 1000
        self._look_for_pause()
        overlay: AbortOverlay | None = self._window.findChild(AbortOverlay)
        if overlay is not None and self.aborted_ms is None and (at := self._painted_at(overlay.notice)):
            self.aborted_ms = at * 1000

    def _look_for_pause(self) -> None:
        """Its clock was painted after it was last seen to run: nothing else changes that text."""
        painted_at = self._painted_at(self._clock.status)
        if not self._clock.rates[0.0].isChecked() and self.delivered_ms:
            self._ran_at = time.perf_counter()
        elif self.paused_ms is None and painted_at > self._ran_at > 0.0:
            self.paused_ms = painted_at * 1000

    def _note_rows(self) -> None:
        now, table = time.perf_counter(), self.inbox.table
        items = [table.item(row, 0) for row in range(table.rowCount())]
        for inject in [item.data(ID_ROLE) for item in items if item is not None]:
            if inject not in self.delivered_ms:
                self._rows.setdefault(inject, now)

    def _painted_at(self, part: QWidget) -> float:
        """On the monotonic clock, in seconds; 0.0: not yet."""
        return self._times.at(part)
