"""Opening a county while the window already stands: tables and layers are read in a thread of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, Signal

from county import catalog
from county.catalog import Catalog
from county.explained import Explained
from county.package.open import CountyPackage
from desktop.division_names import DivisionNames
from layers.registry import LayerSet, build_layers
from layers.style import StyleSheet

TABLES = (
    "boundary",
    "towns",
    "villages",
    "grids",
    "roads",
    "rivers",
    "waters",
    "places",
    "sensors",
    "resources",
    "buildings",
)
READING = QT_TRANSLATE_NOOP("opening", "Reading the county")
TERRAIN = QT_TRANSLATE_NOOP("opening", "Reading the terrain")
LAYERS = QT_TRANSLATE_NOOP("opening", "Preparing the layers")


@dataclass(frozen=True)
class County:
    """What was read."""

    package: CountyPackage
    catalog: Catalog
    divisions: DivisionNames
    layers: LayerSet
    styles: StyleSheet


class Opening(QObject):
    """Reads one package; every signal arrives in the thread of the window."""

    progress = Signal(float, str)
    """Share done (0 to 1) and what is being done."""
    opened = Signal(object)
    """County"""
    failed = Signal(str)
    """One line: what, where, the way out."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._thread = Thread(target=self._read, name="opening", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def wait(self) -> None:
        """Until the thread has ended."""
        self._thread.join()

    def _read(self) -> None:
        try:
            self.opened.emit(self._county())
        except (Explained, ValueError, OSError) as error:
            self.failed.emit(str(error))

    def _county(self) -> County:
        package = CountyPackage(self._folder)
        steps = len(TABLES) + 2
        for i, table in enumerate(TABLES):
            self.progress.emit(i / steps, READING)
            package.table(table)
        self.progress.emit(len(TABLES) / steps, TERRAIN)
        _ = package.terrain
        self.progress.emit((len(TABLES) + 1) / steps, LAYERS)
        tables = catalog.load()
        return County(package, tables, DivisionNames(package), build_layers(package, tables), StyleSheet.load())
