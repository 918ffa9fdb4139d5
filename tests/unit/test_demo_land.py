"""The demo county's land: it drains, and its rivers run downhill."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from county.package.demo.hydrology import drain
from county.package.demo.lakes import dam
from county.package.demo.raster import Edges, Raster
from county.package.demo.rivers import Stem, graded, reaches, stems, strahler
from county.package.demo.terrain import RIVER_KM2, Land, build_land
from county.package.open import Terrain

FLOAT_NOISE_M = 0.001


@pytest.fixture(scope="module")
def eroded() -> Land:
    return build_land(7, Raster(128, 90.0, 0.0, 128 * 90.0), lambda share: None)


@pytest.fixture(scope="module")
def courses(eroded: Land) -> list[Stem]:
    river = eroded.inside & (eroded.area_km2 >= RIVER_KM2)
    return stems(eroded.raster, eroded.drainage, eroded.area_km2, river, 7)


def _line(heights: list[float]) -> tuple[np.ndarray, Edges]:
    a = np.arange(len(heights) - 1)
    return np.array(heights), Edges(a, a + 1, np.ones(len(a)))


def test_a_pit_drains_over_its_lowest_sill() -> None:
    z, edges = _line([0.0, 9.0, 2.0, 5.0, 1.0, 4.0, 0.5])
    tree = drain(z, edges, np.array([0, 6]))
    assert tree.receiver.tolist() == [0, 0, 3, 4, 5, 6, 6]


def test_water_takes_the_steepest_way_down() -> None:
    z = np.array([0.0, 10.0, 4.0, 0.0])
    edges = Edges(np.array([1, 1, 2]), np.array([0, 2, 3]), np.array([20.0, 1.0, 1.0]))
    assert drain(z, edges, np.array([0, 3])).receiver[1] == 2


def test_accumulated_area_is_the_whole_upstream_area() -> None:
    z, edges = _line([0.0, 1.0, 2.0, 3.0])
    assert drain(z, edges, np.array([0])).accumulate(np.ones(4)).tolist() == [4.0, 3.0, 2.0, 1.0]


def test_strahler_order_rises_only_where_equals_meet() -> None:
    # 0 ← 1 ← {2, 3}, 3 ← {4, 5}: two sources make an order 2, which a third source does not raise
    edges = Edges(np.array([0, 1, 1, 3, 3]), np.array([1, 2, 3, 4, 5]), np.ones(5))
    tree = drain(np.array([0.0, 1.0, 2.0, 2.0, 3.0, 3.0]), edges, np.array([0]))
    assert strahler(tree, np.ones(6, dtype=bool)).tolist() == [2, 2, 1, 2, 1, 1]


def test_every_cell_of_the_county_drains_to_its_outlet(eroded: Land) -> None:
    at_outlet = np.zeros(len(eroded.z_m), dtype=bool)
    at_outlet[eroded.outlet] = True
    assert (eroded.drainage.first_downstream(at_outlet)[eroded.inside] == eroded.outlet).all()


def test_no_cell_of_the_county_is_below_the_one_it_drains_to(eroded: Land) -> None:
    drop = eroded.z_m - eroded.z_m[eroded.drainage.receiver]
    inner = eroded.inside.copy()
    inner[eroded.outlet] = False
    assert (drop[inner] > 0).all()


def test_the_land_has_plains_and_mountains(eroded: Land) -> None:
    z, slope = eroded.z_m[eroded.inside], eroded.slope[eroded.inside]
    assert np.ptp(z) > 500
    assert (slope < 0.05).mean() > 0.05
    assert (slope > 0.25).mean() > 0.10


def test_the_terrain_never_rises_along_a_river(eroded: Land, courses: list[Stem]) -> None:
    n = eroded.raster.n
    z = graded(eroded.raster, eroded.z_m, courses, np.zeros(n * n, dtype=bool)).reshape(n, n)
    terrain = Terrain(z, eroded.raster.west_m, eroded.raster.north_m, eroded.raster.cell_m)
    assert max(np.diff(terrain.height_at(*stem.line.T)).max() for stem in courses) < FLOAT_NOISE_M


def test_a_tributary_ends_on_the_river_it_joins(courses: list[Stem]) -> None:
    vertices = {tuple(point) for stem in courses for point in stem.line[:-1]}
    assert len(courses) > 3
    assert all(tuple(stem.line[-1]) in vertices for stem in courses[1:])


def test_reaches_of_a_river_join_without_gaps_and_keep_their_order(courses: list[Stem]) -> None:
    for stem in courses:
        parts = reaches(stem)
        assert all((a[1][-1] == b[1][0]).all() and a[0] < b[0] for a, b in pairwise(parts))


def test_a_reservoir_is_level_and_upstream_of_its_dam(eroded: Land) -> None:
    land, reservoirs = dam(eroded, 7, 2)
    assert reservoirs
    for reservoir in reservoirs:
        assert np.ptp(land.z_m[reservoir.cells]) == 0
        assert (eroded.z_m[reservoir.cells] <= reservoir.level_m).all()
        at_dam = np.zeros(len(land.z_m), dtype=bool)
        at_dam[reservoir.cells[0]] = True
        assert (land.drainage.first_downstream(at_dam)[reservoir.cells] == reservoir.cells[0]).all()


def test_the_same_seed_gives_the_same_land(eroded: Land) -> None:
    again = build_land(7, eroded.raster, lambda share: None)
    assert np.array_equal(again.z_m, eroded.z_m)
    assert np.array_equal(again.inside, eroded.inside)
    other = build_land(8, eroded.raster, lambda share: None)
    assert not np.array_equal(other.z_m, eroded.z_m)
