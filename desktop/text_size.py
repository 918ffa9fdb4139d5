"""The size of all texts: what a person chose, or what is usual for the screen; with it everything grows that is
measured in the theme's pixels."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from desktop import theme

TEXT_SIZE_KEY = "window/text_percent"
TEXT_SIZES = (80, 100, 125, 150, 175, 200)
"""Per cent of what the screen's height gives; 200 is what WCAG 2.2, 1.4.4, asks for."""
FROM_FAR = frozenset({"leader"})
"""Scenes that are read from the middle of a room, where a larger screen also stands farther away."""
TALL, TALL_PERCENT = 2.0, 80
"""From this scale on, that of 2160 lines, texts are usually smaller: on a desk a screen of 1080 lines measures 24
inches, one of 2160 lines 27 to 32.  With twice the pixels its letters would be 1.1 to 1.3 times as high, and its lists
would have no row more; with 80 % of that they are 0.9 to 1.07 times as high, and there is room for a quarter more
rows."""


def offered_sizes(screen_px: tuple[int, int]) -> tuple[int, ...]:
    """Those with which texts on a screen of this size in logical pixels are not smaller than on the smallest one."""
    scale = theme.scale_for(*screen_px)
    return tuple(size for size in TEXT_SIZES if size >= 100 or scale * size / 100 >= theme.LEAST_SCALE)


def usual_percent(screen_px: tuple[int, int], scene: str) -> int:
    """The size where nobody chose one."""
    return TALL_PERCENT if theme.scale_for(*screen_px) >= TALL and scene not in FROM_FAR else 100


def chosen_percent(settings: QSettings, screen_px: tuple[int, int], scene: str) -> int:
    """The stored size; the usual one where there is none, or one that is not offered on this screen."""
    stored = str(settings.value(TEXT_SIZE_KEY, ""))
    chosen = int(stored) if stored.isdecimal() else 0
    return chosen if chosen in offered_sizes(screen_px) else usual_percent(screen_px, scene)
