"""The sizes of letters in a tile: steps above the least size that can be read from where it is read."""

from __future__ import annotations

from dataclasses import dataclass

from county.wall.wall import Wall, WallTile


@dataclass(frozen=True)
class TypeScale:
    """Font sizes in pixels.  Everything with Han characters has at least ``text``."""

    text: int
    """Rows, captions, titles and ages: the least size for Han characters."""
    digit: int
    """The least size for digits and Latin letters alone."""

    @classmethod
    def of_tile(cls, wall: Wall, tile: WallTile) -> TypeScale:
        """By the reading rule, for the distance of the tile's level; larger where the tile asks for it."""
        text = max(wall.han_px(tile.level), tile.text_px or 0)
        return cls(text, min(text, max(wall.digit_px(tile.level), round(text * 0.8))))

    @property
    def lead(self) -> int:
        """Of the first line of what matters."""
        return round(self.text * 1.3)

    @property
    def figure(self) -> int:
        """Of a number that stands alone."""
        return round(self.text * 2.0)

    @property
    def display(self) -> int:
        """Of the one state that is read from the door."""
        return round(self.text * 3.0)

    @property
    def line(self) -> int:
        """From one line of plain text to the next."""
        return round(self.text * 1.5)

    @property
    def gap(self) -> int:
        """Between a tile's parts."""
        return round(self.text * 0.5)

    @property
    def hair(self) -> float:
        """Width of a thin line."""
        return max(1.0, self.text / 24)
