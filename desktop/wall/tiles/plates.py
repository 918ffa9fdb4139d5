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
SIGNS_EM = 14.0
"""Least width of a plate with all its signs."""
STEP_EM = 1.32
"""From the name to its worst sign."""
INDENT_EM = 1.1


SIGN_EM = (1.35, 2.2)
"""Least and largest height of the line of one sign."""


@dataclass(frozen=True)
class WallSign:
    """One sign of a plate."""

    name: str
    value: str
    color: str
    """Of the value."""


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
    signs: tuple[WallSign, ...] = ()
    """All of them, as the table has them."""

    @property
    def is_well(self) -> bool:
        """Whether all signs are known, and none is out of its range."""
        return self.band == "green" and all(color != "muted" for _, color in self.counts)


@dataclass(frozen=True)
class PlatesContent:
    """In their order."""

    plates: tuple[WallPlate, ...]


class PlatesTile(TilePainter[PlatesContent]):
    """In columns, with every sign below the name where there is room for all of them, else with the worst one."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: PlatesContent, frame: TileFrame) -> None:
        plates, em = content.plates, brush.scale.text
        if not plates:
            return
        columns = _columns_of_signs(area.width() / em, area.height() / em, plates)
        if columns:
            self._with_signs(brush, area, plates, columns, frame)
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

    def _with_signs(
        self, brush: TileBrush, area: QRectF, plates: tuple[WallPlate, ...], columns: int, frame: TileFrame
    ) -> None:
        em, gap = brush.scale.text, brush.scale.text * 1.6
        lines = [plates[at : at + columns] for at in range(0, len(plates), columns)]
        heights = [_lines_of(line) for line in lines]
        step = min((area.height() - (len(lines) - 1) * em) / sum(heights), em * SIGN_EM[1])
        spare = area.height() - sum(heights) * step
        between = min(spare / max(1, len(lines) - 1), em * 2.4)
        width, top = (area.width() - (columns - 1) * gap) / columns, area.top()
        for line, height in zip(lines, heights, strict=True):
            for column, plate in enumerate(line):
                box = QRectF(area.left() + column * (width + gap), top, width, step)
                baseline = box.center().y() + em * 0.36
                self._mark(brush, QPointF(box.left() + em * 0.4, box.center().y()), plate)
                left = box.left() + em * INDENT_EM
                name = brush.text(QPointF(left, baseline), plate.name, color=frame.color, bold=True, value=True,
                                  width=box.right() - left)  # fmt: skip
                self._counts_right(brush, QPointF(box.right(), baseline), plate, box.right() - left - name - em * 0.6)
                brush.line(box.bottomLeft(), box.bottomRight())
                for number, sign in enumerate(plate.signs, start=1):
                    self._sign(brush, box.translated(0, number * step), sign)
            top += height * step + between

    def _sign(self, brush: TileBrush, box: QRectF, sign: WallSign) -> None:
        em, baseline = brush.scale.text, box.center().y() + brush.scale.text * 0.36
        is_out = sign.color not in ("text", "muted")
        room = brush.text(QPointF(box.right(), baseline), sign.value, color=sign.color, align="right", bold=is_out,
                          value=True)  # fmt: skip
        left = box.left() + em * INDENT_EM
        brush.text(QPointF(left, baseline), sign.name, color=sign.color if is_out else "muted",
                   width=box.right() - left - room - em * 0.6)  # fmt: skip

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

    def _counts_right(self, brush: TileBrush, at: QPointF, plate: WallPlate, width: float) -> None:
        """Left of a place, above all signs of the plate: without dots between them, and without the less grave ones,
        where there is no room."""
        gap, counts = brush.scale.text * 0.5, list(plate.counts)
        if _room(brush, plate) <= width:
            self._counts(brush, at - QPointF(_room(brush, plate), 0), plate)
            return
        while counts and sum(brush.width(text) + gap for text, _ in counts) - gap > width:
            del counts[-2 if len(counts) > 1 and counts[-1][1] == "muted" else -1]  # the mark says what is worst
        right = at.x()
        for text, color in reversed(counts):
            right -= brush.text(QPointF(right, at.y()), text, color=color, align="right", value=True) + gap

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


def _columns_of_signs(width_em: float, height_em: float, plates: tuple[WallPlate, ...]) -> int:
    """Into how many columns plates go with all their signs; 0: there is no room for them."""
    for columns in (4, 2):
        lines = [plates[at : at + columns] for at in range(0, len(plates), columns)]
        needed = sum(map(_lines_of, lines)) * SIGN_EM[0] + len(lines) - 1
        if (width_em - (columns - 1) * 1.6) / columns >= SIGNS_EM and needed <= height_em:
            return columns
    return 0


def _lines_of(plates: tuple[WallPlate, ...]) -> int:
    """Of plates side by side, the names included."""
    return 1 + max(len(plate.signs) for plate in plates)


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
