"""Texts of many things, cached case-folded for searching."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class FoldedTexts:
    """``text_of`` gives the text of a thing, None when there is no such thing (any more)."""

    def __init__(self, text_of: Callable[[str], str | None], ids: Iterable[str] = ()) -> None:
        """``ids``: of the things there are."""
        self._text_of = text_of
        self._folded: dict[str, str] = {}
        self._stale: dict[str, None] = dict.fromkeys(ids)
        """Ids of things whose text is new."""

    def moved(self, ids: Iterable[str]) -> None:
        """These were added, changed or removed."""
        self._stale.update(dict.fromkeys(ids))

    def fold(self, at_most: int) -> None:
        """Fold some of the texts that are new: the rest is folded at the next search."""
        for _ in range(min(at_most, len(self._stale))):
            thing_id, _ = self._stale.popitem()
            text = self._text_of(thing_id)
            if text is None:
                self._folded.pop(thing_id, None)
            else:
                self._folded[thing_id] = text.casefold()

    def containing(self, text: str) -> list[str]:
        """Ids of all things whose text contains ``text`` in any case, in no order."""
        self.fold(len(self._stale))
        wanted = text.casefold()
        return [thing_id for thing_id, folded in self._folded.items() if wanted in folded]
