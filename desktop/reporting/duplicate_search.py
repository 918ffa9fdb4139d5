"""Possible duplicates among the events on the desk, and their reasons in words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from county.catalog import Catalog, in_languages
from county.commands import PlaceLevel
from county.events.duplicates import DuplicateIndex, PlacedReport, Proposal
from county.events.event import STATES, Event, State
from county.events.texts import EventTexts
from county.place_levels import PLACE_LEVEL_NAMES
from desktop.i18n import pick
from layers.events import EventsLayer
from layers.registry import LayerSet

_LEFT_OUT = np.array([STATES.index(state) for state in (State.MERGED, State.REJECTED)])
"""Their matter is that of another event, or none."""


class DuplicateSearch:
    """Follows the events on the desk: open ones, and closed ones for as long as they stay there.

    The index is built with the first search after a snapshot and changed with every event that moves.
    """

    def __init__(self, layers: LayerSet, catalog: Catalog) -> None:
        self._events = layers.of(EventsLayer)
        self._layers = layers
        self._index = DuplicateIndex(catalog, self._text_of)
        self._is_complete = False
        self._events.changed.connect(self._follow)

    def of_event(self, event: Event) -> list[Proposal]:
        """Events that may be duplicates of ``event``, the most probable first."""
        return self._proposals(_placed(event), *_text(event, self._events.texts))

    def read_for(self, event: Event, at_most: int) -> bool:
        """Read so many of the texts that :meth:`of_event` compares; returns whether there are none left."""
        self._complete()
        return self._index.read_some(_placed(event), at_most)

    def of_draft(
        self, subclass: str, xy_m: tuple[float, float], at_ms: int, title: str, note: str, address: str = ""
    ) -> list[Proposal]:
        """Events that may already be about what somebody is reporting."""
        return self._proposals(PlacedReport("", subclass, *xy_m, at_ms), title, note, address)

    def _proposals(self, report: PlacedReport, title: str, note: str, address: str) -> list[Proposal]:
        self._complete()
        return self._index.proposals(report, title, note, address)

    def _complete(self) -> None:
        if not self._is_complete:
            self._index.clear()
            self._put(np.arange(len(self._events.columns)))
            self._is_complete = True

    def _follow(self) -> None:
        moved = self._events.last_change
        if moved is None:
            self._is_complete = False
        elif self._is_complete:
            for event_id in moved:
                self._index.remove(event_id)
            self._put(self._events.columns.rows(moved))

    def _put(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> None:
        columns = self._events.columns
        rows = rows[~np.isin(columns["state"][rows], _LEFT_OUT)]
        names = ("subclass", "x_m", "y_m", "happened_ms")
        values = zip(columns.ids[rows].tolist(), *(columns[name][rows].tolist() for name in names), strict=True)
        for event_id, subclass, x_m, y_m, at_ms in values:
            self._index.put(PlacedReport(event_id, subclass, x_m, y_m, at_ms))

    def _text_of(self, event_id: str) -> tuple[str, str, str]:
        event = self._layers.states("event").peek(event_id)
        return ("", "", "") if event is None else _text(event, self._events.texts)


def _placed(event: Event) -> PlacedReport:
    return PlacedReport(event.id, event.subclass, event.x_m, event.y_m, event.happened_ms)


def _text(event: Event, texts: EventTexts) -> tuple[str, str, str]:
    """Title, note and address of the report."""
    return in_languages(texts.stated_title(event))[0], event.timeline[0].note, event.address


def reasons(proposal: Proposal, level: PlaceLevel) -> tuple[str, ...]:
    """Why an event was proposed, how far away it is first; ``level``: how exactly its place is known."""
    translate = QCoreApplication.translate
    away = translate("duplicates", "{n} m away").format(n=f"{proposal.distance_m:.0f}")
    parts = [
        pick(PLACE_LEVEL_NAMES[level]) if level in PLACE_LEVEL_NAMES else away,
        _apart(proposal.minutes),
        translate("duplicates", "texts {n} % alike").format(n=f"{proposal.similarity * 100:.0f}"),
    ]
    if proposal.agreeing:
        both = translate("duplicates", ", ").join(proposal.agreeing[:6])
        parts.append(translate("duplicates", "both: {words}").format(words=both))
    for difference in proposal.differing:
        here, there = ("/".join(names) for names in (difference.here, difference.there))
        parts.append(translate("duplicates", "different: {here} – {there}").format(here=here, there=there))
    if not proposal.same_subclass:
        parts.append(translate("duplicates", "another subclass of the class"))
    return tuple(parts)


def _apart(minutes: float) -> str:
    if minutes < 90:
        return QCoreApplication.translate("duplicates", "{n} min apart").format(n=f"{minutes:.0f}")
    return QCoreApplication.translate("duplicates", "{n} h apart").format(n=f"{minutes / 60:.0f}")
