"""The reading rule: how large letters must be for a person who stands so far from a screen.

A sign of height h is seen under the angle θ from the distance d when h = 2·d·tan(θ/2).  Digits and Latin letters need
16 minutes of arc (NUREG-0700 for group displays; ISO 9241-3), better 22; Han characters 25 (JIS Z 8513).  Of the
interface font's em a Han character takes 0.90, a digit 0.77 (measured: Noto Sans CJK).
"""

from __future__ import annotations

import math

HAN_MM_PER_M = 7.272
"""25 minutes of arc."""
DIGIT_MM_PER_M = 4.654
"""16 minutes of arc."""
HAN_EM, DIGIT_EM = 0.90, 0.77
"""Height of a sign in the font's pixel size."""
LEAST_PX = 20
"""Below it the strokes of a Han character run into each other."""


def han_px(distance_m: float, pitch_mm: float) -> int:
    """The least font size in pixels for Han characters."""
    return _font_px(HAN_MM_PER_M, HAN_EM, distance_m, pitch_mm)


def digit_px(distance_m: float, pitch_mm: float) -> int:
    """The least font size in pixels for digits and Latin letters."""
    return _font_px(DIGIT_MM_PER_M, DIGIT_EM, distance_m, pitch_mm)


def _font_px(mm_per_m: float, em: float, distance_m: float, pitch_mm: float) -> int:
    return max(LEAST_PX, math.ceil(mm_per_m * distance_m / pitch_mm / em))
