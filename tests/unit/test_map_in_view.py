"""Where the map goes so that places are in view: nowhere when they are, and no farther out than they need."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from desktop.map.in_view import NEAR_M, view_of
from drawing.viewport import Viewport

WIDE = Viewport(0.0, 60_000.0, 60.0, 1_000.0, 1_000.0)
NEAR = Viewport(10_000.0, 10_000.0, 1.0, 1_000.0, 800.0)


def test_a_map_that_shows_all_places_stays() -> None:
    assert view_of([(30_000.0, 30_000.0), (3_000.0, 57_000.0)], WIDE, ()) is None
    assert view_of([(10_500.0, 9_600.0)], NEAR, ()) is None


def test_a_near_map_goes_to_a_place_at_its_scale() -> None:
    assert view_of([(40_000.0, 40_000.0)], NEAR, ()) == (40_000.0, 40_000.0, 1.0)


def test_a_place_at_the_very_edge_is_not_in_view() -> None:
    assert view_of([(10_010.0, 9_600.0)], NEAR, ()) is not None


def test_a_wide_map_that_has_to_move_comes_near() -> None:
    view = view_of([(70_000.0, 30_000.0)], WIDE, ())
    assert view is not None
    assert view[:2] == (70_000.0, 30_000.0)
    assert view[2] * 1_000 == pytest.approx(2 * NEAR_M, rel=0.5)


def test_places_far_from_each_other_are_all_shown() -> None:
    places = [(10_500.0, 9_600.0), (18_000.0, 9_600.0)]
    view = view_of(places, NEAR, ())
    assert view is not None
    x_m, y_m, m_per_px = view
    moved = Viewport(x_m - 500 * m_per_px, y_m + 400 * m_per_px, m_per_px, 1_000.0, 800.0)
    assert view_of(places, moved, ()) is None


def test_a_place_below_a_control_is_not_in_view() -> None:
    arrow, place = QRectF(900.0, 0.0, 100.0, 100.0), (10_950.0, 9_950.0)
    assert view_of([place], NEAR, ()) is None
    assert view_of([place], NEAR, [arrow]) == (*place, 1.0)


def test_a_map_shows_more_where_a_control_would_cover_one_of_the_places() -> None:
    places, search = [(20_000.0, 20_000.0), (27_000.0, 14_400.0)], QRectF(0.0, 0.0, 350.0, 160.0)
    plain, clear = view_of(places, NEAR, ()), view_of(places, NEAR, [search])
    assert plain is not None
    assert clear is not None
    assert clear[:2] == plain[:2]
    assert plain[2] < clear[2] < 2 * plain[2]
    x_m, y_m, m_per_px = clear
    moved = Viewport(x_m - 500 * m_per_px, y_m + 400 * m_per_px, m_per_px, 1_000.0, 800.0)
    assert view_of(places, moved, [search]) is None
