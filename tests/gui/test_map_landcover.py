"""The map draws land cover over the relief, in the light of the relief."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from county import catalog
from county.package.open import CountyPackage
from desktop.map.view import MapView
from layers.focus import Focus
from layers.registry import build_layers
from layers.style import StyleSheet


@pytest.fixture
def view(qtbot: QtBot, small_county: Path) -> Iterator[MapView]:
    package = CountyPackage(small_county)
    layers = build_layers(package, catalog.load())
    for layer in layers:
        layer.visible = layer.key in ("terrain", "landcover")
    view = MapView(layers, Focus(), StyleSheet.load(), package)
    qtbot.addWidget(view)
    view.resize(600, 500)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.settled)
    yield view
    view.close()


def pixels(view: MapView) -> NDArray[np.int64]:
    image = view.snapshot().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def test_land_cover_tints_the_ground_and_leaves_the_relief_readable(view: MapView) -> None:
    covered = pixels(view)
    view._layers["landcover"].visible = False
    bare = pixels(view)
    changed = np.abs(covered - bare).max(axis=2) > 8
    assert changed.mean() > 0.2
    light, under = covered[changed].mean(axis=1), bare[changed].mean(axis=1)
    assert np.corrcoef(light, under)[0, 1] > 0.3
