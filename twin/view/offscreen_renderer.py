"""The off-screen VTK window: opened, drawn, read back and closed here and nowhere else.

Everything in this file runs in the one thread that renders (:mod:`twin.view.worker`).
"""

from __future__ import annotations

import math
import sys
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from vtkmodules import vtkRenderingOpenGL2
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import VTK_UNSIGNED_CHAR, vtkFloatArray, vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkMapper, vtkRenderer, vtkRenderWindow, vtkTexture

from twin.view.camera import VIEW_ANGLE_DEG, Camera

_HAZE = """//VTK::DepthPeeling::Impl
  float way = 1.0 / (gl_FragCoord.w * hazeDistance);
  float haze = 1.0 - exp(-way * way);
  gl_FragData[0].rgb = mix(gl_FragData[0].rgb * 1.12, skyLow, haze);
"""
"""For a perspective view 1 / gl_FragCoord.w is the depth along the view in metres."""
_FADE = f"""{_HAZE}
  vec3 behind = mix(skyLow, skyTop, gl_FragCoord.y / screenHeight);
  gl_FragData[0] = vec4(mix(behind, gl_FragData[0].rgb, gl_FragData[0].a), 1.0);
"""
"""The ground shows the background where its alpha is less: blended here, so that nothing has to be sorted."""


class Sky(NamedTuple):
    """Colours of the background and of the haze: red, green and blue, 0 to 1."""

    high: tuple[float, float, float]
    low: tuple[float, float, float]


NIGHT_SKY = Sky((0.016, 0.035, 0.072), (0.085, 0.15, 0.22))


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


def _shader(colors: str) -> vtkRenderingOpenGL2.vtkOpenGLShaderProperty:
    """The shader that changes the colours of a fragment in this way."""
    shader = vtkRenderingOpenGL2.vtkOpenGLShaderProperty()
    shader.AddFragmentShaderReplacement("//VTK::DepthPeeling::Impl", True, colors, False)
    return shader


def _sky_top(sky: Sky, camera: Camera) -> tuple[float, ...]:
    """Colour at the top of the screen, such that the sky has the haze's colour where the horizon is.

    Without a horizon in view the background darkens upwards, behind the whole county.
    """
    tan_half = math.tan(math.radians(VIEW_ANGLE_DEG / 2))
    horizon = 0.5 + math.tan(math.radians(camera.down_deg)) / tan_half / 2
    share = min(1.0, abs(1.0 - horizon) / (0.5 if horizon < 1.0 else 0.3))
    return tuple(low + (high - low) * share for low, high in zip(sky.low, sky.high, strict=True))


class OffscreenRenderer:
    """One off-screen window with one renderer.  :meth:`close` frees the graphics context; use it once."""

    def __init__(self, sky: Sky = NIGHT_SKY) -> None:
        self._sky = sky
        self._window = open_window()
        self._renderer = vtkRenderer()
        self._renderer.SetBackground(*sky.low)
        self._renderer.GradientBackgroundOn()
        self._window.AddRenderer(self._renderer)
        self._shader, self._ground_shader = _shader(_HAZE), _shader(_FADE)
        self._known: set[vtkActor] = set()
        self._window.Initialize()

    def make_actor(self, mapper: vtkMapper) -> vtkActor:
        """An actor drawn in its own colours (light is baked into them), fading into the haze."""
        actor = vtkActor()
        actor.SetMapper(mapper)
        actor.GetProperty().LightingOff()
        actor.SetShaderProperty(self._shader)
        return actor

    def make_ground(self, mapper: vtkMapper) -> vtkActor:
        """An actor that shows the background as far as the alpha of its vertices lets it."""
        actor = self.make_actor(mapper)
        actor.SetShaderProperty(self._ground_shader)
        actor.ForceOpaqueOn()
        return actor

    def texture(self, picture: NDArray[np.uint8]) -> vtkTexture:
        """A texture of ``picture`` (n, n, 3).  It is in graphics memory only: VTK's default keeps a copy here."""
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
        self, camera: Camera, size: tuple[int, int], *, exaggeration: float, reach_m: tuple[float, float],
        haze_m: float, smooth: bool, depth_step: int,
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:  # fmt: skip
        """One frame: blue, green, red, unused (h, w, 4), and depth along the view in metres, inf for sky, for every
        ``depth_step``-th pixel both ways; row 0 on top.

        ``reach_m`` is the nearest and farthest depth that can hold anything; ``smooth`` softens edges.
        """
        width, height = size
        self._window.SetSize(width, height)
        self._renderer.SetUseFXAA(smooth)
        for actor in self._known:
            actor.SetScale(1.0, 1.0, exaggeration)
        top = _sky_top(self._sky, camera)
        for shader in (self._shader, self._ground_shader):
            shader.GetFragmentCustomUniforms().SetUniformf("hazeDistance", haze_m)
            shader.GetFragmentCustomUniforms().SetUniform3f("skyLow", self._sky.low)
        self._ground_shader.GetFragmentCustomUniforms().SetUniform3f("skyTop", top)
        self._ground_shader.GetFragmentCustomUniforms().SetUniformf("screenHeight", height)
        self._renderer.SetBackground2(*top)
        view = self._renderer.GetActiveCamera()
        view.SetPosition(*camera.eye)
        view.SetFocalPoint(*camera.target)
        view.SetViewUp(*camera.basis[1])
        view.SetViewAngle(VIEW_ANGLE_DEG)
        near, far = reach_m
        view.SetClippingRange(near, far)
        self._window.Render()
        colors, z_buffer = vtkUnsignedCharArray(), vtkFloatArray()
        self._window.GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, colors, 0)
        rgba = vtk_to_numpy(colors).reshape(height, width, 4)[::-1]
        bgra = np.empty((height, width, 4), np.uint8)
        for source, target in enumerate((2, 1, 0, 3)):
            bgra[..., target] = rgba[..., source]
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
