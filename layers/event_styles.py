"""The symbols of events: colour and outline say how urgent one is, size and rim its level, the icon its class."""

from __future__ import annotations

from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog, Name
from county.events.event import ENDED, LEVELS, STATES
from layers.urgency import COLOURS

COLOUR_NAMES = {
    "urgent": Name("紧急或超期", "Emergency or overdue"),
    "soon": Name("临期", "Due soon"),
    "open": Name("时限内", "In time"),
}
_ENDED = tuple(state for state in STATES if state in ENDED)
_OF_ENDED = np.array([_ENDED.index(state) if state in ENDED else 0 for state in STATES])
CLASS = "event_class"
"""Row of the style sheet with the icon of a class that has no row below it."""


class EventStyles:
    """The styles of all events of a catalogue, and their numbers in ``keys``."""

    def __init__(self, catalog: Catalog) -> None:
        classes = sorted({row.event_class for row in catalog.subclasses.values()})
        self._class_of = {key: 1 + classes.index(row.event_class) for key, row in catalog.subclasses.items()}
        """Number of the class of each subclass; 0: of one that the catalogue does not have."""
        icons = [CLASS, *(f"{CLASS}.{key}" for key in classes)]
        self._classes = len(icons)
        self._open = len(COLOURS) * len(LEVELS) * len(icons)
        """How many styles open events have."""
        self.keys = (
            *(f"event.{colour}.{level}@{icon}" for colour in COLOURS for level in LEVELS for icon in icons),
            *(f"event.{state}" for state in _ENDED),
        )

    def codes(
        self,
        colour: NDArray[np.int8],
        level: NDArray[np.integer],
        subclass: NDArray[np.object_],
        state: NDArray[np.integer],
    ) -> NDArray[np.uint16]:
        """The number of the style (n,) of events with columns (n,); ``colour`` as of
        :func:`layers.urgency.colour_codes`."""
        of = self._class_of
        class_ = np.fromiter(map(of.get, subclass.tolist(), repeat(0)), dtype=np.intp, count=len(subclass))
        open_ = (colour.astype(np.intp) * len(LEVELS) + level) * self._classes + class_
        return np.where(colour == len(COLOURS), self._open + _OF_ENDED[state], open_).astype(np.uint16)

    def colours(self, codes: NDArray[np.uint16]) -> NDArray[np.intp]:
        """The number in COLOURS (n,) of styles (n,), that of ended events the number of COLOURS."""
        return np.minimum(codes.astype(np.intp) // (self._classes * len(LEVELS)), len(COLOURS))

    def larger(self, codes: NDArray[np.uint16]) -> int:
        """How many of the styles (n,) are those of open events above the least level."""
        level = codes.astype(np.intp) // self._classes % len(LEVELS)
        return int(((codes < self._open) & (level < LEVELS.index("general"))).sum())
