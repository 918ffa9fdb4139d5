"""Normalisation of division codes in real files to 6, 12 or 15 digits."""

from __future__ import annotations

from county.tables.codes import code

_SURVEYED = 19
"""Digits in files of the national land survey (TD/T 1057: ZLDWDM, QSDWDM): 12 of a village, 7 within it."""
_WHOLE = "0" * 7
"""The last seven of a division as a whole."""


def normal_code(text: str) -> str:
    """The code as digits; a county's 12 digits become 6, a town's 9 become 12, 19 of the land survey 12."""
    digits = code(text)
    if is_surveyed(digits):
        digits = digits[: -len(_WHOLE)]
    if len(digits) == 12 and digits.endswith("000000"):
        return digits[:6]
    return digits + "000" if len(digits) == 9 else digits


def is_surveyed(text: str) -> bool:
    """Whether the code of a division is written in the 19 digits of the land survey."""
    digits = code(text)
    return len(digits) == _SURVEYED and digits.isascii() and digits.isdigit() and digits.endswith(_WHOLE)
