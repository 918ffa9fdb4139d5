"""A scene: which panels stand where, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from county.catalog import Name
from desktop.central_area import View

Area = Literal["left", "right", "bottom"]


@dataclass(frozen=True)
class DockPlacement:
    """One dock area from its edge inwards: groups of panels above or beside each other, tabbed within a group."""

    area: Area
    groups: tuple[tuple[str, ...], ...]
    extent_px: int
    """Width of a side area, height of the bottom one, in pixels of the 1080-line design."""


@dataclass(frozen=True)
class Scene:
    """A saved arrangement; panels that no place names are hidden."""

    name: Name
    places: tuple[DockPlacement, ...]
    centre: View
    """What stands in the middle."""
    shares: dict[str, float]
    """Height of a group within its area against the others, by the group's first panel; 1 where not given."""
