"""A list: what it is, where, since when; the most urgent first, and how many more there are: below the rows, or in the
head where the rows take all the room.  What room is left shows what came last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from county.names import BETWEEN
from desktop.wall.brush import TileBrush
from desktop.wall.tiles.tile import TileFrame, TilePainter, left_out, paint_left_out

ONE_LINE_EM = 27.0
"""From this width on, place and time stand beside the text, otherwise below it."""
ROW_EM, LARGEST_ROW_EM = (1.75, 2.95), (2.3, 3.4)
"""Least and largest height of a row of one and of two lines."""
TEXT_EM, BESIDE_EM = 0.9, 0.6
"""From the left edge of a row to its text, and the least room before what stands at the right of two lines."""
CAPTION_EM = 2.1
"""Height of the line above what came last."""


@dataclass(frozen=True)
class ListRow:
    """One line; ``color`` marks its state at the left and at ``right``, "" for none."""

    text: str
    detail: str = ""
    """Where it is, its smallest division last: where there is no room, the others are left out."""
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
    last_title: str = ""
    last: tuple[ListRow, ...] = ()
    """What came last and asks for nothing any more, the newest first."""


class ListTile(TilePainter[ListContent]):
    """As many rows as fit."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: ListContent, frame: TileFrame) -> None:
        scale = brush.scale
        one_line = area.width() >= scale.text * ONE_LINE_EM
        least, most = (scale.text * em[0 if one_line else 1] for em in (ROW_EM, LARGEST_ROW_EM))
        fits = max(1, int(area.height() // least))
        shown = content.rows[:fits]
        hidden = content.total - len(shown)
        if hidden > 0 and len(shown) > 1 and area.height() - fits * least < scale.text * 1.3:
            shown = shown[:-1]
            hidden += 1
        below = 0.0 if shown else scale.line * 1.4
        if not shown:
            middle = area.top() + scale.line
            brush.dot(QPointF(area.left() + scale.text * 0.22, middle - scale.text * 0.34), scale.text * 0.22, "good")
            at = QPointF(area.left() + scale.text * TEXT_EM, middle)
            brush.text(at, content.empty, width=area.width() - scale.text)
        left = area.height() - below - len(shown) * least - scale.text * CAPTION_EM
        last = content.last[: max(0, int(left // least))] if hidden <= 0 else ()
        lines = len(shown) + len(last)
        said = scale.text * (CAPTION_EM if last else 1.3 if hidden > 0 else 0.0)
        free = area.height() - below - said
        height = min(max(least, free / max(1, lines)), most)
        self._rows(brush, area.adjusted(0, below, 0, 0), shown, height, frame, one_line=one_line)
        if last:
            top = area.top() + below + len(shown) * height
            brush.text(QPointF(area.left(), top + scale.text * 1.4), content.last_title, color="muted")
            rest = area.adjusted(0, top - area.top() + scale.text * CAPTION_EM, 0, 0)
            self._rows(brush, rest, last, height, frame, one_line=one_line, muted=True)
        if not shown:
            return
        left = frame.head.left() + brush.width(frame.title) + scale.text * 0.6
        at, total = QPointF(left, frame.head.top() + brush.rise()), f"{content.total:,}"
        room = brush.text(at, total, color=content.color, bold=True, value=True) + scale.text * 0.6
        if hidden > 0 and len(shown) * height + scale.text * 1.3 <= area.height():
            at = QPointF(area.left() + scale.text * TEXT_EM, area.top() + len(shown) * height + scale.text * 1.05)
            brush.text(at, left_out(hidden), color="muted")
        else:
            paint_left_out(brush, frame, hidden, room)

    def _rows(
        self, brush: TileBrush, area: QRectF, rows: tuple[ListRow, ...], height: float, frame: TileFrame, *,
        one_line: bool, muted: bool = False,
    ) -> None:  # fmt: skip
        color, is_above = "muted" if muted else frame.color, _stands_above(brush, rows, area.width())
        for number, row in enumerate(rows):
            box = QRectF(area.left(), area.top() + number * height, area.width(), height)
            if number or muted:
                brush.line(box.topLeft(), box.topRight())
            if one_line:
                self._in_one_line(brush, box, row, color)
            else:
                self._in_two_lines(brush, box, row, color, is_above=is_above)

    def _in_one_line(self, brush: TileBrush, box: QRectF, row: ListRow, color: str) -> None:
        px = brush.scale.text
        baseline = box.center().y() + px * 0.36
        self._mark(brush, box, row)
        room = brush.text(QPointF(box.right(), baseline), row.right, color=row.color or "muted", align="right",
                          value=True)  # fmt: skip
        left, right = box.left() + px * TEXT_EM, box.right() - room - px * 0.8
        free = right - left - brush.width(row.text) - px * 0.8
        said = _shortened(brush, row.detail, free)
        detail = min(brush.width(said), max((right - left) * 0.42, free))
        brush.text(QPointF(right, baseline), said, color="muted", width=detail, align="right")
        brush.text(QPointF(left, baseline), row.text, color=color, width=right - left - detail - px * 0.8,
                   value=True)  # fmt: skip

    def _in_two_lines(self, brush: TileBrush, box: QRectF, row: ListRow, color: str, *, is_above: bool) -> None:
        """``is_above``: what stands at the right does so in the first line."""
        px = brush.scale.text
        self._mark(brush, box, row)
        left, middle = box.left() + px * TEXT_EM, box.center().y()
        first, second = middle - px * 0.25, middle + px * 0.98
        whole = box.right() - left
        room = brush.text(QPointF(box.right(), first if is_above else second), row.right, color=row.color or "muted",
                          align="right", value=True)  # fmt: skip
        beside = whole - room - px * BESIDE_EM
        brush.text(QPointF(left, first), row.text, color=color, width=beside if is_above else whole, value=True)
        width = whole if is_above else beside
        brush.text(QPointF(left, second), _shortened(brush, row.detail, width), color="muted", width=width)

    def _mark(self, brush: TileBrush, box: QRectF, row: ListRow) -> None:
        px = brush.scale.text
        bar = QRectF(box.left(), box.top() + px * 0.4, max(4.0, px * 0.16), box.height() - px * 0.8)
        brush.painter.fillRect(bar, brush.color(row.color) if row.color else brush.faint("muted", 0.4))


def _stands_above(brush: TileBrush, rows: Iterable[ListRow], width: float) -> bool:
    """Whether what stands at the right of two lines has room in the first one of every row, and would cut a second
    one."""
    px = brush.scale.text

    def beside(row: ListRow, text: str) -> bool:
        return brush.width(text) + brush.width(row.right) + px * (TEXT_EM + BESIDE_EM) <= width

    rows = tuple(rows)
    cuts = any(not beside(row, row.detail.rpartition(BETWEEN)[2]) for row in rows)
    return cuts and all(beside(row, row.text) for row in rows)


def _shortened(brush: TileBrush, detail: str, width: float) -> str:
    """Without the parts before the last one, from behind, until it has this width."""
    parts = detail.split(BETWEEN)
    while len(parts) > 1 and brush.width(BETWEEN.join(parts)) > width:
        del parts[-2]
    return BETWEEN.join(parts)
