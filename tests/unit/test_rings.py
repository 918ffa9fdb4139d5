"""Areas of rings in flat columns."""

from __future__ import annotations

import numpy as np
import pytest

from layers.rings import ring_areas_m2

FAR_M = (500_000.0, 3_100_000.0)
BOX = np.array([(0, 0), (20, 0), (20, 10), (0, 10), (0, 0)], dtype=float) + FAR_M
CORNER = np.array([(0, 0), (0, 3), (4, 0), (0, 0)], dtype=float) + FAR_M
NEITHER = np.full((4, 2), np.inf)


def areas_m2(*rings: np.ndarray) -> np.ndarray:
    return ring_areas_m2(np.concatenate(rings), np.cumsum([0, *map(len, rings)]))


def test_each_ring_has_its_own_area_negative_where_it_runs_clockwise() -> None:
    assert areas_m2(BOX, CORNER + 900.0, BOX[::-1]) == pytest.approx([200.0, -6.0, -200.0], abs=1e-9)


def test_a_ring_with_a_vertex_that_is_no_number_leaves_the_areas_of_others_as_they_are() -> None:
    assert areas_m2(NEITHER, BOX, NEITHER * np.nan, CORNER, NEITHER) == pytest.approx(
        [np.nan, 200.0, np.nan, -6.0, np.nan], nan_ok=True
    )


def test_an_empty_ring_has_no_area_and_no_rings_have_none() -> None:
    assert areas_m2(BOX, np.empty((0, 2)), CORNER, np.empty((0, 2))) == pytest.approx([200.0, 0.0, -6.0, 0.0])
    assert areas_m2(np.empty((0, 2))).tolist() == [0.0]
    assert ring_areas_m2(np.empty((0, 2)), np.array([0])).tolist() == []
