"""The one state of the county that is read from the door, and below it the facts that make it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QLinearGradient

from county.wall.headline import Grade
from desktop.wall.brush import TileBrush
from desktop.wall.freshness import Freshness
from desktop.wall.language import translate
from desktop.wall.tiles.tile import TileFrame, TilePainter

GRADE_COLORS: dict[Grade, str] = {"alarm": "alarm", "late": "late", "unknown": "muted", "good": "good"}
"""Of the bar and its light."""
BETWEEN_EM = 1.1
"""From one fact to the next, and to the age behind them."""
BESIDE_EM, ABOVE_END_EM = 0.7, 0.75
"""From the bar to the words, and from their last line to the end of the tile."""


@dataclass(frozen=True)
class HeadlineFact:
    """A number with what it counts; coloured only where it is a state."""

    value: str
    name: str
    color: str = "text"


@dataclass(frozen=True)
class HeadlineContent:
    """The state in one sentence, how bad it is, the record that decides it, and the other facts."""

    grade: Grade
    sentence: str
    why: str
    facts: tuple[HeadlineFact, ...]


class HeadlineTile(TilePainter[HeadlineContent]):
    """A bar in the colour of the state, its light on the ground beside it, and the words as large as they can be.  The
    age stands behind the facts; where it would cut what decides the state, behind the sentence."""

    has_head = False

    def paint_body(self, brush: TileBrush, area: QRectF, content: HeadlineContent, frame: TileFrame) -> None:
        scale, bar = brush.scale, max(6.0, brush.scale.text * 0.22)
        self._light(brush, area, bar, content.grade)
        left, width = area.left() + bar + scale.text * BESIDE_EM, area.width() - bar - scale.text * 2 * BESIDE_EM
        under = scale.text * 1.9 if content.why or content.facts else 0.0
        room = area.height() - under - scale.gap
        px = brush.fitting(content.sentence, width, int(min(scale.display, room * 0.94)), bold=True)
        baseline = area.top() + scale.gap / 2 + room / 2 + px * 0.36
        color = content.grade if content.grade in ("alarm", "late") else "text"
        brush.text(QPointF(left, baseline), content.sentence, px, color, width=width, bold=True, value=True)
        at, between = QPointF(left, area.bottom() - scale.text * ABOVE_END_EM), scale.text * BETWEEN_EM
        age = 0.0 if brush.freshness is None else brush.age_width(brush.freshness) + between
        beside = brush.width(content.sentence, px, bold=True) + between
        is_above = brush.width(content.why) > width - age >= beside
        if is_above:
            self._age(brush, frame, QPointF(left + beside, baseline))
        else:
            width -= age
        if content.why:
            room = brush.text(at, content.why, width=width, value=True) + between
            at, width = at + QPointF(room, 0), width - room
        facts_end = self._facts(brush, at, width, content.facts)
        if not is_above:
            self._age(brush, frame, QPointF(facts_end, at.y()))

    def paint_unknown(self, brush: TileBrush, frame: TileFrame) -> None:
        """In the line of the facts."""
        text, area = brush.scale.text, frame.rect
        at = QPointF(area.left() + text * BESIDE_EM, area.bottom() - text * ABOVE_END_EM)
        at += QPointF(brush.text(at, translate("wall", "Nothing is known yet")) + text * BETWEEN_EM, 0)
        self._age(brush, frame, at)

    def paint_head(self, brush: TileBrush, frame: TileFrame, freshness: Freshness) -> None:
        """The age follows the facts; a title is not needed."""

    def _age(self, brush: TileBrush, frame: TileFrame, at: QPointF) -> None:
        """Right of ``at``."""
        if brush.freshness is not None:
            plain = TileBrush(brush.painter, frame.look, frame.scale)
            plain.age(at + QPointF(plain.age_width(brush.freshness), 0), brush.freshness)

    def _light(self, brush: TileBrush, area: QRectF, bar: float, grade: Grade) -> None:
        color = brush.color(GRADE_COLORS[grade])
        glow = QLinearGradient(area.left(), 0, area.left() + area.width() * 0.62, 0)
        for at, alpha in ((0.0, 0.20 if grade in ("alarm", "late") else 0.10), (1.0, 0.0)):
            shade = QColor(color)
            shade.setAlphaF(alpha)
            glow.setColorAt(at, shade)
        brush.painter.fillRect(area, glow)
        ground, clear = brush.look["ground"], QColor(brush.look["ground"])
        clear.setAlpha(0)
        for near, far in ((area.top(), area.center().y()), (area.bottom(), area.center().y())):
            veil = QLinearGradient(0, near, 0, far)
            veil.setColorAt(0.0, ground)
            veil.setColorAt(1.0, clear)
            brush.painter.fillRect(QRectF(area.left(), min(near, far), area.width(), area.height() / 2), veil)
        brush.painter.fillRect(QRectF(area.left(), area.top(), bar, area.height()), color)

    def _facts(self, brush: TileBrush, at: QPointF, width: float, facts: tuple[HeadlineFact, ...]) -> float:
        """As many as there is room for; returns where the next one would begin."""
        x, end = at.x(), at.x() + width
        for fact in facts:
            room = brush.width(fact.value, bold=True) + brush.width(f" {fact.name}")
            if x + room > end:
                break
            x += brush.text(QPointF(x, at.y()), fact.value, color=fact.color, bold=True, value=True)
            x += brush.text(QPointF(x, at.y()), f" {fact.name}", color="muted") + brush.scale.text * BETWEEN_EM
        return x
