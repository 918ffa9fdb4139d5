"""Names keep off the marks of what happens, however crowded the place is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from desktop.map.painters.points import PointsPainter
from desktop.map.view import MapView
from drawing.label_layout import SMALLER, LabelLayout, PlacedLabel, candidates
from drawing.label_renderer import LabelRenderer
from drawing.occupancy import CELL_PX, OccupancyGrid
from drawing.viewport import Viewport
from layers.batches import Courses, Labels, Points
from layers.events import NEW_FOR_MS
from layers.sensors import SensorsLayer
from layers.style import Style, StyleSheet
from tests.gui.conftest import ScriptedDesktop

TOWN = Style(color="#ffffff", outline="#000000", size_px=15, bold=True)
SHEET = StyleSheet({"town": TOWN, "village": Style(color="#ffffff", size_px=15), "route": TOWN}, {})
VIEW = Viewport(0.0, 800.0, 1.0, 1000, 800)
"""One metre a pixel."""
PLACE = (500.0, 400.0)
MARK_PX = 40.0
pytestmark = pytest.mark.usefixtures("qtbot")
Around = Callable[[float], list[tuple[float, float]]]


def crowd(radius_px: float) -> list[tuple[float, float]]:
    """Marks beside each other that cover a disc around the place."""
    at = np.arange(-radius_px, radius_px + 1, MARK_PX / 2)
    return [(500 + dx, 400 + dy) for dx in at for dy in at if np.hypot(dx, dy) <= radius_px]


def name(style: str, *, courses: Courses | None = None) -> Labels:
    text = np.array(["金铺街道"], dtype=object)
    ids, xy_m = np.array(["T1"], dtype=object), np.array([PLACE])
    return Labels(ids, text, xy_m, np.ones(1), np.zeros(1, np.uint16), (style,), courses=courses)


def written(labels: Labels, marks: list[tuple[float, float]]) -> list[PlacedLabel]:
    grid = OccupancyGrid(VIEW.width_px, VIEW.height_px)
    grid.cover(np.array(marks), np.full(len(marks), MARK_PX / 2))
    return LabelLayout(LabelRenderer()).place(candidates([labels], SHEET, VIEW, frozenset()), grid)


def hidden(labels: list[PlacedLabel], marks: list[tuple[float, float]], size_px: float = MARK_PX) -> list[str]:
    """The names that lie over the discs of marks."""
    return [label.text for label in labels if any(_touches(label.box, at, size_px / 2) for at in marks)]


def _touches(box: QRectF, at: tuple[float, float], radius_px: float) -> bool:
    near = min(max(at[0], box.left()), box.right()), min(max(at[1], box.top()), box.bottom())
    return float(np.hypot(near[0] - at[0], near[1] - at[1])) < radius_px


@pytest.mark.parametrize("radius_px", [0, 20, 40])
def test_the_name_of_a_town_is_beside_the_marks_that_crowd_its_place(radius_px: int) -> None:
    marks = crowd(radius_px)
    [label] = written(name("town"), marks)
    assert hidden([label], marks) == []
    away = label.box.center() - QPointF(*PLACE)
    assert np.hypot(*away.toTuple()) < radius_px + 110, "near enough to be read as the name of the place"


def test_the_name_of_a_town_is_at_a_corner_of_its_place_where_marks_are_above_below_and_beside_it() -> None:
    """Also where none may be farther off."""
    x, y = PLACE
    marks = [(x + dx, y + dy) for dx, dy in ((0, -30), (0, 30), (-40, -10), (-40, 0), (40, -10), (40, 0))]
    grid = OccupancyGrid(VIEW.width_px, VIEW.height_px)
    grid.cover(np.array(marks), np.full(len(marks), 12.0))
    named = candidates([name("town")], SHEET, VIEW, frozenset())
    [label] = LabelLayout(LabelRenderer(), rise=1.0, far=False).place(named, grid)
    assert hidden([label], marks, 24.0) == []
    assert label.style == TOWN, "no smaller than elsewhere"


@pytest.mark.parametrize("radius_px", [20, 40, 60, 100])
def test_no_name_of_a_town_reads_as_that_of_another_one(radius_px: int) -> None:
    places = np.array([PLACE, (640.0, 400.0), (500.0, 500.0), (370.0, 340.0)])
    text = np.array(["金铺街道", "罗坳乡", "大坪街道", "廖峪乡"], dtype=object)
    towns = Labels(text, text, places, np.arange(4.0), np.zeros(4, np.uint16), ("town",))
    labels = written(towns, crowd(radius_px))
    assert labels
    for label in labels:
        away = np.hypot(*(VIEW.px(places) - np.array(label.box.center().toTuple())).T)
        assert text[away.argmin()] == label.text


def test_the_name_of_a_town_is_never_lost_where_everything_is_covered_by_marks() -> None:
    assert written(name("town"), crowd(200))


@pytest.mark.parametrize("percent", [100, 200])
def test_the_name_of_a_town_is_written_smaller_where_only_that_has_room_between_marks(percent: int) -> None:
    """Whatever the size of all texts is."""
    part = SMALLER
    size_px = TOWN.size_px * percent / 100
    sheet = StyleSheet({"town": replace(TOWN, size_px=size_px)}, {})
    room = LabelRenderer().size("金铺街道", replace(TOWN, size_px=part * size_px))
    free = QRectF(PLACE[0] + part * size_px, PLACE[1] - room.height() / 2, room.width(), room.height())
    free.adjust(-2 * CELL_PX, -CELL_PX, CELL_PX, CELL_PX)
    every = [(x, y) for x in range(0, 1000, 4) for y in range(0, 800, 4)]
    marks = [at for at in every if not _touches(free, at, 2.0)]
    grid = OccupancyGrid(VIEW.width_px, VIEW.height_px)
    grid.cover(np.array(marks), np.full(len(marks), 1.0))
    [label] = LabelLayout(LabelRenderer()).place(candidates([name("town")], sheet, VIEW, frozenset()), grid)
    assert label.style.size_px == pytest.approx(part * size_px)
    assert hidden([label], marks, 2.0) == []


def test_of_several_towns_without_room_the_first_and_the_chosen_keep_their_names_and_others_hide_no_mark() -> None:
    sheet = StyleSheet({"town": replace(TOWN, over_marks=0.06)}, {})
    places = np.array([PLACE, (300.0, 300.0), (700.0, 500.0), (500.0, 600.0)])
    text = np.array(["县城", "甲镇", "乙镇", "丙镇"], dtype=object)
    towns = Labels(text, text, places, np.arange(4.0, 0.0, -1.0), np.zeros(4, np.uint16), ("town",))
    marks = [(x, y) for x in range(0, 1000, 20) for y in range(0, 800, 20) if y > 260 or x < 300]
    grid = OccupancyGrid(VIEW.width_px, VIEW.height_px)
    grid.cover(np.array(marks, dtype=float), np.full(len(marks), MARK_PX / 2))
    labels = LabelLayout(LabelRenderer()).place(candidates([towns], sheet, VIEW, frozenset({"乙镇"})), grid)
    assert {label.text for label in labels} == {"县城", "乙镇", "丙镇"}
    assert hidden([label for label in labels if label.text == "丙镇"], marks) == []


def test_the_name_of_a_village_gives_way_to_marks() -> None:
    assert written(name("village"), crowd(60)) == []


def test_the_number_of_a_road_lies_over_no_mark() -> None:
    road = Courses(np.array([(0.0, 400.0), (1000.0, 400.0)]), np.array([0, 2]), np.zeros(1, dtype=np.intp))
    bare, marks = written(name("route", courses=road), [(0.0, 0.0)]), [(x, 400.0) for x in range(0, 1001, 20)]
    assert bare, "on the bare road it is written"
    assert written(name("route", courses=road), marks) == []


@pytest.fixture
def view(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[MapView]:
    session = scripted.session
    session.focus.reduced_motion = True
    view = MapView(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    view.close()


@pytest.mark.parametrize("m_per_px", [30.0, 12.0, 5.0])
def test_no_name_lies_over_the_marks_of_events_around_a_town(
    view: MapView, scripted: ScriptedDesktop, m_per_px: float
) -> None:
    for number in range(60):
        scripted.report(f"事件{number}", dx_m=25.0 * (number - 30))
    scripted.clock.advance(2 * NEW_FOR_MS)
    scripted.tick()
    place = scripted.session.package.resources[0]
    view.box.look_at(place.x_m, place.y_m, m_per_px)
    painter = view._painters.of(scripted.session.layers["events"])[-1]
    xy_px, half_px = painter.obstacles(view.viewport)  # type: ignore[attr-defined]
    assert len(xy_px)
    assert view.labels
    for at, half in zip(xy_px.tolist(), half_px.tolist(), strict=True):
        assert hidden(view.labels, [at], 2 * half) == []


def test_names_keep_off_devices_that_are_whole_glyphs_and_not_off_dots(
    view: MapView, scripted: ScriptedDesktop
) -> None:
    sensors, sheet = scripted.session.layers.of(SensorsLayer), scripted.session.styles
    [x_m, y_m] = next(b for b in sensors.batches() if isinstance(b, Points)).xy_m[0].tolist()
    near = sheet["sensor.silent"].dot_m_per_px / 4
    for m_per_px, kept_free in ((near, True), (16 * near, False)):
        view.box.look_at(x_m, y_m, m_per_px)
        [painter] = [part for part in view._painters.of(sensors) if isinstance(part, PointsPainter)]
        xy_px, half_px = painter.obstacles(view.viewport)
        middle = np.array((view.viewport.width_px / 2, view.viewport.height_px / 2))
        assert bool((np.hypot(*(xy_px - middle).T) < half_px).any()) is kept_free
        for at, half in zip(xy_px.tolist(), half_px.tolist(), strict=True):
            assert hidden(view.labels, [at], 2 * half) == []
