"""Shadows of buildings on the ground of the twin: where they fall, how dark they are, and from where on they show."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely
from PySide6.QtWidgets import QApplication

from drawing.layer_picture import LayerCanvas
from drawing.viewport import Viewport
from layers.batches import Polygons
from layers.style import StyleSheet
from tests.square_county import PLACE_M
from twin.view.building_shade import DARK, DARK_AT_FOOT, DARK_NEAR, PIECE, BuildingShade
from twin.view.daylight import NO_SHADOW, Shadow, daylight
from twin.view.drape import Draped, DrapedBatches, Draper, finished
from twin.view.tiles import TEXELS

EAST, NORTH = PLACE_M
TO_THE_NORTH_EAST = Shadow((1.0, 0.5), 1.0)
L_SHAPE = [(0, 0), (30, 0), (30, 12), (12, 12), (12, 30), (0, 30), (0, 0)]
BOX = [(0, 0), (20, 0), (20, 10), (0, 10), (0, 0)]


def building(ring: list[tuple[int, int]], height_m: float = 20.0, x_m: float = 0.0) -> Polygons:
    xy_m = np.array(ring, dtype=float) + PLACE_M + (x_m, 0.0)
    ids, style = np.array(["B"], dtype=object), np.zeros(1, np.uint16)
    return Polygons(ids, xy_m, np.array([0, len(ring)]), np.array([0, 1]), style, ("building",), np.array([height_m]))


def view(m_per_px: float = 0.5, west_m: float = -100.0) -> Viewport:
    side_m = m_per_px * (TEXELS - 1)
    west, south = EAST + west_m, NORTH - 100.0
    return Viewport.between_centres((west, south, west + side_m, south + side_m), TEXELS)


def darkness(shown: Viewport, shadow: Shadow, *batches: Polygons) -> np.ndarray:
    """How much light is taken away (TEXELS, TEXELS), 0 to 1."""
    canvas = LayerCanvas(TEXELS, TEXELS)
    for _ in BuildingShade(batches).paint(canvas, shown, shadow):
        pass
    return (canvas.pixels >> 24) / 255


def exact(shown: Viewport, ring: list[tuple[int, int]], height_m: float, shadow: Shadow) -> np.ndarray:
    """Texels beside the ring whose centres the prism over it shades, by geometry: the union of all moved outlines."""
    step = np.array(shadow.per_m) * height_m
    strips = [shapely.Polygon([a, b, b + step, a + step]) for a, b in
              zip(np.array(ring, float)[:-1], np.array(ring, float)[1:], strict=True)]  # fmt: skip
    whole = shapely.union_all([*strips, shapely.Polygon(np.array(ring) + step)]) - shapely.Polygon(ring)
    x, y = np.meshgrid(np.arange(TEXELS) + 0.5, np.arange(TEXELS) + 0.5)
    east, north = shown.west_m + x * shown.m_per_px - EAST, shown.north_m - y * shown.y_m_per_px - NORTH
    return np.asarray(shapely.contains_xy(whole, east, north))


@pytest.mark.parametrize("ring", [BOX, BOX[::-1], L_SHAPE, L_SHAPE[::-1]], ids=["box", "turned", "L", "turned L"])
@pytest.mark.parametrize("per_m", [(1.0, 0.5), (-0.7, 1.2), (-1.0, -1.0), (0.0, -2.0)])
def test_a_shadow_covers_what_geometry_says(
    qapp: QApplication, ring: list[tuple[int, int]], per_m: tuple[float, float]
) -> None:
    shadow, shown = Shadow(per_m, 1.0), view()
    dark = darkness(shown, shadow, building(ring)) > DARK * 0.5
    assert (dark != exact(shown, ring, 20.0, shadow)).mean() < 0.004


def test_every_building_of_many_casts_its_shadow(qapp: QApplication) -> None:
    dark = darkness(view(), TO_THE_NORTH_EAST, *(building(BOX, x_m=30.0 * n - 60.0) for n in range(3)))
    many = 2 * PIECE + 1
    rows = [building(BOX, x_m=float(x_m)) for x_m in np.linspace(-60.0, 0.0, many)]
    together = dataclasses.replace(
        rows[0], ids=np.repeat(rows[0].ids, many), xy_m=np.concatenate([row.xy_m for row in rows]),
        rings=np.arange(many + 1) * 5, parts=np.arange(many + 1), style=np.zeros(many, np.uint16),
        height_m=np.full(many, 20.0),
    )  # fmt: skip
    assert (darkness(view(), TO_THE_NORTH_EAST, together) > 0.1).mean() > (dark > 0.1).mean()


def test_shadows_over_each_other_are_no_darker(qapp: QApplication) -> None:
    two = building(BOX, 60.0), building(BOX[::-1], 60.0, x_m=15.0)
    dark = darkness(view(), TO_THE_NORTH_EAST, *two)
    far = dark[: TEXELS - 255]  # north of the walls' feet
    assert far.max() == pytest.approx(DARK, abs=0.02)


def test_without_a_sun_only_the_foot_of_a_building_is_darker_and_less_so_farther_away(qapp: QApplication) -> None:
    dark = darkness(view(), NO_SHADOW, building(BOX))
    row = TEXELS - 1 - round(105 / 0.5)
    beside = [dark[row, round((100 + 20 + away_m) / 0.5)] for away_m in (0.5, 2.0, 4.0, 12.0, 25.0)]
    assert beside == sorted(beside, reverse=True)
    assert DARK_AT_FOOT / 3 < beside[0] < DARK_AT_FOOT
    assert beside[-1] == 0.0


def test_the_ground_below_a_building_is_its_roof_from_afar_and_not_darkened(qapp: QApplication) -> None:
    neighbour = building([(0, -40), (20, -40), (20, -20), (0, -20), (0, -40)], 60.0)
    dark = darkness(view(), Shadow((0.0, 1.0), 1.0), building(BOX), neighbour)
    row, col = TEXELS - 1 - round(105 / 0.5), round(110 / 0.5)
    assert dark[row, col] == 0.0
    assert dark[TEXELS - 1 - round(95 / 0.5), col] > DARK * 0.9, "it stands in the shadow of another one"


def test_a_shadow_is_darker_and_sharper_near_the_wall_that_casts_it(qapp: QApplication) -> None:
    shown, high_m = view(0.25, west_m=-30.0), 60.0
    dark = darkness(shown, Shadow((1.0, 0.0), 1.0), building([(0, -40), (10, -40), (10, 0), (0, 0), (0, -40)], high_m))
    col = [round((30 + 10 + away_m) / 0.25) for away_m in (18.0, 50.0)]
    north = TEXELS - 1 - round(100 / 0.25)
    near, far = (dark[north - 40 : north + 40, at] for at in col)
    assert near.max() > DARK_NEAR * 0.95
    assert far.max() < DARK * 1.05
    assert np.abs(np.diff(near)).max() > 1.5 * np.abs(np.diff(far)).max()


def test_a_shadow_from_outside_the_tile_falls_into_it(qapp: QApplication) -> None:
    assert darkness(view(west_m=40.0), Shadow((3.0, 0.0), 1.0), building(BOX)).any()
    assert not darkness(view(west_m=90.0), Shadow((3.0, 0.0), 1.0), building(BOX)).any()


def test_shade_fades_with_the_scale_and_is_gone_where_it_would_be_specks(qapp: QApplication) -> None:
    most = [darkness(view(scale), TO_THE_NORTH_EAST, building(BOX, 40.0)).max() for scale in (2.0, 3.5, 5.5)]
    assert most[0] > 1.3 * most[1] > 0.0
    assert most[2] == 0.0


def test_outlines_without_area_or_numbers_cast_nothing(qapp: QApplication) -> None:
    flat, unknown = building([(0, 0), (9, 0), (0, 0)]), dataclasses.replace(building(BOX), height_m=np.array([np.nan]))
    nowhere = dataclasses.replace(building(BOX), xy_m=np.full((5, 2), np.nan))
    assert not darkness(view(), TO_THE_NORTH_EAST, flat, unknown, nowhere).any()


def test_shadows_fall_away_from_the_sun_and_end_with_it() -> None:
    suns = ((90.0, 30.0), (180.0, 60.0), (260.0, 5.0), (300.0, -1.0))
    morning, noon, low, night = (daylight(azimuth, elevation).shadow for azimuth, elevation in suns)
    assert morning.per_m == pytest.approx((-np.sqrt(3.0), 0.0))
    assert noon.per_m == pytest.approx((0.0, 1.0 / np.sqrt(3.0)))
    assert low.strength < noon.strength == 1.0
    assert np.hypot(*low.per_m) < 4.0
    assert night == NO_SHADOW


def test_tiles_get_the_shadows_of_a_new_light_and_are_not_painted_again_without_one(qapp: QApplication) -> None:
    draper = Draper(StyleSheet.load())
    draper.use(DrapedBatches((Draped("houses", (building(BOX),), 1.0),)))
    box = EAST - 100.0, NORTH - 100.0, EAST + 150.0, NORTH + 150.0
    draper.light(daylight(90.0, 30.0))
    morning, version = finished(draper.picture(box)), draper.version
    draper.light(daylight(90.0, 30.0))
    assert draper.version == version
    draper.light(daylight(270.0, 30.0))
    assert draper.version > version
    assert (finished(draper.picture(box)) != morning).any()


def test_shade_goes_with_the_buildings_that_cast_it(qapp: QApplication) -> None:
    draper = Draper(StyleSheet.load())
    box = EAST - 100.0, NORTH - 100.0, EAST + 150.0, NORTH + 150.0
    darkest = []
    for opacity in (1.0, 0.5):
        draper.use(DrapedBatches((Draped("houses", (building(BOX, 60.0),), opacity),)))
        draper.light(daylight(180.0, 30.0))
        darkest.append(int(finished(draper.picture(box))[: TEXELS // 2, :, :3].sum(axis=2).min()))
    draper.use(DrapedBatches())
    bare = int(finished(draper.picture(box))[..., :3].sum(axis=2).min())
    assert darkest[0] < darkest[1] < bare
