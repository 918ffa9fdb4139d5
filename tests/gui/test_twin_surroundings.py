"""Around the county the twin's ground fades into the background, and the whole county fills its view."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from county.package.open import CountyPackage
from twin.view.camera_controller import HOME_DOWN_DEG, HOME_FILL, CameraController
from twin.view.surface import Surface


@pytest.fixture(scope="module")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


def test_all_of_the_ground_shows_in_the_county_and_nothing_at_the_edge_of_the_scene(package: CountyPackage) -> None:
    surface = Surface(package)
    inside = shapely.point_on_surface(shapely.union_all(package.table("boundary").geometry))
    east_m = np.linspace(inside.x, surface.extent_m[2], 60) - surface.origin_m[0]
    shown = surface.presence_at(east_m, np.full(60, inside.y - surface.origin_m[1]))
    assert shown[0] == 1.0
    assert shown[-1] == 0.0
    assert (np.diff(shown) <= 1e-9).all(), "ever less outwards"
    assert np.abs(np.diff(shown)).max() < 0.5, "no hard edge"


def test_ground_that_lies_within_the_county_is_shown_in_full(package: CountyPackage) -> None:
    surface = Surface(package)
    inside = shapely.point_on_surface(shapely.union_all(package.table("boundary").geometry))
    x, y = np.meshgrid(inside.x - surface.origin_m[0] + np.arange(3.0), inside.y - surface.origin_m[1] + np.arange(3.0))
    assert surface.presence_at(x, y).tolist() == np.ones((3, 3)).tolist()


@pytest.mark.parametrize("aspect", [0.6, 0.8, 1.0, 1.5, 2.5])
def test_the_whole_county_fills_its_view_as_far_as_the_tilt_allows(package: CountyPackage, aspect: float) -> None:
    controller = CameraController(Surface(package), package)
    controller.frame(aspect)
    points = Surface(package).on_ground(controller._county_m, controller.exaggeration)
    xy, _ = controller.camera.project(points, aspect, 1.0)
    assert ((xy > 0) & (xy < (aspect, 1.0))).all(), "all of it is in the view"
    assert max(np.ptp(xy[:, 0]) / aspect, np.ptp(xy[:, 1])) > 0.8
    if np.ptp(xy[:, 1]) < HOME_FILL:
        assert controller.camera.down_deg > HOME_DOWN_DEG, "a high view has it from farther above"


def test_the_twin_turns_to_places_that_it_does_not_show_and_stays_otherwise(package: CountyPackage) -> None:
    surface = Surface(package)
    controller = CameraController(surface, package)
    controller.frame(1.5)
    (x, y), (dx, dy) = surface.origin_m, surface.size_m / 8
    places = [(x - dx, y - dy), (x + dx, y + dy)]
    assert controller.showing(places) is None, "all of the county is in view"
    controller.look(controller.over(x + 3 * dx, y, 300.0))
    camera = controller.showing(places)
    assert camera is not None
    controller.look(camera)
    assert controller.showing(places) is None
    near = controller.over(x + 3 * dx, y, 300.0)
    controller.look(near)
    moved = controller.showing(places[:1])
    assert moved is not None
    assert moved.distance_m == pytest.approx(near.distance_m, rel=0.01), "a near view stays near"
