"""Windows and lamps of the twin: which shine at an hour, how they look from near and from afar, and by day."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.ndimage import label

from drawing.viewport import Viewport
from layers.batches import Polygons
from layers.style import Style, StyleSheet
from tests.square_county import PLACE_M, square_package
from twin.view.actors.buildings import Blocks
from twin.view.camera import Camera
from twin.view.daylight import DAY, Daylight, daylight
from twin.view.drape import Draped, DrapedBatches, Draper, finished
from twin.view.facades import OUTWARD
from twin.view.lamp_light import LampLight
from twin.view.scene import Frame, FrameRequest, TwinScene
from twin.view.sheen import PLAIN
from twin.view.surface import Surface
from twin.view.tiles import TEXELS

SIZE = (320, 240)
STYLES = StyleSheet.load()
NIGHT = daylight(330.0, -40.0)
HOUSE_M, HEIGHT_M = (32.0, 16.0), 31.0
"""Ten columns of windows along its south wall, five along the others, on ten floors."""


def houses(style: str, *places_m: tuple[float, float]) -> Polygons:
    """One house around each place, in metres from the middle of the county."""
    (wide, deep), n = HOUSE_M, len(places_m)
    box = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * (wide / 2, deep / 2)
    xy_m = np.concatenate([box + place + PLACE_M for place in places_m])
    every = np.arange(n + 1)
    ids = np.array([f"B{i}" for i in range(n)], dtype=object)
    return Polygons(ids, xy_m, every * 5, every, np.zeros(n, np.uint16), (style,), np.full(n, HEIGHT_M))


HOME = houses("building", (0.0, 0.0))


@pytest.fixture(scope="module")
def scene(qapp: object) -> Iterator[TwinScene]:
    scene = TwinScene(Surface(square_package()), STYLES)
    yield scene
    scene.close()


def seen(
    scene: TwinScene, batch: Polygons, light: Daylight, *, distance_m: float = 60.0, down_deg: float = 10.0
) -> Frame:
    """From the south, the middle of the house in the middle of the picture."""
    camera = Camera.looking_at(0.0, 0.0, HEIGHT_M / 2, distance_m=distance_m, heading_deg=0.0, down_deg=down_deg)
    sheet = DrapedBatches((Draped("houses", (batch,), 1.0),))
    return scene.draw(
        FrameRequest(camera, SIZE, 1.0, sheet, texel_px=2.0, smooth=False, prepare_ms=10_000, light=light)
    )


def shining(frame: Frame) -> np.ndarray:
    """Pixels (h, w) of a lit window: warm and bright."""
    blue, _, red = (frame.bgra[..., i].astype(int) for i in range(3))
    return (red > 130) & (red - blue > 50)


def test_the_windows_of_a_house_are_the_same_whatever_is_drawn_with_it() -> None:
    blocks = Blocks(houses("building", (0.0, 0.0), (60.0, 0.0)), STYLES, Surface(square_package()))
    alone, both = (blocks.mesh(np.array(some)) for some in ([1], [0, 1]))
    here = both.points[:, 0] > 30.0
    assert {*map(tuple, alone.windows.tolist())} == {*map(tuple, both.windows[here].tolist())}


def test_by_day_no_window_is_lit_and_glass_is_darker_than_the_wall(scene: TwinScene) -> None:
    frame = seen(scene, HOME, DAY)
    assert not shining(frame).any()
    wall = frame.bgra[SIZE[1] // 2 - 20 : SIZE[1] // 2 + 20, SIZE[0] // 2 - 40 : SIZE[0] // 2 + 40, 1].astype(int)
    assert wall.min() < 0.75 * wall.max()


def test_most_windows_are_lit_in_the_evening_and_few_in_the_middle_of_the_night(scene: TwinScene) -> None:
    lit = {hour: shining(seen(scene, HOME, NIGHT.at(hour))).mean() for hour in (19.5, 23.0, 3.0)}
    assert lit[19.5] > 0.03
    assert lit[19.5] > 1.5 * lit[23.0] > 1.5 * lit[3.0]


def test_the_windows_that_are_lit_late_were_lit_before(scene: TwinScene) -> None:
    early, late = (shining(seen(scene, HOME, NIGHT.at(hour))) for hour in (20.0, 23.0))
    assert late.any()
    assert (early | ~late).mean() > 0.999


def test_a_use_without_lit_windows_stays_dark(scene: TwinScene) -> None:
    assert not shining(seen(scene, houses("landcover.forest", (0.0, 0.0)), NIGHT.at(20.0))).any()


def test_windows_are_as_many_as_fit_the_wall_and_none_is_cut(scene: TwinScene) -> None:
    glass = houses("bright", (0.0, 0.0))
    styles = StyleSheet({"bright": Style(color="#3a4d66", lit=(1.0, 1.0))}, {})
    full = TwinScene(Surface(square_package()), styles)
    _, windows = label(shining(seen(full, glass, NIGHT.at(20.0), down_deg=5.0)))
    full.close()
    assert windows == 10 * 10


def wall(frame: Frame) -> np.ndarray:
    """Brightness (h, w) of the middle of the front, as far as it fills the picture from 1,200 m."""
    row, col = SIZE[1] // 2, SIZE[0] // 2
    return frame.bgra[row - 2 : row + 2, col - 4 : col + 4, 2].astype(float)


@pytest.mark.parametrize("distance_m", [450.0, 700.0, 1_200.0])
def test_windows_too_small_to_be_seen_are_one_glow_on_their_wall(scene: TwinScene, distance_m: float) -> None:
    evening, dark = (
        wall(seen(scene, HOME, light, distance_m=distance_m)) for light in (NIGHT.at(20.0), NIGHT._replace(dark=0.0))
    )  # fmt: skip
    assert evening.mean() > dark.mean() + 15
    assert np.ptp(evening) < 40


def test_windows_that_are_seen_one_by_one_stand_out_from_their_wall(scene: TwinScene) -> None:
    assert np.ptp(wall(seen(scene, HOME, NIGHT.at(20.0), distance_m=150.0))) > 80


def test_the_ground_of_the_night_is_less_than_half_as_bright_as_that_of_the_day(scene: TwinScene) -> None:
    shown = [seen(scene, HOME, light, distance_m=400.0, down_deg=60.0).bgra[:40, :, :3].mean()
             for light in (NIGHT, daylight(180.0, 45.0))]  # fmt: skip
    assert 5 < shown[0] < 0.5 * shown[1]


def test_a_wall_faces_the_light_of_the_hour(scene: TwinScene) -> None:
    south, north = daylight(180.0, 30.0), daylight(0.0, 30.0)
    middle = np.s_[SIZE[1] // 2 - 20 : SIZE[1] // 2 + 20, SIZE[0] // 2 - 40 : SIZE[0] // 2 + 40]
    lit, shaded = (seen(scene, HOME, light).bgra[middle].mean() for light in (south, north))
    assert lit > 1.25 * shaded


def test_walls_face_outward_whichever_way_their_outline_runs() -> None:
    turned = dataclasses.replace(HOME, xy_m=HOME.xy_m[::-1].copy())
    for batch in (HOME, turned):
        mesh = Blocks(batch, STYLES, Surface(square_package())).mesh(np.array([0]))
        walls = np.hypot(*mesh.outward.T) > 0.5
        middle = mesh.points[walls, :2].mean(axis=0)
        assert ((mesh.points[walls, :2] - middle) * mesh.outward[walls]).sum(axis=1).min() > 0, OUTWARD


# ---- light on the ground


def light_at(lamps: LampLight, x_m: float, y_m: float, m_per_px: float = 40.0) -> int:
    """Light at a place, in metres from the middle of the county, in a picture of this scale."""
    half_m = m_per_px * (TEXELS - 1) / 2
    east, north = PLACE_M
    view = Viewport.between_centres((east - half_m, north - half_m, east + half_m, north + half_m), TEXELS)
    light = lamps.over(view)
    assert light is not None
    return int(light[round(TEXELS / 2 - y_m / m_per_px), round(TEXELS / 2 + x_m / m_per_px)])


def rows(n: int, at_m: float) -> list[tuple[float, float]]:
    return [(at_m + 40.0 * (i % 10), 40.0 * (i // 10)) for i in range(n)]


def test_the_ground_is_lit_around_houses_more_in_a_town_than_in_a_village_and_not_elsewhere() -> None:
    lamps = LampLight([houses("building", *rows(100, 0.0), *rows(5, 4_000.0))], STYLES)
    town, village, away = (light_at(lamps, x_m, 40.0) for x_m in (200.0, 4_080.0, 2_000.0))
    assert town > 1.5 * village > 30
    assert away == 0


def test_from_near_the_ground_is_lit_less() -> None:
    lamps = LampLight([houses("building", *rows(100, -200.0))], STYLES)
    assert light_at(lamps, 0.0, 100.0, m_per_px=0.7) < 0.5 * light_at(lamps, 0.0, 100.0, m_per_px=40.0)


def test_a_county_without_houses_or_with_broken_ones_has_no_light() -> None:
    view = Viewport.between_centres((0.0, 0.0, 100.0, 100.0), TEXELS)
    broken = dataclasses.replace(HOME, xy_m=np.full((5, 2), np.nan))
    for batches in ((), (broken,), (houses("landcover.forest", (0.0, 0.0)),)):
        assert LampLight(batches, STYLES).over(view) is None


def test_houses_that_are_hidden_light_nothing(qapp: object) -> None:
    draper, (east, north) = Draper(STYLES), PLACE_M
    box = east - 500.0, north - 500.0, east + 500.0, north + 500.0
    draper.use(DrapedBatches((Draped("houses", (HOME,), 1.0),)))
    assert finished(draper.picture(box))[..., 3].max() > PLAIN
    draper.use(DrapedBatches())
    assert (finished(draper.picture(box))[..., 3] == PLAIN).all()


def test_the_ground_around_a_town_is_warmer_at_night_than_by_the_same_light_without_lamps(scene: TwinScene) -> None:
    town = houses("building", *rows(100, -200.0))
    view = {"distance_m": 3_000.0, "down_deg": 60.0}
    lit = seen(scene, town, NIGHT.at(20.0), **view).bgra[..., :3].astype(int)
    unlit = seen(scene, town, NIGHT._replace(dark=0.0), **view).bgra[..., :3].astype(int)
    warmer = (lit[..., 2] - unlit[..., 2]) - (lit[..., 0] - unlit[..., 0])
    assert warmer.max() > 30
    assert (warmer > 10).mean() > 0.01
