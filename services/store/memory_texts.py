"""A text index in memory, for tests: the whole port without a disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.store.ports import Cancelled, IndexedText, TextQuery, fits


class MemoryTexts:
    """A :class:`services.store.ports.TextIndex` whose contents end with the process."""

    def __init__(self) -> None:
        self.mark = b""
        self._terms: dict[int, frozenset[str]] = {}

    def put(self, texts: Sequence[IndexedText], mark: bytes) -> None:
        self._terms.update(texts)
        self.mark = mark

    def search(
        self, query: TextQuery, *, before: int | None = None, limit: int, cancelled: Callable[[], bool] = bool
    ) -> list[int]:
        found: list[int] = []
        for number in sorted(self._terms, reverse=True):
            if cancelled():
                raise Cancelled
            terms = self._terms[number]
            if query and len(found) < limit and (before is None or number < before) and fits(query, terms):
                found.append(number)
        return found

    def close(self) -> None:
        """Nothing to release."""
