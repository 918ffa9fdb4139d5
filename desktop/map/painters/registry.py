"""One painter for each type of batch that is drawn; labels go through :mod:`desktop.map.labels` together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from desktop.map.painters.base import BatchPainter
from desktop.map.painters.field import FieldPainter
from desktop.map.painters.lines import LinesPainter
from desktop.map.painters.points import PointsPainter
from desktop.map.painters.polygons import PolygonsPainter
from layers.batches import Batch, Field, Lines, Points, Polygons
from layers.style import StyleSheet


@dataclass(frozen=True)
class Studio:
    """What painters need besides their batch: the style sheet, a worker thread, and whom to call when it is done."""

    styles: StyleSheet
    worker: Executor
    ready: Callable[[], None]


PAINTERS: dict[type[Batch], Callable[[Any, Studio], BatchPainter]] = {
    Field: lambda batch, studio: FieldPainter(batch, studio.styles, studio.worker, studio.ready),
    Polygons: lambda batch, studio: PolygonsPainter(batch, studio.styles, studio.worker, studio.ready),
    Lines: lambda batch, studio: LinesPainter(batch, studio.styles),
    Points: lambda batch, studio: PointsPainter(batch, studio.styles),
}
