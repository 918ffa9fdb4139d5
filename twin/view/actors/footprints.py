"""Footprints of buildings, painted on the ground without an outline, also from far away."""

from __future__ import annotations

from msgspec.structs import replace

from drawing.paint_context import PaintContext
from drawing.polygons import PolygonsPainter
from layers.batches import Polygons
from layers.style import Style, StyleSheet

FOOTPRINT_M_PER_PX = 12.0
"""Beyond this scale footprints are not drawn: they would be specks."""
LIT = 1.5
"""How many times as bright they are as the style says: about as a roof in the light, so that a town does not change its
tone where its blocks end and its footprints begin."""


def ground_painter(batch: Polygons, context: PaintContext) -> PolygonsPainter:
    """The painter of polygons on the ground; those with a height are drawn as footprints."""
    styles = context.styles if batch.height_m is None else _footprints(batch, context.styles)
    return PolygonsPainter(batch, styles, context.worker, context.ready)


def _footprints(batch: Polygons, styles: StyleSheet) -> StyleSheet:
    return StyleSheet({key: _footprint(styles[key]) for key in batch.styles}, {})


def _footprint(style: Style) -> Style:
    color = "".join(f"{min(255, round(LIT * part)):02x}" for part in style.rgba[:3])
    return replace(style, color=f"#{color}", outline="", max_m_per_px=FOOTPRINT_M_PER_PX)
