"""Sprites that are drawn larger than they were painted have smooth edges."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from drawing.atlas import Atlas, GlyphSprite
from layers.style import Style

SIDE_PX = 120


@pytest.mark.parametrize("scale", [2.0, 3.0])
def test_the_edge_of_an_enlarged_glyph_is_no_stairs(qapp: object, scale: float) -> None:
    atlas = Atlas([GlyphSprite(Style(glyph="octagon", color="#ffffff", size_px=24.0), 24.0)], 1.0)
    image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    with QPainter(image) as painter:
        atlas.draw(painter, np.array([[SIDE_PX / 2, SIDE_PX / 2]]), np.array([0]), scale)
    grey = np.frombuffer(image.constBits(), np.uint8).reshape(SIDE_PX, SIDE_PX, 4)[..., 0].astype(int)
    slanted = grey[: SIDE_PX // 2 - int(6 * scale), : SIDE_PX // 2 - int(6 * scale)]
    edge = (slanted[:, :-1] > 20) & (slanted[:, :-1] < 235)
    assert edge.sum() > 10
    assert (slanted[:, :-1] == slanted[:, 1:])[edge].mean() < 0.2, "pixels of the sprite show as squares"
