"""What the twin knows of depth is what geometry says: of the ground, of a house on it, and of pins around it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from layers.style import StyleSheet
from tests.gui.test_twin_night import HEIGHT_M, HOME, HOUSE_M
from tests.square_county import PLACE_M, square_package
from twin.view.camera import Camera
from twin.view.drape import Draped, DrapedBatches
from twin.view.scene import DEPTH_STEP, Frame, FrameRequest, TwinScene
from twin.view.screen import Screen
from twin.view.surface import Surface

SIZE = (320, 240)
F64 = NDArray[np.float64]


@pytest.fixture(scope="module")
def surface() -> Surface:
    return Surface(square_package())


@pytest.fixture(scope="module")
def scene(qapp: object, surface: Surface) -> Iterator[TwinScene]:
    scene = TwinScene(surface, StyleSheet.load())
    yield scene
    scene.close()


def view(scene: TwinScene, *, distance_m: float, heading_deg: float, down_deg: float) -> Frame:
    camera = Camera.looking_at(0.0, 0.0, 0.0, distance_m=distance_m, heading_deg=heading_deg, down_deg=down_deg)
    sheet = DrapedBatches((Draped("houses", (HOME,), 1.0),))
    return scene.draw(FrameRequest(camera, SIZE, 1.0, sheet, texel_px=2.0, smooth=False, prepare_ms=10_000))


def exact_depth_m(camera: Camera) -> F64:
    """Along the view, of each pixel whose depth a frame has: to the house, a box, else to the ground at 0."""
    across, up = np.array([HOUSE_M[0] / 2, HOUSE_M[1] / 2, HEIGHT_M]), np.arange(0, SIZE[1], DEPTH_STEP)
    depth = np.empty((len(up), SIZE[0] // DEPTH_STEP))
    for row, y in enumerate(up):
        for column in range(depth.shape[1]):
            ray = camera.ray(column * DEPTH_STEP + 0.5, y + 0.5, *SIZE)
            with np.errstate(divide="ignore"):
                first, second = (-across * (1, 1, 0) - camera.eye) / ray, (across - camera.eye) / ray
            enter, leave = np.minimum(first, second).max(), np.maximum(first, second).min()
            ground = -camera.eye[2] / ray[2] if ray[2] < 0 else np.inf
            depth[row, column] = enter if 0 < enter <= leave else ground
    return depth


@pytest.mark.parametrize(("distance_m", "heading_deg", "down_deg"), [(90.0, 0.0, 30.0), (140.0, 215.0, 55.0)])
def test_the_depth_of_a_frame_is_that_of_house_and_ground(
    scene: TwinScene, distance_m: float, heading_deg: float, down_deg: float
) -> None:
    frame = view(scene, distance_m=distance_m, heading_deg=heading_deg, down_deg=down_deg)
    exact = exact_depth_m(frame.view.camera)
    off = np.abs(frame.depth_m - exact) / exact
    assert np.median(off) < 0.002
    assert (off < 0.01).mean() > 0.98, "all but the pixels on edges"


def test_pins_before_and_behind_the_house_stand_where_geometry_puts_them(
    scene: TwinScene, surface: Surface
) -> None:
    frame = view(scene, distance_m=90.0, heading_deg=0.0, down_deg=30.0)
    screen = Screen(frame, surface, *SIZE, scale=1.0)
    before, behind = (-25.0, -12.0), (0.0, HOUSE_M[1] / 2 + 2.0)
    placed = screen.place(np.array([before, behind]) + PLACE_M)
    for (x, y), scene_xy in zip(placed.xy.tolist(), (before, behind), strict=True):
        exact, _ = frame.view.camera.project([(*scene_xy, 0.0)], *SIZE)
        assert (x, y) == pytest.approx(exact[0].tolist(), abs=1.0)
    assert placed.seen.tolist() == [True, True], "houses around a point hide no pin"
    x, y = placed.xy[0]
    ground = screen.ground_at(float(x), float(y))
    assert ground is not None
    assert ground[:2] == pytest.approx(before, abs=1.0)


def test_all_ground_that_is_seen_is_within_the_bounds_of_the_screen(scene: TwinScene, surface: Surface) -> None:
    random = np.random.default_rng(1)
    west, south, east, north = surface.extent_m
    places = random.uniform((west, south), (east, north), (20_000, 2))
    for distance_m, heading_deg, down_deg in ((300.0, 20.0, 24.0), (900.0, 110.0, 40.0), (3_000.0, 250.0, 80.0)):
        frame = view(scene, distance_m=distance_m, heading_deg=heading_deg, down_deg=down_deg)
        screen = Screen(frame, surface, *SIZE, 1.0)
        seen = places[screen.place(places).seen]
        low, high = np.array(screen.bounds_m[:2]), np.array(screen.bounds_m[2:])
        assert len(seen) > 20
        assert ((seen >= low) & (seen <= high)).all()
        assert (high - low < (east - west, north - south)).any()
