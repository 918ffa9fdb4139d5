"""Says which layers of the ground a county has no data for: its map would look unfinished, rather than bare."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget

from county.package.open import CountyPackage
from desktop import theme
from desktop.i18n import pick
from desktop.map.map_controls import GLASS
from desktop.widgets.literal import PlainLabel
from layers.registry import LayerSet

TABLES = (("waters", ("rivers", "waters")), ("roads", ("roads",)), ("buildings", ("buildings",)))
"""Keys of layers, and the tables of the package of which each has some."""


class MissingGround(PlainLabel):
    """One line over the map, hidden where nothing is missing."""

    def __init__(self, package: CountyPackage, layers: LayerSet, parent: QWidget) -> None:
        super().__init__(parent=parent)
        missing = [] if package.landcover is not None else ["landcover"]
        missing += [key for key, tables in TABLES if not any(len(package.table(table)) for table in tables)]
        self._missing = [layers[key] for key in missing if key in layers]  # small maps have fewer
        self.setFont(theme.font(13))
        self.setStyleSheet(GLASS + f"color: {theme.MUTED}; padding: {theme.px(3)}px {theme.px(9)}px;")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        super().changeEvent(event)

    def _write(self) -> None:
        names = self.tr(", ").join(pick(layer.name) for layer in self._missing)
        self.setText(self.tr("Not imported: {layers}").format(layers=names) if self._missing else "")
        self.setVisible(bool(self._missing))
        self.adjustSize()
