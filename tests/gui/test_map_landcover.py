"""The map draws land cover over the relief, in the light of the relief."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from county import catalog
from county.package.open import CountyPackage
from desktop.map.painters.near_cover import MOST_PX, NearCoverPainter
from desktop.map.view import MapView
from drawing.land_cover import BAND_ROWS
from drawing.viewport import Viewport
from layers.batches import Field
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


CELL_M = 30.0


def stairs() -> Field:
    """Fields to the north-west of a diagonal of cells, forest to the south-east of it."""
    value = np.where(np.add.outer(np.arange(20), np.arange(20)) < 20, 1.0, 2.0).astype(np.float32)
    classes = "landcover.field", "landcover.forest"
    return Field(value, (0.0, 0.0, 20 * CELL_M, 20 * CELL_M), "landcover", sampling="linear", classes=classes)


def on_a_slope() -> Field:
    """The same on ground that rises by a quarter to the east."""
    relief = Field(
        np.tile(np.arange(20, dtype=np.float32) * CELL_M / 4, (20, 1)), (0.0, 0.0, 20 * CELL_M, 20 * CELL_M), "terrain",
        sampling="smooth",
    )  # fmt: skip
    return replace(stairs(), shaded=True, relief=relief)


def painted(painter: NearCoverPainter, view: Viewport) -> NDArray[np.int64]:
    image = QImage(round(view.width_px), round(view.height_px), QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as on:
        for _ in painter.paint(on, view):
            pass
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)


@pytest.fixture
def painter(qapp: object) -> Iterator[NearCoverPainter]:
    with ThreadPoolExecutor(1) as worker:
        painter = NearCoverPainter(stairs(), StyleSheet.load(), worker, lambda: None)
        worker.submit(lambda: None).result()
        yield painter
        painter.close()


def rest(painter: NearCoverPainter) -> None:
    """Wait for the worker."""
    painter._worker.submit(lambda: None).result()


def test_from_near_classes_have_patterns_once_a_worker_has_painted_the_view(painter: NearCoverPainter) -> None:
    view = Viewport(60.0, 540.0, 0.5, 200, 200)
    version = painter.version
    first = painted(painter, view)
    assert np.ptp(first[:100, :100], axis=(0, 1)).max() == 0, "a plain tint"
    rest(painter)
    assert painter.version > version
    near = painted(painter, view)
    assert near[:100, :100].std() > 2
    assert near.mean(axis=(0, 1)) == pytest.approx(first.mean(axis=(0, 1)), abs=8)
    assert painter.version == version + 1, "a view is painted once"


def test_two_near_views_that_are_painted_by_turns_come_to_rest(painter: NearCoverPainter) -> None:
    views = [Viewport(0.0, 600.0, scale, 100, 100) for scale in (1.0, 2.0)]
    for view in views:
        painted(painter, view)
    rest(painter)
    version = painter.version
    for view in views * 2:
        painted(painter, view)
        rest(painter)
    assert painter.version == version


def test_a_view_that_is_one_row_higher_than_its_bands_has_terraces_in_that_row_too(qapp: object) -> None:
    view = Viewport(60.0, 540.0, 0.5, 100, BAND_ROWS + 1)
    with ThreadPoolExecutor(1) as worker:
        painter = NearCoverPainter(on_a_slope(), StyleSheet.load(), worker, lambda: None)
        for _ in range(3):
            rest(painter)
            shown = painted(painter, view)
        painter.close()
    edges = shown[-2:].mean(axis=2)
    assert edges[1] == pytest.approx(edges[0], abs=12)
    assert np.ptp(edges[1]) > 20


def test_on_paper_land_cover_is_plain_between_sharp_borders(qapp: object) -> None:
    view, border = Viewport(60.0, 540.0, 0.5, 100, 100), Viewport(270.0, 330.0, 0.5, 100, 100)
    with ThreadPoolExecutor(1) as worker:
        painter = NearCoverPainter(stairs(), StyleSheet.for_paper(), worker, lambda: None)
        for _ in range(2):
            rest(painter)
            shown = painted(painter, view)
        assert np.ptp(shown, axis=(0, 1)).max() == 0
        for _ in range(2):
            shown = painted(painter, border)
            rest(painter)
        assert len(np.unique(shown.reshape(-1, 3), axis=0)) == 2
        painter.close()


def test_from_afar_nothing_is_asked_of_the_worker(painter: NearCoverPainter) -> None:
    version = painter.version
    painted(painter, Viewport(0.0, 600.0, 20.0, 30, 30))
    rest(painter)
    assert painter.version == version


def test_a_view_of_many_pixels_fills_its_box_and_takes_bounded_memory(painter: NearCoverPainter) -> None:
    view = Viewport(60.0, 540.0, 0.16, 3_000, 3_000)
    painted(painter, view)
    rest(painter)
    assert painter._near[view].result().sizeInBytes() <= 4 * MOST_PX
    assert (painted(painter, view)[[0, 0, -1, -1], [0, -1, 0, -1]].max(axis=1) > 0).all()
