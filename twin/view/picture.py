"""The picture of one tile: which ground it covers, and where a point of the ground lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from twin.view.tiles import TEXELS

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Picture:
    """``bounds_m``: west, south, east, north in the working CRS, at the centres of the outermost texels."""

    bounds_m: tuple[float, float, float, float]

    @cached_property
    def texel_m(self) -> tuple[float, float]:
        """Metres from texel to texel, along x and y."""
        west, south, east, north = self.bounds_m
        return (east - west) / (TEXELS - 1), (north - south) / (TEXELS - 1)

    def texels(self, xy_m: F64) -> F64:
        """Painter coordinates (n, 2) of working-CRS points (n, 2)."""
        west, _, _, north = self.bounds_m
        dx, dy = self.texel_m
        return np.asarray((xy_m - (west, north)) / (dx, -dy) + 0.5)

    def meets(self, boxes_m: F64, margin_texels: float) -> NDArray[np.bool_]:
        """Which of the boxes (n, 4: west, south, east, north) show in the picture."""
        west, south, east, north = self.bounds_m
        margin = margin_texels * max(self.texel_m)
        return np.asarray(
            (boxes_m[:, 0] <= east + margin) & (boxes_m[:, 2] >= west - margin)
            & (boxes_m[:, 1] <= north + margin) & (boxes_m[:, 3] >= south - margin)
        )  # fmt: skip


def boxes(xy_m: F64, starts: NDArray[np.int64]) -> F64:
    """Boxes (n, 4: west, south, east, north) of runs of vertices; run i is ``xy_m[starts[i]:starts[i + 1]]``.

    An empty run gets a box that meets nothing.
    """
    out = np.tile([np.inf, np.inf, -np.inf, -np.inf], (len(starts) - 1, 1))
    full = np.flatnonzero(starts[1:] > starts[:-1])
    if len(full):
        out[full, :2] = np.minimum.reduceat(xy_m, starts[full])
        out[full, 2:] = np.maximum.reduceat(xy_m, starts[full])
    return out


def gather(starts: NDArray[np.int64], chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Indices of all members of the chosen runs, run after run, and the length of each run."""
    lengths = starts[chosen + 1] - starts[chosen]
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts[chosen] - (ends - lengths), lengths), lengths
