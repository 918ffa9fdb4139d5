"""The assessment's tree: the points of all, then branches and leaves with bars as long as their weights."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from desktop.wall.brush import TileBrush
from desktop.wall.tiles.tile import TileFrame, TilePainter

LARGEST_ROW_EM = 3.4
GAP_EM = 0.5
"""Between one row of branches and the next."""
TOTAL_EM = 3.0
COLUMN_EM = 20.0
"""Least width of a branch."""


@dataclass(frozen=True)
class ScoredLeaf:
    """One leaf.  ``weight``: beside the heaviest leaf (0-1); ``share``: of its weight, None without a value."""

    name: str
    points: str
    weight: float
    share: float | None
    color: str
    """Of its bar."""


@dataclass(frozen=True)
class ScoredBranch:
    """One branch with its weight and points."""

    name: str
    weight: str
    points: str
    leaves: tuple[ScoredLeaf, ...]


@dataclass(frozen=True)
class ScoresContent:
    """``points`` of ``possible``, and in words how much of the weight they cover, their range, and the period."""

    points: str
    possible: str
    coverage: str
    within: str
    period: str
    branches: tuple[ScoredBranch, ...]


class ScoresTile(TilePainter[ScoresContent]):
    """The branches in as many columns as have room."""

    def paint_body(self, brush: TileBrush, area: QRectF, content: ScoresContent, frame: TileFrame) -> None:
        em = brush.scale.text
        self._total(brush, QRectF(area.left(), area.top(), area.width(), em * TOTAL_EM), content)
        below = area.adjusted(0, em * TOTAL_EM, 0, 0)
        columns = next((n for n in (4, 2) if (below.width() / em - (n - 1) * 1.6) / n >= COLUMN_EM), 1)
        branches = content.branches
        lines = [branches[at : at + columns] for at in range(0, len(branches), columns)]
        counts = [1 + max(len(branch.leaves) for branch in line) for line in lines]
        if not counts:
            return
        height = min((below.height() - (len(lines) - 1) * em * GAP_EM) / sum(counts), em * LARGEST_ROW_EM)
        gap = em * 1.6
        width = (below.width() - (columns - 1) * gap) / columns
        leaves = [leaf for branch in branches for leaf in branch.leaves]
        names = min(max((brush.width(leaf.name) for leaf in leaves), default=0.0), width * 0.5)
        points = max((brush.width(leaf.points) for leaf in leaves), default=0.0)
        top = below.top()
        for line, count in zip(lines, counts, strict=True):
            for column, branch in enumerate(line):
                box = QRectF(below.left() + column * (width + gap), top, width, height)
                self._branch(brush, box, branch, frame)
                for place, leaf in enumerate(branch.leaves, start=1):
                    self._leaf(brush, box.translated(0, place * height), leaf, names, points, frame)
            top += count * height + em * GAP_EM

    def _total(self, brush: TileBrush, area: QRectF, content: ScoresContent) -> None:
        em, px = brush.scale.text, brush.scale.figure
        baseline = area.top() + px * 0.92
        room = brush.text(QPointF(area.left(), baseline), content.points, px, bold=True, value=True)
        left = area.left() + room + em * 0.3
        left += brush.text(QPointF(left, baseline), content.possible, color="muted", value=True) + em * 0.9
        width = area.right() - left
        first = content.coverage
        if brush.width(f"{content.period} · {first}") <= width:
            first = f"{content.period} · {first}"
        last = baseline + em * 0.15
        brush.text(QPointF(area.right(), last - em * 1.25 if content.within else last), first, color="muted",
                   width=width, align="right", value=True)  # fmt: skip
        brush.text(QPointF(area.right(), last), content.within, color="muted", width=width, align="right",
                   value=True)  # fmt: skip

    def _branch(self, brush: TileBrush, box: QRectF, branch: ScoredBranch, frame: TileFrame) -> None:
        em = brush.scale.text
        baseline = box.center().y() + em * 0.36
        right = brush.text(QPointF(box.right(), baseline), branch.points, align="right", bold=True, value=True)
        room = brush.text(QPointF(box.left(), baseline), branch.name, color=frame.color, bold=True,
                          width=box.width() - right - em * 2.5)  # fmt: skip
        brush.text(QPointF(box.left() + room + em * 0.5, baseline), branch.weight, color="muted")
        brush.line(box.bottomLeft(), box.bottomRight())

    def _leaf(
        self, brush: TileBrush, box: QRectF, leaf: ScoredLeaf, names: float, points: float, frame: TileFrame
    ) -> None:
        em, middle = brush.scale.text, box.center().y()
        baseline, known = middle + em * 0.36, leaf.share is not None
        brush.text(QPointF(box.left(), baseline), leaf.name, color=frame.color if known else "muted", width=names)
        brush.text(QPointF(box.right(), baseline), leaf.points, color="text" if known else "muted", align="right",
                   value=True)  # fmt: skip
        left = box.left() + names + em * 0.6
        most = box.right() - points - em * 0.6 - left
        if most < em:
            return
        bar = QRectF(left, middle - em * 0.17, most * min(leaf.weight, 1.0), em * 0.34)
        if leaf.share is not None:
            brush.bar(bar, leaf.share, leaf.color)
            return
        pen = QPen(brush.faint("muted", 0.6), brush.scale.hair)
        pen.setStyle(Qt.PenStyle.DashLine)
        brush.painter.setPen(pen)
        brush.painter.setBrush(Qt.BrushStyle.NoBrush)
        brush.painter.drawRect(bar)
