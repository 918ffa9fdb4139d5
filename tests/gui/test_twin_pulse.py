"""In the twin a ring around a new event swells as on the map, until the event is new no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from county import catalog
from county.events.aggregate import EVENTS
from county.package.open import CountyPackage
from drawing.pulse import RESTING_PHASE
from layers.events import NEW_FOR_MS
from layers.focus import Focus
from layers.registry import LayerSet, build_layers
from tests.gui.test_twin_widget import NOW_MS, an_event, seat_of, twin_of
from tests.state_tables import table_of
from twin.view.camera import Camera
from twin.view.surface import Surface
from twin.view.widget import TwinWidget


@dataclass
class PulsingTwin:
    """A shown twin that looks at the county seat, where an event was reported this moment."""

    twin: TwinWidget
    focus: Focus
    layers: LayerSet

    @property
    def at(self) -> tuple[int, int]:
        """Where the head of the event's pin is."""
        x, y = next(heads.xy[0] for layer, heads in self.twin.pins() if layer == "events" and len(heads.ids))
        return round(x), round(y)

    def picture(self) -> QImage:
        return self.twin.grab().toImage()


@pytest.fixture
def scene(qtbot: QtBot, small_county: Path) -> Iterator[PulsingTwin]:
    package = CountyPackage(small_county)
    layers, focus = build_layers(package, catalog.load()), Focus()
    twin = twin_of(package, layers, focus)
    qtbot.addWidget(twin)
    layers.restore(1, NOW_MS, {EVENTS.key: table_of(EVENTS, {"E1": an_event(*seat_of(package))})}, {})
    layers.tick(NOW_MS)
    ((x, y, z),) = Surface(package).on_ground([seat_of(package)], twin.exaggeration)
    twin.look(Camera.looking_at(x, y, z, distance_m=1_500, heading_deg=0, down_deg=45))
    yield PulsingTwin(twin, focus, layers)
    twin.close()


def show(scene: PulsingTwin, qtbot: QtBot) -> None:
    scene.twin.show()
    qtbot.waitUntil(lambda: scene.twin.settled, timeout=20_000)


def test_a_ring_swells_around_a_new_event_until_it_is_new_no_more(scene: PulsingTwin, qtbot: QtBot) -> None:
    show(scene, qtbot)
    qtbot.waitUntil(scene.twin._pulse.isActive)
    phases = set[float]()
    scene.twin._pulse.frame.connect(lambda: phases.add(scene.twin._pulse.phase))
    qtbot.waitUntil(lambda: len(phases) > 3)
    scene.layers.tick(NOW_MS + NEW_FOR_MS + 1)
    qtbot.waitUntil(lambda: not scene.twin._pulse.isActive())


def test_a_pulse_paints_its_ring_anew_and_nothing_else(scene: PulsingTwin, qtbot: QtBot) -> None:
    show(scene, qtbot)
    qtbot.waitUntil(lambda: not (scene.twin._overlay.labels.unfinished or scene.twin._repaint.isActive()))
    qtbot.waitUntil(scene.twin._pulse.isActive)
    [ring] = (box.toAlignedRect() for box in scene.twin._overlay.moving_boxes)
    assert ring.contains(*scene.at)
    assert ring.width() < scene.twin.width() / 4
    before = scene.picture()
    qtbot.waitUntil(lambda: scene.picture() != before)
    after = scene.picture()
    different = [
        (x, y) for x in range(before.width()) for y in range(before.height())
        if before.pixel(x, y) != after.pixel(x, y)
    ]  # fmt: skip
    assert different
    assert all(ring.contains(x, y) for x, y in different)


def test_a_pulse_paints_nothing_where_data_are_painted_soon(scene: PulsingTwin, qtbot: QtBot) -> None:
    show(scene, qtbot)
    qtbot.waitUntil(lambda: not (scene.twin._overlay.labels.unfinished or scene.twin._repaint.isActive()))
    qtbot.waitUntil(scene.twin._pulse.isActive)
    scene.twin._repaint.start(60_000)
    before, phases = scene.picture(), list[float]()
    scene.twin._pulse.frame.connect(lambda: phases.append(scene.twin._pulse.phase))
    qtbot.waitUntil(lambda: len(phases) > 3)
    assert scene.picture() == before
    scene.twin._repaint.start(0)
    qtbot.waitUntil(lambda: scene.picture() != before)


def test_with_little_motion_the_ring_stays_as_it_is_and_nothing_runs(scene: PulsingTwin, qtbot: QtBot) -> None:
    scene.focus.reduced_motion = True
    show(scene, qtbot)
    assert not scene.twin._pulse.isActive()
    assert scene.twin._pulse.phase == RESTING_PHASE
    assert scene.twin._overlay.moving_boxes, "it is marked all the same"


def test_a_twin_that_is_hidden_has_nothing_swell_and_goes_on_when_it_is_shown(scene: PulsingTwin, qtbot: QtBot) -> None:
    show(scene, qtbot)
    qtbot.waitUntil(scene.twin._pulse.isActive)
    scene.twin.hide()
    assert not scene.twin._pulse.isActive()
    scene.twin.show()
    qtbot.waitUntil(scene.twin._pulse.isActive)
