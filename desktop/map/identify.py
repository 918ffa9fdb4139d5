"""The things that are drawn at a pixel of the map, the most specific first."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.map.painter_cache import PainterCache
from desktop.map.painters.points import PointsPainter
from drawing.viewport import Bounds, Viewport
from layers.base import Layer
from layers.found import Found, shapes_at
from layers.style import StyleSheet

REACH_PX = 4.0


def identify(
    layers: Iterable[Layer], painters: PainterCache, styles: StyleSheet, view: Viewport, x_px: float, y_px: float
) -> Found:
    """Glyphs from the top layer down, then lines and areas from the smallest to the largest; only visible ones."""
    visible = [layer for layer in layers if layer.visible and layer.opacity > 0]
    glyphs: dict[tuple[Layer, str], None] = {}
    for layer in reversed(visible):
        for painter in reversed(painters.of(layer)):
            if isinstance(painter, PointsPainter):
                glyphs |= dict.fromkeys((layer, item_id) for item_id in painter.pick(view, x_px, y_px))
    x_m, y_m = view.m(x_px, y_px)
    shapes = shapes_at(visible, styles, x_m, y_m, m_per_px=view.m_per_px, reach_m=REACH_PX * view.m_per_px)
    return list(glyphs | dict.fromkeys(shapes))


def cluster_at(
    layers: Iterable[Layer], painters: PainterCache, view: Viewport, x_px: float, y_px: float
) -> Bounds | None:
    """The box of the things in the cluster badge at a pixel, if there is one."""
    for layer in layers:
        if layer.visible:
            for painter in painters.of(layer):
                if isinstance(painter, PointsPainter) and (box := painter.cluster_at(view, x_px, y_px)):
                    return box
    return None
