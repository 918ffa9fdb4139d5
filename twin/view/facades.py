"""How buildings look: walls under the light of the hour, and their windows, of which some are lit at night.

A mesh says where the windows are and how many are lit in the evening and in the night; which of them are is decided in
the shader, so that no mesh is made anew when the hour changes.  Windows that are too small to be seen one by one fade
into the mean of their wall, which would flicker and show a pattern otherwise.
"""

from __future__ import annotations

WINDOWS = "windows"
"""Attribute of a vertex: columns of windows along the wall and floors over the ground, whose whole numbers are between
windows, and the shares of windows lit in the evening and in the night."""
OUTWARD = "outward"
"""Attribute of a vertex: east and north of the unit vector to where the wall faces; 0, 0 for a flat roof, and a vector
of length PITCH for one that slopes there."""

AMBIENT, ROOF = 0.68, 1.35
"""Light of a wall that faces neither to the light nor from it, and of a flat roof."""
PITCH, PITCHED = 0.5, 2.4
"""Length of the vector of a roof that slopes, and how much the light depends on its direction."""
BRIGHT_AT_NIGHT = 0.8
"""Walls at night, of those by day: lit windows stand out from them."""
HALF_WIDE, HALF_HIGH = 0.24, 0.26
"""Half the size of a window, in columns and floors."""
AREA = 4 * HALF_WIDE * HALF_HIGH
SEEN_PX, UNSEEN_PX = 2.8, 1.6
"""Widths between which windows fade into their wall."""
SMALL_WALL = 8.0
"""Columns and floors of a piece of wall that shines alike where its windows are not seen."""
GLASS = 0.62
"""Colour of an unlit window, of that of its wall."""
GLOW = 0.5
"""Light of a wall whose windows all shine, where they are too small to be seen one by one: the mean of their light, for
which a screen's numbers are higher than the mean of theirs."""

VERTEX = {
    "//VTK::Color::Dec": f"""
in vec4 {WINDOWS};
in vec2 {OUTWARD};
out vec4 windowOutput;
""",
    "//VTK::Color::Impl": f"""
  bool roof = dot({OUTWARD}, {OUTWARD}) < 0.5;
  float facing = dot({OUTWARD}, beam);
  vertexColorVSOutput.rgb *= bright * (roof ? {ROOF} + {PITCHED} * facing : {AMBIENT} + facing);
  windowOutput = vec4({WINDOWS}.xy, mix({WINDOWS}.w, {WINDOWS}.z, evening), 0.0);
""",
}
FRAGMENT = {
    "//VTK::DepthPeeling::Dec": """
in vec4 windowOutput;
float drawn(vec2 of) {
  vec3 p = fract(of.xyx * 0.1031);
  p += dot(p, p.yzx + 33.33);
  return fract((p.x + p.y) * p.z);
}
""",
    "//VTK::UniformFlow::Impl": """
  vec2 cellsPerPixel = fwidth(windowOutput.xy);
""",
}
"""``drawn``: a number from 0 to 1 for a pair of whole numbers, the same each time (D. Hoskins, Hash without Sine)."""
COLOR = f"""
  float wide = {2 * HALF_WIDE} / max(max(cellsPerPixel.x, cellsPerPixel.y), 1e-4);
  float merged = clamp(({SEEN_PX} - wide) / {SEEN_PX - UNSEEN_PX:.2f}, 0.0, 1.0);
  vec2 window = floor(windowOutput.xy);
  vec2 inside = vec2({HALF_WIDE}, {HALF_HIGH}) - abs(windowOutput.xy - window - 0.5);
  vec2 cover = clamp(inside / max(cellsPerPixel, 1e-4) + 0.5, 0.0, 1.0);
  float glass = windowOutput.y < 0.0 || windowOutput.z <= 0.0 ? 0.0 : 1.0;
  float number = drawn(window);
  float piece = drawn(floor(windowOutput.xy / {SMALL_WALL}));
  float single = cover.x * cover.y * (number < windowOutput.z ? 0.6 + 0.4 * fract(number * 57.0) : 0.0);
  float lit = mix(single, {GLOW} * windowOutput.z * (0.7 + 0.6 * piece), merged);
  vec3 lamp = mix(vec3(1.0, 0.66, 0.30), vec3(1.0, 0.86, 0.60), mix(fract(number * 91.0), piece, merged));
  float pane = mix(cover.x * cover.y, {AREA:.4f}, merged);
  gl_FragData[0].rgb = gl_FragData[0].rgb * (1.0 - {1 - GLASS} * pane * glass) * tint + lamp * (glass * lit * dark);
"""
