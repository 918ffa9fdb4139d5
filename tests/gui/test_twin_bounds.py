"""Whatever a hand does to the twin, at any size: it looks at the county from above its ground, never at nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from county.package.open import CountyPackage
from layers.style import StyleSheet
from twin.view.camera import HIGHEST_DEG, LOWEST_DEG, NEAREST_M, Camera
from twin.view.camera_controller import CLEARANCE_M, FAR_LOWEST_DEG, CameraController
from twin.view.drape import NOTHING
from twin.view.gestures import TURNS, ZOOMS, Gestures
from twin.view.scene import FrameRequest, TwinScene
from twin.view.surface import F64, Surface

SIZES = [(320, 240), (400, 900), (1_900, 420), (1_920, 1_080)]
BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


@pytest.fixture(scope="module")
def surface(package: CountyPackage) -> Surface:
    return Surface(package)


@pytest.fixture(scope="module")
def scene(surface: Surface, qapp: object) -> Iterator[TwinScene]:
    scene = TwinScene(surface, StyleSheet.load())
    yield scene
    scene.close()


class WildHand:
    """Drags, turns the wheel and types at random over a view of ``size``."""

    def __init__(self, controller: CameraController, surface: Surface, size: tuple[int, int], seed: int) -> None:
        self.controller, self._surface, self._size = controller, surface, QSize(*size)
        self._random = np.random.default_rng(seed)
        self._gestures = Gestures(controller, self._under)
        controller.frame(size[0] / size[1])

    def act(self) -> None:
        """One gesture."""
        match self._random.integers(4):
            case 0:
                self._drag()
            case 1:
                delta = QPoint(0, int(self._random.choice([-960, -120, 120, 960])))
                at, no = self._point(), Qt.ScrollPhase.NoScrollPhase
                self._gestures.wheel(QWheelEvent(at, at, QPoint(), delta, Qt.MouseButton.NoButton, NONE, no, False))
            case 2:
                key = [*TURNS, *ZOOMS][self._random.integers(len(TURNS) + len(ZOOMS))]
                self._gestures.key(QKeyEvent(QEvent.Type.KeyPress, key, NONE))
            case _:
                self.controller.look(self.controller.over(
                    *(self._surface.origin_m + self._random.uniform(-0.5, 0.5, 2) * self._surface.size_m).tolist(),
                    float(self._random.uniform(50.0, 5_000.0)),
                ))  # fmt: skip
                self._drag()

    def _drag(self) -> None:
        button = BUTTONS[self._random.integers(len(BUTTONS))]
        keys = Qt.KeyboardModifier.ControlModifier if self._random.random() < 0.3 else NONE
        start = self._point()
        self._gestures.press(QMouseEvent(QEvent.Type.MouseButtonPress, start, start, button, button, keys))
        for _ in range(3):
            at = self._point()
            move = QMouseEvent(QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, button, keys)
            self._gestures.move(move, self._size)
        self._gestures.release(QMouseEvent(QEvent.Type.MouseButtonRelease, at, at, button, button, keys))

    def _point(self) -> QPointF:
        x, y = self._random.uniform(0.0, 1.0, 2) * (self._size.width(), self._size.height())
        return QPointF(float(x), float(y))

    def _under(self, at: QPointF) -> F64:
        """The ground under a pixel by its plane at the height looked at, as far ahead as that for the sky."""
        camera = self.controller.camera
        ray = camera.ray(at.x(), at.y(), self._size.width(), self._size.height())
        down = (camera.target[2] - camera.eye[2]) / ray[2] if ray[2] < -1e-3 else camera.distance_m
        return np.asarray(camera.eye + ray * min(down, camera.distance_m * 20))


def looks_at_the_county(controller: CameraController, surface: Surface) -> None:
    camera = controller.camera
    assert np.isfinite([*camera.eye_m, camera.heading_deg, camera.down_deg, camera.distance_m]).all()
    ground = float(surface.height_at(*camera.eye[:2])) * controller.exaggeration
    assert camera.eye[2] >= ground + CLEARANCE_M - 1e-6
    assert NEAREST_M <= camera.distance_m <= controller.farthest_m + 1e-6
    assert LOWEST_DEG <= camera.down_deg <= HIGHEST_DEG
    if camera.distance_m >= controller.farthest_m * 0.999:
        assert camera.down_deg >= FAR_LOWEST_DEG - 1e-6
    lifted = camera.eye[2] <= ground + CLEARANCE_M + 1e-6
    assert lifted or controller.county.distance(shapely.Point(camera.target[:2])) < 1.0


def shows_no_void(scene: TwinScene, camera: Camera, size: tuple[int, int]) -> None:
    small = size[0] // 4, size[1] // 4
    frame = scene.draw(FrameRequest(camera, small, 1.6, NOTHING, texel_px=8.0, smooth=False, prepare_ms=10_000))
    assert frame.bgra[..., :3].sum(axis=2, dtype=int).min() > 24, "a pixel is black"
    assert np.isfinite(frame.depth_m).any(), "nothing of the county's land is in the view"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(3))
def test_no_gesture_leads_away_from_the_county_or_into_the_ground(
    package: CountyPackage, surface: Surface, scene: TwinScene, size: tuple[int, int], seed: int
) -> None:
    controller = CameraController(surface, package)
    hand = WildHand(controller, surface, size, seed)
    for number in range(150):
        hand.act()
        looks_at_the_county(controller, surface)
        if number % 30 == 29:
            shows_no_void(scene, controller.camera, size)


@pytest.mark.parametrize("aspect", [0.6, 1.78, 2.1, 4.0])
def test_the_whole_county_fills_the_view_and_is_in_its_middle(
    surface: Surface, package: CountyPackage, aspect: float
) -> None:
    controller = CameraController(surface, package)
    controller.frame(aspect)
    points = surface.on_ground(controller._county_m, controller.exaggeration)
    xy, _ = controller.home().project(points, aspect, 1.0)
    low, high = xy.min(axis=0) / (aspect, 1.0), xy.max(axis=0) / (aspect, 1.0)
    assert (low > 0.03).all()
    assert (high < 0.97).all()
    assert low + high == pytest.approx([1.0, 1.0], abs=0.06)
    assert (high - low).max() > 0.84
