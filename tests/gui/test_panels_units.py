"""The board of units: readiness by kind, tasks and places; the chosen unit's status is set, and shown on the map."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.resource import Resource
from county.units.dispatch import can_be_sent
from county.units.status import READINESS, Readiness, SetUnitStatus, UnitStatusSet
from desktop.units.units import Units
from layers.unit_status import UnitStatusLayer
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Units]:
    with shown_panel(Units(scripted.session), qtbot, (1000, 300)) as panel:
        yield panel


def unit(scripted: ScriptedDesktop) -> Resource:
    return next(r for r in scripted.session.package.resources if can_be_sent(r, scripted.session.catalog))


def row_of(panel: Units, unit_id: str) -> int:
    items = [panel.table.item(row, 0) for row in range(panel.table.rowCount())]
    ids = [None if item is None else item.data(Qt.ItemDataRole.UserRole) for item in items]
    return ids.index(unit_id)


def cells(panel: Units, unit_id: str) -> list[str]:
    row = row_of(panel, unit_id)
    items = (panel.table.item(row, column) for column in range(panel.table.columnCount()))
    return [item.text() for item in items if item is not None]


def says(scripted: ScriptedDesktop, status: Readiness, **more: object) -> None:
    scripted.happen(UnitStatusSet(unit=unit(scripted).id, status=status, **more))  # type: ignore[arg-type]


def test_every_unit_that_can_be_sent_is_on_the_board_and_available_until_something_else_is_said(
    scripted: ScriptedDesktop, panel: Units
) -> None:
    units = [r for r in scripted.session.package.resources if can_be_sent(r, scripted.session.catalog)]
    assert panel.table.rowCount() == len(units)
    truck = unit(scripted)
    assert cells(panel, truck.id)[2] == "待命"
    n = len(units)
    assert panel.note.text() == f"待命 {n} · 占用 0 · 下勤 0 · 停用 0 · 共 {n}"
    says(scripted, "out_of_service", note="检修")
    found = cells(panel, truck.id)
    assert (found[2], found[4], found[7]) == ("停用", "10:00", "检修")
    assert panel.note.text().startswith(f"待命 {len(units) - 1} · 占用 0 · 下勤 0 · 停用 1")


def test_the_board_shows_one_kind_and_the_task_of_a_unit(scripted: ScriptedDesktop, panel: Units) -> None:
    truck = unit(scripted)
    panel.kind.setCurrentIndex(panel.kind.findData(truck.kind))
    same = [r for r in scripted.session.package.resources if r.kind == truck.kind]
    assert panel.table.rowCount() == len(same)
    event_id = scripted.report("垃圾满溢")
    scripted.dispatch(event_id, truck.id)
    assert cells(panel, truck.id)[2:4] == ["占用", "垃圾满溢"]
    assert panel.note.text() == f"待命 {len(same) - 1} · 占用 1 · 下勤 0 · 停用 0 · 共 {len(same)}"


def test_the_status_of_the_chosen_unit_is_set(desk: LiveDesktop, qtbot: QtBot) -> None:
    with shown_panel(Units(desk.session), qtbot, (1000, 300)) as panel:
        qtbot.mouseClick(panel.button, LEFT)
        assert panel.problem.text() == "请在列表中选择单位"
        panel.table.selectRow(0)
        chosen = panel.chosen
        panel.status.setCurrentIndex(panel.status.findData("off_duty"))
        panel.until.setCurrentIndex(3)
        qtbot.keyClicks(panel.reason, "shift")
        qtbot.mouseClick(panel.button, LEFT)
        desk.until(lambda: desk.session.layers.states("unit_status"), "the status")
        known = desk.session.layers.states("unit_status")[chosen]
        hours = round((known.until_ms - known.since_ms) / HOUR_MS)
        assert (known.status, known.note, hours) == ("off_duty", "shift", 4)
        assert panel.chosen == chosen


def test_a_status_past_its_time_asks_to_be_checked(scripted: ScriptedDesktop, panel: Units) -> None:
    says(scripted, "off_duty", until_ms=scripted.clock.now_ms() + HOUR_MS)
    assert cells(panel, unit(scripted).id)[5] == "11:00"
    scripted.clock.advance(HOUR_MS)
    panel.age()
    assert cells(panel, unit(scripted).id)[5] == "11:00 已过：请与单位核实"


def test_a_refusal_keeps_what_was_written(scripted: ScriptedDesktop, panel: Units, qtbot: QtBot) -> None:
    panel.table.selectRow(row_of(panel, unit(scripted).id))
    qtbot.keyClicks(panel.reason, "x")
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
    assert scripted.source.commands[-1].body == SetUnitStatus(unit=unit(scripted).id, status="available", note="x")
    scripted.refuse("unit_status_older", unit=unit(scripted).name)
    assert panel.problem.isVisible()
    assert panel.reason.text() == "x"


def test_the_map_marks_a_unit_that_is_not_available_where_it_is(scripted: ScriptedDesktop) -> None:
    layer, truck = scripted.session.layers.of(UnitStatusLayer), unit(scripted)
    assert layer.drawn() == 0
    says(scripted, "out_of_service")
    [points] = layer.batches()
    assert points.xy_m.tolist() == [[truck.x_m, truck.y_m]]
    assert points.styles[points.style[0]] == "unit.out_of_service"
    assert layer.counts()["unit.out_of_service"] == 1
    assert layer.pick(truck.x_m, truck.y_m, 5.0) == truck.id
    says(scripted, "available")
    assert layer.drawn() == 0
    assert {entry.style for entry in layer.legend()} == {f"unit.{key}" for key in READINESS if key != "available"}
