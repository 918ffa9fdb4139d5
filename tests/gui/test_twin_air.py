"""Sky, haze and light of the twin: no edge, no void and no black wherever it looks, and the sun of the time."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from county import catalog
from county.package.open import CountyPackage
from layers.batches import Field, Lines, Polygons
from layers.focus import Focus
from layers.registry import build_layers
from layers.style import StyleSheet
from twin.view import sunlight
from twin.view.camera import Camera
from twin.view.camera_controller import FAR_LOWEST_DEG, CameraController
from twin.view.daylight import DAY, Daylight, daylight
from twin.view.drape import NOTHING, Draped, DrapedBatches, Draper, finished
from twin.view.scene import Frame, FrameRequest, TwinScene
from twin.view.sunlight import Sunlight
from twin.view.surface import Surface
from twin.view.surroundings import hazed
from twin.view.widget import TwinWidget

SIZE = (240, 160)
HOUR_MS = 3_600_000
MIDNIGHT_MS = 1_795_363_200_000
"""2026-11-23 00:00 in China."""
LIGHTS = {"day": daylight(180.0, 40.0), "dusk": daylight(250.0, 0.0), "night": daylight(330.0, -40.0)}


@pytest.fixture(scope="module")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


@pytest.fixture(scope="module")
def surface(package: CountyPackage) -> Surface:
    return Surface(package)


@pytest.fixture(scope="module")
def scene(package: CountyPackage, surface: Surface, qapp: object) -> Iterator[TwinScene]:
    scene = TwinScene(surface, StyleSheet.load())
    yield scene
    scene.close()


def frame_of(scene: TwinScene, camera: Camera, light: Daylight = DAY) -> Frame:
    view = FrameRequest(camera, SIZE, 1.6, NOTHING, texel_px=4.0, smooth=False, prepare_ms=10_000, light=light)
    return scene.draw(view)


def pixels(frame: Frame) -> np.ndarray:
    """Red, green, blue (h, w, 3), 0 to 1."""
    return frame.bgra[..., 2::-1] / 255


def over(surface: Surface, *, distance_m: float, heading_deg: float, down_deg: float) -> Camera:
    z = float(surface.height_at(0.0, 0.0)) * 1.6
    camera = Camera.looking_at(0.0, 0.0, z, distance_m=distance_m, heading_deg=heading_deg, down_deg=down_deg)
    return camera.above(float(surface.height_at(*camera.eye[:2])) * 1.6, 12.0)


@pytest.mark.parametrize("time", LIGHTS)
def test_no_pixel_is_black_and_none_is_a_void_at_any_tilt_and_distance(
    scene: TwinScene, surface: Surface, time: str
) -> None:
    size_m = float(surface.size_m.max())
    for down_deg in (4.0, 25.0, 89.9):
        for distance_m in (size_m / 20, size_m, size_m * 4):
            camera = over(surface, distance_m=distance_m, heading_deg=70.0, down_deg=down_deg)
            frame = frame_of(scene, camera, LIGHTS[time])
            sky = np.isinf(frame.depth_m).repeat(2, axis=0).repeat(2, axis=1)
            assert pixels(frame)[sky].sum(axis=1).min(initial=1.0) > 0.1, (down_deg, distance_m)


def test_the_sky_is_behind_everything_and_counts_as_nothing(scene: TwinScene, surface: Surface) -> None:
    frame = frame_of(scene, over(surface, distance_m=5_000.0, heading_deg=0.0, down_deg=4.0))
    assert np.isinf(frame.depth_m[0]).all()
    assert np.isfinite(frame.depth_m[-1]).all()


def test_sky_and_land_meet_in_the_haze_without_a_line(scene: TwinScene, surface: Surface) -> None:
    size_m = float(surface.size_m.max())
    camera = Camera.looking_at(size_m * 5, 0.0, 0.0, distance_m=size_m, heading_deg=90.0, down_deg=5.0)
    for light in LIGHTS.values():
        column = pixels(frame_of(scene, camera, light))[:, SIZE[0] // 2]
        assert np.abs(np.diff(column, axis=0)).max() < 0.06
        far_away = camera.eye + np.array([1e9, 0.0, 0.0])
        horizon = int(camera.project(far_away, *SIZE)[0][0, 1])
        assert 0 < horizon < SIZE[1]
        assert np.abs(column[horizon] - light.haze).max() < 0.12


def test_the_glow_of_dusk_is_on_the_side_of_the_sun(scene: TwinScene, surface: Surface) -> None:
    warm = {}
    for heading_deg in (70.0, 250.0):
        picture = pixels(frame_of(scene, over(surface, distance_m=5_000.0, heading_deg=heading_deg, down_deg=4.0),
                                  LIGHTS["dusk"]))  # fmt: skip
        warm[heading_deg] = float((picture[:20, :, 0] - picture[:20, :, 2]).mean())
    assert warm[250.0] > 0.03
    assert warm[70.0] < -0.03


def test_distant_ground_takes_the_colour_of_the_air(scene: TwinScene, surface: Surface) -> None:
    frame = frame_of(scene, over(surface, distance_m=3_000.0, heading_deg=0.0, down_deg=6.0))
    picture, depth_m = pixels(frame)[::2, ::2], frame.depth_m
    ground = np.isfinite(depth_m)
    off = np.abs(picture - DAY.haze).max(axis=2)
    order = np.argsort(depth_m[ground])
    fifth = len(order) // 5
    assert off[ground][order[-fifth:]].mean() < off[ground][order[:fifth]].mean() - 0.05


def test_gestures_keep_the_county_in_the_middle_and_do_not_flatten_it_from_afar(
    package: CountyPackage, surface: Surface
) -> None:
    controller = CameraController(surface, package)
    controller.frame(1.5)
    random = np.random.default_rng(1)
    for _ in range(300):
        at = np.append(random.uniform(-2.0, 2.0, 2) * surface.size_m, 0.0)
        match random.integers(3):
            case 0:
                controller.zoom(at, float(random.choice([0.8, 1.25, 4.0])))
            case 1:
                controller.turn(at, float(random.uniform(-90, 90)), float(random.uniform(-60, 60)))
            case _:
                controller.pan(np.append(random.uniform(-1.0, 1.0, 2) * surface.size_m, 0.0))
        camera = controller.camera
        lifted = camera.eye[2] <= float(surface.height_at(*camera.eye[:2])) * controller.exaggeration + 12.0 + 1e-6
        assert lifted or controller.county.distance(shapely.Point(camera.target[:2])) < 1.0
        if camera.distance_m >= controller.farthest_m * 0.999:
            assert camera.down_deg >= FAR_LOWEST_DEG - 1e-6


def test_the_veil_replaces_the_shade_around_the_county_only() -> None:
    styles = StyleSheet.load()
    twin = hazed(styles)
    changed = {key for key in styles if styles[key] != twin[key]}
    assert changed == {key for key in styles if styles[key].outside}
    assert changed


def test_another_light_paints_the_terrain_anew_and_nothing_else(
    package: CountyPackage, surface: Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = build_layers(package, catalog.load(), whole=False)
    on_ground = (Field, Lines, Polygons)
    draped = tuple(
        Draped(key, tuple(batch for batch in layers[key].batches() if type(batch) in on_ground), 1.0)
        for key in ("terrain", "boundary")
    )  # fmt: skip
    draper = Draper(StyleSheet.load())
    draper.use(DrapedBatches(draped))
    box = surface.extent_m
    morning, evening = (daylight(azimuth, 20.0) for azimuth in (100.0, 260.0))
    draper.light(morning)
    first, version = finished(draper.picture(box)), draper.version
    painted: list[tuple[object, ...]] = []
    paint = Draper._painted
    monkeypatch.setattr(Draper, "_painted", lambda own, at, of: (painted.append(of), paint(own, at, of))[1])
    draper.light(morning)
    assert np.array_equal(finished(draper.picture(box)), first)
    assert (painted, draper.version) == ([], version)
    draper.light(evening)
    assert (finished(draper.picture(box)) != first).mean() > 0.3
    assert painted == [layers["terrain"].batches()]
    assert draper.version > version


@dataclasses.dataclass
class Times:
    """A stand-in for layers: the time of their last tick."""

    now_ms: int = 0


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The monotonic clock of the light, ms; its only item."""
    now = [10_000_000]
    monkeypatch.setattr(sunlight, "monotonic_ms", lambda: now[0])
    return now


def test_the_light_follows_the_realms_time_in_steps(
    package: CountyPackage, surface: Surface, passing: list[int], qapp: object
) -> None:
    times = Times()
    sun = Sunlight(times, package, surface)  # type: ignore[arg-type]
    changes: list[int] = []
    sun.changed.connect(lambda: changes.append(times.now_ms))
    sun.look()
    assert sun.light == DAY, "no time is known"
    noon_ms = MIDNIGHT_MS + 13 * HOUR_MS
    for minute in range(60):
        times.now_ms = noon_ms + minute * 60_000
        passing[0] += 60_000
        sun.look()
    assert len(changes) == 12, "every five minutes"
    for second in range(60):  # the realm runs at 60 times
        times.now_ms = noon_ms + HOUR_MS + second * 30_000
        passing[0] += 500
        sun.look()
    assert len(changes) <= 13, "not more often in real time"
    times.now_ms = MIDNIGHT_MS
    sun.look()
    assert sun.light.zenith == daylight(0.0, -60.0).zenith, "another moment is shown at once"


def test_at_night_nothing_is_painted_anew(
    package: CountyPackage, surface: Surface, passing: list[int], qapp: object
) -> None:
    times = Times(MIDNIGHT_MS)
    sun = Sunlight(times, package, surface)  # type: ignore[arg-type]
    sun.look()
    suns = sun.light.suns
    times.now_ms += 2 * HOUR_MS
    sun.look()
    assert sun.light.suns == suns


def test_a_shown_twin_draws_the_light_of_the_time_and_a_hidden_one_follows_nothing(
    package: CountyPackage, qtbot: QtBot, passing: list[int]
) -> None:
    layers = build_layers(package, catalog.load(), whole=False)
    layers.tick(MIDNIGHT_MS + 12 * HOUR_MS)
    twin = TwinWidget(layers, Focus(), StyleSheet.load(), package)
    qtbot.addWidget(twin)
    twin.resize(QSize(400, 300))
    twin.show()
    qtbot.waitUntil(lambda: twin.settled, timeout=20_000)
    assert twin._frame is not None
    day = twin._frame.bgra[..., :3].mean()
    layers.tick(MIDNIGHT_MS)
    twin._sunlight.look()
    qtbot.waitUntil(lambda: twin.settled, timeout=20_000)
    assert twin._frame.bgra[..., :3].mean() < day * 0.7
    twin.hide()
    assert not twin._sunlight._timer.isActive()
    twin.close()
