"""Tiles of the ground as VTK actors: a mesh with skirts, and a picture draped over it.

A tile has meshes of several finenesses over the same vertices: even ground needs few triangles, and each costs software
OpenGL as much as some fifty pixels.

Around the county the ground fades into the background: what is there is not the county's, and its edge is that of a
file.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
from vtkmodules.vtkCommonCore import vtkDataArray, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkMapper, vtkPolyDataMapper

from twin.view.offscreen_renderer import OffscreenRenderer
from twin.view.surface import F64, Surface
from twin.view.tiles import TEXELS

CELLS = 40
"""Cells of the finest mesh along a tile's side: a cell is some twelve texels."""
STEPS = (8, 4, 2, 1)
"""Sides of the cells of each mesh, in those of the finest."""
FADE_OFF = 0.1
"""How much more or less of the ground a coarser mesh may show where the ground fades."""
MOST = 95.0
"""Percent of a tile that are as near to the ground as is said of its mesh: some peak is always farther off."""
SKIRT = 0.04
"""How far a skirt hangs down, as a part of the tile's size: it hides the cracks between levels of detail."""


class GroundTile:
    """One tile: its ``actor``, which has a mesh of one of STEPS at a time."""

    def __init__(self, actor: vtkActor, mappers: Sequence[vtkMapper], off_m: Sequence[float]) -> None:
        """``mappers`` of the meshes of STEPS, and how far each is from the ground."""
        self.actor = actor
        self._mappers, self._off_m = mappers, off_m

    def show(self, most_off_m: float) -> None:
        """Draw the coarsest mesh most of which is no farther from the ground than this, or the finest."""
        fit = (number for number, off_m in enumerate(self._off_m) if off_m <= most_off_m)
        self.actor.SetMapper(self._mappers[next(fit, -1)])


class GroundTiles:
    """Makes the tiles of one scene; their triangles are the same for all."""

    def __init__(self, canvas: OffscreenRenderer, surface: Surface) -> None:
        self._canvas = canvas
        self._surface = surface
        self._texture_coordinates = _texture_coordinates()
        self._cells = [_triangles(step) for step in STEPS]

    def tile(self, bounds: tuple[float, float, float, float], picture: NDArray[np.uint8]) -> GroundTile:
        """The ground of ``bounds`` (scene metres) under ``picture`` (TEXELS, TEXELS, 4), row 0 in the north."""
        west, south, east, north = bounds
        x, y = np.meshgrid(np.linspace(west, east, CELLS + 1), np.linspace(north, south, CELLS + 1))
        top = np.stack([x, y, self._surface.height_at(x, y)], axis=-1).reshape(-1, 3)
        skirt = top[_rim()] - (0.0, 0.0, SKIRT * max(east - west, north - south))
        shown = self._surface.presence_at(x, y).ravel()
        colors = np.full((len(top) + len(skirt), 4), 255, np.uint8)
        colors[:, 3] = np.concatenate([shown, shown[_rim()]]) * 255
        points = vtkPoints()
        points.SetData(numpy_to_vtk(np.vstack([top, skirt]).astype(np.float32), deep=True))
        alpha, mappers = numpy_to_vtk(colors, deep=True), []
        for cells in self._cells:
            mesh = vtkPolyData()
            mesh.SetPoints(points)
            mesh.SetPolys(cells)
            mesh.GetPointData().SetTCoords(self._texture_coordinates)
            mesh.GetPointData().SetScalars(alpha)
            mapper = vtkPolyDataMapper()
            mapper.SetInputData(mesh)
            mapper.SetStatic(True)
            mappers.append(mapper)
        tile = GroundTile(self._canvas.make_ground(mappers[-1]), mappers, off_m(top[:, 2], shown))
        self.paint(tile, bounds, picture)
        return tile

    def paint(self, tile: GroundTile, bounds: tuple[float, float, float, float], picture: NDArray[np.uint8]) -> None:
        """Give the tile of ``bounds`` another picture."""
        self._canvas.paint(tile.actor, picture, (bounds[2] - bounds[0]) / (TEXELS - 1))


def off_m(z_m: F64, shown: F64) -> list[float]:
    """How far from the ground most of the mesh of each of STEPS is at most, for heights (n,) and parts of the ground
    that show (n,) at the vertices of the finest; infinitely far where it would fade elsewhere."""
    off = []
    for step in STEPS:
        height, fade = (_from_coarser(values.reshape(CELLS + 1, CELLS + 1), step) for values in (z_m, shown))
        off.append(float(np.percentile(height, MOST)) if fade.max() <= FADE_OFF else np.inf)
    return off


def _from_coarser(values: F64, step: int) -> F64:
    """How far values (n, n) are from those between every ``step``-th of them each way."""
    at = np.arange(CELLS + 1) / step
    share = np.maximum(0.0, 1.0 - np.abs(at[:, None] - np.arange(CELLS // step + 1)))
    return np.asarray(np.abs(share @ values[::step, ::step] @ share.T - values))


def _rim() -> NDArray[np.int64]:
    """Vertex numbers once around the mesh, closed."""
    n = CELLS + 1
    grid = np.arange(n * n).reshape(n, n)
    return np.concatenate([grid[0], grid[1:, -1], grid[-1, -2::-1], grid[-2::-1, 0]])


def _triangles(step: int) -> vtkCellArray:
    """Those over every ``step``-th vertex each way, seen from above and from outside."""
    n = CELLS + 1
    grid = np.arange(n * n).reshape(n, n)[::step, ::step]
    a, b, c, d = (part.ravel() for part in (grid[:-1, :-1], grid[:-1, 1:], grid[1:, :-1], grid[1:, 1:]))
    rim = _rim()[::step]
    below = np.arange(0, 4 * CELLS + 1, step) + n * n
    triangles = np.concatenate([
        np.stack([a, c, b], axis=1), np.stack([b, c, d], axis=1),
        np.stack([rim[:-1], rim[1:], below[:-1]], axis=1), np.stack([rim[1:], below[1:], below[:-1]], axis=1),
    ])  # fmt: skip
    cells = vtkCellArray()
    cells.SetData(3, numpy_to_vtkIdTypeArray(triangles.astype(np.int64).ravel(), deep=True))
    return cells


def _texture_coordinates() -> vtkDataArray:
    """Of the vertices of the finest mesh."""
    n = CELLS + 1
    # texel centres are on the tile's edge, so that neighbours share the colours along it
    along = (np.linspace(0, 1, n) * (TEXELS - 1) + 0.5) / TEXELS
    u, v = np.meshgrid(along, along)
    top = np.stack([u, v], axis=-1).reshape(-1, 2)
    coordinates: vtkDataArray = numpy_to_vtk(np.vstack([top, top[_rim()]]).astype(np.float32), deep=True)
    return coordinates
