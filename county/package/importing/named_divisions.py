"""The division that the name of a point names: a seat is named like its village, a device often after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from county.package.importing.codelist import stem
from county.package.importing.codes_by_name import plain_name
from county.package.open import Table

SHORTEST = 3
"""Characters of a name that is looked for in another one: 大坪村."""


class NamedDivisions:
    """The towns and villages of a map by name; a name that several have tells nothing."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        named: dict[str, set[str]] = defaultdict(set)
        for layer in ("towns", "villages"):
            if layer in tables:
                for code, name in zip(tables[layer]["code"], tables[layer]["name"], strict=True):
                    plain = plain_name(name)
                    for form in {plain, stem(plain)}:
                        if len(form) > 1:
                            named[form].add(str(code))
        self._codes = {name: next(iter(codes)) for name, codes in named.items() if len(codes) == 1}
        self._longest_first = sorted((name for name in self._codes if len(name) >= SHORTEST), key=len, reverse=True)

    def codes(self, names: Iterable[object]) -> list[str]:
        """The code of the division that each name is, or contains the name of; "" where it does not tell."""
        return [self._code(plain_name(name)) for name in names]

    def _code(self, name: str) -> str:
        if name in self._codes or not name:
            return self._codes.get(name, "")
        if stem(name) in self._codes:
            return self._codes[stem(name)]
        within = next((known for known in self._longest_first if known in name), "")
        return self._codes.get(within, "")
