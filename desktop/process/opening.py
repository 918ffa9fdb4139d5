"""Opens a county while the window is already shown: tables and layers are read in a separate thread.

Buildings and the libraries of chart and twin are not needed for the first paint and are loaded after it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, Signal

from county.catalog import Catalog
from county.explained import Explained, ExplainedLine
from county.package.explained_by_check import explained_by_check
from county.package.open import CountyPackage
from desktop.places.division_names import DivisionNames
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
    "names",
    "sensors",
    "resources",
)
LATER = (
    "desktop.cards.sensor_card", "twin.view.surface", "twin.view.offscreen_renderer", "twin.view.widget",
    "desktop.replay.window", "rjieba",
)  # fmt: skip
"""Modules of the sensor chart and of the twin, each of which imports another large library, and of replays; the library
that cuts texts into words, for the duplicates that every card of a new event searches."""
READING = QT_TRANSLATE_NOOP("opening", "Reading the county")
TERRAIN = QT_TRANSLATE_NOOP("opening", "Reading the terrain")
LAYERS = QT_TRANSLATE_NOOP("opening", "Preparing the layers")
CANNOT_OPEN = QT_TRANSLATE_NOOP(
    "explained", "{folder}: the county cannot be opened ({why}); rebuild the package, or report it with the log"
)
PAUSE_S = 0.1
"""Delay after the first paint before further libraries are loaded, as their import holds Python's interpreter lock."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OpenedCounty:
    """The data read."""

    package: CountyPackage
    catalog: Catalog
    divisions: DivisionNames
    layers: LayerSet
    styles: StyleSheet


class CountyOpener(QObject):
    """Reads one package; every signal is delivered in the window's thread."""

    progress = Signal(float, str)
    """Share done (0 to 1) and the current step."""
    opened = Signal(object)
    """OpenedCounty"""
    prepared = Signal()
    """Deferred data is loaded, too."""
    failed = Signal(object)
    """One line: what, where, the remedy; a county.explained.ExplainedLine where it can be translated."""

    def __init__(
        self, folder: Path, catalog_of: Callable[[CountyPackage], Catalog], later: Sequence[str] = LATER,
        finally_read: Callable[[CountyPackage], None] = lambda package: None,
    ) -> None:  # fmt: skip
        """``catalog_of``: returns the catalogue for the package; called in the reading thread.

        ``later``: modules to import once the county is shown; ``finally_read``: called in the reading thread after
        everything else.
        """
        super().__init__()
        self._folder = folder
        self._catalog_of = catalog_of
        self._later = later
        self._finally_read = finally_read
        self._shown = Event()
        self._unwanted = Event()
        self._thread = Thread(target=self._read, name="opening", daemon=True)

    def start(self) -> None:
        """Start reading; returns immediately."""
        self._thread.start()

    def go_on(self) -> None:
        """The county is displayed: load deferred data."""
        self._shown.set()

    def wait(self) -> None:
        """Wait until everything started is read."""
        self._thread.join()

    def cancel(self) -> None:
        """Start no further step."""
        self._unwanted.set()
        self.go_on()

    def stop(self) -> None:
        """Start no further step, and wait for the current one."""
        self.cancel()
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
        except Exception as error:  # any error: without a result the window would wait for ever
            _log.exception("the county cannot be opened")
            why = error if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
            self.failed.emit(ExplainedLine(str(CANNOT_OPEN), folder=self._folder, why=why))

    def _prepare(self, county: OpenedCounty) -> None:
        """Load deferred data, in steps, so that closing the window only waits for the current one."""
        steps: tuple[Callable[[], object], ...] = (
            lambda: county.package.table("buildings"),
            county.layers.load,
            *(partial(import_module, name) for name in self._later),
        )
        for step in steps:
            if self._unwanted.is_set():
                return
            step()
        self.prepared.emit()
        self._finally_read(county.package)

    def _county(self) -> OpenedCounty:
        with explained_by_check(self._folder):
            return self._read_county()

    def _read_county(self) -> OpenedCounty:
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
