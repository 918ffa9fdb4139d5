"""The twin glides to a call, its buildings rise from the ground, and it returns to where it was."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from county import catalog
from county.package.open import CountyPackage
from drawing.call_show import FLIGHT_MS as CALL_FLIGHT_MS
from layers.focus import Focus
from layers.registry import build_layers
from layers.shown_call import ShownCall
from tests.gui.test_twin_widget import seat_of, twin_of
from twin.view.camera_controller import FLIGHT_MS, RISE_FROM_M, CameraController
from twin.view.surface import Surface
from twin.view.widget import TwinWidget


@pytest.fixture(scope="module")
def package(small_county: object) -> CountyPackage:
    return CountyPackage(small_county)  # type: ignore[arg-type]


@pytest.fixture
def focus() -> Focus:
    return Focus()


@pytest.fixture
def twin(qtbot: QtBot, package: CountyPackage, focus: Focus) -> Iterator[TwinWidget]:
    twin = twin_of(package, build_layers(package, catalog.load()), focus)
    qtbot.addWidget(twin)
    twin.show()
    qtbot.waitUntil(lambda: twin.settled, timeout=20_000)
    yield twin
    twin.close()


def test_the_twin_glides_to_the_call_rings_it_and_returns_to_the_whole_county(
    twin: TwinWidget, focus: Focus, package: CountyPackage, qtbot: QtBot
) -> None:
    place = seat_of(package)
    before = twin.camera
    focus.calls.show(ShownCall("a", place, ("烟感火警",)), "")
    assert twin.flying
    qtbot.waitUntil(lambda: not twin.flying, timeout=10_000)
    target = twin.camera.target[:2] + Surface(package).origin_m
    assert target == pytest.approx(place, abs=30.0)
    qtbot.waitUntil(lambda: twin.settled and not twin.call_show._timer.isActive(), timeout=20_000)
    image = twin.grab().toImage()
    ((x, y),), _ = twin.camera.project([twin.camera.target], twin.width(), twin.height())
    near = [image.pixelColor(round(x) + dx, round(y) + dy) for dx in range(-24, 25) for dy in range(-24, 25)]
    assert any(color.red() > 200 and color.green() < 120 for color in near), "a red ring at the place"
    focus.calls.show(None, "")
    qtbot.waitUntil(lambda: not twin.flying, timeout=10_000)
    assert twin.camera.eye == pytest.approx(before.eye)
    twin.resize(500, 250)
    assert twin.camera == twin._controller.home(), "the whole county remains framed"


def test_a_twin_that_a_call_turns_in_mid_flight_returns_to_where_it_was_going(
    twin: TwinWidget, focus: Focus, package: CountyPackage
) -> None:
    twin.fly(twin._controller.over(*seat_of(package), 900.0))
    going = twin._controller.destination
    focus.calls.show(ShownCall("a", seat_of(package), ("烟感火警",)), "")
    assert twin._controller.destination != going
    focus.calls.show(None, "")
    assert twin._controller.destination == going


def test_a_flight_takes_as_long_as_was_asked_and_else_its_own_time(
    package: CountyPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_ms = [0]
    monkeypatch.setattr("twin.view.camera_controller.monotonic_ms", lambda: now_ms[0])
    controller = CameraController(Surface(package), package)
    for asked, takes_ms in (({"flight_ms": CALL_FLIGHT_MS}, CALL_FLIGHT_MS), ({}, FLIGHT_MS)):
        begun_ms = now_ms[0]
        controller.fly(controller.over(*seat_of(package), 300.0 + takes_ms), **asked)
        now_ms[0] = begun_ms + takes_ms - 1
        controller.advance()
        assert controller.flying
        now_ms[0] += 1
        controller.advance()
        assert not controller.flying


def test_at_rest_after_a_call_has_come_no_frame_is_drawn(
    twin: TwinWidget, focus: Focus, package: CountyPackage, qtbot: QtBot
) -> None:
    focus.calls.show(ShownCall("a", seat_of(package), ("烟感火警",)), "")
    qtbot.waitUntil(
        lambda: twin.settled and not (twin.flying or twin.call_show._timer.isActive() or twin._timer.isActive()),
        timeout=30_000,
    )
    frames, key = twin.frames, twin.call_show.key
    qtbot.wait(300)
    assert (twin.frames, twin.call_show.key) == (frames, key)


def test_buildings_rise_to_their_places_in_the_second_half_of_a_flight_from_afar(
    package: CountyPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_ms = [0]
    monkeypatch.setattr("twin.view.camera_controller.monotonic_ms", lambda: now_ms[0])
    controller = CameraController(Surface(package), package)
    assert controller.camera.distance_m > RISE_FROM_M
    controller.fly(controller.over(*seat_of(package), 260.0), flight_ms=CALL_FLIGHT_MS)
    sunk_m = []
    for now_ms[0] in range(0, 1_501, 125):
        controller.advance()
        sunk_m.append(controller.sunk_m)
    half = len(sunk_m) // 2
    assert len(set(sunk_m[: half + 1])) == 1
    assert np.all(np.diff(sunk_m[half:]) < 0)
    assert sunk_m[-1] == 0.0
    now_ms[0] = 5_000
    controller.fly(controller.over(*seat_of(package), 400.0))
    now_ms[0] = 5_200
    controller.advance()
    assert controller.sunk_m == 0.0, "what is seen from near stays where it is"
