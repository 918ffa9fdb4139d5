"""Pictures of labels: text with a halo that sets it off from the background."""

from __future__ import annotations

from functools import lru_cache

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QTransform

from drawing.pens import color
from drawing.picture_cache import PictureCache
from drawing.text_pieces import broken
from layers.style import Style

HALO = 0.25
"""Width of the halo's pen, in heights of the text: half of it is outside the letters."""
MARGIN = HALO / 2 + 0.17
"""Around the text, in heights of it."""
PLATE_RIM = 0.09
"""Width of a plate's rim, in heights of the text."""
PICTURES_MOST = 4_000
"""Pictures that are kept: more than labels, and letters of names along lines, find room on a screen."""
SIZES_MOST = 10_000
"""Sizes that are kept: of all labels that look for room."""
LONGEST = 40
"""Characters of a label that are shown: a picture of a whole text that somebody typed could take megabytes."""
LEADING = 1.2
"""Between the baselines of two lines of a label, in heights of the text."""
FAMILIES = ["Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "Noto Sans", "sans-serif"]


def label_font(style: Style) -> QFont:
    """The font of a label's style, Chinese first."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(round(style.size_px))
    font.setBold(style.bold)
    font.setItalic(style.italic)
    return font


@lru_cache(SIZES_MOST)
def turned(style: Style, deg: float) -> Style:
    """The style of a text whose upper end points ``deg`` clockwise from above."""
    return replace(style, turn_deg=deg) if deg else style


class LabelRenderer:
    """Makes pictures of labels and keeps those drawn last."""

    def __init__(self) -> None:
        self._size = lru_cache(SIZES_MOST)(_size)
        self._pictures: PictureCache[tuple[str, Style, float]] = PictureCache(PICTURES_MOST)

    def size(self, text: str, style: Style) -> QSizeF:
        """Logical pixels that a label takes."""
        return self._size(_shown(text), style)

    def has(self, text: str, style: Style, dpr: float) -> bool:
        """Whether the label's picture was made; to make one takes more than a millisecond."""
        return (_shown(text), style, dpr) in self._pictures

    def picture(self, text: str, style: Style, dpr: float) -> QPixmap:
        """The label's picture, ``dpr`` physical pixels a logical one; made on first use."""
        text = _shown(text)
        return self._pictures.get((text, style, dpr), lambda: self._picture(text, style, dpr))

    def draw(self, painter: QPainter, text: str, style: Style, at_px: QPointF, dpr: float) -> None:
        """Draw a label with its upper left corner at ``at_px``, on whole physical pixels: others would blur it."""
        corner = QPointF(round(at_px.x() * dpr) / dpr, round(at_px.y() * dpr) / dpr)
        painter.drawPixmap(corner, self.picture(text, style, dpr))

    def _picture(self, text: str, style: Style, dpr: float) -> QPixmap:
        size = self.size(text, style)
        pixmap = QPixmap((size * dpr).toSize())
        pixmap.setDevicePixelRatio(dpr)
        pixmap.fill(Qt.GlobalColor.transparent)
        flat = _flat_size(text, style)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(size.width() / 2, size.height() / 2)
            painter.rotate(style.turn_deg or 0.0)
            painter.translate(-flat.width() / 2, -flat.height() / 2)
            path = _text_path(text, style)
            if style.plate:
                _draw_plate(painter, style, flat)
            else:
                halo = QPen(color(style.outline_rgba), HALO * style.size_px)
                halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.strokePath(path, halo)
            painter.fillPath(path, color(style.rgba))
        return pixmap


def _draw_plate(painter: QPainter, style: Style, size: QSizeF) -> None:
    rim_px = PLATE_RIM * style.size_px
    box = QRectF(QPointF(0, 0), size).adjusted(rim_px, rim_px, -rim_px, -rim_px)
    painter.setPen(QPen(color(style.rgba), rim_px))
    painter.setBrush(color(style.plate_rgba))
    painter.drawRoundedRect(box, 3 * rim_px, 3 * rim_px)


def _shown(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _size(text: str, style: Style) -> QSizeF:
    flat = QRectF(QPointF(0, 0), _flat_size(text, style))
    return QTransform().rotate(style.turn_deg or 0.0).mapRect(flat).size()


def _lines(text: str, style: Style) -> list[tuple[str, float]]:
    """The lines of a label's text and how wide each is in pixels."""
    metrics = QFontMetricsF(label_font(style))
    lines = (text,) if style.plate else broken(text)
    return [(line, metrics.horizontalAdvance(line)) for line in lines]


def _flat_size(text: str, style: Style) -> QSizeF:
    """Logical pixels that it takes where it is not turned."""
    lines, margin = _lines(text, style), 2 * MARGIN * style.size_px
    height = QFontMetricsF(label_font(style)).height() + (len(lines) - 1) * LEADING * style.size_px
    return QSizeF(max(width for _, width in lines) + margin, height + margin)


def _text_path(text: str, style: Style) -> QPainterPath:
    """The outlines of its letters, each line in the middle of the label."""
    font, lines = label_font(style), _lines(text, style)
    widest, margin = max(width for _, width in lines), MARGIN * style.size_px
    path = QPainterPath()
    for row, (line, width) in enumerate(lines):
        baseline = margin + QFontMetricsF(font).ascent() + row * LEADING * style.size_px
        path.addText(QPointF(margin + (widest - width) / 2, baseline), font, line)
    return path
