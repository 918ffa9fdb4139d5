"""The density of points: a quartic kernel on cells."""

from __future__ import annotations

import math

import numpy as np
import pytest

from layers.density import CELLS_A_RADIUS, density_field, kernel_radius_m

EXTENT_M = (1_000.0, 2_000.0, 11_000.0, 9_000.0)
RADIUS_M = 1_000.0
CELL_KM2 = (RADIUS_M / CELLS_A_RADIUS / 1000) ** 2


def plain_density(xy_m: np.ndarray, at_m: tuple[float, float]) -> float:
    """Silverman's formula, point by point."""
    share = ((xy_m - at_m) ** 2).sum(axis=1) / RADIUS_M**2
    near = share[share < 1]
    return float((3 / (math.pi * (RADIUS_M / 1000) ** 2) * (1 - near) ** 2).sum())


def middles(number: int, seed: int) -> np.ndarray:
    """Points in the middles of cells, where the kernel of the cells is exact."""
    cell_m = RADIUS_M / CELLS_A_RADIUS
    random = np.random.default_rng(seed)
    west, _, _, north = EXTENT_M
    col, row = random.integers(0, 80, number), random.integers(0, 56, number)
    return np.column_stack([west + (col + 0.5) * cell_m, north - (row + 0.5) * cell_m])


def test_every_cell_has_the_density_of_the_formula() -> None:
    xy_m = middles(60, seed=1)
    field = density_field(xy_m, EXTENT_M, RADIUS_M, "x")
    rows, cols = field.value.shape
    west, _, _, north = field.extent_m
    for row in range(0, rows, 5):
        for col in range(0, cols, 7):
            at_m = west + (col + 0.5) * field.cell_m, north - (row + 0.5) * field.cell_m
            assert float(np.nan_to_num(field.value[row, col])) == pytest.approx(plain_density(xy_m, at_m), abs=1e-4)


def test_the_densities_make_the_number_of_points() -> None:
    inside = middles(40, seed=2)
    inside = inside[(np.abs(inside - (6_000, 5_500)) < (3_500, 2_000)).all(axis=1)]
    total = float(np.nansum(density_field(inside, EXTENT_M, RADIUS_M, "x").value)) * CELL_KM2
    assert total == pytest.approx(len(inside), rel=0.01)


def test_nothing_is_drawn_where_no_point_is_within_the_radius() -> None:
    field = density_field(np.array([[6_000.0, 5_500.0]]), EXTENT_M, RADIUS_M, "x")
    assert np.isnan(field.value_at(6_000 + 1.2 * RADIUS_M, 5_500))
    assert field.value_at(6_000, 5_500) > 0
    assert np.isnan(density_field(np.empty((0, 2)), EXTENT_M, RADIUS_M, "x").value).all()


def test_points_beyond_the_ground_are_not_counted_at_its_edge() -> None:
    beyond = np.array([[EXTENT_M[0] - 5.0, 5_000.0], [5_000.0, EXTENT_M[3] + 5.0]])
    assert np.isnan(density_field(beyond, EXTENT_M, RADIUS_M, "x").value).all()


@pytest.mark.parametrize(("side_m", "radius_m"), [(60_000, 2_000), (61_000, 5_000), (9_000, 500), (29_000, 1_000)])
def test_the_radius_is_a_round_number(side_m: float, radius_m: float) -> None:
    assert kernel_radius_m((0, 0, side_m, side_m / 2)) == radius_m
