"""A row of large numbers, each with its name below; nothing between them but space."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from desktop.wall.brush import TileBrush
from desktop.wall.tiles.tile import Tile, TileFrame


@dataclass(frozen=True)
class BigNumber:
    """A number; ``note`` says what it is compared with or of how many it is."""

    value: str
    name: str
    unit: str = ""
    note: str = ""
    color: str = "text"


@dataclass(frozen=True)
class NumbersContent:
    """In their order."""

    numbers: tuple[BigNumber, ...]


class NumbersTile(Tile[NumbersContent]):
    """In one row, or in several where it is high and narrow."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: NumbersContent, frame: TileFrame) -> None:
        numbers, scale = content.numbers, brush.scale
        if not numbers:
            return
        widest = max(brush.width(number.name) for number in numbers) + scale.text
        columns = max(1, min(len(numbers), int(area.width() // max(widest, 1))))
        while columns > 1 and -(-len(numbers) // columns) * scale.text * 3.4 > area.height() < area.width():
            columns = len(numbers)
            break
        lines = -(-len(numbers) // columns)
        columns = -(-len(numbers) // lines)
        width, height = area.width() / columns, area.height() / lines
        for place, number in enumerate(numbers):
            row, column = divmod(place, columns)
            box = QRectF(area.left() + column * width, area.top() + row * height, width, height)
            self._number(brush, box, number)

    def _number(self, brush: TileBrush, box: QRectF, number: BigNumber) -> None:
        scale = brush.scale
        noted = bool(number.note) and box.height() >= scale.text * 4.6
        under = scale.text * (2.7 if noted else 1.5)
        px = int(max(scale.digit, min(scale.text * 3.0, (box.height() - under) * 0.86)))
        px = brush.fitting(number.value + number.unit, box.width() - scale.gap, px, bold=True)
        top = box.top() + max(0.0, (box.height() - under - px) / 2)
        baseline = top + px * 0.86
        room = brush.text(QPointF(box.left(), baseline), number.value, px, number.color, bold=True, value=True)
        if number.unit:
            brush.text(QPointF(box.left() + room + scale.text * 0.2, baseline), number.unit, color="muted")
        below = baseline + scale.text * 1.42
        brush.text(QPointF(box.left(), below), number.name, color="muted", width=box.width() - scale.gap)
        if noted:
            brush.text(QPointF(box.left(), below + scale.text * 1.25), number.note, color="muted",
                       width=box.width() - scale.gap)  # fmt: skip
