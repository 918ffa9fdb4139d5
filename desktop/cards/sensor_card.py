"""One sensor: newest values with quality and age, chart, limits, and the events it opened."""

from __future__ import annotations

import math
from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout

from county.alarm_names import alarm_name
from county.alarms import NOT_ANNUNCIATED, Alarm
from county.catalog import Channel
from county.commands import ReportEvent
from county.durations import HOUR_MS
from county.sensing import Quality
from county.streams import READINGS
from desktop import moments, theme
from desktop.alarms.sensor_events import events_of_sensor
from desktop.cards.history_chart import HistoryChart
from desktop.figures.as_of import marked_as_of
from desktop.i18n import pick
from desktop.panels.panel import Panel
from desktop.permission import why_not
from desktop.session import Session
from desktop.widgets.elided import ElidedButton
from desktop.widgets.fact_table import FactTable
from desktop.widgets.literal import PlainLabel, literal, without_mnemonics
from desktop.wording import QUALITIES, alarm_state, explained, state, word
from layers.alarms import AlarmBook
from layers.sensors import CONDITION_NAMES, SensorsLayer
from services.protocol.messages import HistoryReply, Trouble

AHEAD_MS = 2_000
"""A reading dated further ahead is not of now: the clock of its sensor is wrong."""
RANGES_H = (1, 6, 24)
EVENTS_SHOWN = 3


class SensorCard(Panel):
    """The card of the selected sensor."""

    report_wanted = Signal(str, str)
    """Sensor, and its alarm or "", of an event that is to be reported."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._sensors = session.layers.of(SensorsLayer)
        self.sensor_id = ""
        self._channel: Channel | None = None
        self._hours = RANGES_H[0]
        self._requested: dict[str, str] = {}
        """Open history requests: request id → channel key."""
        self.name = PlainLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setWordWrap(True)
        self.name.setProperty("role", "title")
        self.facts = FactTable()
        self.values = FactTable(rich=True)
        self.chart = HistoryChart()
        self.note = PlainLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self._channels = QHBoxLayout()
        self._channel_group = QButtonGroup(self)
        self._ranges = QHBoxLayout()
        self._range_group = QButtonGroup(self)
        for hours in RANGES_H:
            button = QPushButton()
            button.setCheckable(True)
            self._range_group.addButton(button, hours)
            self._ranges.addWidget(button)
        self._range_group.button(self._hours).setChecked(True)
        self._range_group.idClicked.connect(self._range_chosen)
        self._channel_group.idClicked.connect(self._channel_chosen)
        self._ranges.addWidget(self.note, 1)
        self.locate = QPushButton()
        self.locate.clicked.connect(self._locate)
        self.report = QPushButton()
        self.report.clicked.connect(self._report)
        self.events = [ElidedButton() for _ in range(EVENTS_SHOWN)]
        """Its events, each a link to the event's card."""
        self._event_ids: list[str] = []
        for place, button in enumerate(self.events):
            button.setProperty("role", "link")
            button.clicked.connect(partial(self._open_event, place))
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        box.setSpacing(theme.px(8))
        box.addWidget(self.name)
        box.addWidget(self.facts)
        box.addWidget(self.values)
        box.addLayout(self._channels)
        box.addWidget(self.chart, 1)
        box.addLayout(self._ranges)
        for button in self.events:
            box.addWidget(button)
        line = QHBoxLayout()
        line.addWidget(self.locate)
        line.addWidget(self.report)
        box.addLayout(line)
        self.listen(self._sensors.changed, self._follow)
        session.feed.arrived.connect(self._arrived)
        session.feed.sought.connect(self._begin_chart_again)
        self.every(1000, self.refresh)
        self.retranslate()

    def release(self) -> None:
        self._session.feed.arrived.disconnect(self._arrived)
        self._session.feed.sought.disconnect(self._begin_chart_again)
        self.chart.release()
        super().release()

    def retranslate(self) -> None:
        self.locate.setText(self.tr("Show on the map"))
        self.report.setText(self.tr("Report an event …"))
        for hours in RANGES_H:
            self._range_group.button(hours).setText(self.tr("{n} h").format(n=hours))
        if self.sensor_id:
            self.show_sensor(self.sensor_id)

    def show_sensor(self, sensor_id: str) -> None:
        """Show the sensor with this id; the chart shows the channel with an alarm, else the first one with readings."""
        sensors = self._sensors
        if not sensors.title(sensor_id):
            return
        self.sensor_id = sensor_id
        self.name.setText(sensors.title(sensor_id))
        kind = self._session.catalog.sensor_kinds[sensors[sensor_id].kind]
        self._offer_channels([pick(channel.name) for channel in kind.channels])
        alarmed = {alarm.channel for alarm in self._alarms()}
        measuring = [i for i, channel in enumerate(kind.channels) if not channel.states]
        first = next((i for i, channel in enumerate(kind.channels) if channel.key in alarmed), (*measuring, 0)[0])
        self._channel_group.button(first).setChecked(True)
        self._channel_chosen(first)
        self._show_values()

    def _offer_channels(self, names: list[str]) -> None:
        """A button for each channel, unless they are there from another sensor; none for a single one."""
        texts = [without_mnemonics(name) for name in names]
        if [button.text() for button in self._channel_group.buttons()] == texts:
            return
        for button in self._channel_group.buttons():
            self._channel_group.removeButton(button)
            self._channels.removeWidget(button)
            button.deleteLater()
        for number, text in enumerate(texts):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setVisible(len(texts) > 1)
            self._channel_group.addButton(button, number)
            self._channels.addWidget(button)

    def _channel_chosen(self, number: int) -> None:
        sensor = self._sensors[self.sensor_id]
        kind = self._session.catalog.sensor_kinds[sensor.kind]
        self._channel = kind.channels[number]
        rules = [
            r
            for r in self._session.catalog.rules.values()
            if (r.kind, r.channel) == (sensor.kind, self._channel.key) and not r.retired
        ]
        self.chart.begin(self._channel, rules)
        self._request()

    def _begin_chart_again(self) -> None:
        """Another moment is shown: the chart ends with it."""
        if self.sensor_id and self._channel is not None:
            self._channel_chosen(self._channel_group.checkedId())
            self._show_values()

    def _range_chosen(self, hours: int) -> None:
        self._hours = hours
        self._request()

    def _request(self) -> None:
        if self._channel is None:
            return
        now_ms = self._session.clock.now_ms()
        self._requested.clear()
        key = self.sensor_id, self._channel.key
        request = self._session.source.history(READINGS.key, key, now_ms - self._hours * HOUR_MS, now_ms)
        self._requested[request] = self._channel.key
        self.note.setText(self.tr("Fetching the history …"))
        self._show_range()

    def _arrived(self, reply: object) -> None:
        if not isinstance(reply, HistoryReply | Trouble) or self._requested.pop(reply.request, None) is None:
            return
        if isinstance(reply, Trouble):
            self.note.setText(explained(reply.line))
            return
        self.chart.fill(reply)
        self.note.setText(
            self.tr("{n} readings").format(n=len(self.chart))
            if len(self.chart)
            else self.tr("No readings in this time")
        )

    def _follow(self) -> None:
        if self.sensor_id and self.isVisible():
            self._show_values()

    def refresh(self) -> None:
        """Update ages and period, once a second."""
        if self.sensor_id and self.isVisible():
            self._show_values()
            self._show_range()

    def _show_range(self) -> None:
        now_ms = self._session.clock.now_ms()
        self.chart.show_range(now_ms - self._hours * HOUR_MS, now_ms)

    def _show_values(self) -> None:
        session = self._session
        sensors, now_ms = self._sensors, session.clock.now_ms()
        sensor = sensors[self.sensor_id]
        kind = session.catalog.sensor_kinds[sensor.kind]
        self.facts.show_lines([
            (self.tr("Number"), sensor.id),
            (self.tr("Kind"), pick(kind.name)),
            (self.tr("State"), marked_as_of(self._condition(), session)),
            (self.tr("Location"), session.divisions.path(sensor.division)),
            *((self._rule(alarm), alarm_state(alarm, now_ms)) for alarm in self._alarms()),
        ])  # fmt: skip
        lines = []
        for channel, value, at_ms, quality in sensors.readings_of(sensor.id):
            if at_ms is None or math.isnan(value):
                lines.append((pick(channel.name), self.tr("no data received")))
                continue
            named = channel.state(value)
            figure = escape(pick(named)) if named else f"{value:.{channel.decimals}f}"
            text = f"<b style='font-size:{theme.px(18)}px'>{figure}</b> {escape(channel.unit)}"
            mark = (
                ""
                if quality is Quality.GOOD
                else f" · <span style='color:{theme.WARNING}'>{word(QUALITIES[quality])}</span>"
            )
            ahead = at_ms - now_ms > AHEAD_MS
            span = moments.duration(at_ms - now_ms if ahead else max(0, now_ms - at_ms))
            age = (self.tr("dated {span} in the future") if ahead else self.tr("{span} ago")).format(span=span)
            lines.append((pick(channel.name), f"{text} <span style='color:{theme.MUTED}'> · {age}</span>{mark}"))
            if self._channel is not None and channel.key == self._channel.key:
                self.chart.add(at_ms, value, quality)
        self.values.show_lines(lines)
        self._show_events()

    def _alarms(self) -> list[Alarm]:
        """All alarms of the sensor."""
        layers = self._session.layers
        found = map(layers.states("alarm").get, layers.of(AlarmBook).of(self.sensor_id))
        return [alarm for alarm in found if alarm is not None]

    def _condition(self) -> str:
        """Its condition; where its alarms are set aside, by the names of their states."""
        condition = self._sensors.condition(self.sensor_id)
        if condition != "aside":
            return pick(CONDITION_NAMES[condition])
        names = dict.fromkeys(state(alarm.state) for alarm in self._alarms() if alarm.state in NOT_ANNUNCIATED)
        return self.tr("Alarm: {states}").format(states=", ".join(names))

    def _show_events(self) -> None:
        """Links to its events, and why none can be reported here."""
        known = self._session.layers.states("event")
        self._event_ids = events_of_sensor(self._session, self.sensor_id)[:EVENTS_SHOWN]
        for place, button in enumerate(self.events):
            button.setVisible(place < len(self._event_ids))
            if place < len(self._event_ids):
                event = known.get(self._event_ids[place])
                title = self._event_ids[place] if event is None else pick(self._session.event_texts.title(event))
                how = "" if event is None else state(event.state)
                button.setText(self.tr("Event: {title} · {state}").format(title=title, state=how))
        denied = why_not(self._session, ReportEvent)
        self.report.setEnabled(not denied)
        self.report.setToolTip(literal(denied))

    def _open_event(self, place: int) -> None:
        self._session.focus.select("events", self._event_ids[place])

    def _report(self) -> None:
        alarms = sorted(self._alarms(), key=lambda alarm: alarm.raised_ms)
        self.report_wanted.emit(self.sensor_id, alarms[-1].id if alarms else "")

    def _rule(self, alarm: Alarm) -> str:
        return pick(alarm_name(alarm, self._session.catalog))

    def _locate(self) -> None:
        if self.sensor_id:
            sensor = self._sensors[self.sensor_id]
            self._session.focus.fly_to.emit(sensor.x_m, sensor.y_m, 600.0)
