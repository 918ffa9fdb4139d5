"""The alarms that are present, the highest priority first."""

from __future__ import annotations

from county.alarm_names import alarm_name
from county.alarms import ACTIVE, Alarm, AlarmState
from county.wall.states import STATE_COLORS, StateColor
from desktop import moments
from desktop.i18n import pick
from desktop.wall.contents.events import last_of_sensors
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.language import translate
from desktop.wall.tiles.rows import ListContent, ListRow
from layers.alarms import AlarmBook

MOST_ROWS = 40
ALARM_COLORS: dict[str, StateColor] = {"critical": STATE_COLORS["calls"], "high": "late"}
"""Of alarms that nobody has acknowledged.  Lower priorities have no colour: colour means that somebody must act."""


class AlarmsContents(ContentProvider):
    """What, where, for how long."""

    def content(self, now_ms: int) -> ListContent | None:
        if not self.session.layers.begun:
            return None
        book, states = self.session.layers.of(AlarmBook), self.session.layers.states("alarm")
        listed = book.first(ACTIVE, MOST_ROWS)
        rows = [self._row(states[alarm_id], now_ms) for alarm_id in listed]
        total = book.number(*ACTIVE)
        colors = {row.color for row in rows}
        color = next((color for color in ALARM_COLORS.values() if color in colors), "text")
        return ListContent(
            tuple(rows), total, translate("wall", "No alarm"), color,
            translate("wall", "Found by sensors last"), last_of_sensors(self, listed, now_ms),
        )  # fmt: skip

    def _row(self, alarm: Alarm, now_ms: int) -> ListRow:
        sensor = self.session.sensors.get(alarm.sensor_id)
        name = pick(alarm_name(alarm, self.session.catalog))
        place = alarm.sensor_id if sensor is None else sensor.name
        lasts = translate("wall", "for {time}").format(time=moments.lasting(alarm.raised_ms, now_ms))
        color = ALARM_COLORS.get(alarm.priority, "") if alarm.state == AlarmState.UNACKNOWLEDGED else ""
        return ListRow(name, place, lasts, color)
