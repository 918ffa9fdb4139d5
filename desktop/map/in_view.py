"""Where a map has to be so that places are in view; it stays where they are already."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from drawing.viewport import Viewport
from layers.focus import MapPoint

EDGE, MARGIN = 0.03, 0.15
"""Parts of the view at each side where nothing counts as in view, and that stay free in a view that moves."""
NEAR_M = 3_000.0
"""A view that moves shows at most this much around the places, or as little as it did before."""
FURTHER, STEPS = 1.2, 8
"""A view that moves shows by so much more, and again, while a control covers one of the places."""

View = tuple[float, float, float]
"""x_m and y_m of the middle, metres a pixel."""


def view_of(places: Sequence[MapPoint], now: Viewport, controls: Sequence[QRectF]) -> View | None:
    """The view that has all places in it; None: the view of ``now`` does.  ``controls``: boxes in pixels of the view in
    which nothing counts as in view."""
    if _shows(places, now, (*now.center_m, now.m_per_px), controls):
        return None
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    width_px, height_px = (side * (1 - 2 * MARGIN) for side in (now.width_px, now.height_px))
    needed = max((east - west) / width_px, (north - south) / height_px)
    usual = min(now.m_per_px, 2 * NEAR_M / min(width_px, height_px))
    x_m, y_m, m_per_px = (west + east) / 2, (south + north) / 2, max(needed, usual)
    views = [(x_m, y_m, m_per_px * FURTHER**step) for step in range(STEPS)]
    return next((view for view in views if _shows(places, now, view, controls)), views[0])


def _shows(places: Sequence[MapPoint], size: Viewport, view: View, controls: Sequence[QRectF]) -> bool:
    """Whether all places are off the edges and beside the controls of a view of the size of another one."""
    x_m, y_m, m_per_px = view
    for x, y in places:
        right_px, down_px = (x - x_m) / m_per_px, (y_m - y) / m_per_px
        if abs(right_px) > size.width_px * (0.5 - EDGE) or abs(down_px) > size.height_px * (0.5 - EDGE):
            return False
        if any(box.contains(size.width_px / 2 + right_px, size.height_px / 2 + down_px) for box in controls):
            return False
    return True
