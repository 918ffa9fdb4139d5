"""Grids: the smallest areas somebody answers for."""

from __future__ import annotations

from typing import ClassVar

from county.catalog import Name
from layers.division import DivisionLayer


class GridsLayer(DivisionLayer):
    """Grids: the smallest areas somebody answers for."""

    key: ClassVar[str] = "grids"
    name: ClassVar[Name] = Name("网格", "Grids")
    table: ClassVar[str] = "grids"
    style: ClassVar[str] = "grid"
