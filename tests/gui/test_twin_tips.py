"""The twin tells what the pointer rests on as the map does, for as long as it rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import catalog
from county.events.aggregate import EVENTS
from county.package.open import CountyPackage
from desktop.map.hover_tip import HoverTip
from desktop.window.twin_tips import TwinTips
from layers.focus import Focus, Selection
from layers.registry import LayerSet, build_layers
from tests.gui.test_twin_widget import NOW_MS, an_event, seat_of, twin_of
from tests.state_tables import table_of
from twin.view.camera import Camera
from twin.view.surface import Surface
from twin.view.widget import TwinWidget


@dataclass
class Rested:
    twin: TwinWidget
    tip: HoverTip
    focus: Focus
    layers: LayerSet
    at: QPoint
    """Where the head of the event's pin is."""

    def point_at(self, at: QPoint) -> None:
        for place in (at + QPoint(25, 0), at):  # Qt drops a move to where the pointer is
            QTest.mouseMove(self.twin, place)

    def is_told(self, n: int, total: int) -> bool:
        text = self.tip.text()
        return f"{n} of {total} here" in text or f"此处第 {n} / {total} 项" in text


@pytest.fixture
def rested(qtbot: QtBot, small_county: object) -> Iterator[Rested]:
    package = CountyPackage(small_county)
    layers, focus = build_layers(package, catalog.load()), Focus()
    twin = twin_of(package, layers, focus)
    qtbot.addWidget(twin)
    tips = TwinTips(focus, twin)
    layers.restore(1, NOW_MS, {EVENTS.key: table_of(EVENTS, {"E1": an_event(*seat_of(package))})}, {})
    layers.tick(NOW_MS + 60_000)
    ((x, y, z),) = Surface(package).on_ground([seat_of(package)], twin.exaggeration)
    twin.look(Camera.looking_at(x, y, z, distance_m=1_500, heading_deg=0, down_deg=45))
    twin.show()
    qtbot.waitUntil(lambda: twin.settled, timeout=30_000)
    x, y = next(heads.xy[0] for layer, heads in twin.pins() if layer == "events" and len(heads.ids))
    yield Rested(twin, tips.tip, focus, layers, QPoint(round(x), round(y)))
    twin.close()


def test_resting_on_a_pin_tells_its_name_and_facts_until_the_pointer_leaves(rested: Rested, qtbot: QtBot) -> None:
    pointed: list[tuple[str, str]] = []
    rested.focus.pointed.connect(lambda layer, item_id: pointed.append((layer, item_id)))
    rested.point_at(rested.at)
    qtbot.waitUntil(rested.tip.isVisible)
    assert "路边垃圾" in rested.tip.text()
    assert "E1" in rested.tip.text()
    assert rested.twin.rect().contains(rested.tip.geometry())
    rested.layers.tick(NOW_MS + 61_000)
    QApplication.processEvents()
    assert rested.tip.isVisible(), "data change and the pointer rests"
    QApplication.sendEvent(rested.twin, QEvent(QEvent.Type.Leave))
    assert not rested.tip.isVisible()
    assert pointed == [("events", "E1"), ("", "")]


@pytest.mark.usefixtures("quick_double_clicks")
def test_things_on_each_other_are_counted_and_each_click_takes_the_next_one(rested: Rested, qtbot: QtBot) -> None:
    rested.point_at(rested.at)
    qtbot.waitUntil(rested.tip.isVisible)
    found, _ = rested.twin.clickable_at(rested.at.toPointF())
    assert len(found) > 1
    assert found[0] == (rested.layers["events"], "E1")
    assert rested.is_told(1, len(found))
    for n in (1, 2):
        qtbot.mouseClick(rested.twin, Qt.MouseButton.LeftButton, pos=rested.at)
        layer, item_id = found[n - 1]
        assert rested.focus.selection == Selection(layer.key, (item_id,))
        qtbot.waitUntil(lambda n=n: rested.is_told(n, len(found)))
        QTest.qWait(QApplication.doubleClickInterval() + 1)


def test_nothing_is_told_while_the_ground_is_dragged(rested: Rested, qtbot: QtBot) -> None:
    rested.point_at(rested.at)
    qtbot.waitUntil(rested.tip.isVisible)
    qtbot.mousePress(rested.twin, Qt.MouseButton.LeftButton, pos=rested.at)
    for step in range(1, 8):
        QTest.mouseMove(rested.twin, rested.at + QPoint(6 * step, 0))
        qtbot.wait(20)
        assert not rested.tip.isVisible() or step == 1
    qtbot.mouseRelease(rested.twin, Qt.MouseButton.LeftButton, pos=rested.at + QPoint(42, 0))


def test_a_tip_goes_with_the_view_that_it_was_told_in(rested: Rested, qtbot: QtBot) -> None:
    rested.point_at(rested.at)
    qtbot.waitUntil(rested.tip.isVisible)
    rested.twin.look(rested.twin.home())
    assert not rested.tip.isVisible()


def test_no_name_makes_way_for_a_tip(rested: Rested, qtbot: QtBot) -> None:
    rested.point_at(rested.at)
    qtbot.waitUntil(rested.tip.isVisible)
    rested.twin._compose_all()
    assert QRectF(rested.twin.hud.geometry()) in rested.twin._overlay.controls
    assert QRectF(rested.tip.geometry()) not in rested.twin._overlay.controls
