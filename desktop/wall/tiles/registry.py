"""Every kind of tile there is: its painter and what makes its content.  A kind costs a file each and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from county.wall.wall import Wall, WallTile
from desktop.wall.contents.events import FunnelContents
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.tiles.funnel import FunnelTile
from desktop.wall.tiles.tile import Tile


class KindEntry(NamedTuple):
    """How a tile is painted, and how the provider of its content is made."""

    painter: Callable[[], Tile[Any]]
    provider: Callable[[WallSources, Wall, WallTile], ContentProvider]


TILES: dict[str, KindEntry] = {
    "funnel": KindEntry(FunnelTile, FunnelContents),
}
"""By the keys of :data:`county.wall.kinds.KINDS`."""
