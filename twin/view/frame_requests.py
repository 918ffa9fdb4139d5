"""What the twin has drawn, and in how many pixels: as many as the graphics draw in the time that there is."""

from __future__ import annotations

import math
from enum import Enum, auto

from layers.base import Pace
from layers.batches import Batch, Field, Lines, Polygons
from layers.registry import LayerSet
from twin.view.camera import Camera
from twin.view.daylight import Daylight
from twin.view.drape import Draped, DrapedBatches
from twin.view.scene import Frame, FrameRequest

MOVING_GOAL_MS, FINAL_GOAL_MS = 10.0, 1_200.0
TEXEL_PX, COARSE = 2.0, 1.6
"""Pixels that a texel of the ground may cover, and how many times more while moving."""
OFF_PX, OFF_MOVING_PX = 0.3, 2.5
"""How far most of the ground may be drawn from where it is; while moving in pixels of the smaller picture."""
SMALLEST_PX, SMALLEST_MOVING_PX = 2.0, 4.0
"""Height of what stands on the ground from which it is drawn, likewise."""
SMALLEST, SMALLEST_FINAL = 0.32, 0.6
"""Least part of the width that is drawn while moving, and when settled."""
SIZES_A_HALF = 4
"""Sizes from one to half of it: a picture that is another size in each frame would shimmer."""
PREPARE_MS, PREPARE_MOVING_MS = 60, 30
"""Of one frame, for what it lacks: while moving the next frame is due."""
FIRST_MS_PER_MEGAPIXEL = 40.0
"""Before a frame was drawn."""


class FrameQuality(Enum):
    """Amount of detail in a frame."""

    MOVING = auto()
    """Fewer pixels and coarser ground, to follow the user's movements."""
    PREPARING = auto()
    """Fewer pixels, while the ground of the final frame is being made ready."""
    FINAL = auto()
    """All pixels, unless the graphics need much more than FINAL_GOAL_MS for them."""
    SNAPSHOT = auto()
    """All pixels, whatever it takes."""


class FrameRequests:
    """Of one twin; ``scale`` as that of :class:`twin.view.widget.TwinWidget`."""

    def __init__(self, layers: LayerSet, scale: float) -> None:
        self._layers = layers
        self._scale = scale
        self._ms_per_megapixel = FIRST_MS_PER_MEGAPIXEL

    def note(self, frame: Frame) -> None:
        """Note how long a frame took; the smoothing of a final one takes its own time."""
        if not frame.view.smooth:
            megapixels = frame.view.size[0] * frame.view.size[1] / 1e6
            self._ms_per_megapixel = 0.7 * self._ms_per_megapixel + 0.3 * frame.draw_ms / megapixels

    def full_ms(self, size_px: tuple[int, int]) -> float:
        """How long a frame of all pixels takes, by those drawn so far."""
        width, height = size_px
        return self._ms_per_megapixel * width * height / 1e6

    def request(
        self, camera: Camera, exaggeration: float, size_px: tuple[int, int], ratio: float, quality: FrameQuality,
        *, light: Daylight, sunk_m: float = 0.0,
    ) -> FrameRequest:  # fmt: skip
        """``size_px``: of the widget, in pixels of the screen; ``ratio``: of these to its own; ``sunk_m``: how far the
        buildings still are below their places."""
        width, height = size_px
        goal_ms, smallest = (
            (FINAL_GOAL_MS, SMALLEST_FINAL) if quality is FrameQuality.FINAL else (MOVING_GOAL_MS, SMALLEST)
        )
        part = 1.0
        if quality is not FrameQuality.SNAPSHOT:
            fit = (goal_ms / self.full_ms(size_px)) ** 0.5
            part = min(1.0, max(smallest, 2.0 ** (math.floor(SIZES_A_HALF * math.log2(fit)) / SIZES_A_HALF)))
        # a larger interface is viewed from farther away: finer ground by the square root of its scale
        texel_px = TEXEL_PX * part * max(1.0, self._scale * ratio) ** 0.5
        return FrameRequest(
            camera, (max(1, round(width * part)), max(1, round(height * part))), exaggeration,
            self.sheet("still"), texel_px=texel_px * (COARSE if quality is FrameQuality.MOVING else 1.0),
            smooth=quality in (FrameQuality.FINAL, FrameQuality.SNAPSHOT),
            prepare_ms=PREPARE_MOVING_MS if quality is FrameQuality.MOVING else PREPARE_MS,
            live=self.sheet("live"), light=light, sunk_m=sunk_m,
            off_px=OFF_MOVING_PX if quality is FrameQuality.MOVING else OFF_PX,
            smallest_px=SMALLEST_MOVING_PX if quality is FrameQuality.MOVING else SMALLEST_PX,
        )  # fmt: skip

    def sheet(self, pace: Pace) -> DrapedBatches:
        """Layers on the ground: still ones are painted into it, live fields and areas are laid over the frame."""
        kinds: tuple[type[Batch], ...] = (Field, Lines, Polygons) if pace == "still" else (Field, Polygons)
        return DrapedBatches(tuple(
            Draped(layer.key, batches, layer.opacity)
            for layer in self._layers if layer.pace == pace and layer.visible and layer.opacity > 0
            if (batches := tuple(batch for batch in layer.batches() if type(batch) in kinds and _has_items(batch)))
        ))  # fmt: skip


def _has_items(batch: Batch) -> bool:
    """Layers that wait for something to show have batches of nothing, for which no frame needs to be searched."""
    return isinstance(batch, Field) or (isinstance(batch, Lines | Polygons) and len(batch.ids) > 0)
