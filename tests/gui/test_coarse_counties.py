"""Counties with all levels of divisions, with towns only, and with an outline alone: each takes a report by clicks, an
alarm that opens an event, and a dispatch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county.authority import Principal, Role
from county.events.event import Event, State
from county.package.schema import LEVELS
from desktop import i18n
from desktop.map.layer_tree import LayerTree
from desktop.map.legend import Legend
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.events import EventsLayer
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS
from tests.gui.live_desktop import LiveDesktop
from tests.memory_realm import OWNER, MemoryRealm
from tests.rows import readings_of
from tests.tiny_county import SOUTH, WEST, write_tiny_county

LEFT = Qt.MouseButton.LeftButton
GATEWAY = Principal(id="gateway", roles=frozenset({Role.GATEWAY}))
LEVELS_OF = {"full": LEVELS, "towns only": ("towns",), "outline alone": ()}
FIRE = (WEST + 500, SOUTH + 500)
"""Of the bin, and of the report."""
DIVISION = {"full": "990199100201001", "towns only": "990199100000", "outline alone": "990199"}
PATH = {"full": "西镇 · 西南村 · 第一网格", "towns only": "西镇", "outline alone": "试县"}


@pytest.fixture(params=LEVELS_OF)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def desk(qapp: object, kind: str, tmp_path: Path) -> Iterator[LiveDesktop]:
    """A desktop on a real backend of the county."""
    i18n.set_language("zh")
    package = write_tiny_county(tmp_path / "county", levels=LEVELS_OF[kind])
    realm = MemoryRealm(package, clock=AdjustableClock(MONDAY_MORNING_MS), principals=(OWNER, GATEWAY))
    desk = LiveDesktop(realm, tmp_path / "desktop.ini")
    yield desk.live()
    desk.close()
    i18n.set_language("en")


@pytest.fixture
def window(desk: LiveDesktop, open_window: Callable[[Session], MainWindow]) -> MainWindow:
    return open_window(desk.session)


def click(qtbot: QtBot, desk: LiveDesktop, widget: QWidget) -> None:
    desk.until(lambda: widget.isVisible() and widget.isEnabled(), "a button that can be pressed")
    QApplication.processEvents()
    qtbot.mouseClick(widget, LEFT)


def the_event(desk: LiveDesktop, *, sensor_id: str = "") -> Event:
    events = desk.session.layers.states("event").values()
    return next(event for event in events if isinstance(event, Event) and event.sensor_id == sensor_id)


def test_a_report_by_clicks_names_its_division_and_is_dispatched(
    desk: LiveDesktop, window: MainWindow, qtbot: QtBot, kind: str
) -> None:
    report, steps = window.report, window.card.event_card.steps
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    desk.until(report.subject.isVisible, "the report form")
    qtbot.keyClicks(report.subject, "Garbage")
    report.subclass.line.insert("暴露垃圾")
    qtbot.keyClick(report.subclass.line, Qt.Key.Key_Return)
    report.level.setCurrentIndex(report.level.findData("general"))
    report.source.setCurrentIndex(report.source.findData("hotline"))
    click(qtbot, desk, report.pick_place)
    view = window.map.viewport
    at = QPoint(round((FIRE[0] - view.west_m) / view.m_per_px), round((view.north_m - FIRE[1]) / view.m_per_px))
    canvas = window.map.childAt(at)
    assert canvas is not None
    qtbot.mouseClick(canvas, LEFT, pos=canvas.mapFrom(window.map, at))
    assert report.where.text().startswith(PATH[kind])
    click(qtbot, desk, report.submit)
    desk.until(lambda: window.card.event_card.name.text() == "Garbage", report.problem.text())
    assert the_event(desk).division == DIVISION[kind]
    assert PATH[kind] in [value.text() for _, value in window.card.event_card.facts.lines]

    for command in (c.FileEvent, c.DispatchEvent):
        desk.until(lambda: command in steps.buttons, command.__name__)  # noqa: B023
        click(qtbot, desk, steps.buttons[command])
    click(qtbot, desk, steps.confirm)
    desk.until(lambda: the_event(desk).state is State.DISPATCHED, "the dispatch")
    assert the_event(desk).unit == "truck-1"


def test_a_hot_bin_opens_an_event_that_is_dispatched(desk: LiveDesktop, window: MainWindow, kind: str) -> None:
    gateway = desk.realm.plain_client(GATEWAY.id)
    now_ms = desk.realm.clock.now_ms()
    gateway.send(readings_of("hot", ["bin-1"], ["temperature"], [now_ms], [120.0]))
    desk.until(lambda: len(desk.session.layers.states("event")) == 1, "the event of the alarm")
    gateway.close()
    event = the_event(desk, sensor_id="bin-1")
    assert (event.subclass, event.division) == ("open_burning", DIVISION[kind])
    assert event.state is State.DISPATCHED
    assert [str(i) for i in desk.session.layers.of(EventsLayer).batches()[-1].ids] == [event.id]
    desk.session.focus.select("sensors", "bin-1")
    assert PATH[kind] in [value.text() for _, value in window.card.sensor_card.facts.lines]


def test_the_map_says_what_events_are_located_by_where_villages_and_grids_are_missing(
    window: MainWindow, kind: str
) -> None:
    said = {
        "full": "合成数据", "towns only": "合成数据\n无村（社区）、无网格：事件定位到乡镇街道",
        "outline alone": "合成数据\n无乡镇、村（社区）和网格：事件只定位到县",
    }  # fmt: skip
    assert window.map.banner.text() == said[kind]


def test_the_layer_tree_says_which_layers_the_county_lacks(desk: LiveDesktop, window: MainWindow, kind: str) -> None:
    tree, legend = window.workspace.docks["layers"].panel, window.workspace.docks["legend"].panel
    assert isinstance(tree, LayerTree)
    assert isinstance(legend, Legend)
    names = {"towns": "乡镇街道", "villages": "行政村（社区）", "grids": "网格"}
    for level, name in names.items():
        row = tree.row(level)
        has = level in LEVELS_OF[kind]
        assert (row.text(0) == f"{name}（无数据）") != has
        assert ("county import" in row.toolTip(0)) != has
    assert ("乡镇街道" in legend.texts()) == ("towns" in LEVELS_OF[kind])
    assert tree.row("events").text(0) == "事件  0", "none now is a number"
