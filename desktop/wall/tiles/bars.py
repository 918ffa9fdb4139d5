"""Names with bars: how much of each there is, in parts, with the number at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from desktop.wall.brush import TileBrush
from desktop.wall.tiles.tile import TileFrame, TilePainter, paint_left_out

ROW_EM, LAST_LINE_EM = 1.45, 1.7
"""Least height of a row, and that of the last line."""
LEAST_BAR_EM = 3.2
"""Width of a bar beside a name, gaps included; where names leave less, the bars are below them."""
BELOW_EM = 0.4
"""How much higher a row with its bar below is."""
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
    """As many rows as fit, spread over the height, the sentence below them; the head says how many are left out."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: BarsContent, frame: TileFrame) -> None:
        scale = brush.scale
        if content.note:
            at = QPointF(area.left(), area.bottom() - scale.text * 0.35)
            brush.text(at, content.note, color=content.note_color, width=area.width(), bold=True, value=True)
            area = area.adjusted(0, 0, 0, -scale.text * LAST_LINE_EM)
        if not content.rows:
            at = QPointF(area.left(), area.top() + scale.line)
            brush.text(at, content.empty, color="muted", width=area.width())
            return
        columns = 2 if area.width() > scale.text * 34 and len(content.rows) > 4 else 1
        width = (area.width() - (columns - 1) * scale.text * 1.4) / columns
        values = max(brush.width(row.value, bold=True) for row in content.rows)
        names = max(brush.width(row.name) for row in content.rows)
        below = names > width - values - scale.text * LEAST_BAR_EM
        fits = columns * max(1, int(area.height() // (scale.text * (ROW_EM + BELOW_EM * below))))
        rows = content.rows[:fits]
        paint_left_out(brush, frame, max(content.total, len(content.rows)) - len(rows))
        lines = -(-len(rows) // columns)
        height = min(area.height() / lines, scale.text * 2.3)
        for number, row in enumerate(rows):
            column, line = divmod(number, lines)
            left = area.left() + column * (width + scale.text * 1.4)
            box = QRectF(left, area.top() + line * height, width, height)
            self._row(brush, box, row, None if below else (names, values), frame)

    def _row(
        self, brush: TileBrush, box: QRectF, row: BarRow, beside: tuple[float, float] | None, frame: TileFrame
    ) -> None:
        """``beside``: how wide the texts left and right of the bars are; None: the bar is below them."""
        px = brush.scale.text
        middle = box.center().y() - (0.0 if beside else px * BELOW_EM / 2)
        room = brush.text(QPointF(box.right(), middle + px * 0.36), row.value, color=row.color, align="right",
                          bold=True, value=True)  # fmt: skip
        brush.text(QPointF(box.left(), middle + px * 0.36), row.name, color=frame.color,
                   width=box.width() - room - px * 0.6)  # fmt: skip
        if beside:
            thick, above = px * 0.34, 0.8
            left, right = box.left() + beside[0] + px * 0.6, box.right() - beside[1] - px * 0.6
            bar = QRectF(left, middle - thick / 2, right - left, thick)
        else:
            thick, above = px * 0.2, 0.0  # no mark crosses the texts
            bar = QRectF(box.left(), middle + px * 0.62, box.width(), thick)
        brush.bar(bar, 0.0)
        left, height = bar.left(), thick
        for share, part_color in row.parts:
            part = QRectF(left, bar.center().y() - height / 2, bar.width() * min(max(share, 0.0), 1.0), height)
            brush.painter.fillRect(part, brush.color(part_color))
            left, height = part.right(), thick * LATER_PART
        if row.limit is not None:
            x = bar.left() + bar.width() * min(max(row.limit, 0.0), 1.0)
            brush.painter.fillRect(QRectF(x - px * 0.05, bar.top() - thick * above, px * 0.1, thick * (1.8 + above)),
                                   brush.color("muted"))  # fmt: skip
