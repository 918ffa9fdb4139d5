"""What a hand chooses in a list, and the way that is considered for the event that a key selects, are in view on map
and twin.

Nothing moves by itself: only a choice in a list, the key of the next event and the form of a dispatch ask for it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from desktop.session import Session
from layers.focus import InView, MapPoint
from services.protocol.messages import SendingReply

ANSWER_MS = 5_000
"""A way that comes later belongs to another wish: the user has looked elsewhere since."""


class EventInView:
    """Asks the views of one window for the places of one event at a time."""

    def __init__(self, session: Session, monotonic: Callable[[], int]) -> None:
        self._session = session
        self._monotonic = monotonic
        self._awaited = ""
        """The event whose way is still to be shown."""
        self._asked_ms = 0

    def show(self, event_id: str) -> None:
        """A key has selected this event."""
        self._awaited, self._asked_ms = event_id, self._monotonic()
        self._want(event_id, ())

    def see(self, layer: str, item_id: str) -> None:
        """A thing was chosen in a list; of something large its middle is enough."""
        self._awaited, self._asked_ms = "", self._monotonic()
        box = self._session.layers[layer].bounds_m(item_id)
        if box is not None:
            west, south, east, north = box
            place = ((west + east) / 2, (south + north) / 2)
            self._session.focus.in_view_wanted.emit(InView((place,), self._asked_ms))

    def take(self, reply: SendingReply | None) -> None:
        """What it means to send a unit became known: the first way to the selected event is to be seen, too."""
        if reply is None or reply.event_id != self._awaited or self._monotonic() - self._asked_ms > ANSWER_MS:
            return
        self._awaited = ""
        xy_m = np.array(reply.xy_m, dtype=float).reshape(-1, 2)
        if len(xy_m):
            (west, south), (east, north) = xy_m.min(axis=0).tolist(), xy_m.max(axis=0).tolist()
            self._want(reply.event_id, ((west, south), (east, north)))

    def _want(self, event_id: str, more: tuple[MapPoint, ...]) -> None:
        event = self._session.layers.states("event").peek(event_id)
        if event is not None:
            places = ((event.x_m, event.y_m), *more)
            self._session.focus.in_view_wanted.emit(InView(places, self._asked_ms))
