"""Where a map has to be so that places are in view; it stays where they are already."""

from __future__ import annotations

from collections.abc import Sequence

from drawing.viewport import Viewport
from layers.focus import MapPoint

EDGE, MARGIN = 0.03, 0.15
"""Parts of the view at each side where nothing counts as in view, and that stay free in a view that moves: buttons and
texts are there."""
NEAR_M = 3_000.0
"""A view that moves shows at most this much around the places, or as little as it did before."""

View = tuple[float, float, float]
"""x_m and y_m of the middle, metres a pixel."""


def view_of(places: Sequence[MapPoint], now: Viewport) -> View | None:
    """The view that has all places in it; None: the view of ``now`` does."""
    x_m, y_m = now.center_m
    half_x_m, half_y_m = (side * now.m_per_px * (0.5 - EDGE) for side in (now.width_px, now.height_px))
    if all(abs(x - x_m) <= half_x_m and abs(y - y_m) <= half_y_m for x, y in places):
        return None
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    width_px, height_px = (side * (1 - 2 * MARGIN) for side in (now.width_px, now.height_px))
    needed = max((east - west) / width_px, (north - south) / height_px)
    usual = min(now.m_per_px, 2 * NEAR_M / min(width_px, height_px))
    return (west + east) / 2, (south + north) / 2, max(needed, usual)
