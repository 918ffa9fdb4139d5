"""Normalisation of division codes in real files to 6, 12 or 15 digits."""

from __future__ import annotations

import re


def normal_code(text: str) -> str:
    """The code without ".0" and blanks; a county's 12 digits become 6, a town's 9 become 12."""
    code = re.sub(r"\.0+$", "", text.strip())
    if len(code) == 12 and code.endswith("000000"):
        return code[:6]
    if len(code) == 9:
        return code + "000"
    return code
