"""The legend: the meaning of the visible layers' symbols, live states with their counts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.map.legend_rows import BELOW_PX, LegendRow, heading_row, row_of
from drawing.turn_time import DeferredCall
from layers.base import LegendEntry, LegendPart
from layers.registry import LayerSet
from layers.style import StyleSheet

REFRESH_MS = 400
"""Counts need not move faster than an eye reads."""
MADE_AT_ONCE = 6
"""New rows in one turn of the loop: each takes half a millisecond and more to be made, styled and shown."""
Key = tuple[str, LegendPart | None]
"""Of a row: the key of its layer, and its entry; None: the name of the layer."""


class Legend(QWidget):
    """Legend of the visible layers at the map's scale, top layer first; nothing is done while it is not seen.

    Rows are made once, a few in each turn of the loop, and shown again at the scales and for the layers that need them;
    those of values are made again when they change.
    """

    def __init__(self, layers: LayerSet, styles: StyleSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = layers
        self._styles = styles.scaled(theme.px(100) / 100)
        self._m_per_px = 0.0
        self._wanted: list[Key] = []
        self._made: dict[Key, LegendRow] = {}
        self._shown: list[LegendRow] = []
        """In the order of their places."""
        self._open = True
        page = QWidget()
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._rows.setSpacing(theme.px(BELOW_PX))
        self._rows.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)
        self._timer = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._count_when_due = DeferredCall(self, self._follow)
        self._timer.timeout.connect(self._count_when_due.run)
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self._follow)
        for layer in layers:
            layer.visibility_changed.connect(self._soon)
            layer.changed.connect(self._later)

    def texts(self) -> list[str]:
        """All texts of the legend, line by line."""
        self._wanted = self._keys()
        self._fill(len(self._wanted))
        return [label.text() for row in self._shown for label in row.texts if label.text()]

    def count_texts(self, layer: str) -> list[str]:
        """The shown counts of a layer's symbols."""
        rows = (self._made[key] for key in self._wanted if key[0] == layer and key in self._made)
        return [row.count.text() for row in rows if row.count is not None]

    def show_scale(self, m_per_px: float) -> None:
        """Show only entries drawn at this scale, in the next turn of the loop: layout sets many scales."""
        self._m_per_px = m_per_px
        self._soon()

    def uncover(self) -> None:
        """It comes to the front: show the present."""
        self._soon()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._place([])
            for row in self._made.values():
                row.deleteLater()
            self._made = {}
            self._soon()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._open:
            self._open = False
            self._timer.stop()
            self._count_when_due.stop()
            self._due.stop()
            for layer in self._layers:
                layer.visibility_changed.disconnect(self._soon)
                layer.changed.disconnect(self._later)
        super().closeEvent(event)

    def _soon(self) -> None:
        if self._open:
            self._due.start()

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _follow(self) -> None:
        """Show what is drawn now, once it is seen."""
        if self.visibleRegion().isEmpty():
            return
        self._wanted = self._keys()
        if not self._fill(MADE_AT_ONCE):
            self._soon()

    def _keys(self) -> list[Key]:
        """Of all rows, top layer first."""
        found: list[Key] = []
        for layer in reversed(list(self._layers)):
            if layer.visible and not layer.lacking and (len(layer) or layer.pace == "live"):
                entries = [
                    entry for entry in layer.legend()
                    if not isinstance(entry, LegendEntry) or self._m_per_px <= self._styles[entry.style].max_m_per_px
                ]  # fmt: skip
                found += [(layer.key, entry) for entry in (None, *entries) if entries]
        return found

    def _fill(self, most: int) -> bool:
        """Show the wanted rows, of which at most this many are made; False where some are missing still."""
        new = [key for key in self._wanted if key not in self._made]
        for key in new[:most]:
            self._made[key] = self._row(*key)
        rows = [self._made[key] for key in self._wanted if key in self._made]
        if rows != self._shown:
            self._place(rows)
            self._forget()
        self._count()
        return len(new) <= most

    def _place(self, rows: list[LegendRow]) -> None:
        for row in set(self._shown) - set(rows):
            self._rows.removeWidget(row)
            row.hide()
        for place, row in enumerate(rows):
            item = self._rows.itemAt(place)
            if item is None or item.widget() is not row:
                self._rows.insertWidget(place, row)
                row.show()
        self._shown = rows

    def _forget(self) -> None:
        """Delete the rows of values that have changed: they do not come back as the scale does."""
        for key in self._made.keys() - set(self._wanted):
            if key[1] is not None and not isinstance(key[1], LegendEntry):
                self._made.pop(key).deleteLater()

    def _row(self, layer: str, entry: LegendPart | None) -> LegendRow:
        if entry is None:
            return heading_row(self._layers[layer])
        return row_of(self._layers[layer], entry, self._styles, self.devicePixelRatioF())

    def _count(self) -> None:
        tallies = {key: self._layers[key].counts() for key in dict.fromkeys(key for key, _ in self._wanted)}
        for key in self._wanted:
            layer, entry = key
            count = self._made[key].count if key in self._made else None
            if not isinstance(entry, LegendEntry) or count is None:
                continue
            number = tallies[layer].get(entry.style)
            unknown = number is None or (self._layers[layer].pace == "live" and not self._layers.begun)
            text = "" if unknown else f"{number:,}"
            if text != count.text():
                count.setText(text)
