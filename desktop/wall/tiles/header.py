"""Who is on duty, in which mode, at what time: on every output."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from county.names import BETWEEN
from desktop.wall.brush import TileBrush
from desktop.wall.freshness import Freshness
from desktop.wall.tiles.tile import TileFrame, TilePainter


@dataclass(frozen=True)
class HeaderContent:
    """Everything in words."""

    county: str
    mode: str
    """The response that is in force, or that there is none, or that this is a drill."""
    mode_color: str
    secrecy: str
    time: str
    date: str
    """Month and day, and the day of the week."""
    duty: str
    notices: str = ""
    """What must be told however little room there is: which outputs show nothing."""
    provenance: str = ""
    """That data are no real ones: on every output, since each can be photographed alone, but no state."""


LINE_EM = 3.2
"""A header lower than this is one line."""


class HeaderTile(TilePainter[HeaderContent]):
    """The time large at the right; the rest in two lines at its left, or below it where it is narrow.  A low one is a
    quiet line, for the outputs beside the one with the large clock.  A mode that is no state gives way to the rest."""

    has_head = False

    def paint_body(self, brush: TileBrush, area: QRectF, content: HeaderContent, frame: TileFrame) -> None:
        scale, text = brush.scale, brush.scale.text
        if area.height() < LINE_EM * text:
            self._line(brush, area, content, frame)
            return
        wide = area.width() >= text * 15 and area.height() < text * 6.4
        px = int(max(text, min(text * 2.4, area.height() * 0.8 if wide else area.height() - text * 2.8)))
        if wide:
            middle = area.center().y()
            baseline, above, below = middle + px * 0.36, middle - text * 0.28, middle + text * 1.12
        else:
            top = area.top() + max(0.0, (area.height() - px - text * 2.8) / 2)
            baseline, above, below = top + px * 0.88, top + px + text * 1.2, top + px + text * 2.55
        room = brush.text(QPointF(area.right(), baseline), content.time, px, align="right", bold=True)
        first = BETWEEN.join(part for part in (content.county, content.secrecy) if part)
        right = area.right() - (room + scale.gap * 1.4 if wide else 0.0)
        width = right - area.left()
        mode = self._mode_width(brush, content, width - brush.width(first, bold=True) - text * 0.7)
        start = brush.text(QPointF(right, above), first, width=width - mode - text * 0.7, align="right", bold=True)
        if mode:
            self._mode(brush, QPointF(right - start - text * 0.7, above), content)
        self._below(brush, QPointF(right, below), width, content, frame)

    def paint_head(self, brush: TileBrush, frame: TileFrame, freshness: Freshness) -> None:
        """The age stands in the second line of the body."""

    def _line(self, brush: TileBrush, area: QRectF, content: HeaderContent, frame: TileFrame) -> None:
        """From the right: age, time, mode, provenance, notices."""
        plain, gap = TileBrush(brush.painter, frame.look, frame.scale), brush.scale.text * 0.7
        at = QPointF(area.right(), area.center().y() + brush.scale.text * 0.36)
        if brush.freshness is not None and brush.freshness.text:
            at -= QPointF(plain.age(at, brush.freshness) + gap, 0)
        at -= QPointF(brush.text(at, content.time, align="right", bold=True) + gap, 0)
        others = brush.width(content.provenance) + brush.width(content.notices, bold=True) + 2 * gap
        if self._mode_width(brush, content, at.x() - area.left() - others):
            at -= QPointF(self._mode(brush, at, content) + gap, 0)
        if content.provenance:
            at -= QPointF(brush.text(at, content.provenance, color="muted", align="right") + gap, 0)
        if content.notices:
            brush.text(at, content.notices, color="late", width=at.x() - area.left(), align="right", bold=True)

    def _below(self, brush: TileBrush, at: QPointF, width: float, content: HeaderContent, frame: TileFrame) -> None:
        """Notices, provenance, date, who is on duty, and the age at the right; where there is no room for all of them
        the day of the week is left out first, then the date, then who is on duty."""
        plain, gap = TileBrush(brush.painter, frame.look, frame.scale), brush.width(BETWEEN)
        age = 0.0
        if brush.freshness is not None and brush.freshness.text:
            age = plain.age_width(brush.freshness) + gap
            plain.age(at, brush.freshness)
        notices = brush.width(content.notices, bold=True) + gap if content.notices else 0.0
        day = content.date.partition(" ")[0]
        first = content.provenance
        parts = (first, content.date, content.duty), (first, day, content.duty), (first, content.duty or day), (first,)
        texts = [BETWEEN.join(filter(None, part)) for part in parts]
        text = next((text for text in texts if notices + age + brush.width(text) <= width), first)
        right, at = at.x(), QPointF(at.x() - age, at.y())
        if text:
            room = brush.text(at, text, color="muted", align="right")
            at = QPointF(at.x() - room - gap, at.y())
        if content.notices:
            brush.text(at, content.notices, color="late", width=width - (right - at.x()), align="right", bold=True)

    @staticmethod
    def _mode_width(brush: TileBrush, content: HeaderContent, free: float) -> float:
        """How wide the mode is with its dot; 0 where none is told: there is none, or it is no state and has no room."""
        if not content.mode:
            return 0.0
        width = brush.width(content.mode, bold=True) + brush.scale.text * 0.7
        return width if width <= free or content.mode_color != "text" else 0.0

    def _mode(self, brush: TileBrush, at: QPointF, content: HeaderContent) -> float:
        """The mode left of ``at`` with its dot; returns how wide they are."""
        room = brush.text(at, content.mode, color=content.mode_color, align="right", bold=True)
        px = brush.scale.text
        brush.dot(QPointF(at.x() - room - px * 0.5, at.y() - px * 0.34), px * 0.18, content.mode_color)
        return room + px * 0.7
