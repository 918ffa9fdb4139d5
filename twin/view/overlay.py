"""Everything painted over the frame: pins, labels and the selection.  It follows live data without a new frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen

from layers.base import Layer
from layers.batches import F64, Batch, Labels, Lines, Points, Polygons
from layers.focus import Selection
from layers.style import StyleSheet
from twin.view.actors.labels import MOST, LabelsOverlay
from twin.view.actors.points import Heads, PointsOverlay
from twin.view.glyphs import Glyphs
from twin.view.picture import gather
from twin.view.room import Room
from twin.view.screen import Screen

BEAM_PX = 150.0
LARGE_PX = 9.5
"""Labels keep away from pins with heads of at least this radius."""
FEATURE_STEP_M = 60.0


OVERLAYS: Mapping[type[Batch], Callable[[Any, StyleSheet, Glyphs], PointsOverlay | LabelsOverlay]] = {
    Points: PointsOverlay,
    Labels: LabelsOverlay,
}
"""What shows each kind of batch that is painted over the frame."""


class Overlay:
    """Paints the points and labels of the visible layers, and what is selected."""

    def __init__(self, styles: StyleSheet, ratio: float) -> None:
        self._styles = styles
        self._glyphs = Glyphs(ratio)
        self._shown: dict[int, tuple[Batch, PointsOverlay | LabelsOverlay]] = {}
        self.heads: list[tuple[str, Heads]] = []
        """What stood where at the last painting, by layer key; the last lies on top."""

    def paint(self, painter: QPainter, screen: Screen, layers: Iterable[Layer], selection: Selection | None) -> None:
        """Paint everything that moves or is written."""
        self.heads = []
        shown: dict[int, tuple[Batch, PointsOverlay | LabelsOverlay]] = {}
        labels: list[LabelsOverlay] = []
        visible = [layer for layer in layers if layer.visible]
        if selection is not None:
            self._paint_selection(painter, screen, visible, selection)
        for layer in visible:
            painter.setOpacity(layer.opacity)
            for batch in layer.batches():
                if type(batch) not in OVERLAYS:
                    continue
                known = self._shown.get(id(batch))
                part = known[1] if known else OVERLAYS[type(batch)](batch, self._styles, self._glyphs)
                shown[id(batch)] = (batch, part)
                if isinstance(part, PointsOverlay):
                    self.heads.append((layer.key, part.paint(painter, screen)))
                else:
                    labels.append(part)
        painter.setOpacity(1.0)
        self._shown = shown
        _paint_labels(painter, screen, labels, [heads for _, heads in self.heads])

    def head_at(self, x: float, y: float) -> tuple[str, str] | None:
        """Layer key and id of the pin under a pixel, the topmost."""
        for layer, heads in reversed(self.heads):
            hit = np.flatnonzero(np.hypot(heads.xy[:, 0] - x, heads.xy[:, 1] - y) <= heads.radius)
            if len(hit):
                return layer, str(heads.ids[hit[-1]])
        return None

    def _paint_selection(self, painter: QPainter, screen: Screen, visible: list[Layer], selection: Selection) -> None:
        color = QColor(self._styles["selection"].outline[:7])
        for layer in (layer for layer in visible if layer.key == selection.layer):
            beams: list[F64] = []
            for batch in layer.batches():
                if isinstance(batch, Points):
                    beams.append(batch.xy_m[np.isin(batch.ids.astype(str), selection.ids)])
                elif isinstance(batch, Polygons | Lines):
                    _paint_outline(painter, screen, batch, selection, color)
            for xy_m in np.unique(np.concatenate(beams), axis=0) if beams else ():
                _paint_beam(painter, screen, xy_m, color)


def _paint_labels(painter: QPainter, screen: Screen, labels: list[LabelsOverlay], pins: list[Heads]) -> None:
    """The most important labels that find a free place beside the large pins."""
    boxes = [np.empty((0, 4))]
    for heads in pins:
        large = heads.radius >= LARGE_PX
        xy, radius = heads.xy[large], heads.radius[large, None]
        boxes.append(np.hstack([xy - radius, xy + radius]))
    room = Room(np.concatenate(boxes))
    found = [(label.priority, n, label) for n, part in enumerate(labels) for label in part.candidates(screen)]
    painted = 0
    for _, n, label in sorted(found, key=lambda entry: -entry[0]):
        painted += labels[n].paint(painter, label, room)
        if painted == MOST:
            return


def _paint_outline(
    painter: QPainter, screen: Screen, batch: Polygons | Lines, selection: Selection, color: QColor
) -> None:
    """The selected shapes' edges on the ground; faint behind hills."""
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
            ink = QColor(color)
            ink.setAlpha(alpha)
            painter.setPen(QPen(ink, width, c=Qt.PenCapStyle.RoundCap))
            painter.drawLines([QLineF(*placed.xy[n], *placed.xy[n + 1]) for n in np.flatnonzero(part)])


def _dense(xy_m: F64) -> F64:
    """The line with a vertex at least every FEATURE_STEP_M, so that it follows the ground."""
    if len(xy_m) < 2:
        return xy_m
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(xy_m, axis=0), axis=1))])
    at = np.union1d(along, np.arange(0.0, along[-1], max(FEATURE_STEP_M, along[-1] / 3_000)))
    return np.column_stack([np.interp(at, along, xy_m[:, 0]), np.interp(at, along, xy_m[:, 1])])


def _paint_beam(painter: QPainter, screen: Screen, xy_m: F64, color: QColor) -> None:
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
