"""Headers and words of real files and their meaning: the table ``resources/importing/fields.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from county.explained import Explained
from county.tables.simplified import simplified
from county.tables.units import header_and_unit
from county.tables.values import plain_text

TABLE = Path(__file__).resolve().parents[2] / "resources" / "importing" / "fields.toml"
_SEPARATORS = re.compile(r"[\s_\-]+")


class BadAliases(Explained):
    """A table of headers or a profile that cannot be used; one line."""


def header_key(header: str) -> str:
    """What is compared of a header: lower case, in simplified characters, without blanks, ``_`` and ``-``."""
    return simplified(_SEPARATORS.sub("", plain_text(header)).lower())


class TableHeaders:
    """The columns of a table by the key of their header, with the unit in it and, unless another one is named so,
    without."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.columns = list(columns)
        parted = {column: header_and_unit(column) for column in self.columns}
        self.units = {column: unit for column, (_, unit) in parted.items()}
        """By column; "" for none."""
        self.by_key: dict[str, str] = {}
        for column in self.columns:
            self.by_key.setdefault(header_key(column), column)
        for column, (name, _) in parted.items():
            self.by_key.setdefault(header_key(name), column)

    def keys(self, column: str) -> set[str]:
        """The keys of a column: of its whole header, and without the unit."""
        return {header_key(column), header_key(header_and_unit(column)[0])}

    def every(self, known: Iterable[str]) -> list[str]:
        """The columns with one of some headers, that with the best first."""
        return list(dict.fromkeys(self.by_key[key] for key in map(header_key, known) if key in self.by_key))

    def first(self, known: Iterable[str]) -> str | None:
        """The column with the best of some headers."""
        return next(iter(self.every(known)), None)


@cache
def _table() -> tuple[dict[str, dict[str, list[str]]], dict[str, dict[str, str]]]:
    """Headers by layer and field; meanings by vocabulary and lower-case word in simplified characters."""
    try:
        raw = tomllib.loads(TABLE.read_text(encoding="utf-8"))
        words = msgspec.convert(raw.pop("words", {}), dict[str, dict[str, list[str]]])
        headers = msgspec.convert(raw, dict[str, dict[str, list[str]]])
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise BadAliases("{path}: {why}; restore the file or fix the line", path=TABLE, why=error) from error
    meanings = {
        vocabulary: {simplified(word.lower()): key for key, row in rows.items() for word in row}
        for vocabulary, rows in words.items()
    }
    return headers, meanings


def headers(layer: str, field: str) -> list[str]:
    """Headers that ``field`` of ``layer`` may have, best first.  Raises BadAliases for an invalid table."""
    table, _ = _table()
    return table.get(layer, {}).get(field) or table.get("any", {}).get(field, [])


def fields(layer: str) -> list[str]:
    """The fields of ``layer`` in the order of the table."""
    table, _ = _table()
    return list(table.get(layer, {}))


def meaning(vocabulary: str, word: str) -> str | None:
    """This program's key for ``word`` of a file, or None when the table has none."""
    _, meanings = _table()
    return meanings.get(vocabulary, {}).get(simplified(word.lower()))


def words(vocabulary: str, key: str) -> list[str]:
    """The words of files that mean ``key``, in lower case and simplified characters."""
    _, meanings = _table()
    return [word for word, known in meanings.get(vocabulary, {}).items() if known == key]
