"""What a hand chooses in a list or acts on, and the way that is considered for the event that a key selects, are in
view on map and twin.

Nothing else moves a view that somebody uses (:mod:`desktop.alarms.shown_calls` has calls on the others): only a choice
in a list, a step that is given for one event or alarm, the key of the next event and the form of a dispatch ask for it.
A step asks for less than a choice: whoever acts may look at another place on purpose, so that a view that a hand has
moved shortly before (USED_MS) stays.

The views follow once no other choice comes for a moment: whoever goes through a list by its arrow keys sees each card
at once, and the map where that ends.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer

from county.commands import AlarmCommand, Command, EventCommand
from desktop.process.releasable import Releasable
from desktop.session import Session
from layers.focus import USED_MS, InView, MapPoint
from services.protocol.messages import SendingReply

REST_MS = 250
"""Without another choice, before the views move."""
ANSWER_MS = 5_000
"""A way that comes later belongs to another wish: the user has looked elsewhere since."""


class EventInView(Releasable):
    """Asks the views of one window for the places of one event at a time."""

    def __init__(self, session: Session, monotonic: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._monotonic = monotonic
        self._awaited = ""
        """The event whose way is still to be shown."""
        self._asked_ms = 0
        self._wanted: InView | None = None
        """What the views are asked for after REST_MS."""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)

    def release(self) -> None:
        self._rest.stop()

    def show(self, event_id: str) -> None:
        """A key has selected this event."""
        self._awaited, self._asked_ms = event_id, self._monotonic()
        self._want(event_id, (), self._asked_ms)

    def see(self, layer: str, item_id: str) -> None:
        """A thing was chosen in a list; of something large its middle is enough."""
        self._awaited, self._asked_ms = "", self._monotonic()
        box = self._session.layers[layer].bounds_m(item_id)
        if box is not None:
            west, south, east, north = box
            place = ((west + east) / 2, (south + north) / 2)
            self._ask_soon(InView((place,), self._asked_ms))

    def act(self, command: Command) -> None:
        """A step was given for one event or alarm alone."""
        used_ms = self._monotonic() - USED_MS
        if isinstance(command.body, EventCommand):
            self._want(command.body.event_id, (), used_ms, by_step=True)
        elif isinstance(command.body, AlarmCommand):
            alarm = self._session.layers.states("alarm").peek(command.body.alarm_id)
            sensor = None if alarm is None else self._session.sensors.get(alarm.sensor_id)
            if sensor is not None:
                self._ask_soon(InView(((sensor.x_m, sensor.y_m),), used_ms, by_step=True))

    def take(self, reply: SendingReply | None) -> None:
        """What it means to send a unit became known: the first way to the selected event is to be seen, too."""
        if reply is None or reply.event_id != self._awaited or self._monotonic() - self._asked_ms > ANSWER_MS:
            return
        self._awaited = ""
        xy_m = np.array(reply.xy_m, dtype=float).reshape(-1, 2)
        if len(xy_m):
            (west, south), (east, north) = xy_m.min(axis=0).tolist(), xy_m.max(axis=0).tolist()
            self._want(reply.event_id, ((west, south), (east, north)), self._asked_ms)

    def _want(self, event_id: str, more: tuple[MapPoint, ...], asked_ms: int, *, by_step: bool = False) -> None:
        event = self._session.layers.states("event").peek(event_id)
        if event is not None:
            self._ask_soon(InView(((event.x_m, event.y_m), *more), asked_ms, by_step))

    def _ask_soon(self, wanted: InView) -> None:
        self._wanted = wanted
        self._rest.start()

    def _ask(self) -> None:
        if self._wanted is not None:
            self._session.focus.in_view_wanted.emit(self._wanted)
            self._wanted = None
