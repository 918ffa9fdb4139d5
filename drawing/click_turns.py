"""Which of several things on each other a click takes: the first, and each further click there the next one."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from layers.found import Found

SAME_PLACE_PX = 3.0


class ClickTurns:
    """Of one view."""

    def __init__(self) -> None:
        self._at_px = QPointF()
        self._found: Found = []
        self._taken = 0

    def click(self, at_px: QPointF, found: Found) -> int:
        """Which of the things found at a pixel this click takes."""
        again = self._is_again(at_px, found)
        self._taken = (self._taken + 1) % len(found) if again else 0
        self._at_px, self._found = at_px, found
        return self._taken

    def taken(self, at_px: QPointF, found: Found) -> int:
        """Which of the things found at a pixel the last click there has taken; the first where there was none."""
        return self._taken if self._is_again(at_px, found) else 0

    def _is_again(self, at_px: QPointF, found: Found) -> bool:
        return bool(found) and found == self._found and (self._at_px - at_px).manhattanLength() <= SAME_PLACE_PX
