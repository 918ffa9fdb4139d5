"""Events drawn as numbers by village or as a heat map of a time window, chosen in the layer tree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from county.durations import HOUR_MS
from desktop.map.event_style_row import EventStyleRow
from desktop.map.heat_map import HeatMap
from desktop.map.layer_tree import LayerTree
from desktop.map.legend import Legend
from desktop.map.value_legend import ValueLegend
from desktop.map.view import MapView
from drawing.label_layout import LabelLayout, candidates
from drawing.label_renderer import LabelRenderer
from drawing.occupancy import OccupancyGrid
from drawing.viewport import Viewport
from layers.batches import Field, Points
from layers.event_amounts import EventAmounts
from layers.events import EventsLayer
from tests.gui.conftest import ScriptedDesktop


@dataclass
class StyledEvents:
    """A map, the layer tree with the boxes of the events, and the heat map."""

    scripted: ScriptedDesktop
    map: MapView
    row: EventStyleRow
    heat_map: HeatMap

    @property
    def events(self) -> EventsLayer:
        return self.scripted.session.layers.of(EventsLayer)

    def choose(self, box: QComboBox, key: object) -> None:
        """Open the list and take a line of it."""
        box.showPopup()
        box.view().setCurrentIndex(box.model().index(box.findData(key), 0))
        QTest.keyClick(box.view(), Qt.Key.Key_Return)
        self.scripted.tick()

    def density(self) -> Field | None:
        """What is drawn as a heat map."""
        self.scripted.tick()
        return next((batch for batch in self.events.batches() if isinstance(batch, Field)), None)

    def glyphs(self, style: str) -> int:
        """How many of a style are drawn."""
        batches = [batch for batch in self.events.batches() if isinstance(batch, Points)]
        drawn = [key for batch in batches for key in np.array(batch.styles)[batch.style].tolist()]
        return sum(key == style or key.startswith(f"{style}.") for key in drawn)


def wrapped(legend: ValueLegend) -> list[QLabel]:
    """Its texts that may have several lines."""
    QApplication.processEvents()
    found = [label for label in legend.findChildren(QLabel) if label.wordWrap()]
    assert found
    return found


@pytest.fixture
def shown(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[StyledEvents]:
    session = scripted.session
    row = EventStyleRow(session.layers.of(EventsLayer))
    view = MapView(session.layers, session.focus, session.styles, session.package)
    heat_map = HeatMap(session.layers, view.extent_m)
    tree = LayerTree(session.layers, session.styles, {"events": row})
    for widget, size in ((view, (900, 700)), (tree, (360, 600))):
        qtbot.addWidget(widget)
        widget.resize(*size)
        widget.show()
        qtbot.waitExposed(widget)
    for number in range(4):
        scripted.report(f"事件{number}", dx_m=10.0 * number)
    yield StyledEvents(scripted, view, row, heat_map)
    heat_map.release()
    tree.close()
    view.close()


def test_a_heat_map_follows_the_events_and_its_legend_says_of_which_time(shown: StyledEvents, qtbot: QtBot) -> None:
    assert shown.row.window_box.isHidden()
    shown.choose(shown.row.drawn_as, "heat")
    assert not shown.row.window_box.isHidden()
    qtbot.waitUntil(lambda: shown.density() is not None)
    first = shown.density()
    assert first is not None
    qtbot.waitUntil(lambda: shown.map.values.isVisible())
    assert all(label.height() >= label.heightForWidth(label.width()) for label in wrapped(shown.map.values))
    assert any(text.startswith("事件密度（件/km²，近 24 小时，核半径") for text in shown.map.values.texts)
    shown.scripted.report("又一件")
    qtbot.waitUntil(lambda: shown.density() is not first)
    second = shown.density()
    assert second is not None
    assert np.nansum(second.value) == pytest.approx(1.25 * np.nansum(first.value), rel=0.01)


def test_events_before_the_window_are_not_counted(shown: StyledEvents, qtbot: QtBot) -> None:
    shown.choose(shown.row.drawn_as, "heat")
    shown.choose(shown.row.window_box, HOUR_MS)
    qtbot.waitUntil(lambda: shown.density() is not None)
    shown.scripted.clock.advance(2 * HOUR_MS)
    qtbot.waitUntil(lambda: (found := shown.density()) is not None and bool(np.isnan(found.value).all()))


def test_of_events_that_are_dots_emergencies_alone_keep_their_symbol(shown: StyledEvents) -> None:
    shown.scripted.report("燃气泄漏", subclass="gas_leak")
    shown.choose(shown.row.drawn_as, "amounts")
    assert [shown.glyphs(f"event.{key}") for key in ("dot", "emergency", "urgent")] == [5, 1, 1]
    assert all(len(batch.ids) == len(batch.style) for batch in shown.events.batches() if isinstance(batch, Points))


def test_many_changes_in_a_second_make_one_heat_map(shown: StyledEvents, qtbot: QtBot) -> None:
    shown.choose(shown.row.drawn_as, "heat")
    qtbot.waitUntil(lambda: shown.density() is not None)
    made: list[Field] = []

    def keep() -> None:
        found = shown.events.batches()[0]
        if isinstance(found, Field) and found not in made:
            made.append(found)

    shown.events.changed.connect(keep)
    for number in range(10):
        shown.scripted.report(f"连续{number}")
    qtbot.waitUntil(lambda: (found := shown.density()) is not None and found is made[-1] and len(made) >= 2)
    assert len(made) <= 3, "the one before, and one for all of them"


@contextmanager
def held(heat_map: HeatMap) -> Iterator[None]:
    """Its thread computes nothing meanwhile."""
    go_on = Event()
    heat_map._worker.submit(go_on.wait)
    yield
    go_on.set()


def test_a_heat_map_that_was_begun_for_another_window_is_not_shown(shown: StyledEvents, qtbot: QtBot) -> None:
    shown.scripted.clock.advance(2 * HOUR_MS)
    drawn: list[bool] = []
    with held(shown.heat_map):
        shown.choose(shown.row.drawn_as, "heat")
        shown.choose(shown.row.window_box, HOUR_MS)

    def densities() -> bool:
        found = shown.density()
        drawn.extend([] if found is None else [bool(np.isnan(found.value).all())])
        return bool(drawn)

    qtbot.waitUntil(densities)
    assert drawn == [True], "none of the four events was in the last hour"


def test_a_heat_map_of_the_snapshot_before_is_not_shown(shown: StyledEvents, qtbot: QtBot) -> None:
    with held(shown.heat_map):
        shown.choose(shown.row.drawn_as, "heat")
        shown.scripted.session.layers.restore(1, 0, {}, {})
    qtbot.waitUntil(lambda: shown.density() is not None)
    density = shown.density()
    assert density is not None
    assert np.isnan(density.value).all()


def test_a_heat_map_that_is_ready_while_the_window_closes_begins_no_other(shown: StyledEvents, qtbot: QtBot) -> None:
    with held(shown.heat_map):
        shown.choose(shown.row.drawn_as, "heat")
        shown.scripted.report("又一件")
        job = shown.heat_map._job
    assert job is not None
    job.result()
    shown.heat_map.release()
    with qtbot.captureExceptions() as raised:
        QApplication.processEvents()
    assert raised == []


def test_in_a_heat_map_each_event_is_a_dot_that_can_be_clicked_and_an_emergency_keeps_its_symbol(
    shown: StyledEvents, qtbot: QtBot
) -> None:
    emergency = shown.scripted.report("烟感火警", subclass="smoke_alarm")
    shown.choose(shown.row.drawn_as, "heat")
    assert shown.glyphs("event.dot") == 5
    assert shown.glyphs("event.urgent") == shown.glyphs("event.emergency") == 1
    x_m, y_m, _, _ = shown.events.bounds_m(emergency) or (0.0, 0.0, 0.0, 0.0)
    shown.map.box.look_at(x_m, y_m, 0.5)
    found = shown.map.at(shown.map.viewport.width_px / 2, shown.map.viewport.height_px / 2)
    assert found[0][1] == emergency


def test_proportional_symbols_count_by_village_and_panel_legend_and_map_say_the_same(
    shown: StyledEvents, qtbot: QtBot
) -> None:
    shown.choose(shown.row.drawn_as, "amounts")
    legend = Legend(shown.scripted.session.layers, shown.scripted.session.styles)
    qtbot.addWidget(legend)
    qtbot.waitUntil(lambda: shown.map.values.isVisible())
    on_map = shown.map.values.texts
    assert "各村事件数（近 24 小时）" in on_map
    assert all(label.height() >= label.heightForWidth(label.width()) for label in wrapped(shown.map.values))
    assert set(on_map) <= set(legend.texts())
    assert shown.row.drawn_as.currentText() == "比例符号"
    legend.close()
    shown.choose(shown.row.drawn_as, "symbols")
    assert shown.glyphs("event.open") == 4
    qtbot.waitUntil(lambda: not shown.map.values.isVisible())


@pytest.mark.parametrize(("number", "inside"), [(4, True), (2, False)])
def test_the_number_of_a_village_is_in_its_circle_where_it_fits(
    scripted: ScriptedDesktop, number: int, inside: bool
) -> None:
    view = Viewport(0, 1000, 1.0, 1000, 1000)
    numbers = np.array([number, 4 if inside else 100])
    amounts = EventAmounts(numbers, np.array([[300.0, 500], [700, 500]]))
    found = candidates([amounts.batches[1]], scripted.session.styles, view, frozenset())
    labels = LabelLayout(LabelRenderer()).place(found, OccupancyGrid(1000, 1000))
    [label] = [label for label in labels if label.at_px.x() == 300]
    assert label.text == str(number)
    assert (label.box.center() == label.at_px) is inside


def test_a_number_hides_dots_but_no_symbol_in_its_circle(scripted: ScriptedDesktop) -> None:
    view = Viewport(0, 1000, 1.0, 1000, 1000)
    amounts = EventAmounts(np.array([4]), np.array([[300.0, 500]]))
    found = candidates([amounts.batches[1]], scripted.session.styles, view, frozenset())
    for half_px, inside in ((3.0, True), (17.0, False)):
        grid = OccupancyGrid(1000, 1000)
        grid.cover(np.array([[300.0, 500]]), np.array([half_px]))
        [label] = LabelLayout(LabelRenderer()).place(found, grid)
        assert (label.box.center() == label.at_px) is inside


def test_another_snapshot_removes_the_heat_map_of_the_one_before(shown: StyledEvents, qtbot: QtBot) -> None:
    shown.choose(shown.row.drawn_as, "heat")
    qtbot.waitUntil(lambda: shown.density() is not None)
    layers = shown.scripted.session.layers
    layers.restore(1, 0, {}, {})
    assert not any(isinstance(batch, Field) for batch in shown.events.batches())
    assert shown.events._density is None


def test_in_a_low_map_the_legend_leaves_the_search_box_free(shown: StyledEvents, qtbot: QtBot) -> None:
    shown.choose(shown.row.drawn_as, "amounts")
    qtbot.waitUntil(lambda: shown.map.values.isVisible())
    shown.map.resize(600, 150)
    qtbot.waitUntil(lambda: shown.map.values.texts == ["另 1 项见“图例”"])
    assert not shown.map.values.geometry().intersects(shown.map.search.geometry())
    shown.map.resize(600, 700)
    qtbot.waitUntil(lambda: "各村事件数（近 24 小时）" in shown.map.values.texts)
