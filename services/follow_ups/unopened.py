"""Active alarms whose event the desk refused to open: shown on every screen until they return to normal."""

from __future__ import annotations

from collections.abc import Iterable

from county.alarms import ACTIVE
from county.authority import WATCH, Author
from county.commands import ReportEvent
from county.refusals import Refused, text
from county.store_faults import NONE, StoreFault
from services.desk import Desk
from services.follow_ups.reactions import opening


class UnopenedEvents:
    """Follows the alarms of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._refused: dict[str, tuple[str, Refused]] = {}
        """By alarm: its sensor, and why; ended alarms may remain for a while."""

    def find(self) -> None:
        """Find those among the unacknowledged alarms after a start, by deciding again what is not carried out."""
        for alarm in list(self._desk.alarms.values()):
            for command in opening(self._desk, alarm):
                try:
                    self._desk.decide(command, Author(WATCH), command.happened_ms)
                except Refused as refused:
                    self.note(command.body, refused)

    def note(self, body: object, refused: Refused) -> None:
        """The backend's own command ``body`` was refused."""
        if isinstance(body, ReportEvent) and body.alarm_id:
            self._refused = {alarm_id: self._refused[alarm_id] for alarm_id in self._active()}
            self._refused[body.alarm_id] = body.sensor_id, refused

    @property
    def fault(self) -> StoreFault:
        """How many there are and why the last one opened no event, for the heartbeat."""
        active = list(self._active())
        if not active:
            return NONE
        sensor_id, refused = self._refused[active[-1]]
        sensor = self._desk.sensors.get(sensor_id)
        named = sensor_id if sensor is None else f"{sensor.name} {sensor_id}".strip()
        why = text(refused.code, refused.params)
        params = refused.params | {"count": str(len(active)), "alarmed": named, "refusal": refused.code, "why": why}
        return StoreFault("event_not_opened", **params)

    def _active(self) -> Iterable[str]:
        alarms = self._desk.alarms
        return [alarm_id for alarm_id in self._refused if alarm_id in alarms and alarms[alarm_id].state in ACTIVE]
