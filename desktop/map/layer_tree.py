"""The layer tree: visibility and opacity of layers on the map and in the twin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QIcon
from PySide6.QtWidgets import QHeaderView, QSlider, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from desktop import theme
from desktop.i18n import pick
from desktop.literal import literal
from desktop.map.ramp_picture import ramp_picture
from drawing.swatch import swatch
from layers.base import GROUPS, Layer, LegendRamp
from layers.batches import Field
from layers.registry import LayerSet
from layers.style import StyleSheet

ICON_PX = 18
REFRESH_MS = 400
"""Counts need not move faster than an eye reads."""
KEY = Qt.ItemDataRole.UserRole
CHECKABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable


class LayerTree(QWidget):
    """Groups of layers, top layer first, each with a check box and an opacity slider."""

    def __init__(self, layers: LayerSet, styles: StyleSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = layers
        self._styles = styles.scaled(theme.px(100) / 100)
        self.tree = QTreeWidget(self)
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(theme.px(18))
        self.tree.setIconSize(QSize(theme.px(ICON_PX), theme.px(ICON_PX)))
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, theme.px(64))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)
        self._headings: list[QTreeWidgetItem] = []
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._sliders: dict[str, QSlider] = {}
        self._late = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._late.timeout.connect(self._read)
        self._build()
        self._write()
        self.tree.itemChanged.connect(self._check)
        for layer in layers:
            layer.visibility_changed.connect(self._read_shown)
            layer.opacity_changed.connect(self._read_shown)
            layer.changed.connect(self._later)

    def slider(self, key: str) -> QSlider:
        """The opacity slider of a layer, 0-100."""
        return self._sliders[key]

    def row(self, key: str) -> QTreeWidgetItem:
        """The line of a layer."""
        return self._rows[key]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._rows:
            self._late.stop()
            for layer in self._layers:
                layer.visibility_changed.disconnect(self._read_shown)
                layer.opacity_changed.disconnect(self._read_shown)
                layer.changed.disconnect(self._later)
            self._rows = {}
        super().closeEvent(event)

    def _build(self) -> None:
        for group, name in GROUPS.items():
            heading = QTreeWidgetItem(self.tree)
            heading.setData(0, KEY, name)
            heading.setFlags(CHECKABLE | Qt.ItemFlag.ItemIsAutoTristate)
            for layer in reversed([layer for layer in self._layers if layer.group == group]):
                self._rows[layer.key] = self._add(heading, layer)
            heading.setExpanded(True)
            self._headings.append(heading)

    def _add(self, heading: QTreeWidgetItem, layer: Layer) -> QTreeWidgetItem:
        row = QTreeWidgetItem(heading)
        row.setData(0, KEY, layer.key)
        row.setFlags(CHECKABLE)
        row.setCheckState(0, _checked(layer.visible))
        row.setIcon(0, self._icon(layer))
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setValue(round(100 * layer.opacity))
        slider.setFixedWidth(theme.px(56))
        slider.valueChanged.connect(lambda value, layer=layer: setattr(layer, "opacity", value / 100))
        self._sliders[layer.key] = slider
        self.tree.setItemWidget(row, 1, slider)
        return row

    def _icon(self, layer: Layer) -> QIcon:
        side = theme.px(ICON_PX)
        legend = layer.legend()
        if legend and isinstance(legend[0], LegendRamp):
            return QIcon(ramp_picture(self._styles.ramps[legend[0].style], QSize(side, side)))
        keys = [entry.style for entry in legend]
        keys += [key for batch in layer.batches() if not isinstance(batch, Field) for key in batch.styles]
        return swatch(self._styles[keys[0]], QSize(side, side), self.devicePixelRatioF()) if keys else QIcon()

    def _write(self) -> None:
        with QSignalBlocker(self.tree):
            for heading in self._headings:
                heading.setText(0, pick(heading.data(0, KEY)))
                font = heading.font(0)
                font.setBold(True)
                heading.setFont(0, font)
        for slider in self._sliders.values():
            slider.setToolTip(self.tr("Opacity"))
            slider.setAccessibleName(self.tr("Opacity"))
        self._read()

    def _read(self) -> None:
        """Write how many things each layer draws, or that the county has none."""
        with QSignalBlocker(self.tree):
            for layer in self._layers:
                self._write_row(layer, self._rows[layer.key])
        self.tree.viewport().update()

    def _later(self) -> None:
        if not self._late.isActive():
            self._late.start()

    def _write_row(self, layer: Layer, row: QTreeWidgetItem) -> None:
        row.setHidden(layer.lacking and not layer.expected)
        text, why = pick(layer.name), ""
        if layer.lacking:
            text = self.tr("{layer} (no data)").format(layer=text)
            why = self.tr("This county's package has no data for this layer; import it with `main.py county import`")
        elif not layer.single:
            text = f"{text}  {layer.drawn():,}"
        if row.text(0) != text:
            row.setText(0, text)
            row.setToolTip(0, literal(why))
            row.setForeground(0, QColor(theme.MUTED if why else theme.TEXT))

    def _read_shown(self) -> None:
        """Set check boxes and sliders to the layers' state."""
        with QSignalBlocker(self.tree):
            for layer in self._layers:
                row, slider = self._rows[layer.key], self._sliders[layer.key]
                if row.checkState(0) != _checked(layer.visible):
                    row.setCheckState(0, _checked(layer.visible))
                if slider.value() != round(100 * layer.opacity):
                    slider.setValue(round(100 * layer.opacity))
        self.tree.viewport().update()

    def _check(self, row: QTreeWidgetItem, column: int) -> None:
        key = row.data(0, KEY)
        if isinstance(key, str) and key in self._layers:
            self._layers[key].visible = row.checkState(0) != Qt.CheckState.Unchecked


def _checked(visible: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if visible else Qt.CheckState.Unchecked
