"""Closed roads: closed from the road's card, at a picked place or for an event, drawn on the map, opened again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.roads.closures import CloseRoad, OpenRoad, ProlongClosure, RoadClosed, RoadOpened
from county.roads.lines import cut_lines
from desktop.session import Session
from desktop.steps.event_actions import EventActions
from desktop.units.closures import Closures
from desktop.window.main_window import MainWindow
from layers.batches import Lines
from layers.closures import ClosuresLayer
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Closures]:
    with shown_panel(Closures(scripted.session), qtbot, (900, 300)) as panel:
        yield panel


def a_road(session: Session) -> str:
    return str(session.package.table("roads")["id"][0])


def layer(scripted: ScriptedDesktop) -> ClosuresLayer:
    return scripted.session.layers.of(ClosuresLayer)


def closed(scripted: ScriptedDesktop, closure_id: str = "C1", **more: object) -> RoadClosed:
    """A road is closed."""
    place = scripted.session.package.resources[0]
    fields = {"closure_id": closure_id, "extent": "circle", "x_m": place.x_m, "y_m": place.y_m, "radius_m": 800.0}
    body = RoadClosed(**(fields | {"note": "积水"} | more))  # type: ignore[arg-type]
    scripted.happen(body)
    return body


def cells(panel: Closures, row: int = 0) -> list[str]:
    items = (panel.table.item(row, column) for column in range(panel.table.columnCount()))
    return [item.text() for item in items if item is not None]


def test_the_selected_road_is_closed_with_its_reason_and_appears_in_the_list(
    desk: LiveDesktop, qtbot: QtBot
) -> None:
    with shown_panel(Closures(desk.session), qtbot, (900, 300)) as panel:
        road = a_road(desk.session)
        desk.session.focus.select("roads", road)
        qtbot.mouseClick(panel.button, LEFT)
        assert panel.problem.text() == "请填写原因"
        qtbot.keyClicks(panel.reason, "flooded")
        panel.until.setCurrentIndex(2)
        qtbot.mouseClick(panel.button, LEFT)
        desk.until(lambda: panel.table.rowCount(), "the closure")
        [closure] = desk.session.layers.states("closure").values()
        assert (closure.road, closure.extent, closure.note) == (road, "road", "flooded")
        assert round((closure.until_ms - closure.steps[0].happened_ms) / HOUR_MS) == 2
        assert panel.reason.text() == ""
        panel.table.selectRow(0)
        qtbot.mouseClick(panel.step_buttons[OpenRoad], LEFT)
        desk.until(lambda: not next(iter(desk.session.layers.states("closure").values())).closed, "the opening")


def test_a_picked_place_closes_the_part_of_the_nearest_road_or_a_circle(
    scripted: ScriptedDesktop, panel: Closures, qtbot: QtBot
) -> None:
    road = a_road(scripted.session)
    x_m, y_m = layer(scripted).middle_of(road) or (0.0, 0.0)
    panel.set_place(x_m, y_m)
    panel.extent.setCurrentIndex(panel.extent.findData("part"))
    qtbot.keyClicks(panel.reason, "x")
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
    body = scripted.source.commands[-1].body
    assert isinstance(body, CloseRoad)
    nearest, _ = layer(scripted).road_at(x_m, y_m)
    assert (body.extent, body.road, body.x_m, body.until_ms) == ("part", nearest, x_m, None)
    scripted.refuse("closure_no_road")
    assert "没有" in panel.problem.text()
    assert panel.reason.text() == "x", "nothing is lost"
    panel.extent.setCurrentIndex(panel.extent.findData("circle"))
    qtbot.mouseClick(panel.button, LEFT)
    body = scripted.source.commands[-1].body
    assert isinstance(body, CloseRoad)
    assert (body.extent, body.road, body.radius_m) == ("circle", "", 300.0)


def test_a_selected_event_gives_the_place_and_is_named_in_the_closure(
    scripted: ScriptedDesktop, panel: Closures, qtbot: QtBot
) -> None:
    event_id = scripted.report("积水")
    scripted.session.focus.select("events", event_id)
    assert event_id in panel.what.text()
    qtbot.keyClicks(panel.reason, "x")
    qtbot.mouseClick(panel.button, LEFT)
    body = scripted.source.commands[-1].body
    assert isinstance(body, CloseRoad)
    event = scripted.event(event_id)
    assert (body.about, body.x_m, body.y_m) == (event_id, event.x_m, event.y_m)


def test_a_closure_past_its_expected_end_asks_to_be_opened_or_prolonged(
    scripted: ScriptedDesktop, panel: Closures, qtbot: QtBot
) -> None:
    closed(scripted, until_ms=scripted.clock.now_ms() + HOUR_MS)
    assert cells(panel)[3] == "11:00"
    scripted.clock.advance(HOUR_MS)
    panel.age()
    assert cells(panel)[3] == "11:00 已过：请恢复通行或调整时间"
    panel.table.selectRow(0)
    qtbot.mouseClick(panel.step_buttons[ProlongClosure], LEFT)
    assert panel.problem.isVisible()
    assert not scripted.source.commands
    panel.until.setCurrentIndex(1)
    qtbot.mouseClick(panel.step_buttons[ProlongClosure], LEFT)
    body = scripted.source.commands[-1].body
    assert body == ProlongClosure(closure_id="C1", until_ms=scripted.clock.now_ms() + HOUR_MS)


def test_the_map_shows_closed_lines_until_the_road_is_open_and_marks_those_past_their_end(
    scripted: ScriptedDesktop,
) -> None:
    roads = layer(scripted)
    body = closed(scripted, until_ms=scripted.clock.now_ms() + HOUR_MS)
    ring, lines, marks = roads.batches()
    assert isinstance(ring, Lines)
    assert isinstance(lines, Lines)
    assert len(ring.ids) == 1
    assert np.hypot(*(lines.xy_m - (body.x_m, body.y_m)).T).max() <= 801.0
    assert roads.pick(body.x_m, body.y_m, 10.0) == "C1"
    assert roads.counts() == {}
    before = marks
    scripted.clock.advance(HOUR_MS)
    scripted.tick()
    assert roads.batches()[-1] is not before
    assert roads.batches()[-1].style.tolist() == [1]  # type: ignore[union-attr]
    scripted.happen(RoadOpened(closure_id="C1"))
    assert roads.drawn() == 0
    assert roads.pick(body.x_m, body.y_m, 10.0) is None


def test_what_is_drawn_of_a_part_ends_at_the_junctions_that_the_desk_knows(scripted: ScriptedDesktop) -> None:
    roads = layer(scripted)
    road = a_road(scripted.session)
    x_m, y_m = roads.middle_of(road) or (0.0, 0.0)
    closed(scripted, extent="part", road=road, x_m=x_m, y_m=y_m, radius_m=0.0)
    _, lines, _ = roads.batches()
    assert isinstance(lines, Lines)
    assert len(lines.ids) == 1
    west, south, east, north = roads.bounds_m("C1") or (0.0,) * 4
    assert west - 1 <= x_m <= east + 1
    assert south - 1 <= y_m <= north + 1


def select_main_road(scripted: ScriptedDesktop) -> tuple[float, float]:
    """Select the road with the most junctions; returns a place in its middle."""
    table = scripted.session.package.table("roads")
    road = str(table["id"][int(np.bincount(cut_lines(table.geometry).road).argmax())])
    scripted.session.focus.select("roads", road)
    return layer(scripted).middle_of(road) or (0.0, 0.0)


class TestWhatIsClosedAlready:
    def test_a_closed_road_is_not_offered_to_be_closed_again_but_to_be_opened_or_prolonged(
        self, scripted: ScriptedDesktop, panel: Closures, qtbot: QtBot
    ) -> None:
        first, second = (str(road) for road in scripted.session.package.table("roads")["id"][:2])
        closed(scripted, "C0", extent="road", road=second)
        closed(scripted, "C1", extent="road", road=first, note="塌方")
        scripted.session.focus.select("roads", first)
        qtbot.keyClicks(panel.reason, "again")
        assert panel.note.isVisible()
        assert panel.note.text() == "10:00 起已封闭（塌方）：请恢复通行，或调整预计开放时间"
        assert panel.button.toolTip() == panel.note.text()
        qtbot.mouseClick(panel.button, LEFT)
        qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
        assert scripted.source.commands == []
        assert panel.chosen == "C1", "its row is chosen"
        assert panel.step_buttons[ProlongClosure].isEnabled()
        qtbot.mouseClick(panel.step_buttons[OpenRoad], LEFT)
        assert scripted.source.commands[-1].body == OpenRoad(closure_id="C1")
        scripted.accept(RoadOpened(closure_id="C1"))
        assert not panel.note.isVisible()
        assert panel.button.isEnabled(), "it can be closed again"
        assert panel.reason.text() == "again"

    def test_the_row_of_a_closed_road_is_scrolled_into_view(self, scripted: ScriptedDesktop, panel: Closures) -> None:
        for number in range(20):
            closed(scripted, f"C{number}")
        road = a_road(scripted.session)
        closed(scripted, "last", extent="road", road=road)
        for number in range(20, 40):
            closed(scripted, f"C{number}")
        scripted.session.focus.select("roads", road)
        [item, *_] = panel.table.selectedItems()
        assert panel.chosen == "last"
        assert panel.table.viewport().rect().contains(panel.table.visualItemRect(item).center())

    def test_an_open_road_is_offered(self, scripted: ScriptedDesktop, panel: Closures) -> None:
        first, second = (str(road) for road in scripted.session.package.table("roads")["id"][:2])
        closed(scripted, "C1", extent="road", road=first)
        scripted.session.focus.select("roads", second)
        assert panel.button.isEnabled()
        assert not panel.note.isVisible()

    def test_a_part_and_a_circle_inside_a_closed_circle_are_closed_already(
        self, scripted: ScriptedDesktop, panel: Closures
    ) -> None:
        x_m, y_m = select_main_road(scripted)
        closed(scripted, extent="circle", x_m=x_m, y_m=y_m, radius_m=60.0)
        panel.extent.setCurrentIndex(panel.extent.findData("circle"))
        panel.radius.setValue(50)
        assert not panel.button.isEnabled()
        panel.radius.setValue(2_000)
        assert panel.button.isEnabled(), "more than what is closed"
        panel.extent.setCurrentIndex(panel.extent.findData("road"))
        assert panel.button.isEnabled(), "most of the road is open"

    def test_a_part_is_closed_already_with_its_road_but_not_with_another_part_of_it(
        self, scripted: ScriptedDesktop, panel: Closures
    ) -> None:
        x_m, y_m = select_main_road(scripted)
        panel.extent.setCurrentIndex(panel.extent.findData("part"))
        assert panel.button.isEnabled()
        closed(scripted, "C1", extent="part", road=panel.road, x_m=x_m, y_m=y_m)
        assert not panel.button.isEnabled()
        panel.extent.setCurrentIndex(panel.extent.findData("road"))
        assert panel.button.isEnabled(), "the rest of the road is open"
        closed(scripted, "C2", extent="road", road=panel.road)
        assert not panel.button.isEnabled()
        assert panel.chosen == "C2"

    def test_a_selected_closure_is_the_row_that_is_opened(self, scripted: ScriptedDesktop, panel: Closures) -> None:
        closed(scripted, "C1")
        closed(scripted, "C2")
        for closure_id in ("C1", "C2"):
            scripted.session.focus.select("closures", closure_id)
            assert panel.chosen == closure_id
        panel.hide()
        closed(scripted, "C3")
        scripted.session.focus.select("closures", "C3")
        panel.show()
        assert panel.chosen == "C3", "also of a panel that opens afterwards"


def test_an_open_dispatch_form_ranks_its_units_again_when_a_road_is_closed(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    asked: list[str] = []
    scripted.source.ranking = lambda event_id: asked.append(event_id) or event_id  # type: ignore[method-assign, func-returns-value]
    event_id = scripted.report("积水")
    with shown_panel(EventActions(scripted.session), qtbot) as actions:
        scripted.happen(r.EventFiled(event_id=event_id))
        actions.show_event(scripted.event(event_id))
        asked.clear()
        actions.buttons[c.DispatchEvent].click()
        assert asked == [event_id]
        closed(scripted)
        assert asked == [event_id] * 2


def test_the_cards_of_a_road_and_of_an_event_open_the_panel(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    dock = window.workspace.docks["closures"]
    assert dock.isHidden()
    scripted.session.focus.select("roads", a_road(scripted.session))
    window.card.fact_card.close_road.click()
    assert not dock.isHidden()
    dock.hide()
    scripted.session.focus.select("events", scripted.report("积水"))
    window.card.event_card.links.buttons["closures"].click()
    assert not dock.isHidden()
    window.closures.pick_place.click()
    assert window.map.cursor().shape() == Qt.CursorShape.CrossCursor
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.closures.pick_place.isChecked()
