"""The alarm strip: what is wrong now, the most urgent first, acknowledged and shelved from here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county.alarms import AlarmState
from county.commands import WATCH, Command
from desktop.item_models.alarm_rows import ALARM_ROLE
from desktop.panels.alarm_strip import AlarmStrip
from desktop.panels.header import Header
from tests.gui.conftest import DeskRoom


@pytest.fixture
def strip(room: DeskRoom, qtbot: QtBot) -> Iterator[AlarmStrip]:
    panel = AlarmStrip(room.session)
    qtbot.addWidget(panel)
    panel.resize(1100, 220)
    panel.show()
    yield panel
    panel.release()


def raise_alarm(room: DeskRoom, alarm_id: str, rule: str) -> str:
    """The watch raises an alarm of ``rule`` at some sensor of its kind; returns the sensor."""
    row = room.session.catalog.rules[rule]
    sensor_id = next(s.id for s in room.session.package.sensors if s.kind == row.kind)
    body = c.RaiseAlarm(
        alarm_id=alarm_id, sensor_id=sensor_id, channel=row.channel, rule=rule, priority=row.priority, value=91.0,
        limit=80.0,
    )  # fmt: skip
    room.source.submit(Command(id=alarm_id, realm="live", actor=WATCH, happened_ms=room.clock.now_ms(), body=body))
    room.tick()
    return sensor_id


def rules_by_priority(room: DeskRoom) -> dict[str, str]:
    kinds = {sensor.kind for sensor in room.session.package.sensors}
    return {row.priority: key for key, row in room.session.catalog.rules.items() if row.kind in kinds}


def alarm_ids(strip: AlarmStrip) -> list[str]:
    return [alarm.id for alarm in strip.rows.alarms]


def test_the_more_urgent_alarm_stands_above(strip: AlarmStrip, room: DeskRoom) -> None:
    rules = rules_by_priority(room)
    low, high = [p for p in ("low", "medium", "high", "critical") if p in rules][:: len(rules) - 1][:2]
    raise_alarm(room, "first", rules[low])
    raise_alarm(room, "second", rules[high])
    assert alarm_ids(strip) == ["second", "first"]


def test_acknowledging_names_the_person_and_keeps_the_alarm_until_it_clears(strip: AlarmStrip, room: DeskRoom) -> None:
    raise_alarm(room, "a", next(iter(rules_by_priority(room).values())))
    strip.view.selectRow(0)
    strip.steps[c.AcknowledgeAlarm].click()
    room.tick()
    alarm = room.session.layers.alarms.alarms["a"]
    assert (alarm.state, alarm.acknowledged_by) == (AlarmState.ACKNOWLEDGED, "王芳")
    assert alarm_ids(strip) == ["a"]
    assert not strip.steps[c.AcknowledgeAlarm].isEnabled()


def test_a_shelved_alarm_leaves_the_strip(strip: AlarmStrip, room: DeskRoom) -> None:
    raise_alarm(room, "a", next(iter(rules_by_priority(room).values())))
    strip.view.selectRow(0)
    strip.steps[c.ShelveAlarm].click()
    room.tick()
    assert alarm_ids(strip) == []


@pytest.mark.parametrize(
    ("aside", "back"),
    [
        (c.ShelveAlarm, c.UnshelveAlarm),
        (c.SuppressAlarm, c.UnsuppressAlarm),
        (c.TakeOutOfService, c.ReturnToService),
    ],
)
def test_an_alarm_that_was_put_aside_is_listed_and_can_be_taken_back(
    strip: AlarmStrip, room: DeskRoom, aside: type[c.AlarmCommand], back: type[c.AlarmCommand]
) -> None:
    raise_alarm(room, "a", next(iter(rules_by_priority(room).values())))
    strip.view.selectRow(0)
    assert not strip.steps[back].isVisible()
    strip.steps[aside].click()
    room.tick()
    strip.aside.click()
    assert alarm_ids(strip) == ["a"]
    assert strip.aside.text() == "已搁置或停用 1 个"
    strip.view.selectRow(0)
    strip.steps[back].click()
    room.tick()
    assert alarm_ids(strip) == []


def state_cell(strip: AlarmStrip) -> str:
    return str(strip.rows.index(0, strip.rows.columnCount() - 1).data())


def test_the_strip_says_who_acknowledged_when_and_until_when_an_alarm_is_shelved(
    strip: AlarmStrip, room: DeskRoom
) -> None:
    raise_alarm(room, "a", next(iter(rules_by_priority(room).values())))
    strip.view.selectRow(0)
    strip.steps[c.AcknowledgeAlarm].click()
    room.tick()
    assert state_cell(strip) == "已确认 · 王芳 10:00"
    strip.steps[c.ShelveAlarm].click()
    room.tick()
    strip.aside.click()
    assert state_cell(strip) == "已搁置，至 11:00 · 王芳"


def test_a_standing_alarm_stands_above_a_recovered_one_and_they_are_counted_apart(
    strip: AlarmStrip, room: DeskRoom, qtbot: QtBot
) -> None:
    rules = rules_by_priority(room)
    low, high = [p for p in ("low", "medium", "high", "critical") if p in rules][:: len(rules) - 1][:2]
    raise_alarm(room, "standing", rules[low])
    room.clock.advance(1000)
    raise_alarm(room, "recovered", rules[high])
    body = c.ClearAlarm(alarm_id="recovered", value=0.0)
    room.source.submit(Command(id="over", realm="live", actor=WATCH, happened_ms=room.clock.now_ms(), body=body))
    room.tick()
    assert alarm_ids(strip) == ["standing", "recovered"]
    assert strip.active.text() == "活动告警 1 条，未确认 1 条 · 已恢复未确认 1 条"
    header = Header(room.session)
    qtbot.addWidget(header)
    assert header.figures["alarms"].value.text() == "1 / 1"
    assert header.figures["alarms"].caption.text().endswith("已恢复 1")
    header.release()


def test_an_alarm_of_a_state_names_the_state_instead_of_figures(strip: AlarmStrip, room: DeskRoom) -> None:
    row = room.session.catalog.rules["video_offline"]
    sensor_id = next(s.id for s in room.session.package.sensors if s.kind == "video")
    body = c.RaiseAlarm(
        alarm_id="a", sensor_id=sensor_id, channel=row.channel, rule="video_offline", priority=row.priority, value=0.0,
        limit=0.5,
    )  # fmt: skip
    room.source.submit(Command(id="a", realm="live", actor=WATCH, happened_ms=room.clock.now_ms(), body=body))
    room.tick()
    assert strip.rows.index(0, 3).data() == "离线"


def test_a_sensor_selected_elsewhere_is_selected_in_the_strip(strip: AlarmStrip, room: DeskRoom) -> None:
    for rule in rules_by_priority(room).values():
        raise_alarm(room, rule, rule)
    wanted = strip.rows.alarms[-1].sensor_id
    assert wanted != strip.rows.alarms[0].sensor_id
    room.session.focus.select("sensors", wanted)
    assert [index.data(ALARM_ROLE).sensor_id for index in strip.view.selectionModel().selectedRows()] == [wanted]
    room.session.focus.clear()
    assert strip.view.selectionModel().selectedRows() == []


def test_jumping_selects_the_sensor_and_flies_there(strip: AlarmStrip, room: DeskRoom) -> None:
    flown: list[tuple[float, float]] = []
    room.session.focus.fly_to.connect(lambda x, y, radius: flown.append((x, y)))
    sensor_id = raise_alarm(room, "a", next(iter(rules_by_priority(room).values())))
    strip.view.selectRow(0)
    strip.jump.click()
    sensor = room.session.layers.sensors[sensor_id]
    assert flown == [(sensor.x_m, sensor.y_m)]
    assert room.session.focus.selection is not None
    assert room.session.focus.selection.ids == (sensor_id,)


def test_a_narrow_strip_puts_its_buttons_on_two_lines_and_cuts_none(strip: AlarmStrip, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    strip.setParent(holder)
    holder.show()
    for width in (strip.minimumSizeHint().width(), 1600):
        strip.resize(width, 300)
        strip.show()
        QApplication.processEvents()
        for button in (strip.active, strip.aside, *strip.steps.values(), strip.jump):
            if button.isVisible():
                assert button.width() >= button.minimumSizeHint().width()
                assert strip.rect().contains(button.geometry())
        assert (strip.jump.y() > strip.active.geometry().bottom()) is (width < 1600)
    strip.setParent(None)
