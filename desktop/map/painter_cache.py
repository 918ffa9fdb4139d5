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
        self._batches: dict[str, tuple[Batch, ...]] = {}
        """Of each layer, those that its painters are for: every frame asks for all, of which few are new."""

    def still(self) -> list[Layer]:
        """Visible layers whose picture is cached, bottom first."""
        return [layer for layer in self._layers if layer.pace == "still" and layer.visible and layer.opacity > 0]

    def ground(self, layer: Layer) -> list[BatchPainter]:
        """Painters of a still layer's picture: all but its points."""
        return [painter for batch, painter in self._of(layer) if not isinstance(batch, Points)]

    def moving(self) -> Iterator[tuple[Layer, BatchPainter]]:
        """Painters of everything that is drawn in each frame; fields of live layers are not: see LiveFields."""
        for layer, batch, painter in self._drawn():
            if layer.pace == "live" or isinstance(batch, Points):
                yield layer, painter

    def shown(self) -> Iterator[tuple[float, Batch]]:
        """Opacity and data of everything that :meth:`moving` draws."""
        for layer, batch, _ in self._drawn():
            if layer.pace == "live" or isinstance(batch, Points):
                yield layer.opacity, batch

    def of(self, layer: Layer) -> list[BatchPainter]:
        """Painters of one layer, bottom first."""
        return [painter for _, painter in self._of(layer)]

    def _of(self, layer: Layer) -> list[tuple[Batch, BatchPainter]]:
        provided = layer.batches()
        if self._batches.get(layer.key) == provided:  # the same objects
            return self._painters[layer.key]
        self._batches[layer.key] = provided
        batches = [batch for batch in provided if _has_painter(layer, batch)]
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
        return fresh

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
        self._batches.clear()

    def _drawn(self) -> Iterator[tuple[Layer, Batch, BatchPainter]]:
        for layer in self._layers:
            if layer.visible and layer.opacity > 0:
                for batch, painter in self._of(layer):
                    yield layer, batch, painter


def _has_painter(layer: Layer, batch: Batch) -> bool:
    return type(batch) in PAINTERS and not (layer.pace == "live" and isinstance(batch, Field))
