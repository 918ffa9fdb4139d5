"""Actions that a key may not do are disabled with the reason, before anything is filled in or sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import Principal, Role
from county.numbering import alarm_id_of
from county.sensors import Sensor
from desktop import i18n
from desktop.alarms.strip import AlarmStrip
from desktop.duty.duty_log import DutyLog
from desktop.session import Session
from desktop.window.main_window import MainWindow
from desktop.wording import refusal
from services.protocol.source import Health
from tests.gui.conftest import OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.memory_realm import OWNER

LEADER = Principal(id="leader-1", roles=frozenset({Role.LEADER}), people=("周县长",))
WALL = Principal(id="wall-1", roles=frozenset({Role.WALL}))
READ_ONLY = "本窗口仅供查看，不能进行任何操作"
LEFT = Qt.MouseButton.LeftButton
OpenWindow = Callable[[Session], MainWindow]


ELSEWHERE = "110000"


def operator_of(*divisions: str) -> Principal:
    return Principal(id="town-1", roles=frozenset({Role.OPERATOR}), divisions=divisions)


def raise_alarm(scripted: ScriptedDesktop) -> Sensor:
    """Raise an alarm at the first sensor that has a rule."""
    rules = scripted.session.catalog.rules
    key, sensor = next(
        (key, s) for s in scripted.session.package.sensors for key, rule in rules.items() if rule.kind == s.kind
    )
    rule = rules[key]
    scripted.happen(
        r.AlarmRaised(
            alarm_id=alarm_id_of(scripted.clock.now_ms(), sensor.id, key), sensor_id=sensor.id, channel=rule.channel,
            rule=key, priority=rule.priority, value=91.0, limit=80.0,
        )
    )  # fmt: skip
    return sensor


def with_key(health: Health, principal: Principal) -> Health:
    return replace(health, principal=principal)


@pytest.fixture
def window(scripted: ScriptedDesktop, open_window: OpenWindow) -> MainWindow:
    """A window whose key the test selects by :func:`become`."""
    return open_window(scripted.session)


def become(scripted: ScriptedDesktop, window: MainWindow, principal: Principal) -> None:
    """The backend reports this window's principal, and the panels update."""
    scripted.source.condition = with_key(scripted.source.condition, principal)
    refresh(window)


def refresh(window: MainWindow) -> None:
    """The panels update."""
    window.card.event_card.steps.retranslate()
    window.report.retranslate()
    duty(window).retranslate()
    alarms(window).retranslate()


def duty(window: MainWindow) -> DutyLog:
    panel = window.panels["duty"]
    assert isinstance(panel, DutyLog)
    return panel


def alarms(window: MainWindow) -> AlarmStrip:
    panel = window.panels["alarms"]
    assert isinstance(panel, AlarmStrip)
    return panel


def buttons(window: MainWindow) -> dict[type[c.EventCommand], QPushButton]:
    return window.card.event_card.steps.buttons


def test_all_steps_are_disabled_for_a_wall_with_the_permitted_roles_shown(
    scripted: ScriptedDesktop, window: MainWindow
) -> None:
    scripted.session.focus.select("events", scripted.report("lamp"))
    become(scripted, window, WALL)
    assert buttons(window)
    why = "密钥 wall-1（大屏）无此权限，仅限：值班员、演练总策划"
    for button in buttons(window).values():
        assert not button.isEnabled()
        assert "密钥 wall-1（大屏）无此权限" in button.toolTip()
    assert buttons(window)[c.FileEvent].toolTip() == why
    assert window.card.event_card.steps.denied.isVisible()
    assert window.card.event_card.steps.denied.text() in {b.toolTip() for b in buttons(window).values()}


def test_a_leader_may_only_supervise(scripted: ScriptedDesktop, window: MainWindow) -> None:
    event_id = scripted.report("lamp")
    scripted.dispatch(event_id)
    scripted.session.focus.select("events", event_id)
    become(scripted, window, LEADER)
    assert [step for step, button in buttons(window).items() if button.isEnabled()] == [c.SuperviseEvent]
    assert buttons(window)[c.SuperviseEvent].toolTip() == ""


def test_an_operator_sees_no_restriction(scripted: ScriptedDesktop, window: MainWindow) -> None:
    scripted.session.focus.select("events", scripted.report("lamp"))
    become(scripted, window, OWNER)
    assert all(button.isEnabled() and not button.toolTip() for button in buttons(window).values())
    assert not window.card.event_card.steps.denied.isVisible()
    for panel in (window.report, duty(window), alarms(window)):
        assert panel.denied.isHidden()


@pytest.mark.parametrize("principal", [WALL, LEADER], ids=lambda principal: principal.id)
def test_the_report_form_is_disabled_for_a_key_without_permission_before_it_is_filled_in(
    scripted: ScriptedDesktop, window: MainWindow, qtbot: QtBot, principal: Principal
) -> None:
    window.workspace.raise_dock("report")
    become(scripted, window, principal)
    QApplication.processEvents()
    assert window.report.denied.isVisible()
    assert f"密钥 {principal.id}" in window.report.denied.text()
    assert window.report.submit.toolTip() == window.report.denied.text()
    qtbot.mouseClick(window.report.submit, LEFT)
    assert scripted.source.commands == []


def test_nothing_can_be_sent_while_the_backend_cannot_be_started(
    scripted: ScriptedDesktop, window: MainWindow, qtbot: QtBot
) -> None:
    scripted.session.focus.select("events", scripted.report("lamp"))
    why = "/data/journal.sqlite3: is damaged; restore a backup"
    known = scripted.source.condition
    scripted.source.condition = replace(known, state="connecting", abandoned=True, detail=why, principal=None)
    refresh(window)
    assert not any(button.isEnabled() for button in buttons(window).values())
    for panel in (window.report, duty(window)):
        assert panel.denied.text() == why
    window.workspace.raise_dock("report")
    qtbot.mouseClick(window.report.submit, LEFT)
    assert scripted.source.commands == []


def test_a_wall_may_not_write_into_the_duty_log_and_a_leader_may(
    scripted: ScriptedDesktop, window: MainWindow, qtbot: QtBot
) -> None:
    window.workspace.raise_dock("duty")
    become(scripted, window, WALL)
    panel = duty(window)
    QApplication.processEvents()
    assert panel.denied.isVisible()
    qtbot.keyClicks(panel.text, "note")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    qtbot.mouseClick(panel.write, LEFT)
    assert (panel.text.text(), scripted.source.commands) == ("", [])
    become(scripted, window, LEADER)
    assert not panel.denied.isVisible()
    qtbot.keyClicks(panel.text, "note")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert len(scripted.source.commands) == 1


def test_a_wall_may_not_acknowledge_alarms_and_the_strip_shows_why(
    scripted: ScriptedDesktop, window: MainWindow
) -> None:
    raise_alarm(scripted)
    strip = alarms(window)
    become(scripted, window, WALL)
    strip.view.selectRow(0)
    assert not strip.steps[c.AcknowledgeAlarm].isEnabled()
    assert "密钥 wall-1" in strip.steps[c.AcknowledgeAlarm].toolTip()
    assert "密钥 wall-1" in strip.denied.text()
    become(scripted, window, OWNER)
    assert strip.steps[c.AcknowledgeAlarm].isEnabled()


def test_an_event_outside_the_divisions_of_the_key_may_not_be_changed_and_one_inside_may(
    scripted: ScriptedDesktop, window: MainWindow
) -> None:
    event_id = scripted.report("lamp")
    scripted.session.focus.select("events", event_id)
    division = scripted.session.layers.states("event")[event_id].division
    become(scripted, window, operator_of(ELSEWHERE))
    assert buttons(window)
    for button in buttons(window).values():
        assert not button.isEnabled()
        assert event_id in button.toolTip()
    become(scripted, window, operator_of(division))
    assert any(button.isEnabled() for button in buttons(window).values())


def test_an_alarm_of_a_sensor_outside_the_divisions_of_the_key_may_not_be_acknowledged(
    scripted: ScriptedDesktop, window: MainWindow
) -> None:
    sensor = raise_alarm(scripted)
    strip = alarms(window)
    become(scripted, window, operator_of(ELSEWHERE))
    strip.view.selectRow(0)
    assert not strip.steps[c.AcknowledgeAlarm].isEnabled()
    assert strip.steps[c.AcknowledgeAlarm].toolTip()
    strip._take(c.AcknowledgeAlarm)
    assert scripted.source.commands == []
    become(scripted, window, operator_of(sensor.division))
    assert strip.steps[c.AcknowledgeAlarm].isEnabled()


def test_a_window_without_a_commander_is_read_only_and_all_panels_show_it(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    window = open_window(replace(scripted.session, commander=None, enrolment=None))
    scripted.session.focus.select("events", scripted.report("lamp"))
    assert buttons(window)
    for button in buttons(window).values():
        assert not button.isEnabled()
        assert button.toolTip() == READ_ONLY
    assert window.card.event_card.steps.denied.text() == READ_ONLY
    for panel in (window.report, duty(window), alarms(window)):
        assert panel.denied.text() == READ_ONLY
        assert not panel.denied.isHidden()


def test_the_panels_update_when_the_principal_becomes_known(open_desk: OpenDesk, open_window: OpenWindow) -> None:
    desk = open_desk(principals=(OWNER, WALL), key=WALL.id)
    window = open_window(desk.session)
    assert window.report.submit.isEnabled()  # the permissions of this key are still unknown
    desk.live()
    desk.until(lambda: not window.report.submit.isEnabled(), "the report form's look")
    desk.until(lambda: not duty(window).write.isEnabled(), "the duty log's look")


def test_a_command_refused_by_the_backend_for_a_key_is_shown_in_words(open_desk: OpenDesk) -> None:
    desk: LiveDesktop = open_desk(principals=(OWNER, WALL), key=WALL.id, person="").live()
    refused = desk.send(desk.a_report("garbage")).refusal
    assert refused is not None
    text = refusal(refused.code, refused.params)
    assert text == "wall-1 无此权限：上报仅限值班员、演练总策划、处置单位、接入网关；请使用具有该角色的密钥"
    i18n.set_language("en")
    text = refusal(refused.code, refused.params)
    assert text.startswith("wall-1 may not do this: Report is for operator, drill director, unit, gateway; ")


def test_the_refusal_of_a_command_of_a_procedure_names_it_and_its_state() -> None:
    i18n.set_language("zh")
    params = {"command": "WriteDutyEntry", "case": "7", "state": "written"}
    assert refusal("case_transition_forbidden", params) == "7 当前为“written”，不能记入值班日志"
    i18n.set_language("en")


def test_an_unknown_role_of_a_newer_backend_is_shown_unchanged() -> None:
    params = {"principal": "p", "command": "FileEvent", "roles": "mayor, operator"}
    assert refusal("not_authorised", params).startswith("p may not do this: File is for mayor, operator; ")
