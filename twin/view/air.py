"""What a pixel shows of sky, haze and the land around the county: the shaders of ground, buildings and sky.

The land around is a plane at the height of the county's lowest ground that reaches the horizon.  Sky and plane are
computed from the ray of the pixel, so that the ground can fade into exactly what is drawn behind it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLShaderProperty

from twin.view.camera import VIEW_ANGLE_DEG, Camera
from twin.view.daylight import Daylight

_RAY = """//VTK::DepthPeeling::Impl
  vec2 off = (gl_FragCoord.xy - middle) * pixel;
  vec3 ray = ahead + rightward * off.x + upward * off.y;
  float sunward = max(0.0, dot(ray.xy, towards) * inversesqrt(dot(ray.xy, ray.xy) + 1e-6));
  sunward *= sunward;
  vec3 low = mix(hazeColor, glowColor, sunward * sunward);
"""
"""``ray`` is 1 long along the view; ``low`` is the colour of the horizon there."""
_BEHIND = """
  vec3 behind;
  if (ray.z < 0.0) {
    float far = eyeHeight / (-ray.z * hazeDistance);
    behind = mix(low, landColor, exp(-far * far));
  } else {
    behind = mix(zenithColor, low, exp(-4.0 * ray.z * inversesqrt(dot(ray, ray))));
  }
"""
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


class Shaders(NamedTuple):
    """Of things that stand in the air, of the ground, and of what is behind all."""

    things: vtkOpenGLShaderProperty
    ground: vtkOpenGLShaderProperty
    sky: vtkOpenGLShaderProperty

    @classmethod
    def compiled(cls) -> Shaders:
        return cls(_shader(_RAY + _HAZE), _shader(_RAY + _HAZE + _FADE), _shader(_RAY + _BEHIND + _SKY))

    def set(
        self, light: Daylight, camera: Camera, size: tuple[int, int], *, haze_m: float, eye_height_m: float
    ) -> None:
        """For the next frame of ``size`` pixels; ``eye_height_m`` is the eye's over the land around."""
        width, height = size
        right, up, ahead = (tuple(map(float, axis)) for axis in camera.basis)
        pixel = 2 * math.tan(math.radians(VIEW_ANGLE_DEG / 2)) / height
        for shader in self:
            uniforms = shader.GetFragmentCustomUniforms()
            for name, number in (("hazeDistance", haze_m), ("pixel", pixel), ("eyeHeight", max(1.0, eye_height_m))):
                uniforms.SetUniformf(name, number)
            for name, pair in (("middle", (width / 2, height / 2)), ("towards", light.towards)):
                uniforms.SetUniform2f(name, pair)
            for name, triple in (
                ("ahead", ahead), ("rightward", right), ("upward", up), ("hazeColor", light.haze),
                ("glowColor", light.glow), ("zenithColor", light.zenith), ("landColor", light.land),
                ("tint", light.tint),
            ):  # fmt: skip
                uniforms.SetUniform3f(name, triple)


def _shader(colors: str) -> vtkOpenGLShaderProperty:
    """The shader that changes the colours of a fragment in this way."""
    shader = vtkOpenGLShaderProperty()
    shader.AddFragmentShaderReplacement("//VTK::DepthPeeling::Impl", True, colors, False)
    return shader
