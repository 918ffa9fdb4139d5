"""The curve of a trend: what leads to a period that is not wholly counted is dotted, and the chart says so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QPainter, QPen


class CurvePoint(NamedTuple):
    """Where the value of a period is painted."""

    at: QPointF
    incomplete: bool


def paint_curve(painter: QPainter, points: Sequence[CurvePoint | None], pen: QPen) -> None:
    """Lines between neighbours; None, of which nothing is known, has none."""
    dotted = QPen(pen)
    dotted.setStyle(Qt.PenStyle.DotLine)
    for one, other in pairwise(points):
        if one is not None and other is not None:
            painter.setPen(dotted if one.incomplete or other.incomplete else pen)
            painter.drawLine(one.at, other.at)


def incomplete_note() -> str:
    """What a dotted line means."""
    return QCoreApplication.translate("trend", "Dotted: not all of this period is counted")
