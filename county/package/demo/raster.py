"""The square raster on which the demo county is computed, and its neighbourhood graph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import zoom

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Shapes = NDArray[np.object_]
Texts = NDArray[np.object_]


def stream(seed: int, step: str) -> np.random.Generator:
    """Random number generator of one build step, independent of all other steps."""
    return np.random.default_rng([seed, *step.encode()])


@dataclass(frozen=True)
class Edges:
    """Pairs of neighbouring cells ``a``, ``b`` (flat indices) and their distance in metres."""

    a: Ints
    b: Ints
    length_m: Floats

    def where(self, keep: Mask) -> Edges:
        """Only the pairs marked in ``keep``."""
        return Edges(self.a[keep], self.b[keep], self.length_m[keep])

    def where_both(self, cells: Mask) -> Edges:
        """Only the pairs whose two cells are marked (flat array)."""
        return self.where(cells[self.a] & cells[self.b])

    def within(self, labels: NDArray[np.int64]) -> Edges:
        """Only the pairs whose two cells have the same label (flat array)."""
        return self.where(labels[self.a] == labels[self.b])

    def graph(self, cost: Floats, nodes: int) -> sp.csr_array:
        """Sparse graph of ``nodes`` cells with ``cost`` (> 0) on every pair, in both directions."""
        rows, cols = np.concatenate([self.a, self.b]), np.concatenate([self.b, self.a])
        return sp.csr_array((np.concatenate([cost, cost]), (rows, cols)), shape=(nodes, nodes))


@dataclass(frozen=True)
class Raster:
    """``n`` x ``n`` square cells of ``cell_m``; row 0 in the north, like :class:`county.package.open.Terrain`."""

    n: int
    cell_m: float
    west_m: float
    north_m: float

    @property
    def cells(self) -> int:
        return self.n * self.n

    def xy(self, cell: ArrayLike) -> Floats:
        """Centres (k, 2) in metres of flat cell indices."""
        row, col = np.divmod(np.asarray(cell), self.n)
        return np.stack([self.west_m + (col + 0.5) * self.cell_m, self.north_m - (row + 0.5) * self.cell_m], axis=-1)

    def cell_at(self, xy: Floats) -> Ints:
        """Flat indices of the cells that contain points (k, 2), clamped to the raster."""
        col = np.clip(((xy[..., 0] - self.west_m) / self.cell_m).astype(int), 0, self.n - 1)
        row = np.clip(((self.north_m - xy[..., 1]) / self.cell_m).astype(int), 0, self.n - 1)
        return np.asarray(row * self.n + col)

    @cached_property
    def centres(self) -> Floats:
        """Centres of all cells, (n*n, 2)."""
        return self.xy(np.arange(self.cells))

    @cached_property
    def rim(self) -> Ints:
        """The outermost cells."""
        index = np.arange(self.cells).reshape(self.n, self.n)
        return np.unique(np.concatenate([index[0], index[-1], index[:, 0], index[:, -1]]))

    @cached_property
    def side_pairs(self) -> Edges:
        """All pairs of cells that share a side, each once."""
        return self._pairs(((0, 1), (1, 0)))

    @cached_property
    def edges(self) -> Edges:
        """All pairs of 8-neighbours, each once."""
        return self._pairs(((0, 1), (1, 0), (1, 1), (1, -1)))

    @cached_property
    def road_edges(self) -> Edges:
        """Pairs of 16-neighbours (with knight's moves), each once: paths turn in steps of about 22 degrees."""
        return self._pairs(((0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1)))

    def _pairs(self, steps: tuple[tuple[int, int], ...]) -> Edges:
        index = np.arange(self.cells).reshape(self.n, self.n)
        a, b, length = [], [], []
        for down, right in steps:
            left, end = max(0, -right), self.n - max(0, right)
            first = index[: self.n - down, left:end].ravel()
            a.append(first)
            b.append(first + down * self.n + right)
            length.append(np.full(len(first), self.cell_m * np.hypot(down, right)))
        return Edges(np.concatenate(a), np.concatenate(b), np.concatenate(length))


def fbm(rng: np.random.Generator, n: int, *, waves: float, octaves: int, gain: float = 0.5) -> Floats:
    """Fractal noise (n, n), zero mean and unit deviation; the coarsest octave has ``waves`` waves across."""
    total = np.zeros((n, n))
    for octave in range(octaves):
        knots = int(np.ceil(waves * 2**octave)) + 3
        if knots > n:
            break
        total += gain**octave * zoom(rng.standard_normal((knots, knots)), n / (knots - 1) * 1.0001, order=3)[:n, :n]
    return np.asarray((total - total.mean()) / total.std())
