"""What VTK draws: ground tiles and blocks, as the view needs them.  Used in the rendering thread only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor

from county.clock import monotonic_ms
from layers.batches import Batch, Field, Polygons
from layers.style import StyleSheet
from twin.view.actors.buildings import Blocks
from twin.view.actors.trees import FOREST, Trees
from twin.view.camera import Camera, focal_px
from twin.view.daylight import DAY, Daylight
from twin.view.drape import NOTHING, DrapedBatches, Draper, Pieces, advanced
from twin.view.ground import GroundTile, GroundTiles
from twin.view.live_ground import NOWHERE, Box, GroundPixels, LiveGround, united
from twin.view.offscreen_renderer import OffscreenRenderer
from twin.view.surface import Surface
from twin.view.tiles import Grid, Tile

DEPTH_STEP = 2
"""Depths serve to pick and to hide pins: every second one each way is enough."""
HAZE_PART, HAZE_DISTANCES = 0.6, 2.8
"""Two thirds of the light are lost over this part of the scene's size, or this many times the distance looked at."""
CACHED_TILES = 64
"""Tiles that are kept, besides those that a view needs, so that a turn around a place makes none twice; each costs some
1.2 MB."""


class StandingParts(Protocol):
    """What of a batch stands on the ground, in parts with keys of its own."""

    def wanted(self, camera: Camera, exaggeration: float, detail: float) -> Sequence[Any]:
        """Parts to draw, nearest first; ``detail``: how many parts of a metre show at a depth of one."""

    def ready(self, part: Any) -> bool:
        """Whether its actor exists."""

    def actor(self, canvas: OffscreenRenderer, part: Any) -> vtkActor | None:
        """The actor of a part; None where nothing stands."""

    def forget_far(self) -> None:
        """Free the actors of parts that are far from the last view."""


@dataclass(frozen=True)
class FrameRequest:
    """Contents of a frame; ``texel_px`` is how many pixels a texel may cover, ``smooth`` softens edges.

    ``prepare_ms`` is the time for new tiles and blocks before the frame; the rest is made in the next frames.
    ``live`` is laid over the ground of the frame: another one changes neither tiles nor depth.
    """

    camera: Camera
    size: tuple[int, int]
    exaggeration: float
    sheet: DrapedBatches
    texel_px: float
    smooth: bool
    prepare_ms: int
    live: DrapedBatches = NOTHING
    light: Daylight = DAY
    off_px: float = 0.3
    """How many pixels most of the ground may be drawn away from where it is."""
    smallest_px: float = 1.0
    """Height of what stands on the ground from which it is drawn."""
    sunk_m: float = 0.0
    """How far the buildings are below their places, in the ground."""

    def same_ground(self, other: FrameRequest) -> bool:
        """Whether both show the same except for live layers and the size of texels."""
        return (
            self.camera == other.camera and self.size == other.size and self.exaggeration == other.exaggeration
            and self.smooth == other.smooth and self.light == other.light and self.sheet == other.sheet
            and self.sunk_m == other.sunk_m
        )  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """One rendered view: ``bgra`` (h, w, 4), its drawing time, and depth along the view in metres, coarser than the
    pixels: the same object in frames of one view between which only live things changed.

    ``complete`` is False while finer ground or blocks are still being prepared.
    """

    view: FrameRequest
    bgra: NDArray[np.uint8]
    depth_m: NDArray[np.float32]
    complete: bool
    draw_ms: int
    changed: Box | None = None
    """Pixels within which it can differ from the frame before, when that had the same depths; None: anywhere."""


@dataclass
class _PaintedTile:
    ground: GroundTile
    version: int


@dataclass(frozen=True)
class _Painting:
    """A picture of a tile that was begun at this version of the draper."""

    tile: Tile
    version: int
    pieces: Pieces[NDArray[np.uint8]]


@dataclass(frozen=True)
class _Rendered:
    """A frame without anything live, and the ground that its pixels show."""

    frame: Frame
    ground: GroundPixels | None
    """None when there was nothing to lay over it."""


class TwinScene:
    """Draws views of one county.  :meth:`close` frees the graphics; use it once."""

    def __init__(self, surface: Surface, styles: StyleSheet) -> None:
        self._surface = surface
        self._styles = styles
        self._grid = Grid(surface)
        self._draper = Draper(styles)
        self._canvas = OffscreenRenderer()
        self._ground_tiles = GroundTiles(self._canvas, surface)
        self._tiles: dict[Tile, _PaintedTile] = {}
        self._painting: _Painting | None = None
        """What the last frame had no time to finish."""
        self._blocks: dict[int, tuple[Batch, StandingParts]] = {}
        self._solid: tuple[Batch, ...] = ()
        """Among which the trees were planted."""
        self._live = LiveGround(styles)
        self._box = NOWHERE
        """Pixels of the last frame that show something live."""
        self._rendered: _Rendered | None = None
        """The last frame, as long as there are live things to lay over it and nothing is missing in it."""

    def draw(self, view: FrameRequest) -> Frame:
        """The best frame of ``view`` possible now."""
        rendered = self._rendered
        if rendered is None or not view.same_ground(rendered.frame.view):
            rendered = self._render(view)
        frame, ground = rendered.frame, rendered.ground
        self._rendered = rendered if ground is not None and frame.complete and view.live.layers else None
        if ground is None:
            return frame
        bgra, box = self._live.over(frame.bgra, ground, view.live)
        changed, self._box = united(box, self._box), box
        return replace(frame, view=view, bgra=bgra, changed=changed)

    def _render(self, view: FrameRequest) -> _Rendered:
        now_ms = monotonic_ms()
        self._draper.use(view.sheet)
        self._draper.light(view.light)
        tiles, whole = self._ground(view, now_ms + view.prepare_ms // 2)
        blocks, built = self._blocks_now(view, now_ms + view.prepare_ms)
        kept = {entry.ground.actor for entry in self._tiles.values()}
        self._canvas.show({self._tiles[tile].ground.actor for tile in tiles} | blocks, keep=kept)
        haze_m = max(HAZE_PART * float(self._surface.size_m.max()), HAZE_DISTANCES * view.camera.distance_m)
        started = monotonic_ms()
        bgra, depth_m = self._canvas.draw(
            view.camera, view.size, view.light, exaggeration=view.exaggeration, reach_m=self._reach(view),
            haze_m=haze_m, lowest_m=self._surface.lowest_m, smooth=view.smooth,
            depth_step=1 if view.live.layers else DEPTH_STEP,
        )  # fmt: skip
        draw_ms = monotonic_ms() - started
        if not view.live.layers:
            return _Rendered(Frame(view, bgra, depth_m, whole and built, draw_ms), None)
        ground = GroundPixels.of(
            self._surface, view.camera, depth_m, exaggeration=view.exaggeration, haze_m=haze_m, buildings=bool(blocks)
        )
        coarse_m = np.ascontiguousarray(depth_m[::DEPTH_STEP, ::DEPTH_STEP])
        return _Rendered(Frame(view, bgra, coarse_m, whole and built, draw_ms), ground)

    def close(self) -> None:
        self._painting = None
        self._tiles.clear()
        self._blocks.clear()
        self._canvas.close()

    def _reach(self, view: FrameRequest) -> tuple[float, float]:
        """Nearest and farthest depth that hold anything: the county's box seen from the eye."""
        dx, dy = self._surface.size_m / 2
        low, high = (z * view.exaggeration for z in (self._surface.lowest_m, self._surface.highest_m))
        corners = [(x, y, z) for x in (-dx, dx) for y in (-dy, dy) for z in (low - 2_000, high + 300)]
        _, depth = view.camera.project(corners, *view.size)
        ground = float(self._surface.height_at(*view.camera.eye[:2])) * view.exaggeration
        near = max(2.0, (view.camera.eye[2] - ground) * 0.12)
        return near, max(float(depth.max()), near * 2)

    def _ground(self, view: FrameRequest, until: int) -> tuple[set[Tile], bool]:
        """Tiles to show now, and whether they are the ones that the view needs."""
        wanted = list(self._grid.wanted(view.camera, *view.size, view.exaggeration, view.texel_px))
        wanted.sort(key=lambda tile: tile.level)
        begun = self._painting
        if begun is not None and begun.version == self._draper.version:
            self._make(begun.tile, until)
        for tile in wanted:
            if tile in self._tiles:
                self._tiles[tile] = self._tiles.pop(tile)  # used now: the last to be dropped
            else:
                self._make(tile, until)
        needed = set(wanted)
        shown: set[Tile] = set()
        stack = [tile for tile in wanted if tile.level == 0]
        while stack:
            tile = stack.pop()
            children = [child for child in tile.children() if child in needed]
            if children and all(child in self._tiles for child in children):
                stack.extend(children)
            else:
                shown.add(tile)
        fresh = True
        for tile in sorted(shown, key=lambda tile: -tile.level):
            entry = self._tiles[tile]
            if entry.version != self._draper.version:
                self._make(tile, until)
                fresh = fresh and entry.version == self._draper.version
        for tile in list(self._tiles)[: max(0, len(self._tiles) - CACHED_TILES)]:
            if tile not in needed:
                del self._tiles[tile]
        self._refine(list(shown), view)
        return shown, fresh and all(tile in self._tiles for tile in wanted)

    def _refine(self, shown: list[Tile], view: FrameRequest) -> None:
        """Draw each tile with as many triangles as it needs where it is nearest."""
        nearest_m = self._grid.nearest_m(shown, view.camera, view.exaggeration)
        most_off_m = view.off_px * nearest_m / (focal_px(view.size[1]) * view.exaggeration)
        for tile, off_m in zip(shown, most_off_m.tolist(), strict=True):
            self._tiles[tile].ground.show(off_m)

    def _make(self, tile: Tile, until: int) -> None:
        """Make a tile, or give the one that there is its new picture, where there is time."""
        picture = self._picture(tile, until)
        if picture is None:
            return
        bounds, entry = self._grid.bounds(tile), self._tiles.get(tile)
        if entry is None:
            self._tiles[tile] = _PaintedTile(self._ground_tiles.tile(bounds, picture), self._draper.version)
        else:
            self._ground_tiles.paint(entry.ground, bounds, picture)
            entry.version = self._draper.version

    def _picture(self, tile: Tile, until: int) -> NDArray[np.uint8] | None:
        """The picture of a tile; None where there is no time to finish it, but for the coarsest, of which none may be
        missing.  The next frames go on with it."""
        coarsest = tile.level == 0 and tile not in self._tiles
        if monotonic_ms() >= until and not coarsest:
            return None
        painting = self._painting
        if painting is None or (painting.tile, painting.version) != (tile, self._draper.version):
            west, south, east, north = self._grid.bounds(tile)
            x, y = self._surface.origin_m
            pieces = self._draper.picture((west + x, south + y, east + x, north + y))
            painting = self._painting = _Painting(tile, self._draper.version, pieces)
        picture = advanced(painting.pieces, math.inf if coarsest else until)
        if picture is not None:
            self._painting = None
        return picture

    def _blocks_now(self, view: FrameRequest, until: int) -> tuple[set[vtkActor], bool]:
        """Meshes of the blocks and trees to show now, and whether they are all."""
        actors: set[vtkActor] = set()
        complete = True
        solid = self._draper.solid
        if [*map(id, solid)] != [*map(id, self._solid)]:  # trees stand where nothing else does
            self._solid = solid
            self._blocks = {key: of for key, of in self._blocks.items() if not isinstance(of[1], Trees)}
        current: dict[int, tuple[Batch, StandingParts]] = {}
        detail = focal_px(view.size[1]) / view.smallest_px
        for batch, opacity in view.sheet.batches:
            blocks = self._blocks[id(batch)][1] if id(batch) in self._blocks else self._standing(batch)
            if blocks is None:
                continue
            current[id(batch)] = batch, blocks
            for part in blocks.wanted(view.camera, view.exaggeration, detail):
                if not blocks.ready(part) and monotonic_ms() >= until:
                    complete = False
                    continue
                actor = blocks.actor(self._canvas, part)
                if actor is not None:
                    actor.GetProperty().SetOpacity(opacity)
                    actor.SetPosition(0.0, 0.0, -view.sunk_m)
                    actors.add(actor)
            blocks.forget_far()
        self._blocks = current
        return actors, complete

    def _standing(self, batch: Batch) -> StandingParts | None:
        """What of a batch stands on the ground."""
        if isinstance(batch, Polygons) and batch.height_m is not None:
            return Blocks(batch, self._styles, self._surface)
        if isinstance(batch, Field) and FOREST in batch.classes:
            return Trees(batch, self._styles, self._surface, self._draper.taken)
        return None
