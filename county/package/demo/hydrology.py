"""Hydrology: drainage tree of a surface, accumulated area, erosion by stream power."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from county.package.demo.raster import Edges, Floats, Ints, Mask

AREA_EXPONENT = 0.45
"""m of the stream power law E = K A^m S (n = 1); Whipple and Tucker 1999 give m/n near 0.5."""


@dataclass(frozen=True)
class Drainage:
    """A tree: ``receiver[cell]`` is the next cell downstream; a root is its own receiver."""

    receiver: Ints
    roots: Ints

    @cached_property
    def depth(self) -> Ints:
        """Steps to the root, by pointer doubling."""
        jump = self.receiver.copy()
        depth = (jump != np.arange(len(jump))).astype(np.int64)
        while True:
            step = depth[jump]
            if not step.any():
                return np.asarray(depth)
            depth += step
            jump = jump[jump]

    @cached_property
    def levels(self) -> list[Ints]:
        """Cells by depth, roots first: each level depends only on the one before it."""
        order = np.argsort(self.depth, kind="stable")
        counts = np.bincount(self.depth)
        return np.split(order, np.cumsum(counts)[:-1])

    def accumulate(self, amount: Floats) -> Floats:
        """Sum of ``amount`` over every cell and all cells upstream of it."""
        total = amount.copy()
        for cells in reversed(self.levels[1:]):
            np.add.at(total, self.receiver[cells], total[cells])
        return total

    def raised(self, z: Floats, step_m: float) -> Floats:
        """``z`` with every cell at least ``step_m`` above its receiver, without depressions."""
        out = z.copy()
        for cells in self.levels[1:]:
            out[cells] = np.maximum(out[cells], out[self.receiver[cells]] + step_m)
        return out

    def first_downstream(self, marked: Mask) -> Ints:
        """The first marked cell downstream of each cell, itself included; the root if there is none."""
        jump = np.where(marked, np.arange(len(marked)), self.receiver)
        while True:
            further = jump[jump]
            if np.array_equal(further, jump):
                return jump
            jump = further


def drain(z: Floats, edges: Edges, roots: Ints) -> Drainage:
    """Drainage of the flat surface ``z`` to ``roots`` along ``edges``; depressions drain over their lowest sill.

    The minimum spanning tree with weight max(z_a, z_b), ties resolved by the steepest pair, contains every cell's
    steepest descent and, for a pit, the minimax path: priority-flood and D8 routing in one (Barnes et al. 2014).
    """
    sink = len(z)
    drop = np.abs(z[edges.a] - z[edges.b]) / edges.length_m
    weight = np.maximum(z[edges.a], z[edges.b]) - 1e-6 * drop + (1.0 - z.min())
    graph = sp.csr_array(
        (
            np.concatenate([weight, np.full(len(roots), 1e-9)]),
            (np.concatenate([edges.a, roots]), np.concatenate([edges.b, np.full(len(roots), sink)])),
        ),
        shape=(sink + 1, sink + 1),
    )
    _, receiver = breadth_first_order(minimum_spanning_tree(graph), sink, directed=False)
    receiver = receiver[:sink].astype(np.int64)
    receiver[roots] = roots
    return Drainage(receiver, roots)


def erode(
    z: Floats, uplift: Floats, edges: Edges, roots: Ints, cell_m: float, *, erodibility: Floats, steps: int
) -> Floats:
    """``z`` after ``steps`` of uplift and river incision; implicit in time (Braun and Willett 2013)."""
    z = z.copy()
    for _ in range(steps):
        tree = drain(z, edges, roots)
        area = tree.accumulate(np.full(len(z), cell_m**2))
        factor = erodibility * area**AREA_EXPONENT / cell_m
        z += uplift
        z[roots] -= uplift[roots]
        for cells in tree.levels[1:]:
            z[cells] = (z[cells] + factor[cells] * z[tree.receiver[cells]]) / (1 + factor[cells])
    return z
