"""Places as people type them: coordinates, an address that names a village, or the name of a division or resource,
also by pinyin or initials.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from heapq import nsmallest
from threading import Lock

from county.package.open import CountyPackage
from county.package.place_names import place_names
from county.place_names import LEAST_LETTERS, PlaceName, PlaceNames, joined
from desktop.places.coordinates import parse_point
from services.analysis.texts.name_terms import NameTermsProcess
from services.analysis.texts.term_pieces import query_with
from services.store.ports import TextQuery


class NamedPlaces:
    """The named places of one county."""

    def __init__(self, package: CountyPackage) -> None:
        self._package = package
        self._syllables: frozenset[str] = frozenset()
        """Of pinyin, once :meth:`load_pinyin` has run."""
        self._loading = Lock()
        self._own: dict[str, set[int]] = {}
        """Numbers of the places whose own name has a term, then."""
        self._on_path: dict[str, set[int]] = {}
        """The same with the names of the divisions above."""

    @cached_property
    def _names(self) -> PlaceNames:
        return place_names(self._package)

    @property
    def knows_pinyin(self) -> bool:
        """Whether names are found by pinyin and initials."""
        return bool(self._syllables)

    def load_pinyin(self, process: NameTermsProcess) -> None:
        """Find names by pinyin and initials as well, like the search of events, from now on.

        To be called in another thread: it takes seconds, and fails as :meth:`NameTermsProcess.read` does.
        """
        with self._loading:
            if not self._syllables:
                paths = [place.path for place in self._names.places]
                found = process.read([*paths, *(path[-1:] for path in paths)], ())
                self._on_path, self._own = _numbers(found.terms[: len(paths)]), _numbers(found.terms[len(paths) :])
                self._syllables = found.syllables

    def find(self, text: str, limit: int) -> list[PlaceName]:
        """The places that ``text`` can mean; several where it is ambiguous.  Coordinates are a place without a name.

        Of divisions that an address names, the smallest ones, within those of the others that it names, too.
        """
        point = parse_point(text, self._package)
        if point is not None:
            return [PlaceName((), "point", "", *point)]
        wanted, names = joined(text), self._names
        if len(wanted) < LEAST_LETTERS:
            return []
        containing = (
            place for place, words in zip(names.places, names.words, strict=True) if wanted in "".join(words)
        )
        found: Sequence[PlaceName] = names.meant(text) or list(containing) or self.sounding(text, limit)
        return list(found[:limit])

    def sounding(self, text: str, limit: int) -> list[PlaceName]:
        """Places whose own name has the typed pinyin or initials, or else with those of the divisions above it; the
        shortest names first: less of them was not typed.  None before pinyin is known."""
        query = query_with(text, self._syllables) if self._syllables else ()
        if not query:
            return []
        for numbers in (self._own, self._on_path):
            found = nsmallest(limit, _fitting(query, numbers), key=lambda number: (self._length(number), number))
            if found:
                return [self._names.places[number] for number in found]
        return []

    def _length(self, number: int) -> int:
        """Characters of a place's name with those of the divisions above it."""
        return sum(map(len, self._names.words[number]))


def _numbers(terms: Sequence[Sequence[str]]) -> dict[str, set[int]]:
    """By term the numbers of the entities that have it."""
    found: dict[str, set[int]] = {}
    for number, of_entity in enumerate(terms):
        for term in of_entity:
            found.setdefault(term, set()).add(number)
    return found


def _fitting(query: TextQuery, numbers: dict[str, set[int]]) -> set[int]:
    """Numbers of those with what ``query`` asks for, which is not empty; see :func:`services.store.ports.fits`."""
    nobody: set[int] = set()
    parts = (
        nobody.union(*(set.intersection(*(numbers.get(term, nobody) for term in terms)) for terms in part))
        for part in query
    )
    return set.intersection(*parts)


def is_address_in(text: str, place: PlaceName) -> bool:
    """Whether ``text`` names ``place`` and says more than that: not its name alone, nor pinyin that sounds like it."""
    wanted = joined(text)
    own = joined(place.path[-1]) if place.path else ""
    return bool(own) and own in wanted and wanted not in joined(place.name)
