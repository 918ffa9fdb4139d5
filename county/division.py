"""Administrative divisions and their statistical codes.

Codes: 6 digits county, 12 digits town and village, 15 digits grid (village code + 3 digits).
Digits 7-9 encode the kind of town, digits 10-12 the kind of village (NBS 统计用区划代码).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from county.tables.codes import is_shortened

_GROUPED = re.compile(r"[0-9]{1,3}(?:[,，'’ ][0-9]{3})+")
Level = Literal["county", "town", "village", "grid"]


class BadCode(ValueError):
    """A division code that does not follow the statistical scheme; the message states the reason."""


def level_of(code: str) -> Level:
    """The level of ``code``.  Raises BadCode for an invalid code."""
    if not (code.isascii() and code.isdigit()):
        if is_shortened(code):
            raise BadCode(f"code {code!r}: Excel shortened it (E-notation), its last digits are lost; enter it as text")
        if _GROUPED.fullmatch(code):
            raise BadCode(f"code {code!r}: has separators of thousands; format the column as text without them")
        raise BadCode(f"code {code!r}: only digits are allowed")
    match len(code):
        case 6:
            return "county"
        case 12 if code.endswith("000000"):
            raise BadCode(f"code {code!r}: 12 digits of a county; use its 6 digits")
        case 12 if code.endswith("000"):
            return "town"
        case 12:
            return "village"
        case 15:
            return "grid"
        case n:
            raise BadCode(f"code {code!r}: has {n} digits, must have 6, 12 or 15")


def parent_of(code: str) -> str | None:
    """Code of the division that contains ``code``; None for a county.  Raises BadCode."""
    match level_of(code):
        case "county":
            return None
        case "town":
            return code[:6]
        case "village":
            return code[:9] + "000"
        case "grid":
            return code[:12]


def lineage(code: str) -> Iterator[str]:
    """``code`` and the divisions that contain it, the smallest first; nothing for an invalid code."""
    at: str | None = code
    while at is not None:
        try:
            above = parent_of(at)
        except BadCode:
            return
        yield at
        at = above


def enclosing(code: str, level: str) -> str:
    """The division of ``level`` that is ``code`` or contains it; "" where there is none, as of an invalid code."""
    return next((at for at in lineage(code) if level_of(at) == level), "")


def is_town(code: str) -> bool:
    """Whether ``code`` is that of a town."""
    return bool(code) and enclosing(code, "town") == code


def known_part(code: str, level: str) -> str:
    """What is known of a place in the division ``code`` whose place is known as exactly as ``level`` says: for "town"
    the town, where there is one."""
    return (enclosing(code, "town") or code) if level == "town" else code


def named_path(code: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the divisions that contain ``code``, the largest first, and its own one last; () where it has none.

    Those above a division without a name are left out.
    """
    path = []
    for at in lineage(code):
        if at not in names:
            break
        path.append(names[at])
    return tuple(reversed(path))


def town_kind(code: str) -> str:
    """Key of the town kind (subdistrict, town, township, other) by digits 7-9.  Raises BadCode."""
    if level_of(code) != "town":
        raise BadCode(f"code {code!r} is not a town's")
    n = int(code[6:9])
    if 1 <= n <= 99:
        return "subdistrict"
    if n <= 199:
        return "town"
    if n <= 399:
        return "township"
    return "other"


def village_kind(code: str) -> str:
    """Key of the village kind (community, village) by digits 10-12.  Raises BadCode."""
    if level_of(code) != "village":
        raise BadCode(f"code {code!r} is not a village's")
    return "community" if int(code[9:12]) <= 199 else "village"


def contains(outer: str, inner: str) -> bool:
    """Whether the division with code ``outer`` is, or contains, the one with code ``inner``."""
    stem = outer[:9] if len(outer) == 12 and outer.endswith("000") else outer
    return inner.startswith(stem)
