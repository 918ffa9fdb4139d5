"""On a screen that is taller than wide, or as wide as two, the whole window is visible and uses its room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.main_window import MainWindow
from desktop.scenes.registry import SCENES
from desktop.scenes.scene import WIDEST
from desktop.session import Session
from tests.gui.conftest import ScriptedDesktop

UPRIGHT = (theme.LEAST_WIDTH_PX, theme.LEAST_WIDTH_PX * 1920 // 1080)
"""1080 × 1920 in pixels of the design."""


@pytest.mark.parametrize(
    ("screen_px", "scale"),
    [
        ((1920, 1080), 1.0),
        ((3840, 2160), 2.0),
        ((2560, 1440), 4 / 3),
        ((1920, 1200), 10 / 9),
        ((1024, 600), 0.85),
        ((1366, 768), 0.85),
        ((1080, 1920), 1080 / 1205),
        ((2160, 3840), 2160 / 1205),
        ((15_360, 8_640), 3.0),
    ],
)
def test_sizes_follow_the_height_of_a_wide_screen_and_the_width_of_an_upright_one(
    screen_px: tuple[int, int], scale: float
) -> None:
    assert theme.scale_for(*screen_px) == pytest.approx(scale)


@pytest.fixture
def window(open_window: Callable[[Session], MainWindow], scripted: ScriptedDesktop, qtbot: QtBot) -> MainWindow:
    window = open_window(scripted.session)
    window.resize(*(theme.px(side) for side in UPRIGHT))
    window.reset_layout()
    qtbot.waitUntil(lambda: window.workspace.docks["card"].x() == window.workspace.docks["events"].x())
    QApplication.processEvents()
    return window


def place(part: QWidget, window: MainWindow) -> QRect:
    return QRect(part.mapTo(window, QPoint(0, 0)), part.size())


def test_every_part_is_within_the_window(window: MainWindow) -> None:
    assert window.width() == theme.px(UPRIGHT[0]), "no part forces it to be wider than the screen"
    parts = (
        window.header.time, window.header.person, window.menu.switch, window.freshness, window.map, window.twin,
        *(window.workspace.docks[name] for name in ("events", "layers", "card", "alarms")),
    )  # fmt: skip
    for part in parts:
        assert window.rect().contains(place(part, window)), part


def test_map_and_twin_are_one_above_the_other_and_as_wide_as_possible(window: MainWindow) -> None:
    above, below = place(window.map, window), place(window.twin, window)
    assert above.bottom() < below.top()
    assert above.width() == below.width() > window.width() / 2


def test_a_wide_window_has_them_side_by_side_again(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(theme.px(1920), theme.px(1080))
    window.reset_layout()
    docks = window.workspace.docks
    qtbot.waitUntil(lambda: docks["card"].x() > docks["events"].x())
    assert place(window.map, window).right() < place(window.twin, window).left()


def test_the_arrangement_of_every_scene_has_all_its_panels_upright() -> None:
    for scene in SCENES.values():
        upright = scene.upright()
        panels, before = ({name for p in s.places for group in p.groups for name in group} for s in (upright, scene))
        assert panels == before
        assert len({p.area for p in upright.places} & {"left", "right"}) <= 1


def test_a_very_wide_window_gives_the_areas_at_the_sides_more_width_and_no_other_window_does() -> None:
    for scene in SCENES.values():
        assert scene.in_window(1920, 1080) == scene
        assert scene.in_window(1080, 1920) == scene.upright()
        wide = scene.in_window(7680, 2160)
        for place, before in zip(wide.places, scene.wide or scene.places, strict=True):
            assert place.extent_px == (before.extent_px if place.area == "bottom" else round(before.extent_px * WIDEST))


@pytest.mark.parametrize("scene", ["operator", "events"])
def test_on_two_screens_beside_each_other_the_list_has_the_whole_height_and_tables_share_the_width(
    open_window: Callable[[Session], MainWindow], scripted: ScriptedDesktop, qtbot: QtBot, scene: str
) -> None:
    window = open_window(scripted.session)
    window.resize(theme.px(3_840), theme.px(1_080))
    window.show_scene(scene)
    window.reset_layout()
    docks = window.workspace.docks
    qtbot.waitUntil(lambda: docks["alarms"].y() > window.height() // 3)
    QApplication.processEvents()
    assert docks["events"].height() > 0.75 * window.height()
    assert window.tabifiedDockWidgets(docks["events"]) == []
    beside = [docks["tasks" if scene == "operator" else "kanban"], docks["alarms"]]
    assert all(not dock.visibleRegion().isEmpty() for dock in beside), "none is behind a tab"
    assert len({dock.y() for dock in beside}) == 1
    window.resize(theme.px(1_920), theme.px(1_080))
    window.reset_layout()
    qtbot.waitUntil(lambda: docks["tasks"] in window.tabifiedDockWidgets(docks["alarms"]))
