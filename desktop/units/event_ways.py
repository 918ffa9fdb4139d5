"""The ways of units to the event of the card, on the map: of those that are sent, and of the one that is considered."""

from __future__ import annotations

import math
from collections.abc import Iterable

from county.events.event import Event
from desktop.session import Session
from desktop.units.sending_preview import shown_way
from layers.tracks import TracksLayer
from layers.ways import PROPOSED, SENT, WaysLayer
from services.protocol.messages import SendingReply, Trouble

ASKED_MOST = 5
"""Units of one event whose ways are drawn."""
MOVED_M = 50.0
"""A way that begins farther from its unit is out of date."""
Place = tuple[float, float]


class EventWays:
    """Asks for the ways of the units that are expected at one event, and shows them with the proposed one.

    It asks for what is drawn alone, and only when something has changed it: the event or its units, the closed roads,
    or the place of a unit.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._layer = session.layers.of(WaysLayer)
        self._tracks = session.layers.of(TracksLayer)
        self._event_id = ""
        self._goal: Place | None = None
        self._units: tuple[str, ...] = ()
        self._requests: dict[str, str] = {}
        """Request → the unit that it asks about."""
        self._sent: dict[str, SendingReply] = {}
        """The last answer about each unit that is on its way."""
        self._starts: dict[str, Place | None] = {}
        """Where the way of each unit begins; until it is known, where the unit was when it was asked for."""
        self._proposed: SendingReply | None = None

    def follow(self, event: Event | None) -> None:
        """Show the units that are expected at ``event``; None: nothing."""
        event_id, units = ("", ()) if event is None else (event.id, self._on_the_way(event))
        goal = None if event is None else (event.x_m, event.y_m)
        if event_id != self._event_id:
            self._proposed = None
        if (event_id, goal, units) != (self._event_id, self._goal, self._units):
            moved, before = (event_id, goal) != (self._event_id, self._goal), self._units
            self._event_id, self._goal, self._units = event_id, goal, units
            self._sent = {unit: reply for unit, reply in self._sent.items() if unit in units}
            self._ask(unit for unit in units if moved or unit not in before)

    def follow_closures(self) -> None:
        """A road was closed or opened."""
        self._ask(self._units)

    def follow_units(self) -> None:
        """Units may have moved: ask for the ways that begin elsewhere now, and for those that are still missing."""
        known = {unit for unit, reply in self._sent.items() if reply.event_id == self._event_id}
        self._ask(unit for unit in self._units if unit not in known or self._has_moved(unit))

    def propose(self, reply: SendingReply | None) -> None:
        """Show what is considered, too; None: nothing is."""
        self._proposed = reply
        self._show()

    def take(self, answer: object) -> None:
        """Take an answer of the feed."""
        if not isinstance(answer, SendingReply | Trouble):
            return
        unit = self._requests.pop(answer.request, None)
        if unit is not None and isinstance(answer, SendingReply):
            self._sent[unit] = answer
            if answer.xy_m:
                self._starts[unit] = answer.xy_m[0], answer.xy_m[1]
            self._show()

    def _ask(self, units: Iterable[str]) -> None:
        """Ask for the ways of ``units``; answers that are no longer waited for are not taken."""
        asked = list(units)
        waiting = {request: unit for request, unit in self._requests.items() if unit in self._units}
        self._requests = {request: unit for request, unit in waiting.items() if unit not in asked}
        for unit in asked:
            self._requests[self._session.source.sending(self._event_id, unit, cover=False)] = unit
            self._starts[unit] = self._place(unit)
        self._show()

    def _has_moved(self, unit: str) -> bool:
        start, here = self._starts.get(unit), self._place(unit)
        return here is not None and (start is None or math.dist(start, here) > MOVED_M)

    def _place(self, unit: str) -> Place | None:
        """Where a unit is; None where it has not reported."""
        bounds = self._tracks.bounds_m(unit)
        return None if bounds is None else bounds[:2]

    def _on_the_way(self, event: Event) -> tuple[str, ...]:
        departments = self._session.catalog.departments
        return tuple(unit for unit in event.expected if unit not in departments)[:ASKED_MOST]

    def _show(self) -> None:
        proposed = self._proposed
        ways = [shown_way(reply, SENT) for reply in self._sent.values() if reply.event_id == self._event_id]
        if proposed is not None and proposed.event_id == self._event_id:
            ways.append(shown_way(proposed, PROPOSED))
            self._layer.show([way for way in ways if way is not None], proposed.uncovered)
        else:
            self._layer.show([way for way in ways if way is not None])
