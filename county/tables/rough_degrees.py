"""Degrees that all have so few decimals that places are kilometres off."""

from __future__ import annotations

import re
from collections.abc import Iterable

FEWEST = 10
"""Coordinates from which on it is no accident."""
FEW_DECIMALS = 2
STEPS_KM = (100, 10, 1)
"""In a degree, in a tenth and in a hundredth."""
_DECIMAL = re.compile(r"[+-]?\d{1,3}(?:\.(\d*))?")


def step_km(texts: Iterable[str]) -> int:
    """The step of the coordinates, km; 0 where one has more than FEW_DECIMALS, or is no number of degrees."""
    found = [_DECIMAL.fullmatch(text.strip()) for text in texts]
    decimals = [len((match[1] or "").rstrip("0")) for match in found if match]
    if len(decimals) < FEWEST or len(decimals) < len(found) or max(decimals) > FEW_DECIMALS:
        return 0
    return STEPS_KM[max(decimals)]
