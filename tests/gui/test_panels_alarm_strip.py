"""The alarm strip: active alarms by priority, acknowledged and shelved here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.alarms import AlarmState
from county.authority import WATCH
from county.catalog import AlarmRule
from county.numbering import alarm_id_of
from desktop import i18n, theme
from desktop.alarms.strip import AlarmStrip
from desktop.item_models.alarm_rows import ALARM_ROLE
from desktop.window.header import Header
from layers.focus import Selection
from layers.sensors import SensorsLayer
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel

TOOLTIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def strip(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[AlarmStrip]:
    with shown_panel(AlarmStrip(scripted.session), qtbot, (1100, 220)) as panel:
        yield panel


def raise_alarm(scripted: ScriptedDesktop, alarm_id: str, rule: str) -> str:
    """The watch raises an alarm of ``rule`` at some sensor of its kind; returns the sensor."""
    row = scripted.session.catalog.rules[rule]
    sensor_id = next(s.id for s in scripted.session.package.sensors if s.kind == row.kind)
    scripted.happen(raised(alarm_id, sensor_id, rule, row), by=WATCH.id, person="")
    return sensor_id


def raised(alarm_id: str, sensor_id: str, key: str, rule: AlarmRule, value: float = 91.0) -> r.AlarmRaised:
    return r.AlarmRaised(
        alarm_id=alarm_id, sensor_id=sensor_id, channel=rule.channel, rule=key, priority=rule.priority, value=value,
        limit=80.0,
    )  # fmt: skip


def rules_by_priority(scripted: ScriptedDesktop) -> dict[str, str]:
    kinds = {sensor.kind for sensor in scripted.session.package.sensors}
    return {row.priority: key for key, row in scripted.session.catalog.rules.items() if row.kind in kinds}


def alarm_ids(strip: AlarmStrip) -> list[str]:
    return list(strip.rows.ids())


def test_columns_keep_a_distance_and_headings_stand_over_their_cells(
    strip: AlarmStrip, scripted: ScriptedDesktop
) -> None:
    for number, rule in enumerate(rules_by_priority(scripted).values()):
        raise_alarm(scripted, f"a{number}", rule)
    strip.setStyleSheet(theme._style_sheet())
    QApplication.processEvents()
    metrics = QFontMetrics(theme.font(theme.BODY_PX, bold=True))
    for column in range(strip.rows.columnCount()):
        cells = [strip.rows.index(row, column) for row in range(strip.rows.rowCount())]
        text_px = max(metrics.horizontalAdvance(str(cell.data())) for cell in cells)
        assert strip.view.sizeHintForColumn(column) >= text_px + 2 * theme.px(theme.CELL_PX)
        heading = strip.rows.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        assert {cell.data(Qt.ItemDataRole.TextAlignmentRole) for cell in cells} == {heading}


def test_a_cell_looks_up_its_alarm_only_for_what_it_answers(
    strip: AlarmStrip, scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_alarm(scripted, "a", next(iter(rules_by_priority(scripted).values())))
    cell, looked_up = strip.rows.index(0, strip.rows.NAME), list[int]()
    real = strip.rows.id_at
    monkeypatch.setattr(strip.rows, "id_at", lambda row: looked_up.append(row) or real(row))
    silent = (
        Qt.ItemDataRole.SizeHintRole, Qt.ItemDataRole.CheckStateRole, Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.BackgroundRole,
    )  # fmt: skip
    assert [cell.data(role) for role in silent] == [None] * len(silent)
    assert looked_up == []
    assert cell.data()
    assert looked_up == [0]


def test_alarms_are_sorted_by_priority(strip: AlarmStrip, scripted: ScriptedDesktop) -> None:
    rules = rules_by_priority(scripted)
    low, high = [p for p in ("low", "medium", "high", "critical") if p in rules][:: len(rules) - 1][:2]
    raise_alarm(scripted, "first", rules[low])
    raise_alarm(scripted, "second", rules[high])
    assert alarm_ids(strip) == ["second", "first"]


def test_acknowledging_shows_the_person_and_keeps_the_alarm_until_it_clears(
    strip: AlarmStrip, scripted: ScriptedDesktop
) -> None:
    raise_alarm(scripted, "a", next(iter(rules_by_priority(scripted).values())))
    strip.view.selectRow(0)
    strip.steps[c.AcknowledgeAlarm].click()
    scripted.accept(r.AlarmAcknowledged(alarm_id="a"))
    alarm = scripted.session.layers.states("alarm")["a"]
    assert (alarm.state, alarm.acknowledged_by) == (AlarmState.ACKNOWLEDGED, "王芳")
    assert alarm_ids(strip) == ["a"]
    assert not strip.steps[c.AcknowledgeAlarm].isEnabled()


def test_the_buttons_are_laid_out_again_when_their_texts_change(strip: AlarmStrip, qtbot: QtBot) -> None:
    def fits_in(rows: int) -> bool:
        shown = [button for button in (*strip.steps.values(), strip.jump, strip.active) if button.isVisible()]
        below = strip.jump.y() > strip.active.geometry().bottom()
        return below == (rows == 2) and all(button.width() >= button.sizeHint().width() for button in shown)

    qtbot.waitUntil(lambda: fits_in(1))
    strip.resize(1_100, 220)
    i18n.set_language("en")
    qtbot.waitUntil(lambda: fits_in(2))
    i18n.set_language("zh")
    qtbot.waitUntil(lambda: fits_in(1))


@pytest.mark.parametrize(
    ("aside", "put", "back", "returned"),
    [
        (c.ShelveAlarm, r.AlarmShelved, c.UnshelveAlarm, r.AlarmUnshelved),
        (c.SuppressAlarm, r.AlarmSuppressed, c.UnsuppressAlarm, r.AlarmUnsuppressed),
        (c.TakeOutOfService, r.AlarmTakenOutOfService, c.ReturnToService, r.AlarmReturnedToService),
    ],
)
def test_a_shelved_or_out_of_service_alarm_is_listed_and_can_be_returned(
    strip: AlarmStrip,
    scripted: ScriptedDesktop,
    aside: type[c.AlarmCommand],
    put: type[r.AlarmRecord],
    back: type[c.AlarmCommand],
    returned: type[r.AlarmRecord],
    qtbot: QtBot,
) -> None:
    raise_alarm(scripted, "a", next(iter(rules_by_priority(scripted).values())))
    strip.view.selectRow(0)
    assert not strip.steps[back].isVisible()
    strip.steps[aside].click()
    strip.form.line.setText("现场施工")
    strip.form.send.click()
    more = {"until_ms": scripted.clock.now_ms() + HOUR_MS} if put is r.AlarmShelved else {}
    scripted.accept(put(alarm_id="a", **more))  # type: ignore[arg-type]
    strip.aside.click()
    assert alarm_ids(strip) == ["a"]
    assert strip.aside.text() == "暂不告警 1 个"
    strip.view.selectRow(0)
    strip.steps[back].click()
    scripted.accept(returned(alarm_id="a"))
    strip.view.clearSelection()
    qtbot.waitUntil(lambda: alarm_ids(strip) == [])


def state_cell(strip: AlarmStrip) -> str:
    return str(strip.rows.index(0, strip.rows.columnCount() - 1).data())


def test_the_strip_shows_who_acknowledged_when_and_until_when_an_alarm_is_shelved(
    strip: AlarmStrip, scripted: ScriptedDesktop
) -> None:
    raise_alarm(scripted, "a", next(iter(rules_by_priority(scripted).values())))
    strip.view.selectRow(0)
    strip.steps[c.AcknowledgeAlarm].click()
    scripted.accept(r.AlarmAcknowledged(alarm_id="a"))
    assert state_cell(strip) == "已确认 · 王芳 10:00"
    scripted.happen(r.AlarmShelved(alarm_id="a", until_ms=scripted.clock.now_ms() + HOUR_MS))
    strip.aside.click()
    assert state_cell(strip) == "已搁置，至 11:00 · 王芳 10:00"


def test_a_returned_alarm_stands_by_its_priority_and_is_counted_separately(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    rules = rules_by_priority(scripted)
    low, high = [p for p in ("low", "medium", "high", "critical") if p in rules][:: len(rules) - 1][:2]
    raise_alarm(scripted, "standing", rules[low])
    scripted.clock.advance(1000)
    raise_alarm(scripted, "recovered", rules[high])
    scripted.happen(r.AlarmCleared(alarm_id="recovered", value=0.0), by=WATCH.id, person="")
    assert alarm_ids(strip) == ["recovered", "standing"]
    assert strip.active.text() == "活动告警 1 条，未确认 1 条 · 已恢复未确认 1 条"
    header = Header(scripted.session)
    qtbot.addWidget(header)
    assert header.figures["alarms"].value.text() == "1 / 1"
    assert header.figures["alarms"].caption.text().endswith("已恢复 1")
    header.release()


def test_an_alarm_of_a_state_names_the_state_instead_of_figures(strip: AlarmStrip, scripted: ScriptedDesktop) -> None:
    row = scripted.session.catalog.rules["video_offline"]
    sensor_id = next(s.id for s in scripted.session.package.sensors if s.kind == "video")
    scripted.happen(raised("a", sensor_id, "video_offline", row, 0.0), by=WATCH.id, person="")
    assert strip.rows.index(0, 4).data() == "离线"


@pytest.mark.parametrize("width", [1100, 840, 640, 400])
def test_a_narrow_strip_elides_the_sensor_and_never_the_name_of_an_alarm(
    strip: AlarmStrip, scripted: ScriptedDesktop, width: int
) -> None:
    for rule in rules_by_priority(scripted).values():
        raise_alarm(scripted, rule, rule)
    scripted.happen(r.AlarmAcknowledged(alarm_id=strip.rows.id_at(0)))
    strip.resize(width, 220)
    QApplication.processEvents()
    assert strip.view.columnWidth(strip.rows.NAME) >= strip.view.sizeHintForColumn(strip.rows.NAME)
    assert strip.view.isColumnHidden(strip.rows.RAISED) == (width < 900)
    assert strip.view.isColumnHidden(strip.rows.SENSOR) == strip.view.isColumnHidden(strip.rows.VALUE) == (width < 760)
    assert strip.view.horizontalScrollBar().maximum() == 0, "the state is in view"
    row = strip.rows
    assert row.index(0, row.SENSOR).data(TOOLTIP) == row.index(0, row.SENSOR).data()
    assert row.index(0, row.RAISED + 1).data(TOOLTIP) == "10:00"


def test_a_sensor_selected_elsewhere_is_selected_in_the_strip(strip: AlarmStrip, scripted: ScriptedDesktop) -> None:
    for rule in rules_by_priority(scripted).values():
        raise_alarm(scripted, rule, rule)
    states = scripted.session.layers.states("alarm")
    wanted = states[strip.rows.id_at(-1)].sensor_id
    assert wanted != states[strip.rows.id_at(0)].sensor_id
    scripted.session.focus.select("sensors", wanted)
    assert [index.data(ALARM_ROLE).sensor_id for index in strip.view.selectionModel().selectedRows()] == [wanted]
    scripted.session.focus.clear()
    assert strip.view.selectionModel().selectedRows() == []


def test_jumping_selects_the_sensor_and_flies_there(strip: AlarmStrip, scripted: ScriptedDesktop) -> None:
    flown: list[tuple[float, float]] = []
    scripted.session.focus.fly_to.connect(lambda x, y, radius: flown.append((x, y)))
    sensor_id = raise_alarm(scripted, "a", next(iter(rules_by_priority(scripted).values())))
    strip.view.selectRow(0)
    strip.jump.click()
    sensor = scripted.session.layers.of(SensorsLayer)[sensor_id]
    assert flown == [(sensor.x_m, sensor.y_m)]
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (sensor_id,)


def test_a_narrow_strip_wraps_its_buttons_and_a_narrower_one_elides_them(strip: AlarmStrip, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    strip.setParent(holder)
    holder.show()
    strip.show()
    QApplication.processEvents()  # fonts and style sheets are in effect: widths are final
    whole = strip._step_line.sizeHint().width() + 2 * theme.px(8)
    least = strip.minimumSizeHint().width()
    assert least < whole
    for width in (least, whole, 1600):
        strip.resize(width, 300)
        strip.show()
        QApplication.processEvents()
        for button in (strip.active, strip.aside, *strip.steps.values(), strip.jump):
            if button.isVisible():
                assert width == least or button.shown_text() == button.text()
                assert strip.rect().contains(button.geometry())
        assert (strip.jump.y() > strip.active.geometry().bottom()) is (width < 1600)
    strip.setParent(None)


def test_selected_alarms_stay_selected_while_rows_are_added_removed_and_moved(
    strip: AlarmStrip, scripted: ScriptedDesktop
) -> None:
    rules = rules_by_priority(scripted)
    low, high = [p for p in ("low", "medium", "high", "critical") if p in rules][:: len(rules) - 1][:2]
    for alarm_id in ("a", "b", "c"):
        raise_alarm(scripted, alarm_id, rules[low])
        scripted.clock.advance(1000)
    strip.view.selectRow(alarm_ids(strip).index("b"))
    raise_alarm(scripted, "urgent", rules[high])
    scripted.happen(r.AlarmAcknowledged(alarm_id="a"), r.AlarmCleared(alarm_id="a", value=0.0))
    assert alarm_ids(strip) == ["urgent", "c", "b"]
    chosen = strip.view.selectionModel().selectedRows()
    assert [index.data(ALARM_ROLE).id for index in chosen] == ["b"]


def test_a_command_names_the_whole_id_of_its_alarm(strip: AlarmStrip, scripted: ScriptedDesktop) -> None:
    alarm_id = alarm_id_of(scripted.clock.now_ms(), "bin-1", "fill", "bin_full")
    raise_alarm(scripted, alarm_id, next(iter(rules_by_priority(scripted).values())))
    strip.view.selectRow(0)
    strip.steps[c.AcknowledgeAlarm].click()
    assert scripted.source.commands[-1].body == c.AcknowledgeAlarm(alarm_id=alarm_id)
    scripted.refuse("alarm_unknown", alarm=alarm_id)
    assert alarm_id[:17] in strip.problem.text()
    assert alarm_id not in strip.problem.text()


def test_rows_are_unchanged_by_a_new_snapshot_with_the_same_alarms(
    strip: AlarmStrip, scripted: ScriptedDesktop
) -> None:
    for rule in rules_by_priority(scripted).values():
        raise_alarm(scripted, rule, rule)
    before = alarm_ids(strip)
    strip.view.selectRow(1)
    scripted.source.begin({"alarm": dict(scripted.session.layers.states("alarm"))})
    scripted.session.feed._take()
    strip.view.grab()
    scripted.tick()
    assert alarm_ids(strip) == before
    assert [index.row() for index in strip.view.selectionModel().selectedRows()] == [1]


def test_the_sensor_of_the_current_row_is_selected_by_keys_as_by_a_click(
    strip: AlarmStrip, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    for number, rule in enumerate(rules_by_priority(scripted).values()):
        raise_alarm(scripted, f"a{number}", rule)
    states = scripted.session.layers.states("alarm")
    first, second, third = (states[alarm_id].sensor_id for alarm_id in alarm_ids(strip)[:3])
    assert len({first, second, third}) == 3
    at = strip.view.visualRect(strip.rows.index(0, strip.rows.NAME)).center()
    qtbot.mouseClick(strip.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert scripted.session.focus.selection == Selection("sensors", (first,))
    for expected in (second, third):
        qtbot.keyClick(strip.view, Qt.Key.Key_Down)
        assert scripted.session.focus.selection == Selection("sensors", (expected,))
    qtbot.keyClick(strip.view, Qt.Key.Key_Return)
    body = scripted.source.commands[-1].body
    assert isinstance(body, c.AcknowledgeAlarm)
    assert states[body.alarm_id].sensor_id == third, "what is read is what is acknowledged"
