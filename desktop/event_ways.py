"""The ways of units to the event of the card, on the map: of those that are sent, and of the one that is considered."""

from __future__ import annotations

from county.event import Event
from desktop.sending_preview import shown_way
from desktop.session import Session
from layers.ways import WaysLayer
from services.protocol.messages import SendingReply, Trouble

ASKED_MOST = 5
"""Units of one event whose ways are drawn."""


class EventWays:
    """Asks for the ways of the units that are expected at one event, and shows them with the proposed one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._layer = session.layers.of(WaysLayer)
        self._event_id = ""
        self._place = (0.0, 0.0)
        self._units: tuple[str, ...] = ()
        self._requests: dict[str, str] = {}
        """Request → the unit that it asks about."""
        self._sent: dict[str, SendingReply] = {}
        """The last answer about each unit that is on its way."""
        self._proposed: SendingReply | None = None

    def follow(self, event: Event | None) -> None:
        """Show the units that are expected at ``event``; None: nothing."""
        event_id, units = ("", ()) if event is None else (event.id, self._on_the_way(event))
        if event_id != self._event_id:
            self._proposed = None
        place = (0.0, 0.0) if event is None else (event.x_m, event.y_m)
        if (event_id, units, place) != (self._event_id, self._units, self._place):
            self._event_id, self._units, self._place = event_id, units, place
            self._sent = {unit: reply for unit, reply in self._sent.items() if unit in units}
            self.refresh()

    def refresh(self) -> None:
        """Ask again: units move, and roads close."""
        sending = self._session.source.sending
        self._requests = {sending(self._event_id, unit): unit for unit in self._units}
        self._show()

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
            self._show()

    def _on_the_way(self, event: Event) -> tuple[str, ...]:
        departments = self._session.catalog.departments
        return tuple(unit for unit in event.expected if unit not in departments)[:ASKED_MOST]

    def _show(self) -> None:
        proposed = self._proposed
        ways = [shown_way(reply, proposed=False) for reply in self._sent.values() if reply.event_id == self._event_id]
        if proposed is not None and proposed.event_id == self._event_id:
            ways.append(shown_way(proposed, proposed=True))
            self._layer.show([way for way in ways if way is not None], proposed.uncovered)
        else:
            self._layer.show([way for way in ways if way is not None])
