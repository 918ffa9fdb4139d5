"""Telephone numbers in the texts of drills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from county.explained import ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path

_PHONE = re.compile(
    r"(?<!\d)(?:(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{3,4}[- ]?\d{4}"
    r"|(?<!\d[.:-])(?!20\d{6})[2-9]\d{6,7}(?![.:]\d))(?!\d)"
)
"""Mobile and fixed numbers of China; short ones such as 119, dates and parts of other numbers are none."""
_HALF_WIDTH = str.maketrans("０１２３４５６７８９＋－—–", "0123456789+---")
STARS = "***"
"""In place of a number of a person."""
_IDS = frozenset({"id", "to", "members", "plays", "expects", "of", "objective", "phase", "who", "unit", "village",
                  "sensor", "seed", "baseline", "county", "attachment", "drill_start"})  # fmt: skip


def without_phones(text: str) -> str:
    """``text`` with stars in place of telephone numbers, also of those in full-width digits."""
    kept, last = "", 0
    for found in _numbers(text):
        kept, last = f"{kept}{text[last : found.start()]}{STARS}", found.end()
    return kept + text[last:]


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Where the telephone numbers in ``text`` are."""
    return _PHONE.finditer(text.translate(_HALF_WIDTH))


def phone_faults(value: Any, path: Path) -> Iterator[Fault]:
    """Telephone numbers in texts: a drill calls roles, never numbers."""
    if isinstance(value, str):
        if found := next(_numbers(value), None):
            yield Fault("error", path, ExplainedLine(
                "contains the telephone number {number}; name a role instead", number=found[0]))  # fmt: skip
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            if name not in _IDS:
                yield from phone_faults(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from phone_faults(inner, (*path, key))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from phone_faults(inner, (*path, number))
