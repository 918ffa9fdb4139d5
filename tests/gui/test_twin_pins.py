"""Pins of the twin: the ground below them is looked up when they move, and they are placed before the painting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from layers.batches import Points
from layers.style import StyleSheet
from twin.view.actors.points import PointsOverlay
from twin.view.camera import Camera
from twin.view.drape import DrapedBatches
from twin.view.pin_atlas import PinAtlases
from twin.view.scene import Frame, FrameRequest
from twin.view.screen import F64, Screen
from twin.view.surface import Surface

SIZE = (400, 300)


class AskedSurface(Surface):
    """Counts for how many points the height was looked up."""

    asked = 0

    def height_at(self, x: object, y: object) -> F64:  # type: ignore[override]
        self.asked += np.size(x)
        return super().height_at(x, y)  # type: ignore[arg-type]


@pytest.fixture
def surface(small_county: Path) -> AskedSurface:
    return AskedSurface(CountyPackage(small_county))


def screen_of(surface: Surface, heading_deg: float = 0.0, exaggeration: float = 1.0) -> Screen:
    camera = Camera.looking_at(0.0, 0.0, 0.0, distance_m=20_000, heading_deg=heading_deg, down_deg=60)
    view = FrameRequest(camera, SIZE, exaggeration, DrapedBatches(), texel_px=1.0, smooth=False, prepare_ms=0)
    bgra = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    frame = Frame(view, bgra, np.full((SIZE[1], SIZE[0]), np.inf, np.float32), True, 0)
    return Screen(frame, surface, *SIZE, scale=1.0)


@pytest.fixture
def points(surface: AskedSurface) -> Points:
    xy_m = surface.origin_m + np.array([[0.0, 0.0], [900.0, -400.0], [-700.0, 300.0]])
    return Points(np.array(["a", "b", "c"]), xy_m, np.zeros(3, dtype=np.uint16), ("event.reported",))


@pytest.fixture
def overlay(qtbot: QtBot, points: Points) -> PointsOverlay:
    return PointsOverlay(points, StyleSheet.load(), PinAtlases(1.0, 1.0))


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
