"""What pulses or glides on the map is painted over a picture of all that stands still, where it is at that moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QAbstractAnimation, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.map.painters import points
from desktop.map.painters.points import PointsPainter
from desktop.map.view import MapView
from drawing.glide import GLIDE_MS, Glide
from drawing.label_renderer import LabelRenderer
from drawing.viewport import Viewport
from layers.shown_call import ShownCall
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_tracks import STEP_M, DrivingUnit
from tests.unit.test_glide import SteppedClock

FRAMES = 6
STEPS = 4


class Paintings:
    """Counts what is painted: glyphs that pulse, and glyphs and names that stand still."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.still = self.pulsing = 0
        paint, draw = PointsPainter.paint, LabelRenderer.draw

        def paint_points(part: PointsPainter, painter: QPainter, view: Viewport, phase: float = 0.0) -> Iterator[None]:
            self.pulsing += part.pulses
            self.still += not part.pulses
            return paint(part, painter, view, phase)

        def draw_name(renderer: LabelRenderer, *args: object) -> None:
            self.still += 1
            draw(renderer, *args)  # type: ignore[arg-type]

        monkeypatch.setattr(PointsPainter, "paint", paint_points)
        monkeypatch.setattr(LabelRenderer, "draw", draw_name)

    def of(self, frame: Callable[[], None]) -> tuple[int, int]:
        """Of what stands still and of what pulses, in some frames."""
        self.still = self.pulsing = 0
        for _ in range(FRAMES):
            frame()
            QApplication.processEvents()
        return self.still, self.pulsing


@pytest.fixture
def paintings(monkeypatch: pytest.MonkeyPatch) -> Paintings:
    return Paintings(monkeypatch)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppedClock:
    """By which units glide on the map."""
    clock = SteppedClock()
    monkeypatch.setattr(points, "Glide", partial(Glide, clock))
    return clock


@pytest.fixture
def map_view(qtbot: QtBot, scripted: ScriptedDesktop) -> Iterator[MapView]:
    session = scripted.session
    view = MapView(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(view)
    view.resize(900, 700)
    with qtbot.waitExposed(view):
        view.show()
    place = session.package.resources[0]
    view.box.look_at(place.x_m, place.y_m, 2.0)
    yield view
    view.close()


def settle(map_view: MapView, qtbot: QtBot) -> None:
    """Wait until the ground is painted and the names are placed."""
    live, flight = map_view._live, map_view._flight
    stopped = QAbstractAnimation.State.Stopped
    qtbot.waitUntil(lambda: map_view.settled and flight.state() is stopped and not live._rest.isActive())


def test_while_something_pulses_nothing_is_painted_that_stands_still(
    map_view: MapView, scripted: ScriptedDesktop, paintings: Paintings, qtbot: QtBot
) -> None:
    scripted.report("暴露垃圾")
    settle(map_view, qtbot)
    qtbot.waitUntil(lambda: paintings.of(map_view._live._show_pulse)[0] == 0)
    still, pulsing = paintings.of(map_view._live._show_pulse)
    assert still == 0
    assert pulsing > 0


def test_while_a_call_is_painted_above_nothing_is_painted_that_stands_still(
    map_view: MapView, scripted: ScriptedDesktop, paintings: Paintings, qtbot: QtBot
) -> None:
    scripted.report("暴露垃圾")
    place = scripted.session.package.resources[0]
    map_view.setFocus()
    scripted.session.focus.calls.show(ShownCall("a", (place.x_m, place.y_m), ("烟感火警",)), "")
    assert map_view.call_show.call is not None, "nobody uses the map"
    settle(map_view, qtbot)
    advance = map_view.call_show.advanced.emit
    qtbot.waitUntil(lambda: paintings.of(advance)[0] == 0, timeout=10_000)
    still, pulsing = paintings.of(advance)
    assert still == 0
    assert pulsing > 0, "the ring is painted anew with the call above it"


@pytest.fixture
def half_way(
    map_view: MapView, scripted: ScriptedDesktop, clock: SteppedClock, qtbot: QtBot
) -> tuple[DrivingUnit, float]:
    """A unit that is half-way to where it has reported, and x in metres of where it is."""
    drive = DrivingUnit(scripted)
    map_view.box.look_at(drive.x_m, drive.y_m, 1.0)
    settle(map_view, qtbot)
    map_view.grab()
    drive.drive_on(STEPS)
    settle(map_view, qtbot)
    map_view.grab()
    clock.ms += GLIDE_MS // 2
    map_view.grab()
    return drive, drive.x_m - STEPS * STEP_M / 2


def test_while_a_unit_glides_nothing_is_painted_that_stands_still(
    map_view: MapView, half_way: tuple[DrivingUnit, float], clock: SteppedClock, paintings: Paintings, qtbot: QtBot
) -> None:
    drive, x_m = half_way
    qtbot.waitUntil(lambda: paintings.of(map_view._live._show_pulse)[0] == 0)
    before = map_view.grab().toImage()
    clock.ms += GLIDE_MS // 4
    assert paintings.of(map_view._live._show_pulse)[0] == 0
    assert changed(before, map_view.grab().toImage(), map_view, x_m, drive.y_m), "it is elsewhere by now"


def test_a_unit_is_found_where_it_is_drawn_on_its_way(map_view: MapView, half_way: tuple[DrivingUnit, float]) -> None:
    drive, x_m = half_way
    unit = drive.layer, drive.unit
    view = map_view.viewport
    assert unit in map_view.at(*view.point_px(x_m, drive.y_m))
    assert unit not in map_view.at(*view.point_px(drive.x_m, drive.y_m))


def test_a_selected_unit_is_marked_where_it_is_drawn_on_its_way(
    map_view: MapView, half_way: tuple[DrivingUnit, float], scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    drive, x_m = half_way
    before = map_view.grab().toImage()
    scripted.session.focus.select("tracks", drive.unit)
    settle(map_view, qtbot)
    after = map_view.grab().toImage()
    assert changed(before, after, map_view, x_m, drive.y_m)
    assert not changed(before, after, map_view, drive.x_m, drive.y_m)


def test_a_unit_that_passes_an_event_is_below_its_mark(
    map_view: MapView, half_way: tuple[DrivingUnit, float], scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    drive, x_m = half_way
    unit = map_view.grab().toImage()
    place = scripted.session.package.resources[0]
    assert place.y_m == drive.y_m
    scripted.report("暴露垃圾", dx_m=x_m - place.x_m)
    settle(map_view, qtbot)
    passed = map_view.grab().toImage()
    assert changed(unit, passed, map_view, x_m, drive.y_m), "the event is shown"
    scripted.session.layers["tracks"].visible = False
    settle(map_view, qtbot)
    assert not changed(passed, map_view.grab().toImage(), map_view, x_m, drive.y_m), "the unit was not seen there"


def changed(before: QImage, after: QImage, map_view: MapView, x_m: float, y_m: float) -> bool:
    """Whether a place inside of a glyph and the ring around it looks different."""
    x, y = (round(px) for px in map_view.viewport.point_px(x_m, y_m))
    around = QRect(x - 4, y - 4, 8, 8)
    return bool(before.copy(around) != after.copy(around))
