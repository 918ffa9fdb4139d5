"""The towns beside each other for one number: the ones that need attention first, each a step to its records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from county.figures.metric import FigureValue, Metric
from county.figures.text import ranked
from desktop import theme
from desktop.figures.shown_figure import ShownFigure
from desktop.leader.figure_button import LookOf, PressedPart, write
from desktop.leader.figure_words import compared, large_value

ROW_PX = 46


class TownLine(NamedTuple):
    """A town: its name, its number of this week and that of the week before."""

    name: str
    shown: ShownFigure


class TownBar(PressedPart):
    """One town: its bar, its value, the change."""

    def __init__(self, look: LookOf) -> None:
        super().__init__(look)
        self.line: TownLine | None = None
        self._share = 0.0
        self._texts = ("", "", "", "text")
        self.setFixedHeight(theme.px(ROW_PX))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(400), theme.px(ROW_PX))

    def show_line(self, line: TownLine, metric: Metric, share: float) -> None:
        """``share``: of the longest bar, 0–1; a small sample has no bar: it is not compared."""
        value, before = line.shown.figure.value, line.shown.before
        words, change = large_value(metric, value), compared(metric, value, before, "")
        text = words.large + (words.small if words.small == "%" else f" {words.small}" if words.small else "")
        self.line, self._share, self._texts = line, share, (line.name, text, change.change, change.color)
        self.setAccessibleName(" ".join(filter(None, (line.name, text, change.change))))
        self.setToolTip(self.accessibleName())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self.look()
        name, text, change, color = self._texts
        with QPainter(self) as painter:
            self.paint_ground(painter)
            left, right = float(theme.px(12)), float(self.width() - theme.px(12))
            y = self.height() / 2 - theme.px(1)
            bar = QRectF(left, self.height() - theme.px(12), (right - left) * self._share, theme.px(5))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("line"))
            painter.drawRect(QRectF(left, bar.top(), right - left, bar.height()))
            painter.setBrush(look.color("accent"))
            painter.drawRect(bar)
            taken = write(painter, QPointF(right, y + theme.px(4)), change, 16, look, color,
                          align="right")  # fmt: skip
            right -= max(taken, theme.px(56)) + theme.px(10)
            taken = write(painter, QPointF(right, y + theme.px(4)), text, 18, look, bold=True,
                          align="right")  # fmt: skip
            write(painter, QPointF(left, y + theme.px(4)), name, 18, look, width=right - taken - left - theme.px(8))


class TownBars(QScrollArea):
    """All towns, the worst first where a direction is good, otherwise the largest; those of small samples last."""

    chosen = Signal(object)
    """TownLine that was clicked."""
    menu_wanted = Signal(object, object)
    """ShownFigure and a place of the screen."""

    def __init__(self, look: LookOf) -> None:
        super().__init__()
        self._look = look
        self.bars: list[TownBar] = []
        self._inside = QWidget()
        self._inside.setObjectName("towns")
        self._box = QVBoxLayout(self._inside)
        self._box.setContentsMargins(0, 0, theme.px(4), 0)
        self._box.setSpacing(theme.px(2))
        self._box.addStretch(1)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_towns(self, metric: Metric, lines: Sequence[TownLine]) -> None:
        """Replace what is shown."""
        values = [line.shown.figure.value for line in lines]
        ordered = [lines[place] for place, _ in ranked(metric, values)]
        worst_first = _worst_first(metric, ordered)
        most = max((value.value or 0.0 for value in values if _is_compared(value)), default=0.0)
        while len(self.bars) < len(lines):
            bar = TownBar(self._look)
            bar.clicked.connect(lambda _=False, bar=bar: self.chosen.emit(bar.line))
            bar.menu_wanted.connect(lambda at, bar=bar: self.menu_wanted.emit(bar.line.shown, at))
            self.bars.append(bar)
            self._box.insertWidget(self._box.count() - 1, bar)
        for place, bar in enumerate(self.bars):
            bar.setVisible(place < len(worst_first))
            if place < len(worst_first):
                value: FigureValue = worst_first[place].shown.figure.value
                share = (value.value or 0.0) / most if most and _is_compared(value) else 0.0
                bar.show_line(worst_first[place], metric, share)


def _worst_first(metric: Metric, best_first: Sequence[TownLine]) -> list[TownLine]:
    """Towns that can be compared in the other order, where one direction is good; the others stay last."""
    if metric.good == "none" or metric.kind == "level":
        return list(best_first)
    compared_ones = [line for line in best_first if _is_compared(line.shown.figure.value)]
    return [*reversed(compared_ones), *(line for line in best_first if line not in compared_ones)]


def _is_compared(value: FigureValue) -> bool:
    return value.value is not None and value.quality != "small_sample"
