"""The whole county on the map: as large as it can be, beside the controls."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from desktop.map.home_view import AROUND, SMALLER, STEPS, home_view

EXTENT_M = (0.0, 0.0, 40_000.0, 40_000.0)
TURN = np.linspace(0, 2 * np.pi, 400)
ROUND_M = 20_000.0 + 20_000.0 * np.column_stack([np.cos(TURN), np.sin(TURN)])
"""A round county in that box."""
SEARCH = QRectF(10, 10, 300, 40)


def px(view: tuple[float, float, float], width_px: float, height_px: float) -> np.ndarray:
    x_m, y_m, m_per_px = view
    return np.column_stack(
        [width_px / 2 + (ROUND_M[:, 0] - x_m) / m_per_px, height_px / 2 - (ROUND_M[:, 1] - y_m) / m_per_px]
    )


def test_without_a_control_in_its_way_the_county_is_in_the_middle_as_large_as_it_can_be() -> None:
    assert home_view(ROUND_M, EXTENT_M, 2_000, 1_000, [SEARCH]) == (20_000, 20_000, pytest.approx(AROUND * 40.0))


def test_a_county_that_a_control_would_hide_moves_aside_or_becomes_a_little_smaller() -> None:
    view = home_view(ROUND_M, EXTENT_M, 600, 560, [SEARCH])
    shown = px(view, 600, 560)
    assert not ((shown[:, 0] < SEARCH.right()) & (shown[:, 1] < SEARCH.bottom()) & (shown[:, 1] > SEARCH.top())).any()
    assert (shown >= 0).all()
    assert (shown <= (600, 560)).all()
    assert view[2] <= AROUND * 40_000 / 560 * SMALLER ** (STEPS - 1)


def test_where_nothing_helps_the_county_is_shown_all_the_same() -> None:
    everywhere = QRectF(0, 0, 600, 560)
    x_m, y_m, m_per_px = home_view(ROUND_M, EXTENT_M, 600, 560, [everywhere])
    assert (x_m, y_m) == (20_000, 20_000)
    assert m_per_px == pytest.approx(AROUND * 40_000 / 560)


def test_a_map_that_has_no_room_yet_has_a_view_too() -> None:
    x_m, y_m, m_per_px = home_view(ROUND_M, EXTENT_M, 0, 0, [SEARCH])
    assert np.isfinite([x_m, y_m, m_per_px]).all()
