"""Codes of divisions as office programs write them."""

from __future__ import annotations

import re
from typing import Any

from county.tables.values import label

_SHORTENED = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")


def code(value: Any) -> str:
    """The code in a cell: without apostrophe, ``="…"``, ``.0``, blanks of any kind and invisible characters, in ASCII
    digits.  What is not a code then is returned as it is."""
    return label("".join(label(value).split()))


def is_shortened(code: str) -> bool:
    """Whether a spreadsheet wrote the code as a number in E-notation, by which its last digits are lost."""
    return _SHORTENED.fullmatch(code) is not None
