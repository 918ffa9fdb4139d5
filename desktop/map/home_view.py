"""The view that shows the whole county, as large as it can be beside the controls."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from PySide6.QtCore import QRectF

from desktop.map.in_view import View
from drawing.viewport import Bounds
from layers.batches import F64

AROUND = 1.08
"""How many times as large as the county the view is at least, along the side on which it has less room."""
SMALLER, STEPS = 1.04, 7
"""A county that would be below a control is shown so many times smaller, and again."""
SIDES = tuple(product((-1.0, -0.5, 0.0, 0.5, 1.0), repeat=2))
"""Parts of the free room by which the county is off the middle of the view."""
OFF_MIDDLE = 1.5
"""How much smaller a county may be that is so much nearer to the middle of the view, both as shares."""


def home_view(outline_m: F64, extent_m: Bounds, width_px: float, height_px: float, controls: Sequence[QRectF]) -> View:
    """``outline_m`` (n, 2) are points along the county's outline, closer to each other than controls are large;
    ``controls`` are boxes in pixels.  Where nothing helps, as little of it as possible is below them."""
    west, south, east, north = extent_m
    width_px, height_px = max(width_px, 1.0), max(height_px, 1.0)  # of a map that has no room yet
    least = AROUND * max((east - west) / width_px, (north - south) / height_px)
    x_m, y_m = (west + east) / 2, (south + north) / 2
    views = []
    for step in range(STEPS):
        m_per_px = least * SMALLER**step
        edge_m = (AROUND - 1.0) / 2 * max(east - west, north - south)
        free_x_m = max(0.0, (width_px * m_per_px - (east - west)) / 2 - edge_m)
        free_y_m = max(0.0, (height_px * m_per_px - (north - south)) / 2 - edge_m)
        for right, up in SIDES:
            view = x_m - right * free_x_m, y_m - up * free_y_m, m_per_px
            off = abs(right * free_x_m) / width_px / m_per_px + abs(up * free_y_m) / height_px / m_per_px
            views.append((step * (SMALLER - 1.0) + OFF_MIDDLE * off, view))
    views.sort()
    least_hidden, best = len(outline_m) * len(controls) + 1, views[0][1]
    for _, view in views:
        hidden = _hidden(outline_m, view, width_px, height_px, controls)
        if hidden < least_hidden:
            least_hidden, best = hidden, view
        if not hidden:
            break
    return best


def _hidden(outline_m: F64, view: View, width_px: float, height_px: float, controls: Sequence[QRectF]) -> int:
    """How many points of the outline are below a control."""
    x_m, y_m, m_per_px = view
    x_px = width_px / 2 + (outline_m[:, 0] - x_m) / m_per_px
    y_px = height_px / 2 - (outline_m[:, 1] - y_m) / m_per_px
    inside = (
        (x_px > box.left()) & (x_px < box.right()) & (y_px > box.top()) & (y_px < box.bottom()) for box in controls
    )
    return sum(int(np.count_nonzero(hit)) for hit in inside)
