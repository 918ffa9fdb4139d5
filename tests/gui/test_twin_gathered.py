"""Events that would overlap in the twin are one mark, led by the worst, at which clicks take one after the other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from drawing.group_mark import AROUND
from layers.batches import GatheredPoints
from layers.gathering import Gathering
from layers.style import StyleSheet
from tests.gui.test_twin_pins import SIZE, screen_of
from twin.view.actors.gathered_points import GatheredOverlay
from twin.view.actors.points import place_pins
from twin.view.pin_atlas import PinAtlases
from twin.view.screen import Screen
from twin.view.surface import Surface

STYLES = StyleSheet.load()
FAR_M, NEAR_M = 20_000.0, 2_000.0
"""From where events 400 m apart overlap, and from where they do not."""
KEYS = ("event.open", "event.urgent")
IDS = np.array(["a", "b", "far", "worst"])
"""In ascending urgency; all but one are near each other."""


@pytest.fixture
def surface(small_county: Path) -> Surface:
    return Surface(CountyPackage(small_county))


def overlays(surface: Surface) -> tuple[GatheredOverlay, GatheredOverlay, GatheredOverlay]:
    """Of rings around two of the events, of flags beside all that are alone, and of the events."""
    xy_m = surface.origin_m + np.array([[0.0, 0.0], [400.0, 0.0], [-4_000.0, 0.0], [0.0, 400.0]])
    gathering, atlases = Gathering(xy_m), PinAtlases(1.0, 1.0)

    def points(of: list[int], style: list[int], styles: tuple[str, ...], *, group: str = "", alone: bool = False):  # type: ignore[no-untyped-def]
        rows, codes = np.array(of), np.array(style, dtype=np.uint16)
        batch = GatheredPoints(IDS[rows], xy_m[rows], codes, styles, gathering=gathering, thing=rows, group=group,
                               only_alone=alone)  # fmt: skip
        return GatheredOverlay(batch, STYLES, atlases)

    return (
        points([0, 3], [0, 0], ("event.overdue",)),
        points([0, 1, 2, 3], [0] * 4, ("event.supervised",), alone=True),
        points([0, 1, 2, 3], [0, 0, 0, 1], KEYS, group="event.group"),
    )


def painted(part: GatheredOverlay, screen: Screen) -> NDArray[np.uint32]:
    image = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        part.paint(painter, screen)
    return np.frombuffer(image.constBits(), np.uint32).reshape(SIZE[1], SIZE[0]).copy()


def test_from_afar_near_events_are_targets_at_one_place_the_worst_on_top(surface: Surface, qtbot: QtBot) -> None:
    *_, events = overlays(surface)
    heads = events.heads(screen_of(surface, distance_m=FAR_M))
    assert list(heads.ids) == ["far", "a", "b", "worst"]
    assert len(np.unique(heads.xy[1:], axis=0)) == 1
    assert heads.radius[1] == heads.radius[3] > heads.radius[0]


def test_from_near_each_event_is_where_it_is(surface: Surface, qtbot: QtBot) -> None:
    *_, events = overlays(surface)
    heads = events.heads(screen_of(surface, distance_m=NEAR_M))
    assert {*heads.ids} >= {"a", "b", "worst"}
    assert len(np.unique(heads.xy, axis=0)) == len(heads.ids)


def test_a_mark_has_each_ring_once_and_larger_and_no_badge(surface: Surface, qtbot: QtBot) -> None:
    rings, badges, _ = overlays(surface)
    far = screen_of(surface, distance_m=FAR_M)
    place_pins(far, [rings, badges])
    seen = painted(rings, far)
    rows = np.flatnonzero((seen >> 24).any(axis=1))
    size_px = STYLES["event.overdue"].size_px * far.pin_scale
    assert rows[-1] - rows[0] > size_px * (AROUND + 1) / 2
    alone = painted(badges, far) >> 24
    x, _ = badges.heads(far).xy[list(badges.heads(far).ids).index("worst")]
    assert not alone[:, int(x) - 15 : int(x) + 60].any()
    assert alone.any(), "the event that is alone has its badge"


def test_the_worst_has_its_share_of_the_ring_of_a_mark(surface: Surface, qtbot: QtBot) -> None:
    *_, events = overlays(surface)
    shown = painted(events, screen_of(surface, distance_m=FAR_M)) & 0xFFFFFF
    for key in KEYS:
        red, green, blue, _ = STYLES[key].rgba
        assert (shown == (red << 16 | green << 8 | blue)).sum() > 10


def test_events_that_change_their_state_only_keep_the_ground_of_all(surface: Surface, qtbot: QtBot) -> None:
    *_, events = overlays(surface)
    screen = screen_of(surface, distance_m=FAR_M)
    events.heads(screen)
    changed = events.like(events._batch)
    assert changed._things is events._things
    assert list(changed.heads(screen).ids) == list(events.heads(screen).ids)
