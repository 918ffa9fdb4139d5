"""A line over some days: where it comes from, where it is now, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainterPath

from desktop.wall.brush import TileBrush
from desktop.wall.tiles.tile import Tile, TileFrame


@dataclass(frozen=True)
class TrendContent:
    """One value a period, None where it is not known; the last one is the present."""

    points: tuple[float | None, ...]
    labels: tuple[str, ...]
    """Of the periods."""
    value: str
    """The last one in words."""
    note: str
    """What it is compared with."""
    unit: str = ""


class TrendTile(Tile[TrendContent]):
    """A number and its comparison at the left, the line at the right."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: TrendContent, frame: TileFrame) -> None:
        scale = brush.scale
        px = int(max(scale.digit, min(scale.text * 2.6, area.height() * 0.42)))
        left = max(brush.width(content.value, px, bold=True) + brush.width(content.unit), brush.width(content.note))
        left = min(left, area.width() * 0.42) + scale.text
        baseline = area.top() + px * 0.95
        room = brush.text(QPointF(area.left(), baseline), content.value, px, bold=True, value=True)
        brush.text(QPointF(area.left() + room + scale.text * 0.2, baseline), content.unit, color="muted")
        brush.text(QPointF(area.left(), baseline + scale.text * 1.45), content.note, color="muted",
                   width=left - scale.text * 0.5)  # fmt: skip
        self._curve(brush, area.adjusted(left, 0, 0, 0), content)

    def _curve(self, brush: TileBrush, area: QRectF, content: TrendContent) -> None:
        scale = brush.scale
        known = [(n, value) for n, value in enumerate(content.points) if value is not None]
        if not known:
            return
        plot = area.adjusted(scale.text * 0.8, scale.text * 0.4, -scale.text * 0.8, -scale.text * 1.5)
        top = max(max(value for _, value in known), 1e-9)
        step = plot.width() / max(1, len(content.points) - 1)
        places = [QPointF(plot.left() + n * step, plot.bottom() - plot.height() * value / top) for n, value in known]
        brush.line(plot.bottomLeft(), plot.bottomRight())
        path = QPainterPath(places[0])
        for place in places[1:]:
            path.lineTo(place)
        self._shade(brush, path, places, plot)
        brush.path(path, "accent", max(2.0, scale.text * 0.09))
        brush.dot(places[-1], scale.text * 0.22, "text")
        widest = max(brush.width(label) for label in content.labels) if content.labels else 1.0
        every = max(1, -(-int(widest + scale.text) // max(1, int(step))))
        for n in range(len(content.labels) - 1, -1, -every):
            x = min(max(plot.left() + n * step, area.left() + widest / 2), area.right() - widest / 2)
            brush.text(QPointF(x, area.bottom() - scale.text * 0.2), content.labels[n], color="muted", align="centre")

    def _shade(self, brush: TileBrush, path: QPainterPath, places: list[QPointF], plot: QRectF) -> None:
        below = QPainterPath(path)
        below.lineTo(places[-1].x(), plot.bottom())
        below.lineTo(places[0].x(), plot.bottom())
        below.closeSubpath()
        shade = QLinearGradient(0, plot.top(), 0, plot.bottom())
        for at, alpha in ((0.0, 0.28), (1.0, 0.0)):
            color = QColor(brush.color("accent"))
            color.setAlphaF(alpha)
            shade.setColorAt(at, color)
        brush.painter.setPen(Qt.PenStyle.NoPen)
        brush.painter.setBrush(shade)
        brush.painter.drawPath(below)
