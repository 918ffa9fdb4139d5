"""The call that waits, over everything else that a map shows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsObject, QGraphicsWidget, QStyleOptionGraphicsItem, QWidget

from desktop import theme
from drawing.call_painting import CallSight, PlacedCall, Shown, paint_call, waiting_plate
from drawing.call_show import CallShow
from drawing.moving_share import moving_share
from drawing.viewport import Viewport
from layers.batches import F64


class CallPicture(QGraphicsObject):
    """Paints ``show`` in the view of its map; nothing while there is no call."""

    def __init__(self, show: CallShow, parent: QGraphicsWidget) -> None:
        super().__init__(parent)
        self._show = show
        self._view: Viewport | None = None
        self._placed_call = PlacedCall()
        self.controls: list[QRectF] = []
        """Boxes of the map's controls, in pixels."""
        show.advanced.connect(self._follow)
        self.setVisible(False)

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._view.width_px, self._view.height_px) if self._view else QRectF()

    def look(self, view: Viewport) -> None:
        """The map shows another view."""
        if view != self._view:
            self.prepareGeometryChange()
            self._view = view

    @property
    def plates(self) -> list[QRectF]:
        """The box of what is said of the calls that wait, where anything is."""
        waiting = self._show.waiting
        if not waiting or self._view is None:
            return []
        return [waiting_plate(waiting, self.boundingRect(), self.controls, theme.px(100) / 100)]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        view = self._view
        if view is None:
            return

        def project(xy_m: F64) -> tuple[F64, Shown]:
            return view.px(xy_m), np.ones(len(xy_m), dtype=bool)

        scale = theme.px(100) / 100
        sight = CallSight(self.boundingRect(), self.controls, view, view.bounds_m, project, 1.0, scale)
        with moving_share().frame():
            paint_call(painter, self._show, sight, self._placed_call)

    def _follow(self) -> None:
        self.setVisible(self._show.call is not None or bool(self._show.waiting))
        self.update()
