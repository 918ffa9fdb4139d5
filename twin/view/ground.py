"""Tiles of the ground as VTK actors: a mesh with skirts, and a picture draped over it.

Around the county the ground fades into the background: what is there is not the county's, and its edge is that of a
file.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
from vtkmodules.vtkCommonCore import vtkDataArray, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from twin.view.offscreen_renderer import OffscreenRenderer
from twin.view.surface import Surface
from twin.view.tiles import TEXELS

CELLS = 40
"""Mesh cells along a tile's side: a cell is some twelve texels."""
SKIRT = 0.04
"""How far a skirt hangs down, as a part of the tile's size: it hides the cracks between levels of detail."""


class GroundTiles:
    """Makes the tiles of one scene; their triangles are the same for all."""

    def __init__(self, canvas: OffscreenRenderer, surface: Surface) -> None:
        self._canvas = canvas
        self._surface = surface
        self._cells, self._texture_coordinates = _topology()

    def actor(self, bounds: tuple[float, float, float, float], picture: NDArray[np.uint8]) -> vtkActor:
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
        mesh = vtkPolyData()
        mesh.SetPoints(points)
        mesh.SetPolys(self._cells)
        mesh.GetPointData().SetTCoords(self._texture_coordinates)
        mesh.GetPointData().SetScalars(numpy_to_vtk(colors, deep=True))
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(mesh)
        mapper.SetStatic(True)
        actor = self._canvas.make_ground(mapper)
        self.paint(actor, bounds, picture)
        return actor

    def paint(
        self, actor: vtkActor, bounds: tuple[float, float, float, float], picture: NDArray[np.uint8]
    ) -> None:
        """Give the tile of ``bounds`` another picture."""
        self._canvas.paint(actor, picture, (bounds[2] - bounds[0]) / (TEXELS - 1))


def _rim() -> NDArray[np.int64]:
    """Vertex numbers once around the mesh, closed."""
    n = CELLS + 1
    grid = np.arange(n * n).reshape(n, n)
    return np.concatenate([grid[0], grid[1:, -1], grid[-1, -2::-1], grid[-2::-1, 0]])


def _topology() -> tuple[vtkCellArray, vtkDataArray]:
    """Triangles and texture coordinates."""
    n = CELLS + 1
    grid = np.arange(n * n).reshape(n, n)
    a, b, c, d = (part.ravel() for part in (grid[:-1, :-1], grid[:-1, 1:], grid[1:, :-1], grid[1:, 1:]))
    rim = _rim()
    below = np.arange(len(rim)) + n * n
    triangles = np.concatenate([
        np.stack([a, c, b], axis=1), np.stack([b, c, d], axis=1),
        np.stack([rim[:-1], rim[1:], below[:-1]], axis=1), np.stack([rim[1:], below[1:], below[:-1]], axis=1),
    ])  # fmt: skip
    cells = vtkCellArray()
    cells.SetData(3, numpy_to_vtkIdTypeArray(triangles.astype(np.int64).ravel(), deep=True))
    # texel centres are on the tile's edge, so that neighbours share the colours along it
    along = (np.linspace(0, 1, n) * (TEXELS - 1) + 0.5) / TEXELS
    u, v = np.meshgrid(along, along)
    top = np.stack([u, v], axis=-1).reshape(-1, 2)
    return cells, numpy_to_vtk(np.vstack([top, top[rim]]).astype(np.float32), deep=True)
