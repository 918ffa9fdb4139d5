"""What a wall shows now: the tiles of one scene with their contents, and which of them must be painted again.

It knows no window and no screen: windows and pictures paint by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QObject, QRect, QRectF, Signal
from PySide6.QtGui import QPainter

from county.wall.headers import bare_outputs
from county.wall.kinds import KINDS, title_of
from county.wall.wall import Rect, Wall, WallScene, WallTile, overlap
from desktop.i18n import pick
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.edge_marks import EdgeMarks
from desktop.wall.freshness import Freshness, freshness_of
from desktop.wall.live_line import LiveLine
from desktop.wall.look import Look
from desktop.wall.tiles.registry import TILES
from desktop.wall.tiles.tile import TileFrame, TilePainter
from desktop.wall.type_scale import TypeScale


def text_boxes(wall: Wall, rect: Rect) -> list[Rect]:
    """The parts of a rectangle that lie on one output each, as far from its neighbours as texts must stay; the largest
    first."""
    parts = [
        overlap(rect, (left + near, top + near, width - 2 * near, height - 2 * near))
        for output in wall.outputs
        for near in [wall.bezel_px if len(wall.outputs) > 1 else 0]
        for left, top, width, height in [output.canvas_rect_px]
    ]
    return sorted((part for part in parts if part[2] * part[3]), key=lambda part: -part[2] * part[3]) or [rect]


def on_stage(wall: Wall, scene: WallScene, tile_id: str) -> WallScene:
    """The scene with this tile in the place of its largest one, and that one in its place."""
    tile = next((tile for tile in scene.tiles if tile.id == tile_id), None)
    stage = max(scene.tiles, key=lambda tile: tile.rect_px[2] * tile.rect_px[3], default=None)
    if tile is None or stage is None or tile is stage:
        return scene
    place = stage.rect_px if KINDS[tile.kind].stage else text_boxes(wall, stage.rect_px)[0]
    moved = {tile.id: place, stage.id: tile.rect_px}
    return replace(scene, tiles=tuple(
        replace(one, rect_px=moved[one.id]) if one.id in moved else one for one in scene.tiles
    ))  # fmt: skip


def frame_of(wall: Wall, scene: WallScene, tile: WallTile, look: Look) -> TileFrame:
    """Where a tile is painted, and in which sizes."""
    boxes = text_boxes(wall, tile.rect_px)
    areas = tuple(QRectF(*box) for box in boxes) if KINDS[tile.kind].stage and boxes != [tile.rect_px] else ()
    return TileFrame(
        QRectF(*tile.rect_px), TypeScale.of_tile(wall, tile, scene), look, pick(title_of(tile)), tile.color or "text",
        areas,
    )  # fmt: skip


@dataclass
class ShownTile:
    """One tile on the wall."""

    tile: WallTile
    painter: TilePainter[Any]
    provider: ContentProvider
    frame: TileFrame
    content: Any = None
    freshness: Freshness = field(default_factory=lambda: Freshness("lost", ""))
    paintings: int = 0
    """How often it was painted."""

    def refresh(self, now_ms: int, skew_ms: float | None) -> bool:
        """Take what is known now; returns whether that looks different."""
        content = self.provider.content(now_ms)
        freshness = freshness_of(self.provider.ages(now_ms), now_ms, skew_ms)
        moved = content != self.content or freshness != self.freshness
        self.content, self.freshness = content, freshness
        return moved

    @property
    def rect(self) -> QRect:
        """In pixels of the canvas."""
        return QRect(*self.tile.rect_px)


class ShownScene:
    """The tiles of one scene, with everything that makes their contents."""

    def __init__(self, wall: Wall, scene: WallScene, sources: WallSources, look: Look) -> None:
        self.scene = scene
        self.bare = frozenset(output.canvas_rect_px for output in bare_outputs(wall, scene))
        """The outputs without a header."""
        self.tiles = [self._shown(wall, scene, tile, sources, look) for tile in scene.tiles if tile.kind in TILES]

    @property
    def is_ready(self) -> bool:
        """Whether no tile has a hole."""
        return all(shown.provider.is_ready for shown in self.tiles)

    def refresh(self, now_ms: int, skew_ms: float | None) -> list[ShownTile]:
        """The tiles that look different now."""
        return [shown for shown in self.tiles if shown.refresh(now_ms, skew_ms)]

    def close(self) -> None:
        """Release what makes the contents."""
        for shown in self.tiles:
            shown.provider.close()

    @staticmethod
    def _shown(wall: Wall, scene: WallScene, tile: WallTile, sources: WallSources, look: Look) -> ShownTile:
        entry = TILES[tile.kind]
        frame = frame_of(wall, scene, tile, look)
        return ShownTile(tile, entry.painter(), entry.provider(sources, wall, tile), frame)


class WallShow(QObject):
    """Scenes are prepared once and kept; one of them is shown."""

    dirty = Signal(QRect)
    """This part of the canvas must be painted again."""
    switched = Signal(str)
    """Another scene is shown, by its id; all of the canvas must be painted again."""

    def __init__(self, wall: Wall, sources: WallSources) -> None:
        super().__init__()
        self.wall, self.sources = wall, sources
        self.look = Look.of(wall)
        self._marks = EdgeMarks(wall, sources.session, self.look)
        self.live_line = LiveLine(wall, sources.session, self.look)
        self._prepared: dict[tuple[str, str], ShownScene] = {}
        self._current: tuple[str, str] | None = None

    @property
    def scene(self) -> str:
        """Id of the scene that is shown, "" for none."""
        return "" if self._current is None else self._current[0]

    @property
    def staged(self) -> str:
        """Id of the tile that a desk has put on the stage, "" for none."""
        return "" if self._current is None else self._current[1]

    def ready(self, scene_id: str) -> bool:
        """Whether a scene can be shown without a hole."""
        prepared = self.prepare(scene_id)
        return prepared is not None and prepared.is_ready

    @property
    def tiles(self) -> list[ShownTile]:
        """The tiles that are shown."""
        return [] if self._current is None else self._prepared[self._current].tiles

    def prepare(self, scene_id: str, tile_id: str = "") -> ShownScene | None:
        """Begin to make a scene ready, with one of its tiles on the stage; None where the wall has no such scene."""
        scene = self.wall.scene(scene_id)
        if scene is None:
            return None
        key = scene_id, tile_id
        if key not in self._prepared:
            if tile_id:
                self._drop_others(key)
                scene = on_stage(self.wall, scene, tile_id)
            self._prepared[key] = ShownScene(self.wall, scene, self.sources, self.look)
        return self._prepared[key]

    def show_scene(self, scene_id: str, tile_id: str = "") -> bool:
        """Show a scene with all its contents as of now; False where the wall has no such scene."""
        prepared = self.prepare(scene_id, tile_id)
        if prepared is None:
            return False
        prepared.refresh(self._now_ms(), self._skew_ms())
        for part in self.live_line.refresh():
            self.dirty.emit(part)
        if self._current != (scene_id, tile_id):
            self._current = scene_id, tile_id
            self.switched.emit(scene_id)
        return True

    def tick(self) -> None:
        """Take what is known now, and say which tiles look different."""
        if self._current is not None:
            for shown in self._prepared[self._current].refresh(self._now_ms(), self._skew_ms()):
                self.dirty.emit(shown.rect)
            for part in self.live_line.refresh():
                self.dirty.emit(part)

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Paint a part of the canvas; the painter's origin is that of the canvas."""
        if self._current is None or not any(shown.rect.contains(region) for shown in self.tiles):
            painter.fillRect(region, self.look["ground"])
        for shown in self.tiles:
            if shown.rect.intersects(region):
                shown.painter.paint(painter, shown.frame, shown.content, shown.freshness)
                shown.paintings += 1
        if self._current is not None:
            bare = self._prepared[self._current].bare
            self._marks.paint(painter, region, bare, [shown.rect for shown in self.tiles])
            self.live_line.paint(painter, region, bare)

    def close(self) -> None:
        """Release all scenes, and what is told of the live realm."""
        self.live_line.close()
        self._current = None
        for prepared in self._prepared.values():
            prepared.close()
        self._prepared.clear()

    def _drop_others(self, key: tuple[str, str]) -> None:
        """Scenes with a tile on the stage are not kept: there could be one for every tile."""
        for other in [k for k in self._prepared if k[1] and k not in (key, self._current)]:
            self._prepared.pop(other).close()

    def _now_ms(self) -> int:
        return self.sources.session.clock.now_ms()

    def _skew_ms(self) -> float | None:
        return self.sources.session.source.health().clock_skew_ms
