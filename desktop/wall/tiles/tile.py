"""The contract of tiles: a painter that is given where, how and what, and draws with QPainter alone.

A tile knows no session, no layer and no clock.  Its content is an immutable value that can be compared: what is equal
is not painted again.  Contents are made in :mod:`desktop.wall.contents`, one provider a kind.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from desktop.wall.brush import TileBrush
from desktop.wall.freshness import Freshness
from desktop.wall.language import translate
from desktop.wall.look import Look
from desktop.wall.type_scale import TypeScale

C = TypeVar("C", bound=Hashable)


@dataclass(frozen=True)
class TileFrame:
    """Where and how one tile is painted."""

    rect: QRectF
    """In pixels of the canvas."""
    scale: TypeScale
    look: Look
    title: str
    color: str = "text"
    """Of its plain text: a name of the palette, or ``#rrggbb``."""
    text_areas: tuple[QRectF, ...] = ()
    """Where texts of a picture may stand, if not everywhere: between the seams of outputs, the largest area first."""

    @property
    def head_px(self) -> int:
        """Height of the line with title and age."""
        return round(self.scale.text * 1.45)

    @property
    def head(self) -> QRectF:
        """The line with title and age."""
        area = self.text_areas[0] if self.text_areas else self.rect
        return QRectF(area.left(), area.top(), area.width(), self.head_px)

    @property
    def body(self) -> QRectF:
        """Below that line."""
        return self.rect.adjusted(0, self.head_px + self.scale.gap, 0, 0)


def left_out(count: int) -> str:
    """That a list has so many more rows."""
    return translate("wall", "and {n} more").format(n=f"{count:,}")


def paint_left_out(brush: TileBrush, frame: TileFrame, count: int, taken: float = 0.0) -> None:
    """Say it in the head, ``taken`` pixels right of the title; nothing where all rows are shown."""
    em, head = brush.scale.text, frame.head
    left = head.left() + brush.width(frame.title) + em * 0.6 + taken
    if count > 0:
        age = 0.0 if brush.freshness is None else brush.age_width(brush.freshness) + em * 0.6
        brush.text(QPointF(left, head.top() + brush.rise()), left_out(count), color="muted",
                   width=head.right() - age - left)  # fmt: skip


class TilePainter(Generic[C]):
    """One kind of tile.  It has no state but what it derives from its content, for speed."""

    has_head: ClassVar[bool] = True
    """Whether title and age stand in a line of their own above the body."""

    def paint(self, painter: QPainter, frame: TileFrame, content: C | None, freshness: Freshness) -> None:
        """Paint everything inside ``frame.rect``, its ground included.  ``content`` None: nothing is known yet."""
        painter.save()
        painter.setClipRect(frame.rect)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.paint_ground(painter, frame)
        brush = TileBrush(painter, frame.look, frame.scale, lost=freshness.is_lost or content is None,
                          freshness=freshness)  # fmt: skip
        if content is not None:
            self.paint_body(brush, frame.body if self.has_head else frame.rect, content, frame)
        else:
            self.paint_unknown(brush, frame)
        self.paint_head(brush, frame, freshness)
        painter.restore()

    def paint_unknown(self, brush: TileBrush, frame: TileFrame) -> None:
        """Instead of the content that is not known yet."""
        if self.has_head:
            middle = frame.body.center() + QPointF(0, frame.scale.text * 0.36)
            brush.text(middle, translate("wall", "Nothing is known yet"), align="centre", width=frame.body.width())

    def paint_ground(self, painter: QPainter, frame: TileFrame) -> None:
        """What is below everything."""
        painter.fillRect(frame.rect, frame.look["ground"])

    def paint_head(self, brush: TileBrush, frame: TileFrame, freshness: Freshness) -> None:
        """Title on the left, age on the right, amber with a clock when late, "as of" when lost; below them a thin line,
        which sets the tile off from its neighbours."""
        head, text = frame.head, frame.scale.text
        baseline = head.top() + brush.rise()
        plain = TileBrush(brush.painter, frame.look, frame.scale)
        room = plain.age(QPointF(head.right(), baseline), freshness)
        plain.text(QPointF(head.left(), baseline), frame.title, color="muted", width=head.width() - room - text)
        plain.line(head.bottomLeft(), head.bottomRight())

    def paint_body(self, brush: TileBrush, area: QRectF, content: C, frame: TileFrame) -> None:
        """The content.  Everything is painted by ``brush``, so that lost content shows as such."""
        raise NotImplementedError
