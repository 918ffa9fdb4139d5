"""Everything painted over the frame: pins, labels and the selection.  It follows live data without a new frame."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from layers.base import Layer
from layers.batches import Batch, Labels, Lines, Points, Polygons
from layers.focus import Selection
from layers.style import StyleSheet
from twin.view.actors.labels import MOST, LabelsOverlay
from twin.view.actors.points import Head, PointsOverlay
from twin.view.glyphs import Glyphs
from twin.view.picture import gather
from twin.view.screen import Screen

BEAM_PX = 150.0
FEATURE_STEP_M = 60.0


class Overlay:
    """Paints the points and labels of the visible layers, and what is selected."""

    def __init__(self, styles: StyleSheet, ratio: float) -> None:
        self._styles = styles
        self._ratio = ratio
        self._glyphs = Glyphs(ratio)
        self._points: dict[int, tuple[Batch, PointsOverlay]] = {}
        self._labels: dict[int, tuple[Batch, LabelsOverlay]] = {}
        self.heads: list[tuple[Head, str]] = []
        """What stood where at the last painting, with its layer's key; the last lies on top."""

    def paint(self, painter: QPainter, screen: Screen, layers: Iterable[Layer], selection: Selection | None) -> None:
        """Paint everything that moves or is written."""
        self.heads = []
        points: dict[int, tuple[Batch, PointsOverlay]] = {}
        labels: dict[int, tuple[Batch, LabelsOverlay]] = {}
        layers = list(layers)
        if selection is not None:
            self._paint_shapes(painter, screen, [layer for layer in layers if layer.key == selection.layer], selection)
        for layer in layers:
            if not layer.visible:
                continue
            painter.setOpacity(layer.opacity)
            for batch in layer.batches():
                if isinstance(batch, Points):
                    entry = self._points.get(id(batch)) or (batch, PointsOverlay(batch, self._styles, self._glyphs))
                    points[id(batch)] = entry
                    self.heads += [(head, layer.key) for head in entry[1].paint(painter, screen)]
                elif isinstance(batch, Labels):
                    known = self._labels.get(id(batch))
                    labels[id(batch)] = known or (batch, LabelsOverlay(batch, self._styles, self._ratio))
        painter.setOpacity(1.0)
        self._points, self._labels = points, labels
        self._paint_labels(painter, screen)

    def head_at(self, x: float, y: float) -> tuple[str, str] | None:
        """Layer key and id of the pin under a pixel, the topmost."""
        for head, layer in reversed(self.heads):
            if (head.x - x) ** 2 + (head.y - y) ** 2 <= head.radius**2:
                return layer, head.item_id
        return None

    def _paint_labels(self, painter: QPainter, screen: Screen) -> None:
        found = [
            (priority, overlay, number, x, y)
            for _, overlay in self._labels.values()
            for priority, number, x, y in overlay.candidates(screen)
        ]
        found.sort(key=lambda label: -label[0])
        taken: list[QRectF] = []
        for _, overlay, number, x, y in found[: MOST * 4]:
            if len(taken) >= MOST:
                break
            overlay.paint(painter, number, x, y, taken)

    def _paint_shapes(self, painter: QPainter, screen: Screen, layers: list[Layer], selection: Selection) -> None:
        color = QColor(self._styles["selection"].outline[:7])
        for layer in layers:
            beams: list[np.ndarray] = []
            for batch in layer.batches():
                if isinstance(batch, Points):
                    beams.append(batch.xy_m[np.isin(batch.ids.astype(str), selection.ids)])
                elif isinstance(batch, Polygons | Lines):
                    self._paint_outline(painter, screen, batch, selection, color)
            for xy_m in np.unique(np.concatenate(beams), axis=0) if beams else ():
                _paint_beam(painter, screen, xy_m, color)

    def _paint_outline(self, painter: QPainter, screen: Screen, batch: Polygons | Lines, selection: Selection, color: QColor) -> None:
        chosen = np.flatnonzero(np.isin(batch.ids.astype(str), selection.ids))
        if not len(chosen):
            return
        if isinstance(batch, Polygons):
            chosen, _ = gather(batch.parts, chosen)
            starts = batch.rings
        else:
            starts = batch.starts
        for run in chosen:
            xy_m = _dense(batch.xy_m[starts[run] : starts[run + 1]])
            placed = screen.place(xy_m, lift_m=1.0)
            both = placed.ahead[:-1] & placed.ahead[1:]
            seen = both & placed.seen[:-1] & placed.seen[1:]
            for part, alpha, width in ((both, 60, 1.2), (seen, 70, 8.0), (seen, 255, 2.2)):
                painter.setPen(QPen(QColor(color.red(), color.green(), color.blue(), alpha), width, c=Qt.PenCapStyle.RoundCap))
                painter.drawLines([QLineF(*placed.xy[n], *placed.xy[n + 1]) for n in np.flatnonzero(part)])


def _dense(xy_m: np.ndarray) -> np.ndarray:
    """The line with a vertex at least every FEATURE_STEP_M, so that it follows the ground."""
    if len(xy_m) < 2:
        return xy_m
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(xy_m, axis=0), axis=1))])
    at = np.union1d(along, np.arange(0.0, along[-1], max(FEATURE_STEP_M, along[-1] / 3_000)))
    return np.column_stack([np.interp(at, along, xy_m[:, 0]), np.interp(at, along, xy_m[:, 1])])


def _paint_beam(painter: QPainter, screen: Screen, xy_m: np.ndarray, color: QColor) -> None:
    """A column of light with halo rings where a selected point stands; faint behind hills."""
    placed = screen.place(xy_m)
    if not placed.ahead[0]:
        return
    x, y = placed.xy[0]
    strength = 1.0 if placed.seen[0] else 0.35
    beam = QLinearGradient(QPointF(x, y), QPointF(x, y - BEAM_PX))
    bright, clear = QColor(color), QColor(color)
    bright.setAlphaF(0.85 * strength)
    clear.setAlphaF(0.0)
    beam.setColorAt(0, bright)
    beam.setColorAt(1, clear)
    painter.fillRect(QRectF(x - 2.5, y - BEAM_PX, 5, BEAM_PX), beam)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    flatness = max(0.25, np.sin(np.radians(screen.camera.down_deg)))
    for radius, share in ((11.0, 1.0), (19.0, 0.55), (28.0, 0.25)):
        ring = QColor(color)
        ring.setAlphaF(share * strength)
        painter.setPen(QPen(ring, 2.2))
        painter.drawEllipse(QPointF(x, y), radius, radius * flatness)
