"""Which labels show, and where: the important ones first, and never one over another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from desktop import theme
from desktop.map.glyphs import color
from desktop.map.room import Room
from desktop.map.viewport import Viewport
from layers.batches import Labels
from layers.pointset import inside
from layers.style import Style, StyleSheet

HALO_PX = 3.0
GAP_PX = 2.0
RISE_PX = 6.0
"""Between the point and its label."""
FAMILIES = ["Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "Noto Sans", "sans-serif"]


@dataclass(frozen=True)
class Candidate:
    """A label that would show where there is room; strong ones come before the badges."""

    rank: tuple[bool, float, float, str]
    at_m: tuple[float, float]
    at_px: QPointF
    item_id: str
    text: str
    style: Style
    strong: bool


@dataclass(frozen=True)
class Placed:
    """One label on the screen: its box in pixels, the id it names, its text's style, and the point it belongs to."""

    box: QRectF
    item_id: str
    text: str
    style: Style
    at_m: tuple[float, float]
    at_px: QPointF

    def moved(self, view: Viewport) -> Placed:
        """The label beside its point, where another view shows it."""
        x_m, y_m = self.at_m
        at_px = QPointF((x_m - view.west_m) / view.m_per_px, (view.north_m - y_m) / view.m_per_px)
        return replace(self, box=self.box.translated(at_px - self.at_px), at_px=at_px)


def label_font(style: Style) -> QFont:
    """The font of a label's style, Chinese first."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPixelSize(round(style.size_px))
    font.setBold(style.bold)
    return font


class LabelPress:
    """Places labels and keeps their pictures."""

    def __init__(self, styles: StyleSheet) -> None:
        self._styles = styles
        self._sizes: dict[tuple[str, Style], QSizeF] = {}
        self._pictures: dict[tuple[str, Style, float], QPixmap] = {}

    def candidates(self, batches: Iterable[Labels], view: Viewport, chosen: frozenset[str]) -> list[Candidate]:
        """Labels whose points the view shows: ``chosen`` ids first, at any scale, then by text size and priority."""
        found: list[Candidate] = []
        for batch in batches:
            styles = [self._styles[key] for key in batch.styles]
            limit = np.array([min(style.max_m_per_px, batch.max_m_per_px) for style in styles])
            shown = limit[batch.style] >= view.m_per_px
            if chosen:
                shown |= np.isin(batch.ids.astype(str), list(chosen))
            rows = np.flatnonzero(shown)
            rows = rows[inside(batch.xy_m[rows], *view.bounds_m)]
            for row, (x_px, y_px) in zip(rows, view.px(batch.xy_m[rows]), strict=True):
                style, item_id = styles[batch.style[row]], str(batch.ids[row])
                picked = item_id in chosen
                rank = (not picked, -style.size_px, -float(batch.priority[row]), item_id)
                at_m = float(batch.xy_m[row, 0]), float(batch.xy_m[row, 1])
                at_px = QPointF(x_px, y_px)
                found.append(Candidate(rank, at_m, at_px, item_id, str(batch.text[row]), style, picked or style.bold))
        found.sort(key=lambda candidate: candidate.rank)
        return found

    def place(self, candidates: Iterable[Candidate], room: Room) -> list[Placed]:
        """Take room for labels in their order.  No two boxes touch.

        A label goes where it hides no glyph; a strong one, where there is no such place, where it hides the least.
        """
        placed = []
        for label in candidates:
            best: tuple[int, QRectF] | None = None
            for box in _places(label.at_px, self._size(label.text, label.style)):
                price = room.price(box)
                if price is not None and (best is None or price < best[0]):
                    best = price, box
                if price == 0:
                    break
            if best is not None and (label.strong or not best[0]):
                room.take(best[1])
                placed.append(Placed(best[1], label.item_id, label.text, label.style, label.at_m, label.at_px))
        return placed

    def has(self, label: Placed, dpr: float) -> bool:
        """Whether the label's picture was made."""
        return (label.text, label.style, dpr) in self._pictures

    def ink(self, label: Placed, dpr: float) -> None:
        """Make the label's picture."""
        self._picture(label.text, label.style, dpr)

    def draw(self, painter: QPainter, label: Placed, dpr: float) -> None:
        """Draw one placed label."""
        painter.drawPixmap(label.box.topLeft(), self._picture(label.text, label.style, dpr))

    def _size(self, text: str, style: Style) -> QSizeF:
        key = text, style
        if key not in self._sizes:
            metrics = QFontMetricsF(label_font(style))
            margin = 2 * (HALO_PX / 2 + GAP_PX)
            self._sizes[key] = QSizeF(metrics.horizontalAdvance(text) + margin, metrics.height() + margin)
        return self._sizes[key]

    def _picture(self, text: str, style: Style, dpr: float) -> QPixmap:
        key = text, style, dpr
        if key not in self._pictures:
            size = self._size(text, style)
            pixmap = QPixmap((size * dpr).toSize())
            pixmap.setDevicePixelRatio(dpr)
            pixmap.fill("transparent")
            font = label_font(style)
            path = QPainterPath()
            margin = HALO_PX / 2 + GAP_PX
            path.addText(QPointF(margin, margin + QFontMetricsF(font).ascent()), font, text)
            with QPainter(pixmap) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.strokePath(path, QPen(color(style.outline_rgba), HALO_PX))
                painter.fillPath(path, color(style.rgba))
            self._pictures[key] = pixmap
        return self._pictures[key]


def _places(at_px: QPointF, size: QSizeF) -> Iterator[QRectF]:
    """Where a label may stand about its point, the best first: above, below, beside, and farther off."""
    rise, width, height = theme.px(RISE_PX), size.width(), size.height()
    left, middle = -width / 2, -height / 2
    for dx, dy in (
        (left, -rise - height), (left, rise), (2 * rise, middle), (-2 * rise - width, middle),
        (left, -3 * rise - height), (left, 3 * rise),
    ):  # fmt: skip
        yield QRectF(QPointF(at_px.x() + dx, at_px.y() + dy), size)
