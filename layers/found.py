"""Things at one place of a map or twin, the most telling first: the lines and areas there, and what a click takes."""

from __future__ import annotations

from collections.abc import Iterable

from layers.base import Layer
from layers.batches import Lines, Polygons
from layers.style import StyleSheet

Found = list[tuple[Layer, str]]
"""Layers and ids."""


def shapes_at(
    layers: Iterable[Layer], styles: StyleSheet, x_m: float, y_m: float, *, m_per_px: float, reach_m: float
) -> Found:
    """Lines and areas of visible still layers at a place, no farther than ``reach_m``, from the smallest to the
    largest; only those that are drawn at this scale."""
    shapes: list[tuple[float, Layer, str]] = []
    for layer in layers:
        seen = layer.visible and layer.opacity > 0 and layer.pace == "still"
        if seen and _shapes_shown(layer, styles, m_per_px):
            item_id = layer.pick(x_m, y_m, reach_m)
            if item_id is not None:
                shapes.append((_size_m(layer.bounds_m(item_id)), layer, item_id))
    return [(layer, item_id) for _, layer, item_id in sorted(shapes, key=lambda shape: shape[0])]


def clickable(found: Found, offered: str) -> Found:
    """What a click takes of ``found``: while things of the layer ``offered`` are offered ("": none are), those before
    all others, and no ground: a click that misses them would close the form that offers them."""
    if not offered:
        return found
    own = [(layer, item_id) for layer, item_id in found if layer.key == offered]
    return own or [(layer, item_id) for layer, item_id in found if layer.pace == "live"]


def _shapes_shown(layer: Layer, styles: StyleSheet, m_per_px: float) -> bool:
    return any(
        m_per_px <= styles[key].max_m_per_px
        for batch in layer.batches()
        if isinstance(batch, Lines | Polygons)
        for key in batch.styles
    )


def _size_m(bounds_m: tuple[float, float, float, float] | None) -> float:
    return 0.0 if bounds_m is None else (bounds_m[2] - bounds_m[0]) + (bounds_m[3] - bounds_m[1])
