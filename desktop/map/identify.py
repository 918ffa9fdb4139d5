"""The things that are drawn at a pixel of the map, the most specific first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.map.painter_cache import PainterCache
from desktop.map.painters.groups import PLACE_M, FoundMark, GroupsPainter
from desktop.map.painters.points import PointsPainter
from drawing.viewport import Bounds, Viewport
from layers.base import Layer
from layers.found import Found, shapes_at
from layers.style import StyleSheet

REACH_PX = 4.0


def identify(
    layers: Iterable[Layer], painters: PainterCache, styles: StyleSheet, view: Viewport, x_px: float, y_px: float
) -> Found:
    """Glyphs from the top layer down, then lines and areas from the smallest to the largest; only visible ones.

    Of a mark of several things that a zoom separates only the first of them.
    """
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


def mark_at(
    layers: Iterable[Layer], painters: PainterCache, view: Viewport, x_px: float, y_px: float
) -> tuple[Layer, FoundMark] | None:
    """The mark of several things at a pixel, if there is one; of the topmost layer that has one there."""
    for layer in reversed([layer for layer in layers if layer.visible and layer.opacity > 0]):
        for painter in painters.of(layer):
            if isinstance(painter, GroupsPainter) and (mark := painter.mark_under(view, x_px, y_px)):
                return layer, mark
    return None


def at_one_place(found: Found) -> Found:
    """Those of the things found at a pixel that are at the place of the first of them, each once: a unit is drawn by
    several layers."""
    once: dict[str, tuple[Layer, str]] = {}
    boxes: list[Bounds] = []
    for layer, item_id in found:
        box = layer.bounds_m(item_id) if layer.pace == "live" else None
        if box is not None and item_id not in once and extent_m([*boxes[:1], box]) <= PLACE_M:
            once[item_id] = layer, item_id
            boxes.append(box)
    return list(once.values())


def box_of(things: Found) -> Bounds | None:
    """The box of all things; None where their layers hold none of them."""
    boxes = [box for layer, item_id in things if (box := layer.bounds_m(item_id)) is not None]
    return around(boxes) if boxes else None


def around(boxes: Sequence[Bounds]) -> Bounds:
    """The box around boxes, of which there are some."""
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def extent_m(boxes: Sequence[Bounds]) -> float:
    """The longer side of the box around boxes."""
    west, south, east, north = around(boxes)
    return max(east - west, north - south)
