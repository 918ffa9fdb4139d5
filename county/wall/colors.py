"""The colours of a wall, and how well they stand out: contrast as WCAG 2 defines it."""

from __future__ import annotations

from typing import NamedTuple

from county.wall.wall import Colors, Wall

LEAST_CONTRAST = 7.0
"""Of texts against the ground: WCAG 2, level AAA."""
MOST_COLORS = 7
"""On one scene, the ground included: colour means a state."""


class Palette(NamedTuple):
    """Seven colours, as ``#rrggbb``."""

    ground: str
    text: str
    muted: str
    """Titles, captions, and what is no more known."""
    accent: str
    """What belongs to the county: outlines, bars, lines."""
    good: str
    late: str
    alarm: str


NIGHT = Palette("#060d15", "#f2f6fa", "#9db2c4", "#7fb4d8", "#58d6a0", "#ffb648", "#ff7066")
DAY = Palette("#f4f6f8", "#0b1620", "#3d4c59", "#1d4f78", "#0a5a38", "#6f4300", "#93121a")


def palette_of(wall: Wall) -> Palette:
    """The colours of its theme, replaced by its own ones."""
    base = DAY if wall.theme == "day" else NIGHT
    own = {name: value for name in Colors.__struct_fields__ if (value := getattr(wall.colors, name)) is not None}
    return base._replace(**own)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
