"""The sizes of letters in a tile: steps above the least size that can be read from where it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from county.wall.kinds import KINDS, largest_px
from county.wall.wall import Level, Wall, WallScene, WallTile

ROOMY = 1.45
"""A tile this many times as large as its least size is comfortable."""
LARGEST = 2.0
"""Letters are at most so many times as large as they must be: the rest of the room stays empty."""


def comfortable_px(wall: Wall, tiles: Iterable[WallTile], level: Level) -> int:
    """The font size of plain text for all tiles of a level: never less than the reading rule asks for, larger as far as
    every one of them is still comfortable."""
    least = wall.han_px(level)
    rooms = [
        largest_px(tile) / ROOMY
        for tile in tiles if tile.level == level and tile.kind in KINDS and not KINDS[tile.kind].stage
    ]  # fmt: skip
    return max(least, min(int(min(rooms, default=least)), int(LARGEST * least)))


@dataclass(frozen=True)
class TypeScale:
    """Font sizes in pixels.  Everything with Han characters has at least ``text``."""

    text: int
    """Rows, captions, titles and ages: the least size for Han characters."""
    digit: int
    """The least size for digits and Latin letters alone."""
    note: int = 0
    """Of ages, and of titles of numbers: for the operators' row, whatever the level of the tile is; 0: as ``text``."""

    @classmethod
    def of_tile(cls, wall: Wall, tile: WallTile, scene: WallScene | None = None) -> TypeScale:
        """By the reading rule, for the distance of the tile's level; larger where the tile asks for it, or where all
        tiles of the level in the scene have room."""
        roomy = 0 if scene is None else comfortable_px(wall, scene.tiles, tile.level)
        text = max(wall.han_px(tile.level), roomy, tile.text_px or 0)
        note = 0 if scene is None else min(text, comfortable_px(wall, scene.tiles, "near"))
        return cls(text, min(text, max(wall.digit_px(tile.level), round(text * 0.8))), note)

    @property
    def note_px(self) -> int:
        """Of ages."""
        return self.note or self.text

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
