"""The CRS that the user states, by ``--crs`` for all files that state none or by ``F@CRS`` for one."""

from __future__ import annotations

import re
from contextlib import suppress

from pyproj import CRS
from pyproj.exceptions import CRSError

from county.package.manifest import ImportOptionError
from county.package.offset import Shifted, shift_named

Stated = CRS | Shifted | None
"""A CRS, degrees with the shift of a web map, or None: not stated."""
_NAMED = {"wgs84": "4326", "cgcs2000": "4490"}


def stated_crs(text: str | int | None, option: str = "") -> Stated:
    """The CRS named by ``text`` (EPSG number, "gcj02", "bd09"); ``option``: how an error names the place.

    Raises ImportOptionError.
    """
    if text is None or text == "":
        return None
    if shift := shift_named(str(text)):
        return shift
    word = re.sub(r"[-_ ]", "", str(text)).lower()
    number = re.fullmatch(r"(?:epsg:+|urn:ogc:def:crs:epsg:[\d.]*:)?(\d{4,6})", _NAMED.get(word, word))
    with suppress(CRSError):
        if number and ((crs := CRS.from_epsg(int(number[1]))).is_geographic or crs.is_projected):
            return crs
    raise ImportOptionError(
        "{option}: is not a known CRS; give an EPSG number such as 4547, or gcj02, or bd09",
        option=option or f"--crs {text}",
    )  # fmt: skip
