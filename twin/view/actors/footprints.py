"""Footprints of buildings, painted on the ground without an outline, also from far away."""

from __future__ import annotations

from msgspec.structs import replace

from drawing.paint_context import PaintContext
from drawing.polygons import PolygonsPainter
from layers.batches import Polygons
from layers.style import StyleSheet

FOOTPRINT_M_PER_PX = 12.0
"""Beyond this scale footprints are not drawn: they would be specks."""


def ground_painter(batch: Polygons, context: PaintContext) -> PolygonsPainter:
    """The painter of polygons on the ground; those with a height are drawn as footprints."""
    styles = context.styles if batch.height_m is None else _footprints(batch, context.styles)
    return PolygonsPainter(batch, styles, context.worker, context.ready)


def _footprints(batch: Polygons, styles: StyleSheet) -> StyleSheet:
    return StyleSheet(
        {key: replace(styles[key], outline="", max_m_per_px=FOOTPRINT_M_PER_PX) for key in batch.styles}, {}
    )
