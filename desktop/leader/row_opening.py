"""What the action of a row opens: a form, a card, a place on map and twin, a panel, a briefing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from county.events.event import Event
from desktop.leader.waiting_rows import LeaderRow
from desktop.session import Session
from layers.alarms import AlarmBook
from layers.events import EventsLayer

FLIGHT_RADIUS_M = 900.0
PANELS = {"plan": "plans", "notice": "notices", "inject": "drill"}


class RowOpening(QObject):
    """Selects what the row is about; the window opens the rest."""

    form_wanted = Signal(str, object)
    """Number of an event and the step whose form is to be opened."""
    card_wanted = Signal()
    panel_wanted = Signal(str)
    trend_wanted = Signal(object)
    """ShownFigure"""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def open(self, row: LeaderRow) -> None:
        """Give the action of a row."""
        target = row.target
        if row.figure is not None:
            self.trend_wanted.emit(row.figure)
        elif target.thing == "event":
            self._open_event(row)
        elif target.thing == "alarm":
            self._open_alarm(target.id)
        elif target.thing == "briefing":
            self._session.briefings.show(target.id)
        else:
            self.panel_wanted.emit(PANELS[target.thing])

    def select_event(self, event_id: str) -> None:
        """Select an event and show its card."""
        self._session.focus.select(EventsLayer.key, event_id)
        self.card_wanted.emit()

    def _open_event(self, row: LeaderRow) -> None:
        session, target = self._session, row.target
        event = session.layers.states("event").peek(target.id)
        session.focus.select(EventsLayer.key, target.id)
        if isinstance(event, Event):
            session.focus.fly_to.emit(event.x_m, event.y_m, FLIGHT_RADIUS_M)
        if target.step is None:
            self.card_wanted.emit()
        else:
            self.form_wanted.emit(target.id, target.step)

    def _open_alarm(self, alarm_id: str) -> None:
        session = self._session
        alarm = session.layers.states(AlarmBook.aggregates[0]).peek(alarm_id)
        if alarm is None:
            return
        session.focus.select("sensors", alarm.sensor_id)
        sensor = session.sensors.get(alarm.sensor_id)
        if sensor is not None:
            session.focus.fly_to.emit(sensor.x_m, sensor.y_m, FLIGHT_RADIUS_M)
        self.card_wanted.emit()
