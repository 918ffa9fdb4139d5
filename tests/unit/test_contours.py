"""Contours against shapes whose lines of equal height are known."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely

from county.package.manifest import TERRAIN
from county.package.open import CountyPackage, Terrain
from layers.batches import Batch, Labels, Lines
from layers.contours import STYLES, ContoursLayer, batches_of, interval_m, traced

CELL_M = 30.0
EVERYWHERE = np.array([shapely.box(-1e6, -1e6, 1e6, 1e6)], dtype=object)


def cone(size: int = 201, slope: float = 0.3, top_m: float = 500.0) -> Terrain:
    """A cone with its tip in the middle of the terrain, at (0, 0)."""
    half = size * CELL_M / 2
    at = (np.arange(size) + 0.5) * CELL_M - half
    x_m, y_m = np.meshgrid(at, -at)
    return Terrain((top_m - slope * np.hypot(x_m, y_m)).astype(np.float32), -half, half, CELL_M)


def drawn(batches: tuple[Batch, ...]) -> tuple[Lines, Labels]:
    lines, labels = batches
    assert isinstance(lines, Lines)
    assert isinstance(labels, Labels)
    return lines, labels


def test_every_vertex_lies_where_the_ground_has_the_height_of_its_line() -> None:
    lines, _ = drawn(batches_of(traced(cone()), EVERYWHERE))
    height_m = np.repeat(lines.ids.astype(float), np.diff(lines.starts))
    assert len(lines.ids) > 20
    assert np.abs(500.0 - 0.3 * np.hypot(*lines.xy_m.T) - height_m).max() < 1.5, "half the height of a cell, thinned"


def test_every_fifth_contour_is_an_index_contour_and_carries_its_height() -> None:
    lines, labels = drawn(batches_of(traced(cone()), EVERYWHERE))
    heights = lines.ids.astype(float)
    step_m = np.diff(np.unique(heights)).min()
    index = np.array(lines.styles)[lines.style] == STYLES[1]
    assert index.tolist() == (heights % (5 * step_m) == 0).tolist()
    assert set(labels.text) <= set(lines.ids[index])
    said_m = labels.text.astype(float)
    assert np.abs(500.0 - 0.3 * np.hypot(*labels.xy_m.T) - said_m).max() < 1.5


@pytest.mark.parametrize(
    ("range_m", "cell_m", "expected_m"),
    [(60, 10, 5.0), (1_300, 30, 20.0), (1_300, 900, 100.0), (9_000, 30, 200.0), (90_000, 30, 200.0)],
)
def test_the_interval_fits_the_range_and_the_cells(range_m: float, cell_m: float, expected_m: float) -> None:
    assert interval_m(range_m, cell_m) == expected_m


def test_no_contour_runs_over_ground_of_unknown_height() -> None:
    terrain = cone()
    terrain.z_m[:, 100:] = np.nan
    lines, _ = drawn(batches_of(traced(terrain), EVERYWHERE))
    assert len(lines.ids) > 0
    assert lines.xy_m[:, 0].max() <= 0


@pytest.mark.parametrize("height_m", [np.nan, 312.5])
def test_flat_or_unknown_ground_has_no_contours(height_m: float) -> None:
    assert batches_of(traced(Terrain(np.full((9, 9), height_m, np.float32), 0.0, 270.0, CELL_M)), EVERYWHERE) == ()


def test_contours_of_divided_cells_lie_where_those_of_the_terrain_do() -> None:
    fine = cone()
    coarse = Terrain(fine.z_m[1::3, 1::3].copy(), fine.west_m, fine.north_m, 3 * CELL_M)
    lines, _ = drawn(batches_of(traced(coarse), EVERYWHERE))
    height_m = np.repeat(lines.ids.astype(float), np.diff(lines.starts))
    away_m = np.hypot(*lines.xy_m.T)
    inner = (away_m > 6 * CELL_M) & (np.abs(lines.xy_m).max(axis=1) < 90 * CELL_M)
    assert np.abs(500.0 - 0.3 * away_m - height_m)[inner].max() < 1.5, "not at the tip, nor at the edge of the terrain"


def test_large_terrain_is_traced_by_some_of_its_rows_and_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.contours.MOST_CELLS", 10_000)
    lines, _ = drawn(batches_of(traced(cone()), EVERYWHERE))
    height_m = np.repeat(lines.ids.astype(float), np.diff(lines.starts))
    away_m = np.hypot(*lines.xy_m.T)
    off_tip = away_m > 9 * CELL_M
    assert np.abs(500.0 - 0.3 * away_m - height_m)[off_tip].max() < 2.0


def test_contours_are_traced_once_for_all_windows_of_a_package(
    small_county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(small_county, tmp_path / "county")
    found = (folder / TERRAIN).stat()
    os.utime(folder / TERRAIN, ns=(found.st_atime_ns, found.st_mtime_ns - 60_000_000_000))
    lines, labels = loaded(CountyPackage(folder))
    assert len(lines.ids) > 100
    assert len(labels.text) > 10
    monkeypatch.setattr("layers.contours.traced", None)
    again, texts = loaded(CountyPackage(folder))
    assert (again.ids.tolist(), again.starts.tolist()) == (lines.ids.tolist(), lines.starts.tolist())
    assert again.style.tolist() == lines.style.tolist()
    np.testing.assert_array_equal(again.xy_m, lines.xy_m)
    assert (texts.text.tolist(), texts.xy_m.tolist()) == (labels.text.tolist(), labels.xy_m.tolist())
    assert texts.priority.tolist() == labels.priority.tolist()


def loaded(package: CountyPackage) -> tuple[Lines, Labels]:
    layer = ContoursLayer(package)
    layer.load()
    layer.tick(0)
    return drawn(layer.batches())


def test_heights_are_written_along_their_contours_within_the_county_alone() -> None:
    county = np.array([shapely.box(0, -2_500, 2_500, 2_500)], dtype=object)
    _, labels = drawn(batches_of(traced(cone()), county))
    assert labels.courses is not None
    assert len(labels.text) > 2
    assert labels.courses.xy_m[:, 0].min() >= -1e-6, "the half of the cone that is in the county"
    vertex_of = np.repeat(labels.courses.label, np.diff(labels.courses.starts))
    written_m = labels.text.astype(float)[vertex_of]
    assert np.abs(500.0 - 0.3 * np.hypot(*labels.courses.xy_m.T) - written_m).max() < 1.5
