"""How large and how exact the pictures are that the twin has drawn."""

from __future__ import annotations

import numpy as np
import pytest

from layers.registry import LayerSet
from twin.view.camera import Camera
from twin.view.daylight import DAY
from twin.view.drape import NOTHING
from twin.view.frame_requests import MOVING_GOAL_MS, SMALLEST, FrameQuality, FrameRequests
from twin.view.scene import Frame, FrameRequest

FULL_HD = (1_920, 1_080)
CAMERA = Camera.looking_at(0.0, 0.0, 0.0, distance_m=900.0, heading_deg=0.0, down_deg=40.0)


def requested(requests: FrameRequests, quality: FrameQuality) -> FrameRequest:
    return requests.request(CAMERA, 1.0, FULL_HD, 1.0, quality, light=DAY)


def learned(full_ms: float) -> FrameRequests:
    """After many frames of which one of all pixels would take so long."""
    requests = FrameRequests(LayerSet({}, {}), 1.0)
    view = FrameRequest(CAMERA, (1_000, 1_000), 1.0, NOTHING, texel_px=1.0, smooth=False, prepare_ms=0)
    ms = round(full_ms / (FULL_HD[0] * FULL_HD[1] / 1e6))
    frame = Frame(view, np.zeros((1, 1, 4), np.uint8), np.zeros((1, 1), np.float32), True, ms)
    for _ in range(40):
        requests.note(frame)
    return requests


def test_a_picture_that_is_drawn_fast_enough_has_all_pixels_while_moving() -> None:
    view = requested(learned(MOVING_GOAL_MS / 2), FrameQuality.MOVING)
    assert view.size == FULL_HD


@pytest.mark.parametrize("full_ms", [40.0, 70.0, 100.0, 10_000.0])
def test_while_moving_a_slow_picture_has_as_many_pixels_as_there_is_time_for(full_ms: float) -> None:
    view = requested(learned(full_ms), FrameQuality.MOVING)
    part = view.size[0] / FULL_HD[0]
    assert view.size[1] / FULL_HD[1] == pytest.approx(part, rel=0.01)
    assert part * part * full_ms < 1.05 * MOVING_GOAL_MS or part == pytest.approx(SMALLEST, rel=0.01)


def test_sizes_while_moving_are_few() -> None:
    sizes = {requested(learned(full_ms), FrameQuality.MOVING).size for full_ms in np.linspace(5.0, 400.0, 200)}
    assert len(sizes) < 9


def test_at_rest_everything_is_nearer_to_its_place_and_smaller_things_are_drawn() -> None:
    requests = learned(100.0)
    moving, final = (requested(requests, quality) for quality in (FrameQuality.MOVING, FrameQuality.FINAL))
    assert final.size == FULL_HD
    assert final.off_px < moving.off_px
    assert final.texel_px / FULL_HD[1] < moving.texel_px / moving.size[1]
    assert final.smallest_px / FULL_HD[1] < 0.2 * moving.smallest_px / moving.size[1]
