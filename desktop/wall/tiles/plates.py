"""The vital signs by plates: a mark for the worst sign, how many are how bad, and which is worst since when."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from county.figures.vital_sign_table import Band
from county.names import BETWEEN
from desktop.wall.brush import TileBrush
from desktop.wall.tiles.tile import TileFrame, TilePainter

ONE_LINE_EM, TWO_LINES_EM = 32.0, 20.0
"""Least width of a plate whose worst sign stands beside its name, and below it."""
ONE_LINE_HIGH, TWO_LINES_HIGH = (1.7, 2.6), (2.9, 4.4)
"""Least and largest heights."""
STEP_EM = 1.32
"""From the name to its worst sign."""
INDENT_EM = 1.1


@dataclass(frozen=True)
class WallPlate:
    """One plate.  ``counts``: what is said of its signs, with colours; ``worst``: its worst sign with its value."""

    name: str
    band: Band
    counts: tuple[tuple[str, str], ...]
    worst: str = ""
    since: str = ""
    color: str = "text"
    """Of the worst sign."""

    @property
    def is_well(self) -> bool:
        """Whether all signs are known, and none is out of its range."""
        return self.band == "green" and all(color != "muted" for _, color in self.counts)


@dataclass(frozen=True)
class PlatesContent:
    """In their order."""

    plates: tuple[WallPlate, ...]


class PlatesTile(TilePainter[PlatesContent]):
    """In columns, with the worst sign below the name where there is room."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: PlatesContent, frame: TileFrame) -> None:
        plates, em = content.plates, brush.scale.text
        if not plates:
            return
        columns, in_two = _arranged(area.width() / em, area.height() / em, len(plates))
        rows = -(-len(plates) // columns)
        height = min(area.height() / rows, em * (TWO_LINES_HIGH if in_two else ONE_LINE_HIGH)[1])
        gap = em * 1.6
        width = (area.width() - (columns - 1) * gap) / columns
        names = max(brush.width(plate.name, bold=True) for plate in plates)
        counts = max(_room(brush, plate) for plate in plates)
        for number, plate in enumerate(plates):
            row, column = divmod(number, columns)
            box = QRectF(area.left() + column * (width + gap), area.top() + row * height, width, height)
            if row:
                brush.line(box.topLeft(), box.topRight())
            if in_two:
                self._in_two_lines(brush, box, plate, frame)
            else:
                self._in_one_line(brush, box, plate, names, counts, frame)

    def _in_two_lines(self, brush: TileBrush, box: QRectF, plate: WallPlate, frame: TileFrame) -> None:
        em = brush.scale.text
        middle = box.center().y() + em * 0.36
        first = middle - em * STEP_EM / 2 if plate.worst else middle
        second, left = first + em * STEP_EM, box.left() + em * INDENT_EM
        self._mark(brush, QPointF(box.left() + em * 0.4, first - em * 0.36), plate)
        room = _room(brush, plate)
        brush.text(QPointF(left, first), plate.name, color=frame.color, width=box.right() - left - room - em * 0.6,
                   bold=True, value=True)  # fmt: skip
        self._counts(brush, QPointF(box.right() - room, first), plate)
        since = brush.text(QPointF(box.right(), second), plate.since, color="muted", align="right", value=True)
        brush.text(QPointF(left, second), plate.worst, color=plate.color, width=box.right() - left - since - em * 0.6,
                   value=True)  # fmt: skip

    def _in_one_line(
        self, brush: TileBrush, box: QRectF, plate: WallPlate, names: float, counts: float, frame: TileFrame
    ) -> None:
        em = brush.scale.text
        baseline, left = box.center().y() + em * 0.36, box.left() + em * INDENT_EM
        self._mark(brush, QPointF(box.left() + em * 0.4, box.center().y()), plate)
        names = min(names, box.width() * 0.24)
        brush.text(QPointF(left, baseline), plate.name, color=frame.color, width=names, bold=True, value=True)
        left += names + em * 0.9
        self._counts(brush, QPointF(left, baseline), plate)
        left += counts + em * 0.9
        since = brush.text(QPointF(box.right(), baseline), plate.since, color="muted", align="right", value=True)
        brush.text(QPointF(left, baseline), plate.worst, color=plate.color, width=box.right() - left - since - em * 0.6,
                   value=True)  # fmt: skip

    def _counts(self, brush: TileBrush, at: QPointF, plate: WallPlate) -> None:
        left = at.x()
        for number, (text, color) in enumerate(plate.counts):
            if number:
                left += brush.text(QPointF(left, at.y()), BETWEEN, color="muted")
            left += brush.text(QPointF(left, at.y()), text, color=color, value=True)

    def _mark(self, brush: TileBrush, at: QPointF, plate: WallPlate) -> None:
        """Full for red, orange, and what is wholly well; only a ring for yellow, and for what is not wholly known."""
        radius = brush.scale.text * 0.3
        match plate.band:
            case "red":
                brush.dot(at, radius * 1.3, "alarm")
            case "orange":
                brush.dot(at, radius, "late")
            case "yellow":
                brush.ring(at, radius * 0.85, "late", radius * 0.4)
            case _ if plate.is_well:
                brush.dot(at, radius * 0.8, "good")
            case _:
                brush.ring(at, radius * 0.75, "muted", radius * 0.25)


def _arranged(width_em: float, height_em: float, count: int) -> tuple[int, bool]:
    """Into how many columns, and whether in two lines each: the most columns that have room for two, else one line."""
    for columns in (4, 2, 1):
        wide = (width_em - (columns - 1) * 1.6) / columns >= TWO_LINES_EM
        if wide and -(-count // columns) * TWO_LINES_HIGH[0] <= height_em:
            return columns, True
    return 1, width_em < ONE_LINE_EM


def _room(brush: TileBrush, plate: WallPlate) -> float:
    """How wide the counts are."""
    return brush.width(BETWEEN.join(text for text, _ in plate.counts))
