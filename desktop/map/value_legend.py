"""The legend of values over the map: what areas are coloured by, what sizes and shades mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop import theme
from desktop.map.legend_rows import BELOW_PX, BRIEF_TEXT_PX, Detail, LegendRow, heading_row, row_of
from desktop.widgets.literal import PlainLabel
from drawing.turn_time import DeferredCall
from layers.base import LegendPart
from layers.registry import LayerSet
from layers.style import StyleSheet

WIDE_PX = 200
BESIDE_PX, ABOVE_PX = 10, 8
BRIEF_BESIDE_PX, BRIEF_ABOVE_PX = 6, 4
WIDTHS, HEIGHTS = 4, 3
"""It takes at most this part of the width and of the height of its view."""
Shown = tuple[list[tuple[str, LegendPart]], QSize]
"""Keys of layers with their parts, and the room for them."""


class ValueLegend(QFrame):
    """Part of its view, which places it, and transparent for the mouse while it offers nothing to click; without texts
    while no visible layer shows values.  Where there is little room it shows less, and names the panel for what finds
    none."""

    resized = Signal()

    def __init__(self, layers: LayerSet, styles: StyleSheet, view: QWidget) -> None:
        """``styles``: as the view draws them."""
        super().__init__(view)
        self._layers, self._styles = layers, styles
        self._shown: Shown = [], QSize()
        self._rows: list[LegendRow] = []
        self.setObjectName("values")
        self.setStyleSheet(
            f"#values {{ background: {theme.PANEL}; border: 1px solid {theme.LINE}; border-radius: {theme.px(4)}px; }}"
        )
        self._column = QVBoxLayout(self)
        self._column.setSpacing(theme.px(BELOW_PX))
        self._read_when_due = DeferredCall(self, self._read)
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self._read_when_due.run)
        for layer in layers:
            layer.changed.connect(self._soon)
            layer.visibility_changed.connect(self._soon)
        self.hide()
        self._room = QSize()
        self.fit(view.size())

    @property
    def texts(self) -> list[str]:
        """All of its texts, line by line."""
        return [label.text() for row in self._rows for label in row.texts if label.text()]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._shown = [], QSize()
            self._due.start()
        super().changeEvent(event)

    def release(self) -> None:
        """Follow the layers no more."""
        self._due.stop()
        self._read_when_due.stop()
        for layer in self._layers:
            layer.changed.disconnect(self._soon)
            layer.visibility_changed.disconnect(self._soon)

    def _soon(self) -> None:
        self._due.start()

    def fit(self, view: QSize) -> None:
        """The view has this size."""
        room = QSize(min(theme.px(WIDE_PX), view.width() // WIDTHS), view.height() // HEIGHTS)
        if room != self._room:
            self._room = room
            self._due.start()

    def _read(self) -> None:
        """Show what the visible layers say now, the top layer first."""
        parts = [
            (layer.key, part)
            for layer in reversed(list(self._layers))
            if layer.visible and layer.opacity > 0
            for part in layer.values_legend()
        ]
        if (parts, self._room) == self._shown:
            return
        self._shown = parts, self._room
        self.setFixedWidth(self._room.width())
        narrow = self._room.width() < theme.px(WIDE_PX)
        for detail in (Detail.WITHOUT_HISTOGRAM, Detail.BRIEF) if narrow else Detail:
            if self._fill(parts, len(parts), detail) <= self._room.height():
                break
        else:
            for number in reversed(range(len(parts))):
                if self._fill(parts, number, Detail.BRIEF) <= self._room.height():
                    break
        inert = all(row.renew is None for row in self._rows)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, inert)
        self.setFixedHeight(self._needed)
        self.resized.emit()

    @property
    def _needed(self) -> int:
        """The height of all rows in pixels, of lines that wrap, too."""
        return self._column.totalHeightForWidth(self.width())

    def _fill(self, parts: Sequence[tuple[str, LegendPart]], number: int, detail: Detail) -> int:
        """Make rows of the first ``number`` of the parts; returns the height of all."""
        sides = (BRIEF_BESIDE_PX, BRIEF_ABOVE_PX) if detail is Detail.BRIEF else (BESIDE_PX, ABOVE_PX)
        self._column.setContentsMargins(*(theme.px(side) for side in sides * 2))
        for row in self._rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for place, (key, part) in enumerate(parts[:number]):
            if detail is not Detail.BRIEF and (not place or parts[place - 1][0] != key):
                self._rows.append(heading_row(self._layers[key]))
            self._rows.append(row_of(self._layers[key], part, self._styles, self.devicePixelRatioF(), detail))
        if number < len(parts):
            self._rows.append(self._rest_row(len(parts) - number))
        for row in self._rows:
            self._column.addWidget(row)
            row.show()  # one that is only added has no size before the next turn
        return self._needed

    def _rest_row(self, number: int) -> LegendRow:
        """What says where the rest is."""
        text = PlainLabel(self.tr("{n} more in the panel Legend").format(n=number))
        text.setFont(theme.font(BRIEF_TEXT_PX))
        text.setWordWrap(True)
        row = LegendRow(text)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(text)
        return row
