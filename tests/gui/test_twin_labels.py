"""Names of the twin: of equal ones those near the eye, and more on a larger screen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from county.package.open import CountyPackage
from layers.batches import Labels
from layers.style import StyleSheet
from tests.gui.test_twin_pins import screen_of
from twin.view.actors.labels import MOST, LabelsOverlay
from twin.view.surface import Surface

N = 3 * MOST


@pytest.fixture
def surface(small_county: Path) -> Surface:
    return Surface(CountyPackage(small_county))


def names(surface: Surface) -> LabelsOverlay:
    """From north to south, towards the eye."""
    north_m = np.linspace(2_000.0, -2_000.0, N)
    xy_m = surface.origin_m + np.column_stack([np.zeros(N), north_m])
    ids = np.array([f"{n:03d}" for n in range(N)], dtype=object)
    batch = Labels(ids, ids, xy_m, np.zeros(N), np.zeros(N, np.uint16), ("label.village",))
    return LabelsOverlay(batch, StyleSheet.load())


def test_of_equal_names_those_near_the_eye_are_tried(surface: Surface) -> None:
    tried = {label.item_id for label in names(surface).candidates(screen_of(surface, distance_m=6_000.0))}
    assert len(tried) == MOST
    assert min(tried) > f"{N - 2 * MOST:03d}"


def test_a_screen_with_twice_the_room_has_twice_the_names(surface: Surface) -> None:
    small = screen_of(surface, distance_m=6_000.0)
    assert small.roominess == 1.0
    large = screen_of(surface, distance_m=6_000.0, size=(2 * 1920, 1080))
    assert large.roominess == pytest.approx(2.0)
    assert screen_of(surface, size=(2 * 1920, 2 * 1080), scale=2.0).roominess == 1.0
    assert len(names(surface).candidates(large)) > 1.5 * MOST
