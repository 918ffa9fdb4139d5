"""The pins of point styles in one pixmap, in every direction that the screen can show them in."""

from __future__ import annotations

import math

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from drawing.atlas import DOT_PX, Atlas, GlyphSprite, Sprite
from layers.batches import F64
from layers.style import DIRECTION_DEG, DIRECTIONS, Style
from twin.view.pin_sprites import DotSprite, PinSprite, stem_px


class PinAtlas:
    """Sprite 2 i is the pin of style i, sprite 2 i + 1 the dot that replaces it far away.  What swells is the glyph
    alone, around the head of the pin that it marks.

    A style that is turned is followed by every other direction.  Sizes are those of the styles, and the constants of
    pins times ``scale``.
    """

    def __init__(self, styles: tuple[Style, ...], dpr: float, scale: float) -> None:
        self.facing, styles = _all_directions(styles)
        """Number of the style that style i (n, DIRECTIONS) becomes when the screen shows it in that direction."""
        self.stem_px = np.array([stem_px(style, scale) for style in styles])
        """Length of each style's stem."""
        self.dot_px = np.array([min(style.size_px, DOT_PX * scale) for style in styles])
        """Diameter of each style's dot."""
        sprites: list[Sprite] = []
        for style, dot_px in zip(styles, self.dot_px.tolist(), strict=True):
            near = GlyphSprite(style, style.size_px) if style.pulse else PinSprite(style, scale)
            sprites += [near, DotSprite(style, dot_px)]
        self._sprites = sprites
        self._dpr = dpr
        self._drawn_scale, self._atlas = 1.0, Atlas(sprites, dpr)

    def draw(
        self, painter: QPainter, xy_px: F64, sprite: NDArray[np.intp], scale: float, swollen: F64 | float = 1.0
    ) -> None:
        """Draw sprites ``sprite`` (n,) centred at ``xy_px`` (n, 2), ``scale`` times their size and ``swollen`` times
        that, in their order.

        Sprites are made at that size, which changes with the window only: scaled ones take ten times as long to draw.
        """
        if scale != self._drawn_scale:
            self._drawn_scale, self._atlas = scale, Atlas(self._sprites, self._dpr * scale)
        self._atlas.draw(painter, xy_px, sprite, scale * swollen)


class PinAtlases:
    """The atlas of each list of styles, at one ratio of device to screen pixels and one ``scale`` of the interface."""

    def __init__(self, dpr: float, scale: float) -> None:
        self.dpr = math.ceil(dpr * 4) / 4
        self.scale = scale
        self._atlases: dict[tuple[Style, ...], PinAtlas] = {}

    def of(self, styles: tuple[Style, ...]) -> PinAtlas:
        if styles not in self._atlases:
            self._atlases[styles] = PinAtlas(styles, self.dpr, self.scale)
        return self._atlases[styles]


def _all_directions(styles: tuple[Style, ...]) -> tuple[NDArray[np.intp], tuple[Style, ...]]:
    """For each style the numbers (n, DIRECTIONS) of itself in every direction, and the styles with those added."""
    every, number = list(styles), {style: i for i, style in enumerate(styles)}
    facing = np.repeat(np.arange(len(styles))[:, None], DIRECTIONS, axis=1)
    for i, style in enumerate(styles):
        for n in range(DIRECTIONS if style.turn_deg is not None else 0):
            turned = replace(style, turn_deg=n * DIRECTION_DEG)
            if turned not in number:
                number[turned] = len(every)
                every.append(turned)
            facing[i, n] = number[turned]
    return facing, tuple(every)
