"""One line of text at its baseline: how walls and the leader's page write."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

Align = Literal["left", "right", "centre"]


def write_line(
    painter: QPainter, at: QPointF, text: str, font: QFont, metrics: QFontMetricsF, color: QColor, *,
    width: float = 1e9, align: Align = "left",
) -> float:  # fmt: skip
    """Paint ``text``, cut with "…" at ``width`` pixels; returns its width.

    ``at``: the left end of its baseline, the right end or the middle.  ``metrics``: those of ``font``.
    """
    room = metrics.horizontalAdvance(text)
    if room > width:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0.0))
        room = metrics.horizontalAdvance(text)
    left = at.x() - (room if align == "right" else room / 2 if align == "centre" else 0.0)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(QPointF(left, at.y()), text)
    return room
