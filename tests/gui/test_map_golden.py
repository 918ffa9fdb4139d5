"""Golden pictures: the ground of the map of a small county looks as it did, on the screen and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from county import catalog
from county.package.open import CountyPackage
from desktop.map.painter_cache import PainterCache
from desktop.map.picture_stack import PictureStack
from drawing.paint_context import PaintContext
from drawing.viewport import Viewport
from layers.registry import LayerSet, build_layers
from layers.style import StyleSheet
from tests.golden_pictures import RGB, alike, golden, rgb_of
from tests.gui.test_twin_widget import seat_of

WIDTH_PX, HEIGHT_PX = 320, 200
ALIKE = 0.97
"""Of the part that is least alike."""
SCREEN, PAPER = StyleSheet.load(), StyleSheet.for_paper()
VIEWS: dict[str, tuple[float, StyleSheet]] = {
    "county": (60.0, SCREEN), "town": (8.0, SCREEN), "street": (0.8, SCREEN), "paper": (4.0, PAPER),
}  # fmt: skip
"""Metres a pixel around the county seat, and the styles."""


@pytest.fixture(scope="module")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


@pytest.fixture(scope="module")
def layers(package: CountyPackage) -> LayerSet:
    return build_layers(package, catalog.load())


@pytest.fixture
def worker() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as worker:
        yield worker


def ground(layers: LayerSet, package: CountyPackage, worker: ThreadPoolExecutor, name: str) -> RGB:
    """One of VIEWS, without what moves and without names: those depend on the fonts of the machine."""
    m_per_px, styles = VIEWS[name]
    x_m, y_m = seat_of(package)
    west_m, north_m = x_m - WIDTH_PX / 2 * m_per_px, y_m + HEIGHT_PX / 2 * m_per_px
    painters = PainterCache(layers, PaintContext(styles, worker, lambda: None))
    stack = PictureStack(painters, Viewport(west_m, north_m, m_per_px, WIDTH_PX, HEIGHT_PX))
    while stack.stale or stack.waiting:
        for _ in stack.work():
            pass
        worker.submit(lambda: None).result()
        stack.repaint_ready()
    painters.close()
    assert stack.picture is not None
    return rgb_of(stack.picture)


@pytest.mark.parametrize("name", VIEWS)
def test_the_map_looks_as_it_did(
    qapp: object, layers: LayerSet, package: CountyPackage, worker: ThreadPoolExecutor, name: str
) -> None:
    shown = ground(layers, package, worker, name)
    assert alike(shown, golden(f"map/{name}", shown)) > ALIKE


@pytest.mark.parametrize(("key", "name"), [("roads", "town"), ("terrain", "county"), ("buildings", "street")])
def test_a_map_without_one_of_its_layers_does_not_look_as_it_did(
    qapp: object, layers: LayerSet, package: CountyPackage, worker: ThreadPoolExecutor, key: str, name: str
) -> None:
    whole = ground(layers, package, worker, name)
    layers[key].visible = False
    try:
        assert alike(whole, ground(layers, package, worker, name)) < ALIKE
    finally:
        layers[key].visible = True
