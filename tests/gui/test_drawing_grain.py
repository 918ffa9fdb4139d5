"""Grain on the ground keeps its colour and moves with it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from drawing.grain import SIDE_PX, paint_grain

GREY = 100


def grained(x_px: float, opacity: float = 1.0) -> NDArray[np.int64]:
    """Grey ground with its origin so far to the right."""
    image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_RGB32)
    image.fill(QColor(GREY, GREY, GREY))
    with QPainter(image) as painter:
        paint_grain(painter, QRectF(0, 0, SIDE_PX, SIDE_PX), QPointF(x_px, 0), opacity)
    return np.frombuffer(image.constBits(), np.uint8).reshape(SIDE_PX, SIDE_PX, 4)[..., 0].astype(int)


def test_grain_is_faint_and_keeps_the_mean(qapp: object) -> None:
    shown = grained(0.0)
    assert shown.mean() == pytest.approx(GREY, abs=3)
    assert 1 < shown.std() < 8
    assert grained(0.0, 0.3).std() < shown.std() / 2


def test_grain_moves_with_the_ground(qapp: object) -> None:
    assert (np.roll(grained(0.0), 40, axis=1) == grained(40.0)).all()
    assert (grained(-1e7 * SIDE_PX) == grained(0.0)).all()
