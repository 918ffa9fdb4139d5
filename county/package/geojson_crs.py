"""Whether the CRS of a GeoJSON file is a link (GeoJSON 2008, section 3.3), which GDAL would open."""

from __future__ import annotations

import re
from pathlib import Path

import ijson

_SUSPECT = re.compile(rb'"crs"|\\u00', re.IGNORECASE)
_LINK = re.compile(rb'"(link|url|href)"|\\u00', re.IGNORECASE)
PART = 1 << 20
OVERLAP = 16
_OPEN, _CLOSE = ("start_map", "start_array"), ("end_map", "end_array")


def is_linked(path: Path) -> bool:
    """Whether the member ``crs`` of the outermost object may be a link; True also for invalid JSON that could hide it.

    Raises OSError.
    """
    if not (_contains(path, _SUSPECT) and _contains(path, _LINK)):
        return False
    depth, in_crs = 0, False
    try:
        with path.open("rb") as file:
            for event, value in ijson.basic_parse(file):
                if depth == 1 and event == "map_key":
                    in_crs = value == "crs"
                elif in_crs and isinstance(value, str) and value.lower() in ("link", "url", "href"):
                    return True
                depth += (event in _OPEN) - (event in _CLOSE)
    except (ijson.JSONError, ValueError, SystemError):
        return True
    return False


def _contains(path: Path, pattern: re.Pattern[bytes]) -> bool:
    tail = b""
    with path.open("rb") as file:
        while part := file.read(PART):
            if pattern.search(tail + part):
                return True
            tail = part[-OVERLAP:]
    return False
