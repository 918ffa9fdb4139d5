"""Keeps one painter for each batch of every layer; a new batch reuses the painter of the one it replaces."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.map.painters.registry import PAINTERS
from drawing.batch_painter import BatchPainter
from drawing.paint_context import PaintContext
from layers.base import Layer
from layers.batches import Batch, Field, Labels, Points
from layers.registry import LayerSet


class PainterCache:
    """The painters of a set of layers, bottom first."""

    def __init__(self, layers: LayerSet, context: PaintContext) -> None:
        self._layers = layers
        self._context = context
        self._painters: dict[str, list[tuple[Batch, BatchPainter]]] = {}

    def still(self) -> list[Layer]:
        """Visible layers whose picture is cached, bottom first."""
        return [layer for layer in self._layers if layer.pace == "still" and layer.visible and layer.opacity > 0]

    def ground(self, layer: Layer) -> list[BatchPainter]:
        """Painters of a still layer's picture: all but its points."""
        painters = self.of(layer)
        batches = [batch for batch, _ in self._painters[layer.key]]
        return [painter for batch, painter in zip(batches, painters, strict=True) if not isinstance(batch, Points)]

    def moving(self) -> Iterator[tuple[Layer, BatchPainter]]:
        """Painters of everything that is drawn in each frame; fields of live layers are not: see LiveFields."""
        for layer, batch, painter in self._all():
            if layer.pace == "live" or isinstance(batch, Points):
                yield layer, painter

    def shown(self) -> Iterator[tuple[float, Batch]]:
        """Opacity and data of everything that :meth:`moving` draws."""
        for layer in self._layers:
            if layer.visible and layer.opacity > 0:
                for batch in layer.batches():
                    if (layer.pace == "live" or isinstance(batch, Points)) and _has_painter(layer, batch):
                        yield layer.opacity, batch

    def of(self, layer: Layer) -> list[BatchPainter]:
        """Painters of one layer, bottom first."""
        batches = [batch for batch in layer.batches() if _has_painter(layer, batch)]
        wanted = {id(batch) for batch in batches}
        old = self._painters.get(layer.key, [])
        current = {id(batch): painter for batch, painter in old if id(batch) in wanted}
        spare = [painter for batch, painter in old if id(batch) not in wanted]
        fresh: list[tuple[Batch, BatchPainter]] = []
        for batch in batches:
            painter = current.get(id(batch)) or next((painter for painter in spare if painter.accept(batch)), None)
            if painter in spare:
                spare.remove(painter)
            fresh.append((batch, painter or PAINTERS[type(batch)](batch, self._context)))
        for painter in spare:
            painter.close()
        self._painters[layer.key] = fresh
        return [painter for _, painter in fresh]

    def labels(self) -> list[Labels]:
        """Label batches of visible layers whose labels are written."""
        labelled = [layer for layer in self._layers if layer.visible and layer.labelled]
        return [batch for layer in labelled for batch in layer.batches() if isinstance(batch, Labels)]

    def close(self) -> None:
        """Release every painter."""
        for pairs in self._painters.values():
            for _, painter in pairs:
                painter.close()
        self._painters.clear()

    def _all(self) -> Iterator[tuple[Layer, Batch, BatchPainter]]:
        for layer in self._layers:
            if layer.visible and layer.opacity > 0:
                painters = self.of(layer)
                batches = [batch for batch, _ in self._painters[layer.key]]
                for batch, painter in zip(batches, painters, strict=True):
                    yield layer, batch, painter


def _has_painter(layer: Layer, batch: Batch) -> bool:
    return type(batch) in PAINTERS and not (layer.pace == "live" and isinstance(batch, Field))
