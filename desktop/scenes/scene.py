"""A scene: the arrangement of panels, by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from county.catalog import Name
from desktop.window.central_area import View

DESIGN_ASPECT = 16 / 9
LOW_LINES = 1_000
"""Below this height of the window its bottom area is lower; a screen of 1080 lines has more without its bars."""
WIDEST = 1.5
"""How much wider than designed the areas at the sides become at most."""
TWO_SCREENS = 3.0
"""Width of a window that has room for panels beside each other, in its heights."""
LEAST_PX = 1_150
"""Narrowest window that shows areas at three sides; 1024 pixels of a small screen are more."""
SMALL_LEFT_PX, SMALL_RIGHT_PX = 300, 400
UPRIGHT_LEFT_PX, UPRIGHT_BOTTOM_PX = 600, 1_000
"""What is wider beside the map has no room there in a window that is taller than wide, and its height below it."""
Area = Literal["left", "right", "bottom"]


@dataclass(frozen=True)
class DockPlacement:
    """One column of a side, or the row at the bottom: groups of panels above or next to each other, tabbed within a
    group.  Several columns of a side stand beside each other, from its edge inwards."""

    area: Area
    groups: tuple[tuple[str, ...], ...]
    extent_px: int
    """Width of a side area, height of the bottom one, in pixels of the 1080-line design."""
    low_px: int = 0
    """Height of the bottom one in a low window; 0: the same."""


@dataclass(frozen=True)
class Scene:
    """A saved arrangement; panels without a place are hidden."""

    name: Name
    places: tuple[DockPlacement, ...]
    centre: View
    """The view in the central area."""
    shares: dict[str, float]
    """Relative height of a group within its area, by the group's first panel; 1 where not given."""
    wide: tuple[DockPlacement, ...] = ()
    """The places in a window of two screens beside each other, where lists have more rows and tables less air; (): the
    usual ones."""

    def in_window(self, width_px: float, height_px: float, *, above_bar: bool = False) -> Scene:
        """The scene in a window of this size in pixels of the design: one column in a tall one, no bottom area in a
        small one and a lower one in a low one, wider side areas in a very wide one.  ``above_bar``: in a replay."""
        usual = self.wide if self.wide and width_px >= TWO_SCREENS * height_px else self.places
        scene = replace(self, places=usual)
        if above_bar:
            scene = scene.above_bar()
        if height_px > width_px:
            return scene.upright()
        if width_px < LEAST_PX:
            return scene.small()
        wider = min(WIDEST, max(1.0, width_px / height_px / DESIGN_ASPECT))
        low = height_px < LOW_LINES
        places = tuple(
            replace(place, extent_px=place.low_px if low and place.low_px else place.extent_px)
            if place.area == "bottom"
            else replace(place, extent_px=round(place.extent_px * wider))
            for place in scene.places
        )
        return replace(scene, places=places)

    def of_panels(self, panels: Collection[str]) -> Scene:
        """The scene in a window that has these panels alone: a replay and a drill do not have all of them."""
        places = []
        for place in self.places:
            groups = tuple(filter(None, (tuple(name for name in group if name in panels) for group in place.groups)))
            if groups:
                places.append(replace(place, groups=groups))
        return replace(self, places=tuple(places))

    def small(self) -> Scene:
        """The scene where texts are large for the window: what is at the bottom is behind the tabs at the right, and
        the map stands alone in the centre."""
        left = [place for place in self.places if place.area == "left"]
        names = (*self._names("right"), *self._names("bottom"))
        columns = (DockPlacement("right", (names,), SMALL_RIGHT_PX),) if names else ()
        joined = [tuple(name for group in one.groups for name in group) for one in left]
        lists = [DockPlacement("left", (group,), SMALL_LEFT_PX) for group in joined]
        return replace(self, places=(*lists, *columns), centre="map")

    def above_bar(self) -> Scene:
        """The scene above the bar of a replay, which has the room of the bottom area: what is there is behind the tabs
        at the right, so that the map is as high as without the bar."""
        bottom = self._names("bottom")
        if not bottom:
            return self
        places = [place for place in self.places if place.area != "bottom"]
        columns = [n for n, place in enumerate(places) if place.area == "right"]
        if columns:
            column = places[columns[-1]]
            *others, last = column.groups
            places[columns[-1]] = replace(column, groups=(*others, (*last, *bottom)))
        else:
            places.append(DockPlacement("right", (bottom,), SMALL_RIGHT_PX))
        return replace(self, places=tuple(places))

    def _names(self, area: Area) -> tuple[str, ...]:
        """The panels of an area, in their order."""
        return tuple(name for place in self.places if place.area == area for group in place.groups for name in group)

    def upright(self) -> Scene:
        """The scene in a window that is taller than wide: one column at the left instead of two at the sides; what
        stands at the left alone and is wide, below."""
        left, right = (next((p for p in self.places if p.area == side), None) for side in ("left", "right"))
        if left is not None and right is None and left.extent_px > UPRIGHT_LEFT_PX:
            below = DockPlacement("bottom", left.groups, UPRIGHT_BOTTOM_PX)
            return replace(self, places=(below, *(place for place in self.places if place is not left)))
        if left is None or right is None:
            return self
        column = DockPlacement("left", left.groups + right.groups, max(left.extent_px, right.extent_px))
        others = tuple(place for place in self.places if place not in (left, right))
        return replace(self, places=(column, *others))
