"""Villages and communities."""

from __future__ import annotations

from typing import ClassVar

from county.catalog import Name
from layers.division import DivisionLayer


class VillagesLayer(DivisionLayer):
    """Villages and communities."""

    key: ClassVar[str] = "villages"
    name: ClassVar[Name] = Name("行政村（社区）", "Villages")
    table: ClassVar[str] = "villages"
    style: ClassVar[str] = "village"
