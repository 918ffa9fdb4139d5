"""Batches: frozen numpy columns that a view can draw.  Map painters and twin actors draw only these.

A ``style`` column holds indices into ``styles``, keys of the style sheet (:mod:`layers.style`); colours are
never here.  Coordinates are metres in the package's working CRS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from county.text_column import TextColumn
    from layers.gathering import Gathering
    from layers.point_index import PointIndex

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U16 = NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Points:
    """n glyphs.  ``ids`` (n,) str, ``xy_m`` (n, 2), ``style`` (n,).

    A glyph whose id is "" is drawn and nothing else: it cannot be picked, and names may cover it.
    ``area`` (n,) numbers the parts of the county in which glyphs of clustered styles are counted from afar.
    ``index`` finds points by place and ``row`` by id, where their layer has them already: a batch with the same
    ``index`` has the same ``ids``, ``xy_m`` and ``area``, and only its ``style`` is another.
    """

    ids: TextColumn | NDArray[np.str_] | NDArray[np.object_]
    xy_m: F64
    style: U16
    styles: tuple[str, ...]
    area: NDArray[np.intp] | None = None
    index: PointIndex | None = None
    row: Mapping[str, int] | None = None

    def rows_of(self, ids: Iterable[str]) -> NDArray[np.intp]:
        """The rows of the glyphs with these ids."""
        if self.row is not None:
            return np.array([self.row[one] for one in ids if one in self.row], dtype=np.intp)
        wanted = frozenset(ids)
        return np.flatnonzero(np.fromiter((one in wanted for one in self.ids), bool, len(self.ids)))


@dataclass(frozen=True, eq=False)
class GatheredPoints(Points):
    """Glyphs of which those that would overlap are drawn as one mark on the map, in the middle of the most urgent one.

    ``thing`` (n,) are the rows of the glyphs among the things of ``gathering``, which several batches share.  ``group``
    is the style of the marks of several things, in the batch that has all things in their order; "": the glyphs are
    around those of that batch, and a mark has each of them once that any of its things has; with
    ``only_alone`` no mark has them.
    """

    gathering: Gathering = field(kw_only=True)
    thing: NDArray[np.intp] = field(kw_only=True)
    group: str = field(default="", kw_only=True)
    only_alone: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, eq=False)
class Lines:
    """n polylines.  Line i has the vertices ``xy_m[starts[i]:starts[i + 1]]``; ``starts`` is (n + 1,).

    ``ids`` are not unique when a feature has several parts.  ``width_m`` (n,) is the true width, 0 where the
    style's width in pixels holds.
    """

    ids: NDArray[np.object_]
    xy_m: F64
    starts: I64
    style: U16
    styles: tuple[str, ...]
    width_m: F64


@dataclass(frozen=True, eq=False)
class Polygons:
    """n polygons with holes.  Ring j has the vertices ``xy_m[rings[j]:rings[j + 1]]``, first == last;
    polygon i has the rings ``parts[i]:parts[i + 1]``, the first of them outer.

    ``ids`` are not unique when a feature has several parts.  ``height_m`` (n,) extrudes; None: flat, draped.
    """

    ids: NDArray[np.object_]
    xy_m: F64
    rings: I64
    parts: I64
    style: U16
    styles: tuple[str, ...]
    height_m: F64 | None = None


@dataclass(frozen=True, eq=False)
class Field:
    """A raster: ``value`` (rows, cols) float32 in ``unit``, row 0 in the north; NaN where there is none, and nothing is
    drawn there.

    ``style`` names a colour ramp of the style sheet; with ``classes`` the values are 1, 2, … and have the colours of
    these styles instead.  ``shaded`` adds hillshade of its values, or of the heights ``relief`` where they are given.
    ``extent_m`` is west, south, east, north of the outer edges.  ``sampling`` is what is drawn between the centres of
    cells: ``nearest`` the value of the cell, ``linear`` colours blended from cell to cell, ``smooth`` values of cubic
    splines, which can be higher and lower than any input: for terrain only.  ``edge`` is ``hard``, or ``fade`` for a
    field that continues beyond its extent.
    """

    value: NDArray[np.float32]
    extent_m: tuple[float, float, float, float]
    style: str
    unit: str = ""
    sampling: Literal["nearest", "linear", "smooth"] = "nearest"
    edge: Literal["hard", "fade"] = "hard"
    shaded: bool = False
    classes: tuple[str, ...] = ()
    relief: Field | None = None

    @property
    def cell_m(self) -> float:
        """Width of a cell."""
        return float((self.extent_m[2] - self.extent_m[0]) / self.value.shape[1])

    def value_at(self, x_m: float, y_m: float) -> np.float32:
        """The unmodified value of the cell that contains a point; NaN where there is none and outside."""
        west, south, east, north = self.extent_m
        rows, cols = self.value.shape
        col, row = (x_m - west) / (east - west) * cols, (north - y_m) / (north - south) * rows
        if not (0 <= col < cols and 0 <= row < rows):
            return np.float32(np.nan)
        return np.float32(self.value[int(row), int(col)])


@dataclass(frozen=True, eq=False)
class Courses:
    """m polylines along which texts are written.  Line i has the vertices ``xy_m[starts[i]:starts[i + 1]]``; ``label``
    (m,) is the row of its text."""

    xy_m: F64
    starts: I64
    label: NDArray[np.intp]

    @cached_property
    def along_m(self) -> F64:
        """How far along all lines, one metre apart, each vertex is, (p,); ascending."""
        steps = np.hypot(*np.diff(self.xy_m, axis=0, prepend=self.xy_m[:1]).T)
        steps[self.starts[:-1]] = 1.0
        return np.cumsum(steps)

    @cached_property
    def boxes_m(self) -> F64:
        """West, south, east, north of each line, (m, 4)."""
        first = self.starts[:-1]
        if not len(first):
            return np.empty((0, 4))
        return np.hstack([np.minimum.reduceat(self.xy_m, first), np.maximum.reduceat(self.xy_m, first)])


@dataclass(frozen=True, eq=False)
class Labels:
    """n texts at ``xy_m`` (n, 2).  Where two would overlap, the one of higher ``priority`` (n,) is shown.

    A label shows only while the map's scale is at most ``max_m_per_px`` metres a pixel.  ``around`` (n,) are keys of
    the style sheet: the glyphs at the points, inside which the map writes texts that fit; (): there are none.
    ``courses``: the map writes the texts along these lines, again and again, and at their points only what is chosen
    and has no room there.
    """

    ids: NDArray[np.object_]
    text: NDArray[np.object_]
    xy_m: F64
    priority: F64
    style: U16
    styles: tuple[str, ...]
    max_m_per_px: float = field(default=float("inf"))
    around: tuple[str, ...] = ()
    courses: Courses | None = None


Batch = Points | Lines | Polygons | Field | Labels
