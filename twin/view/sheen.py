"""Water that reflects the sky and the sun, and the light of lamps on the ground: what the ground's shader adds.

The alpha of a tile's picture says where: :data:`PLAIN` is plain ground, less is water, more is light of lamps.  No
texel needs both, and where texels are blended the bank of a river passes through plain ground.

The ripples stand still: nothing is drawn while nothing changes, and they glitter when the eye moves.
"""

from __future__ import annotations

import math

from twin.view.daylight import ZENITH_RISE

PLAIN = 128
BODY = 0.6
"""Of water's own colour, that of what is under its surface."""
FROM_ABOVE, AT_NIGHT = 0.05, 0.45
"""Part of the sky that water seen from above reflects (Schlick's approximation; 0.02 without ripples), and of what is
seen of it at night: nothing under its surface has light of its own."""
RIPPLES = ((29.0, 0.4, 0.028), (13.0, 1.9, 0.034), (5.3, 5.4, 0.04))
"""Length in metres, direction as an angle and slope of what crosses each other."""
GLINT_FAR, GLINT_NEAR = 40.0, 160.0
"""How sharp the sun is in ripples that are too small to be seen, and between those that are seen."""
SEEN_PX = 6.0
"""Length from which a ripple is seen; below, water is smooth."""
CREST = 0.32
"""Light of the sky's horizon on the side of a ripple that leans to the north-east, for a slope of 1/10."""
LAMP, CORE, LAMP_PART = (1.0, 0.6, 0.22), (1.0, 0.86, 0.58), 0.9
"""Colours of lamps on the ground, of few and where they are brightest, and how much of the ground's own these replace
there."""
LEAST, GROUND = 0.55, 1.5
"""Of the light of lamps, what any ground has of it, and how much more brighter ground has: streets and roofs are told
apart in it."""
LAMPS_AT_NIGHT = 0.45
"""Of the lamps of the evening: streets stay lit."""


PICTURE = {
    "//VTK::TCoord::Impl": """
  vec4 texel = texture(actortexture, tcoordVCVSOutput);
  gl_FragData[0].rgb *= texel.rgb;
""",
}
"""Instead of VTK's own, which would multiply the alpha of the ground with that of the picture."""
LAND = f"""
  float mark = texel.a * {255 / 127:.6f} - {PLAIN / 127:.6f};
  float light = max(mark, 0.0);
  float shade = {LEAST} + {GROUND} * dot(gl_FragData[0].rgb, vec3(0.3, 0.6, 0.1));
  vec3 lamp = mix(vec3{LAMP}, vec3{CORE}, light * light) * shade;
  gl_FragData[0].rgb = mix(gl_FragData[0].rgb * tint, lamp, {LAMP_PART} * lamps * light);
"""


def _ripple(length_m: float, angle: float, slope: float) -> str:
    """Slope of one ripple, where it covers some pixels; bent, so that no grid is seen."""
    towards = f"vec2({math.cos(angle):.4f}, {math.sin(angle):.4f})"
    turn = 2 * math.pi / length_m
    bend = f"1.7 * sin({turn * 0.37:.4f} * (at.x - 0.6 * at.y))"
    seen = f"clamp({length_m} / ({SEEN_PX} * footprint) - 1.0, 0.0, 1.0)"
    return f"""
    lean += {towards} * ({slope} * {seen} * cos({turn:.4f} * dot(at, {towards}) + {bend}));"""


_RIPPLED = f"""
    float depth = 1.0 / gl_FragCoord.w;
    vec2 at = eye.xy + ray.xy * depth;
    float footprint = depth * pixel / max(-ahead.z, 0.05);
    vec2 lean = vec2(0.0);{"".join(_ripple(*ripple) for ripple in RIPPLES)}
    float near = clamp({RIPPLES[1][0]} / ({SEEN_PX} * footprint) - 1.0, 0.0, 1.0);
    vec3 normal = normalize(vec3(lean, 1.0));
    vec3 crest = low * (max(0.0, lean.x + lean.y) * {10 * CREST});
    float sharp = mix({GLINT_FAR}, {GLINT_NEAR}, near);
"""
_SMOOTH = f"""
    vec3 normal = vec3(0.0, 0.0, 1.0);
    vec3 crest = vec3(0.0);
    float sharp = {GLINT_FAR};
"""


def _water(surface: str) -> str:
    return f"""{LAND}
  if (mark < -0.02) {{
    vec3 ray = rayCorner + gl_FragCoord.x * rayRight + gl_FragCoord.y * rayUp;
    vec3 ahead = normalize(ray);{surface}
    vec3 back = reflect(ahead, normal);
    float grazing = 1.0 - clamp(-dot(ahead, normal), 0.0, 1.0);
    float above = mix({FROM_ABOVE}, {AT_NIGHT}, dark);
    float part = above + (1.0 - above) * grazing * grazing * grazing * grazing * grazing;
    vec3 sky = mix(low, zenithColor, 1.0 - exp(-{ZENITH_RISE} * max(back.z, 0.0)));
    float glint = pow(max(dot(back, sun), 0.0), sharp);
    vec3 seen = mix(gl_FragData[0].rgb * {BODY}, sky, part) + crest + sunColor * glint;
    gl_FragData[0].rgb = mix(gl_FragData[0].rgb, seen, min(1.0, -mark));
  }}
"""


WATER, RIPPLED_WATER = _water(_SMOOTH), _water(_RIPPLED)
"""Instead of LAND where there is some water, and where it is so near that ripples show: software OpenGL computes for
every pixel what is in a condition."""
RIPPLED_TEXEL_M = RIPPLES[0][0] / SEEN_PX
"""A tile with larger texels is seen from too far away for ripples."""
