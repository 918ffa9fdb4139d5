"""A picture of the county as the stage: without a frame, its edges fade into the ground; events and names above it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from desktop.wall.brush import TileBrush
from desktop.wall.freshness import Freshness
from desktop.wall.language import translate
from desktop.wall.look import wall_font
from desktop.wall.tiles.tile import TileFrame, TilePainter

RING = 1.7
"""Radius of the ring around an urgent mark, in radii of the mark."""
BESIDE_EM = 0.45
"""Between a mark or its ring and its text."""
BELOW_EM = 1.1
"""The same above and below it, to the middle of the text."""
CLOCK_EM = 1.1
"""Room of the sign of a clock before title and age."""
ASIDE_EM = 1.6
"""How far the name of a town is moved up or down where an urgent mark or a text is."""


@dataclass(frozen=True)
class PictureMark:
    """Something that happens at a place: x and y from the upper left corner of the tile, in pixels."""

    x: float
    y: float
    color: str
    size: float
    """Of a plain mark 1."""
    ringed: bool = False
    text: str = ""


@dataclass(frozen=True)
class PictureName:
    """The name of a place, its middle at x and y."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class PictureContent:
    """The picture is the same as long as ``version`` is."""

    version: int
    marks: tuple[PictureMark, ...]
    names: tuple[PictureName, ...]
    failure: str = ""
    """Why there is no picture."""
    picture: QImage | None = field(default=None, compare=False, repr=False)


class PictureTile(TilePainter[PictureContent]):
    """The picture, the names of towns, the events."""

    has_head = False

    def paint_body(self, brush: TileBrush, area: QRectF, content: PictureContent, frame: TileFrame) -> None:
        if content.picture is not None:
            painter = brush.painter
            painter.setOpacity(0.45 if brush.lost else 1.0)
            painter.drawImage(area.topLeft(), content.picture)
            painter.setOpacity(1.0)
        until_drawn = "" if content.picture is not None else translate("wall", "The picture is being drawn …")
        if said := content.failure or until_drawn:
            brush.text(area.center(), said, color="muted", align="centre", width=area.width() * 0.9)
        px, written = brush.scale.text, _Written(brush, area, frame, self._head_box(brush, frame))
        for mark in sorted(content.marks, key=lambda mark: (mark.ringed, mark.size)):
            self._mark(brush, area, mark)
        rings = {mark: self._ring_box(brush, area, mark) for mark in content.marks if mark.ringed}
        for mark in sorted(content.marks, key=lambda mark: (-mark.size, mark.color != "alarm")):
            if mark.text:
                others = [box for other, box in rings.items() if other is not mark]
                radius = px * 0.2 * mark.size * (RING if mark.ringed else 1.0)
                half = brush.width(mark.text) / 2
                away, off = radius + px * BESIDE_EM + half, radius + px * BELOW_EM
                places = (
                    (away, 0.0), (-away, 0.0), (0.0, -off), (0.0, off),
                    (half, -off), (-half, -off), (half, off), (-half, off),
                )  # fmt: skip
                written.write(QPointF(mark.x, mark.y), mark.text, mark.color, places, others)
        aside = ((0.0, 0.0), (0.0, -px * ASIDE_EM), (0.0, px * ASIDE_EM))
        for name in content.names:
            written.write(QPointF(name.x, name.y), name.text, "text", aside, rings.values())

    def paint_head(self, brush: TileBrush, frame: TileFrame, freshness: Freshness) -> None:
        """Title and age at the lower left corner of the part that carries texts."""
        plain, px = TileBrush(brush.painter, frame.look, frame.scale), frame.scale.text
        at = _head_at(frame)
        if freshness.state == "late":
            plain.clock(QPointF(at.x() + px * 0.4, at.y() - px * 0.36), px * 0.36, "late")
            at += QPointF(px * CLOCK_EM, 0)
        halo(plain, at, _head_text(frame, freshness), "late" if freshness.state == "late" else "muted")

    def _head_box(self, brush: TileBrush, frame: TileFrame) -> QRectF:
        """Where :meth:`paint_head` writes: no other text does."""
        if brush.freshness is None:
            return QRectF()
        px, at = brush.scale.text, _head_at(frame)
        width = brush.width(_head_text(frame, brush.freshness)) + px * CLOCK_EM
        return QRectF(at.x(), at.y() - px, width, px * 1.3)

    def _mark(self, brush: TileBrush, area: QRectF, mark: PictureMark) -> None:
        unit = brush.scale.text * 0.2
        at, radius = QPointF(area.left() + mark.x, area.top() + mark.y), unit * mark.size
        if mark.ringed:
            glow = QColor(brush.color(mark.color))
            glow.setAlphaF(0.25)
            brush.painter.setPen(Qt.PenStyle.NoPen)
            brush.painter.setBrush(glow)
            brush.painter.drawEllipse(at, radius * 2.4, radius * 2.4)
            brush.ring(at, radius * RING, mark.color, max(2.0, unit * 0.35))
        brush.dot(at, radius + max(1.5, unit * 0.22), "ground")
        brush.dot(at, radius, mark.color)

    def _ring_box(self, brush: TileBrush, area: QRectF, mark: PictureMark) -> QRectF:
        radius = brush.scale.text * 0.2 * mark.size * RING
        return QRectF(area.left() + mark.x - radius, area.top() + mark.y - radius, 2 * radius, 2 * radius)


class _Written:
    """The texts of one picture: each where there is room, not over another text, the seam of an output or the edge."""

    def __init__(self, brush: TileBrush, area: QRectF, frame: TileFrame, head: QRectF) -> None:
        """``head``: where title and age are."""
        self._brush, self._area, self._frame = brush, area, frame
        self._taken = [head]

    def write(
        self, at: QPointF, text: str, color: str, places: Iterable[tuple[float, float]], kept_free: Iterable[QRectF],
    ) -> None:  # fmt: skip
        """At the first of ``places`` that is free: its middle, from ``at``.  Left out where none is."""
        px, kept_free = self._brush.scale.text, tuple(kept_free)
        width = self._brush.width(text)
        for x, y in places:
            left = self._area.left() + at.x() + x - width / 2
            baseline = self._area.top() + at.y() + y + px * 0.36
            box = QRectF(left - px * 0.2, baseline - px, width + px * 0.4, px * 1.3)
            if self._is_inside(box) and not any(box.intersects(other) for other in (*self._taken, *kept_free)):
                self._taken.append(box)
                halo(self._brush, QPointF(left, baseline), text, color)
                return

    def _is_inside(self, box: QRectF) -> bool:
        areas = self._frame.text_areas
        return self._area.contains(box) and (not areas or any(area.contains(box) for area in areas))


def _head_at(frame: TileFrame) -> QPointF:
    """Where title and age begin, on their baseline."""
    box = frame.text_areas[0] if frame.text_areas else frame.rect
    return QPointF(box.left() + frame.scale.gap, box.bottom() - frame.scale.text * 0.5)


def _head_text(frame: TileFrame, freshness: Freshness) -> str:
    return f"{frame.title} · {freshness.text}"


def halo(brush: TileBrush, at: QPointF, text: str, color: str) -> None:
    """A text with an edge in the colour of the ground, readable on every picture."""
    painter: QPainter = brush.painter
    path = QPainterPath()
    path.addText(at, wall_font(brush.scale.text), text)
    pen = QPen(brush.look["ground"], max(2.0, brush.scale.text * 0.2))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush.color(color))
    painter.drawPath(path)
