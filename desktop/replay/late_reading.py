"""Brings the late items of a drill from the thread that reads them to the marks of its replay."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from county.drill.late_items import LateItem
from desktop.replay.late_marks import LateMarks


class LateReading(QObject):
    """Of one session; belongs to the window's thread."""

    found = Signal(object)
    """Sequence of LateItem, from any thread."""

    def __init__(self, marks: LateMarks) -> None:
        super().__init__()
        self._marks = marks
        self.found.connect(self._show)

    def _show(self, late: Sequence[LateItem]) -> None:
        self._marks.show(late)
