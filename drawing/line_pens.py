"""Casing, colour, width and dashes of lines and outlines, the same wherever they are painted."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPen

from drawing.pens import NO_PEN, pen
from layers.batches import F64
from layers.style import RGBA, Style, rgba

CASING_PX = 2.0
CASED_FROM_PX = 1.6
BROAD_FROM, BROAD_AT = 1.0, 16.0
"""Times its least width, between which the colour of a line passes to ``broad``, the muted one of a surface: where one
tile of the twin ends at the next finer one a road goes a quarter of that way."""
OUTLINE_CASING = 4.0
"""Width of an outline's casing, in widths of the outline."""
STEPS = 8
"""Width steps in a doubling: lines of one style whose widths differ by less share a pen."""


class LinePens(NamedTuple):
    """``casing`` is drawn first, below all lines of the style; each is NO_PEN where the style has none."""

    casing: QPen
    line: QPen


def width_px(style: Style, width_m: float, m_per_px: float) -> float:
    """Width of a line: its true width, but at least its style's."""
    return max(style.width_px, width_m / m_per_px)


def line_pens(style: Style, width_px: float) -> LinePens:
    """Pens of a line that is ``width_px`` wide."""
    cased = style.casing and width_px > CASED_FROM_PX
    return LinePens(
        pen(rgba(style.casing), width_px + CASING_PX) if cased else NO_PEN,
        pen(_line_color(style, width_px), width_px, style.dash),
    )


def _line_color(style: Style, width_px: float) -> RGBA:
    times = width_px / style.width_px if style.broad and style.width_px > 0 else 0.0
    if times <= BROAD_FROM:
        return style.rgba
    share = min(1.0, math.log(times / BROAD_FROM) / math.log(BROAD_AT / BROAD_FROM))
    red, green, blue, alpha = (round(a + (b - a) * share) for a, b in zip(style.rgba, rgba(style.broad), strict=True))
    return red, green, blue, alpha


def outline_pens(style: Style, width_px: float) -> LinePens:
    """Pens of a polygon's outline that is ``width_px`` wide."""
    casing = pen(rgba(style.casing), OUTLINE_CASING * width_px) if style.casing else NO_PEN
    return LinePens(casing, pen(style.outline_rgba, width_px, style.dash))


def width_groups(style: NDArray[np.integer], width: F64) -> tuple[list[tuple[int, float]], NDArray[np.intp]]:
    """Style and width (0: unknown) of each pen needed for n lines, and the pen of each line (n,).

    The width of a pen is the median of its lines.  Not ``np.median``: that imports numpy's masked arrays, a tenth of
    the time until the first picture.
    """
    known = width > 0
    step = np.where(known, np.round(STEPS * np.log2(np.where(known, width, 1.0))) + 1_000, 0).astype(np.int64)
    _, first, pen_of = np.unique(style.astype(np.int64) * 10_000 + step, return_index=True, return_inverse=True)
    groups = []
    for number, line in enumerate(first):
        widths = np.sort(width[pen_of == number])
        groups.append((int(style[line]), float(widths[len(widths) // 2])))
    return groups, pen_of
