"""Places as people write them: coordinates, an address that names a village, or the name of a division or resource,
also by pinyin or initials.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from threading import Lock
from typing import NamedTuple

import shapely

from county.division import named_path
from county.package.open import CountyPackage
from county.package.schema import LEVELS
from desktop.map.coordinates import parse_point
from services.analysis.name_terms import NameTermsProcess
from services.analysis.term_pieces import query_with
from services.store.ports import fits

LEAST_LETTERS = 2
"""Of a name that is searched."""
_BETWEEN = re.compile(r"[\s,，、·•:：;；()（）\-]+")
_WITHIN = " · "
"""Between the names of divisions that lie in one another."""
_POINTS = ("names", "resources")


class NamedPlace(NamedTuple):
    """A place of the county and its name, with those of the divisions it lies in; "" for coordinates."""

    name: str
    x_m: float
    y_m: float


class _Entry(NamedTuple):
    """A named thing: its name after those of the divisions above it, as written and as compared, and its row."""

    path: tuple[str, ...]
    words: tuple[str, ...]
    layer: str
    row: int


class NamedPlaces:
    """The named places of one county."""

    def __init__(self, package: CountyPackage) -> None:
        self._package = package
        self._entries: list[_Entry] | None = None
        self._syllables: frozenset[str] = frozenset()
        """Of pinyin, once :meth:`learn_pinyin` has run."""
        self._learning = Lock()
        self._terms: list[frozenset[str]] = []
        """Of each entry, then."""

    @property
    def knows_pinyin(self) -> bool:
        """Whether names are found by pinyin and initials."""
        return bool(self._syllables)

    def learn_pinyin(self, process: NameTermsProcess) -> None:
        """Find names by pinyin and initials as well, like the search of events, from now on.

        To be called in another thread: it takes seconds, and fails as :meth:`NameTermsProcess.read` does.
        """
        with self._learning:
            if not self._syllables:
                found = process.read([entry.path for entry in self._all()], ())
                self._terms = [frozenset(map(sys.intern, terms)) for terms in found.terms]  # most of them repeat
                self._syllables = found.syllables

    def _all(self) -> list[_Entry]:
        if self._entries is None:
            self._entries = [*self._divisions(), *self._features()]
        return self._entries

    def find(self, text: str, limit: int) -> list[NamedPlace]:
        """The places that ``text`` can mean; several where it is ambiguous.

        Of divisions that an address names, the smallest ones, within those of the others that it names, too.
        """
        point = parse_point(text, self._package)
        if point is not None:
            return [NamedPlace("", *point)]
        wanted = _joined(text)
        if len(wanted) < LEAST_LETTERS:
            return []
        entries = self._all()
        found = _named_in(wanted, entries)
        found = found or [entry for entry in entries if wanted in "".join(entry.words)] or self._sounding(text)
        return [self._place(entry) for entry in found[:limit]]

    def _sounding(self, text: str) -> list[_Entry]:
        """Entries with the typed pinyin or initials, the shortest names first: less of them was not typed."""
        query = query_with(text, self._syllables) if self._syllables else ()
        if not query:
            return []
        found = [entry for entry, terms in zip(self._all(), self._terms, strict=True) if fits(query, terms)]
        return sorted(found, key=lambda entry: sum(map(len, entry.words)))

    def _divisions(self) -> list[_Entry]:
        tables = {layer: self._package.table(layer) for layer in LEVELS}
        names = {
            str(code): str(name)
            for table in tables.values()
            for code, name in zip(table["code"], table["name"], strict=True)
            if name
        }
        words = {name: _joined(name) for name in set(names.values())}
        entries = []
        for layer, table in tables.items():
            for row, code in enumerate(map(str, table["code"])):
                path = named_path(code, names)
                if path:
                    entries.append(_Entry(path, tuple(words[name] for name in path), layer, row))
        return entries

    def _features(self) -> list[_Entry]:
        return [
            _Entry((name,), (_joined(name),), layer, row)
            for layer in _POINTS
            for row, name in enumerate(map(str, self._package.table(layer)["name"]))
            if name
        ]

    def _place(self, entry: _Entry) -> NamedPlace:
        """A point within a division."""
        point = shapely.point_on_surface(self._package.table(entry.layer).geometry[entry.row])
        return NamedPlace(_WITHIN.join(entry.path), float(point.x), float(point.y))


def is_address_in(text: str, place: NamedPlace) -> bool:
    """Whether ``text`` names ``place`` and says more than that: not its name alone, nor pinyin that sounds like it."""
    wanted = _joined(text)
    own = _joined(place.name.rpartition(_WITHIN)[2])
    return bool(own) and own in wanted and wanted not in _joined(place.name)


def _named_in(wanted: str, entries: list[_Entry]) -> list[_Entry]:
    """Entries with their names in ``wanted``: those with the most of their words in it, without those of which the
    name is only a part of another's."""
    named = [entry for entry in entries if len(entry.words[-1]) >= LEAST_LETTERS and entry.words[-1] in wanted]
    fit = [sum(word in wanted for word in entry.words) for entry in named]
    best = [entry for entry, words in zip(named, fit, strict=True) if words == max(fit)]
    names = {entry.words[-1] for entry in best}
    return [
        entry for entry in best if not any(entry.words[-1] in name and entry.words[-1] != name for name in names)
    ]


def _joined(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
