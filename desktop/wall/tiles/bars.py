"""Names with bars: how much of each there is, in parts, with the number at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from desktop.wall.brush import TileBrush
from desktop.wall.language import translate
from desktop.wall.tiles.tile import TileFrame, TilePainter

ROW_EM, LAST_LINE_EM = 1.45, 1.7
"""Least height of a row, and that of the last line."""
LEAST_BAR_EM = 4.0
"""Of the width, as long as a name would be cut otherwise, gaps included."""
NAMES_SHARE = 0.45
"""Of the width that names have at most, whatever is left."""

LATER_PART = 0.4
"""Height of the parts after the first one as a share of its own: their colours differ little on a distant wall."""


@dataclass(frozen=True)
class BarRow:
    """One name.  ``parts``: shares of the bar (0-1) with their colours, from the left; ``limit``: where a mark is."""

    name: str
    value: str
    parts: tuple[tuple[float, str], ...]
    color: str = "text"
    """Of the value."""
    limit: float | None = None


@dataclass(frozen=True)
class BarsContent:
    """The first rows of ``total`` in their order, and a sentence below them."""

    rows: tuple[BarRow, ...]
    note: str = ""
    note_color: str = "muted"
    empty: str = ""
    total: int = 0
    """0: there are no others."""


class BarsTile(TilePainter[BarsContent]):
    """As many rows as fit, spread over the height; in the last line the sentence, and how many rows are left out."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: BarsContent, frame: TileFrame) -> None:
        scale = brush.scale
        if content.note:
            area = area.adjusted(0, 0, 0, -scale.text * LAST_LINE_EM)
        if not content.rows:
            self._last_line(brush, area, content, 0)
            at = QPointF(area.left(), area.top() + scale.line)
            brush.text(at, content.empty, color="muted", width=area.width())
            return
        columns = 2 if area.width() > scale.text * 34 and len(content.rows) > 4 else 1
        total = max(content.total, len(content.rows))
        fits = columns * max(1, int(area.height() // (scale.text * ROW_EM)))
        if min(fits, len(content.rows)) < total and not content.note:
            area = area.adjusted(0, 0, 0, -scale.text * LAST_LINE_EM)
            fits = columns * max(1, int(area.height() // (scale.text * ROW_EM)))
        rows = content.rows[:fits]
        self._last_line(brush, area, content, total - len(rows))
        lines = -(-len(rows) // columns)
        height = min(area.height() / lines, scale.text * 2.3)
        width = (area.width() - (columns - 1) * scale.text * 1.4) / columns
        values = max(brush.width(row.value, bold=True) for row in rows)
        most = max(width * NAMES_SHARE, width - values - scale.text * LEAST_BAR_EM)
        names = min(max(brush.width(row.name) for row in rows), most)
        for number, row in enumerate(rows):
            column, line = divmod(number, lines)
            left = area.left() + column * (width + scale.text * 1.4)
            box = QRectF(left, area.top() + line * height, width, height)
            self._row(brush, box, row, names, values, frame)

    def _last_line(self, brush: TileBrush, area: QRectF, content: BarsContent, hidden: int) -> None:
        """Below ``area``."""
        em = brush.scale.text
        right, baseline = area.right(), area.bottom() + em * (LAST_LINE_EM - 0.35)
        if hidden:
            more = translate("wall", "and {n} more").format(n=f"{hidden:,}")
            right -= brush.text(QPointF(right, baseline), more, color="muted", align="right") + em
        if content.note:
            at = QPointF(area.left(), baseline)
            brush.text(at, content.note, color=content.note_color, width=right - at.x(), bold=True, value=True)

    def _row(
        self, brush: TileBrush, box: QRectF, row: BarRow, names: float, values: float, frame: TileFrame
    ) -> None:
        px = brush.scale.text
        middle = box.center().y()
        brush.text(QPointF(box.left(), middle + px * 0.36), row.name, color=frame.color, width=names)
        color = row.color
        brush.text(QPointF(box.right(), middle + px * 0.36), row.value, color=color, align="right", bold=True,
                   value=True)  # fmt: skip
        left, right = box.left() + names + px * 0.6, box.right() - values - px * 0.6
        if right - left < px:
            return
        thick = px * 0.34
        bar = QRectF(left, middle - thick / 2, right - left, thick)
        brush.bar(bar, 0.0)
        height = thick
        for share, part_color in row.parts:
            part = QRectF(left, middle - height / 2, bar.width() * min(max(share, 0.0), 1.0), height)
            brush.painter.fillRect(part, brush.color(part_color))
            left, height = part.right(), thick * LATER_PART
        if row.limit is not None:
            x = bar.left() + bar.width() * min(max(row.limit, 0.0), 1.0)
            brush.painter.fillRect(QRectF(x - px * 0.05, bar.top() - px * 0.28, px * 0.1, thick + px * 0.56),
                                   brush.color("muted"))  # fmt: skip
