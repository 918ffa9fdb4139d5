"""The operator's focus: the selection and a marked place, shared by every view of one window."""

from __future__ import annotations

from dataclasses import dataclass

from psygnal import Signal

from county.commands import PlaceLevel
from layers.shown_call import CallToShow

MapPoint = tuple[float, float]
"""x_m, y_m in the working CRS."""
USED_MS = 10_000
"""So long after a hand moved a view it is in use."""


@dataclass(frozen=True)
class Selection:
    """Things of one layer; ``ids`` in the order they were chosen, the first is the one the card shows."""

    layer: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class InView:
    """Places that a key, a click or a step of the user asks to see.  ``asked_ms`` on the monotonic clock: a view that a
    hand has moved since then, or that holds it now, stays as it is.  ``by_step``: a step wants it, which waits until a
    view shows no call any more; a choice does not wait."""

    places: tuple[MapPoint, ...]
    asked_ms: int
    by_step: bool = False


class PlaceMark:
    """A place that is being picked, or was found; views mark it.  It belongs to no layer."""

    marked = Signal(object)
    """MapPoint | None"""

    def __init__(self) -> None:
        self._place: MapPoint | None = None
        self.level: PlaceLevel = "point"
        """How exactly it is known."""

    @property
    def place(self) -> MapPoint | None:
        """The marked place."""
        return self._place

    def mark(self, place: MapPoint | None, level: PlaceLevel = "point") -> None:
        """Mark a place, or none."""
        if (place, level) != (self._place, self.level):
            self._place, self.level = place, level
            self.marked.emit(place)


class Focus(PlaceMark):
    """Selecting anywhere selects everywhere: views call :meth:`select` and listen to ``selected``.  The marked place is
    that of a new report."""

    selected = Signal(object)
    """Selection | None"""
    fly_to = Signal(float, float, float)
    """x_m, y_m, radius_m: views move there."""
    in_view_wanted = Signal(InView)
    """Views that do not show all of the places move, and no farther than they must."""
    picked = Signal(str, str)
    """Layer and id of a thing that a hand chose in a list: its place is to be in view."""
    taken = Signal(str)
    """Id of a thing of the offered layer that was clicked."""
    pointed = Signal(str, str)
    """Layer and id of the thing under the pointer of a view; "" and "": none."""

    def __init__(self) -> None:
        super().__init__()
        self._selection: Selection | None = None
        self.correction = PlaceMark()
        """The place of an event while it is being corrected."""
        self.found = PlaceMark()
        """A point that was searched by its coordinates, until something is selected or another thing is searched."""
        self.calls = CallToShow()
        """What views turn to by themselves where nobody uses them."""
        self.reduced_motion = False
        """Whether views jump instead of flying, and nothing on them swells."""
        self._offered = ""
        self._pointed = ("", "")

    @property
    def is_choosing(self) -> bool:
        """Whether somebody chooses a unit or a place on the views."""
        return bool(self._offered) or self.place is not None or self.correction.place is not None

    @property
    def offered(self) -> str:
        """Key of a layer whose things somebody chooses from; "" for none.  A click on one of them selects nothing, and
        one beside them leaves the selection."""
        return self._offered

    def offer(self, layer: str) -> None:
        """From now on a click on a thing of ``layer`` emits ``taken``; "": selections as usual."""
        self._offered = layer

    @property
    def pointed_at(self) -> tuple[str, str]:
        """Layer and id of the thing under the pointer of a view; "" and "": none."""
        return self._pointed

    def point_at(self, layer: str, item_id: str) -> None:
        """Something is under the pointer of a view."""
        if (layer, item_id) != self._pointed:
            self._pointed = layer, item_id
            self.pointed.emit(layer, item_id)

    def click(self, layer: str, item_id: str) -> None:
        """A thing of a view was clicked: select it, or take it where it is offered."""
        if layer == self._offered:
            self.taken.emit(item_id)
        else:
            self.select(layer, item_id)

    def click_nothing(self) -> None:
        """A view was clicked where nothing is: select nothing; not while something is offered, whose form would go."""
        if not self._offered:
            self.clear()

    @property
    def selection(self) -> Selection | None:
        return self._selection

    def select(self, layer: str, *ids: str) -> None:
        """Select things of one layer, or nothing when there are no ids."""
        selection = Selection(layer, ids) if ids else None
        if selection != self._selection:
            self._selection = selection
            if selection is not None:
                self.found.mark(None)
            self.selected.emit(selection)

    def pick(self, layer: str, item_id: str) -> None:
        """A hand chose a thing in a list: select it and bring its place into view."""
        self.select(layer, item_id)
        self.picked.emit(layer, item_id)

    def clear(self) -> None:
        """Select nothing."""
        self.select("")
