"""A row of large numbers, each with its name below; nothing between them but space."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from desktop.wall.brush import TileBrush
from desktop.wall.freshness import Freshness
from desktop.wall.tiles.tile import TileFrame, TilePainter


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


SIDE_EM = 7.0
"""Room at the right for title and age, in font sizes of the age; a narrow tile has them above instead."""
WIDE_EM = 18.0
LEAST_EM = 1.5
"""Size of a value, in font sizes of its name, for which a row has room, or the numbers are in several."""


class NumbersTile(TilePainter[NumbersContent]):
    """In one row, or in several where it is high and narrow."""

    has_head = False

    def paint_body(self, brush: TileBrush, area: QRectF, content: NumbersContent, frame: TileFrame) -> None:
        numbers, scale = content.numbers, brush.scale
        if self._is_wide(frame):
            area = area.adjusted(0, 0, -scale.note_px * SIDE_EM, 0)
        else:
            area = area.adjusted(0, frame.head_px, 0, 0)
        if not numbers:
            return
        least = round(scale.text * LEAST_EM)
        widest = max(
            max(brush.width(number.name) + scale.text, _width(brush, number, least) + scale.gap) for number in numbers
        )
        columns = max(1, min(len(numbers), int(area.width() // widest)))
        lines = min(-(-len(numbers) // columns), max(1, int(area.height() // (scale.text * 3))))
        columns = -(-len(numbers) // lines)
        width, height = area.width() / columns, area.height() / lines
        noted = height >= scale.text * 4.4 and any(number.note for number in numbers)
        under = scale.text * (2.85 if noted else 1.6)
        most = int(max(scale.digit, min(scale.text * 2.6, height - under)))
        px = min(
            brush.fitting(number.value, width - scale.gap - _unit_width(brush, number), most, bold=True)
            for number in numbers
        )
        for place, number in enumerate(numbers):
            row, column = divmod(place, columns)
            box = QRectF(area.left() + column * width, area.top() + row * height, width, height)
            self._number(brush, box, number, px, under, noted)

    def paint_head(self, brush: TileBrush, frame: TileFrame, freshness: Freshness) -> None:
        """Title above age, at the right end of the row."""
        if not self._is_wide(frame):
            super().paint_head(brush, frame, freshness)
            return
        plain, px, rect = TileBrush(brush.painter, frame.look, frame.scale), frame.scale.note_px, frame.rect
        below = rect.center().y() + px * 1.25
        plain.text(QPointF(rect.right(), below - px * 1.4), frame.title, px, "muted", align="right")
        plain.age(QPointF(rect.right(), below), freshness)

    def _is_wide(self, frame: TileFrame) -> bool:
        return frame.rect.width() > frame.scale.text * WIDE_EM and frame.rect.width() > 3.5 * frame.rect.height()

    def _number(
        self, brush: TileBrush, box: QRectF, number: BigNumber, px: int, under: float, noted: bool
    ) -> None:
        """``px``: the size of every value of the tile; ``under``: the room of names and, if ``noted``, notes."""
        scale = brush.scale
        top = box.top() + max(0.0, (box.height() - under - px) / 2)
        baseline = top + px * 0.86
        room = brush.text(QPointF(box.left(), baseline), number.value, px, number.color, bold=True, value=True)
        if number.unit:
            at = QPointF(box.left() + room + scale.text * 0.2, baseline)
            brush.text(at, number.unit, color="muted", width=box.right() - scale.gap - at.x())
        below = baseline + scale.text * 1.45  # clear of the stroke of 7/7
        brush.text(QPointF(box.left(), below), number.name, color="muted", width=box.width() - scale.gap)
        if noted and number.note:
            brush.text(QPointF(box.left(), below + scale.text * 1.25), number.note, color="muted",
                       width=box.width() - scale.gap)  # fmt: skip


def _width(brush: TileBrush, number: BigNumber, px: int) -> float:
    """Of the value in a font size and its unit."""
    return brush.width(number.value, px, bold=True) + _unit_width(brush, number)


def _unit_width(brush: TileBrush, number: BigNumber) -> float:
    """With the space before it; 0 without a unit."""
    return brush.width(number.unit) + brush.scale.text * 0.2 if number.unit else 0.0
