"""Events by stage: a line of circles, each as large as its stage is full, with a halo for what is overdue there."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from county.wall.states import STATE_COLORS
from desktop.wall.brush import TileBrush
from desktop.wall.language import translate
from desktop.wall.tiles.tile import TileFrame, TilePainter


@dataclass(frozen=True)
class FunnelStage:
    """One stage of the events' way."""

    name: str
    count: int
    overdue: int


@dataclass(frozen=True)
class FunnelContent:
    """The stages in their order."""

    stages: tuple[FunnelStage, ...]


class FunnelTile(TilePainter[FunnelContent]):
    """Circles along a line where it is wide, rows with bars where it is high."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: FunnelContent, frame: TileFrame) -> None:
        if not content.stages:
            return
        widest = max(brush.width(stage.name) for stage in content.stages) + brush.scale.gap
        if area.width() / len(content.stages) >= widest and area.height() < area.width():
            self._circles(brush, area, content.stages)
        else:
            self._rows(brush, area, content.stages)

    def _circles(self, brush: TileBrush, area: QRectF, stages: tuple[FunnelStage, ...]) -> None:
        scale, most = brush.scale, max(1, *(stage.count for stage in stages))
        step = area.width() / len(stages)
        under = scale.text * 2.9
        largest = max(scale.text * 0.8, min(step * 0.46, (area.height() - under) / 2 * 0.9))
        middle = area.top() + max(largest * 1.12, (area.height() - under - 2 * largest) * 0.4 + largest)
        brush.line(QPointF(area.left() + step / 2, middle), QPointF(area.right() - step / 2, middle), "muted")
        for number, stage in enumerate(stages):
            at = QPointF(area.left() + step * (number + 0.5), middle)
            radius = largest * (0.42 + 0.58 * math.sqrt(stage.count / most)) if stage.count else largest * 0.3
            self._circle(brush, at, radius, stage)
            below = middle + largest * 1.1 + brush.rise() + scale.gap * 0.5
            brush.text(QPointF(at.x(), below), stage.name, color="muted", align="centre")
            if stage.overdue:
                late = translate("wall", "{n} overdue").format(n=f"{stage.overdue:,}")
                brush.text(QPointF(at.x(), below + scale.text * 1.25), late, color=STATE_COLORS["overdue"],
                           align="centre", bold=True, value=True)  # fmt: skip

    def _circle(self, brush: TileBrush, at: QPointF, radius: float, stage: FunnelStage) -> None:
        painter = brush.painter
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush.look["ground"])
        painter.drawEllipse(at, radius, radius)
        painter.setBrush(brush.faint("accent", 0.22 if stage.count else 0.08))
        painter.drawEllipse(at, radius, radius)
        if stage.overdue:
            width = max(3.0, brush.scale.text * 0.16)
            box = QRectF(at.x() - radius - width, at.y() - radius - width, 2 * (radius + width), 2 * (radius + width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = QPen(brush.color(STATE_COLORS["overdue"]), width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            share = min(1.0, stage.overdue / max(1, stage.count))
            painter.drawArc(box, 90 * 16, -round(360 * 16 * share))
        text = f"{stage.count}"
        px = max(brush.scale.digit, int(radius))
        px = brush.fitting(text, max(radius * 1.8, brush.scale.text * 1.4), px, bold=True)
        brush.text(QPointF(at.x(), at.y() + px * 0.36), text, px, "text" if stage.count else "muted", align="centre",
                   bold=True, value=True)  # fmt: skip

    def _rows(self, brush: TileBrush, area: QRectF, stages: tuple[FunnelStage, ...]) -> None:
        scale, most = brush.scale, max(1, *(stage.count for stage in stages))
        height = min(area.height() / len(stages), scale.text * 2.4)
        lead = min(scale.lead, max(scale.text, int(height * 0.85)))
        name_px = max(brush.width(stage.name) for stage in stages) + scale.gap
        count_px = brush.width("0000", lead, bold=True)
        bars = area.width() - name_px - count_px - scale.gap
        for number, stage in enumerate(stages):
            top = area.top() + number * height
            baseline = top + height / 2 + scale.text * 0.36
            brush.text(QPointF(area.left(), baseline), stage.name, color="muted")
            brush.text(QPointF(area.left() + name_px + count_px, baseline), f"{stage.count}", lead,
                       align="right", bold=True, value=True)  # fmt: skip
            left, middle = area.left() + name_px + count_px + scale.gap, top + height / 2
            bar = QRectF(left, middle - scale.text * 0.2, bars, scale.text * 0.4)
            brush.bar(bar, stage.count / most, "accent")
            if stage.overdue:
                brush.bar(bar, stage.overdue / most, STATE_COLORS["overdue"], track=False)
