"""The turntable camera: invariants of turning, panning, zooming and flights."""

from __future__ import annotations

import numpy as np
import pytest

from twin.view.camera import HIGHEST_DEG, LOWEST_DEG, NEAREST_M, Camera, flight

WIDTH, HEIGHT = 1200, 800


@pytest.fixture
def camera() -> Camera:
    return Camera.looking_at(100.0, 200.0, 50.0, distance_m=5_000, heading_deg=30, down_deg=35)


def on_screen(camera: Camera, point: np.ndarray) -> np.ndarray:
    xy, _ = camera.project(point, WIDTH, HEIGHT)
    return xy[0]


def test_the_point_looked_at_is_in_the_middle_of_the_screen(camera: Camera) -> None:
    assert on_screen(camera, np.array([100.0, 200.0, 50.0])) == pytest.approx([WIDTH / 2, HEIGHT / 2])


def test_heading_zero_has_north_on_top_and_east_on_the_right() -> None:
    camera = Camera.looking_at(0, 0, 0, distance_m=1_000, heading_deg=0, down_deg=60)
    assert on_screen(camera, np.array([0.0, 100.0, 0.0]))[1] < HEIGHT / 2
    assert on_screen(camera, np.array([100.0, 0.0, 0.0]))[0] > WIDTH / 2


def test_a_ray_through_a_projected_point_hits_the_point(camera: Camera) -> None:
    point = np.array([600.0, -300.0, 120.0])
    (x, y), depth = on_screen(camera, point), camera.project(point, WIDTH, HEIGHT)[1][0]
    assert camera.eye + camera.ray(x, y, WIDTH, HEIGHT) * depth == pytest.approx(point)


def test_orbiting_keeps_the_screen_position_of_the_pivot(camera: Camera) -> None:
    pivot = np.array([900.0, 700.0, 80.0])
    before = on_screen(camera, pivot)
    assert on_screen(camera.orbited(pivot, 40, 10), pivot) == pytest.approx(before)


def test_zooming_keeps_the_point_under_the_cursor_and_halves_the_distance_to_it(camera: Camera) -> None:
    at = np.array([-500.0, 900.0, 10.0])
    near = camera.zoomed(at, 0.5, 90_000)
    assert on_screen(near, at) == pytest.approx(on_screen(camera, at))
    assert np.linalg.norm(near.eye - at) == pytest.approx(np.linalg.norm(camera.eye - at) / 2)


def test_zooming_stops_before_the_point_and_at_the_farthest_distance(camera: Camera) -> None:
    at = camera.target
    for _ in range(60):
        camera = camera.zoomed(at, 0.5, 90_000)
    assert np.linalg.norm(camera.eye - at) >= NEAREST_M - 1e-6
    for _ in range(60):
        camera = camera.zoomed(at, 2.0, 90_000)
    assert np.linalg.norm(camera.eye - at) <= 90_000 + 1e-3


@pytest.mark.parametrize(("tilt", "limit"), [(500.0, HIGHEST_DEG), (-500.0, LOWEST_DEG)])
def test_tilting_stops_above_the_horizon_and_at_the_plan_view(camera: Camera, tilt: float, limit: float) -> None:
    assert camera.orbited(camera.target, 0, tilt).down_deg == limit


def test_the_eye_is_lifted_over_ground_that_is_higher(camera: Camera) -> None:
    high = camera.eye[2] + 500
    assert camera.above(high, 12.0).eye[2] == pytest.approx(high + 12)
    assert camera.above(camera.eye[2] - 500, 12.0) == camera


def test_a_flight_starts_and_ends_exactly_at_its_ends_and_rises_over_long_distances() -> None:
    start = Camera.looking_at(0, 0, 0, distance_m=800, heading_deg=350, down_deg=40)
    end = Camera.looking_at(40_000, 0, 100, distance_m=600, heading_deg=20, down_deg=30)
    assert flight(start, end, 0.0).eye == pytest.approx(start.eye)
    assert flight(start, end, 1.0).eye == pytest.approx(end.eye)
    middle = flight(start, end, 0.5)
    assert middle.eye[2] > 2 * max(start.eye[2], end.eye[2])
    assert middle.heading_deg == pytest.approx(5.0), "it turns by the smaller angle, through north"
