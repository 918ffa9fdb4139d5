"""Sky, horizon and the land around the county: one rectangle behind everything else, which hides nothing."""

from __future__ import annotations

import math

import numpy as np
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkCommonMath import vtkMatrix4x4
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
        points = vtkPoints()
        for across, along in ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)):
            points.InsertNextPoint(across, along, 0.0)
        mesh = vtkPolyData()
        mesh.SetPoints(points)
        cells = vtkCellArray()
        for triangle in ((0, 1, 2), (0, 2, 3)):
            cells.InsertNextCell(3, triangle)
        mesh.SetPolys(cells)
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(mesh)
        mapper.SetStatic(True)
        self.actor = vtkActor()
        self.actor.SetMapper(mapper)
        self.actor.GetProperty().LightingOff()
        self.actor.SetShaderProperty(shader)
        self.actor.ForceTranslucentOn()
        self._place = vtkMatrix4x4()
        self.actor.SetUserMatrix(self._place)

    def place(self, camera: Camera, aspect: float, farthest_m: float) -> None:
        """Put it before the camera of a view ``aspect`` times as wide as high."""
        depth = farthest_m * DEPTH
        up = camera.basis[1] * depth * math.tan(math.radians(VIEW_ANGLE_DEG / 2)) * BEYOND
        right = camera.basis[0] * float(np.linalg.norm(up)) * aspect
        middle = camera.eye + camera.basis[2] * depth
        columns = np.column_stack([right, up, -camera.basis[2], middle])
        self._place.DeepCopy([*columns.ravel().tolist(), 0.0, 0.0, 0.0, 1.0])
