"""The sensors around an event, each with its newest value and how old that is."""

from __future__ import annotations

import math
from html import escape

from county.catalog import Channel
from county.events.event import Event
from county.sensing import Quality
from desktop import moments, theme
from desktop.i18n import pick
from desktop.places.distances import away_text
from desktop.session import Session
from desktop.widgets.card_section import CardSection
from desktop.wording import QUALITIES, word
from layers.sensors import CONDITION_NAMES, SensorsLayer

RADIUS_M = 1_000.0
SHOWN = 5
CHANNELS = 2
"""Values of one sensor at most: its card has all."""
_UNMARKED = ("normal", "silent")


class NearbySensors(CardSection):
    """The nearest sensors within a kilometre; values are updated once a second by the card."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._sensors = session.layers.of(SensorsLayer)
        self._around = ("", 0.0, 0.0)
        """Number and place of the event."""
        self._near: list[tuple[str, float]] = []
        self.retranslate()

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Sensors within 1 km"))
        self.show_values()

    def show_event(self, event: Event) -> None:
        """Show the sensors around ``event``."""
        around = event.id, event.x_m, event.y_m
        if around != self._around:
            self._around = around
            self._near = self._sensors.nearest_to(event.x_m, event.y_m, RADIUS_M, SHOWN)
        self.show_values()

    def show_values(self) -> None:
        """Show the values as of now."""
        self.show_lines([self._line(sensor_id, away_m) for sensor_id, away_m in self._near])

    def _line(self, sensor_id: str, away_m: float) -> str:
        condition = self._sensors.condition(sensor_id)
        link = (
            f"<a href='sensors:{escape(sensor_id)}' style='color:{theme.ACCENT}'>"
            f"{escape(self._sensors.title(sensor_id) or sensor_id)}</a>"
        )
        mark = ""
        if condition not in _UNMARKED:
            mark = f" <span style='color:{theme.WARNING}'>{escape(pick(CONDITION_NAMES[condition]))}</span>"
        away = f" <span style='color:{theme.MUTED}'>{away_text(away_m)}</span>"
        values = [self._value(*reading) for reading in self._sensors.readings_of(sensor_id)[:CHANNELS]]
        return f"{link}{away}{mark}<br>" + "<br>".join(values)

    def _value(self, channel: Channel, value: float, at_ms: int | None, quality: Quality) -> str:
        name = escape(pick(channel.name))
        if at_ms is None or math.isnan(value):
            none = self.tr("no data received")
            return f"{name} <span style='color:{theme.MUTED}'>{escape(none)}</span>"
        named = channel.state(value)
        figure = pick(named) if named else f"{value:.{channel.decimals}f} {channel.unit}"
        age_ms = max(0, self.session.clock.now_ms() - at_ms)
        age = self.tr("{span} ago").format(span=moments.duration(age_ms))
        mark = "" if quality is Quality.GOOD else f" · {escape(word(QUALITIES[quality]))}"
        return f"{name} <b>{escape(figure)}</b> <span style='color:{theme.MUTED}'>· {escape(age)}{mark}</span>"
