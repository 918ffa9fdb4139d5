"""Positions of points of the ground on the screen of one frame, and whether a hill hides them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from drawing.group_mark import APART_PX
from drawing.viewport import Bounds
from layers.gathering import Gathering
from twin.view.camera import Camera, focal_px
from twin.view.scene import Frame
from twin.view.surface import Surface

F64 = NDArray[np.float64]
HIDDEN_BY = 0.015
HIDDEN_BY_M = 150.0
"""Something hides a point when it is nearer by more than this part of the way, and by more than this many metres:
a hill does, the houses around the point do not."""
SEEN_STEP, SEEN_MARGIN = 4, 0.1
"""Every so many depths each way tell where the ground is that is seen; the margin is for what is between them."""
FULL_HD_PX = 1920 * 1080
ROOMY_PX, SMALLEST_PIN = 700.0, 0.6
"""A view whose shorter side is less has smaller pins, down to this part of their size."""


@dataclass(frozen=True)
class Projected:
    """Screen positions ``xy`` (n, 2) and metres a pixel there ``m_per_px`` (n,).

    Each point (n,) is ``seen`` on the screen or ``hidden`` there by the ground, or outside; ``ahead``: before the eye.
    """

    xy: F64
    m_per_px: F64
    seen: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    ahead: NDArray[np.bool_]


class Screen:
    """The screen of ``frame``, ``width`` x ``height`` device-independent pixels; ``scale`` is the interface's."""

    def __init__(self, frame: Frame, surface: Surface, width: int, height: int, scale: float) -> None:
        self.depth_m = frame.depth_m
        self.final = frame.view.smooth
        """Whether the frame was drawn in full."""
        self.surface = surface
        self.width, self.height = width, height
        self.camera: Camera = frame.view.camera
        self.exaggeration = frame.view.exaggeration
        self.focal_px = focal_px(height)
        self.m_per_px = self.camera.distance_m / self.focal_px
        """Metres a pixel in the middle of the view."""
        self.pin_scale = min(1.0, max(SMALLEST_PIN, (min(width, height) / (ROOMY_PX * scale)) ** 0.5))
        """Size of pins relative to their styles: smaller in a small view."""
        self.roominess = max(1.0, width * height / (FULL_HD_PX * scale * scale))
        """How many times as much room there is as on a screen of 1920 x 1080."""
        self._apart_px = APART_PX * scale * self.pin_scale
        self._gathered: dict[int, tuple[Gathering, NDArray[np.intp]]] = {}

    def place(self, xy_m: ArrayLike, lift_m: float = 0.0) -> Projected:
        """Where working-CRS points (n, 2) on the ground are."""
        return self.place_scene(self.surface.on_ground(xy_m, self.exaggeration, lift_m))

    def place_on(self, ground: F64) -> Projected:
        """Where scene points (n, 3) of the ground are whose heights are not exaggerated."""
        return self.place_scene(ground * (1.0, 1.0, self.exaggeration))

    def place_scene(self, points: F64) -> Projected:
        """Where scene points (n, 3) are."""
        xy, depth = self.camera.project(points, self.width, self.height)
        x, y = xy.T
        on_screen = (depth > 0) & (x >= 0) & (y >= 0) & (x < self.width) & (y < self.height)
        seen = on_screen.copy()
        rows, cols = self.depth_m.shape
        col = (x[on_screen] * cols / self.width).astype(int)
        row = (y[on_screen] * rows / self.height).astype(int)
        ground = self.depth_m[np.minimum(row, rows - 1), np.minimum(col, cols - 1)]
        above = self.depth_m[np.maximum(row - 1, 0), np.minimum(col, cols - 1)]
        free = depth[on_screen] - np.maximum(ground, above)
        seen[on_screen] = free <= np.maximum(HIDDEN_BY * depth[on_screen], HIDDEN_BY_M)
        return Projected(xy, np.maximum(depth, 0.0) / self.focal_px, seen, on_screen & ~seen, depth > 1.0)

    def leaders(self, gathering: Gathering, ground: Callable[[Surface], F64]) -> NDArray[np.intp]:
        """The row of the leader of each thing (n,) of a gathering, its own where it leads, is alone or is not seen:
        things that are seen and would overlap on this screen have one.

        ``ground`` knows the scene points (n, 3) of the ground below them, heights not exaggerated.
        """
        known = self._gathered.get(id(gathering))
        if known is None:
            points = ground(self.surface)
            near = self.within(points, np.full(len(points), np.inf))
            placed = self.place_on(points[near])
            leader, seen = np.arange(len(points)), near[placed.seen]
            leader[seen] = seen[Gathering(placed.xy[placed.seen]).leaders(self._apart_px)]
            known = self._gathered[id(gathering)] = gathering, leader
        return known[1]

    def within(self, ground: F64, farthest_m_per_px: F64) -> NDArray[np.intp]:
        """Which scene points of the ground (n, 3), heights not exaggerated, are on the screen, hidden or not, where a
        pixel is at most ``farthest_m_per_px`` (n,) wide: most points of a county are not, and need no place."""
        x, y, depth = self._times_depth(ground)
        far = depth <= self.focal_px * farthest_m_per_px
        inside = (x >= 0) & (y >= 0) & (x < self.width * depth) & (y < self.height * depth)
        return np.flatnonzero((depth > 0) & far & inside)

    def px(self, ground: F64) -> F64:
        """Screen positions (n, 2) of scene points (n, 3) of the ground before the eye, heights not exaggerated."""
        x, y, depth = self._times_depth(ground)
        return np.asarray(np.stack([x, y], axis=1) / np.maximum(depth, 1e-6)[:, None])

    def m_per_px_at(self, ground: F64) -> F64:
        """Metres a pixel (n,) at scene points (n, 3) of the ground, heights not exaggerated; 0 behind the eye."""
        return np.asarray(np.maximum(self._times_depth(ground)[2], 0.0) / self.focal_px)

    def _times_depth(self, ground: F64) -> F64:
        """Screen positions x, y of scene points (n, 3), heights not exaggerated, times their depths, and the depths in
        metres along the view: (3, n)."""
        right, up, forward = self.camera.basis
        of_view = np.array([
            self.focal_px * right + self.width / 2 * forward, self.height / 2 * forward - self.focal_px * up, forward,
        ])  # fmt: skip
        return np.asarray((of_view * (1.0, 1.0, self.exaggeration)) @ ground.T - (of_view @ self.camera.eye)[:, None])

    @cached_property
    def bounds_m(self) -> Bounds:
        """West, south, east and north of all ground that is seen, and some more, in the working CRS."""
        depth = self.depth_m[::SEEN_STEP, ::SEEN_STEP]
        row, col = np.nonzero(np.isfinite(depth))
        if not len(row):
            return 0.0, 0.0, 0.0, 0.0
        rows, cols = self.depth_m.shape
        across = ((col * SEEN_STEP + 0.5) / cols - 0.5) * self.width / self.focal_px
        along = (0.5 - (row * SEEN_STEP + 0.5) / rows) * self.height / self.focal_px
        right, up, forward = self.camera.basis
        rays = forward + np.outer(across, right) + np.outer(along, up)
        xy_m = (self.camera.eye + rays * depth[row, col][:, None])[:, :2] + self.surface.origin_m
        low, high = xy_m.min(axis=0), xy_m.max(axis=0)
        (west, south), (east, north) = low - SEEN_MARGIN * (high - low), high + SEEN_MARGIN * (high - low)
        return float(west), float(south), float(east), float(north)

    def ground_at(self, x: float, y: float) -> F64 | None:
        """The scene point (3,) under a pixel; None where there is sky."""
        rows, cols = self.depth_m.shape
        row, col = int(y * rows / self.height), int(x * cols / self.width)
        if not (0 <= row < rows and 0 <= col < cols):
            return None
        depth = float(self.depth_m[row, col])
        if not math.isfinite(depth):
            return None
        return np.asarray(self.camera.eye + self.camera.ray(x, y, self.width, self.height) * depth)
