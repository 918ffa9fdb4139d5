"""The member ``crs`` of a GeoJSON file (GeoJSON 2008, section 3): its name, and whether it may be a link, which GDAL
would open.

The file is searched for the key as bytes, without parsing the rest of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson

_KEY = re.compile(rb"""["']crs["']\s*(?P<next>.?)""", re.IGNORECASE | re.DOTALL)
_ESCAPED_LETTER = re.compile(rb"\\u00[4-7]", re.IGNORECASE)
"""Letters can be written so that the bytes of a key are not found; no program does so."""
_LINKS = ("link", "url", "href")
PART = 1 << 20
LONGEST = 4_096
"""Bytes of a CRS, with blanks before it; a longer one counts as a link."""
_OPEN, _CLOSE = ("start_map", "start_array"), ("end_map", "end_array")


def is_linked(path: Path) -> bool:
    """Whether a member ``crs`` may be a link, in any object; True also for one that cannot be interpreted.

    Raises OSError.
    """
    found = list(_members(path))
    return any(_links(member) for member in found if member is not _ESCAPED) or (
        _ESCAPED in found and _linked_by_its_tokens(path)
    )


def name_of(path: Path) -> str:
    """Name of the first CRS that the file states by name; "" for none.  Raises OSError."""
    for member in _members(path):
        if isinstance(member, dict) and isinstance(properties := member.get("properties"), dict):
            name = properties.get("name")
            if isinstance(name, str):
                return name
    return ""


_ESCAPED = object()
_UNREADABLE = object()


def _members(path: Path) -> Iterator[Any]:
    """Value of every member ``crs``; _UNREADABLE where it has none, _ESCAPED once for letters written as escapes."""
    tail, last_chunk, escaped = b"", False, False
    with path.open("rb") as file:
        while not last_chunk:
            part = file.read(PART)
            last_chunk = len(part) < PART
            text = tail + part
            if not escaped and _ESCAPED_LETTER.search(text):
                escaped = True
                yield _ESCAPED
            end = len(text) if last_chunk else max(0, len(text) - LONGEST)
            for key in _KEY.finditer(text):
                if key.start() < end and key["next"] in (b":", b"/", b""):
                    yield _value(text[key.start("next") : key.start("next") + LONGEST])
            tail = text[end:]


def _value(text: bytes) -> Any:
    """The value that follows a key, from its colon on."""
    if not text.startswith(b":"):
        return _UNREADABLE
    try:
        return json.JSONDecoder().raw_decode(text[1:].decode("utf-8", "replace").lstrip())[0]
    except (ValueError, RecursionError):
        return _UNREADABLE


def _links(member: object) -> bool:
    if member is _UNREADABLE:
        return True
    if isinstance(member, dict):
        return any(key.lower() in _LINKS or _links(value) for key, value in member.items())
    if isinstance(member, list):
        return any(map(_links, member))
    return isinstance(member, str) and member.lower() in _LINKS


def _linked_by_its_tokens(path: Path) -> bool:
    """The same for the outermost object by parsing the whole file, which takes seconds for each 100 MB."""
    depth, in_crs = 0, False
    try:
        with path.open("rb") as file:
            for event, value in ijson.basic_parse(file):
                if depth == 1 and event == "map_key":
                    in_crs = value.lower() == "crs"
                elif in_crs and isinstance(value, str) and value.lower() in _LINKS:
                    return True
                depth += (event in _OPEN) - (event in _CLOSE)
    except (ijson.JSONError, ValueError, SystemError):
        return True
    return False
