"""Sky, horizon and the land around the county: one rectangle behind everything else, which hides nothing."""

from __future__ import annotations

import math

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLShaderProperty

from twin.view.camera import VIEW_ANGLE_DEG, Camera

DEPTH = 0.98
"""Of the farthest depth that is drawn: in front of nothing."""
BEYOND = 1.02
"""Of the view's width and height."""


class Backdrop:
    """Fills the view.  It is drawn last, where nothing else is, and leaves the depth alone: there the sky is."""

    def __init__(self, shader: vtkOpenGLShaderProperty) -> None:
        self._mesh = vtkPolyData()
        self._mesh.SetPoints(vtkPoints())
        cells = vtkCellArray()
        for triangle in ((0, 1, 2), (0, 2, 3)):
            cells.InsertNextCell(3, triangle)
        self._mesh.SetPolys(cells)
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(self._mesh)
        self.actor = vtkActor()
        self.actor.SetMapper(mapper)
        self.actor.GetProperty().LightingOff()
        self.actor.SetShaderProperty(shader)
        self.actor.ForceTranslucentOn()

    def place(self, camera: Camera, aspect: float, farthest_m: float) -> None:
        """Put it before the camera of a view ``aspect`` times as wide as high."""
        depth = farthest_m * DEPTH
        up = camera.basis[1] * depth * math.tan(math.radians(VIEW_ANGLE_DEG / 2)) * BEYOND
        right = camera.basis[0] * float(np.linalg.norm(up)) * aspect
        middle = camera.eye + camera.basis[2] * depth
        corners = np.array([middle - right - up, middle + right - up, middle + right + up, middle - right + up])
        points = vtkPoints()
        points.SetData(numpy_to_vtk(corners.astype(np.float32), deep=True))
        self._mesh.SetPoints(points)
