"""Roofs of the twin's buildings: by use and size, closed, with their ridge over the long side."""

from __future__ import annotations

import numpy as np
import pytest

from layers.batches import Polygons
from layers.style import Style, StyleSheet
from tests.square_county import PLACE_M, square_package
from twin.view.actors.buildings import Blocks
from twin.view.actors.mesh import Mesh
from twin.view.facades import PITCH
from twin.view.surface import Surface

STYLES = StyleSheet({key: Style(color="#808080", roof=key) for key in ("flat", "gabled", "hipped")}, {})  # type: ignore[arg-type]
HOUSE = [(0, 0), (14, 0), (14, 8), (0, 8), (0, 0)]
L_SHAPE = [(0, 0), (14, 0), (14, 8), (7, 8), (7, 14), (0, 14), (0, 0)]
EAVES_M = 6.0


def mesh(roof: str, ring: list[tuple[int, int]] = HOUSE, height_m: float = EAVES_M) -> Mesh:
    """Of one building with its corner in the middle of the county, scene metres over it."""
    xy_m = np.array(ring, dtype=float) + PLACE_M
    ids, style = np.array(["B"], dtype=object), np.zeros(1, np.uint16)
    batch = Polygons(ids, xy_m, np.array([0, len(ring)]), np.array([0, 1]), style, (roof,), np.array([height_m]))
    return Blocks(batch, STYLES, Surface(square_package())).mesh(np.array([0]))


def faces(shown: Mesh, area_m2: float = 0.01) -> np.ndarray:
    """Corners (n, 3, 3) of the triangles that are larger than ``area_m2``."""
    corners = shown.points[shown.triangles]
    a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return corners[np.linalg.norm(np.cross(a, b), axis=1) / 2 > area_m2]


def covered_m2(shown: Mesh, above_m: float = EAVES_M - 0.01) -> float:
    """Area of the ground below what is over the eaves."""
    over = faces(shown)
    over = over[over[:, :, 2].min(axis=1) >= above_m]
    a, b = (over[:, 1] - over[:, 0])[:, :2], (over[:, 2] - over[:, 0])[:, :2]
    return float(np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / 2)


@pytest.mark.parametrize("roof", ["flat", "gabled", "hipped"])
@pytest.mark.parametrize("ring", [HOUSE, HOUSE[::-1], [(y, x) for x, y in HOUSE]], ids=["long", "turned", "high"])
def test_every_triangle_is_seen_from_outside(roof: str, ring: list[tuple[int, int]]) -> None:
    corners = faces(mesh(roof, ring))
    outward = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    from_within = corners.mean(axis=1) - corners.reshape(-1, 3).mean(axis=0) * (1, 1, 0) - (0, 0, 1)
    assert ((outward * from_within).sum(axis=1) > 0).all()


@pytest.mark.parametrize("step", [1, -1])
def test_the_walls_of_a_courtyard_are_seen_from_it(step: int) -> None:
    court = [(4, 3), (4, 5), (10, 5), (10, 3), (4, 3)][::step]
    xy_m = np.array(HOUSE + court, dtype=float) + PLACE_M
    ids, style = np.array(["B"], dtype=object), np.zeros(1, np.uint16)
    batch = Polygons(ids, xy_m, np.array([0, 5, 10]), np.array([0, 2]), style, ("flat",), np.array([EAVES_M]))
    corners = faces(Blocks(batch, STYLES, Surface(square_package())).mesh(np.array([0])))
    outward = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    walls = (np.abs(outward[:, 2]) < 1e-6) & (np.abs(corners.mean(axis=1)[:, 1] - 4.0) < 1.01)
    walls &= np.abs(corners.mean(axis=1)[:, 0] - 7.0) < 3.01
    assert walls.sum() == 8
    from_middle = corners[walls].mean(axis=1)[:, :2] - (7.0, 4.0)
    assert ((outward[walls][:, :2] * from_middle).sum(axis=1) < 0).all()


@pytest.mark.parametrize("roof", ["flat", "gabled", "hipped"])
@pytest.mark.parametrize("ring", [HOUSE, HOUSE[::-1], [(y, x) for x, y in HOUSE]], ids=["long", "turned", "high"])
def test_a_roof_covers_its_building_once(roof: str, ring: list[tuple[int, int]]) -> None:
    assert covered_m2(mesh(roof, ring)) == pytest.approx(14 * 8)


@pytest.mark.parametrize("ring", [HOUSE, HOUSE[::-1], [(y, x) for x, y in HOUSE]], ids=["long", "turned", "high"])
def test_a_ridge_runs_along_the_long_side_and_a_hip_shortens_it(ring: list[tuple[int, int]]) -> None:
    lengths = {}
    for roof in ("gabled", "hipped"):
        shown = mesh(roof, ring)
        ridge = shown.points[shown.points[:, 2] > EAVES_M + 1.0]
        lengths[roof] = np.ptp(ridge[:, :2], axis=0)
        assert min(lengths[roof]) == pytest.approx(0.0, abs=1e-6)
    assert max(lengths["gabled"]) == pytest.approx(14.0)
    assert max(lengths["hipped"]) == pytest.approx(14.0 - 8.0)


def test_slopes_face_outward_and_gables_are_walls() -> None:
    shown = mesh("gabled")
    length = np.linalg.norm(shown.outward, axis=1)
    middle = np.array(HOUSE[:4]).mean(axis=0) + shown.points[:, :2].min(axis=0)
    slopes = np.isclose(length, PITCH)
    assert slopes.sum() == 8
    eaves = slopes & (shown.points[:, 2] < EAVES_M + 0.1)
    assert ((shown.points[eaves, :2] - middle) * shown.outward[eaves]).sum(axis=1).min() > 0


@pytest.mark.parametrize(
    ("ring", "height_m"),
    [(L_SHAPE, EAVES_M), (HOUSE, 40.0), ([(0, 0), (60, 0), (60, 30), (0, 30), (0, 0)], EAVES_M)],
    ids=["corner", "tower", "hall"],
)
def test_what_is_large_or_no_rectangle_has_a_flat_roof(ring: list[tuple[int, int]], height_m: float) -> None:
    assert mesh("gabled", ring, height_m).points[:, 2].max() == pytest.approx(height_m)


def test_houses_have_gables_and_towers_of_offices_none() -> None:
    styles = StyleSheet.load()
    assert styles["building"].roof == styles["building.farm"].roof == "gabled"
    assert styles["building.school"].roof == "hipped"
    assert styles["building.commercial"].roof == styles["building.hospital"].roof == "flat"


@pytest.mark.parametrize("key", ["building", "building.commercial", "building.industrial"])
def test_walls_are_greyer_than_the_buildings_of_the_map(key: str) -> None:
    styles = StyleSheet.load()
    ids, style = np.array(["B"], dtype=object), np.zeros(1, np.uint16)
    ring = np.array(HOUSE, dtype=float) + PLACE_M
    batch = Polygons(ids, ring, np.array([0, 5]), np.array([0, 1]), style, (key,), np.array([EAVES_M]))
    red, _, blue = Blocks(batch, styles, Surface(square_package())).mesh(np.array([0])).colors[-1]
    assert abs(blue - red) < 0.5 * abs(styles[key].rgba[2] - styles[key].rgba[0])
