"""Live fields, areas and lines on the twin's ground: they change without a tile being painted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bench.plain_layer import PlainLayer, StillPlainLayer, depth_field, layers_with, sheet_with_depth, ways
from county import catalog
from county.package.open import CountyPackage
from layers.base import Value
from layers.batches import Field, Polygons
from layers.focus import Focus
from layers.geometry import polygons_of
from layers.registry import LayerSet
from layers.style import Ramp, Style, StyleSheet
from twin.view.camera import Camera
from twin.view.daylight import DAY
from twin.view.drape import Draped, DrapedBatches, Draper
from twin.view.frame_requests import FrameRequests
from twin.view.live_ground import GroundPixels, LiveGround
from twin.view.scene import TwinScene
from twin.view.surface import Surface
from twin.view.widget import TwinWidget

SIZE = (400, 300)
DRY, WET, DEEP = 0.0, 0.5, 3.0


@pytest.fixture(scope="module")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


@pytest.fixture
def flood() -> PlainLayer:
    return PlainLayer()


@pytest.fixture
def layers(package: CountyPackage, flood: PlainLayer) -> LayerSet:
    layers = layers_with(package, catalog.load(), flood)
    for layer in layers:
        layer.visible = layer.key in ("terrain", flood.key)
    return layers


@pytest.fixture
def twin(qtbot: QtBot, package: CountyPackage, layers: LayerSet) -> Iterator[TwinWidget]:
    twin = TwinWidget(layers, Focus(), sheet_with_depth(), package)
    twin.resize(*SIZE)
    qtbot.addWidget(twin)
    look_down(twin, package)
    yield twin
    twin.close()


def middle_of(package: CountyPackage) -> tuple[float, float]:
    x_m, y_m = Surface(package).origin_m
    return float(x_m), float(y_m)


def around(package: CountyPackage, half_m: float) -> tuple[float, float, float, float]:
    x_m, y_m = middle_of(package)
    return x_m - half_m, y_m - half_m, x_m + half_m, y_m + half_m


def look_down(twin: TwinWidget, package: CountyPackage) -> None:
    """From right above the middle of the county, north up, two kilometres high."""
    ((x, y, z),) = Surface(package).on_ground([middle_of(package)], twin.exaggeration)
    twin.look(Camera.looking_at(x, y, z, distance_m=2_000, heading_deg=0, down_deg=89.9))


def picture(twin: TwinWidget, folder: Path) -> np.ndarray:
    """The displayed picture, drawn in full: (h, w, 3)."""
    twin.snapshot(folder / "twin.png")
    image = QImage(str(folder / "twin.png")).convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


def grabbed(twin: TwinWidget) -> np.ndarray:
    """The displayed picture, without another frame: (h, w, 3)."""
    image = twin.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


def move_to(twin: TwinWidget, x: float, y: float) -> None:
    """Move the mouse there."""
    at, none = QPointF(x, y), Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(twin, move)


def height_at(twin: TwinWidget, package: CountyPackage, x: float, y: float) -> str:
    """What the twin is to say of the terrain's cell under a pixel."""
    screen, terrain = twin._screen_now(), package.terrain
    assert screen is not None
    assert terrain is not None
    point = screen.ground_at(x, y)
    assert point is not None
    x_m, y_m = point[:2] + Surface(package).origin_m
    row, col = int((terrain.north_m - y_m) / terrain.cell_m), int((x_m - terrain.west_m) / terrain.cell_m)
    return f"height {Value(terrain.z_m[row, col], 'm').text}"


def differs(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Which pixels (h, w) differ visibly."""
    return np.asarray(np.abs(a - b).max(axis=2) > 6)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Tiles painted and frames rendered from now on."""
    done: list[object] = []
    paint, render = Draper.picture, TwinScene._render
    monkeypatch.setattr(Draper, "picture", lambda draper, box: (done.append(box), paint(draper, box))[1])
    monkeypatch.setattr(TwinScene, "_render", lambda scene, view: (done.append(view), render(scene, view))[1])
    return done


def test_a_field_covers_its_extent_and_a_new_one_paints_and_renders_nothing(
    twin: TwinWidget, flood: PlainLayer, package: CountyPackage, tmp_path: Path, painted: list[object]
) -> None:
    bare = picture(twin, tmp_path)
    flood.show(depth_field([[WET]], around(package, 300)))
    wet = picture(twin, tmp_path)
    covered = differs(bare, wet)
    assert covered[150, 200]
    assert not covered[20, 20]
    painted.clear()
    flood.show(depth_field([[DEEP]], around(package, 300)))
    deep = picture(twin, tmp_path)
    assert differs(wet, deep)[covered].mean() > 0.95
    assert painted == []


def test_a_cell_has_one_edge_and_no_value_shows_the_ground(
    twin: TwinWidget, flood: PlainLayer, package: CountyPackage, tmp_path: Path
) -> None:
    bare = picture(twin, tmp_path)
    flood.show(depth_field([[DEEP, np.nan], [DRY, DEEP]], around(package, 400)))
    covered = differs(bare, picture(twin, tmp_path))[100:200, 150:250]
    assert covered[:48, :48].all()
    assert covered[52:, 52:].all()
    assert not covered[:48, 52:].any()
    assert not covered[52:, :48].any()


def test_a_live_field_looks_like_the_same_field_painted_into_the_tiles(
    qtbot: QtBot, twin: TwinWidget, flood: PlainLayer, package: CountyPackage, tmp_path: Path
) -> None:
    field = depth_field(np.random.default_rng(1).uniform(0, 3, (6, 6)), around(package, 400))
    flood.show(field)
    # a live field has the colours of its legend at every hour
    plain = twin._sunlight.light = DAY._replace(tint=(1.12, 1.12, 1.12))
    live = picture(twin, tmp_path)
    still = StillPlainLayer(field)
    layers = layers_with(package, catalog.load(), still)
    for layer in layers:
        layer.visible = layer.key in ("terrain", still.key)
    other = TwinWidget(layers, Focus(), sheet_with_depth(), package)
    other._sunlight.light = plain
    other.resize(*SIZE)
    qtbot.addWidget(other)
    look_down(other, package)
    assert (np.abs(live - picture(other, tmp_path)).max(axis=2) > 40).mean() < 0.02, "but for the edges of cells"
    other.close()


def test_a_field_covers_the_ground_and_not_the_roofs(
    twin: TwinWidget, flood: PlainLayer, layers: LayerSet, package: CountyPackage, tmp_path: Path
) -> None:
    (houses,) = layers["buildings"].batches()
    assert isinstance(houses, Polygons)
    assert houses.height_m is not None
    ring = houses.rings[houses.parts[int(np.argmax(houses.height_m))]]
    x_m, y_m = houses.xy_m[ring : ring + 4].mean(axis=0)
    layers["buildings"].visible = True
    ((x, y, z),) = Surface(package).on_ground([[x_m, y_m]], twin.exaggeration)
    twin.look(Camera.looking_at(x, y, z, distance_m=250, heading_deg=0, down_deg=89.9))
    bare = picture(twin, tmp_path)
    flood.show(depth_field([[DEEP]], (x_m - 500, y_m - 500, x_m + 500, y_m + 500)))
    covered = differs(bare, picture(twin, tmp_path))
    assert not covered[148:152, 198:202].any(), "the roof"
    assert covered.mean() > 0.3, "the ground around it"


def test_a_linear_field_is_blended_between_cells_and_a_nearest_one_is_not() -> None:
    x_m = np.array([25.0, 45.0, 55.0, 75.0], dtype=np.float32)
    ground = GroundPixels(
        4, (500_000.0, 3_000_000.0), np.arange(4, dtype=np.int32), x_m, np.full(4, 25.0, np.float32),
        np.full(4, 0.5, np.float32), np.full(4, 256, np.uint16),
    )  # fmt: skip
    extent_m = (500_000.0, 3_000_000.0, 500_100.0, 3_000_050.0)
    shades = {}
    for sampling in ("nearest", "linear"):
        field = Field(np.array([[0.0, 1.0]], np.float32), extent_m, "gray", sampling=sampling)
        sheet = DrapedBatches((Draped("plain", (field,), 1.0),))
        gray = StyleSheet({}, {"gray": Ramp(stops=((0.0, "#000000"), (1.0, "#ffffff")))})
        over = LiveGround(gray).over(np.zeros((1, 4, 4), np.uint8), ground, sheet)
        shades[sampling] = over[0][0, :, 0].tolist()
        assert over[1] == (0, 0, 4, 1)
    assert shades["nearest"] == [0, 0, 255, 255]
    assert shades["linear"] == pytest.approx([0, 102, 153, 255], abs=10)


def test_the_value_under_the_cursor_is_that_of_the_cell(
    twin: TwinWidget, flood: PlainLayer, package: CountyPackage, tmp_path: Path
) -> None:
    value = np.array([[0.1, 1.2345678], [np.nan, 3.0]], dtype=np.float32)
    flood.show(depth_field(value, around(package, 400)))
    picture(twin, tmp_path)
    places = ((170, 120, ["0.10 m"]), (230, 120, ["1.23 m"]), (170, 180, []), (230, 180, ["3.00 m"]))
    for x, y, depths in places:
        move_to(twin, x, y)
        assert twin.hud.value.split(" · ") == [*depths, height_at(twin, package, x, y)]


def test_the_height_under_the_cursor_is_that_of_the_terrain_cell(
    twin: TwinWidget, layers: LayerSet, package: CountyPackage, tmp_path: Path
) -> None:
    for visible in (True, False):
        layers["terrain"].visible = visible
        picture(twin, tmp_path)
        for x, y in ((120, 90), (200, 150), (310, 220)):
            move_to(twin, x, y)
            assert twin.hud.value == height_at(twin, package, x, y)


def test_lines_of_a_live_layer_change_without_a_new_frame(
    twin: TwinWidget, flood: PlainLayer, package: CountyPackage, tmp_path: Path, painted: list[object]
) -> None:
    x_m, y_m = middle_of(package)
    bare = picture(twin, tmp_path)
    painted.clear()
    for north_m in (-200.0, 200.0):
        flood.show(ways(np.array([[[x_m - 400, y_m + north_m], [x_m + 400, y_m + north_m]]])))
        rows = np.flatnonzero(differs(bare, grabbed(twin))[:, 150:250].any(axis=1))
        assert len(rows)
        assert np.sign(150 - rows.mean()) == np.sign(north_m)
    assert painted == []


def test_a_hill_hides_the_line_behind_it(
    twin: TwinWidget, flood: PlainLayer, layers: LayerSet, package: CountyPackage, tmp_path: Path
) -> None:
    surface = Surface(package)
    west, south, east, north = surface.extent_m
    xy_m = np.stack(np.meshgrid(np.linspace(west, east, 60), np.linspace(south, north, 60)), axis=-1)
    x, y = surface.scene_xy([middle_of(package)])[0]
    twin.look(Camera.looking_at(x, y, 0.0, distance_m=9_000, heading_deg=0, down_deg=6))
    bare = picture(twin, tmp_path)
    screen = twin._screen_now()
    assert screen is not None
    placed = screen.place(xy_m.reshape(-1, 2))
    on_screen = placed.ahead & (placed.xy > 20).all(axis=1) & (placed.xy < np.array(SIZE) - 20).all(axis=1)
    for seen in (True, False):
        spots = xy_m.reshape(-1, 2)[on_screen & (placed.seen == seen)]
        assert len(spots)
        drawn = []
        for spot in spots[:: max(1, len(spots) // 10)]:
            flood.show(ways(spot + np.array([[[-80.0, 0.0], [80.0, 0.0]]]), "river.4"))
            drawn.append(differs(bare, grabbed(twin)).any())
        assert np.mean(drawn) > 0.8 if seen else np.mean(drawn) < 0.2


def test_areas_of_a_live_layer_are_filled_and_outlined_without_painting_a_tile(
    qtbot: QtBot, layers: LayerSet, flood: PlainLayer, package: CountyPackage, tmp_path: Path, painted: list[object]
) -> None:
    styles = sheet_with_depth()
    sheet = StyleSheet(
        {**styles, "area": replace(styles["town"], color="#ff000080", outline="#00ff00", dash=())}, styles.ramps
    )
    assert isinstance(sheet["area"], Style)
    twin = TwinWidget(layers, Focus(), sheet, package)
    twin.resize(*SIZE)
    qtbot.addWidget(twin)
    look_down(twin, package)
    bare = picture(twin, tmp_path)
    west, south, east, north = around(package, 300)
    ring = np.array([[west, south], [east, south], [east, north], [west, north], [west, south]])
    area = Polygons(
        np.array(["A"], dtype=object), ring, np.array([0, 5]), np.array([0, 1]), np.zeros(1, np.uint16), ("area",)
    )
    flood.show(area)
    picture(twin, tmp_path)
    painted.clear()
    flood.show(replace_ids(area))
    shown = picture(twin, tmp_path) - bare
    assert shown[150, 200, 2] > 40, "red fill"
    assert shown[:, 200, 1].max() > 100, "green outline"
    assert not differs(bare, bare + shown)[20, 20]
    assert painted == []
    twin.close()


def test_while_a_live_layer_has_no_areas_nothing_is_laid_over_the_frames(layers: LayerSet, flood: PlainLayer) -> None:
    requests = FrameRequests(layers, 1.0)
    flood.show(polygons_of([], np.empty(0, dtype=object), np.empty(0, np.uint16), ("town",)))
    assert requests.sheet("live").layers == ()
    flood.show(polygons_of(["A"], np.array([shapely.box(0, 0, 9, 9)]), np.zeros(1, np.uint16), ("town",)))
    assert [draped.key for draped in requests.sheet("live").layers] == [flood.key]


def replace_ids(area: Polygons) -> Polygons:
    """Another batch of the same shape."""
    return Polygons(area.ids.copy(), area.xy_m, area.rings, area.parts, area.style, area.styles)


def test_the_value_under_a_resting_cursor_follows_the_field(
    twin: TwinWidget, flood: PlainLayer, package: CountyPackage, tmp_path: Path
) -> None:
    flood.show(depth_field([[WET]], around(package, 400)))
    picture(twin, tmp_path)
    move_to(twin, 200, 150)
    flood.show(depth_field([[DEEP]], around(package, 400)))
    picture(twin, tmp_path)
    assert twin.hud.value == f"3.00 m · {height_at(twin, package, 200, 150)}"
    QApplication.sendEvent(twin, QEvent(QEvent.Type.Leave))
    assert twin.hud.value == ""


def test_the_places_of_a_report_of_a_corrected_event_and_of_a_searched_point_are_marked(
    twin: TwinWidget, package: CountyPackage, tmp_path: Path
) -> None:
    point, focus = middle_of(package), twin._focus
    x, y = Surface(package).scene_xy([point])[0]
    twin.look(Camera.looking_at(x, y, 0.0, distance_m=9_000, heading_deg=0, down_deg=40))
    bare = picture(twin, tmp_path)
    for mark in (focus, focus.correction, focus.found):
        mark.mark(point)
        assert (picture(twin, tmp_path) != bare).any()
        mark.mark(None)
        assert (picture(twin, tmp_path) == bare).all()
