"""The off-screen VTK window: opened, drawn, read back and closed here and nowhere else.

Everything in this file runs in the one thread that renders (:mod:`twin.view.worker`).
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from vtkmodules import vtkRenderingOpenGL2
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import VTK_UNSIGNED_CHAR, vtkFloatArray, vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkFrustumCoverageCuller,
    vtkMapper,
    vtkRenderer,
    vtkRenderWindow,
    vtkTexture,
)
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLShaderProperty

from twin.view.air import Shaders
from twin.view.backdrop import Backdrop
from twin.view.camera import VIEW_ANGLE_DEG, Camera
from twin.view.daylight import Daylight

FXAA_STEPS = 4
"""How far the ends of an edge are searched when it is smoothed."""


class NoGraphics(RuntimeError):
    """There is no usable OpenGL; the message names what is missing."""


def open_window() -> vtkRenderWindow:
    """An off-screen window.  Raises NoGraphics.

    On Linux EGL is used directly: it needs no display, and the factory would first try X and warn about it.
    """
    linux = sys.platform.startswith("linux")
    window: vtkRenderWindow = vtkRenderingOpenGL2.vtkEGLRenderWindow() if linux else vtkRenderWindow()
    if linux and not window.SupportsOpenGL():
        window = vtkRenderWindow()
    if not window.SupportsOpenGL():
        raise NoGraphics("OpenGL 3.2 is missing; install the graphics driver or Mesa (libegl1, libgl1-mesa-dri)")
    window.SetShowWindow(False)
    window.SetUseOffScreenBuffers(True)
    window.SetMultiSamples(0)
    return window


class OffscreenRenderer:
    """One off-screen window with one renderer.  :meth:`close` frees the graphics context; use it once."""

    def __init__(self) -> None:
        self._window = open_window()
        self._renderer = vtkRenderer()
        self._renderer.SetUseOIT(False)  # the backdrop is all that is drawn last, and nothing of it shines through
        smoothing = self._renderer.GetFXAAOptions()  # a twentieth of a frame at rest, which nobody sees
        smoothing.SetUseHighQualityEndpoints(False)
        smoothing.SetEndpointSearchIterations(FXAA_STEPS)
        culler = vtkFrustumCoverageCuller()  # near things first: what they hide is not computed
        culler.SetSortingStyleToFrontToBack()
        self._renderer.GetCullers().RemoveAllItems()
        self._renderer.AddCuller(culler)
        self._window.AddRenderer(self._renderer)
        self._shaders = Shaders.compiled()
        self._backdrop = Backdrop(self._shaders.sky)
        self._renderer.AddActor(self._backdrop.actor)
        self._known: set[vtkActor] = set()
        self._window.Initialize()

    def make_buildings(self, mapper: vtkMapper) -> vtkActor:
        """An actor of buildings, whose vertices have the attributes of :mod:`twin.view.facades`."""
        return _made(mapper, self._shaders.buildings)

    def make_ground(self, mapper: vtkMapper) -> vtkActor:
        """An actor that shows what is behind it as far as the alpha of its vertices lets it; for :meth:`paint`."""
        actor = _made(mapper, self._shaders.land)
        actor.ForceOpaqueOn()
        return actor

    def paint(self, ground: vtkActor, picture: NDArray[np.uint8], texel_m: float) -> None:
        """Give ground a picture (n, n, 4), as the drape makes it, whose texels have this size."""
        ground.SetTexture(self._texture(picture))
        ground.SetShaderProperty(self._shaders.ground(picture, texel_m))

    def _texture(self, picture: NDArray[np.uint8]) -> vtkTexture:
        """A texture that is in graphics memory only: VTK's default keeps a copy here."""
        self._window.MakeCurrent()
        pixels = vtkRenderingOpenGL2.vtkTextureObject()
        pixels.SetContext(self._window)
        pixels.SetGenerateMipmap(True)
        pixels.SetMinificationFilter(pixels.LinearMipmapLinear)
        pixels.SetMagnificationFilter(pixels.Linear)
        pixels.SetWrapS(pixels.ClampToEdge)
        pixels.SetWrapT(pixels.ClampToEdge)
        height, width, channels = picture.shape
        if not pixels.Create2DFromRaw(width, height, channels, VTK_UNSIGNED_CHAR, picture):
            raise NoGraphics(f"no room for a picture of {width} x {height} pixels in the graphics memory")
        texture = vtkTexture()
        texture.SetTextureObject(pixels)
        return texture

    def show(self, actors: set[vtkActor], *, keep: set[vtkActor]) -> None:
        """Draw exactly these from now on; free the graphics of all that are not in ``keep`` either."""
        for actor in self._known - actors - keep:
            self._renderer.RemoveActor(actor)  # frees its textures for good
        for actor in actors - self._known:
            self._renderer.AddActor(actor)
        self._known = actors | (self._known & keep)
        for actor in self._known:
            actor.SetVisibility(actor in actors)

    def draw(
        self, camera: Camera, size: tuple[int, int], light: Daylight, *, exaggeration: float,
        reach_m: tuple[float, float], haze_m: float, lowest_m: float, smooth: bool, depth_step: int,
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:  # fmt: skip
        """One frame: blue, green, red, unused (h, w, 4), and depth along the view in metres, inf for sky, for every
        ``depth_step``-th pixel both ways; row 0 on top.

        ``reach_m`` is the nearest and farthest depth that can hold anything; ``lowest_m`` the height of the lowest
        ground; ``smooth`` softens edges.
        """
        width, height = size
        self._window.SetSize(width, height)
        self._renderer.SetUseFXAA(smooth)
        for actor in self._known:
            actor.SetScale(1.0, 1.0, exaggeration)
        eye_height_m = camera.eye[2] - lowest_m * exaggeration
        self._shaders.set(light, camera, size, haze_m=haze_m, eye_height_m=float(eye_height_m))
        view = self._renderer.GetActiveCamera()
        view.SetPosition(*camera.eye)
        view.SetFocalPoint(*camera.target)
        view.SetViewUp(*camera.basis[1])
        view.SetViewAngle(VIEW_ANGLE_DEG)
        near, far = reach_m
        view.SetClippingRange(near, far)
        self._backdrop.place(camera, width / height, far)
        self._window.Render()
        colors, z_buffer = vtkUnsignedCharArray(), vtkFloatArray()
        self._window.GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, colors, 0)
        rgba = QImage(vtk_to_numpy(colors).data, width, height, 4 * width, QImage.Format.Format_RGBX8888)
        swapped = rgba.convertToFormat(QImage.Format.Format_RGB32)  # Qt does it several times as fast as numpy
        bgra = np.frombuffer(swapped.constBits(), np.uint8).reshape(height, width, 4)[::-1].copy()
        self._window.GetZbufferData(0, 0, width - 1, height - 1, z_buffer)
        z = vtk_to_numpy(z_buffer).reshape(height, width)[::-1][::depth_step, ::depth_step].astype(np.float32)
        depth = near * far / (far - z * (far - near))
        depth[z >= 1.0] = np.inf
        return bgra, depth

    def close(self) -> None:
        """Free every graphics resource."""
        self.show(set(), keep=set())
        self._window.RemoveRenderer(self._renderer)
        self._window.Finalize()


def _made(mapper: vtkMapper, shader: vtkOpenGLShaderProperty) -> vtkActor:
    """An actor without VTK's light, as the shader has its own; seen where its triangles run counter-clockwise."""
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
    actor.GetProperty().BackfaceCullingOn()  # half of all triangles, of which none is ever seen
    actor.SetShaderProperty(shader)
    return actor
