"""The panel of walls: the state of every output, and what is pushed from the desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.names import Name
from county.seats import Seat
from county.wall.shown import ShowWallScene, WallSceneShown
from county.wall.status import OutputState, OutputStatus, SceneTitle, WallStatus
from desktop.wall.walls import Walls
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

SCENES = (SceneTitle("day", Name("日常", "Day"), ("map", "funnel")), SceneTitle("sense", Name("感知", "Sensors")))


def status(*outputs: tuple[str, OutputState], wall: str = "hall", **more: object) -> WallStatus:
    usual = {"wall": wall, "name": Name("大厅", "Hall"), "scenes": SCENES, "scene": "day",
             "outputs": tuple(OutputStatus(name, state) for name, state in outputs)}  # fmt: skip
    return WallStatus(**(usual | more))  # type: ignore[arg-type]


def tell(scripted: ScriptedDesktop, *walls: WallStatus) -> None:
    """The backend tells what the walls show."""
    scripted.source.be_seated(*(Seat(id=str(n), principal="wall-hall", wall=w) for n, w in enumerate(walls)))
    scripted.tick()


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Walls]:
    with shown_panel(Walls(scripted.session), qtbot, (900, 400)) as panel:
        yield panel


def cells(panel: Walls) -> list[list[str]]:
    table = panel.table
    found = [[table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())]
    return [["" if item is None else item.text() for item in row] for row in found]


def click(panel: Walls, qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def test_every_output_is_listed_with_its_state(panel: Walls, scripted: ScriptedDesktop) -> None:
    assert cells(panel) == []
    assert not panel.button.isEnabled()
    tell(scripted, status(("#1", "shown"), ("#2", "missing")))
    assert cells(panel) == [
        ["大厅", "#1", "正常显示", "日常", "轮播"], ["大厅", "#2", "黑屏：屏幕不在", "日常", "轮播"],
    ]  # fmt: skip


def test_a_wall_that_falls_silent_stays_listed_as_not_answering(panel: Walls, scripted: ScriptedDesktop) -> None:
    tell(scripted, status(("#1", "shown")))
    tell(scripted)
    assert cells(panel) == [["大厅", "#1", "无应答", "", ""]]


def test_processes_of_single_outputs_are_one_wall(panel: Walls, scripted: ScriptedDesktop) -> None:
    tell(scripted, status(("#1", "shown"), ("#2", "elsewhere")), status(("#1", "elsewhere"), ("#2", "shown")))
    assert [row[2] for row in cells(panel)] == ["正常显示", "正常显示"]
    tell(scripted, status(("#1", "shown"), ("#2", "elsewhere")))
    assert [row[2] for row in cells(panel)] == ["正常显示", "黑屏：没有进程驱动"]


def test_a_scene_is_pushed_with_a_tile_and_the_selected_event(
    panel: Walls, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("垃圾堆积")
    tell(scripted, status(("#1", "shown")))
    assert [panel.scene.itemText(n) for n in range(panel.scene.count())] == ["日常", "感知"]
    tiles = [panel.tile.itemText(n) for n in range(panel.tile.count())]
    assert tiles == ["原样", "一张图 居中放大", "事件流程 居中放大"]
    assert not panel.with_event.isEnabled()
    scripted.session.focus.select("events", event_id)
    panel.tile.setCurrentIndex(2)
    panel.with_event.click()
    click(panel, qtbot, panel.button)
    assert scripted.source.commands[-1].body == ShowWallScene(
        wall="hall", scene="day", tile="funnel", record_id=event_id
    )


def test_a_pushed_wall_is_given_back_to_its_rotation(panel: Walls, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    tell(scripted, status(("#1", "shown")))
    assert not panel.back.isEnabled()
    scripted.happen(WallSceneShown(wall="hall", scene="sense"))
    tell(scripted, status(("#1", "shown"), scene="sense", is_pushed=True))
    assert cells(panel)[0][3:] == ["感知", "王芳 推送，10:00"]
    click(panel, qtbot, panel.back)
    assert scripted.source.commands[-1].body == ShowWallScene(wall="hall", scene="")
    tell(scripted, status(("#1", "shown"), holds=True))
    assert cells(panel)[0][4] == "红色未确认，暂停轮播"


def test_walls_are_no_persons_at_seats(scripted: ScriptedDesktop) -> None:
    assert scripted.session.attendance.walls == ()  # it follows the seats from now on
    tell(scripted, status(("#1", "shown")))
    assert scripted.session.attendance.people == []
    assert len(scripted.session.attendance.walls) == 1
