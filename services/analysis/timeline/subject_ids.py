"""The ids of an aggregate's entities, by their numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from services.analysis.timeline.column_file import ColumnFile
from services.protocol.desk_columns import PackedTexts


class SubjectIds:
    """Reads them from two columns: ``bytes_``, all ids in UTF-8, concatenated, and ``ends``, where each ends."""

    def __init__(self, bytes_: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._bytes, self._ends = bytes_, ends

    def packed(self, numbers: NDArray[Any]) -> tuple[bytes, NDArray[np.int64]]:
        """The ids of some entities, (n,), in UTF-8 and concatenated, and the length of each in bytes, (n,)."""
        ends = self._ends[numbers]
        begins = np.where(numbers > 0, self._ends[np.maximum(numbers, 1) - 1], 0) if len(numbers) else ends
        lengths = ends - begins
        if len(lengths) and (lengths == lengths[0]).all():
            whole = sliding_window_view(self._bytes, int(lengths[0]))
            return whole[begins].tobytes(), lengths
        before = np.cumsum(lengths) - lengths
        places = np.repeat(begins - before, lengths) + np.arange(int(lengths.sum()))
        return self._bytes[places].tobytes(), lengths

    def texts(self, numbers: NDArray[Any]) -> list[str]:
        """The ids of some entities."""
        return PackedTexts(*self.packed(numbers)).all()


class PendingIds:
    """Ids that are not appended to their two columns yet."""

    def __init__(self, bytes_: ColumnFile, ends: ColumnFile) -> None:
        self._bytes, self._ends = bytes_, ends
        self._waiting: list[bytes] = []

    def add(self, subject: str) -> None:
        """Add the id of the next entity."""
        self._waiting.append(subject.encode())

    def store(self) -> None:
        """Append them.  Raises OSError."""
        if self._waiting:
            begin = len(self._bytes)
            self._bytes.append(np.frombuffer(b"".join(self._waiting), np.uint8))
            self._ends.append(np.cumsum([len(data) for data in self._waiting], dtype=np.int64) + begin)
            self._waiting.clear()
