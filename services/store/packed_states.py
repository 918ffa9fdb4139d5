"""Many encoded states in one block of memory.

Blocks of some 1,000 bytes each would lie between those that live longer, and leave holes of which the C library
can return only whole pages.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from itertools import pairwise


class PackedStates(Collection[memoryview]):
    """States in the order in which they were added; none may be added while one is being read."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._bounds = array("Q", [0])

    def add(self, state: bytes) -> None:
        """Add an encoded state."""
        self._data += state
        self._bounds.append(len(self._data))

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __iter__(self) -> Iterator[memoryview]:
        data = memoryview(self._data)
        return (data[start:end] for start, end in pairwise(self._bounds))

    def __contains__(self, state: object) -> bool:
        return any(state == found for found in self)
