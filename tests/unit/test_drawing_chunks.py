"""Chunks of the map: cutting loses no geometry, culling boxes contain their chunks, shared borders are drawn once."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from drawing.chunks import DASHED, LEVELS_KEPT, LONGEST, chunks_of, clipped, cut, rings_over, thinned, without_doubles
from drawing.occupancy import CELL_PX, OccupancyGrid


def segments(xy: np.ndarray, strips: np.ndarray) -> set[frozenset[tuple[float, float]]]:
    pairs = (range(a, b - 1) for a, b in itertools.pairwise(strips))
    return {frozenset({tuple(xy[i]), tuple(xy[i + 1])}) for strip in pairs for i in strip}


def zigzag(*lengths: int) -> tuple[np.ndarray, np.ndarray]:
    n = sum(lengths)
    xy = np.column_stack([np.arange(n, dtype=float), np.arange(n) % 2])
    return xy, np.concatenate([[0], np.cumsum(lengths)])


@given(st.lists(st.integers(2, 3 * LONGEST), min_size=1, max_size=6))
def test_cutting_keeps_every_segment_and_no_piece_is_longer_than_allowed(lengths: list[int]) -> None:
    xy, strips = zigzag(*lengths)
    pieces, starts, owner, begins_m = cut(xy, strips, np.arange(len(lengths)))
    assert segments(pieces, starts) == segments(xy, strips)
    assert np.diff(starts).max() <= LONGEST
    assert len(owner) == len(starts) - 1
    assert sorted(set(owner)) == list(range(len(lengths)))
    along_m = (pieces[starts[:-1], 0] - strips[owner]) * np.sqrt(2)
    assert begins_m == pytest.approx(along_m), "how far along its strip each piece begins"


def test_a_border_between_neighbours_is_stored_once() -> None:
    left = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], dtype=float)
    right = np.array([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0)], dtype=float)
    xy, strips = np.vstack([left, right]), np.array([0, 5, 10])
    vertices, starts, owner = without_doubles(xy, strips, np.array([0, 1]))
    assert segments(vertices, starts) == segments(xy, strips)
    assert int((np.diff(starts) - 1).sum()) == 7
    assert list(owner) == [0, 1]


@given(st.integers(0, 50), st.floats(0.5, 20))
def test_thinning_moves_no_vertex_and_keeps_both_ends(seed: int, cell: float) -> None:
    rng = np.random.default_rng(seed)
    xy = np.cumsum(rng.normal(size=(120, 2)), axis=0)
    thin, starts = thinned(xy, np.array([0, 50, 120]), cell)
    assert {tuple(p) for p in thin} <= {tuple(p) for p in xy}
    assert [tuple(thin[i]) for i in (starts[0], starts[1] - 1, starts[1], starts[2] - 1)] == [
        tuple(xy[i]) for i in (0, 49, 50, 119)
    ]


def test_every_item_is_in_one_chunk_of_its_style_and_inside_its_box() -> None:
    rng = np.random.default_rng(3)
    n = 900
    xy = (rng.uniform(0, 1000, (n, 1, 2)) + rng.uniform(0, 3, (n, 5, 2))).reshape(-1, 2)
    style = rng.integers(0, 3, n).astype(np.uint16)
    chunks = chunks_of(xy, np.arange(n + 1) * 5, np.arange(n + 1), style, (0.0, 0.0))
    found = [(chunk.style, tuple(point)) for chunk in chunks for point in chunk._xy]
    assert sorted(found) == sorted((int(style[i // 5]), tuple(point)) for i, point in enumerate(xy))
    for chunk in chunks:
        west, south, east, north = chunk.bounds_m
        assert (chunk._xy >= (west, south)).all()
        assert (chunk._xy <= (east, north)).all()


@given(st.integers(0, 50))
def test_a_clipped_line_is_in_its_box_and_as_long_as_the_original_inside_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    xy = np.cumsum(rng.normal(scale=3, size=(60, 2)), axis=0)
    box = (-4.0, -3.0, 5.0, 6.0)
    clip = clipped(xy, np.array([0, 25, 60]), box)
    expected = shapely.MultiLineString([xy[:25], xy[25:]]).intersection(shapely.box(*box)).length
    assert np.hypot(*(clip.ends[:, 1] - clip.ends[:, 0]).T).sum() == pytest.approx(expected)
    assert (clip.ends >= np.array(box[:2]) - 1e-9).all()
    assert (clip.ends <= np.array(box[2:]) + 1e-9).all()
    going = np.flatnonzero(clip.continues)
    assert np.allclose(clip.ends[going, 1], clip.ends[going + 1, 0])
    step = xy[clip.segment + 1] - xy[clip.segment]
    assert np.allclose(xy[clip.segment] + clip.enter[:, None] * step, clip.ends[:, 0])


def test_a_line_is_dashed_in_short_paths_and_only_where_it_is_visible() -> None:
    xy, strips = zigzag(640)
    (chunk,) = chunks_of(xy, strips, np.arange(2), np.zeros(1, dtype=np.uint16), (0.0, 0.0), np.array([7.0]))
    dashes = list(chunk.dashes((100.0, -1.0, 400.0, 2.0), 1.0))
    assert len(dashes) > 1
    assert all(path.elementCount() <= DASHED + 1 for path, _ in dashes)
    assert dashes[0][0].boundingRect().left() == pytest.approx(100)
    assert dashes[-1][0].boundingRect().right() == pytest.approx(400)
    for path, along_m in dashes:
        assert along_m == pytest.approx(7.0 + path.boundingRect().left() * np.sqrt(2)), "dashes follow the whole line"


def test_a_line_mostly_outside_the_view_is_clipped_to_it() -> None:
    xy, strips = zigzag(640)
    (chunk,) = chunks_of(xy, strips, np.arange(2), np.zeros(1, dtype=np.uint16), (0.0, 0.0))
    seen = chunk.lines((100.0, -1.0, 120.0, 2.0), 0.5)
    assert seen.elementCount() == 21
    assert seen.boundingRect().left() == pytest.approx(100)
    assert seen.boundingRect().right() == pytest.approx(120)
    assert chunk.lines((-1.0, -1.0, 640.0, 2.0), 0.5).elementCount() == 640
    assert chunk.lines((900.0, -1.0, 910.0, 2.0), 0.5).isEmpty()


def test_a_line_keeps_its_paths_at_the_scales_drawn_last_only() -> None:
    xy, strips = zigzag(40)
    (chunk,) = chunks_of(xy, strips, np.array([0, 1]), np.zeros(1, np.uint16), (0.0, 0.0), np.zeros(1))
    scales = [2.0**level for level in range(2, 8)]
    for m_per_px in scales:
        chunk.path(m_per_px)
        assert list(chunk.dashes(chunk.bounds_m, m_per_px))
    assert len(chunk._paths) == len(chunk._dashes) == LEVELS_KEPT
    assert chunk.path(scales[-1]) is chunk.path(scales[-1])


def test_a_ring_around_a_box_covers_it_and_one_next_to_it_is_removed() -> None:
    around = np.array([[-900, -900], [900, -900], [900, 900], [-900, 900], [-900, -900.0]]) * 3
    outside = around + np.array([9_000, 0])
    xy, starts = rings_over(np.concatenate([around, outside]), np.array([0, 5, 10]), (0, 0, 512, 512))
    assert starts.tolist() == [0, 5]
    assert xy.tolist() == around.tolist()


def test_a_glyph_occupies_the_cells_that_it_touches_and_no_other() -> None:
    rng = np.random.default_rng(3)
    xy_px, half_px = rng.uniform(-20, 220, (40, 2)), rng.uniform(2, 15, 40)
    grid = OccupancyGrid(200, 150)
    grid.cover(xy_px, half_px)
    for x in range(0, 200, CELL_PX):
        for y in range(0, 150, CELL_PX):
            inner = QRectF(x + 1, y + 1, 1, 1)
            low, high = (xy_px - half_px[:, None]) // CELL_PX, (xy_px + half_px[:, None]) // CELL_PX
            cell = np.array([x // CELL_PX, y // CELL_PX])
            assert grid.free(inner) == (not ((low <= cell) & (cell <= high)).all(axis=1).any())
