"""The call for help that the views of one window turn to, and how many more wait; it belongs to no layer."""

from __future__ import annotations

from dataclasses import dataclass

from psygnal import Signal

from layers.batches import F64


@dataclass(frozen=True, eq=False)
class CallWay:
    """The way of a unit that could be sent."""

    xy_m: F64
    """(k, 2), k ≥ 2, working CRS, from the unit to the call."""
    text: str
    """Who it is and when it arrives."""


@dataclass(frozen=True, eq=False)
class ShownCall:
    """An alarm or event that somebody must take up; ``lines`` say what, where and who is near, the first is the title.

    ``place``: working CRS, metres.
    """

    key: str
    place: tuple[float, float]
    lines: tuple[str, ...]
    ways: tuple[CallWay, ...] = ()


class CallToShow:
    """At most one call at a time; views that nobody uses turn to it and say what it is."""

    changed = Signal()

    def __init__(self) -> None:
        self.call: ShownCall | None = None
        self.waiting = ""
        """What is said of the calls that wait and are not shown; "" where there are none."""
        self.shown_in: set[object] = set()
        """The views that show the call; without any, more need not be found out about it."""

    def show(self, call: ShownCall | None, waiting: str) -> None:
        """Replace the call, or what is known of the same one."""
        if (call, waiting) != (self.call, self.waiting):
            self.call, self.waiting = call, waiting
            self.changed.emit()
