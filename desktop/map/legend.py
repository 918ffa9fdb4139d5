"""The legend: the meaning of the visible layers' symbols, live states with their counts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.i18n import pick
from desktop.literal import PlainLabel
from desktop.map.ramp_picture import ramp_picture, ticks
from drawing.swatch import swatch
from drawing.turn_time import PatientCall
from layers.base import Layer, LegendEntry, LegendRamp
from layers.registry import LayerSet
from layers.style import StyleSheet

RAMP_PX, RAMP_HEIGHT_PX = 160, 12
SIDES = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
REFRESH_MS = 400
"""Counts need not move faster than an eye reads."""


class Legend(QWidget):
    """Legend of the visible layers at the map's scale, top layer first."""

    def __init__(self, layers: LayerSet, styles: StyleSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = layers
        self._styles = styles.scaled(theme.px(100) / 100)
        self._m_per_px = 0.0
        self._told: list[tuple[Layer, LegendEntry | LegendRamp]] = []
        self._open = True
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self._counts: dict[tuple[str, str], PlainLabel] = {}
        self._timer = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._count_when_due = PatientCall(self, self._count)
        self._timer.timeout.connect(self._count_when_due.run)
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self._rebuild)
        self._due.start()
        for layer in layers:
            layer.visibility_changed.connect(self._build)
            layer.changed.connect(self._later)

    def texts(self) -> list[str]:
        """All texts of the legend, line by line."""
        self._rebuild()
        return [label.text() for label in self.findChildren(PlainLabel) if label.text()]

    def show_scale(self, m_per_px: float) -> None:
        """Show only entries drawn at this scale, in the next turn of the loop: layout sets many scales."""
        self._m_per_px = m_per_px
        self._due.start()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._build()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._open:
            self._open = False
            self._timer.stop()
            self._count_when_due.stop()
            self._due.stop()
            for layer in self._layers:
                layer.visibility_changed.disconnect(self._build)
                layer.changed.disconnect(self._later)
        super().closeEvent(event)

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _rebuild(self) -> None:
        if self._entries() != self._told:
            self._build()

    def _build(self) -> None:
        self._due.stop()
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        self._counts = {}
        self._told = self._entries()
        above: Layer | None = None
        for layer, entry in self._told:
            if layer is not above:
                above = layer
                heading = PlainLabel(pick(layer.name))
                heading.setFont(theme.font(theme.BODY_PX, bold=True))
                grid.addWidget(heading, grid.rowCount(), 0, 1, 3)
            if isinstance(entry, LegendRamp):
                self._add_ramp(grid, entry)
            else:
                self._add(grid, layer, entry)
        grid.setRowStretch(grid.rowCount(), 1)
        self._scroll.setWidget(page)
        self._count()

    def _entries(self) -> list[tuple[Layer, LegendEntry | LegendRamp]]:
        """Legend entries of the map, top layer first."""
        return [
            (layer, entry)
            for layer in reversed(list(self._layers))
            if layer.visible and not layer.lacking and (len(layer) or layer.pace == "live")
            for entry in layer.legend()
            if isinstance(entry, LegendRamp) or self._m_per_px <= self._styles[entry.style].max_m_per_px
        ]

    def _add(self, grid: QGridLayout, layer: Layer, entry: LegendEntry) -> None:
        side = QSize(theme.px(24), theme.px(24))
        row = grid.rowCount()
        picture = PlainLabel()
        picture.setPixmap(swatch(self._styles[entry.style], side, self.devicePixelRatioF()).pixmap(side))
        grid.addWidget(picture, row, 0)
        grid.addWidget(PlainLabel(pick(entry.name)), row, 1)
        count = PlainLabel()
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(count, row, 2)
        self._counts[layer.key, entry.style] = count

    def _add_ramp(self, grid: QGridLayout, entry: LegendRamp) -> None:
        """Its name with its unit, the colours, and the values at their ends and in their middle."""
        ramp = self._styles.ramps[entry.style]
        low, high = ramp.ends if ramp.absolute else (entry.low, entry.high)
        title = pick(entry.name)
        grid.addWidget(PlainLabel(f"{title} ({entry.unit})" if entry.unit else title), grid.rowCount(), 1, 1, 2)
        bar = PlainLabel()
        bar.setPixmap(ramp_picture(ramp, QSize(theme.px(RAMP_PX), theme.px(RAMP_HEIGHT_PX))))
        bar.setScaledContents(True)
        row = grid.rowCount()
        grid.addWidget(bar, row, 1, 1, 2)
        numbers = QHBoxLayout()
        for text, side in zip(ticks(low, high), SIDES, strict=True):
            tick = PlainLabel(text)
            tick.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            numbers.addWidget(tick, 1)
        grid.addLayout(numbers, row + 1, 1, 1, 2)

    def _count(self) -> None:
        if self._entries() != self._told:
            self._build()
            return
        for (key, style), label in self._counts.items():
            number = self._layers[key].counts().get(style)
            unknown = number is None or (self._layers[key].pace == "live" and not self._layers.begun)
            label.setText("" if unknown else f"{number:,}")
