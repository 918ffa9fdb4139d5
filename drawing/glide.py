"""Things that report their places now and then are shown on the way from the last place to the newest one.

What is shown is never newer than what was reported: they arrive some time after each report, and wait there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from county.clock import monotonic_ms
from layers.batches import F64, I64

GLIDE_MS = 1_500
FARTHEST_M = 2_000.0
"""What was reported farther away is shown there at once: no unit drives so far between two reports."""
LONG_AGO_MS = -GLIDE_MS

Ids = NDArray[np.str_] | NDArray[np.object_]


class Glide:
    """Of the things of one list, which have unique ids."""

    def __init__(self, monotonic: Callable[[], int] = monotonic_ms) -> None:
        self._monotonic = monotonic
        self._ids: Ids = np.empty(0, dtype=object)
        self._from_m: F64 = np.empty((0, 2))
        self._to_m: F64 = np.empty((0, 2))
        self._since_ms: I64 = np.empty(0, dtype=np.int64)

    def follow(self, ids: Ids, xy_m: F64) -> None:
        """These are the reported places (n, 2) now."""
        now_ms, rows = self._monotonic(), self._rows_before(ids)
        known = rows >= 0
        moved = known.copy()
        moved[known] = (self._to_m[rows[known]] != xy_m[known]).any(axis=1)
        since_ms = np.full(len(ids), now_ms + LONG_AGO_MS)
        since_ms[known] = self._since_ms[rows[known]]
        from_m = xy_m.copy()
        from_m[known] = self._from_m[rows[known]]
        from_m[moved] = self.xy_m(rows[moved])
        since_ms[moved] = now_ms
        far = np.hypot(*(xy_m - from_m).T) > FARTHEST_M
        from_m[far] = xy_m[far]
        self._ids, self._from_m, self._to_m, self._since_ms = ids, from_m, xy_m, since_ms

    def under_way(self, rows: NDArray[np.intp], m_per_px: float) -> NDArray[np.bool_]:
        """Which of ``rows`` (n,) are on their way by more than a pixel of this size."""
        late = self._monotonic() - self._since_ms[rows] < GLIDE_MS
        if late.any():
            late[late] = np.hypot(*(self._to_m[rows[late]] - self._from_m[rows[late]]).T) > m_per_px
        return late

    def xy_m(self, rows: NDArray[np.intp]) -> F64:
        """Where ``rows`` (n,) are shown now (n, 2)."""
        from_m, to_m = self.ends_m(rows)
        part = np.clip((self._monotonic() - self._since_ms[rows]) / GLIDE_MS, 0.0, 1.0)[:, None]
        return from_m + (to_m - from_m) * (part * part * (3.0 - 2.0 * part))

    def ends_m(self, rows: NDArray[np.intp]) -> tuple[F64, F64]:
        """From where to where (n, 2) each of ``rows`` is on its way."""
        return self._from_m[rows], self._to_m[rows]

    def _rows_before(self, ids: Ids) -> NDArray[np.intp]:
        """The rows (n,) of these ids until now, -1 for new ones; most reports are of the same things."""
        if np.array_equal(ids, self._ids):
            return np.arange(len(ids))
        row = {item_id: n for n, item_id in enumerate(self._ids.tolist())}
        return np.array([row.get(item_id, -1) for item_id in ids.tolist()], dtype=np.intp)
