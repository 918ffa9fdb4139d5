"""What waits in the live realm, by what its own window shows: for windows that are opened from that one."""

from __future__ import annotations

from county.drill.real_calls import RealKind, interrupting
from desktop.drill.real_calls import RealCall, RealCalls, call_of
from desktop.session import Session
from layers.alarms import AlarmBook
from layers.events import EventsLayer
from services.protocol.source import Source


class WindowWatch(RealCalls):
    """Another link would take every record twice, in the thread that both windows share."""

    def __init__(self, live: Session) -> None:
        super().__init__()
        self._live = live
        self._followed = live.layers.of(EventsLayer), live.layers.of(AlarmBook)

    def follow(self) -> None:
        for model in self._followed:
            model.changed.connect(self._look)
        self._look()

    def leave(self) -> None:
        for model in self._followed:
            model.changed.disconnect(self._look)

    @property
    def source(self) -> Source:
        return self._live.source

    def call(self, kind: RealKind, id: str) -> RealCall | None:
        return call_of(kind, id, self._live.layers.states(kind).get(id))

    def _look(self) -> None:
        if not self._live.layers.begun:
            return
        events, alarms = (model.columns for model in self._followed)
        calling: list[tuple[RealKind, str]] = [("event", id) for id in events.ids[interrupting("event", events)]]
        calling += [("alarm", id) for id in alarms.ids[interrupting("alarm", alarms)]]
        if self._replace(calling):
            self.changed.emit()
