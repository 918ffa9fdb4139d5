"""Places as people name them: which named place of a county a text means.

Names of divisions are recognised in whatever form people write them: 虹桥社区, 虹桥社区居委会 and 虹桥村 are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from county.commands import PlaceLevel
from county.names import BETWEEN
from county.tables.simplified import simplified

LEAST_LETTERS = 2
"""Of a name that is searched."""
_BETWEEN = re.compile(r"[\s,，、·•:：;；()（）\-/]+")
_ENDINGS: dict[PlaceLevel, tuple[str, ...]] = {
    "village": (
        "社区居民委员会", "社区居委会", "行政村村委会", "居民委员会", "村民委员会", "村村委会", "村委会", "居委会",
        "行政村", "社区", "村",
    ),
    "town": ("街道办事处", "镇人民政府", "乡人民政府", "镇政府", "乡政府", "街道", "镇", "乡"),
}  # fmt: skip
"""What names of villages and towns end with, in full or in short, longest first."""
_CODED: frozenset[PlaceLevel] = frozenset({"town", "village", "grid"})
_ANY = tuple(ending for endings in _ENDINGS.values() for ending in endings)


class PlaceName(NamedTuple):
    """A named place: its name after those of the divisions above it, and a point within it (working CRS, metres)."""

    path: tuple[str, ...]
    level: PlaceLevel
    code: str
    """Of the division, or of the smallest one around the thing; "" for coordinates."""
    x_m: float
    y_m: float

    @property
    def name(self) -> str:
        return BETWEEN.join(self.path)


class PlaceNames:
    """The named places of one county."""

    def __init__(self, places: Iterable[PlaceName], county: str = "") -> None:
        """``county``: its name."""
        self.county = county
        self.places: Sequence[PlaceName] = tuple(places)
        self.words = tuple(tuple(map(joined, place.path)) for place in self.places)
        """Of each place, as compared."""
        self.by_code = {place.code: place for place in self.places if place.level in _CODED}
        self._named: dict[str, list[int]] = {}
        """Numbers of the places with a name."""
        self._of_stem: dict[tuple[PlaceLevel, str], list[int]] = {}
        """The same of villages and towns by their name without its ending."""
        self._starts: dict[str, set[str]] = {}
        """Names, and stems, by their first two letters."""
        for number, (place, words) in enumerate(zip(self.places, self.words, strict=True)):
            self._named.setdefault(words[-1], []).append(number)
            stem = stem_of(words[-1], place.level)
            if stem:
                self._of_stem.setdefault((place.level, stem), []).append(number)
            for form in {words[-1], stem}:
                if len(form) >= LEAST_LETTERS:
                    self._starts.setdefault(form[:LEAST_LETTERS], set()).add(form)

    def encode(self) -> bytes:
        """For :meth:`decode`."""
        return msgspec.msgpack.encode((self.places, self.county))

    @classmethod
    def decode(cls, content: bytes) -> PlaceNames:
        """Raises msgspec.DecodeError."""
        return cls(*msgspec.msgpack.decode(content, type=tuple[tuple[PlaceName, ...], str]))

    def meant(self, text: str, levels: frozenset[PlaceLevel] | None = None) -> list[PlaceName]:
        """The places that ``text``, like an address, names; several where it is ambiguous.

        Of those the ones with the most of their path in it, without those whose name is only a part of another's.
        ``levels``: only places of these.
        """
        found = self._forms_in(joined(text))
        numbers = {number for name in found.whole for number in self._named[name]}
        numbers.update(number for form in found.short for number in self._of_stem[form])
        fit = {
            number: self._fit(self.words[number], found)
            for number in numbers
            if levels is None or self.places[number].level in levels
        }
        best = [number for number, points in fit.items() if points == max(fit.values())]
        names = {self.words[number][-1] for number in best}
        return [
            self.places[number]
            for number in sorted(best)
            if not any(self.words[number][-1] in name and self.words[number][-1] != name for name in names)
        ]

    def begins(self, text: str, place: PlaceName) -> int:
        """Where in ``text``, :func:`joined`, the path of ``place`` begins."""
        forms = [form for word in map(joined, place.path) for form in (word, *(stem_of(word, k) for k in _ENDINGS))]
        return min((text.find(form) for form in forms if form and form in text), default=len(text))

    def called(self, name: str, level: PlaceLevel) -> list[PlaceName]:
        """The divisions of one level with this name and nothing else, with or without its ending."""
        wanted = joined(name)
        named = [number for number in self._named.get(wanted, ()) if self.places[number].level == level]
        stem = stem_of(wanted, level) or wanted
        return [self.places[number] for number in named or self._of_stem.get((level, stem), [])]

    def _forms_in(self, wanted: str) -> _Forms:
        found = _Forms(set(), set(), set())
        for at in range(len(wanted) - LEAST_LETTERS + 1):
            for form in self._starts.get(wanted[at : at + LEAST_LETTERS], ()):
                if not wanted.startswith(form, at):
                    continue
                after = at + len(form)
                if form in self._named:
                    found.whole.add(form)
                for level, endings in _ENDINGS.items():
                    if (level, form) in self._of_stem and wanted.startswith(endings, after):
                        found.short.add((level, form))
                if ("town", form) in self._of_stem and not wanted.startswith(_ANY, after):
                    found.loose.add(form)
        return found

    @staticmethod
    def _fit(words: tuple[str, ...], found: _Forms) -> int:
        """How much of a path a text contains: a name counts more than its stem with another ending, that more than the
        stem of its town."""
        points = 0
        for word in words:
            if word in found.whole:
                points += 4
            elif any((level, stem_of(word, level)) in found.short for level in _ENDINGS):
                points += 3
            elif stem_of(word, "town") in found.loose:
                points += 1
        return points


class _Forms(NamedTuple):
    """What a text contains: names; stems of villages and towns with an ending of theirs; stems of towns alone."""

    whole: set[str]
    short: set[tuple[PlaceLevel, str]]
    loose: set[str]


def stem_of(word: str, level: PlaceLevel) -> str:
    """A name of a village or town without its ending: 虹桥 of 虹桥社区居委会; "" where less than two letters remain."""
    ending = next((ending for ending in _ENDINGS.get(level, ()) if word.endswith(ending)), "")
    stem = word.removesuffix(ending)
    return stem if ending and len(stem) >= LEAST_LETTERS else ""


def joined(text: str) -> str:
    """What is compared of a name: without blanks and signs between words, in one width and case, in simplified
    characters."""
    return simplified(_BETWEEN.sub("", unicodedata.normalize("NFKC", text)).casefold())
