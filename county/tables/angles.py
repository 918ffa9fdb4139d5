"""Angles as people write them: decimal degrees, or degrees, minutes and seconds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from county.tables.simplified import simplified

_PARTS = re.compile(
    r"(?P<before>[NSEWnsew东西南北])?(?:经|纬)?\s*(?P<sign>[-+]?)\s*"
    r"(?P<degrees>\d{1,3})(?:\s*[°度d:\s-]\s*)"
    r"(?P<minutes>\d{1,2}(?:\.\d+)?)(?:\s*[′'’‘分m:\s-]\s*(?:(?P<seconds>\d{1,2}(?:\.\d+)?)\s*"
    r"(?:[″\"”“秒s]|[′'’]{2})?)?)?\s*(?P<after>[NSEWnsew])?"
)
_DECIMAL = re.compile(
    r"(?P<before>[NSEWnsew东西南北])?(?:经|纬)?\s*(?P<number>[-+]?\d{1,3}(?:\.\d*)?)\s*[°度]?\s*(?P<after>[NSEWnsew])?"
)
ROUNDING = 1e-11
"""Degrees by which a binary number may be below the decimal one: 109.35 is 109.3499999…"""
_SIGNS = str.maketrans("º˚´", "°°′")
"""Before compatibility normalisation, which makes letters and combining marks of these."""
_NEGATIVE = frozenset("SWsw南西")
_DECIMALS = re.compile(r"[-+]?\d{1,3}\.(\d{3,})")
LEAST_PACKED = 8
"""Numbers that are all possible as 109.3512 = 109°35′12″ before they are suspected to be: by chance 0.36⁸ are."""


def degrees(text: str) -> float | None:
    """Decimal degrees of ``109.5867``, ``109°35′12″``, ``109-35-12``, ``E109度35.2分``; None for anything else."""
    plain = simplified(unicodedata.normalize("NFKC", text.translate(_SIGNS)).strip())
    if match := _DECIMAL.fullmatch(plain):
        return _signed(float(match["number"]), match["before"] or match["after"])
    if not (match := _PARTS.fullmatch(plain)):
        return None
    minutes, seconds = float(match["minutes"]), float(match["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    value = float(match["degrees"]) + minutes / 60 + seconds / 3600
    return _signed(-value if match["sign"] == "-" else value, match["before"] or match["after"])


def _signed(value: float, letter: str | None) -> float:
    return -value if letter and letter in _NEGATIVE else value


def maybe_packed(texts: Iterable[str]) -> bool:
    """Whether all of the numbers can be degrees, minutes and seconds without signs between them (109.3512), as many
    as are unlikely to be so by chance.  Programs omit zeros at the end: 109.351 is 109°35′10″."""
    digits = [match[1].ljust(4, "0") for text in texts if (match := _DECIMALS.fullmatch(text.strip()))]
    return len(digits) >= LEAST_PACKED and all(int(d[:2]) < 60 and int(d[2:4]) < 60 for d in digits)


def unpacked_degrees(packed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Decimal degrees of numbers like 109.3512, which is 109°35′12″."""
    size = np.abs(packed)
    whole = np.floor(size + ROUNDING)
    rest = np.maximum(size - whole, 0.0) * 100
    minutes = np.floor(rest + 100 * ROUNDING)
    seconds = np.maximum(rest - minutes, 0.0) * 100
    return np.asarray(np.copysign(whole + minutes / 60 + seconds / 3600, packed))
