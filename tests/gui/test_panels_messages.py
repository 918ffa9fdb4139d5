"""Messages: completed steps with their event, and a link to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.events.event import RETENTION_MS
from county.numbering import alarm_id_of
from desktop.panels.messages import Messages
from layers.focus import Selection
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel


@pytest.fixture
def messages(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Messages]:
    with shown_panel(Messages(scripted.session), qtbot) as panel:
        yield panel


def test_a_message_names_the_event_and_the_completed_step(messages: Messages, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("Garbage at the bridge")
    scripted.session.submissions.send(c.FileEvent(event_id=event_id))
    scripted.accept(r.EventFiled(event_id=event_id))
    filed = messages.lines.item(0).text()
    assert "Garbage at the bridge：已立案" in filed


def test_a_click_on_a_message_opens_its_event(messages: Messages, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    event_id = scripted.report("Garbage at the bridge")
    scripted.session.submissions.send(c.FileEvent(event_id=event_id))
    scripted.accept(r.EventFiled(event_id=event_id))
    at = messages.lines.visualItemRect(messages.lines.item(0)).center()
    qtbot.mouseClick(messages.lines.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (event_id,)


def test_a_report_is_named_by_its_title_before_and_after_it_is_refused(
    messages: Messages, scripted: ScriptedDesktop
) -> None:
    scripted.session.submissions.send(
        c.ReportEvent(event_id="E1", subclass="exposed_garbage", title="Too far", source="hotline", x_m=0, y_m=0)
    )
    scripted.refuse("place_outside", x_m="0", y_m="0")
    assert "Too far" in messages.lines.item(0).text()


def test_a_command_that_removes_an_alarm_still_names_its_sensor(
    messages: Messages, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    sensor = scripted.session.package.sensors[0]
    alarm_id = alarm_id_of(scripted.clock.now_ms(), sensor.id, "fill", "bin_full")
    scripted.happen(
        r.AlarmRaised(
            alarm_id=alarm_id,
            sensor_id=sensor.id,
            channel="fill",
            rule="bin_full",
            priority="low",
            value=9.0,
            limit=8.0,
        ),
        r.AlarmCleared(alarm_id=alarm_id, value=1.0),
        by="watch",
    )
    scripted.session.submissions.send(c.AcknowledgeAlarm(alarm_id=alarm_id))
    scripted.accept(r.AlarmAcknowledged(alarm_id=alarm_id))
    assert alarm_id not in scripted.session.layers.states("alarm")
    assert sensor.name in messages.lines.item(0).text()
    at = messages.lines.visualItemRect(messages.lines.item(0)).center()
    qtbot.mouseClick(messages.lines.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert scripted.session.focus.selection == Selection("sensors", (sensor.id,))


def test_a_message_names_its_event_after_that_has_left_the_desk(
    messages: Messages, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("Garbage at the bridge")
    scripted.session.submissions.send(c.RejectEvent(event_id=event_id, note="x"))
    scripted.accept(r.EventRejected(event_id=event_id, note="x"))
    scripted.clock.advance(RETENTION_MS + 1)
    scripted.report("another")
    assert event_id not in scripted.session.layers.states("event")
    messages.retranslate()
    assert "Garbage at the bridge" in messages.lines.item(messages.lines.count() - 1).text()
    assert event_id not in messages.lines.item(messages.lines.count() - 1).text()
