"""What a pixel shows of sky, haze and the land around the county: the shaders of ground, buildings and sky.

The land around is a plane at the height of the county's lowest ground that reaches the horizon.  Sky and plane are
computed from the place of the pixel, so that the ground can fade into exactly what is drawn behind it.  Most frames are
drawn by the processor, so a pixel costs little: how steep its ray is depends on its row alone, and the glow on its
column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLShaderProperty

from twin.view import facades, sheen
from twin.view.camera import VIEW_ANGLE_DEG, Camera
from twin.view.daylight import ZENITH_RISE, Daylight

_LOW = """
  vec3 low = lowLeft + gl_FragCoord.x * (lowSlope + gl_FragCoord.x * lowBend);
"""
"""The colour of the horizon above or below a pixel."""
_LOW_OF_NEAR = """
  vec3 low = lowMiddle;
"""
"""What stands in the air is near and hides much of itself: one colour does for the little haze before it."""
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
  gl_FragData[0].rgb = mix(low, gl_FragData[0].rgb, exp(-way * way));
"""
"""For a perspective view 1 / gl_FragCoord.w is the depth along the view in metres."""
_FADE = f"""
  if (gl_FragData[0].a < 1.0) {{{_BEHIND}
    gl_FragData[0] = vec4(mix(behind, gl_FragData[0].rgb, gl_FragData[0].a), 1.0);
  }}
"""
"""The ground shows what is behind where its alpha is less: blended here, so that nothing has to be sorted."""
_SKY = """
  float grain = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5;
  gl_FragData[0] = vec4(behind + grain / 255.0, 1.0);
"""
"""Half a step of a screen's colours more or less, so that a wide sky has no bands (J. Jimenez, Next Generation Post
Processing in Call of Duty: Advanced Warfare, SIGGRAPH 2014: interleaved gradient noise)."""
_COLOR = "//VTK::DepthPeeling::Impl"


class _Code(NamedTuple):
    """What follows these marks in VTK's shaders of vertices and fragments, and what stands instead of some."""

    vertex: Mapping[str, str]
    fragment: Mapping[str, str]
    instead: Mapping[str, str]


def _ground(code: str) -> _Code:
    return _Code({}, {_COLOR: _LOW + code + _HAZE + _FADE}, sheen.PICTURE)


_CODE = (
    _Code(facades.VERTEX, {**facades.FRAGMENT, _COLOR: _LOW_OF_NEAR + facades.COLOR + _HAZE}, {}),
    _ground(sheen.LAND),
    _ground(sheen.WATER),
    _ground(sheen.RIPPLED_WATER),
    _Code({}, {_COLOR: _LOW + _BEHIND + _SKY}, {}),
)
SUN_IN_WATER = 0.9
"""Against the glow of the sky around the sun."""
FLATTEST_COS = 0.3
"""From steeply above the horizon is so far out of the view that its direction at a column does not matter."""


class Shaders(NamedTuple):
    """Of buildings, of ground without water, with it far and near, and of what is behind all."""

    buildings: vtkOpenGLShaderProperty
    land: vtkOpenGLShaderProperty
    water: vtkOpenGLShaderProperty
    rippled_water: vtkOpenGLShaderProperty
    sky: vtkOpenGLShaderProperty

    @classmethod
    def compiled(cls) -> Shaders:
        return cls(*map(_shader, _CODE))

    def ground(self, picture: NDArray[np.uint8], texel_m: float) -> vtkOpenGLShaderProperty:
        """That of a tile with a picture (n, n, 4) whose texels have this size."""
        if (picture[..., 3] >= sheen.PLAIN).all():
            return self.land
        return self.rippled_water if texel_m < sheen.RIPPLED_TEXEL_M else self.water

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
            "dark": light.dark, "evening": light.evening, "bright": 1.0 + (facades.BRIGHT_AT_NIGHT - 1.0) * light.dark,
            "lamps": light.dark * (sheen.LAMPS_AT_NIGHT + (1.0 - sheen.LAMPS_AT_NIGHT) * light.evening),
            "pixel": tan_half * 2 / height,
        }  # fmt: skip
        left, middle, right = (_low(light, camera, across * tan_half * width / height) for across in (-1.0, 0.0, 1.0))
        colors: dict[str, Sequence[float] | NDArray[np.float64]] = {
            "lowMiddle": middle, "lowLeft": left, "lowSlope": (4 * middle - 3 * left - right) / width,
            "lowBend": 2 * (left + right - 2 * middle) / width**2,
            "zenithColor": light.zenith, "landColor": light.land, "tint": light.tint,
            "sun": light.sun, "sunColor": np.array(light.glow) * SUN_IN_WATER * (1.0 - light.dark), "eye": camera.eye,
            **_rays(camera, width, height, tan_half),
        }  # fmt: skip
        for shader, code in zip(self, _CODE, strict=True):
            for uniforms, parts in (
                (shader.GetVertexCustomUniforms(), code.vertex), (shader.GetFragmentCustomUniforms(), code.fragment)
            ):  # fmt: skip
                used = _words(*parts.values())  # each that is set costs a little for every tile and block
                for name in used & numbers.keys():
                    uniforms.SetUniformf(name, numbers[name])
                for name in used & colors.keys():
                    uniforms.SetUniform3f(name, [float(part) for part in colors[name]])
                if "beam" in used:
                    uniforms.SetUniform2f("beam", light.beam)


def _rays(camera: Camera, width: int, height: int, tan_half: float) -> dict[str, NDArray[np.float64]]:
    """The ray of a pixel, a metre long along the view: that of the corner below on the left, and what each column and
    row adds."""
    right, up, forward = camera.basis
    corner = forward - right * tan_half * width / height - up * tan_half
    return {"rayCorner": corner, "rayRight": right * tan_half * 2 / height, "rayUp": up * tan_half * 2 / height}


def _low(light: Daylight, camera: Camera, across: float) -> NDArray[np.float64]:
    """Colour of the horizon at a column ``across`` from the middle of the screen, as a tangent."""
    flat = max(math.cos(math.radians(camera.down_deg)), FLATTEST_COS)
    heading = math.radians(camera.heading_deg) + math.atan(across / flat)
    sunward = max(0.0, math.sin(heading) * light.towards[0] + math.cos(heading) * light.towards[1]) ** 4
    haze = np.array(light.haze)
    return np.asarray(haze + (np.array(light.glow) - haze) * sunward)


@cache
def _words(*parts: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", " ".join(parts)))


def _shader(code: _Code) -> vtkOpenGLShaderProperty:
    """A shader of VTK's with these parts."""
    shader = vtkOpenGLShaderProperty()
    for mark, part in code.vertex.items():
        shader.AddVertexShaderReplacement(mark, True, mark + part, False)
    for mark, part in code.fragment.items():
        shader.AddFragmentShaderReplacement(mark, True, mark + part, False)
    for mark, part in code.instead.items():
        shader.AddFragmentShaderReplacement(mark, True, part, False)
    return shader
