"""ERDAS Imagine rasters (``.img``): the names of other files that GDAL's driver HFA would open with one."""

from __future__ import annotations

import re
import struct
from pathlib import Path

PART = 1 << 20
_ENTRY = re.compile(rb"(?s)(.{8})(ExternalRasterDMS|RRDNamesList|DependentFile)\0", re.IGNORECASE)
"""Where its data begins and how much it is, and the name of an entry that names other files."""
_NAME = re.compile(rb"[\x20-\x7e\x80-\xff]{3,}")
_PART_OF_FILE = re.compile(rb"\(:.*")
"""After the name of a file, the layer in it."""
_ALGORITHM = "IMAGINE "
"""Begins the name of the resampling, which is next to those of the overviews."""
LONGEST = 1 << 20


def named_elsewhere(path: Path) -> str:
    """The first file with data of ``path`` that it names, other than its own overviews (``.rrd``); "" for none.

    Raises OSError.
    """
    for kind, data in _entries(path):
        names = _NAME.findall(data)
        if kind == b"externalrasterdms":
            return max(names, key=len, default=b".ige").decode("utf-8", "replace")
        own = path.with_suffix(".rrd").name.lower()
        for name in (_PART_OF_FILE.sub(b"", name).decode("utf-8", "replace") for name in names):
            if name.lower() != own and not name.startswith(_ALGORITHM):
                return name
    return ""


def _entries(path: Path) -> list[tuple[bytes, bytes]]:
    """Kind and data of the entries that name other files."""
    found = []
    with path.open("rb") as file:
        tail = b""
        while part := file.read(PART):
            seen = tail + part
            places = [(match[2].lower(), *struct.unpack("<II", match[1])) for match in _ENTRY.finditer(seen)]
            found += places
            tail = seen[-64:]
        entries = []
        for kind, begin, size in dict.fromkeys(found):
            file.seek(begin)
            entries.append((kind, file.read(min(size, LONGEST))))
    return entries
