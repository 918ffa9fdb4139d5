"""Pins of the twin: the ground below them is looked up when they move, and they are placed before the painting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import ArrayLike
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from layers.batches import Points
from layers.style import StyleSheet
from twin.view.actors.points import PinHits, PointsOverlay, place_pins
from twin.view.area_counts import AreaCounts
from twin.view.camera import Camera
from twin.view.drape import DrapedBatches
from twin.view.pin_atlas import PinAtlases
from twin.view.pin_sprites import PinSprite
from twin.view.scene import Frame, FrameRequest
from twin.view.screen import F64, Screen
from twin.view.surface import Surface

SIZE = (400, 300)


class AskedSurface(Surface):
    """Counts for how many points the height was looked up."""

    asked = 0

    def height_at(self, x: ArrayLike, y: ArrayLike) -> F64:
        self.asked += np.size(x)
        return super().height_at(x, y)


@pytest.fixture
def surface(small_county: Path) -> AskedSurface:
    return AskedSurface(CountyPackage(small_county))


def screen_of(
    surface: Surface, heading_deg: float = 0.0, exaggeration: float = 1.0, distance_m: float = 20_000,
    size: tuple[int, int] = SIZE, scale: float = 1.0,
) -> Screen:  # fmt: skip
    camera = Camera.looking_at(0.0, 0.0, 0.0, distance_m=distance_m, heading_deg=heading_deg, down_deg=60)
    view = FrameRequest(camera, SIZE, exaggeration, DrapedBatches(), texel_px=1.0, smooth=False, prepare_ms=0)
    bgra = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    frame = Frame(view, bgra, np.full((SIZE[1], SIZE[0]), np.inf, np.float32), True, 0)
    return Screen(frame, surface, *size, scale=scale)


@pytest.fixture
def points(surface: AskedSurface) -> Points:
    xy_m = surface.origin_m + np.array([[0.0, 0.0], [900.0, -400.0], [-700.0, 300.0]])
    return Points(np.array(["a", "b", "c"]), xy_m, np.zeros(3, dtype=np.uint16), ("event.open",))


@pytest.fixture
def overlay(qtbot: QtBot, points: Points) -> PointsOverlay:
    return PointsOverlay(points, StyleSheet.load(), PinAtlases(1.0, 1.0))


SENSORS = ("sensor.normal", "sensor.silent", "sensor.high")


def sensors_in_two_towns(surface: AskedSurface, conditions: list[int]) -> Points:
    """Those of the first town lie in the west, those of the second in the east."""
    n = len(conditions)
    east = np.arange(n) >= n // 2
    xy_m = surface.origin_m + np.column_stack([np.where(east, 400.0, -400.0), np.linspace(-200.0, 200.0, n)])
    ids = np.array([f"S{i}" for i in range(n)])
    return Points(ids, xy_m, np.array(conditions, dtype=np.uint16), SENSORS, east.astype(np.intp))


def test_seen_from_afar_sensors_are_counted_by_towns_and_only_those_in_alarm_have_pins(
    surface: AskedSurface, qtbot: QtBot
) -> None:
    batch = sensors_in_two_towns(surface, [0, 0, 1, 2, 0, 0, 1, 1])
    overlay = PointsOverlay(batch, StyleSheet.load(), PinAtlases(1.0, 1.0))
    far = screen_of(surface)
    assert far.m_per_px > 14
    assert list(overlay.heads(far).ids) == ["S3"]
    counts = overlay.counts(far)
    assert [(area, n) for area, _, _, n in counts] == [(0, 3), (1, 4)]
    assert counts[0][1] < counts[1][1], "each lies in its town"
    near = screen_of(surface, distance_m=1_300)
    assert overlay.counts(near) == []
    assert len(overlay.heads(near).ids) > 1


def test_a_sensor_that_returns_to_normal_is_counted_again(surface: AskedSurface, qtbot: QtBot) -> None:
    far = screen_of(surface)
    overlay = PointsOverlay(sensors_in_two_towns(surface, [2, 0]), StyleSheet.load(), PinAtlases(1.0, 1.0))
    assert len(overlay.heads(far).ids) == 1
    overlay = overlay.like(sensors_in_two_towns(surface, [0, 0]))
    assert len(overlay.heads(far).ids) == 0
    assert sum(n for _, _, _, n in overlay.counts(far)) == 2


def test_a_count_keeps_off_pins_and_names_and_stays_where_it_is_while_pins_move(
    surface: AskedSurface, qtbot: QtBot
) -> None:
    far, counts, picture = screen_of(surface), AreaCounts(1.0), QImage(*SIZE, QImage.Format.Format_RGB32)
    points = sensors_in_two_towns(surface, [0] * 8)
    overlay = PointsOverlay(points, StyleSheet.load(), PinAtlases(1.0, 1.0))
    (_, x, y, _), _ = overlay.counts(far)
    pin = PinHits(points, np.array([0]), np.array([[x, y]]), np.array([12.0]))
    name = QRectF(x - 40.0, y + 10.0, 80.0, 16.0)

    def boxes(pins: list[PinHits], names: list[QRectF]) -> list[QRectF]:
        with QPainter(picture) as painter:
            counts.paint(painter, far, [overlay], pins, names)
        return counts.placed

    first = boxes([pin], [name])
    assert len(first) == 2
    assert not any(box.intersects(name) or box.contains(x, y) for box in first)
    assert boxes([replace(pin, xy=pin.xy + 40.0)], [name]) == first
    assert boxes([pin], [first[0]])[0] != first[0], "a name that comes there is not covered"


def test_another_view_looks_up_no_height_again(
    overlay: PointsOverlay, surface: AskedSurface, points: Points
) -> None:
    overlay.heads(screen_of(surface))
    assert surface.asked == len(points.ids)
    for screen in (screen_of(surface, heading_deg=90), screen_of(surface, exaggeration=3.0)):
        placed = overlay.heads(screen)
        assert surface.asked == len(points.ids)
        alone = PointsOverlay(points, StyleSheet.load(), PinAtlases(1.0, 1.0)).heads(screen)
        assert np.array_equal(placed.xy, alone.xy)
        assert np.array_equal(placed.ids, alone.ids)
        surface.asked = len(points.ids)


def test_pins_that_change_their_state_only_keep_their_ground_and_moved_ones_get_theirs(
    overlay: PointsOverlay, surface: AskedSurface, points: Points
) -> None:
    screen = screen_of(surface)
    overlay.heads(screen)
    surface.asked = 0
    same = overlay.like(replace(points, xy_m=points.xy_m.copy()))
    same.heads(screen)
    assert surface.asked == 0
    moved = replace(points, xy_m=points.xy_m + 250.0)
    heads = same.like(moved).heads(screen)
    assert surface.asked == len(points.ids)
    assert np.array_equal(
        heads.xy, PointsOverlay(moved, StyleSheet.load(), PinAtlases(1.0, 1.0)).heads(screen).xy
    )


def test_pins_of_several_lists_are_placed_as_each_alone(
    overlay: PointsOverlay, surface: AskedSurface, points: Points
) -> None:
    away = replace(points, xy_m=points.xy_m + 1e6)
    moved = replace(points, ids=np.array(["d", "e", "f"]), xy_m=points.xy_m[::-1] - 250.0)
    none = replace(points, ids=points.ids[:0], xy_m=points.xy_m[:0], style=points.style[:0])
    screen = screen_of(surface, heading_deg=40)
    together = [overlay, overlay.like(away), overlay.like(none), overlay.like(moved)]
    place_pins(screen, together)
    for part, batch in zip(together, (points, away, none, moved), strict=True):
        alone = PointsOverlay(batch, StyleSheet.load(), PinAtlases(1.0, 1.0)).heads(screen)
        assert list(part.heads(screen).ids) == list(alone.ids)
        assert np.array_equal(part.heads(screen).xy, alone.xy)
    assert [len(part.heads(screen).ids) for part in together] == [3, 0, 0, 3]


def test_a_point_is_within_the_screen_where_it_is_projected_into_it(surface: AskedSurface) -> None:
    random = np.random.default_rng(3)
    west, south, east, north = surface.extent_m
    ground = surface.on_ground(random.uniform((west, south), (east, north), (5_000, 2)), 1.0)
    for heading_deg, exaggeration, distance_m in ((0.0, 1.0, 2_000.0), (130.0, 2.5, 9_000.0)):
        screen = screen_of(surface, heading_deg, exaggeration, distance_m)
        placed = screen.place_on(ground)
        limit = np.full(len(ground), float(np.median(placed.m_per_px[placed.seen | placed.hidden])))
        expected = np.flatnonzero((placed.seen | placed.hidden) & (placed.m_per_px <= limit))
        assert 10 < len(expected) < len(ground) / 2
        assert screen.within(ground, limit).tolist() == expected.tolist()
        assert screen.px(ground[expected]) == pytest.approx(placed.xy[expected])
        assert screen.m_per_px_at(ground) == pytest.approx(placed.m_per_px)


def test_what_is_counted_from_afar_has_no_glow_and_what_is_in_alarm_has(qtbot: QtBot) -> None:
    styles, half = StyleSheet.load(), 40

    def lit(key: str) -> int:
        picture = QImage(2 * half, 2 * half, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(0)
        with QPainter(picture) as painter:
            painter.translate(half, half)
            PinSprite(styles[key], 1.0).draw(painter)
        return picture.pixelColor(half - round(styles[key].size_px / 2) - 3, half).alpha()

    assert [lit(key) for key in ("sensor.normal", "sensor.silent")] == [0, 0]
    assert lit("sensor.high") > 20


@pytest.mark.parametrize(("distance_m", "shown"), [(1_500.0, True), (2_500.0, False)])
def test_what_rests_is_no_dot_over_a_town(
    surface: AskedSurface, points: Points, qtbot: QtBot, distance_m: float, shown: bool
) -> None:
    idle = replace(points, xy_m=np.tile(surface.origin_m, (3, 1)), styles=("resource.idle",))
    overlay = PointsOverlay(idle, StyleSheet.load(), PinAtlases(1.0, 1.0))
    assert bool(len(overlay.heads(screen_of(surface, distance_m=distance_m)).ids)) is shown
