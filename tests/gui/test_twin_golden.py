"""Golden pictures: the twin of a small county looks as it did, by day and by night, from afar and from near.

To accept what changed on purpose, delete the picture in ``tests/golden/twin``: the next run writes it anew and fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from scipy.ndimage import uniform_filter

from county import catalog
from county.package.open import CountyPackage
from layers.batches import Field, Lines, Polygons
from layers.registry import build_layers
from layers.style import StyleSheet
from tests.gui.test_twin_widget import seat_of
from twin.view.camera_controller import CameraController
from twin.view.daylight import Daylight, daylight
from twin.view.drape import Draped, DrapedBatches
from twin.view.scene import FrameRequest, TwinScene
from twin.view.surface import Surface
from twin.view.surroundings import veiled

GOLDEN = Path(__file__).parents[1] / "golden" / "twin"
SIZE = (288, 180)
WINDOW_PX, PARTS = 7, 4
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
    scene = TwinScene(Surface(package), veiled(StyleSheet.load()))
    yield scene
    scene.close()


def drawn(scene: TwinScene, package: CountyPackage, sheet: DrapedBatches, name: str) -> NDArray[np.uint8]:
    """One of VIEWS in full: red, green and blue (h, w, 3)."""
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


def alike(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Structural similarity of the brightness of two pictures, 1 for equal ones, in the part that is least alike.

    Wang, Bovik, Sheikh and Simoncelli, Image quality assessment, IEEE Transactions on Image Processing 13 (2004).
    """
    x, y = (picture.astype(float) @ (0.299, 0.587, 0.114) for picture in (a, b))
    mean = [uniform_filter(part, WINDOW_PX) for part in (x, y, x * x, y * y, x * y)]
    own, other = mean[0], mean[1]
    first, second = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    variance = mean[2] - own**2 + mean[3] - other**2
    index = (2 * own * other + first) * (2 * (mean[4] - own * other) + second)
    index /= (own**2 + other**2 + first) * (variance + second)
    parts = (part for row in np.array_split(index, PARTS) for part in np.array_split(row, PARTS, axis=1))
    return min(float(part.mean()) for part in parts)


def golden(name: str, shown: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture that is kept of a view; written when there is none, which fails."""
    path = GOLDEN / f"{name}.png"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        QImage(shown.data, *SIZE, 3 * SIZE[0], QImage.Format.Format_RGB888).save(str(path))
        pytest.fail(f"{path} was missing and is written: look at it")
    kept = QImage(str(path)).convertToFormat(QImage.Format.Format_RGBX8888)
    return np.frombuffer(kept.constBits(), np.uint8).reshape(SIZE[1], SIZE[0], 4)[..., :3].copy()


@pytest.mark.parametrize("name", VIEWS)
def test_the_twin_looks_as_it_did(scene: TwinScene, package: CountyPackage, sheet: DrapedBatches, name: str) -> None:
    shown = drawn(scene, package, sheet, name)
    assert alike(shown, golden(name, shown)) > ALIKE
