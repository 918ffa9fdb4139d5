"""Golden pictures: the twin of a small county looks as it did, by day and by night, from afar and from near."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from county import catalog
from county.package.open import CountyPackage
from layers.batches import Field, Lines, Polygons
from layers.registry import build_layers
from layers.style import StyleSheet
from tests.golden_pictures import RGB, alike, golden
from tests.gui.test_twin_widget import seat_of
from twin.view.camera_controller import CameraController
from twin.view.daylight import Daylight, daylight
from twin.view.drape import Draped, DrapedBatches
from twin.view.scene import FrameRequest, TwinScene
from twin.view.surface import Surface
from twin.view.surroundings import hazed

SIZE = (288, 180)
ALIKE = 0.88
"""Of the part that is least alike.  Moved by 0.3 pixels a view has 0.9; without roofs, shade or roads 0.83 and less."""
DAYTIME, NIGHT = daylight(200.0, 35.0), daylight(300.0, -12.0).at(20.0)
VIEWS: dict[str, tuple[float, Daylight]] = {
    "county": (0.0, DAYTIME), "town": (1_200.0, DAYTIME), "street": (90.0, DAYTIME), "night": (250.0, NIGHT),
}  # fmt: skip
"""Metres around the county seat, 0 for the whole county, and the light."""


@pytest.fixture(scope="module")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


@pytest.fixture(scope="module")
def sheet(package: CountyPackage) -> DrapedBatches:
    """All that stands still in the county."""
    layers = build_layers(package, catalog.load())
    return DrapedBatches(tuple(
        Draped(layer.key, tuple(batch for batch in layer.batches() if isinstance(batch, Field | Lines | Polygons)), 1.0)
        for layer in layers if layer.pace == "still" and layer.visible
    ))  # fmt: skip


@pytest.fixture(scope="module")
def scene(package: CountyPackage, qapp: object) -> Iterator[TwinScene]:
    scene = TwinScene(Surface(package), hazed(StyleSheet.load()))
    yield scene
    scene.close()


def drawn(scene: TwinScene, package: CountyPackage, sheet: DrapedBatches, name: str) -> RGB:
    """One of VIEWS in full."""
    radius_m, light = VIEWS[name]
    controller = CameraController(scene._surface, package)
    controller.frame(SIZE[0] / SIZE[1])
    camera = controller.over(*seat_of(package), radius_m) if radius_m else controller.home()
    view = FrameRequest(
        camera, SIZE, controller.exaggeration, sheet, texel_px=1.0, smooth=True, prepare_ms=10_000, light=light
    )
    frame = scene.draw(view)
    while not frame.complete:
        frame = scene.draw(view)
    return np.ascontiguousarray(frame.bgra[..., 2::-1])


@pytest.mark.parametrize("name", VIEWS)
def test_the_twin_looks_as_it_did(scene: TwinScene, package: CountyPackage, sheet: DrapedBatches, name: str) -> None:
    shown = drawn(scene, package, sheet, name)
    assert alike(shown, golden(f"twin/{name}", shown)) > ALIKE
