"""The layer tree: visibility and opacity of layers on the map and in the twin, of their kinds and their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QHeaderView,
    QSlider,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.i18n import pick
from desktop.map.ramp_picture import ramp_picture
from desktop.map.style_row import StyleRow
from desktop.widgets.literal import literal
from drawing.swatch import swatch
from drawing.turn_time import DeferredCall
from layers.base import GROUPS, Layer, LegendEntry, LegendRamp
from layers.batches import Field
from layers.kinded import KindedLayer
from layers.registry import LayerSet
from layers.style import StyleSheet

ICON_PX = 18
REFRESH_MS = 400
"""Counts need not move faster than an eye reads."""
KEY = Qt.ItemDataRole.UserRole
PART = Qt.ItemDataRole.UserRole + 1
"""Of a row below a layer's: the key of the kind, or LABELS."""
LABELS = ""
CHECKABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable


class LayerTree(QWidget):
    """Groups of layers, top layer first, each with a check box and an opacity slider; below a layer, boxes of its
    style, and its labels and the kinds of its things, each with a check box."""

    def __init__(
        self, layers: LayerSet, styles: StyleSheet, style_rows: Mapping[str, StyleRow] | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """``style_rows``: by layer, boxes that choose how it is drawn."""
        super().__init__(parent)
        self._layers = layers
        self._style_rows = style_rows or {}
        self._styles = styles.scaled(theme.px(100) / 100)
        self.tree = QTreeWidget(self)
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(theme.px(18))
        self.tree.setIconSize(QSize(theme.px(ICON_PX), theme.px(ICON_PX)))
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)  # boxes are higher than lines
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
        self._parts: dict[tuple[str, str], QTreeWidgetItem] = {}
        self._style_lines: dict[str, QTreeWidgetItem] = {}
        self._sliders: dict[str, QSlider] = {}
        self._late = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._read_when_due = DeferredCall(self, self._follow)
        self._late.timeout.connect(self._read_when_due.run)
        self._build()
        self._write()
        self.tree.itemChanged.connect(self._check)
        self.tree.itemExpanded.connect(self._show_style)
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

    def part(self, key: str, kind: str = LABELS) -> QTreeWidgetItem:
        """The line of a layer's labels, or of one of its kinds."""
        return self._parts[key, kind]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._rows:
            self._write()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._rows:
            self._late.stop()
            self._read_when_due.stop()
            for layer in self._layers:
                layer.visibility_changed.disconnect(self._read_shown)
                layer.opacity_changed.disconnect(self._read_shown)
                layer.changed.disconnect(self._later)
            self._rows, self._parts = {}, {}
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
        if layer.key in self._style_rows and not layer.lacking:
            self._add_style(row, self._style_rows[layer.key])
        if layer.has_labels:
            self._add_part(row, layer.key, LABELS, layer.labelled)
        if isinstance(layer, KindedLayer) and len(layer.kinds) > 1:
            for kind in layer.kinds:
                part = self._add_part(row, layer.key, kind.key, layer.shows_kind(kind.key))
                part.setIcon(0, self._swatch(kind.style))
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setValue(round(100 * layer.opacity))
        slider.setFixedWidth(theme.px(56))
        slider.valueChanged.connect(lambda value, layer=layer: setattr(layer, "opacity", value / 100))
        self._sliders[layer.key] = slider
        self.tree.setItemWidget(row, 1, slider)
        return row

    def _add_part(self, row: QTreeWidgetItem, layer: str, key: str, shown: bool) -> QTreeWidgetItem:
        part = self._parts[layer, key] = QTreeWidgetItem(row)
        part.setData(0, KEY, layer)
        part.setData(0, PART, key)
        part.setFlags(CHECKABLE)
        part.setCheckState(0, _checked(shown))
        return part

    def _add_style(self, row: QTreeWidgetItem, boxes: StyleRow) -> None:
        """The boxes stand in a line of their own, which is shown with the layer."""
        part = self._style_lines[row.data(0, KEY)] = QTreeWidgetItem(row)
        part.setFlags(Qt.ItemFlag.ItemIsEnabled)
        part.setFirstColumnSpanned(True)
        self.tree.setItemWidget(part, 0, boxes)
        row.setExpanded(True)

        def fit() -> None:
            part.setSizeHint(0, boxes.sizeHint())
            focused = QApplication.focusWidget()
            if focused is not None and boxes.isAncestorOf(focused):
                self._show_style(row)

        boxes.resized.connect(fit)
        fit()

    def _show_style(self, row: QTreeWidgetItem) -> None:
        """Scroll so far that the boxes of a layer that a hand opened, or for which it chose more, are seen."""
        part = self._style_lines.get(row.data(0, KEY))
        if part is not None:
            self.tree.scrollToItem(part)

    def _swatch(self, style: str) -> QIcon:
        side = theme.px(ICON_PX)
        return swatch(self._styles[style], QSize(side, side), self.devicePixelRatioF())

    def _icon(self, layer: Layer) -> QIcon:
        side = theme.px(ICON_PX)
        legend = layer.legend()
        if legend and isinstance(legend[0], LegendRamp):
            return QIcon(ramp_picture(self._styles.ramps[legend[0].style], QSize(side, side)))
        keys = [entry.style for entry in legend if isinstance(entry, LegendEntry)]
        keys += [key for batch in layer.batches() if not isinstance(batch, Field) for key in batch.styles]
        return self._swatch(keys[0]) if keys else QIcon()

    def _write(self) -> None:
        self.tree.setAccessibleName(self.tr("Layers"))
        with QSignalBlocker(self.tree):
            for heading in self._headings:
                heading.setText(0, pick(heading.data(0, KEY)))
                font = heading.font(0)
                font.setBold(True)
                heading.setFont(0, font)
        for layer in self._layers:
            slider = self._sliders[layer.key]
            slider.setToolTip(self.tr("Opacity"))
            slider.setAccessibleName(self.tr("Opacity: {layer}").format(layer=pick(layer.name)))
        self._read()

    def uncover(self) -> None:
        """It comes to the front: show the present."""
        if self._rows:
            self._read()

    def _follow(self) -> None:
        """Not while it is behind another tab."""
        if not self.visibleRegion().isEmpty():
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
        if (labels := self._parts.get((layer.key, LABELS))) is not None:
            labels.setText(0, self.tr("Labels"))
        if isinstance(layer, KindedLayer) and len(layer.kinds) > 1:
            self._write_kinds(layer)

    def _write_kinds(self, layer: KindedLayer[Any]) -> None:
        for kind in layer.kinds:
            part = self._parts[layer.key, kind.key]
            part.setText(0, f"{pick(kind.name)}  {kind.number:,}")
            part.setToolTip(0, self.tr("Those in alarm or on a task stay on the map when the kind is hidden"))
            if part.checkState(0) != _checked(layer.shows_kind(kind.key)):
                part.setCheckState(0, _checked(layer.shows_kind(kind.key)))

    def _read_shown(self) -> None:
        """Set check boxes and sliders to the layers' state."""
        with QSignalBlocker(self.tree):
            for layer in self._layers:
                row, slider = self._rows[layer.key], self._sliders[layer.key]
                if row.checkState(0) != _checked(layer.visible):
                    row.setCheckState(0, _checked(layer.visible))
                if slider.value() != round(100 * layer.opacity):
                    slider.setValue(round(100 * layer.opacity))
                labels = self._parts.get((layer.key, LABELS))
                if labels is not None and labels.checkState(0) != _checked(layer.labelled):
                    labels.setCheckState(0, _checked(layer.labelled))
        self.tree.viewport().update()

    def _check(self, row: QTreeWidgetItem, column: int) -> None:
        key, part = row.data(0, KEY), row.data(0, PART)
        if not isinstance(key, str) or key not in self._layers:
            return
        layer, shown = self._layers[key], row.checkState(0) != Qt.CheckState.Unchecked
        if part is None:
            layer.visible = shown
        elif part == LABELS:
            layer.labelled = shown
        elif isinstance(layer, KindedLayer):
            layer.show_kind(part, shown)


def _checked(visible: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if visible else Qt.CheckState.Unchecked
