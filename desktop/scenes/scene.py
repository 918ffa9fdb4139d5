"""A scene: the arrangement of panels, by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from county.catalog import Name
from desktop.central_area import View

DESIGN_ASPECT = 16 / 9
WIDEST = 1.5
"""How much wider than designed the areas at the sides become at most."""
Area = Literal["left", "right", "bottom"]


@dataclass(frozen=True)
class DockPlacement:
    """One dock area from its edge inwards: groups of panels above or next to each other, tabbed within a group."""

    area: Area
    groups: tuple[tuple[str, ...], ...]
    extent_px: int
    """Width of a side area, height of the bottom one, in pixels of the 1080-line design."""


@dataclass(frozen=True)
class Scene:
    """A saved arrangement; panels without a place are hidden."""

    name: Name
    places: tuple[DockPlacement, ...]
    centre: View
    """The view in the central area."""
    shares: dict[str, float]
    """Relative height of a group within its area, by the group's first panel; 1 where not given."""

    def in_window(self, width_px: int, height_px: int) -> Scene:
        """The scene in a window of this shape: one column in a tall one, wider side areas in a very wide one."""
        if height_px > width_px:
            return self.upright()
        wider = min(WIDEST, max(1.0, width_px / height_px / DESIGN_ASPECT))
        places = tuple(
            place if place.area == "bottom" else replace(place, extent_px=round(place.extent_px * wider))
            for place in self.places
        )
        return replace(self, places=places)

    def upright(self) -> Scene:
        """The scene in a window that is taller than wide: one column at the left instead of two at the sides."""
        left, right = (next((p for p in self.places if p.area == side), None) for side in ("left", "right"))
        if left is None or right is None:
            return self
        column = DockPlacement("left", left.groups + right.groups, max(left.extent_px, right.extent_px))
        others = tuple(place for place in self.places if place not in (left, right))
        return replace(self, places=(column, *others))
