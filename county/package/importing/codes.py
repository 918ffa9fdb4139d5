"""Normalisation of division codes in real files to 6, 12 or 15 digits."""

from __future__ import annotations

from county.tables.codes import code


def normal_code(text: str) -> str:
    """The code as digits; a county's 12 digits become 6, a town's 9 become 12."""
    digits = code(text)
    if len(digits) == 12 and digits.endswith("000000"):
        return digits[:6]
    return digits + "000" if len(digits) == 9 else digits
