"""Grids: the smallest areas with a responsible person."""

from __future__ import annotations

from typing import ClassVar

from county.catalog import Name
from layers.division import DivisionLayer


class GridsLayer(DivisionLayer):
    """Grids: the smallest areas with a responsible person."""

    key: ClassVar[str] = "grids"
    name: ClassVar[Name] = Name("网格", "Grids")
    table: ClassVar[str] = "grids"
    style: ClassVar[str] = "grid"
