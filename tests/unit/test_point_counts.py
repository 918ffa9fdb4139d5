"""Counts of points by cells and areas are those of a count of every point, whatever changed before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.map.point_counts import LARGEST_CELL_M, PointCounts, counts_areas, level_of
from layers.point_index import FINEST_M, PointIndex

AREAS = 4
ALL_M = (-1e6, -1e6, 1e6, 1e6)


class Ground:
    """Points of which some are counted, and their counts."""

    def __init__(self, seed: int, n: int) -> None:
        self.random = np.random.default_rng(seed)
        self.xy_m = self.random.uniform(0, 20_000, (n, 2))
        self.area = self.random.integers(0, AREAS, n)
        self.counted = self.random.random(n) < 0.7
        self.index = PointIndex(self.xy_m)
        self.counts = PointCounts(self.index, self.counted, self.area)

    def change(self) -> None:
        """Some points are counted from now on, and some are not; a few stay what they were."""
        rows = np.flatnonzero(self.random.random(len(self.xy_m)) < 0.2)
        self.counted[rows] = self.random.random(len(rows)) < 0.5
        self.counts.change(rows, self.counted[rows])


@given(st.integers(0, 300), st.integers(1, 300), st.integers(0, 3), st.sampled_from([6, 9, 11, 15]))
def test_cells_hold_as_many_as_are_counted_one_by_one(seed: int, n: int, changes: int, level: int) -> None:
    ground = Ground(seed, n)
    for _ in range(changes):
        ground.change()
    cells = ground.index.cells(level, *ALL_M)
    counts = ground.counts.of_cells(cells)
    for row, (start, end) in enumerate(zip(cells.start, cells.end, strict=True)):
        rows = ground.index.order[start:end]
        counted = rows[ground.counted[rows]]
        assert counts.count[row] == len(counted)
        if len(counted):
            assert counts.xy_m[row] == pytest.approx(ground.xy_m[counted].mean(axis=0))
    assert counts.count.sum() == ground.counted.sum()
    assert sorted(ground.index.order[ground.counts.others_of(cells)]) == np.flatnonzero(~ground.counted).tolist()
    found = ground.index.order[ground.counts.places_of_cells(cells)]
    assert sorted(found) == np.flatnonzero(ground.counted).tolist()


@given(st.integers(0, 300), st.integers(1, 60), st.integers(0, 3))
def test_areas_hold_as_many_as_are_counted_one_by_one(seed: int, n: int, changes: int) -> None:
    ground = Ground(seed, n)
    for _ in range(changes):
        ground.change()
    counts, alone = ground.counts.of_areas()
    numbers = np.bincount(ground.area[ground.counted], minlength=AREAS)
    assert dict(zip(counts.number, counts.count, strict=True)) == {i: c for i, c in enumerate(numbers) if c > 1}
    assert sorted(ground.area[ground.index.order[alone]]) == [i for i, c in enumerate(numbers) if c == 1]
    for number, xy_m in zip(counts.number, counts.xy_m, strict=True):
        rows = np.flatnonzero(ground.counted & (ground.area == number))
        assert xy_m == pytest.approx(ground.xy_m[rows].mean(axis=0))
        assert sorted(ground.index.order[ground.counts.places_of_areas(np.array([number]))]) == rows.tolist()


@pytest.mark.parametrize("m_per_px", [0.05, 0.9, 1.0, 7.0, 14.0, 200.0])
def test_cells_are_between_one_and_two_badges_wide_and_from_afar_areas_are_counted(m_per_px: float) -> None:
    side_px = FINEST_M * 2.0 ** level_of(m_per_px) / m_per_px
    assert 72 <= side_px < 144
    assert counts_areas(m_per_px) == (side_px * m_per_px > LARGEST_CELL_M)
