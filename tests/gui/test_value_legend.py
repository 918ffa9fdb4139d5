"""The legend of values over the map: it leaves the map to what is on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from county.events.deadlines import HOUR_MS
from county.figures.metric import FigureValue
from county.names import Name
from desktop.map.legend_corner import least_covered
from desktop.map.legend_rows import HISTOGRAM_PX
from desktop.map.view import MapView
from layers.area_figures import AreaFigures
from layers.division import DivisionLayer
from layers.events import EventsLayer
from tests.gui.conftest import ScriptedDesktop

ALONE_PX, BESIDE_TWIN_PX = (1900, 1200), (700, 660)
"""Maps that have a large screen, and half of the window on one of 1080 lines."""
CORNERS = [QRectF(0, 80, 20, 20), QRectF(80, 80, 20, 20), QRectF(80, 0, 20, 20), QRectF(0, 0, 20, 20)]


@dataclass
class LegendOnMap:
    """A map whose villages are coloured and whose events are counted by village."""

    scripted: ScriptedDesktop
    map: MapView
    qtbot: QtBot

    @property
    def villages(self) -> DivisionLayer:
        layer = self.scripted.session.layers["villages"]
        assert isinstance(layer, DivisionLayer)
        return layer

    @property
    def events(self) -> EventsLayer:
        return self.scripted.session.layers.of(EventsLayer)

    def colour(self) -> None:
        """Villages have 0, 1, 2 … events."""
        metric = self.scripted.session.catalog.metrics["reported"]
        figures = {code: FigureValue(n, None, n, quality="ok") for n, code in enumerate(self.villages.codes)}
        period, as_of = Name("近 30 天", "last 30 days"), Name("截至 10:00", "as of 10:00")
        self.villages.show_figures(AreaFigures(metric, figures, "natural", period, as_of, elsewhere=3))
        self.scripted.tick()

    def count(self) -> None:
        """Draw the events as proportional symbols."""
        self.events.draw_as("amounts", 24 * HOUR_MS)
        self.scripted.tick()

    def shows(self, *texts: str) -> None:
        """Wait until the legend has all of these."""
        self.qtbot.waitUntil(lambda: self.map.values.isVisible() and set(texts) <= set(self.map.values.texts))

    @property
    def has_histogram(self) -> bool:
        return any(label.pixmap().height() == HISTOGRAM_PX for label in self.map.values.findChildren(QLabel))


@pytest.fixture
def legend(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[LegendOnMap]:
    session = scripted.session
    view = MapView(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(view)
    view.resize(*ALONE_PX)
    view.show()
    qtbot.waitExposed(view)
    yield LegendOnMap(scripted, view, qtbot)
    view.close()


@pytest.mark.parametrize("size", [ALONE_PX, BESIDE_TWIN_PX])
def test_two_legends_take_a_quarter_of_the_width_and_a_third_of_the_height_at_most(
    legend: LegendOnMap, size: tuple[int, int]
) -> None:
    legend.map.resize(*size)
    legend.scripted.report("垃圾")
    legend.colour()
    legend.count()
    legend.shows("受理数（件）", "各村事件数（近 24 小时）")
    assert legend.map.values.width() <= size[0] / 4
    assert legend.map.values.height() <= size[1] / 3


def test_a_legend_with_little_room_gives_up_its_histogram_first(legend: LegendOnMap) -> None:
    legend.colour()
    legend.shows("受理数（件）", "行政村（社区）")
    assert legend.has_histogram
    legend.map.resize(ALONE_PX[0], 900)
    legend.qtbot.waitUntil(lambda: not legend.has_histogram)
    legend.shows("受理数（件）", "行政村（社区）")
    legend.map.resize(*BESIDE_TWIN_PX)
    legend.qtbot.waitUntil(lambda: "行政村（社区）" not in legend.map.values.texts)
    legend.shows("受理数（件）")


def test_a_map_that_is_too_low_says_that_the_panel_has_the_legend(legend: LegendOnMap) -> None:
    legend.map.resize(700, 260)
    legend.colour()
    legend.count()
    legend.shows("另 2 项见“图例”")


def test_the_legend_goes_where_least_is_hidden_by_it(legend: LegendOnMap) -> None:
    legend.colour()
    legend.shows("受理数（件）")
    legend.qtbot.waitUntil(lambda: not legend.map._look_for_corner.isActive())
    before, view = legend.map.values.geometry(), legend.map.viewport
    x_m, y_m = view.m(before.center().x(), before.center().y())
    place = legend.scripted.session.package.resources[0]
    legend.map.box.look_at(place.x_m + (view.center_m[0] - x_m), place.y_m + (view.center_m[1] - y_m), view.m_per_px)
    for number in range(60):
        legend.scripted.report(f"事件{number}", dx_m=number * view.m_per_px)
    legend.qtbot.waitUntil(lambda: not legend.map.values.geometry().intersects(before))


def test_a_corner_is_looked_for_again_only_where_there_is_a_legend(legend: LegendOnMap) -> None:
    def move_content() -> None:
        legend.qtbot.waitUntil(lambda: not legend.map._look_for_corner.isActive())
        with legend.qtbot.waitSignal(legend.map._live.arranged):
            legend.scripted.report("事件")

    move_content()
    assert not legend.map._look_for_corner.isActive()
    legend.colour()
    legend.shows("受理数（件）")
    move_content()
    assert legend.map._look_for_corner.isActive()


def test_no_name_is_written_below_the_legend(legend: LegendOnMap) -> None:
    legend.map.resize(*BESIDE_TWIN_PX)
    legend.colour()
    legend.shows("受理数（件）")
    box = QRectF(legend.map.values.geometry())
    assert legend.map.labels
    assert not any(label.box.intersects(box) for label in legend.map.labels)


def test_the_emptiest_corner_that_no_control_has_is_taken() -> None:
    content = np.array([[5.0, 85], [90, 90], [95, 95], [90, 5], [5, 5]])
    assert least_covered(CORNERS, [], [], content, None) == 0
    assert least_covered(CORNERS, [CORNERS[0]], [], content, None) == 2
    assert least_covered(CORNERS, CORNERS, [], content, None) is None


def test_a_legend_leaves_its_corner_only_for_one_that_holds_less_than_half() -> None:
    three_here, two_there = np.full((3, 2), 90.0), np.full((2, 2), 5.0)
    others = np.vstack([np.full((9, 2), (5.0, 90)), np.full((9, 2), (90.0, 5))])
    assert least_covered(CORNERS, [], [], np.vstack([others, three_here, two_there]), 1) == 1
    assert least_covered(CORNERS, [], [], np.vstack([others, three_here, two_there[:1]]), 1) == 3


def test_a_legend_hides_no_glyph_whose_size_is_a_number_where_another_corner_is_free_of_them() -> None:
    content = np.vstack([np.full((9, 2), place) for place in ((90.0, 90), (90, 5), (5, 5))])
    reaches_into_the_first = QRectF(18, 60, 40, 40)
    assert least_covered(CORNERS, [], [], content, 0) == 0
    assert least_covered(CORNERS, [], [reaches_into_the_first], content, 0) == 1


def test_the_map_says_where_the_glyphs_are_whose_size_is_a_number(legend: LegendOnMap) -> None:
    for _ in range(9):
        legend.scripted.report("事件")
    legend.count()
    legend.shows("各村事件数（近 24 小时）")
    place = legend.scripted.session.package.resources[0]
    at = QPointF(*legend.map.viewport.point_px(place.x_m, place.y_m))
    legend.qtbot.waitUntil(lambda: any(box.contains(at) for box in legend.map._live.sized_px))
