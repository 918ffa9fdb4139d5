"""Closed rings of vertices in flat columns, as :class:`layers.batches.Polygons` has them."""

from __future__ import annotations

import numpy as np

from layers.batches import F64, I64


def ring_areas_m2(xy_m: F64, rings: I64) -> F64:
    """Signed areas (n,) of the rings ``rings[i]`` to ``rings[i + 1]`` of all of ``xy_m``: positive counter-clockwise,
    no number where a vertex is none.
    """
    ring_of = np.repeat(np.arange(len(rings) - 1), np.diff(rings))
    with np.errstate(invalid="ignore"):  # an infinite vertex
        x, y = (xy_m - xy_m[rings[ring_of]]).T
        cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    edge = ring_of[:-1] == ring_of[1:]
    return np.asarray(np.bincount(ring_of[:-1][edge], weights=cross[edge], minlength=len(rings) - 1) / 2)
