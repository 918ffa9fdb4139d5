"""The frame of a drill: stripes at 45° along the edge alone, put together once for each size."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from drawing import hatched_frame
from drawing.hatched_frame import paint_hatched_frame

WIDE, HIGH, EDGE = 200, 90, 10
GROUND, COLOR, INK = (QColor(name) for name in ("#000000", "#ff0000", "#00ff00"))


def framed(image: QImage) -> NDArray[np.uint32]:
    """Colours (HIGH, WIDE) of a picture with a frame."""
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_hatched_frame(painter, QRectF(0, 0, WIDE, HIGH), float(EDGE), COLOR, INK)
    return np.frombuffer(image.constBits(), np.uint32).reshape(HIGH, WIDE).copy()


@pytest.fixture
def blank(qapp: QApplication) -> QImage:
    image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    return image


def test_stripes_go_around_the_corners_and_leave_what_is_inside(blank: QImage) -> None:
    seen = framed(blank)
    y, x = np.mgrid[0:HIGH, 0:WIDE]
    expected = np.where((x + y + 1) // EDGE % 2 == 0, INK.rgb(), COLOR.rgb())
    inside = (x >= EDGE) & (x < WIDE - EDGE) & (y >= EDGE) & (y < HIGH - EDGE)
    expected[inside] = GROUND.rgb()
    on_a_border = (x + y + 1) % EDGE == 0
    assert np.array_equal(seen[~on_a_border], expected[~on_a_border])


def test_a_frame_of_the_same_size_is_not_put_together_again(blank: QImage, monkeypatch: pytest.MonkeyPatch) -> None:
    first = framed(blank)
    monkeypatch.setattr(hatched_frame, "_stripes", lambda *_: pytest.fail("put together again"))
    assert np.array_equal(framed(blank), first)
