"""Fields on the map: cells keep their colours, and a field that changes never leaves an empty frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsView
from pytestqt.qtbot import QtBot

from bench.plain_layer import PlainLayer, StillPlainLayer, depth_field, layers_with, sheet_with_depth
from county import catalog
from county.package.open import CountyPackage
from desktop import i18n
from desktop.map.layer_tree import LayerTree
from desktop.map.legend import Legend
from desktop.map.picture_stack import PictureStack
from desktop.map.view import MapView
from layers.base import LegendRamp
from layers.focus import Focus
from tests.tiny_county import SOUTH, WEST, write_tiny_county

EXTENT_M = (WEST, SOUTH, WEST + 4000.0, SOUTH + 4000.0)
MIDDLE = (WEST + 2000.0, SOUTH + 2000.0)
DRY, WET, DEEP = 0.0, 0.5, 3.0


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("tiny") / "county")


@pytest.fixture(autouse=True)
def chinese() -> None:
    i18n.set_language("zh")


@pytest.fixture(params=[PlainLayer, StillPlainLayer], ids=["live", "still"])
def flood(request: pytest.FixtureRequest) -> PlainLayer:
    layer = request.param()
    assert isinstance(layer, PlainLayer)
    return layer


@pytest.fixture
def map_view(qtbot: QtBot, package: CountyPackage, flood: PlainLayer) -> Iterator[MapView]:
    layers = layers_with(package, catalog.load(), flood)
    for layer in layers:
        layer.visible = layer is flood
    view = MapView(layers, Focus(), sheet_with_depth(), package)
    qtbot.addWidget(view)
    view.resize(500, 500)
    with qtbot.waitExposed(view):
        view.show()
    view.box.look_at(*MIDDLE, 10.0)
    yield view
    view.close()


def color_at(view: MapView, x_m: float, y_m: float) -> tuple[int, int, int]:
    """The current picture of the map around a place."""
    ((x_px, y_px),) = view.viewport.px(np.array([[x_m, y_m]]))
    color = view.grab().toImage().pixelColor(round(x_px), round(y_px))
    return color.red(), color.green(), color.blue()


def hover(view: MapView, x_m: float, y_m: float) -> None:
    """Move the mouse over a place."""
    ((x_px, y_px),) = view.viewport.px(np.array([[x_m, y_m]]))
    glass = view.findChild(QGraphicsView)
    assert isinstance(glass, QGraphicsView)
    for at in (QPoint(0, 0), QPoint(round(x_px), round(y_px))):  # Qt sends no move to the current position
        QTest.mouseMove(glass.viewport(), at)


class RampLayer(PlainLayer):
    """One field with a legend."""

    single: ClassVar[bool] = True

    def legend(self) -> tuple[LegendRamp, ...]:
        return (LegendRamp("depth", self.name, WET, DEEP, "m"),)


def test_a_cell_has_one_colour_up_to_its_edges(map_view: MapView, flood: PlainLayer) -> None:
    flood.show(depth_field([[DEEP, DRY], [DRY, DEEP]], EXTENT_M))
    map_view.snapshot()
    inside, edge = color_at(map_view, WEST + 1050, SOUTH + 2950), color_at(map_view, WEST + 30, SOUTH + 2030)
    assert inside == edge
    assert color_at(map_view, WEST + 2030, SOUTH + 2030) != inside
    assert color_at(map_view, WEST - 30, SOUTH + 2030) != inside


def test_a_field_that_changes_shows_the_old_one_until_the_new_one_is_there(
    map_view: MapView, flood: PlainLayer, qtbot: QtBot
) -> None:
    flood.show(depth_field([[DRY]], EXTENT_M))
    map_view.snapshot()
    empty = color_at(map_view, *MIDDLE)
    flood.show(depth_field([[WET]], EXTENT_M))
    map_view.snapshot()
    wet = color_at(map_view, *MIDDLE)
    flood.show(depth_field([[DEEP]], EXTENT_M))
    seen = {color_at(map_view, *MIDDLE)}

    def is_deep() -> bool:
        seen.add(color_at(map_view, *MIDDLE))
        return color_at(map_view, *MIDDLE) not in (wet, empty)

    qtbot.waitUntil(is_deep)
    assert wet in seen
    assert empty not in seen


@pytest.mark.parametrize("flood", [PlainLayer], indirect=True)
def test_a_field_that_cannot_be_drawn_is_logged_once_and_the_old_picture_remains(
    map_view: MapView, flood: PlainLayer, caplog: pytest.LogCaptureFixture
) -> None:
    flood.show(depth_field([[WET]], EXTENT_M))
    map_view.snapshot()
    wet = color_at(map_view, *MIDDLE)
    flood.show(replace(depth_field([[DEEP]], EXTENT_M), style="no such ramp"))
    for _ in range(3):
        map_view.snapshot()
    assert color_at(map_view, *MIDDLE) == wet
    assert [record.message for record in caplog.records] == ["fields of live layers cannot be drawn"]
    flood.show(depth_field([[DEEP]], EXTENT_M))
    map_view.snapshot()
    assert color_at(map_view, *MIDDLE) != wet


def test_a_changing_field_repaints_no_other_layer(
    map_view: MapView, flood: PlainLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for layer in map_view._layers:
        layer.visible = True
    flood.show(depth_field([[WET]], EXTENT_M))
    map_view.snapshot()
    painted: list[str] = []
    paint = PictureStack._painted
    monkeypatch.setattr(
        PictureStack, "_painted", lambda stack, layer: (painted.append(layer.key), paint(stack, layer))[1]
    )
    before = map_view.snapshot().toImage()
    painted.clear()
    flood.show(depth_field([[DEEP]], EXTENT_M))
    while map_view.snapshot().toImage() == before:
        pass
    assert set(painted) <= {flood.key}


@pytest.mark.parametrize("flood", [PlainLayer], indirect=True)
def test_a_field_that_was_flattened_with_the_ground_looks_as_if_it_was_blended_over_it(
    map_view: MapView, flood: PlainLayer
) -> None:
    for layer in map_view._layers:
        layer.visible = True
    map_view.snapshot()
    flood.show(depth_field(np.random.default_rng(2).uniform(0, 3, (40, 40)), EXTENT_M))
    map_view.snapshot()
    middle = QRectF(200, 200, 100, 100)
    assert map_view._fields.covers(map_view.viewport, middle)
    for east_m in (0.0, 37.0, -94.0):
        map_view.box.translateBy(x=east_m)
        flat = pixels(map_view)
        shown = map_view._fields._shown
        assert shown is not None
        assert map_view._fields.covers(map_view.viewport, middle)
        map_view._fields._shown = replace(shown, flat=None)
        assert np.abs(flat - pixels(map_view)).max() <= 2
        map_view._fields._shown = shown
    flood.opacity = 0.5
    assert not map_view._fields.covers(map_view.viewport, middle), "it was flattened with another opacity"
    assert np.abs(flat - pixels(map_view)).max() > 20
    flood.opacity = 1.0
    map_view._layers["terrain"].opacity = 0.2
    map_view.snapshot()
    assert not map_view._fields.covers(map_view.viewport, middle), "it was flattened with another ground"


def pixels(view: MapView) -> np.ndarray:
    """What is seen in the middle of the map: (h, w, 3)."""
    image = view.grab(QRect(150, 150, 200, 200)).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(200, 200, 4)[:, :, :3].astype(int)


def test_a_hidden_or_removed_field_is_not_drawn(map_view: MapView, flood: PlainLayer) -> None:
    flood.show()
    map_view.snapshot()
    bare = color_at(map_view, *MIDDLE)
    flood.show(depth_field([[DEEP]], EXTENT_M))
    map_view.snapshot()
    assert color_at(map_view, *MIDDLE) != bare
    flood.visible = False
    map_view.snapshot()
    assert color_at(map_view, *MIDDLE) == bare
    flood.visible = True
    flood.show()
    map_view.snapshot()
    assert color_at(map_view, *MIDDLE) == bare


def test_the_coordinates_end_with_the_value_of_the_cell_under_the_cursor(
    map_view: MapView, flood: PlainLayer
) -> None:
    value = np.array([[0.1, 1.2345678], [np.nan, 3.0]], dtype=np.float32)
    flood.show(depth_field(value, EXTENT_M))
    for east_m, north_m, text in ((1000, 3000, "0.10 m"), (3000, 3000, f"{value[0, 1]:.2f} m"), (3000, 1000, "3.00 m")):
        hover(map_view, WEST + east_m, SOUTH + north_m)
        assert f"{i18n.pick(flood.name)} {text}" in re.split(r"\n| {4}", map_view.coordinates.text())
    hover(map_view, WEST + 1000, SOUTH + 1000)
    assert i18n.pick(flood.name) not in map_view.coordinates.text(), "there is no value"


@pytest.mark.parametrize("visible", [True, False])
def test_the_height_under_the_cursor_is_that_of_the_terrain_cell_to_the_decimetre(
    map_view: MapView, flood: PlainLayer, package: CountyPackage, visible: bool
) -> None:
    map_view._layers["terrain"].visible = visible
    terrain = package.terrain
    assert terrain is not None
    for col, row in ((3, 2), (7, 5)):
        hover(map_view, terrain.west_m + (col + 0.3) * terrain.cell_m, terrain.north_m - (row + 0.6) * terrain.cell_m)
        number = float(terrain.z_m[row, col])
        height = f"高程 {number:,.{1 if number >= 100 else 2}f} m"
        assert height in re.split(r"\n| {4}", map_view.coordinates.text())


def test_the_legend_shows_colours_and_range_of_a_field_with_its_unit(qtbot: QtBot, package: CountyPackage) -> None:
    flood = RampLayer(depth_field([[WET, DEEP]], EXTENT_M))
    layers = layers_with(package, catalog.load(), flood)
    legend, tree = Legend(layers, sheet_with_depth()), LayerTree(layers, sheet_with_depth())
    qtbot.addWidget(legend)
    qtbot.addWidget(tree)
    assert {"淹没水深 (m)", "0.0", "1.5", "3.0"} <= set(legend.texts()), "the range of the absolute ramp"
    terrain = layers["terrain"].legend()[0]
    assert isinstance(terrain, LegendRamp)
    assert {f"{terrain.low:,.0f}", f"{terrain.high:,.0f}"} <= set(legend.texts()), "the range of the county"
    assert not tree.row(flood.key).icon(0).isNull()
    assert tree.row(flood.key).text(0) == i18n.pick(flood.name)
    legend.close()
    tree.close()


def test_the_value_under_a_resting_cursor_follows_the_field(map_view: MapView, flood: PlainLayer) -> None:
    flood.show(depth_field([[WET]], EXTENT_M))
    hover(map_view, *MIDDLE)
    flood.show(depth_field([[DEEP]], EXTENT_M))
    assert f"{i18n.pick(flood.name)} 3.00 m" in map_view.coordinates.text()
