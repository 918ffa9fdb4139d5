"""A list: what it is, where, since when; the most urgent first, and how many more there are: below the rows, or in the
head where the rows take all the room."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from desktop.wall.brush import TileBrush
from desktop.wall.tiles.tile import TileFrame, TilePainter, left_out, paint_left_out

ONE_LINE_EM = 27.0
"""From this width on, place and time stand beside the text, otherwise below it."""


@dataclass(frozen=True)
class ListRow:
    """One line; ``color`` marks its state at the left and at ``right``, "" for none."""

    text: str
    detail: str = ""
    right: str = ""
    color: str = ""


@dataclass(frozen=True)
class ListContent:
    """The first rows of ``total``, and what is said instead of an empty list."""

    rows: tuple[ListRow, ...]
    total: int
    empty: str
    color: str = "text"
    """Of the total."""


class ListTile(TilePainter[ListContent]):
    """As many rows as fit."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: ListContent, frame: TileFrame) -> None:
        scale = brush.scale
        if not content.rows:
            middle = area.top() + scale.line
            brush.dot(QPointF(area.left() + scale.text * 0.22, middle - scale.text * 0.34), scale.text * 0.22, "good")
            brush.text(QPointF(area.left() + scale.text * 0.9, middle), content.empty, width=area.width() - scale.text)
            return
        one_line = area.width() >= scale.text * ONE_LINE_EM
        height = scale.text * (1.75 if one_line else 2.95)
        fits = max(1, int(area.height() // height))
        shown = content.rows[:fits]
        hidden = content.total - len(shown)
        if hidden > 0 and len(shown) > 1 and area.height() - fits * height < scale.text * 1.3:
            shown = shown[:-1]
            hidden += 1
        for number, row in enumerate(shown):
            box = QRectF(area.left(), area.top() + number * height, area.width(), height)
            if number:
                brush.line(box.topLeft(), box.topRight())
            (self._in_one_line if one_line else self._in_two_lines)(brush, box, row, frame)
        left = frame.head.left() + brush.width(frame.title) + scale.text * 0.6
        at, total = QPointF(left, frame.head.top() + brush.rise()), f"{content.total:,}"
        room = brush.text(at, total, color=content.color, bold=True, value=True) + scale.text * 0.6
        if hidden > 0 and len(shown) * height + scale.text * 1.3 <= area.height():
            at = QPointF(area.left() + scale.text * 0.9, area.top() + len(shown) * height + scale.text * 1.05)
            brush.text(at, left_out(hidden), color="muted")
        else:
            paint_left_out(brush, frame, hidden, room)

    def _in_one_line(self, brush: TileBrush, box: QRectF, row: ListRow, frame: TileFrame) -> None:
        px = brush.scale.text
        baseline = box.center().y() + px * 0.36
        self._mark(brush, box, row)
        room = brush.text(QPointF(box.right(), baseline), row.right, color=row.color or "muted", align="right",
                          value=True)  # fmt: skip
        left, right = box.left() + px * 0.9, box.right() - room - px * 0.8
        free = right - left - brush.width(row.text) - px * 0.8
        detail = min(brush.width(row.detail), max((right - left) * 0.42, free))
        brush.text(QPointF(right, baseline), row.detail, color="muted", width=detail, align="right")
        brush.text(QPointF(left, baseline), row.text, color=frame.color, width=right - left - detail - px * 0.8,
                   value=True)  # fmt: skip

    def _in_two_lines(self, brush: TileBrush, box: QRectF, row: ListRow, frame: TileFrame) -> None:
        px = brush.scale.text
        self._mark(brush, box, row)
        left, first, second = box.left() + px * 0.9, box.top() + px * 1.22, box.top() + px * 2.45
        brush.text(QPointF(left, first), row.text, color=frame.color, width=box.right() - left, value=True)
        room = brush.text(QPointF(box.right(), second), row.right, color=row.color or "muted", align="right",
                          value=True)  # fmt: skip
        brush.text(QPointF(left, second), row.detail, color="muted", width=box.right() - left - room - px * 0.6)

    def _mark(self, brush: TileBrush, box: QRectF, row: ListRow) -> None:
        px = brush.scale.text
        bar = QRectF(box.left(), box.top() + px * 0.4, max(4.0, px * 0.16), box.height() - px * 0.72)
        brush.painter.fillRect(bar, brush.color(row.color) if row.color else brush.faint("muted", 0.4))
