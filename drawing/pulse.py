"""How what is new swells, on a map and in a twin, until it is new no more; what glides moves in the same frames."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QRectF, QTimer, Signal

from drawing.moving_share import Mover

PULSE_MS, FRAME_MS = 1_200, 50
RESTING_PHASE = 0.3
"""Of a pulse, where nothing moves: as large and as bright as it is told best."""
SWELL_FROM, SWELL_TO = 0.45, 1.35
"""Sizes of a glyph at the begin and end of a pulse, of its own."""
FADED = 0.75
"""What a glyph has lost of its opacity at the end of a pulse."""
BOXES_MOST = 24
"""Boxes of pulses that are repainted one by one; more of them are repainted as one."""


class Pulse(QTimer):
    """Tells each frame while something swells or glides; ``moves``: whether anything may."""

    frame = Signal()

    def __init__(self, parent: QObject, moves: Callable[[], bool]) -> None:
        super().__init__(parent, interval=FRAME_MS)
        self._moves = moves
        self._clock = QElapsedTimer()
        self._mover = Mover()
        self.timeout.connect(self._advance)

    @property
    def phase(self) -> float:
        """Of the pulse (0-1)."""
        runs = self.isActive() and self._moves()
        return self._clock.elapsed() % PULSE_MS / PULSE_MS if runs else RESTING_PHASE

    @property
    def moves(self) -> bool:
        """Whether anything may move."""
        return self._moves()

    def _advance(self) -> None:
        if self._mover.is_due:
            self.frame.emit()

    def follow(self, *, moving: bool) -> None:
        """Run while there is something that swells or glides."""
        if (moving and self._moves()) == self.isActive():
            return
        if self.isActive():
            self.stop()
        else:
            self._clock.start()
            self.start()


def size_at(phase: float) -> float:
    """Size of a glyph, of its own."""
    return SWELL_FROM + (SWELL_TO - SWELL_FROM) * phase


def opacity_at(phase: float) -> float:
    """Opacity of a glyph, of its own."""
    return 1.0 - FADED * phase


def few(boxes: list[QRectF]) -> list[QRectF]:
    """At most BOXES_MOST boxes that cover ``boxes``."""
    if len(boxes) <= BOXES_MOST:
        return boxes
    whole = QRectF()
    for box in boxes:
        whole = whole.united(box)
    return [whole]
