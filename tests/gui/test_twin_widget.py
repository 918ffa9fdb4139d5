"""The twin shows the layers, picks clicked items, follows the selection, and releases all resources."""

from __future__ import annotations

import dataclasses
import gc
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import shapely
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, Qt, QTimer, QTranslator
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from vtkmodules.vtkCommonCore import vtkObjectBase

from county import catalog
from county.clock import monotonic_ms
from county.events.aggregate import EVENTS
from county.events.event import Event, State, TimelineEntry
from county.package.open import CountyPackage
from drawing.hands import HAND_MS
from drawing.moving_share import moving_share
from drawing.occupancy import OccupancyGrid
from layers.batches import Batch, Field, GatheredPoints, Points, Polygons
from layers.events import EventsLayer
from layers.focus import Focus, InView, Selection
from layers.refine import refined
from layers.registry import LAYERS, LayerSet, build_layers
from layers.style import StyleSheet
from tests.operations import OPERATIONS, operations_at
from tests.positions import first_unit_reports
from tests.square_county import PLACE_M, write_square_county
from tests.state_tables import table_of
from tests.tiny_county import write_tiny_county
from twin.view.actors.buildings import Blocks
from twin.view.actors.labels import LabelsOverlay
from twin.view.actors.points import PinHits, PointsOverlay
from twin.view.camera import Camera
from twin.view.drape import DRAPES, Draped, DrapedBatches, Draper, finished
from twin.view.frame_requests import MOVING_GOAL_MS
from twin.view.offscreen_renderer import NoGraphics, OffscreenRenderer
from twin.view.overlay import OVERLAYS
from twin.view.pin_atlas import PinAtlases
from twin.view.scene import Frame, FrameRequest
from twin.view.screen import Screen
from twin.view.screen_labels import AGAIN_MS, LARGE_PX
from twin.view.surface import Surface
from twin.view.widget import REST_MS, TwinWidget

SIZE = (400, 300)
NOW_MS = 1_795_399_200_000


def an_event(x_m: float, y_m: float, state: State = State.REPORTED) -> Event:
    step = TimelineEntry("EventReported", NOW_MS, NOW_MS, "", "")
    return Event(
        id="E1", state=state, subclass="exposed_garbage", title="路边垃圾", source="hotline", level="general", x_m=x_m,
        y_m=y_m, division="", reporter="", sensor_id="", alarm_id="", happened_ms=NOW_MS, timeline=(step,),
    )  # fmt: skip


@dataclass
class Stage:
    """A twin over the small county, looking at its county seat, with one event there."""

    twin: TwinWidget
    layers: LayerSet
    focus: Focus
    package: CountyPackage
    folder: Path

    def picture(self) -> np.ndarray:
        """The displayed picture, drawn in full: (h, w, 3)."""
        path = self.folder / "twin.png"
        self.twin.snapshot(path)
        image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
        return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3].copy()

    def show_events(self, *events: Event) -> None:
        states = {event.id: event for event in events}
        self.layers.restore(1, NOW_MS, {EVENTS.key: table_of(EVENTS, states)}, {})
        self.layers.tick(NOW_MS + 60_000)

    def look_at(self, x_m: float, y_m: float, distance_m: float, down_deg: float = 45) -> None:
        ((x, y, z),) = Surface(self.package).on_ground([[x_m, y_m]], self.twin.exaggeration)
        self.twin.look(Camera.looking_at(x, y, z, distance_m=distance_m, heading_deg=0, down_deg=down_deg))

    def head(self) -> QPoint:
        """Where the event's pin has its head on the screen."""
        x, y = next(heads.xy[0] for layer, heads in reversed(self.twin.pins()) if layer == "events" and len(heads.ids))
        return QPoint(round(x), round(y))


def seat_of(package: CountyPackage) -> tuple[float, float]:
    places = package.table("places")
    seat = places.geometry[list(places["kind"]).index("county_seat")]
    return float(seat.x), float(seat.y)


@pytest.fixture(scope="module")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


def twin_of(package: CountyPackage, layers: LayerSet, focus: Focus) -> TwinWidget:
    twin = TwinWidget(layers, focus, StyleSheet.load(), package)
    twin.resize(*SIZE)
    return twin


@pytest.fixture
def stage(qtbot: QtBot, package: CountyPackage, tmp_path: Path) -> Iterator[Stage]:
    layers, focus = build_layers(package, catalog.load()), Focus()
    twin = twin_of(package, layers, focus)
    qtbot.addWidget(twin)
    stage = Stage(twin, layers, focus, package, tmp_path)
    x_m, y_m = seat_of(package)
    stage.show_events(an_event(x_m, y_m))
    stage.look_at(x_m, y_m, 1_500)
    yield stage
    twin.close()


def changed_share(a: np.ndarray, b: np.ndarray) -> float:
    """Share of the pixels that differ visibly."""
    return float((np.abs(a.astype(int) - b.astype(int)).max(axis=2) > 6).mean())


def view_of(stage: Stage, key: str) -> None:
    """Look at something of the layer from near enough for its style to show."""
    if key == "sensors":
        sensor = stage.package.sensors[0]
        stage.look_at(sensor.x_m, sensor.y_m, 600)
    elif key == "resources":
        resource = stage.package.resources[0]
        stage.look_at(resource.x_m, resource.y_m, 600)
    elif key == "tracks":
        x_m, y_m = seat_of(stage.package)
        first_unit_reports(stage.layers, stage.package, x_m, y_m, NOW_MS)
    elif key in OPERATIONS:
        place = stage.package.resources[0]
        operations_at(stage.layers, stage.package, place, NOW_MS)
        stage.look_at(place.x_m, place.y_m, 1_500)
    elif key not in ("events", "buildings", "roads"):
        batches = [b for b in stage.layers[key].batches() if not isinstance(b, Field) and len(b.xy_m)]
        if batches:
            x_m, y_m = batches[0].xy_m[len(batches[0].xy_m) // 2]
            stage.look_at(float(x_m), float(y_m), 900)


def seen_share(stage: Stage, key: str) -> float:
    """Share of the pixels that a layer changes where something of it is."""
    for layer in stage.layers:
        layer.visible = layer.key == key
    view_of(stage, key)
    shown = stage.picture()
    stage.layers[key].visible = False
    return changed_share(shown, stage.picture())


@pytest.mark.parametrize("key", [key for key in LAYERS if key != "names"])
def test_every_layer_is_seen_in_the_twin_and_hiding_it_removes_it(stage: Stage, key: str) -> None:
    assert seen_share(stage, key) > 0.0001


def test_names_beside_the_divisions_are_seen_in_the_twin(qtbot: QtBot, tmp_path: Path) -> None:
    package = write_tiny_county(tmp_path / "county")  # the demo county has none
    layers, focus = build_layers(package, catalog.load()), Focus()
    twin = twin_of(package, layers, focus)
    qtbot.addWidget(twin)
    assert seen_share(Stage(twin, layers, focus, package, tmp_path), "names") > 0.0001
    twin.close()


def test_returning_to_a_view_shows_the_same_picture(stage: Stage) -> None:
    stage.picture()
    stage.twin.look(stage.twin.home())
    before = stage.picture()
    stage.look_at(*seat_of(stage.package), 300)
    stage.picture()
    stage.twin.look(stage.twin.home())
    assert changed_share(before, stage.picture()) == 0.0


def test_the_whole_county_stays_framed_when_the_window_changes_its_shape(stage: Stage) -> None:
    county = stage.package.table("boundary").geometry[0]
    for width, height in ((400, 300), (1200, 400), (400, 700)):
        stage.twin.resize(width, height)
        stage.twin.look(stage.twin.home())
        stage.twin.snapshot(stage.folder / "twin.png")
        points = Surface(stage.package).on_ground(shapely.get_coordinates(county), stage.twin.exaggeration)
        xy, depth = stage.twin.home().project(points, width, height)
        assert (depth > 0).all()
        assert (xy >= 0).all()
        assert (xy <= (width, height)).all()
        assert (np.ptp(xy, axis=0) / (width, height)).max() > 0.7, "the county fills the view"


def test_a_failing_driver_shows_one_line_and_the_program_continues(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: OffscreenRenderer) -> None:
        raise NoGraphics("the driver\nis lost")

    monkeypatch.setattr(OffscreenRenderer, "__init__", fail)
    stage.twin.show()
    qtbot.waitUntil(lambda: stage.twin.failure != "", timeout=20_000)
    assert stage.twin.failure == "the driver is lost"
    frames = stage.picture()
    assert changed_share(frames[:100], frames[200:]) == 0, "an empty view around the line"
    stage.focus.select("events", "E1")
    stage.show_events()
    qtbot.mouseClick(stage.twin, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert stage.focus.selection == Selection("events", ("E1",))
    assert stage.twin.close()


def test_after_a_failure_the_next_view_is_tried_again(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Draper, "picture", lambda self, bounds_m: np.zeros(0)[1])
        stage.twin.show()
        qtbot.waitUntil(lambda: stage.twin.failure != "", timeout=20_000)
        assert not stage.twin.hud.isVisible()
    stage.twin.look(stage.twin.home())
    qtbot.waitUntil(lambda: stage.twin.frames > 0 and stage.twin.failure == "", timeout=20_000)
    assert stage.twin.hud.isVisible()


def test_labels_never_overlap_each_other_or_the_edge_and_only_names_of_towns_hide_large_pins(stage: Stage) -> None:
    stage.twin.resize(900, 600)
    for heading in (0, 35, 90):
        stage.twin.look(stage.twin.home().orbited(stage.twin.home().target, heading, 0.0))
        stage.picture()
        boxes = stage.twin.labels()
        assert len(boxes) > 4
        assert not [(a, b) for n, a in enumerate(boxes) for b in boxes[:n] if a.intersects(b)]
        assert all(QRectF(0, 0, 900, 600).contains(box) for box in boxes)
        for _, heads in stage.twin.pins():
            for (x, y), radius in zip(heads.xy, heads.radius, strict=True):
                if radius >= LARGE_PX:
                    pin = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
                    labels = stage.twin._overlay.labels.placed
                    assert not [label for label in labels if label.box.intersects(pin) and not label.style.bold]


def test_no_label_and_no_count_lies_under_a_control_of_the_twin(stage: Stage) -> None:
    twin = stage.twin
    for turn in (0.0, 40.0, 140.0):
        twin.look(twin.home().orbited(np.zeros(3), turn, 0.0))
        stage.picture()
        over = [QRectF(twin.hud.geometry()), *twin.hud.painted()]
        written = [*twin.labels(), *twin._overlay._counts.placed]
        assert written
        assert not [box for box in written for other in over if box.intersects(other)]


def test_a_label_that_would_follow_its_point_below_a_control_goes(stage: Stage) -> None:
    stage.twin.look(stage.twin.home())
    stage.picture()
    labels, screen = stage.twin._overlay.labels, stage.twin._screen_now()
    assert screen is not None
    assert labels.placed
    gone = labels.placed[0]
    labels.controls = (gone.box,)
    assert gone.item_id not in {label.item_id for label in labels._followed(screen)}


def test_all_pins_take_their_room_at_once_when_labels_are_placed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.picture()
    overlay, screen = stage.twin._overlay, stage.twin._screen_now()
    assert screen is not None
    pins = [hits for _, hits in overlay.heads]
    assert len(pins) > 1
    covered: list[int] = []
    real = OccupancyGrid.cover
    monkeypatch.setattr(OccupancyGrid, "cover", lambda grid, xy, half: (covered.append(len(xy)), real(grid, xy, half)))
    overlay.labels._arrange(screen, [], pins)
    assert covered == [sum(int((hits.radius >= LARGE_PX * stage.twin._scale).sum()) for hits in pins)]


def test_labels_follow_their_points_while_the_view_moves_and_none_touches_another(stage: Stage) -> None:
    stage.twin.look(stage.twin.home())
    stage.picture()
    labels = stage.twin._overlay.labels
    arranged = {label.item_id: label.box.topLeft() for label in labels.placed}
    frame = stage.twin._frame
    assert frame is not None
    view = dataclasses.replace(frame.view, camera=frame.view.camera.orbited(np.zeros(3), 8.0, 0.0), smooth=False)
    screen = Screen(dataclasses.replace(frame, view=view), Surface(stage.package), *SIZE, 1.0)
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    labels.paint(painter, screen, [], [], labels._arranged_ms + 1)
    painter.end()
    assert {label.item_id for label in labels.placed} <= set(arranged), "no new selection yet"
    assert any(label.box.topLeft() != arranged[label.item_id] for label in labels.placed)
    boxes = [label.box for label in labels.placed]
    assert not [(a, b) for n, a in enumerate(boxes) for b in boxes[:n] if a.intersects(b)]
    assert labels.unfinished, "a later painting selects them"


def test_labels_keep_their_side_of_their_points_while_the_view_moves(stage: Stage) -> None:
    stage.twin.look(stage.twin.home())
    stage.picture()
    labels, frame, surface = stage.twin._overlay.labels, stage.twin._frame, Surface(stage.package)
    assert frame is not None
    sides = {label.item_id: label.side for label in labels.placed}
    n = len(labels.placed)
    at = np.array([[label.box.center().x(), label.box.center().y()] for label in labels.placed])
    pins = Points(np.full(n, "pin"), at, np.zeros(n, dtype=np.uint16), ("event.open",))
    in_the_way = PinHits(pins, np.arange(n), at, np.full(n, 2 * LARGE_PX))
    parts = [part for _, part in stage.twin._overlay._shown.values() if isinstance(part, LabelsOverlay)]
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    shown: set[str] = set()
    for turn in range(1, 9):
        camera = frame.view.camera.orbited(np.zeros(3), turn * 0.5, 0.0)
        view = dataclasses.replace(frame.view, camera=camera, smooth=False)
        screen = Screen(dataclasses.replace(frame, view=view), surface, *SIZE, 1.0)
        with QPainter(image) as painter:
            labels.paint(painter, screen, parts, [in_the_way], labels._arranged_ms + AGAIN_MS)
        for label in labels.placed:
            if label.item_id in sides:
                shown.add(label.item_id)
                off = label.side - sides[label.item_id]
                assert off.manhattanLength() < 1e-6, label.text
    assert len(shown) > 2


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("size", [(400, 300), (1920, 1080)])
def test_the_icon_of_a_button_covers_more_than_half_of_it(
    qtbot: QtBot, package: CountyPackage, size: tuple[int, int], scale: float
) -> None:
    layers = build_layers(package, catalog.load())
    twin = TwinWidget(layers, Focus(), StyleSheet.load(), package, scale=scale)
    qtbot.addWidget(twin)
    twin.resize(*size)
    twin.hud.arrange()
    side = twin.hud.home_button.width()
    assert side >= 26 * scale
    icon = twin.hud.home_button.icon().pixmap(twin.hud.home_button.iconSize(), 1.0).toImage()
    rows = [y for y in range(icon.height()) if any(icon.pixelColor(x, y).alpha() > 128 for x in range(icon.width()))]
    assert 0.5 * side <= len(rows) <= 0.75 * side
    twin.close()


def odd_outlines() -> Polygons:
    """Buildings: a valid one, and ones with a self-crossing outline, a hole outside, two corners, no geometry."""
    house = np.array([[0, 0], [20, 0], [20, 20], [0, 20], [0, 0.0]])
    bow = np.array([[0, 0], [20, 20], [20, 0], [0, 20], [10, 30], [0, 0.0]])
    rings = [house, bow, house + 100, house + 130, house[:3], np.full((5, 2), np.nan)]
    starts = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])])
    return Polygons(
        np.array(list("abcde"), dtype=object), np.concatenate(rings) + PLACE_M, starts, np.array([0, 1, 2, 4, 5, 6]),
        np.zeros(5, np.uint16), ("building",), np.full(5, 9.0),
    )  # fmt: skip


def test_a_building_with_an_invalid_outline_affects_no_other(package: CountyPackage) -> None:
    batch, surface = odd_outlines(), Surface(package)
    blocks = Blocks(batch, StyleSheet.load(), surface)
    points, triangles, *_ = blocks.mesh(np.arange(5))
    of_house = blocks.mesh(np.array([0])).triangles
    assert len(of_house) == 2 * 4 + 2
    assert np.isfinite(points).all()
    assert len(triangles) > len(of_house)
    assert triangles.max() < len(points)
    assert len(blocks.mesh(np.array([3, 4])).triangles) == 0, "a building without an outline is not drawn"


def test_coarse_heights_are_rounded_and_keep_their_level() -> None:
    coarse = np.zeros((8, 8), np.float32)
    coarse[4, 4] = 100.0
    fine = refined(coarse, 900.0)
    assert fine.shape == (240, 240)
    assert fine.mean() == pytest.approx(coarse.mean(), rel=0.02)
    assert np.abs(np.diff(fine, 2, axis=1)).max() < 1.5, "no crease"
    coarse[:, 0] = np.nan
    assert np.isnan(refined(coarse, 900.0)[:, :10]).all()
    assert refined(coarse, 20.0) is coarse


def test_pins_are_smaller_in_a_small_view_and_larger_on_a_large_interface(stage: Stage) -> None:
    batch = stage.layers.of(EventsLayer).batches()[-1]
    camera = stage.twin.camera

    def radius(width: int, height: int, scale: float) -> float:
        view = FrameRequest(camera, (width, height), 1.0, DrapedBatches(), texel_px=1.0, smooth=False, prepare_ms=0)
        frame = Frame(view, np.zeros((1, 1, 4), np.uint8), np.full((1, 1), np.inf, np.float32), True, 0)
        screen = Screen(frame, Surface(stage.package), width, height, scale)
        heads = PointsOverlay(batch, StyleSheet.load().scaled(scale), PinAtlases(1.0, scale)).heads(screen)
        return float(heads.radius[0])

    assert radius(400, 300, 1.0) < radius(900, 700, 1.0)
    assert radius(1_800, 1_400, 2.0) > radius(1_800, 1_400, 1.0)


def test_tooltips_follow_the_language(stage: Stage, qtbot: QtBot) -> None:
    class Chinese(QTranslator):
        def translate(
            self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1, /
        ) -> str | None:
            return "全县" if sourceText == "Whole county (Home)" else None

        def isEmpty(self) -> bool:
            return False

    translator = Chinese()
    QCoreApplication.installTranslator(translator)
    qtbot.waitUntil(lambda: stage.twin.hud.home_button.toolTip() == "全县", timeout=2_000)
    QCoreApplication.removeTranslator(translator)


def test_a_layer_of_half_opacity_is_fainter(stage: Stage) -> None:
    shown = stage.picture()
    stage.layers["terrain"].opacity = 0.5
    faint = stage.picture()
    stage.layers["terrain"].visible = False
    hidden = stage.picture()
    assert changed_share(shown, faint) > 0.02
    assert changed_share(faint, hidden) > 0.02


@pytest.fixture
def painted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Batch, ...]]:
    """Batches that were painted into a tile since the view was drawn in full."""
    stage.picture()
    batches: list[tuple[Batch, ...]] = []
    real = Draper._painted
    monkeypatch.setattr(
        Draper, "_painted", lambda draper, picture, of: (batches.append(of), real(draper, picture, of))[1]
    )
    return batches


def test_opacity_and_visibility_repaint_no_tile(
    stage: Stage, painted: list[tuple[Batch, ...]]
) -> None:
    stage.layers["landcover"].visible = False  # it would cover the terrain
    before = stage.picture()
    for percent in (80, 50, 20):
        stage.layers["terrain"].opacity = percent / 100
        assert changed_share(before, stage.picture()) > 0.02
    stage.layers["terrain"].opacity = 1.0
    stage.layers["roads"].visible = False
    assert changed_share(before, stage.picture()) > 0.0001
    stage.layers["roads"].visible = True
    assert changed_share(before, stage.picture()) == 0
    assert painted == []


def test_layer_pictures_of_the_least_recently_used_tiles_are_dropped(
    package: CountyPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    terrain = build_layers(package, catalog.load())["terrain"]
    draper = Draper(StyleSheet.load())
    draper.use(DrapedBatches((Draped("terrain", terrain.batches(), 1.0),)))
    west, south, east, north = terrain.batches()[0].extent_m
    finished(draper.picture((west, south, east, north)))
    monkeypatch.setattr("twin.view.drape.MOST_BYTES", 2 * draper.n_bytes)
    for share in (0.5, 0.25, 0.125):
        finished(draper.picture((west, south, west + share * (east - west), south + share * (north - south))))
    assert len(draper._cached) == 2


def test_clicking_a_pin_selects_its_event_everywhere(stage: Stage, qtbot: QtBot) -> None:
    stage.picture()
    qtbot.mouseClick(stage.twin, Qt.MouseButton.LeftButton, pos=stage.head())
    assert stage.focus.selection == Selection("events", ("E1",))


def test_clicking_the_ground_selects_the_division_there(stage: Stage, qtbot: QtBot) -> None:
    for layer in stage.layers:
        layer.visible = layer.key in ("terrain", "towns")
    stage.picture()
    qtbot.mouseClick(stage.twin, Qt.MouseButton.LeftButton, pos=QPoint(SIZE[0] // 2, SIZE[1] // 2))
    x_m, y_m = seat_of(stage.package)
    assert stage.focus.selection == Selection("towns", (str(stage.layers["towns"].pick(x_m, y_m, 1.0)),))


def test_clicking_the_sky_selects_nothing(stage: Stage, qtbot: QtBot) -> None:
    stage.focus.select("events", "E1")
    stage.look_at(*seat_of(stage.package), 30_000, down_deg=5)
    stage.picture()
    qtbot.mouseClick(stage.twin, Qt.MouseButton.LeftButton, pos=QPoint(150, 4))
    assert stage.focus.selection is None


def test_a_selection_made_elsewhere_is_marked_by_a_column_of_light(stage: Stage) -> None:
    before = stage.picture()
    stage.focus.select("events", "E1")
    after = stage.picture()
    head = stage.head()
    above = np.s_[head.y() - 60 : head.y() - 20, head.x() - 6 : head.x() + 6]
    assert changed_share(before[above], after[above]) > 0.2


def test_selecting_a_town_draws_its_outline_on_the_ground(stage: Stage) -> None:
    town = stage.package.table("towns")["code"][0]
    stage.twin.look(stage.twin.home())
    before = stage.picture()
    stage.focus.select("towns", str(town))
    assert changed_share(before, stage.picture()) > 0.002


def test_an_event_changes_colour_when_its_limit_is_past_without_a_new_frame(stage: Stage, qtbot: QtBot) -> None:
    reported = stage.picture()
    frames = stage.twin.frames
    one = replace(stage.layers.states("event")["E1"], state=State.HANDLING, amber_ms=NOW_MS - 1, due_ms=NOW_MS)
    stage.show_events(one)
    image = stage.twin.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    late = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3]
    head = stage.head()
    around = np.s_[head.y() - 8 : head.y() + 8, head.x() - 8 : head.x() + 8]
    assert changed_share(reported[around], late[around]) > 0.3
    assert stage.twin.frames == frames


def test_pins_that_changed_are_placed_before_the_turn_that_paints_them(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.twin.show()
    qtbot.waitUntil(lambda: stage.twin.settled, timeout=30_000)
    stage.twin.grab()
    order: list[str] = []
    place, paint = PointsOverlay.place, PointsOverlay.paint

    def noted_place(pins: PointsOverlay, screen: Screen, rows: NDArray[np.intp]) -> None:
        order.append("placed")
        place(pins, screen, rows)

    def noted_paint(pins: PointsOverlay, painter: QPainter, screen: Screen, swollen: float = 1.0) -> None:
        order.append("painting")
        paint(pins, painter, screen, swollen)
        order.append("painted")

    monkeypatch.setattr(PointsOverlay, "place", noted_place)
    monkeypatch.setattr(PointsOverlay, "paint", noted_paint)
    stage.show_events(an_event(*seat_of(stage.package), State.FILED))
    qtbot.waitUntil(lambda: "placed" in order and "painted" in order[order.index("placed") :])
    within = [order[n - 1] for n, step in enumerate(order) if step == "painted"]
    assert set(within) == {"painting"}, "nothing is placed while it is painted"


def test_a_point_behind_nearer_ground_is_hidden_and_one_before_it_is_seen(package: CountyPackage) -> None:
    surface = Surface(package)
    camera = Camera.looking_at(0.0, 0.0, 0.0, distance_m=1_000, heading_deg=0, down_deg=45)
    view = FrameRequest(camera, SIZE, 1.0, DrapedBatches(), texel_px=1.0, smooth=False, prepare_ms=0)
    bgra = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    for ground_m, seen in ((400.0, False), (1_000.0, True), (np.inf, True)):
        frame = Frame(view, bgra, np.full((SIZE[1], SIZE[0]), ground_m, np.float32), True, 0)
        placed = Screen(frame, surface, *SIZE, scale=1.0).place_scene(np.zeros((1, 3)))
        assert placed.seen[0] == seen, f"ground at {ground_m} m"


def test_more_exaggeration_raises_the_ground_and_keeps_the_point_looked_at(stage: Stage) -> None:
    before, low = stage.twin.camera.target, stage.twin.camera.eye[2]
    stage.twin.hud.higher_button.click()
    assert stage.twin.exaggeration == pytest.approx(1.85)
    assert stage.twin.camera.target[:2] == pytest.approx(before[:2])
    assert stage.twin.camera.eye[2] > low


def test_the_camera_is_never_below_the_ground(stage: Stage) -> None:
    surface = Surface(stage.package)
    x, y, _ = stage.twin.camera.target
    stage.twin.look(Camera((x, y, -5_000.0), 0.0, 10.0, 500.0))
    eye = stage.twin.camera.eye
    assert eye[2] > float(surface.height_at(eye[0], eye[1])) * stage.twin.exaggeration


def drag(stage: Stage, button: Qt.MouseButton, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """From the middle of the lower half to the right."""
    start, end = QPoint(240, 200), QPoint(300, 210)
    QTest.mousePress(stage.twin, button, keys, start)
    at, here = QPointF(end), QPointF(stage.twin.mapToGlobal(end))
    move = QMouseEvent(QEvent.Type.MouseMove, at, here, Qt.MouseButton.NoButton, button, keys)
    QCoreApplication.sendEvent(stage.twin, move)
    QTest.mouseRelease(stage.twin, button, keys, end)


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_a_drag_moves_the_ground_along_with_the_cursor_and_selects_nothing(
    stage: Stage, button: Qt.MouseButton
) -> None:
    stage.picture()
    heading, ground = stage.twin.camera.heading_deg, stage.twin._ground_under(QPointF(240, 200))
    drag(stage, button)
    camera = stage.twin.camera
    assert (camera.heading_deg, stage.focus.selection) == (heading, None)
    assert camera.project(ground, *SIZE)[0][0] == pytest.approx([300, 210], abs=3.0)


@pytest.mark.parametrize(
    ("button", "keys"),
    [
        (Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier),
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_a_drag_with_the_right_button_or_ctrl_turns_about_the_place_under_the_cursor(
    stage: Stage, button: Qt.MouseButton, keys: Qt.KeyboardModifier
) -> None:
    stage.picture()
    before, ground = stage.twin.camera, stage.twin._ground_under(QPointF(240, 200))
    drag(stage, button, keys)
    camera = stage.twin.camera
    assert camera.heading_deg != before.heading_deg
    assert camera.down_deg != before.down_deg
    assert camera.project(ground, *SIZE)[0][0] == pytest.approx([240, 200], abs=3.0)
    assert stage.focus.selection is None


def test_a_twin_says_how_it_is_moved_until_a_hand_moves_it(stage: Stage, qtbot: QtBot) -> None:
    stage.twin.explain()
    with_text = stage.picture()
    assert stage.twin.hud.explaining
    qtbot.keyClick(stage.twin, Qt.Key.Key_Plus)
    qtbot.keyClick(stage.twin, Qt.Key.Key_Minus)
    assert not stage.twin.hud.explaining
    assert changed_share(with_text[-60:], stage.picture()[-60:]) > 0.02


def test_every_building_stands_on_the_ground(package: CountyPackage) -> None:
    surface = Surface(package)
    batch = next(b for b in build_layers(package, catalog.load())["buildings"].batches() if isinstance(b, Polygons))
    assert batch.height_m is not None
    mesh = Blocks(batch, StyleSheet.load(), surface).mesh(np.arange(len(batch.ids)))
    points, triangles, *_ = mesh
    used = points[np.unique(triangles)]
    ground = surface.height_at(used[:, 0], used[:, 1])
    foot = used[:, 2] <= ground + 1e-6
    assert foot.sum() > 4 * len(batch.ids) / 2, "every base is at or below the ground"
    assert (used[~foot, 2] - ground[~foot] >= batch.height_m.min() - 1e-6).all(), "no roof lower than its height"


def test_a_hidden_twin_draws_nothing(stage: Stage, qtbot: QtBot) -> None:
    stage.twin.show()
    qtbot.waitUntil(lambda: stage.twin.settled, timeout=60_000)  # no frame is under way
    stage.twin.hide()
    frames = stage.twin.frames
    stage.layers["roads"].visible = False
    stage.twin.look(stage.twin.home())
    qtbot.wait(300)
    assert stage.twin.frames == frames


def test_a_shown_twin_draws_no_frame_once_it_is_settled(stage: Stage, qtbot: QtBot) -> None:
    stage.twin.show()
    qtbot.waitUntil(lambda: stage.twin.settled, timeout=60_000)
    frames = stage.twin.frames
    qtbot.wait(250)
    assert stage.twin.frames == frames


def test_fly_to_ends_over_the_requested_place(stage: Stage, qtbot: QtBot) -> None:
    stage.twin.show()
    sensor = stage.package.sensors[0]
    stage.focus.fly_to.emit(sensor.x_m, sensor.y_m, 300.0)
    qtbot.waitUntil(lambda: not stage.twin.flying, timeout=20_000)
    wanted = Surface(stage.package).scene_xy([sensor.x_m, sensor.y_m])[0]
    assert stage.twin.camera.target[:2] == pytest.approx(wanted, abs=5.0)


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("hand", [False, True])
def test_where_frames_are_slow_a_choice_beside_a_hand_is_shown_without_a_flight(
    stage: Stage, slow: bool, hand: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.twin.show()
    hands = moving_share().hands
    monkeypatch.setattr(hands, "_now_ms", lambda: 0)
    monkeypatch.setattr(hands, "_last_ms", 0 if hand else -2 * HAND_MS)
    stage.twin._requests._ms_per_megapixel = 1e3 * MOVING_GOAL_MS if slow else 1e-3 * MOVING_GOAL_MS
    stage.twin.look(stage.twin._controller.over(*PLACE_M, 60.0))
    far = tuple(at + 40_000.0 for at in PLACE_M)
    stage.focus.in_view_wanted.emit(InView(((far[0], far[1]),), monotonic_ms()))
    assert stage.twin.flying != (slow and hand)


def test_two_twins_show_the_same_selection(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    second = twin_of(stage.package, stage.layers, stage.focus)
    qtbot.addWidget(second)
    second.look(stage.twin.camera)
    first_picture = stage.picture()
    stage.focus.select("events", "E1")
    other = Stage(second, stage.layers, stage.focus, stage.package, tmp_path)
    assert changed_share(first_picture, other.picture()) > 0.0005
    assert changed_share(stage.picture(), other.picture()) < 0.01
    second.close()


def test_its_own_window_has_the_same_view_and_closes_with_it(stage: Stage, qtbot: QtBot) -> None:
    window = stage.twin.open_window()
    assert window.camera == stage.twin.camera
    assert window.isWindow()
    assert window.isVisible()
    stage.twin.close()
    assert window.closed


def test_a_package_without_terrain_is_shown_flat(qtbot: QtBot, tmp_path: Path) -> None:
    package = CountyPackage(write_square_county(tmp_path / "square"))
    layers = build_layers(package, catalog.load())
    stage = Stage(twin_of(package, layers, Focus()), layers, Focus(), package, tmp_path)
    qtbot.addWidget(stage.twin)
    stage.look_at(*PLACE_M, 20_000)
    shown = stage.picture()
    layers["villages"].visible = layers["towns"].visible = layers["boundary"].visible = False
    assert changed_share(shown, stage.picture()) > 0.001
    assert stage.twin.hud.warning != ""
    stage.twin.close()


def living_vtk() -> int:
    gc.collect()
    return sum(isinstance(o, vtkObjectBase) for o in gc.get_objects())


def test_closing_frees_every_vtk_object_and_the_thread(qtbot: QtBot, package: CountyPackage, tmp_path: Path) -> None:
    layers, focus = build_layers(package, catalog.load()), Focus()
    objects, threads = living_vtk(), threading.active_count()
    listeners = [len(layer.changed) for layer in layers]
    for _ in range(5):
        twin = twin_of(package, layers, focus)
        twin.snapshot(tmp_path / "twin.png")
        assert living_vtk() > objects
        twin.close()
        twin.deleteLater()
        del twin
    assert living_vtk() == objects
    assert threading.active_count() == threads
    assert len(focus.selected) == 0
    assert [len(layer.changed) for layer in layers] == listeners


def test_a_twin_that_stays_hidden_frees_its_graphics_and_shows_the_same_when_it_is_shown_again(
    qtbot: QtBot, package: CountyPackage, tmp_path: Path
) -> None:
    objects = living_vtk()
    layers, focus = build_layers(package, catalog.load()), Focus()
    twin = twin_of(package, layers, focus)
    qtbot.addWidget(twin)
    stage = Stage(twin, layers, focus, package, tmp_path)
    before = stage.picture()
    twin.show()
    twin.hide()
    hidden = next(timer for timer in twin.findChildren(QTimer) if timer.interval() == REST_MS)
    assert hidden.isActive()
    hidden.timeout.emit()
    qtbot.waitUntil(lambda: living_vtk() == objects)
    twin.show()
    assert not hidden.isActive(), "a twin that is seen is not freed"
    assert changed_share(before, stage.picture()) == 0
    twin.close()


def test_it_can_have_a_parent_and_be_closed_explicitly(qtbot: QtBot, package: CountyPackage) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    twin = TwinWidget(build_layers(package, catalog.load()), Focus(), StyleSheet.load(), package, parent)
    parent.show()
    qtbot.waitUntil(lambda: twin.frames > 0, timeout=20_000)
    assert twin.close()


def test_every_kind_of_batch_is_drawn_in_the_twin() -> None:
    assert {*DRAPES, *OVERLAYS} == {*get_args(Batch), GatheredPoints}


def test_the_ground_has_no_hard_edge_against_the_background(stage: Stage) -> None:
    stage.twin.resize(600, 400)
    home = stage.twin.home()
    stage.twin.look(dataclasses.replace(home, eye_m=tuple(home.eye + (home.eye - home.target) * 0.8)))
    for layer in stage.layers:
        layer.visible = layer.key == "terrain"
    picture, screen = stage.picture().astype(int), stage.twin._screen_now()
    assert screen is not None
    (x0, y0), (x1, y1) = screen.surface.extent_m[:2], screen.surface.extent_m[2:]
    for edge_m in ([(x0 + x1) / 2, y0], [x0, (y0 + y1) / 2], [x1, (y0 + y1) / 2]):
        x, y = screen.place([edge_m]).xy[0].round().astype(int)
        around = picture[y - 4 : y + 5, x - 4 : x + 5].reshape(-1, 3)
        assert np.ptp(around, axis=0).max() < 8
