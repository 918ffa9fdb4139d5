"""The length of a scale bar: a round number of metres on the ground."""

from __future__ import annotations

import math


def bar_length_m(most_m: float) -> float:
    """The longest of 1, 2, 5, 10 … metres that is not more than ``most_m``."""
    power = 10.0 ** math.floor(math.log10(most_m))
    return next(step * power for step in (5, 2, 1) if step * power <= most_m)


def length_text(length_m: float) -> str:
    """In the unit that keeps it short."""
    return f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
