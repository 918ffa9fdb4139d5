"""A still picture that is wanted urgently gets a share of the window's thread, however slow its frames are."""

from __future__ import annotations

from county.clock import ManualClock
from desktop.map.paint_share import FRAME_MS, LONGEST_MS, SLICE_MS, PaintShare


def share_after(others_ms: int, *, urgent: bool) -> int:
    """Length of the slice after everything else took ``others_ms``."""
    clock = ManualClock(1_000_000)
    share = PaintShare(clock.now_ms)
    share.begin(urgent=urgent)
    share.end()
    clock.advance(others_ms)
    return share.begin(urgent=urgent) - clock.now_ms()


def test_between_fast_frames_a_slice_is_short() -> None:
    assert share_after(FRAME_MS, urgent=True) == SLICE_MS
    assert PaintShare(ManualClock(1_000_000).now_ms).begin(urgent=True) == 1_000_000 + SLICE_MS


def test_between_slow_frames_an_urgent_picture_gets_a_share_with_a_limit() -> None:
    assert share_after(66, urgent=True) >= 12
    assert share_after(10_000, urgent=True) == LONGEST_MS
    assert share_after(10_000, urgent=False) == SLICE_MS


def test_time_without_anything_to_paint_is_no_share() -> None:
    clock = ManualClock(1_000_000)
    share = PaintShare(clock.now_ms)
    share.begin(urgent=True)
    share.rest()
    clock.advance(10_000)
    assert share.begin(urgent=True) - clock.now_ms() == SLICE_MS
