"""A picture of the surroundings of one place, for paper: the ground, its names, and a mark on the place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from desktop.map.painter_cache import PainterCache
from desktop.map.picture_stack import PictureStack
from drawing.label_layout import LabelLayout, candidates
from drawing.label_renderer import LabelRenderer
from drawing.occupancy import OccupancyGrid
from drawing.viewport import Viewport
from layers.style import StyleSheet

WIDTH_PX, HEIGHT_PX = 640, 360
DPR = 2.0
"""Physical pixels a logical one: what is printed is finer than a screen."""
ACROSS_M = 1_600.0
"""Width of what is shown: the next crossings and names are on it."""
_TRIES = 4
"""Paintings until every painter that prepares its data in the worker is ready; a layer that is not is left out."""
_MARK_PX = 9.0


def place_picture(
    painters: PainterCache, styles: StyleSheet, wait: Callable[[], object], x_m: float, y_m: float
) -> QImage:
    """The visible layers around a place (working CRS, metres); ``wait``: until the painters' worker is idle."""
    m_per_px = ACROSS_M / WIDTH_PX
    west_m, north_m = x_m - ACROSS_M / 2, y_m + HEIGHT_PX * m_per_px / 2
    view = Viewport(west_m, north_m, m_per_px, WIDTH_PX, HEIGHT_PX, DPR)
    stack = PictureStack(painters, view)
    for _ in range(_TRIES):
        for _piece in stack.work():
            pass
        if not stack.waiting:
            break
        wait()
        stack.repaint_ready()
    assert stack.picture is not None
    picture = stack.picture.copy()
    picture.setDevicePixelRatio(DPR)
    renderer = LabelRenderer()
    names = candidates(painters.labels(), styles, view, frozenset())
    placed = LabelLayout(renderer).place(names, OccupancyGrid(view.width_px, view.height_px))
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for label in placed:
            renderer.draw(painter, label.text, label.style, label.box.topLeft(), DPR)
        middle = QPointF(*view.point_px(x_m, y_m))
        for color, width in ((QColor("white"), 5.0), (QColor(styles["marked"].color), 2.5)):
            painter.setPen(QPen(color, width))
            painter.drawEllipse(middle, _MARK_PX, _MARK_PX)
            painter.drawPoint(middle)
    return picture
