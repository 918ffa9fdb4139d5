"""A short flight from one view to another: out, over, and in again."""

from __future__ import annotations

import math

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from desktop.map.box import MapBox
from drawing.call_show import FLIGHT_MS as CALL_FLIGHT_MS
from drawing.moving_share import Mover
from drawing.viewport import Viewport

FLIGHT_MS = 450


class Flight(QVariantAnimation):
    """Moves a map box; the next flight starts from wherever this one is."""

    def __init__(self, box: MapBox, parent: QObject) -> None:
        super().__init__(parent)
        self._box = box
        self._from = self._to = (0.0, 0.0, 1.0)
        self._to_call = False
        self._mover = Mover()
        self.setStartValue(0.0)
        self.setEndValue(1.0)
        self.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.valueChanged.connect(self._move)

    def go(self, now: Viewport, x_m: float, y_m: float, m_per_px: float, *, to_call: bool) -> None:
        """Fly from ``now`` to a point and a scale; ``to_call`` or back from one: slower, and giving way to a hand."""
        self.stop()
        self._to_call = to_call
        self.setDuration(CALL_FLIGHT_MS if to_call else FLIGHT_MS)
        self._from = *now.center_m, now.m_per_px
        self._to = x_m, y_m, m_per_px
        self.start()

    def _move(self, share: float) -> None:
        if self._to_call and share < 1.0 and not self._mover.is_due:
            return
        (x0, y0, s0), (x1, y1, s1) = self._from, self._to
        distance = math.hypot(x1 - x0, y1 - y0)
        reach = distance / max(self._box.width(), 1.0)
        rise = math.log(max(reach / max(s0, s1), 1.0))
        scale = math.exp(math.log(s0) + (math.log(s1) - math.log(s0)) * share + rise * math.sin(math.pi * share))
        self._box.look_at(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share, scale)
