"""Positions of units for tests."""

from __future__ import annotations

import numpy as np

from county.package.open import CountyPackage
from county.streams import POSITIONS, Columns
from layers.registry import LayerSet

Row = tuple[int, int, float, float, float, float]
"""Unit number, time, x, y, heading, speed."""


def positions(*rows: Row) -> Columns:
    """Rows of the stream."""
    values = zip(*rows, strict=True) if rows else [()] * len(POSITIONS.columns)
    return Columns(POSITIONS, {name: np.array(some) for name, some in zip(POSITIONS.columns, values, strict=True)})


def first_unit_reports(layers: LayerSet, package: CountyPackage, x_m: float, y_m: float, now_ms: int) -> None:
    """Begin with an empty snapshot; then the county's first unit, driving to the east, reports its position."""
    layers.restore(0, 0, {}, {POSITIONS.key: POSITIONS.table(package, package.catalog)})
    layers.take(positions((0, now_ms, x_m, y_m, 90.0, 36.0)))
    layers.tick(now_ms)
