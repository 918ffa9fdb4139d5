"""The index of points: what it finds in boxes and cells is what a look at every point finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from layers.point_index import PointIndex
from layers.point_queries import inside

SEEDS, NUMBERS = st.integers(0, 1_000), st.sampled_from([0, 1, 2, 60, 700])
SIDES_M = st.sampled_from([0.0, 0.4, 9.0, 333.0, 40_000.0, 9e6])
LEVELS = st.integers(0, 16)


def places(seed: int, n: int) -> NDArray[np.float64]:
    """Points in metres of a projected CRS: in villages, many in one place, and some on whole metres."""
    random = np.random.default_rng(seed)
    villages = random.uniform((4.7e5, 3.1e6), (5.2e5, 3.14e6), (5, 2))
    xy_m = villages[random.integers(0, 5, n)] + random.normal(0.0, random.choice([0.1, 30.0, 900.0]), (n, 2))
    return np.where(random.random((n, 1)) < 0.3, np.round(xy_m), xy_m)


@given(SEEDS, NUMBERS, SIDES_M, SIDES_M)
def test_a_box_holds_the_same_points_as_when_all_are_looked_at(seed: int, n: int, width: float, height: float) -> None:
    xy_m = places(seed, n)
    middle = xy_m[seed % n] if n else np.zeros(2)
    west, south = middle - (width / 2, height / 2)
    box = (west, south, west + width, south + height)
    assert PointIndex(xy_m).inside(*box).tolist() == inside(xy_m, *box).tolist()


@given(SEEDS, NUMBERS, SIDES_M, LEVELS)
def test_every_point_of_a_box_is_in_one_of_its_cells_and_every_cell_is_a_square(
    seed: int, n: int, side: float, level: int
) -> None:
    side = min(side, 60 * 2.0**level)
    xy_m = places(seed, n)
    index = PointIndex(xy_m)
    west, south = xy_m[0] - side / 3 if n else (0.0, 0.0)
    box = (west, south, west + side, south + side)
    cells = index.cells(level, *box)
    held = [index.order[start:end].tolist() for start, end in zip(cells.start, cells.end, strict=True)]
    assert set(inside(xy_m, *box)) <= {row for rows in held for row in rows}
    assert sum(map(len, held)) == len({row for rows in held for row in rows}), "no point is in two"
    for rows in held:
        assert rows
        assert len({tuple(np.floor((xy_m[row] - index.low_m) / 2.0**level)) for row in rows}) == 1


@given(SEEDS, NUMBERS)
def test_order_and_place_undo_each_other(seed: int, n: int) -> None:
    index = PointIndex(places(seed, n))
    assert index.order[index.place].tolist() == list(range(n))
