"""A fine grain over ground whose heights are known at few places only.

From near such ground is one colour, in which neighbouring cells that differ by one shade show as rectangles.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QImage, QPainter

SIDE_PX = 256
"""Of the picture that repeats itself."""
SPOTS_PX = 1, 2
"""Widths of the spots that are added up, all with the same weight."""
STRENGTH = 7.0
"""Standard deviation of the alpha of black and white."""
MOST = 20
SEED = 433


def paint_grain(painter: QPainter, box: QRectF, origin: QPointF, opacity: float) -> None:
    """Paint grain over a box in pixels; ``origin`` is a place of the ground, with which the grain moves."""
    painter.save()
    painter.setOpacity(opacity)
    painter.setBrushOrigin(QPointF(origin.x() % SIDE_PX, origin.y() % SIDE_PX))
    painter.fillRect(box, QBrush(_tile()))
    painter.restore()


@cache
def _tile() -> QImage:
    random = np.random.default_rng(SEED)
    noise = np.zeros((SIDE_PX, SIDE_PX))
    for width in SPOTS_PX:
        noise += np.kron(random.standard_normal((SIDE_PX // width, SIDE_PX // width)), np.ones((width, width)))
    alpha = np.clip(np.abs(noise) * STRENGTH / noise.std(), 0, MOST)
    pixels = np.zeros((SIDE_PX, SIDE_PX, 4), np.uint8)
    pixels[..., :3] = np.where(noise > 0, alpha, 0)[..., None]  # white, premultiplied; black has no colour
    pixels[..., 3] = alpha
    image = QImage(pixels.data, SIDE_PX, SIDE_PX, 4 * SIDE_PX, QImage.Format.Format_RGBA8888_Premultiplied)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
