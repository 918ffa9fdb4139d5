"""The window around the panels: figures that open their records, freshness, language, layout, scenes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from county import commands as c
from desktop import i18n
from desktop.app import UnknownScene, run
from desktop.main_window import MainWindow
from desktop.scenes.registry import SCENES
from tests.gui.conftest import DeskRoom

LEFT = Qt.MouseButton.LeftButton
Open = Callable[[], MainWindow]


@pytest.fixture
def open_window(room: DeskRoom, qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Opens windows that share one settings file; closes them at the end."""
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(settings, "operator")
        windows.append(window)
        window.resize(1600, 900)
        window.show()
        window.open_session(room.session)
        QApplication.processEvents()
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(open_window: Open) -> MainWindow:
    return open_window()


def test_a_headline_figure_counts_the_events_that_its_click_lists(
    window: MainWindow, room: DeskRoom, qtbot: QtBot
) -> None:
    event_id = room.report("reported")
    in_hand = room.report("dispatched")
    for body in (c.FileEvent(event_id=in_hand), c.DispatchEvent(event_id=in_hand, unit="city_management")):
        room.session.submissions.send(body)
    room.tick()
    window.header.count_now()
    assert window.header.figures["waiting"].value.text() == "1"
    qtbot.mouseClick(window.header.figures["waiting"], LEFT)
    rows = window.panels["events"].rows  # type: ignore[attr-defined]
    assert (rows.rowCount(), rows.row_of(event_id)) == (1, 0)
    qtbot.mouseClick(window.header.figures["in_hand"], LEFT)
    assert (rows.rowCount(), rows.row_of(in_hand)) == (1, 0)


def test_a_silent_backend_marks_the_whole_window_and_says_since_when(window: MainWindow, room: DeskRoom) -> None:
    window.freshness.look()
    assert not window.stale_line.isVisible()
    room.source.condition = replace(room.source.condition, state="stale", detail="tcp://x: silent")
    room.clock.advance(38_000)
    window.freshness.look()
    assert window.stale_frame.isVisible()
    assert window.stale_line.text() == "画面停在 10:00:00，数据已 38 秒未更新"
    room.source.condition = replace(room.source.condition, state="live", detail="")
    window.freshness.look()
    assert not window.stale_frame.isVisible()
    assert not window.stale_line.isVisible()


def test_a_full_disk_is_told_in_the_status_bar(window: MainWindow, room: DeskRoom) -> None:
    room.source.condition = replace(room.source.condition, refusing="disk_full")
    window.freshness.look()
    assert "磁盘已满" in window.freshness.link.text()


def test_switching_the_language_leaves_no_chinese_button(window: MainWindow) -> None:
    def speaks_chinese(text: str) -> bool:
        return any("\u4e00" <= char <= "\u9fff" for char in text)

    assert speaks_chinese(window.workspace.docks["events"].windowTitle())
    i18n.set_language("en")
    QApplication.processEvents()
    shown = [b.text() for b in window.findChildren(QPushButton)] + [
        d.windowTitle() for d in window.workspace.docks.values()
    ]
    operator = window.header.person.text()
    assert [text for text in shown if speaks_chinese(text) and text != operator] == []


def test_the_layout_comes_back_in_the_next_window(open_window: Open) -> None:
    first = open_window()
    first.workspace.docks["alarms"].hide()
    first.workspace.docks["messages"].hide()
    first.close()
    second = open_window()
    assert second.workspace.docks["alarms"].isHidden()
    assert not second.workspace.docks["events"].isHidden()


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_shows_the_panels_that_it_names_and_no_others(window: MainWindow, scene: str) -> None:
    window.show_scene(scene)
    named = {name for place in SCENES[scene].places for group in place.groups for name in group}
    assert {name for name, dock in window.workspace.docks.items() if not dock.isHidden()} == named


def test_an_unknown_scene_is_refused_with_the_choices() -> None:
    with pytest.raises(UnknownScene, match="operator, leader"):
        run(None, scene="moon")


def test_synthetic_data_is_marked_on_the_screen(window: MainWindow) -> None:
    assert "合成数据" in window.header.marks.text()
    assert window.header.marks.isVisible()


def test_a_figure_stays_open_until_data_has_arrived(window: MainWindow, room: DeskRoom) -> None:
    room.source.condition = replace(room.source.condition, state="connecting")
    window.header.count_now()
    assert {figure.value.text() for figure in window.header.figures.values()} == {"–"}
    room.source.condition = replace(room.source.condition, state="live")
    window.header.count_now()
    assert window.header.figures["waiting"].value.text() == "0"
