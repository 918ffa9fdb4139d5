"""The turntable camera: where the eye is, and the way between world and screen.  Pure arithmetic, no VTK.

World coordinates are scene metres: x east and y north of the scene's origin, z up (already exaggerated).
Screen coordinates are pixels, x right and y down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

F64 = NDArray[np.float64]

VIEW_ANGLE_DEG = 38.0
"""Vertical field of view."""
LOWEST_DEG, HIGHEST_DEG = 4.0, 89.9
NEAREST_M = 30.0
FILL = 0.9
"""Part of the screen's width and height that a framed thing may take."""
FRAMING_STEPS = 24


def focal_px(height: float) -> float:
    """Pixels that a metre covers at a depth of one metre in a view ``height`` pixels high."""
    return height / 2 / math.tan(math.radians(VIEW_ANGLE_DEG / 2))


@dataclass(frozen=True)
class Camera:
    """A view: ``eye_m`` (x, y, z), ``heading_deg`` clockwise from north, ``down_deg`` below the horizon.

    ``distance_m`` is the distance to the point the user looks at; it scales zooming and bounds the turntable.
    """

    eye_m: tuple[float, float, float]
    heading_deg: float
    down_deg: float
    distance_m: float

    @classmethod
    def looking_at(
        cls, x: float, y: float, z: float, *, distance_m: float, heading_deg: float, down_deg: float
    ) -> Camera:
        """The camera that has the point (x, y, z) in the middle of the screen."""
        camera = cls((x, y, z), heading_deg % 360.0, min(HIGHEST_DEG, max(LOWEST_DEG, down_deg)), distance_m)
        return camera._with_eye(np.array([x, y, z]) - camera.basis[2] * distance_m)

    @classmethod
    def framing(cls, points: F64, *, aspect: float, heading_deg: float, down_deg: float) -> Camera:
        """The nearest camera that has scene points (n, 3) within FILL of a screen ``aspect`` times as wide as high."""
        target = (points.min(axis=0) + points.max(axis=0)) / 2
        distance = float(np.linalg.norm(np.ptp(points, axis=0))) * 2 + NEAREST_M
        for _ in range(FRAMING_STEPS):
            camera = cls.looking_at(*target, distance_m=distance, heading_deg=heading_deg, down_deg=down_deg)
            xy, _ = camera.project(points, aspect, 1.0)
            low, high = xy.min(axis=0), xy.max(axis=0)
            off = (low + high) / 2 - (aspect / 2, 0.5)
            m_per_height = distance * 2 * math.tan(math.radians(VIEW_ANGLE_DEG / 2))
            # across the screen and along the ground, so that the middle stays on it
            forward = np.array([math.sin(math.radians(heading_deg)), math.cos(math.radians(heading_deg)), 0.0])
            steep = max(math.sin(math.radians(down_deg)), 0.2)
            target = target + camera.basis[0] * off[0] * m_per_height - forward * off[1] * m_per_height / steep
            distance *= float(max((high - low) / (aspect * FILL, FILL)))
        return cls.looking_at(*target, distance_m=distance, heading_deg=heading_deg, down_deg=down_deg)

    @cached_property
    def basis(self) -> F64:
        """Rows right, up, forward: unit vectors."""
        a, e = math.radians(self.heading_deg), math.radians(self.down_deg)
        right = (math.cos(a), -math.sin(a), 0.0)
        forward = (math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), -math.sin(e))
        up = (math.sin(a) * math.sin(e), math.cos(a) * math.sin(e), math.cos(e))
        return np.array([right, up, forward])

    @cached_property
    def eye(self) -> F64:
        return np.array(self.eye_m)

    @property
    def target(self) -> F64:
        """The point in the middle of the screen at ``distance_m``."""
        return np.asarray(self.eye + self.basis[2] * self.distance_m)

    def _with_eye(self, eye: F64) -> Camera:
        return replace(self, eye_m=(float(eye[0]), float(eye[1]), float(eye[2])))

    def project(self, points: ArrayLike, width: float, height: float) -> tuple[F64, F64]:
        """Screen positions (n, 2) and depths (n,) in metres along the view; depth <= 0 is behind the eye."""
        local = (np.asarray(points, dtype=float).reshape(-1, 3) - self.eye) @ self.basis.T
        depth = local[:, 2]
        focal = focal_px(height)
        safe = np.where(depth > 1e-6, depth, np.inf)
        xy = np.stack([width / 2 + local[:, 0] / safe * focal, height / 2 - local[:, 1] / safe * focal], axis=1)
        return xy, depth

    def ray(self, x: float, y: float, width: float, height: float) -> F64:
        """Direction of the pixel; its part along the view is 1, so ``eye + ray * depth`` is the point."""
        focal = focal_px(height)
        right, up, forward = self.basis
        return np.asarray(forward + right * ((x - width / 2) / focal) + up * ((height / 2 - y) / focal))

    def orbited(self, pivot: F64, turn_deg: float, tilt_deg: float) -> Camera:
        """Turned about ``pivot``, which stays where it is on the screen."""
        local = self.basis @ (pivot - self.eye)
        down = min(HIGHEST_DEG, max(LOWEST_DEG, self.down_deg + tilt_deg))
        turned = replace(self, heading_deg=(self.heading_deg + turn_deg) % 360.0, down_deg=down)
        return turned._with_eye(pivot - turned.basis.T @ local)

    def moved(self, by: F64) -> Camera:
        """Shifted by a vector in metres."""
        return self._with_eye(self.eye + by)

    def zoomed(self, at: F64, factor: float, farthest_m: float) -> Camera:
        """Brought ``factor`` times as far from ``at``, which stays where it is on the screen."""
        near = float(np.linalg.norm(at - self.eye))
        factor = min(max(factor, NEAREST_M / max(near, 1e-3)), farthest_m / max(near, 1e-3))
        zoomed = self._with_eye(at + (self.eye - at) * factor)
        return replace(zoomed, distance_m=min(farthest_m, max(NEAREST_M, self.distance_m * factor)))

    def above(self, ground_z: float, clearance_m: float) -> Camera:
        """Lifted so that the eye is at least ``clearance_m`` over the ground below it."""
        x, y, z = self.eye_m
        return replace(self, eye_m=(x, y, max(z, ground_z + clearance_m)))


def flight(start: Camera, end: Camera, t: float) -> Camera:
    """The camera at ``t`` in 0..1 of a smooth flight that rises when the way is long."""
    s = t * t * (3 - 2 * t)
    here, there = start.target, end.target
    way = float(np.linalg.norm(there - here))
    distance = start.distance_m ** (1 - s) * end.distance_m**s
    rise = max(0.0, way * 0.6 - max(start.distance_m, end.distance_m)) * math.sin(math.pi * s)
    turn = (end.heading_deg - start.heading_deg + 180.0) % 360.0 - 180.0
    x, y, z = here + (there - here) * s
    return Camera.looking_at(
        x, y, z, distance_m=distance + rise, heading_deg=start.heading_deg + turn * s,
        down_deg=start.down_deg + (end.down_deg - start.down_deg) * s,
    )  # fmt: skip
