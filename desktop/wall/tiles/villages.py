"""Which villages have the most to do: the county coloured by village, and their ranking beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen, QTransform

from county.wall.states import STATE_COLORS
from desktop.wall.brush import TileBrush
from desktop.wall.language import translate
from desktop.wall.tiles.bars import BarRow, BarsContent, BarsTile
from desktop.wall.tiles.tile import TileFrame, TilePainter

STEPS = 5
"""Shades: more cannot be told apart."""
LEGEND_EM = 1.8
"""Height of the legend below the map."""
SIDE_EM = 0.9
"""Of its symbols."""


@dataclass(frozen=True)
class VillagesContent:
    """``shades``: of every village 0 to STEPS - 1; ``marked``: rows of those with overdue events; ``ranking``: the
    first ones of ``ranked`` with open events."""

    shades: tuple[int, ...]
    marked: tuple[int, ...]
    ranking: tuple[BarRow, ...]
    outlines: tuple[QPainterPath, ...] = field(compare=False, repr=False, default=())
    """In metres, y up."""
    bounds: QRectF = field(default_factory=QRectF)
    empty: str = ""
    ranked: int = 0


class VillagesTile(TilePainter[VillagesContent]):
    """Map and ranking side by side, or one above the other where it is high."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: VillagesContent, frame: TileFrame) -> None:
        gap = brush.scale.text
        if area.width() > area.height() * 1.25:
            listed = max(brush.scale.text * 13, area.width() * 0.42)
            chart = area.adjusted(0, 0, -listed - gap, 0)
            ranking = QRectF(area.right() - listed, area.top(), listed, area.height())
        else:
            listed = max(brush.scale.text * 5, area.height() * 0.36)
            chart = area.adjusted(0, 0, 0, -listed - gap)
            ranking = QRectF(area.left(), area.bottom() - listed, area.width(), listed)
        legend = QRectF(chart.left(), chart.bottom() - LEGEND_EM * gap, chart.width(), LEGEND_EM * gap)
        chart.setBottom(legend.top())
        if content.outlines and chart.width() > 0 and chart.height() > 0:
            self._chart(brush, chart, content)
            self._legend(brush, legend)
        rows = BarsContent(content.ranking, empty=content.empty, total=content.ranked)
        BarsTile().paint_body(brush, ranking, rows, frame)

    def _legend(self, brush: TileBrush, area: QRectF) -> None:
        """What the shades and the frames mean; the shades are narrower where the frame would not be told, too."""
        em, baseline = brush.scale.text, area.bottom() - brush.scale.text * 0.4
        said, name = translate("wall", "open events: few – many"), translate("wall", "overdue")
        texts = brush.width(said) + brush.width(name) + em * (0.4 + 1.2 + SIDE_EM + 0.4)
        side = em * SIDE_EM
        box = QRectF(area.left(), baseline - em * 0.78, side, side)
        box.setWidth(min(side, max(side / 2, (area.width() - texts) / STEPS)))
        brush.painter.setPen(Qt.PenStyle.NoPen)
        for shade in range(STEPS):
            brush.painter.fillRect(box, brush.faint("accent", _opacity(shade)))
            box.translate(box.width(), 0)
        left = box.left() + em * 0.4
        left += brush.text(QPointF(left, baseline), said, color="muted", width=area.right() - left) + em * 1.2
        late = QRectF(left, box.top(), side, side)
        if late.right() + em * 0.4 + brush.width(name) <= area.right():
            brush.outlined(late, STATE_COLORS["overdue"])
            brush.text(QPointF(late.right() + em * 0.4, baseline), name, color="muted")

    def _chart(self, brush: TileBrush, area: QRectF, content: VillagesContent) -> None:
        bounds, painter = content.bounds, brush.painter
        zoom = min(area.width() / bounds.width(), area.height() / bounds.height())
        left = area.left() + (area.width() - bounds.width() * zoom) / 2
        top = area.top() + (area.height() - bounds.height() * zoom) / 2
        place = QTransform(zoom, 0, 0, -zoom, left - bounds.left() * zoom, top + bounds.bottom() * zoom)
        painter.save()
        painter.setTransform(place, combine=True)
        edge = QPen(brush.look["ground"], max(1.0, brush.scale.hair))
        edge.setCosmetic(True)
        painter.setPen(edge)
        for outline, shade in zip(content.outlines, content.shades, strict=True):
            painter.setBrush(brush.faint("accent", _opacity(shade)))
            painter.drawPath(outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        late = QPen(brush.color(STATE_COLORS["overdue"]), max(2.0, brush.scale.hair * 1.6))
        late.setCosmetic(True)
        painter.setPen(late)
        for row in content.marked:
            painter.drawPath(content.outlines[row])
        painter.restore()


def _opacity(shade: int) -> float:
    return 0.10 + 0.80 * shade / (STEPS - 1)
