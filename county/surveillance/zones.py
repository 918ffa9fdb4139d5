"""Groups of neighbouring places that a scan looks at: all circles around one of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LARGEST_SHARE = 0.5
"""Of all people: a larger circle says more about the places outside it (Kulldorff 1997)."""


@dataclass(frozen=True)
class Circles:
    """``neighbours``: (n, k), the closest places of each, itself first; ``allowed``: (n, k), whether the circle that
    reaches up to one of them has no more than half of all people."""

    neighbours: NDArray[np.intp]
    allowed: NDArray[np.bool_]

    def places(self, centre: int, last: int) -> NDArray[np.intp]:
        """Those of the circle around ``centre`` up to its neighbour ``last``."""
        return self.neighbours[centre, : last + 1]


def circles(xy_m: ArrayLike, people: ArrayLike, share: float = LARGEST_SHARE) -> Circles:
    """``xy_m``: (n, 2) metres; ``people``: (n,).  A place alone is always a circle.

    Raises ValueError when nobody lives in any of the places.
    """
    points, weights = np.asarray(xy_m, np.float64).reshape(-1, 2), np.asarray(people, np.float64)
    total = weights.sum()
    if not total > 0:
        raise ValueError("nobody lives in any of the places; a share of the people cannot be computed")
    distance = np.hypot(points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1])
    np.fill_diagonal(distance, -1.0)  # itself first, also among places at one point
    neighbours = np.argsort(distance, axis=1, kind="stable")
    allowed = np.cumsum(weights[neighbours], axis=1) <= share * total
    allowed[:, 0] = True
    widest = int(allowed.sum(axis=1).max())
    return Circles(neighbours[:, :widest].copy(), allowed[:, :widest].copy())
