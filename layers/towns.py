"""Towns and subdistricts."""

from __future__ import annotations

from typing import ClassVar

from county.catalog import Name
from layers.division import DivisionLayer


class TownsLayer(DivisionLayer):
    """Towns and subdistricts."""

    key: ClassVar[str] = "towns"
    name: ClassVar[Name] = Name("乡镇街道", "Towns")
    table: ClassVar[str] = "towns"
    style: ClassVar[str] = "town"
