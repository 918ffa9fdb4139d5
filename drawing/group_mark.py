"""The mark of several things that would overlap: their number in a ring in which each of their kinds has its share."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap

from drawing.atlas import MARGIN_PX
from drawing.pens import color, pen
from layers.style import RGBA, Style, rgba

WIDER = 0.14
"""Part of the size that each further digit of the number adds."""
WIDEST = 1.26
"""Of the size, a mark of however many things: larger ones would overlap their neighbours."""
NUMERALS, NUMERALS_WIDTH = 0.62, 0.84
"""Of the diameter inside the ring: height of the number, and its largest width."""
LEAST_SHARE = 1 / 14
"""A kind is seen in the ring however few of it there are."""
GAP_DEG = 7.0
"""Between two kinds."""
TOP_DEG = 90.0
Part = tuple[RGBA, int]
"""A kind of thing: its colour, and how many there are."""


def group_px(style: Style, number: int) -> float:
    """Diameter of the mark of ``number`` things."""
    return style.size_px * min(WIDEST, 1.0 + WIDER * (len(f"{number:,}") - 1))


def shares(numbers: Sequence[int]) -> list[float]:
    """Parts of a ring (n,), which add up to 1: those of the numbers, but none less than LEAST_SHARE."""
    total = sum(numbers)
    parts = [max(LEAST_SHARE, number / total) for number in numbers]
    return [part / sum(parts) for part in parts]


def draw_group(painter: QPainter, style: Style, parts: Sequence[Part]) -> None:
    """Draw the mark of the things of ``parts`` around the painter's origin; the first begins at the top, clockwise."""
    number = sum(of_part for _, of_part in parts)
    radius, ring = group_px(style, number) / 2, style.width_px
    middle = QPointF(0, 0)
    painter.setPen(pen(style.outline_rgba, 1.0))
    painter.setBrush(color(style.rgba))
    painter.drawEllipse(middle, radius, radius)
    at = radius - ring / 2 - 0.5
    box = QRectF(-at, -at, 2 * at, 2 * at)
    begin_deg = TOP_DEG
    gap_deg = GAP_DEG if len(parts) > 1 else 0.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for (ink, _), share in zip(parts, shares([of_part for _, of_part in parts]), strict=True):
        painter.setPen(QPen(color(ink), ring, c=Qt.PenCapStyle.FlatCap))
        span_deg = 360.0 * share
        painter.drawArc(box, round(-16 * (span_deg - gap_deg / 2 - begin_deg)), round(16 * (span_deg - gap_deg)))
        begin_deg -= span_deg
    inside = 2 * (radius - ring - 1)
    text, font = f"{number:,}", QFont()
    font.setBold(True)
    font.setPixelSize(max(1, round(NUMERALS * inside)))
    if (width := QFontMetricsF(font).horizontalAdvance(text)) > NUMERALS_WIDTH * inside:
        font.setPixelSize(max(1, math.floor(font.pixelSize() * NUMERALS_WIDTH * inside / width)))
    painter.setFont(font)
    painter.setPen(color(rgba(style.ink)))
    painter.drawText(QRectF(-radius, -radius, 2 * radius, 2 * radius), Qt.AlignmentFlag.AlignCenter, text)


def group_picture(style: Style, parts: Sequence[Part], dpr: float) -> QPixmap:
    """The mark as a picture whose middle is the mark's, ``dpr`` physical pixels a logical one."""
    side = group_px(style, sum(number for _, number in parts)) + 2 * MARGIN_PX
    physical = 2 * math.ceil(side * dpr / 2)
    picture = QPixmap(physical, physical)
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(physical / dpr / 2, physical / dpr / 2)
        draw_group(painter, style, parts)
    return picture
