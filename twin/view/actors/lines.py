"""Lines lie on the ground: they are painted into its tiles."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from layers.batches import Lines
from layers.style import RGBA, Style, StyleSheet, rgba
from twin.view.brush import Brush, cut_lines
from twin.view.picture import Picture, boxes, gather

MARGIN_TEXELS = 8.0
"""No line's style is wider."""


class LinesDrape:
    """Roads, rivers and boundaries."""

    def __init__(self, batch: Lines, styles: StyleSheet) -> None:
        self._batch = batch
        self._styles = [styles[key] for key in batch.styles]
        self._boxes = boxes(batch.xy_m, batch.starts)
        self._widest_m = float(batch.width_m.max(initial=0.0))

    def paint(self, brush: Brush, picture: Picture) -> None:
        batch, texel_m = self._batch, max(picture.texel_m)
        near = picture.meets(self._boxes, self._widest_m / texel_m + MARGIN_TEXELS)
        for number, style in enumerate(self._styles):
            if texel_m > style.max_m_per_px:
                continue
            of_style = near & (batch.style == number)
            wide = np.maximum(style.width_px, batch.width_m / texel_m)
            for width in np.unique(np.round(wide[of_style], 1)):
                chosen = np.flatnonzero(of_style & (np.abs(wide - width) <= 0.051))
                index, lengths = gather(batch.starts, chosen)
                line = cut_lines(picture.texels(batch.xy_m[index]), lengths, float(width) + MARGIN_TEXELS)
                if style.casing:
                    brush.stroke(line, _pen(rgba(style.casing), float(width) + 1.6, style, dashed=False))
                brush.stroke(line, _pen(style.rgba, float(width), style, dashed=True))


def _pen(color: RGBA, width: float, style: Style, *, dashed: bool) -> QPen:
    pen = QPen(QColor(*color), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed and style.dash:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(list(style.dash))
    return pen
