"""The map: every layer draws, clicks pick drawn items, zooming keeps the point under the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from pyproj import Proj
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent, QMouseEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGraphicsView, QLineEdit, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bench.plain_layer import PlainLayer, layers_with
from county import catalog, records
from county.package.crs import zone_of
from county.package.open import CountyPackage
from county.records import Record
from desktop import i18n
from desktop.map import painter_cache
from desktop.map.layer_tree import LayerTree
from desktop.map.legend import MADE_AT_ONCE, Legend
from desktop.map.legend_rows import LegendRow
from desktop.map.painters.points import LEGIBLE_DOTS
from desktop.map.picture_stack import PictureStack
from desktop.map.search_box import PLACES, WAIT_MS, SearchBox
from desktop.map.view import MapView
from desktop.places.coordinates import ground_per_grid, parse_point
from desktop.places.named_places import NamedPlaces
from drawing.label_layout import LabelLayout, candidates
from drawing.label_renderer import LabelRenderer
from drawing.moving_share import moving_share
from drawing.occupancy import OccupancyGrid
from drawing.swatch import swatch
from layers.base import GROUPS, Layer
from layers.batches import Batch, Labels, Points
from layers.events import EventsLayer
from layers.focus import Focus, Selection
from layers.registry import LAYERS, LayerSet, build_layers
from layers.sensors import CONDITIONS, SensorsLayer
from layers.style import Style, StyleSheet
from tests.operations import OPERATIONS, operations_at
from tests.positions import first_unit_reports
from tests.tiny_county import SOUTH, WEST, write_tiny_county
from tests.valley_county import write_valley

NOW = 1_800_000_000_000
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
EVENT = (WEST + 3000.0, SOUTH + 1000.0)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("tiny") / "county")


@pytest.fixture
def layers(package: CountyPackage) -> LayerSet:
    layers = build_layers(package, catalog.load())
    body = records.EventReported(
        event_id="E1", subclass="bin_overflow", title="垃圾满溢", source="sensor",
        x_m=EVENT[0], y_m=EVENT[1], division="", level="general",
    )  # fmt: skip
    at = NOW - 60_000
    layers.apply([record(1, body, at)])
    layers.tick(NOW)
    layers.begun = True
    return layers


def record(seq: int, body: records.RecordBody, at_ms: int = NOW) -> Record:
    return Record(seq=seq, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id="", by="", body=body)


@pytest.fixture
def focus() -> Focus:
    return Focus()


@pytest.fixture
def map_view(qtbot: QtBot, layers: LayerSet, focus: Focus, package: CountyPackage) -> Iterator[MapView]:
    view = MapView(layers, focus, StyleSheet.load(), package)
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.settled)
    yield view
    view.close()


def pixels(view: MapView) -> np.ndarray:
    image = view.snapshot().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.width(), 4).astype(int)


def px_of(view: MapView, x_m: float, y_m: float) -> QPoint:
    x_px, y_px = view.viewport.px(np.array([[x_m, y_m]]))[0]
    return QPoint(round(x_px), round(y_px))


def mouse_widget_of(view: MapView) -> QWidget:
    """The widget that receives mouse events."""
    widget = view.findChild(QGraphicsView)
    assert isinstance(widget, QGraphicsView)
    return widget.viewport()


def click(view: MapView, at: QPoint) -> None:
    QTest.mouseMove(mouse_widget_of(view), at)
    QTest.mouseClick(mouse_widget_of(view), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()


def drag(view: MapView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """In several moves, with the button and the modifiers pressed."""
    widget = mouse_widget_of(view)
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    steps = [(QEvent.Type.MouseButtonPress, start, left, left)]
    steps += [(QEvent.Type.MouseMove, start + (end - start) * share, none, left) for share in (0.2, 0.6, 1.0)]
    steps += [(QEvent.Type.MouseButtonRelease, end, left, none)]
    for kind, at, button, pressed in steps:
        event = QMouseEvent(kind, QPointF(at), QPointF(widget.mapToGlobal(at)), button, pressed, modifiers)
        QApplication.sendEvent(widget, event)


def write_in(box: SearchBox, text: str) -> None:
    """As an input method does: key clicks cannot carry Chinese."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(box, event)


def opened_list(qtbot: QtBot) -> QWidget:
    """The list of hits, once the offscreen platform has activated it, which it does a moment after the list opens and
    other platforms never do: were it closed before, the page would not be active any more."""

    def popup() -> QWidget | None:
        found = QApplication.activePopupWidget()
        return found if found is not None and found.windowHandle() == QGuiApplication.focusWindow() else None

    qtbot.waitUntil(lambda: popup() is not None)
    found = popup()
    assert found is not None
    return found


def swatch_bytes(style: Style) -> bytes:
    return bytes(swatch(style, QSize(24, 24), 1.0).pixmap(24, 24).toImage().constBits())


@pytest.mark.parametrize("key", [key for key in LAYERS if key != "landcover"])  # that is in test_map_landcover.py
def test_every_layer_draws_something(map_view: MapView, layers: LayerSet, package: CountyPackage, key: str) -> None:
    map_view.box.look_at(WEST + 2000, SOUTH + 2000, 6.5)
    if key == "tracks":
        first_unit_reports(layers, package, WEST + 2000, SOUTH + 2000, NOW)
    elif key in OPERATIONS:
        operations_at(layers, package, package.resources[0], NOW)
    if key == "buildings":
        map_view.box.look_at(WEST + 1210, SOUTH + 1210, 0.5)
    shown = pixels(map_view)
    layers[key].visible = False
    assert np.abs(shown - pixels(map_view)).max() > 25


@pytest.mark.parametrize("key", ["terrain", "villages", "sensors"])
def test_opacity_blends_between_hidden_and_solid(map_view: MapView, layers: LayerSet, key: str) -> None:
    map_view.box.look_at(WEST + 2000, SOUTH + 2000, 6.5)
    solid = pixels(map_view)
    layers[key].opacity = 0.5
    half = pixels(map_view)
    layers[key].visible = False
    hidden = pixels(map_view)
    assert 0 < np.abs(solid - half).sum() < np.abs(solid - hidden).sum()


def test_the_heading_of_a_layer_does_not_determine_how_it_is_drawn(
    map_view: MapView, layers: LayerSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(layers["roads"]), "group", layers["events"].group)
    assert "roads" in {layer.key for layer in map_view._painters.still()}


def test_the_tree_has_its_headings_in_the_order_of_the_table(qtbot: QtBot, layers: LayerSet) -> None:
    tree = LayerTree(layers, StyleSheet.load())
    qtbot.addWidget(tree)
    tree.show()
    headings = [tree.tree.topLevelItem(i).text(0) for i in range(tree.tree.topLevelItemCount())]
    assert headings == [i18n.pick(name) for name in GROUPS.values()]
    assert {layer.group for layer in layers} <= GROUPS.keys()
    tree.close()


@pytest.fixture
def painted(map_view: MapView, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of the layers whose picture was painted since the map was at rest."""
    map_view.box.look_at(WEST + 2000, SOUTH + 2000, 6.5)
    map_view.snapshot()
    QApplication.processEvents()
    map_view.snapshot()
    keys: list[str] = []
    paint = PictureStack._painted
    monkeypatch.setattr(
        PictureStack, "_painted", lambda stack, layer: (keys.append(layer.key), paint(stack, layer))[1]
    )
    return keys


def test_opacity_and_visibility_repaint_no_layer(map_view: MapView, layers: LayerSet, painted: list[str]) -> None:
    before = pixels(map_view)
    for percent in range(100, 0, -20):
        layers["terrain"].opacity = percent / 100
        map_view.snapshot()
    layers["roads"].visible = False
    hidden = pixels(map_view)
    layers["roads"].visible = True
    layers["terrain"].opacity = 1.0
    assert np.abs(before - hidden).max() > 25
    assert np.array_equal(before, pixels(map_view))
    assert painted == []


def test_a_still_layer_whose_data_changed_repaints_no_other(
    map_view: MapView, layers: LayerSet, painted: list[str]
) -> None:
    before = pixels(map_view)
    layers["villages"].changed.emit()
    assert np.array_equal(before, pixels(map_view))
    assert set(painted) == {"villages"}


def test_data_changed_while_their_picture_is_painted_are_painted_again(
    map_view: MapView, layers: LayerSet, painted: list[str]
) -> None:
    layers["roads"].changed.emit()
    while "roads" not in painted:
        map_view._base._slice()
    painted.clear()
    layers["roads"].changed.emit()
    map_view.snapshot()
    assert "roads" in painted


def test_a_click_on_an_event_selects_it(map_view: MapView, focus: Focus) -> None:
    click(map_view, px_of(map_view, *EVENT))
    assert focus.selection == Selection("events", ("E1",))


@pytest.mark.usefixtures("quick_double_clicks")
def test_repeated_clicks_go_from_the_event_down_through_the_areas_below_it(map_view: MapView, focus: Focus) -> None:
    seen = []
    for _ in range(4):
        click(map_view, px_of(map_view, *EVENT))
        QTest.qWait(QApplication.doubleClickInterval() + 20)
        assert focus.selection is not None
        seen.append((focus.selection.layer, focus.selection.ids[0]))
    assert seen[0] == seen[3] == ("events", "E1")
    assert seen[1:3] == [("villages", "990199101201"), ("towns", "990199101000")]


def test_a_click_outside_the_county_selects_nothing(map_view: MapView, focus: Focus) -> None:
    focus.select("events", "E1")
    click(map_view, px_of(map_view, WEST - 80, SOUTH + 2000))
    assert focus.selection is None


def test_a_hidden_item_cannot_be_clicked(map_view: MapView, focus: Focus, layers: LayerSet) -> None:
    layers["events"].visible = False
    click(map_view, px_of(map_view, *EVENT))
    assert focus.selection == Selection("villages", ("990199101201",))


def test_a_box_selects_the_items_of_the_topmost_layer_inside_it(map_view: MapView, focus: Focus) -> None:
    drag(map_view, px_of(map_view, WEST + 200, SOUTH + 900), px_of(map_view, WEST + 2900, SOUTH + 200), SHIFT)
    assert focus.selection == Selection("sensors", ("bin-1", "air-1"))


def test_with_the_box_tool_a_plain_drag_selects_too(map_view: MapView, focus: Focus) -> None:
    QTest.mouseClick(map_view.buttons.span, Qt.MouseButton.LeftButton)
    before = map_view.viewport
    drag(map_view, px_of(map_view, WEST + 3300, SOUTH + 3700), px_of(map_view, WEST + 3700, SOUTH + 3300))
    assert focus.selection == Selection("resources", ("truck-1",))
    assert map_view.viewport == before


def test_dragging_keeps_the_ground_under_the_cursor(map_view: MapView) -> None:
    before = map_view.viewport.m(400, 300)
    drag(map_view, QPoint(400, 300), QPoint(500, 360))
    assert map_view.viewport.m(500, 360) == pytest.approx(before, abs=map_view.viewport.m_per_px)


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_zooming_keeps_the_point_under_the_cursor(map_view: MapView, factor: float) -> None:
    at = QPointF(250, 410)
    before, scale = map_view.viewport.m(at.x(), at.y()), map_view.viewport.m_per_px
    map_view.box.zoom(factor, at)
    assert map_view.viewport.m_per_px == pytest.approx(scale * factor)
    assert map_view.viewport.m(at.x(), at.y()) == pytest.approx(before, abs=0.01)


def test_keys_zoom_pan_show_the_county_and_clear(map_view: MapView, focus: Focus, qtbot: QtBot) -> None:
    home = map_view.viewport
    QTest.keyClick(map_view, Qt.Key.Key_Plus)
    assert map_view.viewport.m_per_px < home.m_per_px
    QTest.keyClick(map_view, Qt.Key.Key_Right)
    assert map_view.viewport.center_m[0] > home.center_m[0]
    QTest.keyClick(map_view, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: map_view.viewport.m_per_px == pytest.approx(home.m_per_px))
    assert map_view.viewport.center_m == pytest.approx(home.center_m, abs=1)
    focus.select("events", "E1")
    map_view.setFocus()
    QTest.keyClick(map_view, Qt.Key.Key_Escape)
    assert focus.selection is None


@pytest.mark.parametrize("size", [(2400, 240), (300, 900), (900, 700)])
def test_a_map_of_any_shape_shows_the_whole_county_until_the_operator_moves_it(
    map_view: MapView, layers: LayerSet, size: tuple[int, int]
) -> None:
    bounds = layers["boundary"].bounds_m("990199")
    assert bounds is not None
    west, south, east, north = bounds

    def shares() -> tuple[float, float]:
        """Width and height of the county in the map's."""
        view = map_view.viewport
        (left, top), (right, bottom) = view.px(np.array([[west, north], [east, south]]))
        if map_view._at_home:
            assert (left >= 0, right <= view.width_px, top >= 0, bottom <= view.height_px) == (True,) * 4
        return (right - left) / view.width_px, (bottom - top) / view.height_px

    map_view.resize(*size)
    QApplication.processEvents()
    assert 0.75 < max(shares()) <= 1
    map_view.box.zoom(2.0)
    moved = map_view.viewport.center_m
    map_view.resize(700, 700)
    QApplication.processEvents()
    assert max(shares()) < 0.8
    assert map_view.viewport.center_m == pytest.approx(moved, abs=100)


def test_the_map_flies_to_the_focus(map_view: MapView, focus: Focus, qtbot: QtBot) -> None:
    focus.fly_to.emit(WEST + 700, SOUTH + 900, 200.0)
    qtbot.waitUntil(lambda: map_view.viewport.m_per_px == pytest.approx(400 / 700))
    assert map_view.viewport.center_m == pytest.approx((WEST + 700, SOUTH + 900), abs=0.5)


def test_a_selection_made_elsewhere_is_marked_on_the_map(map_view: MapView, focus: Focus) -> None:
    before = pixels(map_view)
    focus.select("villages", "990199100202")
    assert np.abs(before - pixels(map_view)).max() > 60


def test_labels_never_overlap_at_any_scale(map_view: MapView) -> None:
    for m_per_px in (8.0, 4.0, 2.0, 1.0):
        map_view.box.look_at(WEST + 2000, SOUTH + 2000, m_per_px)
        boxes = [label.box for label in map_view.labels]
        assert boxes
        assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_no_label_lies_under_a_control_wherever_the_map_is(map_view: MapView) -> None:
    map_view.banner.setText("合成数据")
    map_view.banner.show()
    parts = (map_view.buttons, map_view.search, map_view.north, map_view.scale_bar, map_view.banner)
    seen = 0
    for m_per_px in (8.0, 3.0):
        for part in parts:  # a place that has a name, below the middle of each control
            map_view.box.look_at(WEST + 2000, SOUTH + 2000, m_per_px)
            name = map_view.labels[0]
            off = QPointF(part.geometry().center()) - name.box.center()
            map_view.box.translateBy(x=-off.x() * m_per_px, y=off.y() * m_per_px)
            bar = map_view.scale_bar.plate.translated(QPointF(map_view.scale_bar.pos()))
            taken = [bar if part is map_view.scale_bar else QRectF(part.geometry()) for part in parts]
            seen += len(map_view.labels)
            assert not [label.text for label in map_view.labels for box in taken if label.box.intersects(box)]
    assert seen


def test_overlapping_labels_are_hidden_by_more_important_ones(map_view: MapView) -> None:
    n = 300
    rng = np.random.default_rng(5)
    xy_m = np.column_stack([WEST + rng.uniform(0, 4000, n), SOUTH + rng.uniform(0, 4000, n)])
    ids = np.array([f"L{i}" for i in range(n)], dtype=object)
    priority = np.arange(n, dtype=float)
    crowd = Labels(ids, ids, xy_m, priority, np.zeros(n, dtype=np.uint16), ("label",))
    view = map_view.viewport
    labels = candidates([crowd], StyleSheet.load(), view, frozenset())
    placed = LabelLayout(LabelRenderer()).place(labels, OccupancyGrid(view.width_px, view.height_px))
    boxes = [label.box for label in placed]
    assert 10 < len(placed) < n
    assert placed[0].item_id == f"L{n - 1}"
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


@pytest.mark.parametrize("epsg", [4525, 4546])
@pytest.mark.parametrize("lon", [109.5, 111.0, 112.4])
def test_metres_on_the_ground_are_those_of_the_projection(epsg: int, lon: float) -> None:
    projection = Proj(epsg)
    x_m, _ = projection(lon, 28.0)
    assert ground_per_grid(x_m) == pytest.approx(1 / projection.get_factors(lon, 28.0).meridional_scale, abs=1e-5)


def test_names_do_not_overlap_the_glyphs_of_events(map_view: MapView, layers: LayerSet) -> None:
    for m_per_px in (8.0, 4.0):
        map_view.box.look_at(WEST + 2000, SOUTH + 2000, m_per_px)
        x_px, y_px = px_of(map_view, *EVENT).toTuple()
        glyph = QRectF(x_px - 8, y_px - 8, 16, 16)
        assert not any(label.box.intersects(glyph) for label in map_view.labels)


def test_a_selected_place_is_named_at_a_scale_that_names_no_other(
    map_view: MapView, focus: Focus, package: CountyPackage
) -> None:
    codes = {str(code) for code in package.table("grids")["code"]}
    map_view.box.look_at(WEST + 2000, SOUTH + 2000, 6.5)
    assert not codes & {label.item_id for label in map_view.labels}
    chosen = min(codes)
    focus.select("grids", chosen)
    assert codes & {label.item_id for label in map_view.labels} == {chosen}


def test_what_is_chosen_is_marked_in_a_frame_before_the_names_are_placed_for_it(
    map_view: MapView, focus: Focus, package: CountyPackage, qtbot: QtBot
) -> None:
    live = map_view._live
    qtbot.waitUntil(lambda: map_view.settled and not live._rest.isActive())
    map_view.grab()
    before = live._arrangements
    focus.select("grids", str(package.table("grids")["code"][0]))
    map_view.grab()
    assert live._arrangements == before
    qtbot.waitUntil(lambda: live._arrangements > before)


def test_names_move_with_the_map_before_they_are_placed_again(map_view: MapView) -> None:
    placed = map_view.labels[0]
    before = map_view.viewport
    map_view.box.translateBy(x=30 * before.m_per_px, y=0)
    shifted = placed.moved(map_view.viewport)
    assert shifted.box.left() == pytest.approx(placed.box.left() - 30, abs=0.01)
    assert shifted.box.top() == pytest.approx(placed.box.top(), abs=0.01)


def test_a_flight_paints_its_target_and_no_view_in_between(map_view: MapView, focus: Focus, qtbot: QtBot) -> None:
    painted = set()
    focus.fly_to.emit(WEST + 700, SOUTH + 900, 200.0)

    def arrived() -> bool:
        shown = map_view._base.shown
        assert shown is not None
        painted.add(round(shown.m_per_px, 6))
        return map_view.settled and map_view.viewport.m_per_px == pytest.approx(400 / 700)

    before = map_view.viewport.m_per_px
    qtbot.waitUntil(arrived)
    assert painted == {round(before, 6), round(400 / 700, 6)}


def test_resting_on_an_item_shows_its_name_and_facts(map_view: MapView, qtbot: QtBot) -> None:
    map_view.box.look_at(*EVENT, 4.0)
    QTest.mouseMove(mouse_widget_of(map_view), px_of(map_view, *EVENT))
    qtbot.waitUntil(lambda: "垃圾满溢" in map_view.tip.text())
    assert "E1" in map_view.tip.text()
    assert map_view._live.hovered[0][1] == "E1"
    QApplication.sendEvent(mouse_widget_of(map_view), QEvent(QEvent.Type.Leave))
    assert not map_view._live.hovered


def test_the_tip_stays_while_the_pointer_rests_whatever_happens_elsewhere(
    map_view: MapView, layers: LayerSet, qtbot: QtBot
) -> None:
    map_view.box.look_at(*EVENT, 4.0)
    at = px_of(map_view, *EVENT)
    for place in (at + QPoint(30, 0), at):  # Qt drops a move to where the pointer is
        QTest.mouseMove(mouse_widget_of(map_view), place)
    qtbot.waitUntil(lambda: map_view.tip.isVisible())
    other = QWidget()
    qtbot.addWidget(other)
    for kind in (QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate):
        QApplication.sendEvent(other, QEvent(kind))
    layers.tick(NOW + 1_000)
    QApplication.processEvents()
    assert map_view.tip.isVisible()
    assert map_view.rect().contains(map_view.tip.geometry())
    QApplication.sendEvent(mouse_widget_of(map_view), QEvent(QEvent.Type.Leave))
    assert not map_view.tip.isVisible()


@pytest.mark.usefixtures("quick_double_clicks")
def test_things_on_each_other_are_counted_and_the_tip_follows_the_clicks(
    map_view: MapView, focus: Focus, qtbot: QtBot
) -> None:
    map_view.box.look_at(*EVENT, 4.0)
    at = px_of(map_view, *EVENT)
    for place in (at + QPoint(30, 0), at):  # Qt drops a move to where the pointer is
        QTest.mouseMove(mouse_widget_of(map_view), place)
    qtbot.waitUntil(lambda: map_view.tip.isVisible())
    number = len(map_view.at(at.x(), at.y()))
    assert number > 1
    assert f"1 of {number} here" in map_view.tip.text() or f"此处第 1 / {number} 项" in map_view.tip.text()
    QTest.mouseClick(mouse_widget_of(map_view), Qt.MouseButton.LeftButton, pos=at)
    QTest.qWait(QApplication.doubleClickInterval() + 1)
    QTest.mouseClick(mouse_widget_of(map_view), Qt.MouseButton.LeftButton, pos=at)
    assert f"2 of {number} here" in map_view.tip.text() or f"此处第 2 / {number} 项" in map_view.tip.text()


def test_a_double_click_selects_once_and_flies_there(map_view: MapView, focus: Focus, qtbot: QtBot) -> None:
    map_view.box.look_at(*EVENT, 4.0)
    at = px_of(map_view, *EVENT)
    seen: list[Selection | None] = []
    focus.selected.connect(seen.append)
    widget, left = mouse_widget_of(map_view), Qt.MouseButton.LeftButton
    press, again, release = (
        QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease
    )  # fmt: skip
    for kind in (press, release, again, release):
        down = Qt.MouseButton.NoButton if kind is release else left
        place, none = QPointF(at), Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, place, QPointF(widget.mapToGlobal(at)), left, down, none)
        QApplication.sendEvent(widget, event)
    assert len(seen) == 1
    qtbot.waitUntil(lambda: map_view.viewport.m_per_px < 4.0)


def test_a_searched_point_is_marked_until_something_is_selected(map_view: MapView, focus: Focus) -> None:
    map_view.search.setText("111°00′36″E 28°01′36″N")
    hits = map_view.search.hits(map_view.search.text())
    assert len(hits) == 1
    assert hits[0].layer is None
    QTest.keyClick(map_view.search, Qt.Key.Key_Return)
    assert map_view.found_point.isVisible()
    assert map_view.found_point.place == pytest.approx((hits[0].x_m, hits[0].y_m))
    focus.select("events", "E1")
    assert not map_view.found_point.isVisible()


def test_an_event_pulses_only_while_it_is_new(
    map_view: MapView, layers: LayerSet, qtbot: QtBot
) -> None:
    body = records.EventReported(
        event_id="E2", subclass="bin_overflow", title="新", source="sensor",
        x_m=EVENT[0] + 500, y_m=EVENT[1], division="", level="general",
    )  # fmt: skip
    fresh = Record(seq=2, realm="live", happened_ms=NOW, recorded_ms=NOW, command_id="", by="", body=body)
    layers.apply([fresh])
    layers.tick(NOW)
    qtbot.waitUntil(map_view._live._pulse.isActive)
    layers.tick(NOW + 60_000)
    qtbot.waitUntil(lambda: not map_view._live._pulse.isActive())


def test_a_map_says_which_layers_of_its_ground_were_not_imported(qtbot: QtBot, tmp_path: Path) -> None:
    package = write_valley(tmp_path / "county", [100])
    view = MapView(build_layers(package, catalog.load()), Focus(), StyleSheet.load(), package)
    qtbot.addWidget(view)
    assert view.missing.text() == "Not imported: Land cover, Waters, Buildings"
    view.close()


def test_the_county_is_never_lost_in_the_map(map_view: MapView) -> None:
    for _ in range(40):
        map_view.box.zoom(1.5)
    map_view.box.translateBy(x=1e6, y=1e6)
    west, south, east, north = map_view.extent_m
    view = map_view.viewport
    assert max((east - west) / view.m_per_px / view.width_px, (north - south) / view.m_per_px / view.height_px) > 0.35
    middle_px = view.point_px((west + east) / 2, (south + north) / 2)
    assert 0 < middle_px[0] < view.width_px
    assert 0 < middle_px[1] < view.height_px


def test_only_the_boxes_of_new_events_are_repainted_for_a_pulse(
    map_view: MapView, layers: LayerSet, qtbot: QtBot
) -> None:
    body = records.EventReported(
        event_id="E3", subclass="bin_overflow", title="新", source="sensor", x_m=EVENT[0], y_m=EVENT[1], division="",
        level="general",
    )  # fmt: skip
    layers.apply([Record(seq=2, realm="live", happened_ms=NOW, recorded_ms=NOW, command_id="", by="", body=body)])
    layers.tick(NOW)
    live = map_view._live
    waits = live._rest, live._data_rest, live._late, map_view._look_for_corner
    qtbot.waitUntil(lambda: map_view.settled and bool(live._swelling))
    qtbot.waitUntil(lambda: not live._is_outdated and not any(timer.isActive() for timer in waits))
    map_view.grab()
    QApplication.processEvents()
    (box,) = live._swelling
    x_px, y_px = map_view.viewport.point_px(*EVENT[:2])
    assert box.contains(x_px, y_px)
    painted: list[QRect] = []

    class Regions(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.rect())
            return False

    regions, seen = Regions(), map_view._graphics.viewport()
    seen.installEventFilter(regions)
    live._show_pulse()
    qtbot.waitUntil(lambda: bool(painted))
    assert all(rect.width() < seen.width() / 2 and rect.contains(box.toRect()) for rect in painted)
    painted.clear()
    live.follow()
    live._show_pulse()
    qtbot.waitUntil(lambda: any(rect.width() == seen.width() for rect in painted))


def old_event(seq: int) -> Record:
    """It does not pulse."""
    body = records.EventReported(
        event_id=f"E{seq}", subclass="bin_overflow", title="旧", source="sensor", x_m=EVENT[0], y_m=EVENT[1],
        division="", level="general",
    )  # fmt: skip
    return record(seq, body, NOW - 3_600_000)


def test_data_of_several_layers_that_moved_together_are_one_frame(
    map_view: MapView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: map_view.is_current and not map_view._live._pulse.isActive())
    turns = iter([True])
    monkeypatch.setattr(moving_share(), "is_due", lambda mover: next(turns, False))
    for _ in range(3):
        map_view._live.follow()
    assert not map_view.is_current
    qtbot.waitUntil(lambda: map_view.is_current)


def test_data_that_a_hand_waits_for_are_painted_before_the_turn_of_what_moves_by_itself(
    map_view: MapView, layers: LayerSet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: map_view.is_current and not map_view._live._pulse.isActive())
    monkeypatch.setattr(moving_share(), "is_due", lambda mover: False)
    layers.apply([old_event(2)])
    layers.tick(NOW)
    map_view.grab()
    assert not map_view.is_current
    map_view.follow_at_once()
    layers.apply([old_event(3)])
    layers.tick(NOW)
    qtbot.waitUntil(lambda: map_view.is_current)


def test_a_map_that_is_drawn_anew_or_closed_waits_for_no_data_of_a_chosen_moment(
    map_view: MapView, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: map_view.is_current and not map_view._live._pulse.isActive())
    map_view.follow_at_once()
    assert not map_view.is_current
    map_view._live.refresh()
    assert not map_view.is_current, "until it is painted"
    qtbot.waitUntil(lambda: map_view.is_current)
    map_view.follow_at_once()
    map_view._live.close()
    assert map_view.is_current


def test_all_overlays_of_the_map_follow_the_language(
    map_view: MapView, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: i18n.set_language("en"))
    map_view.coordinates.show_point(WEST, SOUTH)

    def texts() -> list[str]:
        buttons = [button.toolTip() for button in map_view.buttons.findChildren(QToolButton)]
        return [map_view.banner.text(), map_view.coordinates.text(), map_view.search.placeholderText(), *buttons]

    i18n.set_language("en")
    QApplication.processEvents()
    english = texts()
    i18n.set_language("zh")
    QApplication.processEvents()
    chinese = texts()
    assert map_view.banner.text() == "合成数据"
    assert not any(a == b for a, b in zip(english, chinese, strict=True))


def test_the_scale_bar_is_a_round_number_of_metres_on_the_ground(map_view: MapView) -> None:
    bar, view = map_view.scale_bar, map_view.viewport
    assert bar.text.split()[0] in {"1", "2", "5", "10", "20", "50", "100", "200", "500"}
    ground = bar.width_px * view.m_per_px * ground_per_grid(view.center_m[0])
    assert ground == pytest.approx(bar.length_m)


def test_the_cursor_reads_degrees_and_gauss_krueger_metres_with_their_zone(map_view: MapView) -> None:
    QTest.mouseMove(mouse_widget_of(map_view), QPoint(300, 300))
    map_view.coordinates.show_point(WEST, SOUTH)
    text = map_view.coordinates.text()
    assert "111.000000°E" in text
    assert "37" in text
    assert "3,100,000.0" in text
    assert "500,000.0" in text


def test_the_coordinates_are_hidden_when_the_cursor_leaves_the_map(map_view: MapView, layers: LayerSet) -> None:
    widget, at, none = mouse_widget_of(map_view), QPointF(300, 300), Qt.MouseButton.NoButton
    QApplication.sendEvent(widget, QMouseEvent(QEvent.Type.MouseMove, at, widget.mapToGlobal(at), none, none, NONE))
    assert map_view.coordinates.isVisible()
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))
    assert not map_view.coordinates.isVisible()
    layers.tick(NOW + 1000)
    QApplication.processEvents()
    assert not map_view.coordinates.isVisible()


def test_the_banner_marks_a_synthetic_county(map_view: MapView) -> None:
    assert map_view.banner.isVisible()
    assert map_view.banner.text()


@pytest.mark.parametrize("width", [420, 620, 1400])
def test_banner_search_and_north_never_cover_each_other(map_view: MapView, width: int) -> None:
    map_view.resize(width, 700)
    QApplication.processEvents()
    boxes = [widget.geometry() for widget in (map_view.banner, map_view.search, map_view.north)]
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_closed_map_has_no_connected_signals(map_view: MapView, layers: LayerSet, focus: Focus) -> None:
    map_view.close()
    assert not any(len(layer.visibility_changed) or len(layer.opacity_changed) for layer in layers)
    assert not len(layers["villages"].changed)
    assert not len(focus.selected)
    assert not len(focus.fly_to)


# ---- around the map


def test_unchecking_a_layer_in_the_tree_hides_it_and_the_slider_fades_it(qtbot: QtBot, layers: LayerSet) -> None:
    tree = LayerTree(layers, StyleSheet.load())
    qtbot.addWidget(tree)
    tree.show()
    tree.row("roads").setCheckState(0, Qt.CheckState.Unchecked)
    assert not layers["roads"].visible
    tree.slider("villages").setValue(30)
    assert layers["villages"].opacity == pytest.approx(0.3)
    layers["roads"].visible = True
    assert tree.row("roads").checkState(0) == Qt.CheckState.Checked
    tree.close()


def test_unchecking_a_kind_below_its_layer_hides_its_things_and_a_search_shows_them_again(
    qtbot: QtBot, layers: LayerSet
) -> None:
    tree = LayerTree(layers, StyleSheet.load())
    qtbot.addWidget(tree)
    tree.show()
    sensors = layers.of(SensorsLayer)
    assert tree.part("sensors", "bin").parent() is tree.row("sensors")
    assert tree.part("sensors", "bin").text(0).split()[-1] == "1"
    tree.part("sensors", "bin").setCheckState(0, Qt.CheckState.Unchecked)
    assert not sensors.shows_kind("bin")
    assert sensors.visible
    sensors.reveal("bin-1")
    layers.tick(NOW)
    qtbot.waitUntil(lambda: tree.part("sensors", "bin").checkState(0) == Qt.CheckState.Checked)
    tree.close()


def test_unchecking_the_labels_of_a_layer_removes_them_from_the_map_and_leaves_its_areas(
    qtbot: QtBot, map_view: MapView, layers: LayerSet
) -> None:
    tree = LayerTree(layers, StyleSheet.load())
    qtbot.addWidget(tree)
    tree.show()
    before = len(map_view._painters.labels())
    tree.part("villages").setCheckState(0, Qt.CheckState.Unchecked)
    assert not layers["villages"].labelled
    assert layers["villages"].visible
    assert len(map_view._painters.labels()) == before - 1
    layers["villages"].labelled = True
    assert tree.part("villages").checkState(0) == Qt.CheckState.Checked
    tree.close()


def test_unchecking_a_group_hides_all_its_layers(qtbot: QtBot, layers: LayerSet) -> None:
    tree = LayerTree(layers, StyleSheet.load())
    qtbot.addWidget(tree)
    tree.show()
    tree.row("roads").parent().setCheckState(0, Qt.CheckState.Unchecked)
    assert not any(layers[key].visible for key in ("terrain", "waters", "buildings", "roads"))
    assert layers["events"].visible
    tree.close()


def test_a_group_of_which_some_layers_are_hidden_looks_neither_shown_nor_hidden(
    qtbot: QtBot, layers: LayerSet
) -> None:
    tree = LayerTree(layers, StyleSheet.load())
    qtbot.addWidget(tree)
    tree.resize(400, 1200)
    tree.show()
    heading = tree.row("roads").parent()

    def look() -> QImage:
        return tree.tree.viewport().grab(tree.tree.visualItemRect(heading)).toImage()

    whole = look()
    tree.row("roads").setCheckState(0, Qt.CheckState.Unchecked)
    partly = look()
    heading.setCheckState(0, Qt.CheckState.Unchecked)
    assert partly not in (whole, look())
    tree.close()


def test_the_tree_shows_the_number_of_events_also_for_one_and_none_and_no_number_for_single_items(
    qtbot: QtBot, layers: LayerSet
) -> None:
    tree = LayerTree(layers, StyleSheet.load())
    qtbot.addWidget(tree)
    tree.show()
    assert tree.row("events").text(0).split() == ["Events", "1"]
    layers.restore(2, NOW, {}, {})
    layers.tick(NOW)
    qtbot.waitUntil(lambda: tree.row("events").text(0).split() == ["Events", "0"])
    assert tree.row("terrain").text(0) == "Terrain"
    assert tree.row("boundary").text(0) == "County boundary"
    tree.close()


def test_a_tree_that_was_closed_takes_no_notice_of_another_language(qtbot: QtBot, layers: LayerSet) -> None:
    tree = LayerTree(layers, StyleSheet.load())
    qtbot.addWidget(tree)
    tree.show()
    texts = [tree.row(layer.key).text(0) for layer in layers]
    rows = [tree.row(layer.key) for layer in layers]
    tree.close()
    i18n.set_language("zh")
    QApplication.processEvents()
    i18n.set_language("en")
    assert [row.text(0) for row in rows] == texts


def test_the_legend_lists_visible_layers_and_counts_live_states(qtbot: QtBot, layers: LayerSet) -> None:
    legend = Legend(layers, StyleSheet.load())
    qtbot.addWidget(legend)
    before = legend.texts()
    assert layers.of(EventsLayer).counts()["event.stage.reported"] == 1
    assert "1" in before
    layers["events"].visible = False
    assert len(legend.texts()) < len(before)
    legend.close()


def test_the_legend_lists_only_styles_visible_at_the_scale_of_the_map(qtbot: QtBot, layers: LayerSet) -> None:
    legend = Legend(layers, StyleSheet.load())
    qtbot.addWidget(legend)
    legend.show_scale(1.0)
    near = legend.texts()
    legend.show_scale(100.0)
    far = legend.texts()
    assert layers["villages"].name.zh in near or layers["villages"].name.en in near
    assert set(far) < set(near)
    legend.close()


def test_the_rows_of_the_legend_are_made_once_and_a_few_at_a_time_while_it_is_seen(
    layers: LayerSet, qtbot: QtBot
) -> None:
    front, legend = QWidget(), Legend(layers, StyleSheet.load())
    both = QStackedWidget()
    for page in (front, legend):
        both.addWidget(page)
    qtbot.addWidget(both)
    both.resize(300, 600)
    both.show()
    legend.show_scale(1.0)
    QApplication.processEvents()
    assert legend.findChildren(LegendRow) == [], "it is behind another page"
    both.setCurrentWidget(legend)
    legend.uncover()
    numbers: list[int] = []
    while (made := len(legend.findChildren(LegendRow))) not in numbers[-1:] or made == 0:
        numbers.append(made)
        QApplication.processEvents()
    assert max(later - before for before, later in pairwise([0, *numbers])) <= MADE_AT_ONCE
    near = legend.texts()
    rows = {id(row) for row in legend.findChildren(LegendRow)}
    for m_per_px in (100.0, 1.0):
        legend.show_scale(m_per_px)
        QApplication.processEvents()
    assert legend.texts() == near
    shown = sorted((row for row in legend.findChildren(LegendRow) if not row.isHidden()), key=lambda row: row.y())
    assert [label.text() for row in shown for label in row.texts if label.text()] == near
    assert {id(row) for row in shown} <= rows
    legend.close()


def test_the_legend_explains_every_condition_of_a_sensor_by_its_own_sign(layers: LayerSet) -> None:
    styles = StyleSheet.load()
    entries = layers.of(SensorsLayer).legend()
    conditions = {f"sensor.{condition}" for condition in CONDITIONS}
    assert {entry.style for entry in entries} == conditions | {"sensor.silent~3", "sensor.cluster"}, (
        "that of what is silent for long, and that of their number from afar"
    )
    assert len({swatch_bytes(styles[entry.style]) for entry in entries}) == len(entries)


@pytest.fixture
def box(qtbot: QtBot, layers: LayerSet, focus: Focus, package: CountyPackage) -> Iterator[SearchBox]:
    box = SearchBox(layers, focus, package, NamedPlaces(package))
    qtbot.addWidget(box)
    box.setFocus()
    yield box
    box.close()


def test_what_is_found_after_the_focus_has_left_is_listed_when_it_comes_back(
    qtbot: QtBot, layers: LayerSet, focus: Focus, package: CountyPackage
) -> None:
    page, form = QWidget(), QLineEdit()
    box = SearchBox(layers, focus, package, NamedPlaces(package))
    column = QVBoxLayout(page)
    for part in (box, form):
        column.addWidget(part)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    box.setFocus()
    write_in(box, "20261122-7K4Q2M9")
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form
    box.show_result("20261122-7K4Q2M9", "not found")
    QTest.qWait(2 * WAIT_MS)
    assert QApplication.activePopupWidget() is None, "it would take the keys of the form"
    qtbot.keyClicks(form, "abc")
    assert form.text() == "abc"
    qtbot.keyClick(form, Qt.Key.Key_Backtab)
    found = opened_list(qtbot)
    assert box.rows.item(0).text() == "not found"
    qtbot.keyClick(found, Qt.Key.Key_Escape)
    QTest.qWait(2 * WAIT_MS)
    assert QApplication.activePopupWidget() is None
    write_in(box, "1")
    opened_list(qtbot)
    assert box.hasFocus()
    form.setFocus()  # as Ctrl+N does
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    qtbot.keyClicks(form, "d")
    assert form.text() == "abcd"
    box.close()


@pytest.mark.parametrize(
    ("typed", "selection"),
    [
        ("E1", Selection("events", ("E1",))),
        ("东北村", Selection("villages", ("990199101202",))),
        ("990199101000", Selection("towns", ("990199101000",))),
        ("清运车", Selection("resources", ("truck-1",))),
    ],
)
def test_enter_in_the_search_box_flies_to_the_best_hit_and_selects_it(
    box: SearchBox, qtbot: QtBot, layers: LayerSet, focus: Focus, typed: str, selection: Selection
) -> None:
    flown: list[tuple[float, float, float]] = []
    focus.fly_to.connect(lambda x, y, r: flown.append((x, y, r)))
    write_in(box, typed)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert focus.selection == selection
    bounds = layers[selection.layer].bounds_m(selection.ids[0])
    assert bounds is not None
    assert flown[0][:2] == pytest.approx(((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2))


def test_places_are_found_before_events_and_devices(box: SearchBox, layers: LayerSet) -> None:
    hits = box.hits("1")
    is_place = [hit.layer is not None and hit.layer.key in PLACES for hit in hits]
    assert True in is_place
    assert False in is_place, [hit.layer and hit.layer.key for hit in hits]
    assert is_place == sorted(is_place, reverse=True)


def test_a_search_without_a_hit_shows_that_and_moves_nothing(box: SearchBox, qtbot: QtBot, focus: Focus) -> None:
    flown: list[float] = []
    focus.fly_to.connect(lambda x, y, r: flown.append(x))
    write_in(box, "蓬莱仙岛")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert "蓬莱仙岛" in box.rows.item(0).text()
    assert not flown
    assert focus.selection is None


def test_the_number_of_an_event_that_is_not_on_the_desk_is_offered_for_a_search_in_the_journal(
    box: SearchBox, qtbot: QtBot, focus: Focus
) -> None:
    write_in(box, "20261122-7K4Q2M9")
    qtbot.waitUntil(lambda: box.rows.rowCount() == 1)
    assert box.rows.item(0).text() == "Not in the list: press Return to search the journal"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert focus.selection == Selection("events", ("20261122-7K4Q2M9",))


def test_a_place_outside_the_county_is_shown_with_its_distance_without_a_flight(
    box: SearchBox, qtbot: QtBot, focus: Focus, package: CountyPackage
) -> None:
    flown: list[float] = []
    focus.fly_to.connect(lambda x, y, r: flown.append(x))
    _, south, east, north = package.table("boundary").geometry[0].bounds
    lon, lat = package.lonlat(east + 5_000, (south + north) / 2)
    write_in(box, f"{float(lon):.7f}, {float(lat):.7f}")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.rows.item(0).text() == "Outside the county, 5.0 km from its border"
    assert flown == []
    qtbot.waitUntil(lambda: box._list.popup().isVisible())
    QTest.keyClick(box._list.popup(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: box._list.popup().isVisible())


def test_exact_matches_are_listed_before_partial_ones(box: SearchBox, layers: LayerSet) -> None:
    body = records.EventReported(
        event_id="E9", subclass="bin_overflow", title="东北村河边垃圾", source="sensor",
        x_m=EVENT[0], y_m=EVENT[1], division="", level="general",
    )  # fmt: skip
    layers.apply([Record(seq=2, realm="live", happened_ms=NOW, recorded_ms=NOW, command_id="", by="", body=body)])
    layers.tick(NOW)
    hits = box.hits("东北村")
    assert [(hit.layer.key, hit.item_id) for hit in hits if hit.layer][:2] == [
        ("villages", "990199101202"),
        ("events", "E9"),
    ]


def test_a_hit_in_a_hidden_layer_shows_that_layer(box: SearchBox, qtbot: QtBot, layers: LayerSet) -> None:
    layers["resources"].visible = False
    layers["resources"].opacity = 0.0
    write_in(box, "清运")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert layers["resources"].visible
    assert layers["resources"].opacity == 1.0


@pytest.mark.parametrize(
    ("typed", "shown"), [("28.02, 111.005", "111.005000°E"), ("121.5, 31.2", "from its border"), ("7, 9", "degrees")]
)
def test_the_list_shows_how_coordinates_were_understood(box: SearchBox, qtbot: QtBot, typed: str, shown: str) -> None:
    write_in(box, typed)
    qtbot.waitUntil(lambda: box.rows.rowCount() > 0)
    assert any(shown in box.rows.item(row).text() for row in range(box.rows.rowCount()))


@pytest.mark.parametrize("text", ["111.005, 28.02", "28.02 111.005", "东经111.005 北纬28.02", "111.005°E 28.02°N"])
def test_typed_degrees_become_metres_in_either_order(package: CountyPackage, text: str) -> None:
    expected = package.xy_m(111.005, 28.02)
    assert parse_point(text, package) == pytest.approx((float(expected[0]), float(expected[1])))


@pytest.mark.parametrize(
    "text",
    [
        "110 59 30 28 10 30", "28 10 30, 110 59 30", "110 59.5 28 10.5", "110-59-30 28-10-30", "110:59:30,28:10:30",
        "东经110 59 30 北纬28 10 30", "110°59.5 28°10.5", "110°59′30″ 28°10′30″",
    ],
)  # fmt: skip
def test_typed_degrees_minutes_and_seconds_need_no_signs(package: CountyPackage, text: str) -> None:
    expected = package.xy_m(110 + 59.5 / 60, 28 + 10.5 / 60)
    assert parse_point(text, package) == pytest.approx((float(expected[0]), float(expected[1])), abs=0.01)


@pytest.mark.parametrize("text", ["500100.5 3100200", "3100200, 500100.5", "37500100.5, 3100200"])
def test_typed_metres_are_taken_with_and_without_zone_prefix(package: CountyPackage, text: str) -> None:
    assert parse_point(text, package) == pytest.approx((500100.5, 3100200))


@pytest.mark.parametrize(
    "text",
    [
        "", "12", "东镇", "1 2", "111.0 28.0 5", "G999 12 13", "110 75 28 10", "110 59 30 28 10", "110 59 30, 28.175",
        "110 59 30 28°10′30″", "110 59, 30 28 10 30",
    ],
)  # fmt: skip
def test_other_texts_are_not_a_point(package: CountyPackage, text: str) -> None:
    assert parse_point(text, package) is None


def test_zones_follow_from_the_epsg_code() -> None:
    assert zone_of(4546) == (37, 111)
    assert zone_of(4525) == (37, 111)
    assert zone_of(4534) == (25, 75)


def test_the_painter_of_a_changed_event_is_reused(map_view: MapView, layers: LayerSet) -> None:
    before = [painter for layer, painter in map_view._painters.moving() if layer is layers.of(EventsLayer)]
    layers.apply([record(2, records.EventFiled(event_id="E1"))])
    layers.tick(NOW + 1)
    assert [painter for layer, painter in map_view._painters.moving() if layer is layers.of(EventsLayer)] == before
    assert map_view.at(*px_of(map_view, *EVENT).toTuple())[0] == (layers.of(EventsLayer), "E1")


def test_painters_are_looked_up_again_only_for_the_layer_whose_data_changed(
    map_view: MapView, layers: LayerSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    events, looked_up = layers.of(EventsLayer), list[Layer]()

    def note(layer: Layer, batch: Batch) -> bool:
        looked_up.append(layer)
        return has_painter(layer, batch)

    has_painter = painter_cache._has_painter
    monkeypatch.setattr(painter_cache, "_has_painter", note)
    list(map_view._painters.moving())
    looked_up.clear()
    list(map_view._painters.moving())
    assert looked_up == []
    layers.apply([record(2, records.EventFiled(event_id="E1"))])
    layers.tick(NOW + 1)
    list(map_view._painters.moving())
    assert set(looked_up) == {events}


def test_names_are_not_placed_again_at_every_change_of_the_data(
    map_view: MapView, layers: LayerSet, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    placed: list[OccupancyGrid] = []
    real = OccupancyGrid.cover
    monkeypatch.setattr(OccupancyGrid, "cover", lambda grid, *glyphs: (placed.append(grid), real(grid, *glyphs)))
    assert map_view.labels
    placed.clear()
    bodies = (records.EventFiled(event_id="E1"), records.EventSupervised(event_id="E1"))
    for seq, body in enumerate(bodies, 2):
        layers.apply([record(seq, body)])
        layers.tick(NOW + seq)
        map_view.grab()
    assert not placed
    qtbot.waitUntil(lambda: len(placed) == 1)


@pytest.mark.parametrize("width_px", [560, 900])
def test_the_coordinates_end_before_the_scale_bar(map_view: MapView, width_px: int) -> None:
    map_view.resize(width_px, 500)
    map_view.show()
    QTest.mouseMove(mouse_widget_of(map_view), QPoint(250, 250))
    map_view.coordinates.show_point(WEST, SOUTH)
    map_view._place_controls()
    strip, bar = map_view.coordinates.geometry(), map_view.scale_bar.geometry()
    assert not strip.intersects(bar)
    assert map_view.rect().contains(strip)


@pytest.mark.parametrize("width_px", [240, 560, 2400])
def test_the_banner_of_a_synthetic_county_is_never_under_the_search_field(map_view: MapView, width_px: int) -> None:
    map_view.resize(width_px, 500)
    map_view.show()
    assert map_view.banner.text()
    assert not map_view.banner.geometry().intersects(map_view.search.geometry())
    assert map_view.rect().contains(map_view.banner.geometry())
    assert map_view.rect().contains(map_view.search.geometry())


@pytest.fixture
def crowd() -> Points:
    """Sensors within a few metres, in a village: at 5 m a pixel they are a count."""
    number = LEGIBLE_DOTS + 1
    place = np.array([WEST + 2_000.0, SOUTH + 2_000.0])
    xy_m = place + np.random.default_rng(1).uniform(-3, 3, (number, 2))
    ids = np.array([f"smoke-{i}" for i in range(number)], dtype=object)
    return Points(ids, xy_m, np.zeros(number, np.uint16), ("sensor.normal",))


@pytest.fixture
def crowded_view(qtbot: QtBot, package: CountyPackage, focus: Focus, crowd: Points) -> Iterator[MapView]:
    layers = layers_with(package, catalog.load(), PlainLayer(crowd), above="candidates")
    layers["sensors"].visible = layers["resources"].visible = False
    view = MapView(layers, focus, StyleSheet.load(), package)
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: view.settled)
    view.box.look_at(*crowd.xy_m.mean(axis=0), 5.0)
    yield view
    view.close()


def test_clicks_on_a_count_lead_to_things_that_can_be_picked_however_close_they_are(
    crowded_view: MapView, crowd: Points, focus: Focus, qtbot: QtBot
) -> None:
    view = crowded_view
    for _ in range(4):
        before = view.viewport.m_per_px
        click(view, px_of(view, *crowd.xy_m.mean(axis=0)))
        if focus.selection is not None:
            break
        qtbot.waitUntil(lambda: view._flight.state() == view._flight.State.Stopped)
        assert view.viewport.m_per_px < before
    assert focus.selection is not None
    assert focus.selection.ids[0] in crowd.ids


def test_the_tip_over_a_count_says_that_a_click_zooms_in(crowded_view: MapView, crowd: Points, qtbot: QtBot) -> None:
    at = px_of(crowded_view, *crowd.xy_m.mean(axis=0))
    for place in (at + QPoint(90, 90), at):  # Qt drops a move to where the pointer is
        QTest.mouseMove(mouse_widget_of(crowded_view), place)
    qtbot.waitUntil(crowded_view.tip.isVisible)
    hint = crowded_view.tip.text().rpartition("<br>")[2]
    assert hint in ("<i>Click to zoom in</i>", "<i>单击放大</i>")
