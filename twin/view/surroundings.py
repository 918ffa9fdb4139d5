"""The land around the county in the twin: haze over it instead of the map's shade."""

from __future__ import annotations

from msgspec.structs import replace

from layers.style import StyleSheet

HAZE = "#26373f9c"
"""About the colour of the land farther out, in the light of day."""


def hazed(styles: StyleSheet) -> StyleSheet:
    """The same styles with this haze wherever the outside of something is shaded."""
    return StyleSheet(
        {key: replace(style, outside=HAZE) if style.outside else style for key, style in styles.items()}, styles.ramps
    )
