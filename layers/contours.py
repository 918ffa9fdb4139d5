"""The layer of contours: lines of equal height, every fifth of them thicker and with its height."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, sqrt
from typing import ClassVar, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from county.catalog import Name
from county.package.manifest import TERRAIN
from county.package.open import CountyPackage, Terrain
from layers.base import Layer, LegendEntry
from layers.batches import F64, U16, Batch, Labels, Lines
from layers.geometry import Geometries, courses_of
from layers.refine import refined
from layers.runs import gather

Columns = Mapping[str, NDArray[np.generic]]
INTERVALS_M = (5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
"""Contour intervals (等高距) of national topographic maps, and larger ones for small scales."""
MOST_LEVELS = 80
LEAST_OF_CELL = 0.1
"""Least interval as a share of a cell's width: coarser heights do not tell where closer contours run."""
INDEX_EVERY = 5
"""Every fifth contour is an index contour (计曲线)."""
MOST_CELLS = 4_000_000
"""Traced at once, in some 100 bytes each: of larger terrain every second, third … row and column."""
SHORTEST_M = 400.0
"""Lines below this length are noise of the heights."""
TOLERANCE_M = 4.0
"""By what a line may move when its vertices are thinned out: little beside the cells."""
TRACED = "contours-2"
"""Entry of the package's cache: another number where what follows makes other lines of the same terrain."""
STYLES = ("contour", "contour.index")
WIDE_STYLES = ("contour.wide", "contour.index.wide")
WIDE_M = 50.0
"""Interval from which lines are so far apart that they are read from afar, too."""
LABEL_STYLES = ("label.contour",)


class ContoursLayer(Layer):
    """Contours of the package's terrain.  There are none until :meth:`load`: tracing them takes seconds."""

    key: ClassVar[str] = "contours"
    name: ClassVar[Name] = Name("等高线", "Contours")
    group: ClassVar[str] = "base"
    single: ClassVar[bool] = True
    expected: ClassVar[bool] = False

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        self._package = package
        self._batches: tuple[Batch, ...] = ()
        self._made: tuple[Batch, ...] | None = None
        """What :meth:`load` made, until the next tick takes it."""

    def __len__(self) -> int:
        return len(self._batches)

    def load(self) -> None:
        if (terrain := self._package.terrain) is not None:
            self._made = batches_of(
                self._package.derived(TRACED, [TERRAIN], lambda: traced(terrain)),
                self._package.table("boundary").geometry,
            )

    def tick(self, now_ms: int) -> None:
        """Also applies the loaded data, all in one step."""
        if self._made is not None:
            self._batches, self._made = self._made, None
            self.touch()
        super().tick(now_ms)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendEntry, ...]:
        return (LegendEntry("contour.index", self.name),) if self._batches else ()


def interval_m(range_m: float, cell_m: float) -> float:
    """The smallest interval that gives at most MOST_LEVELS contours over a range of heights and fits the cells."""
    least_m = max(range_m / MOST_LEVELS, cell_m * LEAST_OF_CELL)
    return next((step for step in INTERVALS_M if step >= least_m), INTERVALS_M[-1])


def traced(terrain: Terrain) -> Columns:
    """Contours as columns; none for flat or unknown ground.

    n lines: ``height_m`` and ``style`` (n,), ``starts`` (n + 1,) in their vertices ``xy_m`` (p, 2).
    """
    from contourpy import LineType, contour_generator  # here, because the first picture of the map would wait for it

    known = terrain.z_m[np.isfinite(terrain.z_m)]
    if not len(known):
        return _columns(np.empty(0, dtype=object), np.empty(0), np.empty(0, dtype=np.uint16))
    low_m, high_m = float(known.min()), float(known.max())
    step_m = interval_m(high_m - low_m, terrain.cell_m * _stride(terrain))
    ranks = np.arange(np.floor(low_m / step_m) + 1, np.ceil(high_m / step_m), dtype=np.int64)
    x_m, y_m, z_m = _cells(terrain)
    trace = contour_generator(x_m, y_m, np.ma.masked_invalid(z_m), line_type=LineType.Separate)
    found = [_kept(cast("list[NDArray[np.float64]]", trace.lines(rank * step_m))) for rank in ranks.tolist()]
    lines = np.concatenate([np.empty(0, dtype=object), *found])
    rank = np.repeat(ranks, [len(of_level) for of_level in found])
    return _columns(lines, rank * step_m, (rank % INDEX_EVERY == 0).astype(np.uint16))


def batches_of(columns: Columns, county: Geometries) -> tuple[Batch, ...]:
    """Lines, and along index contours in the ``county`` their heights; nothing where there are none."""
    height_m, style = columns["height_m"], np.asarray(columns["style"], np.uint16)
    if not len(height_m):
        return ()
    xy_m, starts = np.asarray(columns["xy_m"], np.float64), np.asarray(columns["starts"], np.int64)
    levels_m = np.unique(height_m)
    wide = len(levels_m) > 1 and float(np.diff(levels_m).min()) >= WIDE_M
    styles = WIDE_STYLES if wide else STYLES
    lines = Lines(_texts(height_m), xy_m, starts, style, styles, np.zeros(len(height_m)))
    index = np.flatnonzero(style == STYLES.index("contour.index"))
    vertices, size = gather(starts, index)
    inside = _within(shapely.linestrings(xy_m[vertices], indices=np.repeat(np.arange(len(index)), size)), county)
    told = np.flatnonzero(~shapely.is_empty(inside))
    index, inside = index[told], inside[told]
    middle = shapely.line_interpolate_point(shapely.get_geometry(inside, 0), 0.5, normalized=True)
    labels = Labels(
        np.full(len(told), "", dtype=object), _texts(height_m[index]), shapely.get_coordinates(middle),
        -1 / shapely.length(inside), np.zeros(len(told), np.uint16), LABEL_STYLES,
        courses=courses_of(inside, np.arange(len(told))),
    )  # fmt: skip
    return lines, labels


def _within(lines: Geometries, county: Geometries) -> Geometries:
    """The parts of lines in the county, each one or more lines; empty where there are none."""
    area = shapely.union_all(county)
    shapely.prepare(area)
    crossing = ~shapely.contains(area, lines)
    parts = lines.copy()
    parts[crossing] = shapely.line_merge(shapely.intersection(lines[crossing], area))
    return parts


def _texts(height_m: NDArray[np.generic]) -> NDArray[np.object_]:
    return np.array([f"{height:g}" for height in height_m.tolist()], dtype=object)


def _stride(terrain: Terrain) -> int:
    """Rows and columns of the terrain for one that is traced."""
    return max(1, ceil(sqrt(terrain.z_m.size / MOST_CELLS)))


def _cells(terrain: Terrain) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]:
    """Centres of cells in metres, (cols,) and (rows,), and their heights: divided as the relief is drawn, or fewer
    where the terrain is large."""
    west, _, _, north = terrain.extent_m
    stride = _stride(terrain)
    if stride > 1:
        z_m, cell_m, first_m = terrain.z_m[::stride, ::stride], terrain.cell_m * stride, terrain.cell_m / 2
    else:
        z_m = refined(terrain.z_m, terrain.cell_m)
        cell_m = terrain.cell_m * len(terrain.z_m) / len(z_m)
        first_m = cell_m / 2
    rows, cols = z_m.shape
    x_m, y_m = west + first_m + np.arange(cols) * cell_m, north - first_m - np.arange(rows) * cell_m
    return x_m.astype(np.float64), y_m.astype(np.float64), z_m


def _kept(traced: list[NDArray[np.float64]]) -> Geometries:
    """Traced lines (k, 2) as geometries, without tiny ones and with no more vertices than they need."""
    lines = np.array([shapely.LineString(line) for line in traced], dtype=object)
    lines = lines[shapely.length(lines) >= SHORTEST_M]
    return np.asarray(shapely.simplify(lines, TOLERANCE_M))


def _columns(lines: Geometries, height_m: F64, style: U16) -> Columns:
    """Of the lines."""
    xy_m, line_of = shapely.get_coordinates(lines, return_index=True)
    return {
        "height_m": height_m,
        "style": style,
        "starts": np.searchsorted(line_of, np.arange(len(lines) + 1)),
        "xy_m": xy_m,
    }
