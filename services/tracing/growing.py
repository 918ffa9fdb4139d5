"""A numpy array that grows at its end."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

FIRST = 1_024


class Growing:
    """Appending costs the appended alone, on average: room is doubled."""

    def __init__(self, dtype: str) -> None:
        self._room: NDArray[Any] = np.empty(FIRST, dtype=dtype)
        self._used = 0

    def __len__(self) -> int:
        return self._used

    @property
    def values(self) -> NDArray[Any]:
        """What was appended, (n,); may be written to."""
        return self._room[: self._used]

    def append(self, values: Any) -> None:
        """One value after the other."""
        more = np.asarray(values, dtype=self._room.dtype)
        end = self._used + len(more)
        if end > len(self._room):
            room = np.empty(max(end, 2 * len(self._room)), dtype=self._room.dtype)
            room[: self._used] = self.values
            self._room = room
        self._room[self._used : end] = more
        self._used = end
