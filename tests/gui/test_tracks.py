"""A moving unit: picked on the map and in the twin; its card shows its speed and the age of its position."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from county.streams import POSITIONS
from desktop.cards.card import Card
from desktop.map.legend import Legend
from desktop.map.painters.points import PointsPainter
from desktop.map.search_box import SearchBox
from desktop.map.view import MapView
from layers.focus import Selection
from layers.tracks import SILENT_MS, TracksLayer
from tests.gui.conftest import ScriptedDesktop
from tests.positions import first_unit_reports, positions
from twin.view.widget import TwinWidget

STEP_MS, STEP_M = 5_000, 50.0


class DrivingUnit:
    """One unit of the county that drives to the east, and the windows that show it."""

    def __init__(self, scripted: ScriptedDesktop) -> None:
        self.scripted = scripted
        self.unit = POSITIONS.table(scripted.session.package, scripted.session.catalog).rows[0][0]
        home = next(unit for unit in scripted.session.package.resources if unit.id == self.unit)
        self.name, self.x_m, self.y_m = home.name, home.x_m, home.y_m
        first_unit_reports(
            scripted.session.layers, scripted.session.package, self.x_m, self.y_m, scripted.clock.now_ms()
        )

    def report(self) -> None:
        """It reports its position now."""
        self.scripted.session.layers.take(positions((0, self.scripted.clock.now_ms(), self.x_m, self.y_m, 90.0, 36.0)))
        self.tick()

    def drive_on(self, steps: int) -> None:
        """It drives for some steps and reports after each."""
        for _ in range(steps):
            self.scripted.clock.advance(STEP_MS)
            self.x_m += STEP_M
            self.report()

    def tick(self) -> None:
        self.scripted.session.layers.tick(self.scripted.clock.now_ms())

    @property
    def layer(self) -> TracksLayer:
        return self.scripted.session.layers.of(TracksLayer)


@pytest.fixture
def drive(scripted: ScriptedDesktop) -> DrivingUnit:
    return DrivingUnit(scripted)


@pytest.fixture
def map_view(qtbot: QtBot, drive: DrivingUnit) -> Iterator[MapView]:
    session = drive.scripted.session
    view = MapView(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    view.box.look_at(drive.x_m, drive.y_m, 2.0)
    qtbot.waitUntil(lambda: view.settled)
    yield view
    view.close()


@pytest.fixture
def card(qtbot: QtBot, drive: DrivingUnit) -> Iterator[Card]:
    card = Card(drive.scripted.session)
    qtbot.addWidget(card)
    with qtbot.waitExposed(card):
        card.show()
    yield card
    card.release()


def px_of(view: MapView, x_m: float, y_m: float) -> QPoint:
    x_px, y_px = view.viewport.px(np.array([[x_m, y_m]]))[0]
    return QPoint(round(x_px), round(y_px))


def click(view: MapView, at: QPoint) -> None:
    QTest.mouseMove(view._graphics.viewport(), at)
    QTest.mouseClick(view._graphics.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()


def texts_of(card: Card) -> list[str]:
    return [label.text() for label in card.fact_card.findChildren(QLabel) if label.isVisibleTo(card.fact_card)]


def test_a_click_on_a_unit_opens_its_card_with_speed_heading_and_age(
    drive: DrivingUnit, map_view: MapView, card: Card
) -> None:
    drive.scripted.clock.advance(7_000)
    drive.tick()
    click(map_view, px_of(map_view, drive.x_m, drive.y_m))
    assert drive.scripted.session.focus.selection == Selection("tracks", (drive.unit,))
    assert card.fact_card.name.text() == drive.name
    assert {"36 km/h", "东 90°", "7 秒前 (10:00:00)"} <= set(texts_of(card))


def test_the_card_shows_the_increasing_age_of_the_position(drive: DrivingUnit, card: Card) -> None:
    drive.scripted.session.focus.select("tracks", drive.unit)
    drive.scripted.clock.advance(SILENT_MS + 60_000)
    drive.tick()
    assert {"失联", "4 分钟前 (10:00:00)"} <= set(texts_of(card))
    assert "36 km/h" not in texts_of(card)


def test_the_card_of_a_unit_with_a_task_links_to_its_event(drive: DrivingUnit, card: Card) -> None:
    drive.scripted.session.focus.select("tracks", drive.unit)
    assert not card.fact_card.task.isVisibleTo(card)
    event_id = drive.scripted.report("路边垃圾")
    drive.scripted.dispatch(event_id, drive.unit)
    assert any(event_id in text for text in texts_of(card))
    QTest.mouseClick(card.fact_card.task, Qt.MouseButton.LeftButton)
    assert drive.scripted.session.focus.selection == Selection("events", (event_id,))


def test_a_reporting_unit_is_found_once_at_its_position(drive: DrivingUnit, qtbot: QtBot) -> None:
    session = drive.scripted.session
    box = SearchBox(session.layers, session.focus, session.package, session.named_places)
    qtbot.addWidget(box)
    drive.drive_on(3)
    hits = [(hit.layer.key, hit.x_m) for hit in box.hits(drive.unit) if hit.layer and hit.item_id == drive.unit]
    assert hits == [("tracks", drive.x_m)]
    box.close()


def test_a_click_on_a_dot_of_a_trail_selects_no_unit(drive: DrivingUnit, map_view: MapView) -> None:
    x_m, y_m = drive.x_m, drive.y_m
    drive.drive_on(8)
    click(map_view, px_of(map_view, x_m + 3 * STEP_M, y_m))
    selection = drive.scripted.session.focus.selection
    assert selection is None or selection.layer != "tracks"


def test_a_selected_unit_is_marked_at_its_position_and_not_at_every_dot(drive: DrivingUnit, map_view: MapView) -> None:
    x_m, y_m = drive.x_m, drive.y_m
    drive.scripted.session.focus.reduced_motion = True
    drive.drive_on(8)
    before = map_view.snapshot().toImage()
    drive.scripted.session.focus.select("tracks", drive.unit)
    after = map_view.snapshot().toImage()

    def changed(around: QPoint) -> bool:
        return any(
            before.pixel(around.x() + dx, around.y() + dy) != after.pixel(around.x() + dx, around.y() + dy)
            for dx in range(-20, 21, 2) for dy in range(-20, 21, 2)
        )  # fmt: skip

    assert changed(px_of(map_view, drive.x_m, drive.y_m))
    assert not changed(px_of(map_view, x_m + 2 * STEP_M, y_m))


def test_names_may_cover_a_trail_and_not_a_unit(drive: DrivingUnit, map_view: MapView) -> None:
    drive.drive_on(8)
    painters = map_view._painters.of(drive.layer)
    around = [painter.obstacles(map_view.viewport)[0] for painter in painters if isinstance(painter, PointsPainter)]
    assert [len(xy_px) for xy_px in around] == [0, 0, 1]


def test_the_legend_counts_units_by_activity(drive: DrivingUnit, qtbot: QtBot) -> None:
    legend = Legend(drive.scripted.session.layers, drive.scripted.session.styles)
    qtbot.addWidget(legend)
    assert {"行驶中", "停驻", "失联", "近 10 分钟轨迹"} <= set(legend.texts())
    legend.close()


@pytest.fixture
def twin(qtbot: QtBot, drive: DrivingUnit) -> Iterator[TwinWidget]:
    session = drive.scripted.session
    twin = TwinWidget(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(twin)
    twin.resize(400, 300)
    with qtbot.waitExposed(twin):
        twin.show()
    twin.fly_to(drive.x_m, drive.y_m, 500)
    qtbot.waitUntil(lambda: not twin.flying and twin.settled, timeout=60_000)
    yield twin
    twin.close()


def test_moving_units_cost_the_twin_no_frame_and_can_be_picked_there(
    drive: DrivingUnit, twin: TwinWidget, qtbot: QtBot
) -> None:
    twin.grab()
    frames, sheets = twin.frames, (twin._requests.sheet("still"), twin._requests.sheet("live"))
    drive.drive_on(6)
    QTest.qWait(300)
    twin.grab()
    assert twin.frames == frames
    assert (twin._requests.sheet("still"), twin._requests.sheet("live")) == sheets
    [heads] = [heads for key, heads in twin.pins() if key == "tracks" and drive.unit in heads.ids]
    x, y = heads.xy[list(heads.ids).index(drive.unit)]
    QTest.mouseClick(twin, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(round(x), round(y)))
    assert drive.scripted.session.focus.selection == Selection("tracks", (drive.unit,))


def test_a_unit_glides_to_where_it_has_reported_in_the_twin_and_then_nothing_runs(
    drive: DrivingUnit, twin: TwinWidget, qtbot: QtBot
) -> None:
    drive.drive_on(1)
    qtbot.waitUntil(lambda: bool(twin._overlay.moving_boxes), timeout=10_000)
    [way] = twin._overlay.moving_boxes
    [heads] = [heads for key, heads in twin.pins() if key == "tracks" and drive.unit in heads.ids]
    assert way.contains(*heads.xy[list(heads.ids).index(drive.unit)])
    assert twin._pulse.isActive()
    qtbot.waitUntil(lambda: not twin._pulse.isActive(), timeout=10_000)
    assert not twin._overlay.moving_boxes


def test_a_unit_that_passes_an_event_in_the_twin_is_below_its_pin(
    drive: DrivingUnit, twin: TwinWidget, qtbot: QtBot
) -> None:
    event_id = drive.scripted.report("暴露垃圾")
    drive.drive_on(1)
    qtbot.waitUntil(lambda: bool(twin._overlay.moving_boxes), timeout=10_000)
    screen = twin._screen_now()
    assert screen is not None
    below, above = (QImage(twin.size(), QImage.Format.Format_ARGB32_Premultiplied) for _ in range(2))
    for picture in (below, above):
        picture.fill(Qt.GlobalColor.transparent)
    with QPainter(below) as painter:
        twin._overlay.paint_below(painter, screen, None)
    with QPainter(above) as painter:
        twin._overlay.paint(painter, screen, None, now_ms=0)
    [heads] = [heads for key, heads in twin.pins() if key == "events" and heads.of.group and event_id in heads.ids]
    x, y = np.rint(heads.xy[list(heads.ids).index(event_id)]).astype(int).tolist()
    assert below.pixelColor(x, y).alpha() < 50
    assert above.pixelColor(x, y).alpha() == 255


def test_of_all_units_only_the_one_that_glides_is_painted_above_what_is_below_it_in_the_twin(
    drive: DrivingUnit, twin: TwinWidget, qtbot: QtBot
) -> None:
    parked = (1, drive.scripted.clock.now_ms(), drive.x_m - 3 * STEP_M, drive.y_m, 0.0, 0.0)
    drive.scripted.session.layers.take(positions(parked))
    drive.drive_on(1)
    qtbot.waitUntil(lambda: bool(twin._overlay.moving_boxes), timeout=10_000)
    [way], screen = twin._overlay.moving_boxes, twin._screen_now()
    assert screen is not None
    above = QImage(twin.size(), QImage.Format.Format_ARGB32_Premultiplied)
    above.fill(Qt.GlobalColor.transparent)
    with QPainter(above) as painter:
        twin._overlay.paint_gliding(painter, screen)
    places = ((x, y) for x in range(twin.width()) for y in range(twin.height()))
    painted = [(x, y) for x, y in places if above.pixelColor(x, y).alpha()]
    assert painted
    assert all(way.contains(x, y) for x, y in painted)
    [heads] = [heads for key, heads in twin.pins() if key == "tracks" and drive.unit in heads.ids]
    assert len(heads.ids) == 2, "the other one is seen, too"


def test_a_unit_glides_on_the_map_too_and_jumps_where_little_motion_is_wanted(
    drive: DrivingUnit, map_view: MapView, qtbot: QtBot
) -> None:
    map_view.box.look_at(drive.x_m, drive.y_m, 1.0)
    qtbot.waitUntil(lambda: map_view.settled)
    map_view.grab()
    drive.drive_on(1)
    qtbot.waitUntil(map_view._live._pulse.isActive, timeout=10_000)
    qtbot.waitUntil(lambda: not map_view._live._pulse.isActive(), timeout=10_000)
    drive.scripted.session.focus.reduced_motion = True
    drive.drive_on(1)
    qtbot.wait(200)
    assert not map_view._live._pulse.isActive()
