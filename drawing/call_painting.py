"""How a call looks on a map and in a twin: the picture darker by a third, rings that run out from its place, the ways
of units as light, and one label; at the edge, what waits besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from county.names import BETWEEN
from drawing.call_show import MOVING_MS, CallShow
from drawing.chunks import clipped
from drawing.viewport import Bounds
from layers.batches import F64
from layers.point_queries import inside
from layers.shown_call import CallWay, ShownCall

DIMMED, DIM_MS = 1 / 3, 400
RING_MS, RING_PX, RESTING_PX = 1_500, 190.0, 17.0
"""A ring runs out so far in this time; one stays at the place."""
RING_WIDTH_PX = 2.2
TITLE_PX, TEXT_PX = 17.0, 14.0
WIDEST_PX = 460.0
WIDTHS = 1.0, 0.85, 0.7, 0.55
"""Of the widest label, for one that would lie over the controls of a narrow pane."""
AWAY_PX, PAD_PX, EDGE_PX = 34.0, 9.0, 12.0
"""From the place to the label, inside the label, and from the edge of the pane."""
APART_PX = 40.0
"""Ways that are nearer to each other look like one."""
SIDES = ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1))
"""Where the text is from such a place: to the right and down."""
PLACES = 40
"""Places along a way where its text may be."""
STEPS = 24
"""Places from left to right where the label may be."""
URGENT = QColor("#ff4d4d")
LIGHT = QColor("#8fe9ff")
PLATE, INK, SOFT_INK = QColor(8, 14, 22, 232), QColor("#ffffff"), QColor("#c6d8ea")
FLAT_PX = 0.3
"""A vertex of a way that is so near the line between its neighbours is not drawn."""
GLOWS = ((11.0, 26), (6.0, 60), (2.4, 245))
"""Width and alpha of the strokes of a way, from below."""


Shown = NDArray[np.bool_]


class Projection(Protocol):
    """Pixels (n, 2) of places (n, 2) in metres, and which (n,) are before the eye and not hidden by the ground."""

    def __call__(self, xy_m: F64) -> tuple[F64, Shown]: ...


@dataclass(frozen=True)
class CallSight:
    """Where one view shows things: its box, what lies over it, and how flat a circle on the ground is there (1: a
    circle).  ``scale`` is the interface's.

    ``view`` equals that of another sight with the same projection; ``bounds_m`` is around all ground that it can show.
    """

    box: QRectF
    controls: Sequence[QRectF]
    view: object
    bounds_m: Bounds
    project: Projection
    flatness: float
    scale: float


class PlacedWay(NamedTuple):
    """Places (n, 2) of a way that are shown, in pixels from the unit on, and the lines through them."""

    xy: F64
    lines: list[QPolygonF]


class PlacedCall:
    """Where the label of a call, its ways and their texts are in one view.  They are found once for each view, when the
    ways are grown."""

    def __init__(self) -> None:
        self._label_of: object = None
        self._label: tuple[QRectF, list[str]] = QRectF(), []
        self._ways: tuple[CallWay, ...] = ()
        self._view: object = None
        self._grown = 0.0
        self._placed: list[PlacedWay] = []
        self._clear_of: list[QRectF] | None = None
        """What the texts keep clear of; None: they have no places yet."""
        self._plates: list[QRectF | None] = []

    def of(self, ways: tuple[CallWay, ...], grown: float, sight: CallSight) -> list[PlacedWay]:
        """The grown part of each way."""
        if (ways, grown, sight.view) != (self._ways, self._grown, self._view):
            self._placed = [_placed(grown_part(way.xy_m, grown), sight) for way in ways]
            self._ways, self._grown, self._view = ways, grown, sight.view
            self._clear_of = None
        return self._placed

    def label(self, call: ShownCall, at: QPointF, sight: CallSight) -> tuple[QRectF, list[str]]:
        """The box of the label of a call that is ``at`` a pixel, and its lines as they have room."""
        of = (call, at, sight.box, list(sight.controls), sight.scale)
        if of != self._label_of:
            self._label_of, self._label = of, _placed_label(call, at, sight)
        return self._label

    def plates(self, sight: CallSight, taken: Sequence[QRectF]) -> list[QRectF | None]:
        """The place of each way's text, clear of what is ``taken``; None where there is none."""
        if self._clear_of != taken:
            self._clear_of, self._plates = list(taken), []
            metrics = QFontMetricsF(_font(TEXT_PX * sight.scale, bold=True))
            for number, way in enumerate(self._ways):
                others = [placed.xy for other, placed in enumerate(self._placed) if other != number]
                plate = arrival_plate(
                    self._placed[number].xy, others, _plate_size(way.text, metrics, sight.scale), sight,
                    [*taken, *filter(None, self._plates)],
                )  # fmt: skip
                self._plates.append(plate)
        return self._plates


def paint_call(painter: QPainter, show: CallShow, sight: CallSight, placed: PlacedCall) -> None:
    """Paint what the pane shows of the present call, and what waits; ``placed`` is the view's."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    call, waiting = show.call, show.waiting
    taken: list[QRectF] = list(sight.controls)
    if call is not None:
        if not show.still:
            dark = QColor(2, 6, 12)
            dark.setAlphaF(DIMMED * _eased(show.elapsed_ms / DIM_MS))
            painter.fillRect(sight.box, dark)
        (place,), seen = sight.project(np.array([call.place]))
        at = QPointF(*place.tolist())
        label = None
        if seen[0] and sight.box.contains(at):
            ring = RESTING_PX * sight.scale
            label = placed.label(call, at, sight)
            plate, _ = label
            taken += [plate, QRectF(at.x() - ring, at.y() - ring, 2 * ring, 2 * ring)]
        elif show.still:  # the view does not go there
            waiting = BETWEEN.join(call.lines)
        if waiting:
            taken.append(waiting_plate(waiting, sight.box, sight.controls, sight.scale))
        ways = [] if show.still else placed.of(call.ways, show.grown, sight)
        for way in ways:
            _paint_way(painter, way, sight)
        if label is not None:  # above the ways: it has to be read
            _paint_label(painter, *label, at, sight.scale)
        if ways and show.grown >= 1.0:  # while they grow their texts would jump along
            for of, free in zip(call.ways, placed.plates(sight, taken), strict=True):
                _paint_arrival(painter, of.text, free, sight)
        if seen[0]:
            _paint_rings(painter, at, show, sight)
    if waiting:
        _paint_waiting(painter, waiting, sight)
    painter.restore()


def _eased(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return part * part * (3 - 2 * part)


def _paint_rings(painter: QPainter, at: QPointF, show: CallShow, sight: CallSight) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    part = show.elapsed_ms % RING_MS / RING_MS
    rings = [(RESTING_PX, 1.0)]
    if show.elapsed_ms < MOVING_MS:
        rings.append((RESTING_PX + (RING_PX - RESTING_PX) * (1 - (1 - part) ** 2), 1.0 - part))
    for radius, alpha in rings:
        ink = QColor(URGENT)
        ink.setAlphaF(alpha)
        painter.setPen(QPen(ink, RING_WIDTH_PX * sight.scale))
        painter.drawEllipse(at, radius * sight.scale, radius * sight.scale * sight.flatness)


def _paint_way(painter: QPainter, way: PlacedWay, sight: CallSight) -> None:
    """The glow of a way, from the unit on."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, alpha in GLOWS:
        ink = QColor(LIGHT)
        ink.setAlpha(alpha)
        pen = QPen(ink, width * sight.scale, j=Qt.PenJoinStyle.RoundJoin, c=Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for line in way.lines:
            painter.drawPolyline(line)


def _paint_arrival(painter: QPainter, text: str, plate: QRectF | None, sight: CallSight) -> None:
    """The text of a way at its place, if it has one."""
    if plate is not None:
        _paint_plate(painter, plate, LIGHT, sight.scale)
        painter.setFont(_font(TEXT_PX * sight.scale, bold=True))
        painter.setPen(INK)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _plate_size(text: str, metrics: QFontMetricsF, scale: float) -> tuple[float, float]:
    return metrics.horizontalAdvance(text) + 2 * PAD_PX * scale, metrics.height() + PAD_PX * scale


def grown_part(xy_m: F64, grown: float) -> F64:
    """The first part of a line (k, 2), ``grown`` 0 to 1 of its length."""
    if grown >= 1.0:
        return xy_m
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy_m, axis=0).T))])
    end = along[-1] * grown
    before = xy_m[along < end]
    return np.vstack([before, [[np.interp(end, along, xy_m[:, axis]) for axis in (0, 1)]]])


def _placed(xy_m: F64, sight: CallSight) -> PlacedWay:
    """A line (k, 2) in the view, cut off where the view ends before it is projected."""
    inside = clipped(xy_m, np.array([0, len(xy_m)]), sight.bounds_m)
    first = np.flatnonzero(inside.opens)
    places, lines = [np.empty((0, 2))], []
    for start, end in zip(first.tolist(), [*first[1:].tolist(), len(inside.ends)], strict=False):
        xy, shown = sight.project(np.vstack([inside.ends[start, :1], inside.ends[start:end, 1]]))
        places.append(xy[shown])
        lines += _runs(xy, shown)
    return PlacedWay(np.concatenate(places), lines)


def _runs(xy: F64, shown: Shown) -> list[QPolygonF]:
    """The parts of a line that are shown, without the vertices that nobody would miss: each is stroked three times."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(shown, dtype=np.int8), [0]])))
    runs = (xy[start:end] for start, end in edges.reshape(-1, 2).tolist() if end - start > 1)
    lines = (shapely.get_coordinates(shapely.simplify(shapely.linestrings(run), FLAT_PX)) for run in runs)
    return [QPolygonF([QPointF(x, y) for x, y in line.tolist()]) for line in lines]


def arrival_plate(
    course: F64, others: Sequence[F64], size: tuple[float, float], sight: CallSight, taken: Sequence[QRectF]
) -> QRectF | None:
    """Where the text of a way lies: at its first place in the view where it runs apart from the others, else at its
    first place; beside all ways, with room between it and what lies there already, else as it can.  None where the view
    is full."""
    if len(course) < 2:
        return None
    width, height = size
    inner = sight.box.adjusted(EDGE_PX, EDGE_PX, -EDGE_PX, -EDGE_PX)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(course, axis=0).T))])
    at = np.linspace(0.0, length[-1], PLACES)
    along = np.column_stack([np.interp(at, length, course[:, axis]) for axis in (0, 1)])
    besides = np.vstack([np.empty((0, 2)), *others])
    ways, near = np.vstack([along, besides]), APART_PX * sight.scale
    apart = np.array([np.hypot(*(besides - place).T).min(initial=np.inf) >= near for place in along])
    gap = 6 * sight.scale
    for beside, room in ((True, height), (True, 0.0), (False, 0.0)):
        for x, y in np.vstack([along[apart], along[~apart]]).tolist():
            for right, down in SIDES:
                left, top = x - width / 2 + right * (width / 2 + gap), y - height / 2 + down * (height / 2 + gap)
                plate = QRectF(left, top, width, height)
                roomy = plate.adjusted(-room, -room, room, room)
                if not inner.contains(plate) or any(roomy.intersects(box) for box in taken):
                    continue
                if not (beside and len(inside(ways, plate.left(), plate.top(), plate.right(), plate.bottom()))):
                    return plate
    return None


def _label_fonts(lines: int, scale: float) -> list[QFont]:
    """Of the title and of the other lines of a label."""
    return [_font((TEXT_PX if row else TITLE_PX) * scale, bold=not row) for row in range(lines)]


def _placed_label(call: ShownCall, at: QPointF, sight: CallSight) -> tuple[QRectF, list[str]]:
    """The box of the one label of the call, beside its place, and its lines as they have room."""
    scale = sight.scale
    metrics = [QFontMetricsF(font) for font in _label_fonts(len(call.lines), scale)]
    widest = min(WIDEST_PX * scale, sight.box.width() - 2 * (EDGE_PX + PAD_PX) * scale)
    height = sum(metric.height() for metric in metrics)
    for part in WIDTHS:
        texts = [
            metric.elidedText(line, Qt.TextElideMode.ElideRight, part * widest)
            for line, metric in zip(call.lines, metrics, strict=True)
        ]
        width = max(metric.horizontalAdvance(text) for text, metric in zip(texts, metrics, strict=True))
        plate = _beside(at, width + 2 * PAD_PX * scale, height + 2 * PAD_PX * scale, sight)
        if not any(plate.intersects(box) for box in sight.controls):
            break
    return plate, texts


def _paint_label(painter: QPainter, plate: QRectF, texts: Sequence[str], at: QPointF, scale: float) -> None:
    near = QPointF(min(max(at.x(), plate.left()), plate.right()), min(max(at.y(), plate.top()), plate.bottom()))
    painter.setPen(QPen(URGENT, 1.4 * scale))
    painter.drawLine(at, near)
    _paint_plate(painter, plate, URGENT, scale)
    y = plate.top() + PAD_PX * scale
    for row, (text, font) in enumerate(zip(texts, _label_fonts(len(texts), scale), strict=True)):
        metric = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(SOFT_INK if row else INK)
        painter.drawText(QPointF(plate.left() + PAD_PX * scale, y + metric.ascent()), text)
        y += metric.height()


def _beside(at: QPointF, width: float, height: float, sight: CallSight) -> QRectF:
    """A place above or below a point, as near beside it as the view and the controls leave room; where they leave none,
    above it."""
    away = AWAY_PX * sight.scale
    inner = sight.box.adjusted(EDGE_PX, EDGE_PX, -EDGE_PX, -EDGE_PX)
    rightmost = max(inner.left(), inner.right() - width)
    wanted = at.x() + away
    lefts = sorted((wanted, at.x() - away - width, *np.linspace(inner.left(), rightmost, STEPS).tolist()),
                   key=lambda x: abs(x - wanted))  # fmt: skip
    tops = at.y() - away - height, at.y() + away
    places = [QRectF(x, y, width, height) for y in tops for x in lefts if inner.left() <= x <= rightmost]
    free = (
        plate for plate in places
        if inner.contains(plate) and not any(plate.intersects(box) for box in sight.controls)
    )  # fmt: skip
    return next(free, QRectF(rightmost, max(inner.top(), tops[0]), width, height))


def _paint_waiting(painter: QPainter, text: str, sight: CallSight) -> None:
    """What waits besides, on its plate."""
    plate = waiting_plate(text, sight.box, sight.controls, sight.scale)
    font = _font(TEXT_PX * sight.scale, bold=True)
    _paint_plate(painter, plate, URGENT, sight.scale)
    painter.setFont(font)
    painter.setPen(INK)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, _fitted(text, font, sight.box))


def waiting_plate(text: str, box: QRectF, controls: Sequence[QRectF], scale: float) -> QRectF:
    """Where it is said in the box of a view what waits: in the middle of the lower edge, above what lies there."""
    font = _font(TEXT_PX * scale, bold=True)
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(_fitted(text, font, box)) + 3 * PAD_PX * scale
    height = metrics.height() + PAD_PX * scale
    plate = QRectF(box.center().x() - width / 2, box.bottom() - height - EDGE_PX * scale, width, height)
    for _ in controls:  # each can be in the way once
        below = [control for control in controls if control.intersects(plate)]
        if not below:
            break
        plate.moveBottom(min(control.top() for control in below) - EDGE_PX * scale / 2)
    return plate


def _fitted(text: str, font: QFont, box: QRectF) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() * 0.8)


def _paint_plate(painter: QPainter, plate: QRectF, edge: QColor, scale: float) -> None:
    painter.setPen(QPen(edge, 1.4 * scale))
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 5 * scale, 5 * scale)


def _font(pixels: float, *, bold: bool) -> QFont:
    font = QFont()
    font.setPixelSize(max(9, round(pixels)))
    font.setBold(bold)
    return font
