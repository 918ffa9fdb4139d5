"""Members that features of GeoJSON have twice, of which GDAL takes the last in silence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from county.package.finding import naming
from county.package.importing.notes import Note

_PART = 4 << 20
"""Characters read at a time; a longer feature is read with more and more of them."""
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,\x1e]*")
_HEAD = 1 << 20
"""Characters in which the list of features begins."""


def doubled_notes(file: Path, named: str) -> list[Note]:
    """A remark on the features of ``file``, in UTF-8, that have a member twice; ``named``: the file of the user.

    What is no valid JSON ends the search: GDAL refuses it.
    """
    found: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        known = dict(pairs)
        if len(known) < len(pairs):
            names = [name for name, _ in pairs]
            doubled.append(next(name for name in names if names.count(name) > 1))
        return known

    doubled: list[str] = []
    for number, _ in enumerate(_features(file, json.JSONDecoder(object_pairs_hook=members)), 1):
        if doubled:
            found.append(f"no. {number}: {doubled[0]}")
        doubled.clear()
    if not found:
        return []
    text = f"{len(found)} features have a member twice, of which the last was used ({naming(found, 3)}); remove one"
    return [Note(text, named, "error")]


def _features(file: Path, decoder: json.JSONDecoder) -> Iterator[Any]:
    with file.open(encoding="utf-8-sig", errors="replace") as stream:
        text = stream.read(_HEAD)
        start = _FEATURES.search(text)
        if start is None:
            return
        text, size = text[start.end() :], _PART
        at = 0
        while True:
            at = _between(text, at)
            if text[at : at + 1] == "]":
                return
            try:
                feature, at = decoder.raw_decode(text, at)
            except (ValueError, RecursionError):
                more = stream.read(size)
                if not more:
                    return
                text, at, size = text[at:] + more, 0, 2 * size
                continue
            size = _PART
            yield feature


def _between(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at
