"""What tiles paint with: texts at their sizes, lines and bars, in the colours of the wall.

While the content is lost it paints everything muted and strikes the values: whatever a tile draws, a lost source never
leaves a colour that says that all is well.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.wall.freshness import Freshness
from desktop.wall.look import Look, wall_font, wall_metrics
from desktop.wall.type_scale import TypeScale
from drawing.text_line import Align, write_line

FAINT = 0.16
"""Opacity of tracks and hairlines: they carry no text."""


class TileBrush:
    """Paints one tile."""

    def __init__(
        self, painter: QPainter, look: Look, scale: TypeScale, *, lost: bool = False, freshness: Freshness | None = None
    ) -> None:
        """``lost``: the content is no more known; ``freshness``: for a tile that has its age among its texts."""
        self.painter, self.look, self.scale, self.lost, self.freshness = painter, look, scale, lost, freshness

    def color(self, name: str) -> QColor:
        """A colour by name; muted for all while the content is lost."""
        return self.look["ground" if name == "ground" else "muted" if self.lost else name]

    def faint(self, name: str = "text", opacity: float = FAINT) -> QColor:
        """A colour that hardly shows."""
        color = QColor(self.color(name))
        color.setAlphaF(opacity)
        return color

    def text(
        self,
        at: QPointF,
        text: str,
        px: int | None = None,
        color: str = "text",
        *,
        width: float = 1e9,
        align: Align = "left",
        bold: bool = False,
        value: bool = False,
    ) -> float:
        """Write one line with its baseline at ``at``, cut with "…" at ``width``; returns its width.

        ``at`` is the left end, the right end or the middle.  ``value``: struck through while the content is lost.
        """
        px = self.scale.text if px is None else px
        font = wall_font(px, bold, self.lost and value)
        return write_line(
            self.painter, at, text, font, wall_metrics(px, bold), self.color(color), width=width, align=align
        )

    def width(self, text: str, px: int | None = None, *, bold: bool = False) -> float:
        """How wide a text would be."""
        return wall_metrics(self.scale.text if px is None else px, bold).horizontalAdvance(text)

    def rise(self, px: int | None = None) -> float:
        """From the baseline of a line to the top of its Han characters."""
        return 0.86 * (self.scale.text if px is None else px)

    def fitting(self, text: str, width: float, most: int, *, bold: bool = False) -> int:
        """The largest font size up to ``most`` at which a text has this width, never less than the least readable."""
        room = self.width(text, most, bold=bold)
        return most if room <= width else max(self.scale.text, int(most * width / room))

    def line(self, one: QPointF, other: QPointF, color: str = "muted", width: float | None = None) -> None:
        """A thin line."""
        self.painter.setPen(QPen(self.faint(color, 0.35), self.scale.hair if width is None else width))
        self.painter.drawLine(one, other)

    def bar(self, rect: QRectF, share: float, color: str = "accent", *, track: bool = True) -> None:
        """A horizontal bar filled from the left by ``share`` (0-1)."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        if track:
            self.painter.setBrush(self.faint())
            self.painter.drawRect(rect)
        filled = QRectF(rect)
        filled.setWidth(rect.width() * min(max(share, 0.0), 1.0))
        self.painter.setBrush(self.color(color))
        self.painter.drawRect(filled)

    def outlined(self, rect: QRectF, color: str) -> None:
        """A hollow column or bar."""
        width = max(2.0, self.scale.text * 0.1)
        self.painter.setPen(QPen(self.color(color), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap,
                                 Qt.PenJoinStyle.MiterJoin))  # fmt: skip
        self.painter.setBrush(self.faint(color))
        self.painter.drawRect(rect.adjusted(width / 2, width / 2, -width / 2, -width / 2))

    def dot(self, at: QPointF, radius: float, color: str) -> None:
        """A filled circle."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(self.color(color))
        self.painter.drawEllipse(at, radius, radius)

    def ring(self, at: QPointF, radius: float, color: str, width: float) -> None:
        """A circle."""
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.setPen(QPen(self.color(color), width))
        self.painter.drawEllipse(at, radius, radius)

    def age(self, at: QPointF, freshness: Freshness) -> float:
        """How old the content is, right of it ``at``: amber with a clock when late; returns its width."""
        px, is_late = self.scale.note_px, freshness.state == "late"
        room = self.text(at, freshness.text, px, "late" if is_late else "muted", align="right")
        if is_late:
            self.clock(QPointF(at.x() - room - px * 0.7, at.y() - px * 0.36), px * 0.36, "late")
            room += px * 1.2
        return room

    def age_width(self, freshness: Freshness) -> float:
        """How wide :meth:`age` would be."""
        px = self.scale.note_px
        return self.width(freshness.text, px) + (px * 1.2 if freshness.state == "late" else 0.0)

    def clock(self, at: QPointF, radius: float, color: str) -> None:
        """The sign of a clock, for what is late."""
        self.ring(at, radius, color, max(1.5, radius / 4))
        self.painter.drawLine(at, at + QPointF(0, -radius * 0.62))
        self.painter.drawLine(at, at + QPointF(radius * 0.5, radius * 0.2))
