"""The mark of several things that would overlap: their number in a ring in which each of their kinds has its share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap

from drawing.atlas import MARGIN_PX
from drawing.pens import color, pen
from layers.style import RGBA, Style, rgba

APART_PX = 38.0
"""Glyphs and marks that are nearer to each other are one mark: no mark is larger."""
AROUND = 1.4
"""Of their size, glyphs around a mark of several things: the mark is so much larger than what they are around else."""
WIDER = 0.14
"""Part of the size that each further digit of the number adds."""
WIDEST = 1.26
"""Of the size, a mark of however many things: larger ones would overlap their neighbours."""
NUMERALS, NUMERALS_WIDTH = 0.62, 0.84
"""Of the diameter inside the ring: height of the number, and its largest width."""
LEAST_SHARE = 1 / 14
"""A kind is seen in the ring however few of it there are."""
SECTORS = 28
"""A share of the ring is so many of these: marks of about the same shares have the same picture of it."""
GAP_DEG = 7.0
"""Between two kinds."""
TOP_DEG = 90.0
Part = tuple[RGBA, int]
"""A kind of thing: its colour, and how many there are."""
Ring = tuple[Part, ...]
"""Colours and how many sectors each has, clockwise from the top."""


def group_px(style: Style, number: int) -> float:
    """Diameter of the mark of ``number`` things."""
    return style.size_px * min(WIDEST, 1.0 + WIDER * (len(f"{number:,}") - 1))


def shares(numbers: Sequence[int]) -> list[float]:
    """Parts of a ring (n,), which add up to 1: those of the numbers, but none less than LEAST_SHARE."""
    total = sum(numbers)
    parts = [max(LEAST_SHARE, number / total) for number in numbers]
    return [part / sum(parts) for part in parts]


def ring_of(parts: Sequence[Part]) -> Ring:
    """The ring of the things of ``parts``, the first of them at the top."""
    ends = accumulate(shares([number for _, number in parts]), initial=0.0)
    sectors = [round(SECTORS * end) - round(SECTORS * begin) for begin, end in pairwise(ends)]
    return tuple((ink, of_part) for (ink, _), of_part in zip(parts, sectors, strict=True))


def draw_ring(painter: QPainter, style: Style, diameter_px: float, ring: Ring) -> None:
    """Draw the ground of a mark and its ring around the painter's origin."""
    radius, width = diameter_px / 2, style.width_px
    painter.setPen(pen(style.outline_rgba, 1.0))
    painter.setBrush(color(style.rgba))
    painter.drawEllipse(QPointF(0, 0), radius, radius)
    at = radius - width / 2 - 0.5
    box = QRectF(-at, -at, 2 * at, 2 * at)
    begin_deg = TOP_DEG
    gap_deg = GAP_DEG if len(ring) > 1 else 0.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, sectors in ring:
        painter.setPen(QPen(color(ink), width, c=Qt.PenCapStyle.FlatCap))
        span_deg = 360.0 * sectors / SECTORS
        painter.drawArc(box, round(-16 * (span_deg - gap_deg / 2 - begin_deg)), round(16 * (span_deg - gap_deg)))
        begin_deg -= span_deg


def draw_number(painter: QPainter, style: Style, number: int) -> None:
    """Draw the number of a mark around the painter's origin."""
    radius = group_px(style, number) / 2
    inside = 2 * (radius - style.width_px - 1)
    text, font = f"{number:,}", QFont()
    font.setBold(True)
    font.setPixelSize(max(1, round(NUMERALS * inside)))
    if (width := QFontMetricsF(font).horizontalAdvance(text)) > NUMERALS_WIDTH * inside:
        font.setPixelSize(max(1, math.floor(font.pixelSize() * NUMERALS_WIDTH * inside / width)))
    painter.setFont(font)
    painter.setPen(color(rgba(style.ink)))
    painter.drawText(QRectF(-radius, -radius, 2 * radius, 2 * radius), Qt.AlignmentFlag.AlignCenter, text)


def ring_picture(style: Style, diameter_px: float, ring: Ring, dpr: float) -> QPixmap:
    """The ground of marks and their ring as a picture whose middle is theirs, ``dpr`` physical pixels a logical one."""
    return _picture(diameter_px, dpr, lambda painter: draw_ring(painter, style, diameter_px, ring))


def number_picture(style: Style, number: int, dpr: float) -> QPixmap:
    """The number of marks as a picture whose middle is theirs."""
    return _picture(group_px(style, number), dpr, lambda painter: draw_number(painter, style, number))


def group_picture(style: Style, parts: Sequence[Part], dpr: float) -> QPixmap:
    """The whole mark of the things of ``parts``."""
    number = sum(of_part for _, of_part in parts)
    picture = ring_picture(style, group_px(style, number), ring_of(parts), dpr)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(picture.width() / dpr / 2, picture.height() / dpr / 2)
        draw_number(painter, style, number)
    return picture


def _picture(diameter_px: float, dpr: float, draw: Callable[[QPainter], None]) -> QPixmap:
    physical = 2 * math.ceil((diameter_px + 2 * MARGIN_PX) * dpr / 2)
    picture = QPixmap(physical, physical)
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(physical / dpr / 2, physical / dpr / 2)
        draw(painter)
    return picture
