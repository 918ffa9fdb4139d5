"""How a call looks on map and twin: nothing lies over the controls, ways grow, little motion leaves ring and label."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from county.clock import ManualClock
from drawing.call_painting import (
    LIGHT,
    URGENT,
    CallSight,
    PlacedCall,
    Shown,
    arrival_plate,
    grown_part,
    paint_call,
)
from drawing.call_show import FLIGHT_MS, MOVING_MS, WAY_MS, CallShow
from layers.batches import F64
from layers.focus import Focus
from layers.shown_call import CallWay, ShownCall
from tests.gui.test_shown_calls import NotedPane

SIZE = 480, 320
GREY = 120
LINES = ("烟感火警", "禾河镇 · 石垭村", "石垭村：33 户")


class Stand:
    """A pane with a clock of its own, and what is painted of its call."""

    def __init__(self, pane: NotedPane) -> None:
        self.clock, self.focus = ManualClock(0), Focus()
        self.show = CallShow(pane, self.focus, self.clock.now_ms)
        self.view = "first view"
        self.projected: list[F64] = []
        """Lines that were projected."""
        self._placed_call = PlacedCall()

    def painted(
        self, *, at: tuple[float, float], controls: tuple[QRectF, ...] = (), way: CallWay | None = None
    ) -> np.ndarray:
        """Red, green and blue (h, w, 3) some seconds after the call came."""
        call = ShownCall("a", at, LINES, () if way is None else (way,))
        self.focus.calls.show(call, "")
        self.clock.advance(MOVING_MS + FLIGHT_MS + WAY_MS)
        return self.picture(controls)

    def picture(self, controls: tuple[QRectF, ...] = ()) -> np.ndarray:
        image = QImage(*SIZE, QImage.Format.Format_RGB32)
        image.fill(QColor(GREY, GREY, GREY))
        with QPainter(image) as painter:
            box = QRectF(0, 0, *SIZE)
            sight = CallSight(box, controls, self.view, (0.0, 0.0, *SIZE), self._as_it_is, 1.0, 1.0)
            paint_call(painter, self.show, sight, self._placed_call)
        return np.frombuffer(image.constBits(), np.uint8).reshape(SIZE[1], SIZE[0], 4)[:, :, 2::-1].astype(int)

    def _as_it_is(self, xy_m: F64) -> tuple[F64, Shown]:
        if len(xy_m) > 1:
            self.projected.append(xy_m)
        return as_it_is(xy_m)


def as_it_is(xy_m: F64) -> tuple[F64, Shown]:
    """A metre is a pixel."""
    return xy_m, np.ones(len(xy_m), dtype=bool)


@pytest.fixture
def stand(qtbot: QtBot) -> Iterator[Stand]:
    pane = NotedPane()
    qtbot.addWidget(pane)
    pane.show()
    stand = Stand(pane)
    yield stand
    stand.show.close()


def like(picture: np.ndarray, color: QColor) -> np.ndarray:
    """Which pixels have about this colour."""
    return (np.abs(picture - (color.red(), color.green(), color.blue())) <= 40).all(axis=2)


def test_the_picture_is_darker_by_a_third(stand: Stand) -> None:
    assert stand.painted(at=(240.0, 200.0))[2, 2] == pytest.approx(GREY * 2 / 3, abs=4)


@pytest.mark.parametrize("x", range(20, 480, 60))
@pytest.mark.parametrize("y", [30, 160, 290])
def test_the_label_is_whole_and_lies_over_no_control_wherever_the_call_is(stand: Stand, x: int, y: int) -> None:
    bar = QRectF(430, 60, 40, 200)
    picture = stand.painted(at=(float(x), float(y)), controls=(bar,))
    plate = (picture == (11, 17, 24)).all(axis=2) | (picture.sum(axis=2) < 70)
    rows, columns = np.nonzero(plate)
    box = QRectF(QPointF(columns.min(), rows.min()), QPointF(columns.max(), rows.max()))
    assert QRectF(2, 2, 476, 316).contains(box)
    assert not box.intersects(bar)


def test_a_label_for_which_a_pane_is_too_narrow_beside_its_controls_is_elided(stand: Stand) -> None:
    bar = QRectF(400, 10, 40, 300)
    where = "大坪街道 · 大坪社区 · 大坪社区第4网格 · 大坪社区消防烟感03"
    call = ShownCall("a", (200.0, 200.0), ("烟感火警", where), ())
    stand.focus.calls.show(call, "")
    stand.clock.advance(MOVING_MS + FLIGHT_MS + WAY_MS)
    picture = stand.picture((bar,))
    plate = (picture == (11, 17, 24)).all(axis=2) | (picture.sum(axis=2) < 70)
    assert plate[:, : int(bar.left())].any()
    assert not plate[int(bar.top()) : int(bar.bottom()), int(bar.left()) : int(bar.right())].any()


def test_a_way_is_light_from_the_unit_to_the_call_and_says_when_it_arrives(stand: Stand) -> None:
    way = CallWay(np.array([(40.0, 280.0), (240.0, 280.0)]), "一队 · 5 分钟")
    stand.painted(at=(240.0, 280.0))
    before = like(stand.picture(), LIGHT)[280, 60:200].sum()
    lit = like(stand.painted(at=(240.0, 280.0), way=way), LIGHT)
    assert before == 0
    assert lit[280, 60:200].all()


def test_the_label_is_above_a_way_that_passes_below_it(stand: Stand) -> None:
    at = 240.0, 200.0
    plate, _ = PlacedCall().label(
        ShownCall("a", at, LINES), QPointF(*at),
        CallSight(QRectF(0, 0, *SIZE), (), "", (0.0, 0.0, *SIZE), as_it_is, 1.0, 1.0),
    )  # fmt: skip
    row = round(plate.bottom()) - 4  # below the texts
    way = CallWay(np.array([(20.0, float(row)), (460.0, float(row)), at]), "一队")
    lit = like(stand.painted(at=at, way=way), LIGHT)[row]
    assert lit[: int(plate.left()) - 4].any()
    assert not lit[int(plate.left()) + 4 : int(plate.right()) - 4].any()


def test_of_a_way_only_what_is_in_the_view_is_projected_and_once_for_each_view(stand: Stand) -> None:
    way = CallWay(np.array([(-90_000.0, 280.0), (60.0, 280.0), (60.0, 900.0), (240.0, 900.0), (240.0, 280.0)]), "一队")
    lit = like(stand.painted(at=(240.0, 280.0), way=way), LIGHT)
    assert lit[280, 2:60].any()
    assert lit[310, 240]
    assert [line.tolist() for line in stand.projected] == [
        [[0.0, 280.0], [60.0, 280.0], [60.0, 320.0]], [[240.0, 320.0], [240.0, 280.0]],
    ]  # fmt: skip
    stand.picture()
    assert len(stand.projected) == 2
    stand.view = "another view"
    stand.picture()
    assert len(stand.projected) == 4


def test_a_way_grows_from_its_unit_by_its_length() -> None:
    bent = np.array([(0.0, 0.0), (100.0, 0.0), (100.0, 300.0)])
    assert grown_part(bent, 0.125).tolist() == [[0.0, 0.0], [50.0, 0.0]]
    assert grown_part(bent, 0.5).tolist() == [[0.0, 0.0], [100.0, 0.0], [100.0, 100.0]]
    assert grown_part(bent, 1.0)[-1].tolist() == [100.0, 300.0]


def test_with_little_motion_there_are_ring_and_label_alone(stand: Stand) -> None:
    stand.focus.reduced_motion = True
    way = CallWay(np.array([(40.0, 280.0), (240.0, 280.0)]), "一队 · 5 分钟")
    picture = stand.painted(at=(240.0, 200.0), way=way)
    assert picture[2, 2].tolist() == [GREY] * 3
    assert not like(picture, LIGHT)[280, 60:200].any()
    assert like(picture, URGENT).any()


def test_with_little_motion_a_call_outside_the_view_is_named_at_the_edge(stand: Stand) -> None:
    stand.focus.reduced_motion = True
    assert (stand.painted(at=(2_000.0, 200.0))[250:] != GREY).any()


def test_the_ring_runs_out_and_only_the_one_at_the_place_stays(stand: Stand) -> None:
    stand.focus.calls.show(ShownCall("a", (240.0, 160.0), LINES), "")
    reach = []
    for step_ms in (200, 400, 400, MOVING_MS):
        stand.clock.advance(step_ms)
        row = like(stand.picture(), URGENT) | (stand.picture()[:, :, 0] > stand.picture()[:, :, 1] + 15)
        reach.append(int(np.nonzero(row[160])[0].min()))
    assert reach[0] > reach[1] > reach[2]
    assert reach[3] > reach[0]


def apart_px(box: QRectF, course: F64) -> float:
    """From a box to the nearest place of a course."""
    x, y = course.T
    dx = np.maximum(np.maximum(box.left() - x, x - box.right()), 0.0)
    dy = np.maximum(np.maximum(box.top() - y, y - box.bottom()), 0.0)
    return float(np.hypot(dx, dy).min())


def test_texts_of_ways_that_come_from_one_side_do_not_stack_and_each_is_at_its_own_way() -> None:
    """Three ways that run together for the last third."""
    shared = np.column_stack([np.linspace(300.0, 460.0, 30), np.full(30, 160.0)])
    courses = [
        np.vstack([np.column_stack([np.linspace(10.0, 300.0, 40), np.linspace(y, 160.0, 40)]), shared])
        for y in (40.0, 160.0, 280.0)
    ]
    sight, taken = CallSight(QRectF(0, 0, *SIZE), (), None, (0.0, 0.0, *SIZE), as_it_is, 1.0, 1.0), list[QRectF]()
    for number, course in enumerate(courses):
        others = [other for place, other in enumerate(courses) if place != number]
        plate = arrival_plate(course, others, (90.0, 24.0), sight, taken)
        assert plate is not None
        assert apart_px(plate, course) < 10.0
        assert apart_px(plate, course) < min(apart_px(plate, other) for other in others)
        assert not any(plate.adjusted(0, -20, 0, 20).intersects(other) for other in taken)
        taken.append(plate)


def test_texts_of_ways_that_run_together_all_along_keep_room_between_them() -> None:
    road = np.column_stack([np.linspace(10.0, 470.0, 60), np.full(60, 160.0)])
    sight, taken = CallSight(QRectF(0, 0, *SIZE), (), None, (0.0, 0.0, *SIZE), as_it_is, 1.0, 1.0), list[QRectF]()
    for _ in range(3):
        plate = arrival_plate(road, [road, road], (90.0, 24.0), sight, taken)
        assert plate is not None
        assert not any(plate.adjusted(-20, -20, 20, 20).intersects(other) for other in taken)
        taken.append(plate)
