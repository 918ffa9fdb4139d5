"""The sensor card: newest values with age and quality, and a chart that shows gaps as gaps."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from county import records as r
from county.sensing import Quality, Readings
from county.streams import READINGS
from desktop.cards.card import Card
from desktop.cards.chart_series import ChartSeries
from desktop.cards.history_chart import HistoryChart, TimeAxis
from layers.sensors import SensorsLayer
from services.protocol.columns import encoded
from services.protocol.messages import HistoryReply, Trouble
from tests.gui.conftest import ScriptedDesktop

MINUTE_MS = 60_000
POLISHED = Qt.WidgetAttribute.WA_WState_Polished


@pytest.fixture
def bin_id(scripted: ScriptedDesktop) -> str:
    return next(sensor.id for sensor in scripted.session.package.sensors if sensor.kind == "bin")


def receive(scripted: ScriptedDesktop, sensor_id: str, value: float, quality: Quality = Quality.GOOD) -> None:
    """One reading of the sensor's first channel arrives."""
    scripted.source.receive([(sensor_id, scripted.session.catalog.sensor_kinds["bin"].channels[0].key, value, quality)])
    scripted.tick()


def history(
    scripted: ScriptedDesktop, request: str, minutes: list[int], quality: list[int] | None = None
) -> HistoryReply:
    """Readings of 10.0, the given numbers of minutes ago."""
    at = scripted.clock.now_ms() - np.array(minutes, "<i8") * MINUTE_MS
    marks = np.zeros(len(at), "u1") if quality is None else np.array(quality, "u1")
    rows = Readings(np.zeros(len(at)), at, np.full(len(at), 10.0), marks)
    return HistoryReply(request=request, stream=READINGS.key, columns=encoded(rows))


def values(card: Card) -> str:
    return " ".join(value.text() for _, value in card.sensor_card.values.lines)


def test_a_new_reading_is_shown_with_unit_and_age(card: Card, scripted: ScriptedDesktop, bin_id: str) -> None:
    scripted.session.focus.select("sensors", bin_id)
    assert "从未上报" in values(card)
    receive(scripted, bin_id, 42.0)
    assert "42" in values(card)
    scripted.clock.advance(5 * MINUTE_MS)
    card.sensor_card.refresh()
    assert "5 分钟前" in values(card)


def test_the_card_is_prepared_piece_by_piece_also_while_a_sensor_is_chosen(
    card: Card, scripted: ScriptedDesktop, bin_id: str
) -> None:
    pieces = card.prepare()
    next(pieces)
    assert "sensor_card" not in card.__dict__
    next(pieces)
    assert "sensor_card" in card.__dict__
    scripted.session.focus.select("sensors", bin_id)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(list(pieces)) > 10
    assert all(part.testAttribute(POLISHED) for part in card.sensor_card.findChildren(QPushButton))


def test_an_uncertain_reading_is_marked(card: Card, scripted: ScriptedDesktop, bin_id: str) -> None:
    scripted.session.focus.select("sensors", bin_id)
    receive(scripted, bin_id, 42.0, Quality.UNCERTAIN)
    assert "存疑" in values(card)


def test_a_played_reading_is_marked(card: Card, scripted: ScriptedDesktop, bin_id: str) -> None:
    scripted.session.focus.select("sensors", bin_id)
    receive(scripted, bin_id, 42.0, Quality.PLAYED)
    assert "文件回放" in values(card)


def test_the_past_hour_of_the_channel_is_requested_from_the_backend(
    card: Card, scripted: ScriptedDesktop, bin_id: str
) -> None:
    scripted.session.focus.select("sensors", bin_id)
    now_ms = scripted.clock.now_ms()
    channel = scripted.session.catalog.sensor_kinds["bin"].channels[0].key
    assert scripted.source.requested_histories == [("readings", (bin_id, channel), now_ms - 60 * MINUTE_MS, now_ms)]


def test_a_gap_in_the_readings_breaks_the_line(card: Card, scripted: ScriptedDesktop, bin_id: str) -> None:
    scripted.session.focus.select("sensors", bin_id)
    interval_min = round(scripted.session.catalog.sensor_kinds["bin"].interval_s / 60) or 1
    minutes = [i * interval_min for i in (20, 19, 18, 5, 4)]
    scripted.source.answer(history(scripted, "1", minutes))
    scripted.tick()
    x, _ = card.sensor_card.chart.curve()
    assert np.flatnonzero(np.isnan(x)).tolist() == [3]


@pytest.mark.parametrize("pace_ms", [1_000, 3_600_000])
def test_a_missing_hour_is_a_gap_at_any_playing_speed(scripted: ScriptedDesktop, qtbot: QtBot, pace_ms: int) -> None:
    chart = HistoryChart()
    qtbot.addWidget(chart)
    chart.begin(scripted.session.catalog.sensor_kinds["air"].channels[0], [])
    for hour in (0, 1, 2, 3, 5, 6, 7, 8):  # the hour 4 was not measured
        chart.add(hour * pace_ms, 40.0, Quality.GOOD)
    x, _ = chart.curve()
    assert np.flatnonzero(np.isnan(x)).tolist() == [4]
    chart.release()


def test_a_change_of_the_interval_is_not_a_gap(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    chart = HistoryChart()
    qtbot.addWidget(chart)
    chart.begin(scripted.session.catalog.sensor_kinds["air"].channels[0], [])
    for at_s in (*range(0, 600, 60), *range(600, 630), *range(630, 1_230, 60)):
        chart.add(at_s * 1_000, 40.0, Quality.GOOD)
    x, _ = chart.curve()
    assert not np.isnan(x).any()
    chart.release()


def test_a_bad_reading_is_not_drawn_as_a_value(card: Card, scripted: ScriptedDesktop, bin_id: str) -> None:
    scripted.session.focus.select("sensors", bin_id)
    scripted.source.answer(history(scripted, "1", [3, 2, 1], [0, Quality.BAD, 0]))
    scripted.tick()
    _, y = card.sensor_card.chart.curve()
    assert np.isnan(y).sum() == 1


def test_a_failed_history_request_is_shown_in_place_of_the_number_of_readings(
    card: Card, scripted: ScriptedDesktop, bin_id: str
) -> None:
    scripted.session.focus.select("sensors", bin_id)
    scripted.source.answer(Trouble(template="the disk of {name} failed", params={"name": "backend"}, request="1"))
    scripted.tick()
    assert card.sensor_card.note.text() == "the disk of backend failed"


def test_a_reply_to_an_older_request_is_ignored(card: Card, scripted: ScriptedDesktop, bin_id: str) -> None:
    scripted.session.focus.select("sensors", bin_id)
    other = next(s.id for s in scripted.session.package.sensors if s.kind == "bin" and s.id != bin_id)
    scripted.session.focus.select("sensors", other)
    scripted.source.answer(history(scripted, "1", [3, 2, 1]))
    scripted.tick()
    assert len(card.sensor_card.chart) == 0


def test_a_dispatched_resource_leads_to_its_event(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    event_id = scripted.report("garbage")
    unit = next(r for r in scripted.session.package.resources if scripted.session.catalog.resource_kinds[r.kind].mobile)
    scripted.dispatch(event_id, unit.id)
    scripted.session.focus.select("resources", unit.id)
    card.fact_card.task.click()
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (event_id,)


def test_the_card_of_a_shelved_alarm_shows_it_and_the_channel_with_the_alarm(
    card: Card, scripted: ScriptedDesktop
) -> None:
    catalog = scripted.session.catalog
    rule, sensor = next(
        (rule, sensor)
        for rule in catalog.rules.values()
        for sensor in scripted.session.package.sensors
        if sensor.kind == rule.kind and catalog.sensor_kinds[rule.kind].channels[0].key != rule.channel
    )
    key = next(key for key, row in catalog.rules.items() if row is rule)
    alarm = r.AlarmRaised(
        alarm_id="a", sensor_id=sensor.id, channel=rule.channel, rule=key, priority=rule.priority, value=9.0, limit=8.0
    )
    scripted.happen(alarm, r.AlarmShelved(alarm_id="a", until_ms=scripted.clock.now_ms() + 3_600_000))
    scripted.session.focus.select("sensors", sensor.id)
    assert (rule.name.zh, "已搁置，至 11:00 · 王芳 10:00") in [
        (label.text(), value.text()) for label, value in card.sensor_card.facts.lines
    ]
    assert scripted.source.requested_histories[-1][1] == (sensor.id, rule.channel)


def crowd(scripted: ScriptedDesktop) -> str:
    """Too many people before a camera; returns the camera."""
    camera = next(sensor.id for sensor in scripted.session.package.sensors if sensor.kind == "video")
    rule = next(key for key, row in scripted.session.catalog.rules.items() if row.channel == "people")
    scripted.happen(
        r.AlarmRaised(
            alarm_id="A1", sensor_id=camera, channel="people", rule=rule, priority="high", value=275.0, limit=200.0
        )
    )
    return camera


def facts(card: Card) -> str:
    return " ".join(value.text() for _, value in card.sensor_card.facts.lines if value.isVisible())


def test_a_sensor_with_a_shelved_alarm_is_not_normal_and_shows_until_when_and_by_whom(
    card: Card, scripted: ScriptedDesktop
) -> None:
    camera = crowd(scripted)
    until_ms = scripted.clock.now_ms() + 60 * MINUTE_MS
    scripted.happen(r.AlarmShelved(alarm_id="A1", until_ms=until_ms))
    scripted.session.focus.select("sensors", camera)
    assert scripted.session.layers.of(SensorsLayer).condition(camera) == "aside"
    assert "正常" not in facts(card)
    assert "11:00" in facts(card)
    assert "王芳" in facts(card)


def test_a_state_is_named_and_the_chart_opens_with_the_measured_channel(card: Card, scripted: ScriptedDesktop) -> None:
    camera = next(sensor.id for sensor in scripted.session.package.sensors if sensor.kind == "video")
    scripted.session.focus.select("sensors", camera)
    assert scripted.source.requested_histories[-1][1] == (camera, "people")
    scripted.source.receive([(camera, "online", 0.0, Quality.GOOD)])
    scripted.tick()
    assert "离线" in values(card)


def test_times_below_the_chart_are_round_ones(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    axis = TimeAxis(orientation="bottom")
    now_s = scripted.clock.now_ms() / 1000 + 347
    [(step, at)] = axis.tickValues(now_s - 3_600, now_s, 400.0)
    assert step == 900.0
    assert axis.tickStrings(at, 1.0, step) == ["09:15", "09:30", "09:45", "10:00"]


def test_the_label_of_a_limit_fits_into_the_chart(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    chart = HistoryChart()
    qtbot.addWidget(chart)
    catalog = scripted.session.catalog
    rule = next(row for row in catalog.rules.values() if row.above is not None)
    chart.begin(catalog.sensor_kinds[rule.kind].channel(rule.channel), [rule])
    chart.add(1_000, 0.0, Quality.GOOD)
    top = chart.plot.viewRange()[1][1]
    assert rule.above is not None
    assert top >= 1.1 * rule.above
    chart.release()


def test_a_series_keeps_a_limited_number_of_newest_readings() -> None:
    series = ChartSeries(limit=100)
    for i in range(1_000):
        assert series.add(i, float(i), Quality.GOOD)
        assert len(series) <= 100
    assert series.at_ms[-1] == 999
    assert len(series) >= 50
    assert np.array_equal(series.at_ms, np.arange(1_000 - len(series), 1_000))
    assert np.array_equal(series.at_ms, series.value)


def test_history_is_inserted_before_newer_readings_and_older_readings_are_ignored() -> None:
    series = ChartSeries(limit=6)
    for at_ms in (30, 40, 50):
        series.add(at_ms, 1.0, Quality.GOOD)
    assert not series.add(50, 9.0, Quality.BAD)
    series.prepend(Readings(np.zeros(4), [0, 10, 20, 40], np.full(4, 2.0), np.zeros(4)))
    assert series.at_ms.tolist() == [0, 10, 20, 40, 50]
    assert series.value.tolist() == [2.0, 2.0, 2.0, 2.0, 1.0]
    series.prepend(Readings(np.zeros(5), [1, 2, 3, 4, 5], np.full(5, 3.0), np.zeros(5)))
    assert series.at_ms.tolist() == [4, 5, 10, 20, 40, 50]
