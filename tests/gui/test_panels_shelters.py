"""Shelters: arrivals by form, totals against the places of each, on the map, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.resource import Resource
from county.response.evacuations import CorrectEvacuees, EvacueesArrived, EvacueesLeft, SignOutEvacuees
from desktop.response.shelters import Shelters
from desktop.session import Session
from layers.batches import Labels, Points
from layers.shelters import SheltersLayer
from tests.gui.conftest import ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Shelters]:
    with shown_panel(Shelters(scripted.session), qtbot, (1000, 300)) as panel:
        yield panel


def a_shelter(session: Session) -> Resource:
    return next(resource for resource in session.package.resources if resource.kind == "shelter")


def village(session: Session) -> str:
    return str(session.package.table("villages")["code"][0])


def arrived(scripted: ScriptedDesktop, arrival_id: str, people: int) -> None:
    session = scripted.session
    scripted.happen(
        EvacueesArrived(
            arrival_id=arrival_id, village=village(session), shelter=a_shelter(session).id, people=people
        )
    )


def cells(panel: Shelters, row: int = 0) -> list[str]:
    items = (panel.table.item(row, column) for column in range(panel.table.columnCount()))
    return [item.text() for item in items if item is not None]


def test_people_who_arrive_are_reported_and_sign_out(desk: LiveDesktop, qtbot: QtBot) -> None:
    with shown_panel(Shelters(desk.session), qtbot, (1000, 300)) as panel:
        panel.village.choose(village(desk.session))
        desk.session.focus.select("resources", a_shelter(desk.session).id)
        qtbot.mouseClick(panel.button, LEFT)
        assert panel.problem.text() == "请填写到达人数"
        panel.people.setValue(40)
        qtbot.mouseClick(panel.button, LEFT)
        desk.until(lambda: panel.table.rowCount() == 2, "total and arrival")
        assert panel.people.value() == 0
        panel.table.selectRow(1)
        qtbot.mouseClick(panel.step_buttons[SignOutEvacuees], LEFT)
        desk.until(lambda: panel.table.rowCount() == 1, "the return")
        assert not panel.note.text()


def test_the_total_of_a_shelter_is_compared_with_its_places(scripted: ScriptedDesktop, panel: Shelters) -> None:
    shelter = a_shelter(scripted.session)
    arrived(scripted, "P1", shelter.capacity)
    assert cells(panel)[:3] == [shelter.name, f"{shelter.capacity:,} / {shelter.capacity:,}", "合计"]
    assert cells(panel)[5] == ""
    arrived(scripted, "P2", 7)
    assert cells(panel)[5] == "超容 7 人"
    assert panel.note.text() == f"1 个安置点共安置 {shelter.capacity + 7:,} 人，容量 {shelter.capacity:,} 人"
    scripted.happen(EvacueesLeft(arrival_id="P2"))
    assert cells(panel)[5] == ""


def test_numbers_are_aligned_to_the_right_below_their_heading(scripted: ScriptedDesktop, panel: Shelters) -> None:
    arrived(scripted, "P1", 40)
    right = [
        column
        for column in range(panel.table.columnCount())
        if (item := panel.table.item(0, column)) is not None
        and item.textAlignment() & Qt.AlignmentFlag.AlignRight
        and (head := panel.table.horizontalHeaderItem(column)) is not None
        and head.textAlignment() & Qt.AlignmentFlag.AlignRight
    ]
    assert right == [1]


def test_a_step_about_no_row_says_that_one_is_to_be_chosen(scripted: ScriptedDesktop, panel: Shelters) -> None:
    arrived(scripted, "P1", 40)
    button = panel.step_buttons[SignOutEvacuees]
    panel.refresh()
    assert not button.isEnabled()
    assert button.toolTip() == "先选中可执行此操作的一行"
    panel.table.selectRow(1)
    assert button.isEnabled()
    assert button.toolTip() == ""


def test_a_correction_needs_the_right_number_and_a_reason(
    scripted: ScriptedDesktop, panel: Shelters, qtbot: QtBot
) -> None:
    arrived(scripted, "P1", 10)
    panel.table.selectRow(0)
    assert not panel.step_buttons[CorrectEvacuees].isEnabled(), "a total cannot be corrected"
    panel.table.selectRow(1)
    qtbot.mouseClick(panel.step_buttons[CorrectEvacuees], LEFT)
    assert panel.problem.text() == "请填写正确人数和原因"
    panel.people.setValue(9)
    qtbot.keyClicks(panel.reason, "x")
    qtbot.mouseClick(panel.step_buttons[CorrectEvacuees], LEFT)
    assert scripted.source.commands[-1].body == CorrectEvacuees(arrival_id="P1", people=9, note="x")


def test_the_map_shows_how_many_people_are_in_a_shelter_and_whether_they_are_too_many(
    scripted: ScriptedDesktop,
) -> None:
    layer, shelter = scripted.session.layers.of(SheltersLayer), a_shelter(scripted.session)
    arrived(scripted, "P1", 12)
    points, labels = layer.batches()
    assert isinstance(points, Points)
    assert isinstance(labels, Labels)
    assert points.xy_m.tolist() == [[shelter.x_m, shelter.y_m]]
    assert (labels.text.tolist(), points.styles[points.style[0]]) == (["12"], "shelter.used")
    arrived(scripted, "P2", shelter.capacity)
    assert layer.batches()[0].style.tolist() == [1]  # type: ignore[union-attr]
    assert layer.pick(shelter.x_m, shelter.y_m, 5.0) == shelter.id
    assert layer.facts(shelter.id)[0].value == f"{shelter.capacity + 12:,} / {shelter.capacity:,}"
    scripted.happen(EvacueesLeft(arrival_id="P1"), EvacueesLeft(arrival_id="P2"))
    assert layer.drawn() == 0
