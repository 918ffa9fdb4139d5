"""Collection rounds: their stops in the panel and on the map, served, skipped and planned anew by clicks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from county.resource import Resource
from county.roads.closures import RoadClosed
from county.rounds.aggregate import (
    OrderRounds,
    PlannedStop,
    RoundsPlanned,
    ServeStop,
    SkipStop,
    StopServed,
    StopSkipped,
    TruckRound,
    UnservedBin,
)
from county.sensors import Sensor
from desktop.session import Session
from desktop.units.round_courses import RoundCourses
from desktop.units.rounds import Rounds
from layers.batches import Labels, Lines, Points
from layers.rounds import RoundsLayer
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton
MINUTE_MS = 60_000
SHIFT = "20261123-0500"


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Rounds]:
    with shown_panel(Rounds(scripted.session), qtbot, (900, 400)) as panel:
        yield panel


@pytest.fixture
def courses(scripted: ScriptedDesktop) -> Iterator[RoundCourses]:
    """As in every window, whether its panel is shown or not."""
    window = QObject()
    courses = RoundCourses(scripted.session, window)
    yield courses
    courses.release()


def bins(session: Session) -> list[Sensor]:
    return [sensor for sensor in session.package.sensors if sensor.kind == "bin"]


def truck(session: Session) -> Resource:
    return next(resource for resource in session.package.resources if resource.kind == "collection_truck")


def layer(scripted: ScriptedDesktop) -> RoundsLayer:
    return scripted.session.layers.of(RoundsLayer)


def plan(scripted: ScriptedDesktop, number: int = 1) -> RoundsPlanned:
    """A plan: two bins on the round of a truck, and one on none."""
    now_ms, session = scripted.clock.now_ms(), scripted.session
    first, second, third = bins(session)[:3]
    stops = (
        PlannedStop(bin=first.id, arrive_ms=now_ms + 10 * MINUTE_MS, fill=85, kg=94),
        PlannedStop(bin=second.id, arrive_ms=now_ms + 20 * MINUTE_MS, fill=91, kg=101),
    )
    tour = TruckRound(
        unit=truck(session).id, stops=stops, back_ms=now_ms + 40 * MINUTE_MS, start="", ready_ms=now_ms, load_kg=0,
        capacity_kg=5_000,
    )  # fmt: skip
    left = UnservedBin(bin=third.id, fill=99, kg=109, reason="no_capacity")
    body = RoundsPlanned(
        shift=SHIFT, until_ms=now_ms + 3 * HOUR_MS, number=number, why="bins", seed=1, iterations=200, closures=(),
        rounds=(tour,), unserved=(left,),
    )  # fmt: skip
    scripted.happen(body, by="watch", person="")
    return body


def cells(panel: Rounds, row: int) -> list[str]:
    items = (panel.table.item(row, column) for column in range(panel.table.columnCount()))
    return [item.text().strip() for item in items if item is not None]


def test_without_a_plan_the_panel_says_which_bins_are_put_on_rounds(panel: Rounds) -> None:
    assert panel.table.rowCount() == 0
    assert "80 %" in panel.hint.text()


def test_a_plan_is_listed_truck_by_truck_in_the_order_of_the_stops(scripted: ScriptedDesktop, panel: Rounds) -> None:
    plan(scripted)
    session = scripted.session
    left, tour, first, second = (cells(panel, row) for row in range(4))
    assert (left[0], left[3], left[4]) == ("未排入", "99 %", "载量已满")
    assert tour == [truck(session).name, "", "10:40 返回", "0.0 / 5 t", "0 / 2 站"]
    assert (first[0], first[2:]) == ("1", ["10:10", "85 %", "待清运"])
    assert first[1].startswith(bins(session)[0].name)
    assert (second[0], second[2:]) == ("2", ["10:20", "91 %", "待清运"])
    assert panel.note.text().split(" · ") == [
        "第 1 次计划（10:00，满溢垃圾桶有变化）", "1 车待清 2 桶", "已清 0 桶", "未排入 1 桶", "班次至 13:00",
    ]  # fmt: skip


def test_a_served_stop_moves_below_those_to_come_and_the_load_grows(
    scripted: ScriptedDesktop, panel: Rounds, qtbot: QtBot
) -> None:
    plan(scripted)
    panel.table.selectRow(2)
    qtbot.mouseClick(panel.step_buttons[ServeStop], LEFT)
    body = scripted.source.commands[-1].body
    first = bins(scripted.session)[0].id
    unit = truck(scripted.session).id
    assert body == ServeStop(shift=SHIFT, unit=unit, bin=first)
    scripted.clock.advance(9 * MINUTE_MS)
    scripted.accept(StopServed(shift=SHIFT, unit=unit, bin=first))
    rows = [cells(panel, row) for row in range(panel.table.rowCount())]
    assert rows[1][3:] == ["0.1 / 5 t", "1 / 2 站"]
    assert [row[-1] for row in rows[2:]] == ["待清运", "已清运"]
    assert rows[3][2] == "10:09"


def test_a_stop_is_skipped_with_its_reason_only(scripted: ScriptedDesktop, panel: Rounds, qtbot: QtBot) -> None:
    plan(scripted)
    panel.table.selectRow(3)
    qtbot.mouseClick(panel.step_buttons[SkipStop], LEFT)
    assert panel.problem.text() == "请填写未能清运的原因"
    assert not scripted.source.commands
    qtbot.keyClicks(panel.reason, "blocked")
    qtbot.mouseClick(panel.step_buttons[SkipStop], LEFT)
    body = scripted.source.commands[-1].body
    second, unit = bins(scripted.session)[1].id, truck(scripted.session).id
    assert body == SkipStop(shift=SHIFT, unit=unit, bin=second, note="blocked")
    scripted.accept(StopSkipped(shift=SHIFT, unit=unit, bin=second, note="blocked"))
    assert panel.reason.text() == ""
    assert "未能清运: blocked" in [cells(panel, row)[-1] for row in range(panel.table.rowCount())]


def test_only_a_stop_to_come_can_be_served(scripted: ScriptedDesktop, panel: Rounds) -> None:
    plan(scripted)
    for row, able in ((0, False), (1, False), (2, True)):
        panel.table.selectRow(row)
        assert panel.step_buttons[ServeStop].isEnabled() is able
        assert ("请选择待清运的站点" in panel.step_buttons[ServeStop].toolTip()) is not able


def test_a_plan_is_ordered_for_the_shift_that_runs(scripted: ScriptedDesktop, panel: Rounds, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.reason, "market day")
    qtbot.mouseClick(panel.button, LEFT)
    assert scripted.source.commands[-1].body == OrderRounds(shift=SHIFT, note="market day")
    scripted.refuse("rounds_other_shift", shift=SHIFT, current="20261123-1300")
    assert "当班的是 20261123-1300" in panel.problem.text()


def test_a_truck_that_is_late_is_marked(scripted: ScriptedDesktop, panel: Rounds) -> None:
    plan(scripted)
    scripted.clock.advance(21 * MINUTE_MS)
    panel.age()
    assert [cells(panel, row)[-1] for row in (2, 3)] == ["晚点", "待清运"]


def test_the_map_draws_the_ways_along_the_roads_and_numbers_the_stops(
    scripted: ScriptedDesktop, courses: RoundCourses, qtbot: QtBot
) -> None:
    plan(scripted)
    rounds = layer(scripted)
    unit, (first, second, third) = truck(scripted.session), bins(scripted.session)[:3]
    ways, stops, left, numbers = rounds.batches()
    assert isinstance(ways, Lines)
    assert isinstance(stops, Points)
    assert isinstance(left, Points)
    assert isinstance(numbers, Labels)
    places = [(unit.x_m, unit.y_m), (first.x_m, first.y_m), (second.x_m, second.y_m), (unit.x_m, unit.y_m)]
    assert stops.ids.tolist() == [first.id, second.id]
    assert numbers.text.tolist() == ["1", "2"]
    assert left.ids.tolist() == [third.id]

    def along_roads() -> bool:
        scripted.tick()
        way = rounds.batches()[0]
        assert isinstance(way, Lines)
        return len(way.xy_m) > 12

    qtbot.waitUntil(along_roads, timeout=20_000)
    way = rounds.batches()[0]
    assert isinstance(way, Lines)
    for place in places:
        assert np.hypot(*(way.xy_m - place).T).min() < 0.01, "by every stop"
    assert rounds.pick(first.x_m, first.y_m, 5.0) == first.id
    assert [str(fact.value) for fact in rounds.facts(second.id)][1:] == ["2 / 2", "10:20", "91 %"]
    assert rounds.facts("gone") == ()


def test_the_ways_are_searched_again_when_a_road_is_closed(
    scripted: ScriptedDesktop, courses: RoundCourses, qtbot: QtBot
) -> None:
    plan(scripted)
    rounds = layer(scripted)

    def points() -> int:
        scripted.tick()
        way = rounds.batches()[0]
        assert isinstance(way, Lines)
        return len(way.xy_m)

    qtbot.waitUntil(lambda: points() > 12, timeout=20_000)
    home = truck(scripted.session)
    closed = RoadClosed(
        closure_id="C1", extent="circle", x_m=home.x_m, y_m=home.y_m, radius_m=4_900.0, note="积水"
    )
    scripted.happen(closed)
    qtbot.waitUntil(lambda: points() < 12, timeout=20_000)


def test_the_newest_shift_with_a_plan_is_shown(scripted: ScriptedDesktop, panel: Rounds) -> None:
    body = plan(scripted)
    later = replace(body, shift="20261123-1300", rounds=(), unserved=())
    scripted.happen(later)
    assert panel.table.rowCount() == 0
    assert layer(scripted).drawn() == 0


def test_a_window_that_closes_waits_for_no_further_ways(
    courses: RoundCourses, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    plan(scripted)
    qtbot.waitUntil(lambda: bool(layer(scripted)._courses))
    legs = frozenset(layer(scripted).legs())
    assert courses._vehicle is not None
    courses._ended.set()
    with qtbot.assertNotEmitted(courses._found):
        courses._search(legs, (), courses._vehicle)
