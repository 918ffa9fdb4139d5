"""On a screen that is taller than wide, or as wide as two, the whole window is visible and uses its room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county.names import Name
from desktop import theme
from desktop.item_models.event_line_delegate import LINE_PX, LINE_ROW_PX
from desktop.scenes.registry import DRILL_SCENES, SCENES
from desktop.scenes.scene import WIDEST, DockPlacement, Scene
from desktop.session import Session
from desktop.window.main_window import MainWindow
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


def panels(scene: Scene) -> list[str]:
    return sorted(name for place in scene.places for group in place.groups for name in group)


def test_the_arrangement_of_every_scene_has_all_its_panels_upright() -> None:
    for scene in SCENES.values():
        upright = scene.upright()
        assert panels(upright) == panels(scene)
        assert len({p.area for p in upright.places} & {"left", "right"}) <= 1


@pytest.mark.parametrize("shape", [(1920, 1080), (1920, 900), (1080, 1920), (1024, 768), (3840, 1080)])
@pytest.mark.parametrize("key", [*SCENES, *DRILL_SCENES])
def test_above_the_bar_of_a_replay_every_panel_has_one_place_and_none_of_the_bottom_area_is_there(
    key: str, shape: tuple[int, int]
) -> None:
    scene = (SCENES | DRILL_SCENES)[key]
    live, replayed = (scene.in_window(*shape, above_bar=above) for above in (False, True))
    assert panels(replayed) == panels(live)
    if any(place.area == "bottom" for place in scene.places):
        assert all(place.area != "bottom" for place in replayed.places)


RIGHT, INNER = (DockPlacement("right", ((name,),), 400) for name in ("card", "tasks"))


@pytest.mark.parametrize("right", [(), (RIGHT,), (RIGHT, INNER)])
def test_above_the_bar_the_bottom_area_is_behind_the_last_tabs_at_the_right_or_makes_some(
    right: tuple[DockPlacement, ...],
) -> None:
    scene = Scene(Name("席", "Desk"), (*right, DockPlacement("bottom", (("alarms", "messages"),), 350)), "map", {})
    above = scene.above_bar()
    assert panels(above) == panels(scene)
    assert above.places[:-1] == right[:-1]
    assert above.places[-1].area == "right"
    assert above.places[-1].groups[-1][-2:] == ("alarms", "messages")


def test_a_very_wide_window_gives_the_areas_at_the_sides_more_width_and_no_other_window_does() -> None:
    for scene in SCENES.values():
        assert scene.in_window(1920, 1080) == scene
        assert scene.in_window(1080, 1920) == scene.upright()
        wide = scene.in_window(7680, 2160)
        for place, before in zip(wide.places, scene.wide or scene.places, strict=True):
            assert place.extent_px == (before.extent_px if place.area == "bottom" else round(before.extent_px * WIDEST))


@pytest.fixture
def wide_window(open_window: Callable[[Session], MainWindow], scripted: ScriptedDesktop) -> Callable[[str], MainWindow]:
    """A window of two screens beside each other, with a scene."""

    def opened(scene: str) -> MainWindow:
        window = open_window(scripted.session)
        window.resize(theme.px(3_840), theme.px(1_080))
        window.show_scene(scene)
        window.reset_layout()
        return window

    return opened


def test_on_two_screens_beside_each_other_map_and_twin_have_the_whole_height_and_lists_stand_in_columns(
    wide_window: Callable[[str], MainWindow], qtbot: QtBot
) -> None:
    window = wide_window("operator")
    docks = window.workspace.docks
    qtbot.waitUntil(lambda: docks["alarms"].x() > window.centre.geometry().right())
    qtbot.waitUntil(lambda: docks["card"].height() > 0.75 * window.height())
    centre = window.centre.geometry()
    assert centre.height() > 0.75 * window.height()
    assert centre.width() > 0.4 * window.width(), "they are the stage"
    assert window.tabifiedDockWidgets(docks["events"]) == []
    assert docks["events"].height() > 0.75 * window.height()
    column = [docks[name] for name in ("alarms", "tasks", "layers")]
    assert all(not dock.visibleRegion().isEmpty() for dock in column), "none is behind a tab"
    assert len({dock.x() for dock in column}) == 1
    assert [dock.y() for dock in column] == sorted({dock.y() for dock in column})
    assert docks["events"].geometry().right() < centre.left()
    assert centre.right() < docks["alarms"].x() < docks["card"].x()
    wide = 1.5 * 560, 1.5 * 560, 1.5 * 400

    def off() -> list[int]:
        pairs = zip(("events", "alarms", "card"), wide, strict=True)
        return [abs(docks[name].width() - theme.px(px)) for name, px in pairs]

    qtbot.waitUntil(lambda: max(off()) <= theme.px(8))


def test_a_narrowed_very_wide_window_gives_every_column_its_width_back(
    wide_window: Callable[[str], MainWindow], qtbot: QtBot
) -> None:
    window = wide_window("operator")
    docks = window.workspace.docks
    qtbot.waitUntil(lambda: docks["card"].height() > 0.75 * window.height())
    QApplication.processEvents()
    before = {name: docks[name].width() for name in ("events", "alarms", "card")}
    window.resize(theme.px(2_200), theme.px(1_080))
    QApplication.processEvents()
    window.resize(theme.px(3_840), theme.px(1_080))
    QApplication.processEvents()
    after = {name: docks[name].width() for name in before}
    assert all(abs(after[name] - width) <= theme.px(8) for name, width in before.items()), (before, after)


def test_the_wide_list_has_one_line_for_each_event_and_shows_twice_as_many(
    wide_window: Callable[[str], MainWindow], scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    for number in range(60):
        scripted.report(f"路灯不亮{number}")
    window = wide_window("operator")
    view = window.events.view
    qtbot.waitUntil(lambda: view.viewport().width() >= theme.px(LINE_PX))
    assert view.rowHeight(0) == theme.px(LINE_ROW_PX)
    assert view.viewport().height() // view.rowHeight(0) >= 20
    view.scrollTo(view.rows.index(30, 0), view.ScrollHint.PositionAtTop)
    top = view.rowAt(0)
    window.resize(theme.px(1_920), theme.px(1_080))
    window.reset_layout()
    qtbot.waitUntil(lambda: view.viewport().width() < theme.px(LINE_PX))
    QApplication.processEvents()
    assert view.rowHeight(0) > theme.px(LINE_ROW_PX)
    assert abs(view.rowAt(0) - top) <= 1, "the uppermost row stays so"


def test_on_two_screens_beside_each_other_the_event_desk_has_its_tables_beside_each_other(
    wide_window: Callable[[str], MainWindow], qtbot: QtBot
) -> None:
    window = wide_window("events")
    docks = window.workspace.docks
    qtbot.waitUntil(lambda: docks["alarms"].y() > window.height() // 3)
    QApplication.processEvents()
    assert docks["events"].height() > 0.75 * window.height()
    beside = [docks["kanban"], docks["alarms"]]
    assert all(not dock.visibleRegion().isEmpty() for dock in beside), "none is behind a tab"
    assert len({dock.y() for dock in beside}) == 1
    window.resize(theme.px(1_920), theme.px(1_080))
    window.reset_layout()
    qtbot.waitUntil(lambda: docks["tasks"] in window.tabifiedDockWidgets(docks["alarms"]))


def test_on_two_screens_no_figure_of_the_header_lies_over_their_seam(
    wide_window: Callable[[str], MainWindow], qtbot: QtBot
) -> None:
    window = wide_window("operator")
    seam = window.width() // 2

    def beside_the_seam() -> bool:
        boxes = [place(tile, window) for tile in window.header.figures.values() if tile.isVisible()]
        return len(boxes) > 1 and all(box.right() < seam or box.left() > seam for box in boxes)

    qtbot.waitUntil(beside_the_seam)
    window.resize(theme.px(1_920), theme.px(1_080))
    tiles = window.header.tiles
    qtbot.waitUntil(lambda: window.width() == theme.px(1_920))
    boxes = [tile.geometry() for tile in window.header.figures.values() if tile.isVisible()]
    left, right = min(box.left() for box in boxes), tiles.width() - max(box.right() for box in boxes)
    assert abs(left - right) <= 2, "in the middle"


def test_on_two_screens_the_figures_of_the_header_share_out_both_with_further_ones(
    wide_window: Callable[[str], MainWindow], scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    window = wide_window("operator")
    header, seam = window.header, window.width() // 2
    late, _ = scripted.report("垃圾"), scripted.report("燃气泄漏", subclass="gas_leak")
    scripted.dispatch(late, due_ms=scripted.clock.now_ms() + 10)
    scripted.clock.advance(8)
    scripted.tick()
    every = header.figures | header.further_figures

    def shared_out() -> bool:
        header.count_now()
        boxes = {name: place(tile, window) for name, tile in every.items() if tile.isVisible()}
        sides = [[box for box in boxes.values() if (box.left() > seam) is right] for right in (False, True)]
        ends = [max(box.right() for box in side) - min(box.left() for box in side) for side in sides if side]
        tiles = place(header.tiles, window)
        rooms = (seam - tiles.left(), tiles.right() - seam)
        return len(boxes) == len(every) and all(end > 0.75 * room for end, room in zip(ends, rooms, strict=True))

    qtbot.waitUntil(shared_out)
    texts = {name: tile.value.text() for name, tile in header.further_figures.items()}
    assert (texts["emergencies"], texts["due_soon"], texts["units"]) == ("1", "1", "0")
    qtbot.mouseClick(header.further_figures["emergencies"], Qt.MouseButton.LeftButton)
    assert scripted.session.active_query.query.emergency
    qtbot.mouseClick(header.further_figures["silent"], Qt.MouseButton.LeftButton)
    assert window.workspace.docks["quality"].isVisible()
    window.resize(theme.px(1_920), theme.px(1_080))
    qtbot.waitUntil(lambda: not any(tile.isVisible() for tile in header.further_figures.values()))


def test_on_two_screens_the_buttons_of_the_red_band_stand_beside_its_text(
    wide_window: Callable[[str], MainWindow], scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    window = wide_window("operator")
    scripted.report("燃气泄漏", subclass="gas_leak")
    band = window.emergency_band
    band.refresh()
    qtbot.waitUntil(lambda: band.text.width() > band.text.fontMetrics().horizontalAdvance(band.text.text()))
    end = band.text.x() + band.text.fontMetrics().horizontalAdvance(band.text.text())
    assert band.go.x() - end < theme.px(100)
    before = band.go.x()
    scripted.clock.advance(9 * 60_000)
    band.refresh()
    QApplication.processEvents()
    assert band.go.x() == before, "a time that grows moves no button"


def test_a_screen_of_1080_lines_shows_six_alarms_at_least(
    open_window: Callable[[Session], MainWindow], scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    window.resize(theme.px(1_920), theme.px(1_080))
    window.reset_layout()
    strip = window.alarms
    header = strip.view.verticalHeader()
    QApplication.processEvents()
    qtbot.waitUntil(lambda: strip.view.viewport().height() >= 6 * header.defaultSectionSize())
    assert window.centre.height() > theme.px(560), "the map has the most room"
