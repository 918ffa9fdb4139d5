"""Setting alarms aside: until when and why, by real clicks and keys; and the links between alarm, event and sensor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.durations import HOUR_MS
from desktop.alarms.strip import AlarmStrip
from desktop.cards.card import Card
from desktop.input.action_keys import ALARM_KEYS
from desktop.item_models.alarm_rows import ALARM_ROLE
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.focus import Selection
from services.protocol.messages import Accepted, Rejected
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_alarm_strip import raise_alarm, state_cell

LEFT = Qt.MouseButton.LeftButton
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
ASIDE = [
    (c.ShelveAlarm, r.AlarmShelved, "已搁置，至 11:00"),
    (c.SuppressAlarm, r.AlarmSuppressed, "已抑制，至 14:00"),
    (c.TakeOutOfService, r.AlarmTakenOutOfService, "已停用，至 11-24 10:00"),
]


@pytest.fixture
def strip(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[AlarmStrip]:
    with shown_panel(AlarmStrip(scripted.session), qtbot, (1300, 260)) as panel:
        yield panel


def click_row(strip: AlarmStrip, row: int, qtbot: QtBot) -> None:
    rect = strip.view.visualRect(strip.rows.index(row, strip.rows.NAME))
    qtbot.mouseClick(strip.view.viewport(), LEFT, pos=rect.center())


def chosen(strip: AlarmStrip) -> list[str]:
    return [index.data(ALARM_ROLE).id for index in strip.view.selectionModel().selectedRows()]


def set_aside(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot, step: type[c.AlarmCommand],
    record: type[r.AlarmRecord], reason: str,
) -> None:  # fmt: skip
    """Select the first row, give the step with a reason, and let the backend accept it."""
    click_row(strip, 0, qtbot)
    qtbot.mouseClick(strip.steps[step], LEFT)
    qtbot.keyClicks(strip.form.reason, reason)
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Return)
    body = scripted.source.commands[-1].body
    assert isinstance(body, step)
    scripted.accept(record(alarm_id=body.alarm_id, note=body.note, until_ms=body.until_ms))


@pytest.mark.parametrize(("step", "record", "text"), ASIDE)
def test_an_alarm_that_was_set_aside_stays_selected_with_end_person_time_and_reason(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot, step: type[c.AlarmCommand],
    record: type[r.AlarmRecord], text: str,
) -> None:  # fmt: skip
    raise_alarm(scripted, "a", "bin_full")
    scripted.clock.advance(1_000)
    raise_alarm(scripted, "b", "manhole_open")
    set_aside(strip, scripted, qtbot, step, record, "roadworks")
    assert chosen(strip) == ["b"]
    assert state_cell(strip) == f"{text} · 王芳 10:00 · roadworks"
    assert strip.active.text().startswith("活动告警 1 条")
    click_row(strip, 1, qtbot)
    qtbot.waitUntil(lambda: list(strip.rows.ids()) == ["a"])
    assert chosen(strip) == ["a"]


@pytest.mark.parametrize(("step", "record", "text"), ASIDE)
def test_the_card_of_the_sensor_names_the_state_by_its_own_word_and_says_who_when_and_why(
    strip: AlarmStrip, card: Card, scripted: ScriptedDesktop, qtbot: QtBot, step: type[c.AlarmCommand],
    record: type[r.AlarmRecord], text: str,
) -> None:  # fmt: skip
    raise_alarm(scripted, "a", "bin_full")
    set_aside(strip, scripted, qtbot, step, record, "roadworks")
    card.sensor_card.refresh()
    facts = [value.text() for _, value in card.sensor_card.facts.lines]
    assert f"告警{text.split('，')[0]}" in facts
    assert f"{text} · 王芳 10:00 · roadworks" in facts


def test_without_a_reason_nothing_is_sent_which_is_said_and_escape_closes_the_form(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    click_row(strip, 0, qtbot)
    qtbot.mouseClick(strip.steps[c.SuppressAlarm], LEFT)
    assert not strip.form.send.isEnabled()
    strip.form.span.setFocus()
    qtbot.keyClick(strip.form.span, Qt.Key.Key_Return)
    assert scripted.source.commands == []
    assert strip.problem.text() == "请填写原因"
    assert strip.form.reason.hasFocus()
    qtbot.keyClicks(strip.form.reason, "x")
    assert not strip.problem.isVisible()
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Backspace)
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Return)
    assert strip.problem.isVisible()
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Escape)
    assert not strip.form.isVisible()
    assert not strip.problem.isVisible(), "it was about the form"
    assert chosen(strip) == ["a"]


def test_a_refusal_that_comes_while_a_reason_is_missing_stays_when_the_reason_is_typed_and_the_form_is_closed(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    scripted.clock.advance(1_000)
    raise_alarm(scripted, "b", "manhole_open")
    click_row(strip, 0, qtbot)
    qtbot.mouseClick(strip.steps[c.AcknowledgeAlarm], LEFT)
    click_row(strip, 1, qtbot)
    qtbot.mouseClick(strip.steps[c.ShelveAlarm], LEFT)
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Return)
    missing = strip.problem.text()
    scripted.refuse("transition_forbidden")
    refusal = strip.problem.text()
    assert refusal not in ("", missing)
    qtbot.keyClicks(strip.form.reason, "roadworks")
    assert strip.problem.text() == refusal
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Escape)
    assert not strip.form.isVisible()
    assert strip.problem.text() == refusal


def test_alarms_that_end_while_their_form_is_filled_in_are_left_out_of_it_and_said(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    raise_alarm(scripted, "b", "manhole_open")
    strip.view.selectAll()
    qtbot.mouseClick(strip.steps[c.ShelveAlarm], LEFT)
    qtbot.keyClicks(strip.form.reason, "roadworks")
    scripted.happen(r.AlarmShelved(alarm_id="a", note="known", until_ms=MONDAY_MORNING_MS + HOUR_MS), person="李娜")
    assert "1 条" in strip.form.name.text()
    assert strip.problem.text() == "表单中有 1 条告警已结束或已由他人处置"
    assert strip.form.send.isEnabled()
    scripted.happen(r.AlarmAcknowledged(alarm_id="b"), r.AlarmCleared(alarm_id="b", value=0.0), person="李娜")
    assert not strip.form.send.isEnabled()
    assert strip.form.send.toolTip() == "已没有可以办理此项的告警"
    assert strip.form.line.text() == "roadworks", "it can be copied"
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Return)
    assert scripted.source.commands == []
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Escape)
    assert not strip.form.isVisible()
    assert not strip.drafts(), "there is nothing that it could be continued for"


def test_a_reason_that_was_left_with_escape_is_there_again(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    click_row(strip, 0, qtbot)
    qtbot.mouseClick(strip.steps[c.SuppressAlarm], LEFT)
    qtbot.keyClicks(strip.form.line, "roadworks")
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Escape)
    qtbot.mouseClick(strip.steps[c.SuppressAlarm], LEFT)
    assert strip.form.line.text() == "roadworks"
    qtbot.mouseClick(strip.form.cancel, LEFT)
    qtbot.mouseClick(strip.steps[c.SuppressAlarm], LEFT)
    assert strip.form.line.text() == ""


@pytest.mark.parametrize(
    ("step", "record", "key"),
    [
        (c.ShelveAlarm, r.AlarmShelved, Qt.Key.Key_G), (c.SuppressAlarm, r.AlarmSuppressed, Qt.Key.Key_Z),
        (c.TakeOutOfService, r.AlarmTakenOutOfService, Qt.Key.Key_T),
    ],
)
def test_an_alarm_is_set_aside_by_its_key_a_reason_and_enter_and_the_focus_returns_to_its_row(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot, step: type[c.AlarmCommand],
    record: type[r.AlarmRecord], key: Qt.Key,
) -> None:  # fmt: skip
    raise_alarm(scripted, "a", "bin_full")
    strip.window().activateWindow()
    qtbot.waitUntil(strip.window().isActiveWindow)
    click_row(strip, 0, qtbot)
    assert strip.steps[step].key == ALARM_KEYS[step].key
    qtbot.keyClick(strip.view, key, ALT_SHIFT)
    qtbot.keyClicks(strip.form.reason, "roadworks")
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Return)
    body = scripted.source.commands[-1].body
    assert isinstance(body, step)
    assert (body.alarm_id, body.note) == ("a", "roadworks")
    scripted.accept(record(alarm_id="a", note="roadworks", until_ms=body.until_ms))
    assert strip.view.hasFocus()


def test_the_key_of_an_alarm_step_without_an_alarm_says_what_is_missing(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    strip.window().activateWindow()
    qtbot.waitUntil(strip.window().isActiveWindow)
    strip.view.setFocus()
    qtbot.keyClick(strip.view, Qt.Key.Key_G, ALT_SHIFT)
    assert strip.problem.text() == "请选择可以办理此项的告警"
    assert not strip.form.isVisible()


def test_a_click_on_a_step_leaves_the_focus_on_the_rows(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    strip.window().activateWindow()
    qtbot.waitUntil(strip.window().isActiveWindow)
    click_row(strip, 0, qtbot)
    qtbot.mouseClick(strip.steps[c.AcknowledgeAlarm], LEFT)
    scripted.accept(r.AlarmAcknowledged(alarm_id="a"))
    assert strip.view.hasFocus()


@pytest.mark.parametrize(
    ("row", "hours"), [(0, 0.25), (1, 1.0), (2, 4.0), (3, 10.0), (4, 2.0)]
)
def test_an_alarm_is_shelved_for_the_chosen_time(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot, row: int, hours: float
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    click_row(strip, 0, qtbot)
    qtbot.mouseClick(strip.steps[c.ShelveAlarm], LEFT)
    strip.form.span.setCurrentIndex(row)
    assert strip.form.until.isVisible() == (row == 4)
    strip.form.reason.setCurrentIndex(0)
    qtbot.mouseClick(strip.form.send, LEFT)
    body = scripted.source.commands[-1].body
    assert body == c.ShelveAlarm(
        alarm_id="a", until_ms=MONDAY_MORNING_MS + round(hours * HOUR_MS), note="已知情，正在处置"
    )


@pytest.mark.parametrize(("row", "hours"), [(0, 8), (1, 24), (2, 168), (3, 10), (4, 2), (5, None)])
def test_an_alarm_is_out_of_service_until_the_chosen_end_or_until_a_person_returns_it(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot, row: int, hours: int | None
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    click_row(strip, 0, qtbot)
    qtbot.mouseClick(strip.steps[c.TakeOutOfService], LEFT)
    strip.form.span.setCurrentIndex(row)
    qtbot.keyClicks(strip.form.reason, "x")
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Return)
    until_ms = None if hours is None else MONDAY_MORNING_MS + hours * HOUR_MS
    assert scripted.source.commands[-1].body == c.TakeOutOfService(alarm_id="a", note="x", until_ms=until_ms)


def test_an_end_is_counted_from_the_time_of_sending(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    click_row(strip, 0, qtbot)
    qtbot.mouseClick(strip.steps[c.ShelveAlarm], LEFT)
    scripted.clock.advance(HOUR_MS)
    strip.form.span.setCurrentIndex(0)
    qtbot.keyClicks(strip.form.reason, "x")
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Return)
    until_ms = MONDAY_MORNING_MS + HOUR_MS + HOUR_MS // 4
    assert scripted.source.commands[-1].body == c.ShelveAlarm(alarm_id="a", until_ms=until_ms, note="x")


def test_the_form_stays_with_its_reason_for_the_alarms_that_were_refused(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    scripted.clock.advance(1_000)
    raise_alarm(scripted, "b", "manhole_open")
    strip.view.selectAll()
    qtbot.mouseClick(strip.steps[c.ShelveAlarm], LEFT)
    qtbot.keyClicks(strip.form.reason, "roadworks")
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Return)
    accepted, refused = scripted.source.commands
    assert not strip.form.send.isEnabled(), "its commands wait for their answers"
    scripted.source.reply(Rejected(command_id=refused.id, code="transition_forbidden", params={}))
    scripted.source.reply(Accepted(command_id=accepted.id, first_seq=0, last_seq=0))
    scripted.tick()
    assert strip.form.isVisible()
    assert strip.form.line.text() == "roadworks"
    assert strip.problem.text()
    qtbot.mouseClick(strip.form.send, LEFT)
    [again] = scripted.source.commands[2:]
    assert isinstance(again.body, c.ShelveAlarm)
    assert isinstance(refused.body, c.ShelveAlarm)
    assert again.body.alarm_id == refused.body.alarm_id
    scripted.source.reply(Accepted(command_id=again.id, first_seq=0, last_seq=0))
    scripted.tick()
    assert not strip.form.isVisible()


def test_the_form_is_about_the_alarms_that_were_selected_when_it_was_opened(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    scripted.clock.advance(1_000)
    raise_alarm(scripted, "b", "manhole_open")
    click_row(strip, 0, qtbot)
    qtbot.mouseClick(strip.steps[c.SuppressAlarm], LEFT)
    click_row(strip, 1, qtbot)
    qtbot.keyClicks(strip.form.reason, "x")
    qtbot.keyClick(strip.form.reason, Qt.Key.Key_Return)
    until_ms = scripted.clock.now_ms() + 4 * HOUR_MS
    assert scripted.source.commands[-1].body == c.SuppressAlarm(alarm_id="b", note="x", until_ms=until_ms)


def test_the_place_stands_before_the_text_and_no_column_is_wider_than_its_texts_need(
    strip: AlarmStrip, scripted: ScriptedDesktop
) -> None:
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    assert strip.rows.PLACE < strip.rows.NAME < strip.rows.SENSOR
    place = scripted.session.divisions.path(scripted.session.sensors[sensor_id].division)
    assert strip.rows.index(0, strip.rows.PLACE).data() == place
    strip.view.resizeColumnsToContents()
    for column in range(strip.rows.STATE):
        assert strip.view.columnWidth(column) <= strip.view.sizeHintForColumn(column) + 90


def test_the_places_stay_legible_beside_who_set_an_alarm_aside_when_and_why(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    raise_alarm(scripted, "b", "manhole_open")
    strip.resize(1060, 260)
    set_aside(strip, scripted, qtbot, c.ShelveAlarm, r.AlarmShelved, "roadworks until the end of the week")
    QApplication.processEvents()
    rows, view = strip.rows, strip.view
    assert view.horizontalScrollBar().maximum() == 0
    assert view.columnWidth(rows.PLACE) > 0.8 * view.sizeHintForColumn(rows.PLACE)
    tip = rows.index(0, rows.STATE).data(int(Qt.ItemDataRole.ToolTipRole))
    assert "roadworks until the end of the week" in tip


def test_the_list_of_what_is_set_aside_shows_until_when_by_whom_and_why_in_full(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    strip.resize(1084, 260)
    rows, view = strip.rows, strip.view
    set_aside(strip, scripted, qtbot, c.SuppressAlarm, r.AlarmSuppressed, "roadworks until Friday, line 3")
    qtbot.mouseClick(strip.aside, LEFT)
    for width in (1300, 1084):
        strip.resize(width, 260)
        QApplication.processEvents()
        assert view.columnWidth(rows.STATE) >= view.sizeHintForColumn(rows.STATE), width
        assert view.horizontalScrollBar().maximum() == 0
    qtbot.mouseClick(strip.active, LEFT)
    assert not view.isColumnHidden(rows.RAISED)
    assert not view.isColumnHidden(rows.VALUE)


def test_why_a_step_was_impossible_is_not_said_of_the_next_alarm(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    raise_alarm(scripted, "b", "manhole_open")
    click_row(strip, 0, qtbot)
    qtbot.keyClick(strip.view, Qt.Key.Key_X, ALT_SHIFT)
    assert strip.problem.isVisible()
    click_row(strip, 1, qtbot)
    assert not strip.problem.isVisible()
    qtbot.keyClick(strip.view, Qt.Key.Key_X, ALT_SHIFT)
    assert strip.problem.isVisible()
    scripted.session.focus.select("events", scripted.report("路灯不亮"))
    assert not strip.problem.isVisible()


def test_why_a_step_is_impossible_is_cut_at_no_width(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    strip.view.setFocus()
    qtbot.keyClick(strip.view, Qt.Key.Key_X, ALT_SHIFT)
    for width in (1300, 1084, 700, 440):
        strip.resize(width, 260)
        QApplication.processEvents()
        problem = strip.problem
        assert problem.height() >= problem.heightForWidth(problem.width())
        assert problem.fontMetrics().horizontalAdvance(problem.text()) <= problem.width()


def test_why_a_step_was_impossible_is_not_said_beside_the_form_of_another_step(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    click_row(strip, 0, qtbot)
    qtbot.keyClick(strip.view, Qt.Key.Key_X, ALT_SHIFT)
    assert strip.problem.isVisible()
    qtbot.mouseClick(strip.steps[c.ShelveAlarm], LEFT)
    assert strip.form.isVisible()
    assert not strip.problem.isVisible()


def test_the_rows_stay_where_they_are_when_an_alarm_with_an_event_is_chosen(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    sensor = scripted.session.sensors[sensor_id]
    scripted.happen(r.EventReported(
        event_id="E1", subclass="smoke_alarm", title="烟感火警", source="sensor", x_m=sensor.x_m, y_m=sensor.y_m,
        division="", level="general", sensor_id=sensor_id, alarm_id="a",
    ))  # fmt: skip
    for width in range(900, 1300, 4):
        strip.view.clearSelection()
        strip.resize(width, 260)
        QApplication.processEvents()
        top, right = strip.view.y(), strip.event_button.geometry()
        click_row(strip, 0, qtbot)
        assert strip.event_button.text() == "打开事件"
        QApplication.processEvents()
        assert (strip.view.y(), strip.event_button.geometry()) == (top, right), width


def test_an_alarm_leads_to_its_event_and_keeps_its_row(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    sensor = scripted.session.sensors[sensor_id]
    scripted.happen(r.EventReported(
        event_id="E1", subclass="smoke_alarm", title="烟感火警", source="sensor", x_m=sensor.x_m, y_m=sensor.y_m,
        division="", level="general", sensor_id=sensor_id, alarm_id="a",
    ))  # fmt: skip
    click_row(strip, 0, qtbot)
    assert strip.event_button.text() == "打开事件"
    qtbot.mouseClick(strip.event_button, LEFT)
    assert scripted.session.focus.selection == Selection("events", ("E1",))
    assert chosen(strip) == ["a"]


def test_the_card_of_a_sensor_leads_to_its_events(card: Card, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    sensor = scripted.session.sensors[sensor_id]
    for number, ended in (("E1", True), ("E2", False)):
        scripted.happen(r.EventReported(
            event_id=number, subclass="smoke_alarm", title=f"火警{number}", source="sensor", x_m=sensor.x_m,
            y_m=sensor.y_m, division="", level="general", sensor_id=sensor_id, alarm_id="a",
        ))  # fmt: skip
        if ended:
            scripted.happen(r.EventRejected(event_id=number))
    scripted.session.focus.select("sensors", sensor_id)
    shown = [button.text() for button in card.sensor_card.events if button.isVisible()]
    assert shown == ["事件：火警E2 · 待立案", "事件：火警E1 · 不予受理"]
    qtbot.mouseClick(card.sensor_card.events[0], LEFT, pos=QPoint(20, 10))
    assert scripted.session.focus.selection == Selection("events", ("E2",))


def test_an_event_is_made_from_an_alarm_with_class_place_and_sensor(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    sensor_id = raise_alarm(scripted, "a", "manhole_water")
    window.workspace.raise_dock("alarms")
    click_row(window.alarms, 0, qtbot)
    assert window.alarms.event_button.text() == "上报事件…"
    qtbot.mouseClick(window.alarms.event_button, LEFT)
    qtbot.mouseClick(window.report.submit, LEFT)
    body, sensor = scripted.source.commands[-1].body, scripted.session.sensors[sensor_id]
    assert isinstance(body, c.ReportEvent)
    assert (body.sensor_id, body.alarm_id, body.subclass) == (sensor_id, "a", "manhole_flooding")
    assert (body.x_m, body.y_m, body.source) == (sensor.x_m, sensor.y_m, "sensor")
    assert body.title.startswith("井下水位超限 · ")


def test_an_event_is_made_from_the_card_of_a_sensor(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    sensor = next(sensor for sensor in scripted.session.package.sensors if sensor.kind == "smoke")
    scripted.session.focus.select("sensors", sensor.id)
    window.card.sensor_card.report.click()
    assert window.report.subclass.key() == "smoke_alarm"
    assert scripted.session.focus.place == (sensor.x_m, sensor.y_m)
    window.report.clear.click()
    window.report.begin_about(sensor.id, "")
    window.report.begin_about(sensor.id, "")
    assert not window.report.problem.isVisible(), "what the program filled in is no draft"
    window.report.submit.click()
    body = scripted.source.commands[-1].body
    assert isinstance(body, c.ReportEvent)
    assert (body.sensor_id, body.alarm_id) == (sensor.id, "")


def test_a_half_written_report_survives_the_wish_to_report_a_sensor(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    window.workspace.raise_dock("report")
    qtbot.keyClicks(window.report.subject, "ice")
    sensor = next(sensor for sensor in scripted.session.package.sensors if sensor.kind == "smoke")
    scripted.session.focus.select("sensors", sensor.id)
    window.card.sensor_card.report.click()
    assert window.report.subject.text() == "ice"
    assert "先提交或清空" in window.report.problem.text()
    window.report.clear.click()
    window.card.sensor_card.report.click()
    assert window.report.subclass.key() == "smoke_alarm"
