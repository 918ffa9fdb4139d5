"""The legend: what the visible layers' signs stand for, live states with their counts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.i18n import pick
from desktop.map.glyphs import swatch
from layers.base import Layer
from layers.registry import LayerSet
from layers.style import StyleSheet

REFRESH_MS = 400
"""Counts need not move faster than an eye reads."""


class Legend(QWidget):
    """Entries of every visible layer, top layer first."""

    def __init__(self, layers: LayerSet, styles: StyleSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = layers
        self._styles = styles
        self._open = True
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self._counts: dict[tuple[str, str], QLabel] = {}
        self._timer = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._timer.timeout.connect(self._count)
        self._build()
        for layer in layers:
            layer.shown.connect(self._build)
            layer.changed.connect(self._later)

    def texts(self) -> list[str]:
        """Everything the legend says, line by line."""
        return [label.text() for label in self.findChildren(QLabel) if label.text()]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._build()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._open:
            self._open = False
            self._timer.stop()
            for layer in self._layers:
                layer.shown.disconnect(self._build)
                layer.changed.disconnect(self._later)
        super().closeEvent(event)

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _build(self) -> None:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        self._counts = {}
        for layer in self._listed():
            self._add(grid, layer)
        grid.setRowStretch(grid.rowCount(), 1)
        self._scroll.setWidget(page)
        self._count()

    def _listed(self) -> list[Layer]:
        """Layers that have something to explain, top layer first."""
        return [layer for layer in self._layers if layer.visible and layer.legend()][::-1]

    def _add(self, grid: QGridLayout, layer: Layer) -> None:
        heading = QLabel(pick(layer.name))
        heading.setFont(theme.font(theme.BODY_PX, bold=True))
        grid.addWidget(heading, grid.rowCount(), 0, 1, 3)
        side = QSize(theme.px(24), theme.px(24))
        styles = self._styles.scaled(theme.px(100) / 100)
        for entry in layer.legend():
            row = grid.rowCount()
            picture = QLabel()
            picture.setPixmap(swatch(styles[entry.style], side, self.devicePixelRatioF()).pixmap(side))
            grid.addWidget(picture, row, 0)
            grid.addWidget(QLabel(pick(entry.name)), row, 1)
            count = QLabel()
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(count, row, 2)
            self._counts[layer.key, entry.style] = count

    def _count(self) -> None:
        if {(layer.key, entry.style) for layer in self._listed() for entry in layer.legend()} != self._counts.keys():
            self._build()
            return
        for (key, style), label in self._counts.items():
            number = self._layers[key].counts().get(style)
            label.setText("" if number is None else f"{number:,}")
