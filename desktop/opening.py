"""Opening a county while the window already stands: tables and layers are read in a thread of their own.

What the first picture of the county does without, its buildings and the libraries of the chart and the twin, is loaded
once that picture is there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, Signal

from county.catalog import Catalog
from county.explained import Explained, ExplainedLine
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
)
LATER = ("desktop.panels.sensor_card", "twin.view.surface", "twin.view.offscreen_renderer", "twin.view.widget")
"""Modules of the sensors' chart and of the twin, each of which brings another large library."""
READING = QT_TRANSLATE_NOOP("opening", "Reading the county")
TERRAIN = QT_TRANSLATE_NOOP("opening", "Reading the terrain")
LAYERS = QT_TRANSLATE_NOOP("opening", "Preparing the layers")
CANNOT_OPEN = QT_TRANSLATE_NOOP(
    "explained", "{folder}: the county cannot be opened ({why}); build the package anew, or report it with the log"
)
PAUSE_S = 0.1
"""From the first picture to the loading of further libraries, which would leave the window too little of Python's lock
to show it."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OpenedCounty:
    """What was read."""

    package: CountyPackage
    catalog: Catalog
    divisions: DivisionNames
    layers: LayerSet
    styles: StyleSheet


class CountyOpener(QObject):
    """Reads one package; every signal arrives in the thread of the window."""

    progress = Signal(float, str)
    """Share done (0 to 1) and what is being done."""
    opened = Signal(object)
    """OpenedCounty"""
    prepared = Signal()
    """What could wait is there, too."""
    failed = Signal(object)
    """One line: what, where, the way out; a county.explained.ExplainedLine where it can be translated."""

    def __init__(self, folder: Path, catalog_of: Callable[[CountyPackage], Catalog]) -> None:
        """``catalog_of``: the catalogue to open the package with, asked for in the thread that reads."""
        super().__init__()
        self._folder = folder
        self._catalog_of = catalog_of
        self._shown = Event()
        self._unwanted = Event()
        self._thread = Thread(target=self._read, name="opening", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def go_on(self) -> None:
        """The county is on the screen: read what it did without so far."""
        self._shown.set()

    def wait(self) -> None:
        """Until everything that was begun is read."""
        self._thread.join()

    def stop(self) -> None:
        """Begin nothing more, and wait for what was begun."""
        self._unwanted.set()
        self.go_on()
        self.wait()

    def _read(self) -> None:
        try:
            county = self._county()
            self.opened.emit(county)
            self._shown.wait()
            self._unwanted.wait(PAUSE_S)
            self._prepare(county)
        except Explained as error:
            self.failed.emit(error.line)
        except Exception as error:  # whatever it is: a window that hears nothing waits for ever
            _log.exception("the county cannot be opened")
            self.failed.emit(
                ExplainedLine(str(CANNOT_OPEN), folder=self._folder, why=f"{type(error).__name__}: {error}")
            )

    def _prepare(self, county: OpenedCounty) -> None:
        """Load what the first picture did without, in steps that closing the window need not wait for all of."""
        steps: tuple[Callable[[], object], ...] = (
            lambda: county.package.table("buildings"),
            county.layers.load,
            *(partial(import_module, name) for name in LATER),
        )
        for step in steps:
            if self._unwanted.is_set():
                return
            step()
        self.prepared.emit()

    def _county(self) -> OpenedCounty:
        package = CountyPackage(self._folder)
        steps = len(TABLES) + 2
        for i, table in enumerate(TABLES):
            self.progress.emit(i / steps, READING)
            package.table(table)
        self.progress.emit(len(TABLES) / steps, TERRAIN)
        _ = package.terrain
        self.progress.emit((len(TABLES) + 1) / steps, LAYERS)
        catalog = self._catalog_of(package)
        layers = build_layers(package, catalog, whole=False)
        return OpenedCounty(package, catalog, DivisionNames(package), layers, StyleSheet.load())
