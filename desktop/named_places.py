"""Places as people write them: coordinates, an address that names a village, or the name of a division or resource."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import shapely

from county.division import parent_of
from county.package.open import CountyPackage
from county.package.schema import LEVELS
from desktop.map.coordinates import parse_point

LEAST_LETTERS = 2
"""Of a name that is searched."""
_BETWEEN = re.compile(r"[\s,，、·•:：;；()（）\-]+")
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
        if self._entries is None:
            self._entries = [*self._divisions(), *self._features()]
        found = _named_in(wanted, self._entries)
        found = found or [entry for entry in self._entries if wanted in "".join(entry.words)]
        return [self._place(entry) for entry in found[:limit]]

    def _divisions(self) -> list[_Entry]:
        tables = {layer: self._package.table(layer) for layer in LEVELS}
        names = {
            str(code): str(name)
            for table in tables.values()
            for code, name in zip(table["code"], table["name"], strict=True)
        }
        words = {name: _joined(name) for name in set(names.values())}
        entries = []
        for layer, table in tables.items():
            for row, code in enumerate(map(str, table["code"])):
                path, at = list[str](), code if names[code] else None
                while at is not None and at in names:
                    path.insert(0, names[at])
                    at = parent_of(at)
                if path:
                    entries.append(_Entry(tuple(path), tuple(words[name] for name in path), layer, row))
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
        return NamedPlace(" · ".join(entry.path), float(point.x), float(point.y))


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
