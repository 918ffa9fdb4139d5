"""Which outputs of a wall have a header, which says whether data are real and whether this is a drill."""

from __future__ import annotations

from county.wall.kinds import HEADER
from county.wall.wall import Output, Wall, WallScene, overlap


def bare_outputs(wall: Wall, scene: WallScene) -> list[Output]:
    """Those on which no header of a scene lies whole: what it says must be written there otherwise."""
    headers = [tile.rect_px for tile in scene.tiles if tile.kind == HEADER]
    return [
        output for output in wall.outputs
        if not any(overlap(header, output.canvas_rect_px) == header for header in headers)
    ]  # fmt: skip
