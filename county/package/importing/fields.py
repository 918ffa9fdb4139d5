"""Mapping of the columns of real files to fields: the table ``resources/importing/fields.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from county.package.importing.dbf import cut
from county.package.manifest import PackageError

TABLE = Path(__file__).resolve().parents[3] / "resources" / "importing" / "fields.toml"
Columns = Mapping[str, NDArray[np.generic]]


@cache
def _table() -> tuple[dict[str, dict[str, list[str]]], dict[str, dict[str, str]]]:
    """Headers by layer and field; meanings by vocabulary and lower-case word."""
    try:
        raw = tomllib.loads(TABLE.read_text(encoding="utf-8"))
        words = msgspec.convert(raw.pop("words", {}), dict[str, dict[str, list[str]]])
        headers = msgspec.convert(raw, dict[str, dict[str, list[str]]])
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise PackageError(f"{TABLE}: {error}; restore the file or fix the line") from error
    meanings = {
        vocabulary: {word.lower(): key for key, row in rows.items() for word in row}
        for vocabulary, rows in words.items()
    }
    return headers, meanings


def headers(layer: str, field: str) -> list[str]:
    """Headers that ``field`` of ``layer`` may have, best first.  Raises PackageError for an invalid table."""
    table, _ = _table()
    return table.get(layer, {}).get(field) or table.get("any", {}).get(field, [])


def column(columns: Columns, layer: str, field: str) -> NDArray[np.generic] | None:
    """The column that holds ``field``, or None when the file has none; Shapefiles truncate headers to 10 bytes."""
    by_name = {name.strip().lower(): values for name, values in columns.items()}
    known = [header.lower() for header in headers(layer, field)]
    return next((by_name[h] for h in (*known, *map(cut, known)) if h in by_name), None)


def text(values: NDArray[np.generic] | None, n: int) -> NDArray[np.object_]:
    """``values`` as text without surrounding blanks; null is "", an integral float has no ".0"."""
    out = np.full(n, "", dtype=object)
    for i, value in enumerate(values if values is not None else ()):
        if value is None or value != value:
            continue
        out[i] = (
            str(int(value)) if isinstance(value, (float, np.floating)) and value == int(value) else str(value).strip()
        )
    return out


def number(values: NDArray[np.generic] | None, n: int, unknown: float) -> NDArray[np.float64]:
    """``values`` as numbers; anything but a finite number is ``unknown``."""
    out = np.full(n, unknown, dtype=float)
    for i, value in enumerate(text(values, n)):
        try:
            parsed = float(value)
        except ValueError:
            continue
        if np.isfinite(parsed):
            out[i] = parsed
    return out


def yes(values: NDArray[np.generic] | None, n: int) -> NDArray[np.bool_]:
    """``values`` as booleans; all False without a column."""
    _, meanings = _table()
    return np.array([value.lower() in meanings.get("yes", {}) for value in text(values, n)], dtype=bool)


def meaning(vocabulary: str, word: str) -> str | None:
    """This program's key for ``word`` of a file, or None when the table has none."""
    _, meanings = _table()
    return meanings.get(vocabulary, {}).get(word.lower())
