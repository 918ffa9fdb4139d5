"""Who is on duty, in which mode, at what time: on every output."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from desktop.wall.brush import TileBrush
from desktop.wall.freshness import Freshness
from desktop.wall.tiles.tile import Tile, TileFrame


@dataclass(frozen=True)
class HeaderContent:
    """Everything in words."""

    county: str
    mode: str
    """平时, or the response that is in force, or that this is a drill."""
    mode_color: str
    secrecy: str
    time: str
    date: str
    duty: str


class HeaderTile(Tile[HeaderContent]):
    """The time large at the right; the rest in two lines at its left, or below it where it is narrow."""

    has_head = False

    def paint_body(self, brush: TileBrush, area: QRectF, content: HeaderContent, frame: TileFrame) -> None:
        scale = brush.scale
        wide = area.width() >= scale.text * 22
        px = int(min(scale.text * 2.6, area.height() * (0.8 if wide else 0.42)))
        px = max(px, scale.text)
        middle = area.top() + (area.height() / 2 if wide else px * 0.62)
        room = brush.text(QPointF(area.right(), middle + px * 0.36), content.time, px, align="right", bold=True)
        first = " · ".join(part for part in (content.county, content.secrecy) if part)
        second = " · ".join(part for part in (content.date, content.duty) if part)
        right = area.right() - (room + scale.text if wide else 0.0)
        width = right - area.left()
        if wide:
            above, below = middle - scale.text * 0.28, middle + scale.text * 1.12
        else:
            above = area.top() + px * 1.25 + scale.text
            below = above + scale.text * 1.4
        mode = brush.width(content.mode, bold=True) if content.mode else 0.0
        start = brush.text(QPointF(right, above), first, width=width - mode - scale.text, align="right", bold=True)
        if content.mode:
            self._mode(brush, QPointF(right - start - scale.text * 0.7, above), content)
        brush.text(QPointF(right, below), second, color="muted", width=width, align="right")

    def paint_head(self, brush: TileBrush, frame: TileFrame, freshness: Freshness) -> None:
        """The age only when it is not fresh: the time itself shows that the screen is alive."""
        if freshness.state == "fresh":
            return
        plain = TileBrush(brush.painter, frame.look, frame.scale)
        at = QPointF(frame.rect.left(), frame.rect.bottom() - frame.scale.text * 0.3)
        if freshness.state == "late":
            px = frame.scale.text
            plain.clock(QPointF(at.x() + px * 0.4, at.y() - px * 0.36), px * 0.36, "late")
            at += QPointF(px * 1.1, 0)
        plain.text(at, freshness.text, color="late" if freshness.state == "late" else "muted")

    def _mode(self, brush: TileBrush, at: QPointF, content: HeaderContent) -> None:
        room = brush.text(at, content.mode, color=content.mode_color, align="right", bold=True)
        px = brush.scale.text
        brush.dot(QPointF(at.x() - room - px * 0.5, at.y() - px * 0.34), px * 0.18, content.mode_color)
