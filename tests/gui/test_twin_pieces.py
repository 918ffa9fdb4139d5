"""The ground that a view needs is made in pieces, so that no frame waits for a whole tile."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from bench.plain_layer import depth_field, sheet_with_depth
from tests.square_county import square_package
from twin.view.camera import Camera
from twin.view.daylight import DAY, daylight
from twin.view.drape import Draped, DrapedBatches, Draper, advanced, finished
from twin.view.scene import FrameRequest, TwinScene
from twin.view.surface import Surface


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is a millisecond later whenever somebody looks at it."""
    now_ms = count()
    for module in ("scene", "drape"):
        monkeypatch.setattr(f"twin.view.{module}.monotonic_ms", lambda: next(now_ms))


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Tiles whose picture was begun."""
    boxes: list[object] = []
    picture = Draper.picture
    monkeypatch.setattr(Draper, "picture", lambda draper, box: (boxes.append(box), picture(draper, box))[1])
    return boxes


@pytest.fixture(scope="module")
def scene(qapp: object) -> Iterator[TwinScene]:
    scene = TwinScene(Surface(square_package()), sheet_with_depth())
    yield scene
    scene.close()


@pytest.fixture
def near(scene: TwinScene) -> FrameRequest:
    """The county's middle from near, covered by another field than before; little time is left for its ground."""
    extent_m, size_m = scene._surface.extent_m, float(scene._surface.size_m.max())
    camera = Camera.looking_at(0.0, 0.0, 0.0, distance_m=size_m / 6, heading_deg=0.0, down_deg=50.0)
    sheet = DrapedBatches((Draped("field", (depth_field([[2.0]], extent_m),), 1.0),))
    return FrameRequest(camera, (240, 160), 1.0, sheet, texel_px=1.0, smooth=False, prepare_ms=6, light=DAY)


def frames_until_complete(scene: TwinScene, view: FrameRequest) -> int:
    for number in range(1, 1_000):
        if scene.draw(view).complete:
            return number
    raise AssertionError("it never becomes complete")


def pieces(number: int) -> Generator[None, None, str]:
    for _ in range(number):
        yield
    return "done"


def test_work_in_pieces_stops_when_its_time_is_over_and_goes_on_later() -> None:
    work = pieces(5)
    assert advanced(work, until_ms=0) is None
    assert advanced(work, until_ms=np.inf) == "done"
    assert finished(pieces(3)) == "done"


def test_frames_that_have_little_time_go_on_with_the_tile_that_the_last_one_left_unfinished(
    scene: TwinScene, near: FrameRequest, begun: list[object]
) -> None:
    assert frames_until_complete(scene, near) > len(begun) > 4
    assert len(set(begun)) == len(begun), "none is begun twice"


def test_a_view_that_turns_does_not_give_up_the_tile_that_was_begun(
    scene: TwinScene, near: FrameRequest, begun: list[object]
) -> None:
    for step in range(200):
        scene.draw(replace(near, camera=near.camera.orbited(near.camera.target, 9.0 * step, 0.0)))
    assert len(set(begun)) == len(begun)
    painted = [entry for entry in scene._tiles.values() if entry.version == scene._draper.version]
    assert len(painted) >= len(begun) - 1 > 4


def test_a_tile_that_is_half_painted_when_the_light_changes_is_painted_anew(
    scene: TwinScene, near: FrameRequest, begun: list[object]
) -> None:
    finest = max(tile.level for tile in scene._grid.wanted(near.camera, *near.size, 1.0, near.texel_px))
    while scene._painting is None or scene._painting.tile.level < finest:
        scene.draw(near)
    half = begun[-1]
    frames_until_complete(scene, replace(near, light=daylight(280.0, 5.0)))
    assert begun.count(half) == 2
