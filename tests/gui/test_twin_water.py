"""Water of the twin reflects sky and sun; what is over it does not; its picture stands still with the eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from county.package.landcover import CLASSES, CODE
from layers.batches import Field, Lines, Polygons
from layers.style import StyleSheet
from tests.square_county import PLACE_M, square_package
from twin.view.camera import Camera
from twin.view.daylight import Daylight, daylight
from twin.view.drape import Draped, DrapedBatches, Draper, finished
from twin.view.scene import FrameRequest, TwinScene
from twin.view.sheen import PLAIN
from twin.view.surface import Surface
from twin.view.tiles import TEXELS

STYLES = StyleSheet.load()
SIZE = (320, 240)
LAKE_M = 400.0
"""Half of its side."""
NIGHT = daylight(330.0, -40.0)


def lake(style: str = "water") -> Polygons:
    ring = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * LAKE_M + PLACE_M
    ids = np.array(["L"], dtype=object)
    return Polygons(ids, ring, np.array([0, 5]), np.array([0, 1]), np.zeros(1, np.uint16), (style,))


def bridge() -> Lines:
    """A road across the lake from west to east, through its middle, ten metres wide."""
    ends = np.array([[-2 * LAKE_M, 0.0], [2 * LAKE_M, 0.0]]) + PLACE_M
    ids, style = np.array(["R"], dtype=object), np.zeros(1, np.uint16)
    return Lines(ids, ends, np.array([0, 2]), style, ("road.county",), np.array([10.0]))


def sheet(*layers: Field | Polygons | Lines) -> DrapedBatches:
    return DrapedBatches(tuple(Draped(f"layer {n}", (batch,), 1.0) for n, batch in enumerate(layers)))


def marks(*layers: Field | Polygons | Lines) -> np.ndarray:
    """Of the lake and as much land around it: (TEXELS, TEXELS)."""
    draper, (x, y), half_m = Draper(STYLES), PLACE_M, 2 * LAKE_M
    draper.use(sheet(*layers))
    return finished(draper.picture((x - half_m, y - half_m, x + half_m, y + half_m)))[..., 3]


def test_water_is_marked_and_land_is_plain() -> None:
    found = marks(lake())
    assert found[TEXELS // 2, TEXELS // 2] == 0
    assert found[20, 20] == PLAIN
    assert (found < PLAIN).mean() == pytest.approx(0.25, abs=0.01)
    assert (marks(lake("landcover.field")) == PLAIN).all()


def test_what_is_over_water_is_not_water_and_what_is_under_it_is() -> None:
    over, under = marks(lake(), bridge()), marks(bridge(), lake())
    row, col = TEXELS // 2, TEXELS // 3
    assert over[row, col] == PLAIN
    assert over[row - 20, col] == 0
    assert under[row, col] == 0


def cover(*cells: tuple[slice, slice]) -> Field:
    """Land cover of forest in cells of 20 m, with water in these cells."""
    code = np.full((200, 200), CODE["forest"], np.float32)
    for box in cells:
        code[box] = CODE["water"]
    x, y = PLACE_M
    extent_m = (x - 2_000.0, y - 2_000.0, x + 2_000.0, y + 2_000.0)
    return Field(code, extent_m, "landcover", sampling="linear", classes=tuple(f"landcover.{name}" for name in CLASSES))


@pytest.mark.parametrize("texel_m", [1.6, 9.0])
def test_water_of_land_cover_is_marked_like_that_of_lakes_from_near_and_from_afar(texel_m: float) -> None:
    draper, (x, y), half_m = Draper(STYLES), PLACE_M, texel_m * (TEXELS - 1) / 2
    draper.use(sheet(cover(np.s_[:, :100])))
    found = finished(draper.picture((x - half_m, y - half_m, x + half_m, y + half_m)))[..., 3]
    assert (found[50:-50, 50 : TEXELS // 2 - 60] == 0).all()
    assert (found[:, TEXELS // 2 + 60 :] == PLAIN).all()


def test_there_is_no_line_where_a_lake_ends_within_water_of_land_cover() -> None:
    assert (marks(cover(np.s_[:, :]), lake()) == 0).all()


def test_where_three_classes_meet_what_looks_like_water_is_marked_as_water() -> None:
    code = np.full((200, 200), CODE["forest"], np.float32)
    code[100:, :100], code[100:, 100:] = CODE["bare"], CODE["water"]
    draper, (x, y), half_m = Draper(STYLES), PLACE_M, 0.1 * (TEXELS - 1)
    draper.use(sheet(replace(cover(), value=code)))
    picture = finished(draper.picture((x - half_m, y - half_m, x + half_m, y + half_m))).astype(int)
    looks_like_water = picture[..., 2] > picture[..., 0] + 60
    assert 0.1 < looks_like_water.mean() < 0.4
    assert ((picture[..., 3] < PLAIN) == looks_like_water).mean() > 0.999


def test_land_cover_without_water_and_roads_over_it_are_plain() -> None:
    assert (marks(cover()) == PLAIN).all()
    over = marks(cover(np.s_[:, :]), bridge())
    assert over[TEXELS // 2, TEXELS // 3] == PLAIN
    assert over[TEXELS // 2 - 20, TEXELS // 3] == 0


@pytest.fixture(scope="module")
def scene(qapp: object) -> Iterator[TwinScene]:
    scene = TwinScene(Surface(square_package()), STYLES)
    yield scene
    scene.close()


def water(
    scene: TwinScene, light: Daylight, *, heading_deg: float = 180.0, down_deg: float = 30.0, distance_m: float = 300.0
) -> np.ndarray:
    """Colours (h, w, 3) of a view that the lake fills."""
    camera = Camera.looking_at(0.0, 0.0, 0.0, distance_m=distance_m, heading_deg=heading_deg, down_deg=down_deg)
    frame = scene.draw(
        FrameRequest(camera, SIZE, 1.0, sheet(lake()), texel_px=2.0, smooth=False, prepare_ms=10_000, light=light)
    )
    return frame.bgra[100:140, 140:180, 2::-1].astype(float)


def test_water_that_reflects_the_sun_is_brighter_than_water_that_does_not(scene: TwinScene) -> None:
    sun = daylight(180.0, 30.0)
    towards, away = (water(scene, sun, heading_deg=heading).mean() for heading in (180.0, 0.0))
    assert towards > away + 30


def test_water_has_ripples_from_near_and_none_from_afar(scene: TwinScene) -> None:
    light = daylight(90.0, 30.0)
    assert water(scene, light, distance_m=200.0).std(axis=(0, 1)).max() > 2.0
    assert water(scene, light, distance_m=1_500.0, down_deg=80.0).std(axis=(0, 1)).max() < 1.0


def test_water_looked_at_flatly_has_the_colour_of_the_horizon(scene: TwinScene) -> None:
    light = daylight(90.0, 30.0)
    off = [np.abs(water(scene, light, down_deg=down, distance_m=250.0).mean(axis=(0, 1)) / 255 - light.haze).max()
           for down in (4.5, 60.0)]  # fmt: skip
    assert off[0] < 0.65 * off[1]


def test_night_water_is_dark_and_not_black(scene: TwinScene) -> None:
    night, day = water(scene, NIGHT), water(scene, daylight(90.0, 40.0))
    assert 0.02 < night.mean() / 255 < day.mean() / 255


def test_water_at_night_is_nearer_to_the_sky_than_to_its_own_colour(scene: TwinScene) -> None:
    sky, own = np.array(NIGHT.zenith), np.array(STYLES["water"].rgba[:3]) / 255 * NIGHT.tint
    shown = water(scene, NIGHT, down_deg=80.0).mean(axis=(0, 1)) / 255
    assert np.abs(shown - sky).sum() < 0.4 * np.abs(own - sky).sum()


def test_the_same_view_is_the_same_picture_however_late_it_is_drawn(scene: TwinScene) -> None:
    first = water(scene, NIGHT)
    water(scene, NIGHT, heading_deg=90.0)
    assert np.array_equal(water(scene, NIGHT), first)
