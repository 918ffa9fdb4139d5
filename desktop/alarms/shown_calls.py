"""The call that map and twin turn to where nobody uses them: a new alarm of high or critical priority, or a new
emergency; what, where, how many households, and which units could come.

One at a time.  What was there when the window opened calls nowhere but in the lists, and so does everything in a
replay.  The views decide by themselves whether they are in use (:mod:`drawing.call_show`); what is said of a call is
the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTimer

from county.alarms import Alarm
from county.clock import monotonic_ms
from county.events.event import Event
from county.names import BETWEEN
from county.units.dispatch import UnitCandidate
from desktop.alarms.called_thing import called_state, called_thing
from desktop.alarms.emergency_words import what_and_where
from desktop.alarms.sensor_events import event_of_alarm
from desktop.alarms.waiting_calls import WaitingCall
from desktop.session import Session
from desktop.units.candidate_marks import IN_VIEW
from desktop.units.choice import unit_name
from layers.division import DivisionLayer
from layers.events import EventsLayer
from layers.shown_call import CallWay, ShownCall
from services.protocol.messages import RankReply, SendingReply

TICK_MS = 200
SHOWN_MS = 20_000
"""So long a call is shown, unless it is taken up before."""
FRESH_MS = 60_000
"""An emergency that came while another one was shown is shown after it, when it is not older than this."""
SHOWN_URGENCIES = frozenset({"emergency", "high"})
DIVISIONS = ("grids", "villages", "towns")


class ShownCalls(QObject):
    """Tells ``session.focus.calls``.

    An emergency takes the place of a high alarm; a high alarm that comes while a call is shown is only counted.
    """

    def __init__(self, session: Session, parent: QObject, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__(parent)
        self._session, self._monotonic = session, monotonic
        self._known: set[str] | None = None
        """Keys of the calls that waited when the window opened."""
        self._came_ms: dict[str, int] = {}
        """When each other call that waits came."""
        self._done: set[str] = set()
        """Those of them that were shown, or are only counted."""
        self._shown: WaitingCall | None = None
        self._shown_ms = 0
        self._event_id = self._ranking = ""
        self._is_event_sought = False
        """Whether the event of the shown call may be there and was not looked for yet."""
        self._nearest: UnitCandidate | None = None
        self._sendings: dict[str, str] = {}
        """Request → the unit that it asks about."""
        self._ways: dict[str, CallWay] = {}
        session.feed.arrived.connect(self._take)
        session.layers.of(EventsLayer).changed.connect(self._seek_event)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def close(self) -> None:
        self._timer.stop()
        self._session.feed.arrived.disconnect(self._take)
        self._session.layers.of(EventsLayer).changed.disconnect(self._seek_event)

    def tick(self) -> None:
        """Follow what calls; nothing does in a replay."""
        if not self._session.layers.begun or self._session.realm.kind == "replay":
            return
        now_ms = self._monotonic()
        waiting = self._session.waiting_calls.now()
        calls = {call.key: call for call in waiting if call.urgency in SHOWN_URGENCIES}
        if self._known is None:
            self._known = set(calls)
        self._known &= calls.keys()
        self._came_ms = {key: self._came_ms.get(key, now_ms) for key in calls if key not in self._known}
        self._done &= calls.keys()
        shown = self._shown and calls.get(self._shown.key)
        if shown is None or shown.over or now_ms - self._shown_ms >= SHOWN_MS:
            self._shown = None
        following = self._next([calls[key] for key in self._came_ms], now_ms)
        if following is not None:
            self._begin(following, now_ms)
        self._tell()

    def _next(self, came: list[WaitingCall], now_ms: int) -> WaitingCall | None:
        """The call that is to be shown instead of the present one; None: none is."""
        new = [call for call in came if call.key not in self._done and not call.over]
        urgent = [call for call in new if call.urgency == "emergency"]
        self._done.update(call.key for call in new if call.urgency != "emergency")
        if self._shown is None:
            fresh = [call for call in urgent if now_ms - self._came_ms[call.key] <= FRESH_MS]
            return next(iter((*fresh, *(call for call in new if call.urgency == "high"))), None)
        return next(iter(urgent), None) if self._shown.urgency == "high" else None

    def _begin(self, call: WaitingCall, now_ms: int) -> None:
        self._shown, self._shown_ms = call, now_ms
        self._done.add(call.key)
        self._event_id = self._ranking = ""
        self._is_event_sought = True
        self._nearest, self._sendings, self._ways = None, {}, {}

    def _tell(self) -> None:
        shown = None if self._shown is None else self._said(self._shown)
        count = len(self._came_ms) - (shown is not None)
        before = self._session.focus.calls.call
        if shown is not None and before is not None and _same(shown, before):
            shown = before
        text = self.tr("Waiting for somebody: {n}").format(n=count) if count else ""
        self._session.focus.calls.show(shown, text)

    def _said(self, call: WaitingCall) -> ShownCall | None:
        """What is known of a call now; None where nothing can be shown."""
        state = called_state(self._session, call)
        layer, item = called_thing(self._session, call)
        box = layer.bounds_m(item)
        if state is None or box is None:
            return None
        self._ask(state)
        what, where, device = what_and_where(self._session, state)
        lines = (what, BETWEEN.join(filter(None, (where, device))), self._households(state), self._nearest_text())
        place = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        return ShownCall(call.key, place, tuple(filter(None, lines)), tuple(self._ways.values()))

    def _households(self, state: Alarm | Event) -> str:
        """How many households the smallest division of the place has; "" where that is not known."""
        sensors = self._session.sensors
        if isinstance(state, Event):
            code = state.division
        else:
            code = sensors[state.sensor_id].division if state.sensor_id in sensors else ""
        for key in DIVISIONS:
            layer = self._session.layers[key]
            count = layer.households(code) if isinstance(layer, DivisionLayer) else None
            if count is not None:
                return self.tr("{place}: {n} households").format(place=layer.title(code), n=f"{count:,}")
        return ""

    def _nearest_text(self) -> str:
        nearest = self._nearest
        if nearest is None or nearest.distance_m is None or nearest.minutes is None:
            return ""
        return self.tr("Nearest: {unit}, {km} km, about {n} min").format(
            unit=unit_name(self._session, nearest.unit), km=f"{nearest.distance_m / 1000:.1f}",
            n=max(1, round(nearest.minutes)),
        )  # fmt: skip

    def _ask(self, state: Alarm | Event) -> None:
        """Have the units ranked that could come, as the form of a dispatch has, once a view shows the call and there is
        an event."""
        if self._event_id or not (self._is_event_sought and self._session.focus.calls.shown_in):
            return
        self._is_event_sought = False
        self._event_id = event_of_alarm(self._session, state) if isinstance(state, Alarm) else state.id
        if self._event_id:
            self._ranking = self._session.source.ranking(self._event_id)

    def _seek_event(self) -> None:
        self._is_event_sought = True

    def _take(self, answer: object) -> None:
        """Take an answer of the feed."""
        if isinstance(answer, RankReply) and answer.request == self._ranking:
            self._ranking = ""
            coming = [one for one in answer.candidates if one.minutes is not None][:IN_VIEW]
            self._nearest = min(coming, key=lambda one: one.minutes or 0.0, default=None)
            for one in () if self._session.focus.reduced_motion else coming:  # no ways are drawn then
                request = self._session.source.sending(self._event_id, one.unit, cover=False)
                self._sendings[request] = one.unit
        elif isinstance(answer, SendingReply) and answer.request in self._sendings:
            unit = self._sendings.pop(answer.request)
            xy_m = np.array(answer.xy_m, dtype=float).reshape(-1, 2)
            if len(xy_m) > 1 and answer.minutes is not None:
                text = self.tr("{unit} · {n} min")
                text = text.format(unit=unit_name(self._session, unit), n=max(1, round(answer.minutes)))
                self._ways[unit] = CallWay(xy_m, text)


def _same(a: ShownCall, b: ShownCall) -> bool:
    """Whether both say the same of the same call."""
    return (a.key, a.place, a.lines, a.ways) == (b.key, b.place, b.lines, b.ways)
