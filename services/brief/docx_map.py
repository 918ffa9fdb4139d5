"""The map of a signed report out of its stored DOCX, without the library that takes a second to load."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from services.brief.assembly import NO_MAP
from services.brief.bounded_package import bounded_package

_TEXT = "word/document.xml"


class StoredMap(NamedTuple):
    """What a report shows as its map."""

    png: bytes | None
    no_map: str
    """What it says where it has none; "" where it says nothing."""


def stored_map(path: Path) -> StoredMap:
    """Of a report about an event, whose only picture is its map.  Raises NotVerifiable, OSError."""
    with ZipFile(bounded_package(path, "DOCX")) as package:
        names = package.namelist()
        png = next((package.read(name) for name in names if name.startswith("word/media/")), None)
        says = _TEXT in names and NO_MAP.encode() in package.read(_TEXT)
    return StoredMap(png, NO_MAP if says and png is None else "")
