"""The things that are drawn at a pixel, the most specific first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.map.painter_cache import PainterCache
from desktop.map.painters.groups import GroupsPainter
from desktop.map.painters.points import PointsPainter
from drawing.viewport import Bounds, Viewport
from layers.base import Layer
from layers.batches import Lines, Polygons
from layers.style import StyleSheet

REACH_PX = 4.0
PLACE_M = 16.0
"""What is nearer than that is at one place, such as a house: no zoom separates it."""
Found = list[tuple[Layer, str]]


def identify(
    layers: Iterable[Layer], painters: PainterCache, styles: StyleSheet, view: Viewport, x_px: float, y_px: float
) -> Found:
    """Glyphs from the top layer down, then lines and areas from the smallest to the largest; only visible ones."""
    glyphs: Found = []
    shapes: list[tuple[float, Layer, str]] = []
    x_m, y_m = view.m(x_px, y_px)
    for layer in reversed([layer for layer in layers if layer.visible and layer.opacity > 0]):
        seen: dict[str, None] = {}
        for painter in reversed(painters.of(layer)):
            if isinstance(painter, PointsPainter):
                seen |= dict.fromkeys(painter.pick(view, x_px, y_px))
        glyphs += [(layer, item_id) for item_id in seen]
        if layer.pace == "still" and _shapes_shown(layer, styles, view):
            item_id = layer.pick(x_m, y_m, REACH_PX * view.m_per_px)
            if item_id is not None and item_id not in seen:
                shapes.append((_size_m(layer.bounds_m(item_id)), layer, item_id))
    shapes.sort(key=lambda shape: shape[0])
    return glyphs + [(layer, item_id) for _, layer, item_id in shapes]


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


def group_at(layers: Iterable[Layer], painters: PainterCache, view: Viewport, x_px: float, y_px: float) -> Found:
    """The things of the mark of several at a pixel, the most urgent first; of the topmost layer that has one there."""
    for layer in reversed([layer for layer in layers if layer.visible and layer.opacity > 0]):
        for painter in painters.of(layer):
            if isinstance(painter, GroupsPainter) and (ids := painter.group_at(view, x_px, y_px)):
                return [(layer, item_id) for item_id in ids]
    return []


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


def _shapes_shown(layer: Layer, styles: StyleSheet, view: Viewport) -> bool:
    return any(
        view.m_per_px <= styles[key].max_m_per_px
        for batch in layer.batches()
        if isinstance(batch, Lines | Polygons)
        for key in batch.styles
    )


def _size_m(bounds_m: Bounds | None) -> float:
    return 0.0 if bounds_m is None else (bounds_m[2] - bounds_m[0]) + (bounds_m[3] - bounds_m[1])
