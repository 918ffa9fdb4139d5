"""The piece of the county that a picture shows, and how metres become pixels there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QTransform

from layers.batches import F64

Bounds = tuple[float, float, float, float]
"""West, south, east, north in metres."""


@dataclass(frozen=True)
class Viewport:
    """A north-up view: its upper left corner in metres, its scale, its size in logical pixels."""

    west_m: float
    north_m: float
    m_per_px: float
    """Metres a pixel along x."""
    width_px: float
    height_px: float
    dpr: float = 1.0
    """Physical pixels a logical one."""
    aspect: float = 1.0
    """Metres a pixel along y, in those along x."""

    @classmethod
    def between_centres(cls, bounds_m: Bounds, side_px: int) -> Viewport:
        """A square picture whose outermost pixel centres are on ``bounds_m``."""
        west, south, east, north = bounds_m
        dx, dy = (east - west) / (side_px - 1), (north - south) / (side_px - 1)
        return cls(west - dx / 2, north + dy / 2, dx, side_px, side_px, aspect=dy / dx)

    @property
    def y_m_per_px(self) -> float:
        """Metres a pixel along y."""
        return self.m_per_px * self.aspect

    @property
    def coarsest_m_per_px(self) -> float:
        """Metres a pixel along the axis that shows less."""
        return self.m_per_px * max(1.0, self.aspect)

    @property
    def bounds_m(self) -> Bounds:
        return (
            self.west_m,
            self.north_m - self.height_px * self.y_m_per_px,
            self.west_m + self.width_px * self.m_per_px,
            self.north_m,
        )

    @property
    def center_m(self) -> tuple[float, float]:
        west, south, east, north = self.bounds_m
        return (west + east) / 2, (south + north) / 2

    def px(self, xy_m: F64) -> F64:
        """Pixels (n, 2), y down, of points (n, 2) in metres."""
        return np.column_stack(
            [(xy_m[:, 0] - self.west_m) / self.m_per_px, (self.north_m - xy_m[:, 1]) / self.y_m_per_px]
        )

    def point_px(self, x_m: float, y_m: float) -> tuple[float, float]:
        """Pixels of one point in metres."""
        return (x_m - self.west_m) / self.m_per_px, (self.north_m - y_m) / self.y_m_per_px

    def m(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Metres of one pixel position."""
        return self.west_m + x_px * self.m_per_px, self.north_m - y_px * self.y_m_per_px

    def transform(self, origin_m: tuple[float, float]) -> QTransform:
        """Painter transform for paths whose coordinates are metres from ``origin_m``, y up."""
        x_scale, y_scale = 1 / self.m_per_px, 1 / self.y_m_per_px
        dx, dy = (origin_m[0] - self.west_m) * x_scale, (self.north_m - origin_m[1]) * y_scale
        return QTransform(x_scale, 0, 0, -y_scale, dx, dy)

    def grown(self, share: float) -> Viewport:
        """The same scale with a margin of ``share`` of each side, in whole pixels."""
        return self.padded(round(share * self.width_px), round(share * self.height_px))

    def padded(self, dx_px: float, dy_px: float) -> Viewport:
        """The same scale with so many pixels more on the left and right, above and below."""
        return replace(
            self,
            west_m=self.west_m - dx_px * self.m_per_px,
            north_m=self.north_m + dy_px * self.y_m_per_px,
            width_px=self.width_px + 2 * dx_px,
            height_px=self.height_px + 2 * dy_px,
        )

    def covers(self, other: Viewport) -> bool:
        """Whether this view contains all of ``other``."""
        slack = self.m_per_px / 2
        west, south, east, north = other.bounds_m
        return contains(self.bounds_m, (west + slack, south + slack, east - slack, north - slack))


def overlaps(a: Bounds, b: Bounds) -> bool:
    """Whether two boxes touch."""
    return a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1]


def contains(a: Bounds, b: Bounds) -> bool:
    """Whether ``a`` contains ``b``."""
    return a[0] <= b[0] and a[1] <= b[1] and a[2] >= b[2] and a[3] >= b[3]
