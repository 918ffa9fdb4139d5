"""Trees of the twin: where they stand, how many at most, and how near the eye must be."""

from __future__ import annotations

import numpy as np
import pytest

from county.package.landcover import CLASSES, CODE
from layers.batches import Field, Lines
from layers.style import StyleSheet
from tests.square_county import PLACE_M, SIDE_M, SOUTH_M, WEST_M, square_package
from twin.view.actors.trees import BUDGET, HEIGHT_M, ROW, SIDES, SQUARE_M, Trees
from twin.view.camera import Camera
from twin.view.daylight import DAY
from twin.view.drape import Draped, DrapedBatches, Draper
from twin.view.scene import FrameRequest, TwinScene
from twin.view.surface import Surface

STYLES = StyleSheet.load()
CELLS = 500


def cover(west: str, east: str) -> Field:
    """Land cover of the whole county, of two classes with a border in its middle from south to north."""
    code = np.full((CELLS, CELLS), CODE[west], np.float32)
    code[:, CELLS // 2 :] = CODE[east]
    extent_m = (WEST_M, SOUTH_M, WEST_M + SIDE_M, SOUTH_M + SIDE_M)
    return Field(code, extent_m, "landcover", sampling="linear", classes=tuple(f"landcover.{name}" for name in CLASSES))


def trees(field: Field, *roads: Lines) -> Trees:
    draper = Draper(STYLES)
    draper.use(DrapedBatches((Draped("landcover", (field,), 1.0), *(Draped("roads", (road,), 1.0) for road in roads))))
    return Trees(field, STYLES, Surface(square_package()), draper.taken)


def stems(shown: Trees, square: tuple[int, int]) -> np.ndarray:
    """Places (n, 2) of the trees of a square in scene metres."""
    return shown.mesh(square).points.reshape(-1, SIDES + 2, 3)[:, SIDES, :2]


def a_road(width_m: float = 12.0) -> Lines:
    """60 m north of the place, from west to east."""
    ends = np.array([[-500.0, 60.0], [500.0, 60.0]]) + PLACE_M
    ids, style = np.array(["R"], object), np.zeros(1, np.uint16)
    return Lines(ids, ends, np.array([0, 2]), style, ("road.county",), np.array([width_m]))


def looking(distance_m: float) -> Camera:
    return Camera.looking_at(0.0, 0.0, 0.0, distance_m=distance_m, heading_deg=0.0, down_deg=30.0)


def test_forest_is_full_of_trees_and_fields_have_none(qapp: object) -> None:
    west_wood = trees(cover("forest", "field"))
    assert len(stems(west_wood, (-3, 0))) == ROW * ROW
    assert len(stems(west_wood, (2, 0))) == 0
    border = stems(west_wood, (-1, 0))
    assert len(border) > 0
    assert border[:, 0].max() < 15.0, "some metres beyond the border, which wanders"


def test_every_tree_has_its_height_and_stands_in_its_square(qapp: object) -> None:
    points = trees(cover("forest", "forest")).mesh((4, -7)).points
    assert HEIGHT_M[0] <= points[:, 2].max() <= HEIGHT_M[1]
    place = stems(trees(cover("forest", "forest")), (4, -7)) / SQUARE_M - (4, -7)
    assert place.min() >= 0.0
    assert place.max() <= 1.0


def test_no_tree_stands_on_a_road(qapp: object) -> None:
    road = a_road()
    without, beside = (stems(trees(cover("forest", "forest"), *roads), (0, 0)) for roads in ((), (road,)))
    on_road = np.abs(without[:, 1] - 60.0) < 6.0
    assert on_road.any()
    assert not (np.abs(beside[:, 1] - 60.0) < 6.0).any()
    assert len(beside) > 0.6 * len(without)


def test_no_tree_stands_outside_the_county(qapp: object) -> None:
    beyond = round(SIDE_M / 2 / SQUARE_M) + 1
    assert len(stems(trees(cover("forest", "forest")), (beyond, 0))) == 0
    inside = stems(trees(cover("forest", "forest")), (beyond - 3, 0))
    assert len(inside) > 0.8 * ROW * ROW


def test_the_same_square_has_the_same_trees(qapp: object) -> None:
    first, again = (trees(cover("forest", "forest")).mesh((3, -2)) for _ in range(2))
    assert np.array_equal(first.points, again.points)


@pytest.mark.parametrize(("distance_m", "some"), [(200.0, True), (5_000.0, False)])
def test_trees_stand_near_the_eye_and_within_the_budget(qapp: object, distance_m: float, some: bool) -> None:
    wanted = trees(cover("forest", "forest")).wanted(looking(distance_m), 1.0, 1_500.0)
    assert (len(wanted) > 0) is some
    assert len(wanted) <= BUDGET
    assert trees(cover("field", "grass")).wanted(looking(distance_m), 1.0, 1_500.0) == []


def test_a_small_picture_shows_fewer_trees_and_keeps_those_of_a_large_one(qapp: object) -> None:
    scene = TwinScene(Surface(square_package()), STYLES)
    forest = trees(cover("forest", "forest"))
    large = forest.wanted(looking(200.0), 1.0, 1_500.0)
    for square in large:
        forest.actor(scene._canvas, square)
    small = forest.wanted(looking(200.0), 1.0, 60.0)
    forest.forget_far()
    assert 0 < len(small) < len(large)
    assert set(small) < set(large)
    assert all(forest.ready(square) for square in large)
    forest.wanted(looking(200.0).moved(np.array([3_000.0, 0.0, 0.0])), 1.0, 1_500.0)
    forest.forget_far()
    assert not any(forest.ready(square) for square in large)
    scene.close()


def test_a_frame_shows_trees_over_the_ground_and_a_hidden_layer_shows_none(qapp: object) -> None:
    scene = TwinScene(Surface(square_package()), STYLES)
    depths = []
    for layers in ((Draped("landcover", (cover("forest", "forest"),), 1.0),), ()):
        view = FrameRequest(
            looking(150.0), (160, 120), 1.0, DrapedBatches(layers), texel_px=4.0, smooth=False, prepare_ms=60_000,
            light=DAY,
        )  # fmt: skip
        depths.append(scene.draw(view).depth_m)
    scene.close()
    nearer_m = depths[1] - depths[0]
    assert np.nanmax(nearer_m) > 5.0
    assert (nearer_m > 1.0).mean() > 0.2


def test_trees_are_planted_anew_when_roads_are_shown(qapp: object) -> None:
    scene = TwinScene(Surface(square_package()), STYLES)
    forest, road = (Draped("landcover", (cover("forest", "forest"),), 1.0), Draped("roads", (a_road(60.0),), 1.0))

    def depth_m(*layers: Draped) -> np.ndarray:
        view = FrameRequest(
            looking(150.0), (160, 120), 1.0, DrapedBatches(layers), texel_px=4.0, smooth=False, prepare_ms=60_000,
            light=DAY,
        )  # fmt: skip
        return scene.draw(view).depth_m

    forest_alone, beside = depth_m(forest), depth_m(forest, road)
    again = depth_m(forest)
    scene.close()
    assert ((beside - forest_alone) > 1.0).mean() > 0.05, "no trees are left on the road"
    np.testing.assert_allclose(again, forest_alone, atol=0.5)
