"""Triangles of what stands on the ground, as an actor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkDataObject, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from twin.view.facades import OUTWARD, WINDOWS
from twin.view.offscreen_renderer import OffscreenRenderer

F64 = NDArray[np.float64]


class Mesh(NamedTuple):
    """``points`` (n, 3), ``triangles`` (m, 3), ``colors`` (n, 3) 0-255 before any light, and what
    :mod:`twin.view.facades` says: ``windows`` (n, 4) and ``outward`` (n, 2)."""

    points: F64
    triangles: NDArray[np.int64]
    colors: F64
    windows: F64
    outward: F64


def standing(canvas: OffscreenRenderer, built: Mesh) -> vtkActor:
    """The actor of a mesh."""
    mesh = vtkPolyData()
    corners = vtkPoints()
    corners.SetData(numpy_to_vtk(built.points.astype(np.float32), deep=True))
    mesh.SetPoints(corners)
    cells = vtkCellArray()
    cells.SetData(3, numpy_to_vtkIdTypeArray(built.triangles.astype(np.int64).ravel(), deep=True))
    mesh.SetPolys(cells)
    mesh.GetPointData().SetScalars(numpy_to_vtk(np.clip(built.colors, 0, 255).astype(np.uint8), deep=True))
    mapper = vtkPolyDataMapper()
    for name, values in ((WINDOWS, built.windows), (OUTWARD, built.outward)):
        column = numpy_to_vtk(values.astype(np.float32), deep=True)
        column.SetName(name)
        mesh.GetPointData().AddArray(column)
        mapper.MapDataArrayToVertexAttribute(name, name, vtkDataObject.FIELD_ASSOCIATION_POINTS, -1)
    mapper.SetInputData(mesh)
    mapper.SetStatic(True)
    return canvas.make_buildings(mapper)


def joined(one: Mesh, other: Mesh) -> Mesh:
    together = (np.concatenate(parts) for parts in zip(one, other, strict=True))
    return Mesh(*together)._replace(triangles=np.concatenate([one.triangles, other.triangles + len(one.points)]))
