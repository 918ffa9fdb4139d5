"""The sensor card: newest values with their age and quality, and a course that shows gaps as gaps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from county import commands as c
from county.sensing import Quality, Readings
from desktop.panels.card import Card
from desktop.panels.history_chart import HistoryChart, TimeAxis
from services.protocol.messages import HistoryReply
from tests.gui.conftest import DeskRoom

MINUTE_MS = 60_000


@pytest.fixture
def card(room: DeskRoom, qtbot: QtBot) -> Iterator[Card]:
    panel = Card(room.session)
    qtbot.addWidget(panel)
    panel.resize(460, 900)
    panel.show()
    yield panel
    panel.release()


@pytest.fixture
def bin_id(room: DeskRoom) -> str:
    return next(sensor.id for sensor in room.session.package.sensors if sensor.kind == "bin")


def reading(room: DeskRoom, sensor_id: str, value: float, quality: Quality = Quality.GOOD) -> Readings:
    """One reading of the sensor's first channel, now."""
    kind = room.session.catalog.sensor_kinds["bin"]
    number = room.source.channels.number[sensor_id, kind.channels[0].key]
    return Readings(
        np.array([number], "u4"), np.array([room.clock.now_ms()], "i8"), np.array([value]), np.array([quality], "u1")
    )


def history(room: DeskRoom, request: str, minutes: list[int], quality: list[int] | None = None) -> HistoryReply:
    """Readings of 10.0 so many minutes ago."""
    at = room.clock.now_ms() - np.array(minutes, "<i8") * MINUTE_MS
    marks = np.zeros(len(at), "u1") if quality is None else np.array(quality, "u1")
    return HistoryReply(
        request=request, at_ms=at.tobytes(), value=np.full(len(at), 10.0).tobytes(), quality=marks.tobytes()
    )


def values(card: Card) -> str:
    return " ".join(value.text() for _, value in card.sensor_card.values.lines)


def test_a_new_reading_shows_with_unit_and_age(card: Card, room: DeskRoom, bin_id: str) -> None:
    room.session.focus.select("sensors", bin_id)
    assert "从未上报" in values(card)
    room.source.hear(reading(room, bin_id, 42.0))
    room.tick()
    assert "42" in values(card)
    room.clock.advance(5 * MINUTE_MS)
    card.sensor_card.look()
    assert "5 分钟前" in values(card)


def test_a_doubtful_reading_says_so(card: Card, room: DeskRoom, bin_id: str) -> None:
    room.session.focus.select("sensors", bin_id)
    room.source.hear(reading(room, bin_id, 42.0, Quality.UNCERTAIN))
    room.tick()
    assert "存疑" in values(card)


def test_a_reading_played_from_a_file_says_so(card: Card, room: DeskRoom, bin_id: str) -> None:
    room.session.focus.select("sensors", bin_id)
    room.source.hear(reading(room, bin_id, 42.0, Quality.PLAYED))
    room.tick()
    assert "文件回放" in values(card)


def test_the_past_hour_of_the_channel_is_asked_from_the_backend(card: Card, room: DeskRoom, bin_id: str) -> None:
    room.session.focus.select("sensors", bin_id)
    now_ms = room.clock.now_ms()
    channel = room.session.catalog.sensor_kinds["bin"].channels[0].key
    assert room.source.asked == [(bin_id, channel, now_ms - 60 * MINUTE_MS, now_ms)]


def test_a_gap_in_the_readings_breaks_the_line(card: Card, room: DeskRoom, bin_id: str) -> None:
    room.session.focus.select("sensors", bin_id)
    interval_min = round(room.session.catalog.sensor_kinds["bin"].interval_s / 60) or 1
    minutes = [i * interval_min for i in (20, 19, 18, 5, 4)]
    room.source.answer_history(history(room, "1", minutes))
    room.tick()
    x, _ = card.sensor_card.chart.curve()
    assert np.flatnonzero(np.isnan(x)).tolist() == [3]


@pytest.mark.parametrize("pace_ms", [1_000, 3_600_000])
def test_a_missing_hour_is_a_gap_at_whatever_pace_a_file_is_played(room: DeskRoom, qtbot: QtBot, pace_ms: int) -> None:
    chart = HistoryChart()
    qtbot.addWidget(chart)
    chart.begin(room.session.catalog.sensor_kinds["air"].channels[0], [])
    for hour in (0, 1, 2, 3, 5, 6, 7, 8):  # the hour 4 was not measured
        chart.add(hour * pace_ms, 40.0, Quality.GOOD)
    x, _ = chart.curve()
    assert np.flatnonzero(np.isnan(x)).tolist() == [4]
    chart.release()


def test_a_change_of_pace_is_no_gap(room: DeskRoom, qtbot: QtBot) -> None:
    chart = HistoryChart()
    qtbot.addWidget(chart)
    chart.begin(room.session.catalog.sensor_kinds["air"].channels[0], [])
    for at_s in (*range(0, 600, 60), *range(600, 630), *range(630, 1_230, 60)):
        chart.add(at_s * 1_000, 40.0, Quality.GOOD)
    x, _ = chart.curve()
    assert not np.isnan(x).any()
    chart.release()


def test_a_bad_reading_is_not_drawn_as_a_value(card: Card, room: DeskRoom, bin_id: str) -> None:
    room.session.focus.select("sensors", bin_id)
    room.source.answer_history(history(room, "1", [3, 2, 1], [0, Quality.BAD, 0]))
    room.tick()
    _, y = card.sensor_card.chart.curve()
    assert np.isnan(y).sum() == 1


def test_an_answer_to_an_older_question_is_passed_over(card: Card, room: DeskRoom, bin_id: str) -> None:
    room.session.focus.select("sensors", bin_id)
    other = next(s.id for s in room.session.package.sensors if s.kind == "bin" and s.id != bin_id)
    room.session.focus.select("sensors", other)
    room.source.answer_history(history(room, "1", [3, 2, 1]))
    room.tick()
    assert len(card.sensor_card.chart) == 0


def test_a_dispatched_resource_leads_to_its_event(card: Card, room: DeskRoom, qtbot: QtBot) -> None:
    event_id = room.report("garbage")
    unit = next(r for r in room.session.package.resources if room.session.catalog.resource_kinds[r.kind].mobile)
    for body in (c.FileEvent(event_id=event_id), c.DispatchEvent(event_id=event_id, unit=unit.id)):
        room.session.submissions.send(body)
    room.tick()
    room.session.focus.select("resources", unit.id)
    card.fact_card.task.click()
    assert room.session.focus.selection is not None
    assert room.session.focus.selection.ids == (event_id,)


def test_the_card_of_a_shelved_alarm_says_so_and_shows_the_course_that_alarmed(card: Card, room: DeskRoom) -> None:
    catalog = room.session.catalog
    rule, sensor = next(
        (rule, sensor)
        for rule in catalog.rules.values()
        for sensor in room.session.package.sensors
        if sensor.kind == rule.kind and catalog.sensor_kinds[rule.kind].channels[0].key != rule.channel
    )
    key = next(key for key, row in catalog.rules.items() if row is rule)
    alarm = c.RaiseAlarm(
        alarm_id="a", sensor_id=sensor.id, channel=rule.channel, rule=key, priority=rule.priority, value=9.0, limit=8.0
    )
    now_ms = room.clock.now_ms()
    room.source.submit(c.Command(id="a", realm="live", actor=c.WATCH, happened_ms=now_ms, body=alarm))
    room.session.submissions.send(c.ShelveAlarm(alarm_id="a", until_ms=now_ms + 3_600_000))
    room.tick()
    room.session.focus.select("sensors", sensor.id)
    assert (rule.name.zh, "已搁置，至 11:00 · 王芳") in [
        (label.text(), value.text()) for label, value in card.sensor_card.facts.lines
    ]
    assert room.source.asked[-1][1] == rule.channel


def crowd(room: DeskRoom) -> str:
    """Too many people before a camera; returns the camera."""
    camera = next(sensor.id for sensor in room.session.package.sensors if sensor.kind == "video")
    rule = next(key for key, row in room.session.catalog.rules.items() if row.channel == "people")
    alarm = c.RaiseAlarm(
        alarm_id="A1", sensor_id=camera, channel="people", rule=rule, priority="high", value=275.0, limit=200.0
    )
    now_ms = room.clock.now_ms()
    room.source.submit(c.Command(id="A1", realm="live", actor=c.WATCH, happened_ms=now_ms, body=alarm))
    room.tick()
    return camera


def facts(card: Card) -> str:
    return " ".join(value.text() for _, value in card.sensor_card.facts.lines if value.isVisible())


def test_a_sensor_with_a_shelved_alarm_is_not_normal_and_says_until_when_and_by_whom(
    card: Card, room: DeskRoom
) -> None:
    camera = crowd(room)
    until_ms = room.clock.now_ms() + 60 * MINUTE_MS
    room.session.submissions.send(c.ShelveAlarm(alarm_id="A1", until_ms=until_ms))
    room.tick()
    room.session.focus.select("sensors", camera)
    assert room.session.layers.sensors.condition(camera) == "aside"
    assert "正常" not in facts(card)
    assert "11:00" in facts(card)
    assert "王芳" in facts(card)


def test_a_state_is_named_and_the_chart_opens_with_what_is_measured(card: Card, room: DeskRoom) -> None:
    camera = next(sensor.id for sensor in room.session.package.sensors if sensor.kind == "video")
    room.session.focus.select("sensors", camera)
    assert room.source.asked[-1][1] == "people"
    number = room.source.channels.number[camera, "online"]
    room.source.hear(
        Readings(np.array([number], "u4"), np.array([room.clock.now_ms()], "i8"), np.array([0.0]), np.zeros(1, "u1"))
    )
    room.tick()
    assert "离线" in values(card)


def test_times_below_the_chart_are_round_ones(room: DeskRoom, qtbot: QtBot) -> None:
    axis = TimeAxis(orientation="bottom")
    now_s = room.clock.now_ms() / 1000 + 347
    [(step, at)] = axis.tickValues(now_s - 3_600, now_s, 400.0)
    assert step == 900.0
    assert axis.tickStrings(at, 1.0, step) == ["09:15", "09:30", "09:45", "10:00"]


def test_the_name_of_a_limit_has_room_in_the_chart(room: DeskRoom, qtbot: QtBot) -> None:
    chart = HistoryChart()
    qtbot.addWidget(chart)
    catalog = room.session.catalog
    rule = next(row for row in catalog.rules.values() if row.above is not None)
    chart.begin(catalog.sensor_kinds[rule.kind].channel(rule.channel), [rule])
    chart.add(1_000, 0.0, Quality.GOOD)
    top = chart.plot.viewRange()[1][1]
    assert rule.above is not None
    assert top >= 1.1 * rule.above
    chart.release()
