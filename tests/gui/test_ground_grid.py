"""Where a map has no ground it has the lines of the metric grid."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from drawing.ground_grid import APART_PX, apart_m, paint_ground_grid
from drawing.viewport import Viewport
from tests.golden_pictures import rgb_of


@pytest.mark.parametrize("m_per_px", [0.3, 1.0, 7.0, 45.0, 111.0])
def test_lines_are_at_round_numbers_of_metres_and_not_close_to_each_other(m_per_px: float) -> None:
    step_m = apart_m(m_per_px)
    assert APART_PX <= step_m / m_per_px < 2.51 * APART_PX
    assert step_m / 10 ** np.floor(np.log10(step_m)) in (pytest.approx(1), pytest.approx(2), pytest.approx(5))


def test_lines_stay_on_their_metres_when_the_map_moves(qapp: object) -> None:
    for west_m in (1_950.0, 1_900.0):
        image = QImage(300, 200, QImage.Format.Format_RGB32)
        image.fill(0)
        with QPainter(image) as painter:
            paint_ground_grid(painter, Viewport(west_m, 5_000.0, 1.0, 300, 200))
        columns = np.flatnonzero((rgb_of(image).max(axis=(0, 2)) > 0) & (rgb_of(image).min(axis=(0, 2)) > 0))
        assert (columns + west_m).tolist() == [at for at in (1_900, 2_000, 2_100, 2_200) if west_m <= at < west_m + 300]
