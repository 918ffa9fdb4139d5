"""One painter for each type of batch that is drawn; labels go through :mod:`drawing.label_layout` together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop.map.painters.field import FieldPainter
from desktop.map.painters.gathered import GatheredPainter
from desktop.map.painters.groups import GroupsPainter
from desktop.map.painters.near_cover import NearCoverPainter
from desktop.map.painters.points import PointsPainter
from drawing.batch_painter import BatchPainter
from drawing.lines import LinesPainter
from drawing.paint_context import PaintContext
from drawing.polygons import PolygonsPainter
from layers.batches import Batch, Field, GatheredPoints, Lines, Points, Polygons

PAINTERS: dict[type[Batch], Callable[[Any, PaintContext], BatchPainter]] = {
    Field: lambda batch, context: (NearCoverPainter if batch.classes else FieldPainter)(
        batch, context.styles, context.worker, context.ready
    ),
    Polygons: lambda batch, context: PolygonsPainter(batch, context.styles, context.worker, context.ready),
    Lines: lambda batch, context: LinesPainter(batch, context.styles),
    Points: lambda batch, context: PointsPainter(batch, context.styles),
    GatheredPoints: lambda batch, context: (GroupsPainter if batch.group else GatheredPainter)(batch, context.styles),
}
