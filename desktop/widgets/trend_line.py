"""The curve of a trend: what leads to a period that is not wholly counted is dotted, and a note says so where something
is dotted, or why there is no line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from county.figures.metric import FigureValue

At = Callable[[int, float], QPointF]
"""Where a value of a period is painted."""


class TrendPeriod(Protocol):
    """A period of a trend."""

    @property
    def value(self) -> FigureValue: ...

    @property
    def incomplete(self) -> bool:
        """Not all of it is counted."""
        ...


class CurveLine(NamedTuple):
    """From the value of the period at ``place`` to that of the next one."""

    place: int
    start: float
    end: float
    dotted: bool


def curve_lines(points: Sequence[TrendPeriod]) -> list[CurveLine]:
    """Lines between neighbours; a period of which nothing is known has none."""
    return [
        CurveLine(place, one.value.value, other.value.value, dotted=one.incomplete or other.incomplete)
        for place, (one, other) in enumerate(pairwise(points))
        if one.value.value is not None and other.value.value is not None
    ]


def paint_curve(painter: QPainter, points: Sequence[TrendPeriod], at: At, pen: QPen) -> None:
    """Paint its lines."""
    dotted = QPen(pen)
    dotted.setStyle(Qt.PenStyle.DotLine)
    for line in curve_lines(points):
        painter.setPen(dotted if line.dotted else pen)
        painter.drawLine(at(line.place, line.start), at(line.place + 1, line.end))


def dotted_note(points: Sequence[TrendPeriod]) -> str:
    """What a dotted line means; "" where none is."""
    if not any(line.dotted for line in curve_lines(points)):
        return ""
    return QCoreApplication.translate("trend", "Dotted: not all of this period is counted")


def lacking_note(points: Sequence[TrendPeriod]) -> str:
    """Why a trend has no line, and what it waits for; "" where it has one, or nothing was asked."""
    if not points or curve_lines(points):
        return ""
    known = sum(point.value.value is not None for point in points)
    said = QCoreApplication.translate("trend", "{known} of {periods} periods have a value: a trend needs two in a row")
    return said.format(known=known, periods=len(points))
