"""How exactly the place of an event is known, in words."""

from __future__ import annotations

from county.commands import PlaceLevel
from county.names import Name

APPROXIMATE = Name("近似位置", "approximate place")
PLACE_LEVEL_NAMES: dict[PlaceLevel, Name] = {
    "name": Name("地名级位置（近似）", "approximate: by the name of something"),
    "grid": Name("网格级位置（近似）", "approximate: known to the grid"),
    "village": Name("村级位置（近似）", "approximate: known to the village"),
    "town": Name("乡镇级位置（近似）", "approximate: known to the town"),
}
"""Those that are no points."""
