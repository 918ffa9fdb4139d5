"""Between tiles of the twin's ground of different fineness there is no crack through which one sees the sky."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from county.package.open import Terrain
from layers.style import StyleSheet
from tests.square_county import square_package
from twin.view.camera import Camera
from twin.view.daylight import DAY
from twin.view.drape import NOTHING
from twin.view.ground import CELLS, SKIRT
from twin.view.scene import FrameRequest, TwinScene
from twin.view.surface import Surface
from twin.view.tiles import Grid, Tile

SIZE = (320, 240)
EXAGGERATION = 2.0


class RoughSurface(Surface):
    """Ground with ridges of 300 m that are as steep as mountains get, so that levels of detail differ much."""

    def __init__(self) -> None:
        package = square_package()
        super().__init__(package)
        west, south, east, north = self.extent_m
        cell_m = (east - west) / 300
        col, row = np.meshgrid(np.arange(300), np.arange(round((north - south) / cell_m)))
        z_m = 300.0 + 150.0 * np.sin(col * cell_m / 120.0) * np.cos(row * cell_m / 170.0)
        self._terrain = Terrain(z_m.astype(np.float32), west, north, cell_m)
        self.flat, self.lowest_m, self.highest_m = False, 150.0, 450.0


@pytest.fixture(scope="module")
def surface() -> Surface:
    return RoughSurface()


@pytest.fixture(scope="module")
def scene(surface: Surface, qapp: object) -> Iterator[TwinScene]:
    scene = TwinScene(surface, StyleSheet.load())
    yield scene
    scene.close()


def cameras(surface: Surface) -> Iterator[Camera]:
    size_m = float(surface.size_m.max())
    for heading_deg in (0.0, 75.0, 200.0):
        for down_deg, distance_m in ((12.0, size_m / 30), (30.0, size_m / 10), (60.0, size_m / 4)):
            camera = Camera.looking_at(
                0.0, 0.0, 300.0 * EXAGGERATION, distance_m=distance_m, heading_deg=heading_deg, down_deg=down_deg
            )
            yield camera.above(float(surface.height_at(*camera.eye[:2])) * EXAGGERATION, 12.0)


def leaves(grid: Grid, camera: Camera) -> list[Tile]:
    wanted = set(grid.wanted(camera, *SIZE, EXAGGERATION, 2.0))
    return [tile for tile in wanted if not any(child in wanted for child in tile.children())]


def edge_heights(surface: Surface, west_m: float, east_m: float, y_m: float, x_m: np.ndarray) -> np.ndarray:
    """Heights of a tile's mesh at places along its northern or southern edge."""
    nodes = np.linspace(west_m, east_m, CELLS + 1)
    return np.interp(x_m, nodes, surface.height_at(nodes, np.full(CELLS + 1, y_m)))


def test_skirts_reach_below_the_neighbour_wherever_tiles_of_two_levels_meet(surface: Surface) -> None:
    grid, pairs, widest = Grid(surface), 0, 0.0
    for camera in cameras(surface):
        tiles = leaves(grid, camera)
        for one in tiles:
            west, south, east, north = grid.bounds(one)
            for other in tiles:
                left, bottom, right, top = grid.bounds(other)
                low, high = max(west, left), min(east, right)
                if abs(bottom - north) > 1e-6 or low > high - 1e-6 or one.level == other.level:
                    continue
                x_m = np.linspace(low, high, 400)
                gap = edge_heights(surface, west, east, north, x_m) - edge_heights(surface, left, right, bottom, x_m)
                pairs += 1
                widest = max(widest, float(np.abs(gap).max()))
                assert gap.max() < SKIRT * max(east - west, north - south), (one, other)
                assert -gap.min() < SKIRT * max(right - left, top - bottom), (one, other)
    assert pairs > 10
    assert widest > 0.5, "there is something to be hidden"


def test_no_sky_shows_below_the_horizon(scene: TwinScene, surface: Surface) -> None:
    """Every ray that goes down within the county meets the ground: what it meets is nowhere behind a gap."""
    for camera in cameras(surface):
        if camera.down_deg < 30.0:
            continue
        frame = scene.draw(
            FrameRequest(camera, SIZE, EXAGGERATION, NOTHING, texel_px=2.0, smooth=False, prepare_ms=60_000, light=DAY)
        )
        assert frame.complete
        assert np.isfinite(frame.depth_m[frame.depth_m.shape[0] // 2 :]).all()
