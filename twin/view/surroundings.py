"""The land around the county in the twin: a veil of mist over it instead of the map's shade."""

from __future__ import annotations

from msgspec.structs import replace

from layers.style import StyleSheet

VEIL = "#26373f9c"
"""About the colour of the land farther out, in the light of day."""


def veiled(styles: StyleSheet) -> StyleSheet:
    """The same styles with this veil wherever the outside of something is shaded."""
    return StyleSheet(
        {key: replace(style, outside=VEIL) if style.outside else style for key, style in styles.items()}, styles.ramps
    )
