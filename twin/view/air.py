"""What a pixel shows of sky, haze and the land around the county: the shaders of ground, buildings and sky.

The land around is a plane at the height of the county's lowest ground that reaches the horizon.  Sky and plane are
computed from the place of the pixel, so that the ground can fade into exactly what is drawn behind it.  Most frames are
drawn by the processor, so a pixel costs little: how steep its ray is depends on its row alone, and the glow on its
column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLShaderProperty

from twin.view.camera import VIEW_ANGLE_DEG, Camera
from twin.view.daylight import Daylight

_LOW = """//VTK::DepthPeeling::Impl
  vec3 low = lowLeft + gl_FragCoord.x * (lowSlope + gl_FragCoord.x * lowBend);
"""
"""The colour of the horizon above or below a pixel."""
_LOW_OF_NEAR = """//VTK::DepthPeeling::Impl
  vec3 low = lowMiddle;
"""
"""What stands in the air is near and hides much of itself: one colour does for the little haze before it."""
ZENITH_RISE = 4.0
"""How fast the sky takes the colour of its zenith upwards from the horizon."""
_BEHIND = f"""
  float steep = steepBottom + gl_FragCoord.y * steepRise;
  float far = farthest / steep;
  bool sky = steep > 0.0;
  float clear = exp(sky ? -{ZENITH_RISE} * steep : -far * far);
  vec3 behind = mix(low, sky ? zenithColor : landColor, sky ? 1.0 - clear : clear);
"""
"""``steep``: how much a ray rises a metre along the view."""
_HAZE = """
  float way = 1.0 / (gl_FragCoord.w * hazeDistance);
  gl_FragData[0].rgb = mix(low, gl_FragData[0].rgb * tint, exp(-way * way));
"""
"""For a perspective view 1 / gl_FragCoord.w is the depth along the view in metres."""
_FADE = f"""
  if (gl_FragData[0].a < 1.0) {{{_BEHIND}
    gl_FragData[0] = vec4(mix(behind, gl_FragData[0].rgb, gl_FragData[0].a), 1.0);
  }}
"""
"""The ground shows what is behind where its alpha is less: blended here, so that nothing has to be sorted."""
_SKY = """
  gl_FragData[0] = vec4(behind, 1.0);
"""
_CODE = (_LOW_OF_NEAR + _HAZE, _LOW + _HAZE + _FADE, _LOW + _BEHIND + _SKY)
_USED = tuple(frozenset(re.findall(r"\w+", code)) for code in _CODE)
FLATTEST_COS = 0.3
"""From steeply above the horizon is so far out of the view that its direction at a column does not matter."""


class Shaders(NamedTuple):
    """Of things that stand in the air, of the ground, and of what is behind all."""

    things: vtkOpenGLShaderProperty
    ground: vtkOpenGLShaderProperty
    sky: vtkOpenGLShaderProperty

    @classmethod
    def compiled(cls) -> Shaders:
        return cls(*map(_shader, _CODE))

    def set(
        self, light: Daylight, camera: Camera, size: tuple[int, int], *, haze_m: float, eye_height_m: float
    ) -> None:
        """For the next frame of ``size`` pixels; ``eye_height_m`` is the eye's over the land around."""
        width, height = size
        tan_half = math.tan(math.radians(VIEW_ANGLE_DEG / 2))
        ahead, up = float(camera.basis[2][2]), float(camera.basis[1][2])
        numbers = {
            "hazeDistance": haze_m, "farthest": max(1.0, eye_height_m) / haze_m,
            "steepBottom": ahead - up * tan_half, "steepRise": up * tan_half * 2 / height,
        }  # fmt: skip
        left, middle, right = (_low(light, camera, across * tan_half * width / height) for across in (-1.0, 0.0, 1.0))
        colors: dict[str, Sequence[float] | NDArray[np.float64]] = {
            "lowMiddle": middle, "lowLeft": left, "lowSlope": (4 * middle - 3 * left - right) / width,
            "lowBend": 2 * (left + right - 2 * middle) / width**2,
            "zenithColor": light.zenith, "landColor": light.land, "tint": light.tint,
        }  # fmt: skip
        for shader, used in zip(self, _USED, strict=True):  # each costs a little for every tile and block
            uniforms = shader.GetFragmentCustomUniforms()
            for name, number in numbers.items():
                if name in used:
                    uniforms.SetUniformf(name, number)
            for name, color in colors.items():
                if name in used:
                    uniforms.SetUniform3f(name, [float(part) for part in color])


def _low(light: Daylight, camera: Camera, across: float) -> NDArray[np.float64]:
    """Colour of the horizon at a column ``across`` from the middle of the screen, as a tangent."""
    flat = max(math.cos(math.radians(camera.down_deg)), FLATTEST_COS)
    heading = math.radians(camera.heading_deg) + math.atan(across / flat)
    sunward = max(0.0, math.sin(heading) * light.towards[0] + math.cos(heading) * light.towards[1]) ** 4
    haze = np.array(light.haze)
    return np.asarray(haze + (np.array(light.glow) - haze) * sunward)


def _shader(colors: str) -> vtkOpenGLShaderProperty:
    """The shader that changes the colours of a fragment in this way."""
    shader = vtkOpenGLShaderProperty()
    shader.AddFragmentShaderReplacement("//VTK::DepthPeeling::Impl", True, colors, False)
    return shader
