"""The surroundings of a place as a picture, painted by a program that shows no window."""

from __future__ import annotations

import os

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from county.catalog import Catalog
from county.package.open import CountyPackage
from desktop.map.daemon_worker import DaemonWorker
from desktop.map.place_picture import NotPainted, PlacePicture
from desktop.printing.paper_job import png_of
from desktop.process.fonts import check_chinese
from layers.registry import build_layers
from layers.style import StyleSheet


def place_png(package: CountyPackage, catalog: Catalog, place: tuple[float, float]) -> bytes:
    """As PNG; ``place``: working CRS, metres.  Raises PackageError, NotPainted, and Explained where no font has Chinese
    letters."""
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication(["county"])
    check_chinese()
    layers = build_layers(package, catalog)
    found: list[QImage | NotPainted] = []
    waiting = QEventLoop()
    worker = DaemonWorker("map")
    picture = PlacePicture(layers, StyleSheet.for_paper(), worker, place, application)
    for ended in (picture.made, picture.failed):
        ended.connect(found.append)
        ended.connect(waiting.quit)
    waiting.exec()
    worker.shutdown(wait=False, cancel_futures=True)  # what does not end is why it was not painted
    if isinstance(found[0], NotPainted):
        raise found[0]
    return png_of(found[0])
