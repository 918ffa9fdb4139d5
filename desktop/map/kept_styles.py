"""How areas and events are drawn, kept with the settings of the user between runs."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import QObject

from desktop.map.area_colouring import AreaChoice, AreaColouring
from desktop.session import Session
from layers.events import WINDOWS, DrawnAs, EventsLayer

_AREAS, _EVENTS = "map/areas", "map/events"
T = TypeVar("T")


class EventChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How events are drawn; ``window_ms``: one of WINDOWS."""

    drawn_as: DrawnAs
    window_ms: int


class KeptStyles(QObject):
    """Of one window: what was chosen last is chosen at its start, as far as its county has it."""

    def __init__(self, session: Session, colouring: AreaColouring, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = session.operator.settings
        self._colouring, self._events = colouring, session.layers.of(EventsLayer)
        areas = self._stored(_AREAS, AreaChoice)
        if areas is not None and colouring.offers(areas):
            colouring.choose(areas)
        events = self._stored(_EVENTS, EventChoice)
        if events is not None and events.window_ms in WINDOWS:
            self._events.draw_as(events.drawn_as, events.window_ms)
        self._areas_kept, self._events_kept = colouring.choice, self._event_choice
        colouring.changed.connect(self._keep_areas)
        self._events.changed.connect(self._keep_events)

    def release(self) -> None:
        """Follow the layer no more."""
        self._events.changed.disconnect(self._keep_events)

    @property
    def _event_choice(self) -> EventChoice:
        return EventChoice(self._events.drawn_as, self._events.window_ms)

    def _keep_areas(self) -> None:
        choice = self._colouring.choice
        if choice != self._areas_kept:
            self._areas_kept = choice
            self._settings.setValue(_AREAS, "" if choice is None else msgspec.json.encode(choice).decode())

    def _keep_events(self) -> None:
        choice = self._event_choice
        if choice != self._events_kept:
            self._events_kept = choice
            self._settings.setValue(_EVENTS, msgspec.json.encode(choice).decode())

    def _stored(self, key: str, kind: type[T]) -> T | None:
        """None where nothing was kept, or nothing that this program knows."""
        stored: Any = self._settings.value(key, "")
        try:
            return msgspec.json.decode(stored, type=kind)
        except (msgspec.DecodeError, TypeError):
            return None
