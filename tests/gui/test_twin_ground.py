"""Meshes of the twin's ground and buildings: as fine, and as far, as the picture is large."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from vtkmodules.vtkRenderingCore import vtkActor

from county.package.open import Terrain
from drawing.paint_context import PaintContext
from layers.style import StyleSheet
from tests.gui.test_twin_cracks import EXAGGERATION, SIZE, RoughSurface, cameras
from tests.gui.test_twin_night import HEIGHT_M, houses
from tests.square_county import square_package
from twin.view.actors.buildings import FARTHEST_M, Blocks
from twin.view.actors.footprints import LIT, ground_painter
from twin.view.camera import Camera, focal_px
from twin.view.daylight import DAY
from twin.view.drape import NOTHING
from twin.view.ground import CELLS, MOST, STEPS, off_m
from twin.view.scene import FrameRequest, TwinScene
from twin.view.surface import Surface
from twin.view.tiles import FINEST_TEXEL_M, Grid, Tile

LEVEL = np.ones((CELLS + 1) ** 2)


def test_even_ground_needs_the_fewest_triangles() -> None:
    x, y = np.meshgrid(np.arange(CELLS + 1.0), np.arange(CELLS + 1.0))
    assert off_m((0.3 * x + 0.1 * y).ravel(), LEVEL) == pytest.approx([0.0] * len(STEPS), abs=1e-9)


def test_a_mesh_is_as_far_from_the_ground_as_the_heights_that_it_leaves_out() -> None:
    along = np.arange(CELLS + 1)
    ridges = 10.0 * np.abs((along + 4) % 8 - 4.0)  # every eighth vertex is in a valley, those between on a ridge
    z_m = np.tile(ridges, (CELLS + 1, 1)).ravel()
    coarsest, *finer = off_m(z_m, LEVEL)
    assert 0.9 * 40.0 < coarsest <= 40.0
    assert finer == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_a_single_peak_makes_no_mesh_finer() -> None:
    z_m = np.zeros((CELLS + 1, CELLS + 1))
    z_m[3, 6] = 100.0
    assert off_m(z_m.ravel(), LEVEL) == [0.0] * len(STEPS)


def test_ground_that_fades_keeps_its_edge() -> None:
    shown = np.ones((CELLS + 1, CELLS + 1))
    shown[:, 21:] = 0.0
    assert off_m(np.zeros(LEVEL.shape), shown.ravel()) == [math.inf, math.inf, math.inf, 0.0]


class HillySurface(RoughSurface):
    """The same with hills instead of ridges."""

    def __init__(self) -> None:
        super().__init__()
        rough = self._terrain
        assert rough is not None
        self._terrain = Terrain(300.0 + (rough.z_m - 300.0) / 10, rough.west_m, rough.north_m, rough.cell_m)
        self.lowest_m, self.highest_m = 285.0, 315.0


@pytest.fixture(scope="module")
def surface() -> Surface:
    return HillySurface()


@pytest.fixture(scope="module")
def scene(surface: Surface, qapp: object) -> Iterator[TwinScene]:
    scene = TwinScene(surface, StyleSheet.load())
    yield scene
    scene.close()


def triangles(scene: TwinScene) -> int:
    shown: list[vtkActor] = [actor for actor in scene._canvas._known if actor.GetVisibility()]
    return sum(actor.GetMapper().GetInput().GetNumberOfPolys() for actor in shown)


def drawn(scene: TwinScene, camera: Camera, off_px: float) -> np.ndarray:
    """Depths of a frame."""
    view = FrameRequest(
        camera, SIZE, EXAGGERATION, NOTHING, texel_px=2.0, smooth=False, prepare_ms=60_000, light=DAY, off_px=off_px
    )
    frame = scene.draw(view)
    assert frame.complete
    return frame.depth_m


def test_coarser_meshes_show_the_ground_where_it_is(scene: TwinScene, surface: Surface) -> None:
    for camera in [*cameras(surface)][::3]:
        exact_m, every = drawn(scene, camera, 0.0), triangles(scene)
        coarse_m = drawn(scene, camera, 1.0)
        assert triangles(scene) < 0.5 * every
        ground = np.isfinite(exact_m) & np.isfinite(coarse_m)
        assert (ground != np.isfinite(exact_m)).mean() < 0.01
        off_m = np.abs(exact_m[ground] - coarse_m[ground]) * math.sin(math.radians(camera.down_deg))
        assert np.percentile(off_m * focal_px(SIZE[1]) / exact_m[ground], MOST) < 1.0


def needed(grid: Grid, tile: Tile, camera: Camera, texel_px: float) -> Iterator[Tile]:
    """Of a tile and those below it, as the rule says, whatever is out of view."""
    yield tile
    (nearest_m,) = grid.nearest_m([tile], camera, EXAGGERATION)
    texel_m = grid.texel_m(tile)
    if texel_m > FINEST_TEXEL_M and texel_m * focal_px(SIZE[1]) > texel_px * max(nearest_m, 1.0):
        for child in tile.children():
            yield from needed(grid, child, camera, texel_px)


def test_the_tiles_of_a_view_are_those_of_the_rule_that_are_in_view(surface: Surface) -> None:
    grid = Grid(surface)
    for camera in cameras(surface):
        every = {tile for root in grid.roots() for tile in needed(grid, root, camera, 3.0)}
        wanted = [*grid.wanted(camera, *SIZE, EXAGGERATION, 3.0)]
        assert len(wanted) == len(set(wanted))
        assert set(wanted) <= every
        for tile in every - set(wanted):
            west, south, east, north = grid.bounds(tile)
            x, y = (axis.ravel() for axis in np.meshgrid(np.linspace(west, east, 9), np.linspace(south, north, 9)))
            z = surface.height_at(x, y) * EXAGGERATION
            xy, depth = camera.project(np.column_stack([x, y, z]), *SIZE)
            seen = (depth > 0) & (xy >= 0).all(axis=1) & (xy < SIZE).all(axis=1)
            assert not seen.any(), tile


def test_a_house_is_drawn_from_where_it_has_some_pixels_and_kept_while_it_is_near(qapp: object) -> None:
    blocks = Blocks(houses("building", (0.0, 0.0)), StyleSheet.load(), Surface(square_package()))
    farthest_m = HEIGHT_M * 90.0
    camera = Camera.looking_at(0.0, 0.0, 0.0, distance_m=farthest_m + 500.0, heading_deg=0.0, down_deg=30.0)
    scene = TwinScene(Surface(square_package()), StyleSheet.load())
    assert blocks.wanted(camera, 1.0, 800.0) == [0]
    blocks.actor(scene._canvas, 0)
    assert blocks.wanted(camera, 1.0, 90.0) == []
    blocks.forget_far()
    assert blocks.ready(0), "the next large picture needs it"
    away = Camera.looking_at(0.0, 0.0, 0.0, distance_m=2 * FARTHEST_M, heading_deg=0.0, down_deg=30.0)
    assert blocks.wanted(away, 1.0, 800.0) == []
    blocks.forget_far()
    assert not blocks.ready(0)
    scene.close()


def test_low_houses_are_drawn_less_far_than_high_ones(qapp: object) -> None:
    batch = replace(houses("building", (0.0, 0.0), (30.0, 0.0)), height_m=np.array([4.0, 40.0]))
    blocks = Blocks(batch, StyleSheet.load(), Surface(square_package()))
    both = [
        len(blocks.wanted(Camera.looking_at(0.0, 0.0, 0.0, distance_m=share * FARTHEST_M, heading_deg=0.0,
                                            down_deg=30.0), 1.0, math.inf))
        for share in (0.2, 0.8, 1.2)
    ]  # fmt: skip
    assert both == [2, 1, 0]


def test_footprints_are_about_as_bright_as_roofs_in_the_light(qapp: object) -> None:
    styles = StyleSheet.load()
    batch = houses("building", (0.0, 0.0))
    context = PaintContext(styles, ThreadPoolExecutor(1), lambda: None)
    drawn = ground_painter(batch, context)._styles[0]
    context.worker.shutdown()
    shades = np.array(drawn.rgba[:3]) / styles["building"].rgba[:3]
    assert shades == pytest.approx(LIT, rel=0.02)
    assert drawn.outline == ""
