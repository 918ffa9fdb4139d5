"""The piece of the county that a picture shows, and how metres become pixels there."""

from __future__ import annotations

from dataclasses import dataclass

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
    width_px: float
    height_px: float
    dpr: float = 1.0
    """Physical pixels a logical one."""

    @property
    def bounds_m(self) -> Bounds:
        return (
            self.west_m,
            self.north_m - self.height_px * self.m_per_px,
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
            [(xy_m[:, 0] - self.west_m) / self.m_per_px, (self.north_m - xy_m[:, 1]) / self.m_per_px]
        )

    def m(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Metres of one pixel position."""
        return self.west_m + x_px * self.m_per_px, self.north_m - y_px * self.m_per_px

    def transform(self, origin_m: tuple[float, float]) -> QTransform:
        """Painter transform for paths whose coordinates are metres from ``origin_m``, y up."""
        scale = 1 / self.m_per_px
        dx, dy = (origin_m[0] - self.west_m) * scale, (self.north_m - origin_m[1]) * scale
        return QTransform(scale, 0, 0, -scale, dx, dy)

    def grown(self, share: float) -> Viewport:
        """The same scale with a margin of ``share`` of each side, in whole pixels."""
        dx, dy = round(share * self.width_px), round(share * self.height_px)
        return Viewport(
            self.west_m - dx * self.m_per_px,
            self.north_m + dy * self.m_per_px,
            self.m_per_px,
            self.width_px + 2 * dx,
            self.height_px + 2 * dy,
            self.dpr,
        )

    def covers(self, other: Viewport) -> bool:
        """Whether all of ``other`` lies within this view."""
        west, south, east, north = self.bounds_m
        o_west, o_south, o_east, o_north = other.bounds_m
        slack = self.m_per_px / 2
        return (
            west <= o_west + slack and south <= o_south + slack and east >= o_east - slack and north >= o_north - slack
        )


def overlaps(a: Bounds, b: Bounds) -> bool:
    """Whether two boxes touch."""
    return a[0] <= b[2] and a[2] >= b[0] and a[1] <= b[3] and a[3] >= b[1]
