"""The legend of values over the map: what areas are coloured by, what sizes and shades mean."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop import theme
from desktop.map.legend_rows import BELOW_PX, LegendRow, heading_row, row_of
from drawing.turn_time import PatientCall
from layers.base import LegendPart
from layers.registry import LayerSet
from layers.style import StyleSheet

WIDE_PX = 200
BESIDE_PX, ABOVE_PX = 10, 8


class ValueLegend(QFrame):
    """Part of its view, which hides it where there is no room, and transparent for the mouse; without texts while no
    visible layer shows values."""

    resized = Signal()

    def __init__(self, layers: LayerSet, styles: StyleSheet, view: QWidget) -> None:
        """``styles``: as the view draws them."""
        super().__init__(view)
        self._layers, self._styles = layers, styles
        self._shown: list[tuple[str, LegendPart]] = []
        self._rows: list[LegendRow] = []
        self.setObjectName("values")
        self.setStyleSheet(
            f"#values {{ background: {theme.PANEL}; border: 1px solid {theme.LINE}; border-radius: {theme.px(4)}px; }}"
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(theme.px(WIDE_PX))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(*(theme.px(side) for side in (BESIDE_PX, ABOVE_PX) * 2))
        self._column.setSpacing(theme.px(BELOW_PX))
        self._read_when_due = PatientCall(self, self._read)
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self._read_when_due.run)
        for layer in layers:
            layer.changed.connect(self._soon)
            layer.visibility_changed.connect(self._soon)
        self.hide()
        self._due.start()

    @property
    def texts(self) -> list[str]:
        """All of its texts, line by line."""
        return [label.text() for row in self._rows for label in row.texts if label.text()]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._shown = []
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

    def _read(self) -> None:
        """Show what the visible layers say now, the top layer first."""
        parts = [
            (layer.key, part)
            for layer in reversed(list(self._layers))
            if layer.visible and layer.opacity > 0
            for part in layer.values_legend()
        ]
        if parts == self._shown:
            return
        self._shown = parts
        for row in self._rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for place, (key, part) in enumerate(parts):
            if not place or parts[place - 1][0] != key:
                self._rows.append(heading_row(self._layers[key]))
            self._rows.append(row_of(part, self._styles, self.devicePixelRatioF()))
        for row in self._rows:
            self._column.addWidget(row)
            row.show()  # one that is only added has no size before the next turn
        self.setFixedHeight(self._column.totalHeightForWidth(self.width()))  # of lines that wrap, too
        self.resized.emit()
