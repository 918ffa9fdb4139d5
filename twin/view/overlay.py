"""Everything painted over the frame: pins, labels and the selection.  It follows live data without a new frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen

from drawing.pulse import few, opacity_at, size_at
from layers.base import Layer
from layers.batches import F64, Batch, GatheredPoints, Labels, Lines, Points, Polygons
from layers.focus import MapPoint, Selection
from layers.runs import gather
from layers.style import StyleSheet
from twin.view.actors.gathered_points import GatheredOverlay
from twin.view.actors.ground_lines import GroundLines
from twin.view.actors.labels import LabelsOverlay
from twin.view.actors.points import PinHits, PointsOverlay, place_pins
from twin.view.area_counts import AreaCounts
from twin.view.pin_atlas import PinAtlases
from twin.view.screen import Screen
from twin.view.screen_labels import ScreenLabels

_SHAPES = (Lines, Polygons)
BEAM_PX = 150.0
STEP_PX = 4.0
"""An outline has a vertex this often in the middle of the view, so that it follows the ground."""


OVERLAYS: Mapping[type[Batch], Callable[[Any, StyleSheet, PinAtlases], PointsOverlay | LabelsOverlay]] = {
    Points: PointsOverlay,
    GatheredPoints: GatheredOverlay,
    Labels: lambda batch, styles, _: LabelsOverlay(batch, styles),
}
"""What shows each kind of batch that is painted over the frame."""


class Overlay:
    """Paints the points and labels of the visible layers, the lines and outlines of live ones, and the selection.

    Everything is placed when the screen or its batch changes; another painting only draws.
    ``styles`` and ``scale`` are those of the interface; ``moves``: whether anything may move.
    """

    def __init__(
        self, styles: StyleSheet, ratio: float, scale: float, moves: Callable[[], bool] = lambda: True
    ) -> None:
        self._styles = styles
        self._scale = scale
        self._atlases = PinAtlases(ratio, scale)
        self._shown: dict[int, tuple[Batch, PointsOverlay | LabelsOverlay]] = {}
        self._lines: dict[int, tuple[Batch, GroundLines]] = {}
        self._pins: dict[tuple[type[Batch], tuple[str, ...]], PointsOverlay] = {}
        """The last overlay of each kind of points with each list of styles."""
        self.heads: list[tuple[str, PinHits]] = []
        """Positions of the pins at the last painting, by layer key; the last is on top."""
        self._moves = moves
        self._parts: list[tuple[float, PointsOverlay | GroundLines]] = []
        """What was arranged last, from below to above, with the opacities of the layers."""
        self._below = 0
        """So many of these are below or among what glides."""
        self._visible: list[Layer] = []
        self.moving_boxes: list[QRectF] = []
        """Of all that :meth:`paint_moving` painted, whatever the moment."""
        self.labels = ScreenLabels(ratio, scale)
        self._counts = AreaCounts(self._atlases.dpr)
        self._outlines: list[tuple[QPainterPath, QPainterPath]] = []
        self._outlines_for: list[object] = []

    @property
    def controls(self) -> tuple[QRectF, ...]:
        """Boxes of what lies over the view, such as buttons: neither labels nor counts are there."""
        return self.labels.controls

    @controls.setter
    def controls(self, boxes: tuple[QRectF, ...]) -> None:
        if boxes != self.labels.controls:
            self.labels.controls = self._counts.controls = boxes

    def key(
        self, screen: Screen, layers: Iterable[Layer], selection: Selection | None, places: Sequence[MapPoint] = ()
    ) -> list[object]:
        """Everything that decides what :meth:`paint` paints, but for the time."""
        visible = [layer for layer in layers if layer.visible]
        batches = [(layer.opacity, _over(layer)) for layer in visible]
        chosen = [layer.batches() for layer in visible if selection is not None and layer.key == selection.layer]
        return [screen, selection, places, chosen, batches]

    def arrange(self, screen: Screen, layers: Iterable[Layer]) -> None:
        """Place everything that moves or is written on this screen."""
        self._visible = [layer for layer in layers if layer.visible]
        over = [(layer, batch) for layer in self._visible for batch in _over(layer)]
        shown: dict[int, tuple[Batch, PointsOverlay | LabelsOverlay]] = {
            id(batch): (batch, self._overlay_of(batch)) for _, batch in over if isinstance(batch, (Points, Labels))
        }
        place_pins(screen, [part for _, part in shown.values() if isinstance(part, PointsOverlay)])
        lines: dict[int, tuple[Batch, GroundLines]] = {}
        self.heads, self._parts, self._below = [], [], 0
        for layer, batch in over:
            if isinstance(batch, Lines | Polygons):
                lines[id(batch)] = self._lines.get(id(batch)) or (batch, GroundLines(batch, self._styles))
                self._parts.append((layer.opacity, lines[id(batch)][1]))
                continue
            part = shown[id(batch)][1]
            if isinstance(part, PointsOverlay):
                self.heads.append((layer.key, part.heads(screen)))
                self._parts.append((layer.opacity, part))
                if part.send_off(screen, moves=self._moves()):
                    self._below = len(self._parts)
        self._shown, self._lines = shown, lines

    @property
    def glides(self) -> bool:
        """Whether anything was on its way when it was arranged."""
        return self._below > 0

    def paint_below(self, painter: QPainter, screen: Screen, selection: Selection | None) -> None:
        """Paint what stands still and is not above what glides; nothing where nothing does."""
        if self.glides:
            self._paint_still(painter, screen, self._parts[: self._below], selection)

    def paint_gliding(self, painter: QPainter, screen: Screen) -> None:
        """Paint units on their way where they are by now."""
        for opacity, part in self._parts[: self._below]:
            if isinstance(part, PointsOverlay) and not part.swells:
                painter.setOpacity(opacity)
                part.paint_on_way(painter, screen)
        painter.setOpacity(1.0)

    def paint(
        self, painter: QPainter, screen: Screen, selection: Selection | None, places: Sequence[MapPoint] = (),
        *, now_ms: int,
    ) -> bool:  # fmt: skip
        """Paint what stands still above that, and everything that is written; ``places`` are marked; ``now_ms`` on the
        monotonic clock.

        Returns whether it would be the same again.
        """
        self._paint_still(painter, screen, self._parts[self._below :], None if self.glides else selection)
        pins = [heads for _, heads in self.heads]
        parts = [part for _, part in self._shown.values()]
        self.labels.paint(painter, screen, [part for part in parts if isinstance(part, LabelsOverlay)], pins, now_ms)
        points = [part for part in parts if isinstance(part, PointsOverlay)]
        self._counts.paint(painter, screen, points, pins, [label.box for label in self.labels.placed])
        for place in places:
            _paint_beam(painter, screen, np.array([place]), QColor(self._styles["marked"].color), self._scale)
        return not self.labels.unfinished

    def _paint_still(
        self, painter: QPainter, screen: Screen, parts: Iterable[tuple[float, PointsOverlay | GroundLines]],
        selection: Selection | None,
    ) -> None:  # fmt: skip
        if selection is not None:
            self._paint_selection(painter, screen, self._visible, selection)
        for opacity, part in parts:
            if not (isinstance(part, PointsOverlay) and part.swells):
                painter.setOpacity(opacity)
                part.paint(painter, screen)
        painter.setOpacity(1.0)

    def paint_moving(self, painter: QPainter, screen: Screen, phase: float) -> None:
        """Paint the marks of what is new above everything else; ``phase`` (0-1) is that of the pulse."""
        painter.save()
        boxes: list[QRectF] = []
        for opacity, part in self._parts:
            if not isinstance(part, PointsOverlay):
                continue
            if part.swells:
                painter.setOpacity(opacity * opacity_at(phase))
                part.paint(painter, screen, size_at(phase))
                boxes += part.pulse_boxes(screen)
            else:
                boxes += part.way_boxes(screen)
        self.moving_boxes = few(boxes)
        painter.restore()

    def _overlay_of(self, batch: Batch) -> PointsOverlay | LabelsOverlay:
        known = self._shown.get(id(batch))
        return known[1] if known else self._part(batch)

    def _part(self, batch: Batch) -> PointsOverlay | LabelsOverlay:
        """The overlay of a batch: live ones are replaced at every change and reuse the styles of the previous one."""
        if not isinstance(batch, Points):
            return OVERLAYS[type(batch)](batch, self._styles, self._atlases)
        known = self._pins.get((type(batch), batch.styles))
        part = OVERLAYS[type(batch)](batch, self._styles, self._atlases) if known is None else known.like(batch)
        assert isinstance(part, PointsOverlay)
        self._pins[type(batch), batch.styles] = part
        return part

    def heads_at(self, x: float, y: float) -> Iterator[tuple[str, str]]:
        """Layer keys and ids of the pins under a pixel, the topmost first; of one thing there can be several."""
        for layer, heads in reversed(self.heads):
            near = np.hypot(heads.xy[:, 0] - x, heads.xy[:, 1] - y) <= heads.radius
            found = heads.of.ids[heads.rows[np.flatnonzero(near)[::-1]]]
            yield from ((layer, str(item_id)) for item_id in found if item_id != "")

    def _paint_selection(self, painter: QPainter, screen: Screen, visible: list[Layer], selection: Selection) -> None:
        color = QColor(self._styles["selection"].outline[:7])
        batches = [batch for layer in visible if layer.key == selection.layer for batch in layer.batches()]
        shapes = [batch for batch in batches if isinstance(batch, Polygons | Lines)]
        key: list[object] = [screen, selection, *shapes]
        if not _same(key, self._outlines_for):
            self._outlines_for = key
            self._outlines = [outline for batch in shapes for outline in _outlines(screen, batch, selection)]
        for whole, seen in self._outlines:
            for path, alpha, width in ((whole, 60, 1.2), (seen, 70, 8.0), (seen, 255, 2.2)):
                ink = QColor(color)
                ink.setAlpha(alpha)
                painter.strokePath(path, QPen(ink, width * self._scale, j=Qt.PenJoinStyle.RoundJoin))
        beams = [batch.xy_m[batch.rows_of(selection.ids)] for batch in batches if isinstance(batch, Points)]
        for xy_m in np.unique(np.concatenate(beams), axis=0) if beams else ():
            _paint_beam(painter, screen, xy_m, color, self._scale)


def _over(layer: Layer) -> list[Batch]:
    """The batches of a layer that are painted over the frame."""
    live, labelled = layer.pace == "live", layer.labelled
    return [
        batch for batch in layer.batches()
        if isinstance(batch, Points) or (labelled if isinstance(batch, Labels) else live and isinstance(batch, _SHAPES))
    ]  # fmt: skip


def _same(a: Sequence[object], b: Sequence[object]) -> bool:
    """Whether two lists hold the same objects."""
    return len(a) == len(b) and all(x is y for x, y in zip(a, b, strict=True))


def _outlines(screen: Screen, batch: Polygons | Lines, selection: Selection) -> list[tuple[QPainterPath, QPainterPath]]:
    """Paths of the selected shapes' edges on the ground: whole, and where no hill hides them."""
    chosen = np.flatnonzero(np.isin(batch.ids.astype(str), selection.ids))
    if not len(chosen):
        return []
    if isinstance(batch, Polygons):
        chosen, _ = gather(batch.parts, chosen)
        starts = batch.rings
    else:
        starts = batch.starts
    paths = []
    for run in chosen:
        placed = screen.place(dense(batch.xy_m[starts[run] : starts[run + 1]], screen.m_per_px * STEP_PX), lift_m=1.0)
        both = placed.ahead[:-1] & placed.ahead[1:]
        seen = both & placed.seen[:-1] & placed.seen[1:]
        x, y = np.ascontiguousarray(placed.xy[:, 0]), np.ascontiguousarray(placed.xy[:, 1])
        whole, visible = (arrayToQPath(x, y, np.append(part, False).astype(np.int32)) for part in (both, seen))
        paths.append((whole, visible))
    return paths


def dense(xy_m: F64, step_m: float) -> F64:
    """The line with a vertex at least every ``step_m``, so that it follows the ground."""
    if len(xy_m) < 2:
        return xy_m
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(xy_m, axis=0), axis=1))])
    at = np.union1d(along, np.arange(0.0, along[-1], max(step_m, along[-1] / 3_000)))
    return np.column_stack([np.interp(at, along, xy_m[:, 0]), np.interp(at, along, xy_m[:, 1])])


def _paint_beam(painter: QPainter, screen: Screen, xy_m: F64, color: QColor, scale: float) -> None:
    """A column of light with halo rings at a selected point or a marked place; faint behind hills."""
    placed = screen.place(xy_m)
    if not placed.ahead[0]:
        return
    x, y = placed.xy[0]
    strength = 1.0 if placed.seen[0] else 0.35
    height = BEAM_PX * scale * screen.pin_scale
    beam = QLinearGradient(QPointF(x, y), QPointF(x, y - height))
    bright, clear = QColor(color), QColor(color)
    bright.setAlphaF(0.85 * strength)
    clear.setAlphaF(0.0)
    beam.setColorAt(0, bright)
    beam.setColorAt(1, clear)
    painter.fillRect(QRectF(x - 2.5 * scale, y - height, 5 * scale, height), beam)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    flatness = max(0.25, np.sin(np.radians(screen.camera.down_deg)))
    for radius, share in ((11.0, 1.0), (19.0, 0.55), (28.0, 0.25)):
        ring = QColor(color)
        ring.setAlphaF(share * strength)
        painter.setPen(QPen(ring, 2.2 * scale))
        radius *= scale * screen.pin_scale
        painter.drawEllipse(QPointF(x, y), radius, radius * flatness)
