"""Texts of many things, cached case-folded for searching."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable


class FoldedTexts:
    """``text_of`` gives the text of a thing, None when there is no such thing (any more)."""

    def __init__(self, text_of: Callable[[str], str | None], ids: Collection[str] = ()) -> None:
        """``ids``: of the things there are."""
        self._text_of = text_of
        self._folded: dict[str, str] = {}
        self._ids: Collection[str] = ids
        """Of things whose text is new, and which are not among the next ones yet: many are replaced before."""
        self._stale: dict[str, None] = {}
        """Ids of further things whose text is new."""

    def _take_ids(self) -> None:
        if self._ids:
            self._stale = dict.fromkeys(self._ids) | self._stale
            self._ids = ()

    def moved(self, ids: Iterable[str]) -> None:
        """These were added, changed or removed."""
        self._stale.update(dict.fromkeys(ids))

    def fold(self, at_most: int) -> None:
        """Fold some of the texts that are new: the rest is folded at the next search."""
        self._take_ids()
        for _ in range(min(at_most, len(self._stale))):
            thing_id, _ = self._stale.popitem()
            text = self._text_of(thing_id)
            if text is None:
                self._folded.pop(thing_id, None)
            else:
                self._folded[thing_id] = text.casefold()

    def containing(self, text: str) -> list[str]:
        """Ids of all things whose text contains ``text`` in any case, in no order."""
        self._take_ids()
        self.fold(len(self._stale))
        wanted = text.casefold()
        return [thing_id for thing_id, folded in self._folded.items() if wanted in folded]
