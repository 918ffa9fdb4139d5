"""Some days side by side: where a number comes from, where it is now, and what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from county.names import BETWEEN
from desktop.wall.brush import TileBrush
from desktop.wall.tiles.tile import TileFrame, TilePainter


@dataclass(frozen=True)
class TrendContent:
    """One value a period, None where it is not known; the last one is the present."""

    points: tuple[float | None, ...]
    labels: tuple[str, ...]
    """Of the periods."""
    name: str
    """Of the last one."""
    value: str
    """It in words."""
    note: str
    """What it is compared with."""
    unit: str = ""
    incomplete: tuple[bool, ...] = ()
    """Of which periods not all is counted; empty: of none."""
    lacking: tuple[str, ...] = ()
    """Why there are no columns, in phrases of which each may stand on a line of its own; none where there are."""


class TrendTile(TilePainter[TrendContent]):
    """A number and its comparison at the left, a column a day at the right; the column of a day that is not wholly
    counted is hollow."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: TrendContent, frame: TileFrame) -> None:
        scale = brush.scale
        px = int(max(scale.digit, min(scale.text * 2.6, area.height() * 0.42)))
        named = brush.width(content.name) + scale.text * 0.3
        number = named + brush.width(content.value, px, bold=True) + scale.text * 0.2 + brush.width(content.unit)
        left = max(number, brush.width(content.note))
        left = min(left, area.width() * 0.42) + scale.text
        baseline = area.top() + px * 0.95
        brush.text(QPointF(area.left(), baseline), content.name, color="muted")
        room = named + brush.text(QPointF(area.left() + named, baseline), content.value, px, bold=True, value=True)
        brush.text(QPointF(area.left() + room + scale.text * 0.2, baseline), content.unit, color="muted")
        brush.text(QPointF(area.left(), baseline + scale.text * 1.45), content.note, color="muted",
                   width=left - scale.text * 0.5)  # fmt: skip
        columns = area.adjusted(left, 0, 0, 0)
        if content.lacking:
            self._lacking(brush, area, columns, baseline, content.lacking)
            return
        self._columns(brush, columns, content)

    def _lacking(
        self, brush: TileBrush, area: QRectF, columns: QRectF, baseline: float, phrases: tuple[str, ...]
    ) -> None:
        """In a line in place of the columns or, where they are too narrow, below the number; else in several lines."""
        line, text = BETWEEN.join(phrases), brush.scale.text
        below = baseline + text * 2.75
        if brush.width(line) > columns.width() and below <= area.bottom():
            brush.text(QPointF(area.left(), below), line, color="muted", width=area.width())
            return
        lines = (line,) if brush.width(line) <= columns.width() else phrases
        for number, said in enumerate(lines):
            at = QPointF(columns.right(), baseline + number * text * 1.45)
            brush.text(at, said, color="muted", width=columns.width(), align="right")

    def _columns(self, brush: TileBrush, area: QRectF, content: TrendContent) -> None:
        scale = brush.scale
        known = [value for value in content.points if value is not None]
        if not known or area.width() < scale.text * 4:
            return
        plot = area.adjusted(0, scale.text * 0.2, 0, -scale.text * 1.4)
        top, step = max(*known, 1e-9), plot.width() / len(content.points)
        width = min(step * 0.56, scale.text * 1.6)
        brush.line(plot.bottomLeft(), plot.bottomRight())
        last = len(content.points) - 1
        for number, value in enumerate(content.points):
            middle = plot.left() + step * (number + 0.5)
            if value is None:
                brush.text(QPointF(middle, plot.bottom() - scale.text * 0.3), "–", color="muted", align="centre")
            else:
                height = max(scale.hair * 2, plot.height() * value / top)
                column = QRectF(middle - width / 2, plot.bottom() - height, width, height)
                if content.incomplete and content.incomplete[number]:
                    brush.outlined(column, "accent")
                else:
                    color = brush.color("accent") if number == last else brush.faint("accent", 0.45)
                    brush.painter.fillRect(column, color)
        widest = max((brush.width(label) for label in content.labels), default=1.0)
        every = max(1, -(-int(widest + scale.text * 0.5) // max(1, int(step))))
        for number in range(last, -1, -every):
            half = brush.width(content.labels[number]) / 2
            middle = min(max(plot.left() + step * (number + 0.5), area.left() + half), area.right() - half)
            at = QPointF(middle, area.bottom() - scale.text * 0.15)
            brush.text(at, content.labels[number], color="text" if number == last else "muted", align="centre")
