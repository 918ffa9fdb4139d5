"""The rows of a batch by the ids of its things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


class RowsById(Mapping[str, int]):
    """The row of each of ``ids`` (n,), all of them different.

    They are counted when one is first asked for: most batches are replaced before anything of them is marked.
    """

    def __init__(self, ids: NDArray[np.object_]) -> None:
        self._ids = ids

    @cached_property
    def _rows(self) -> dict[str, int]:
        return dict(zip(self._ids.tolist(), range(len(self._ids)), strict=True))

    def __getitem__(self, one: str) -> int:
        return self._rows[one]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids.tolist())

    def __len__(self) -> int:
        return len(self._ids)
