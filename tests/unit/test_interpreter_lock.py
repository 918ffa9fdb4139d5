"""The window's thread waits for less than a frame while another thread computes."""

from __future__ import annotations

import sys

from desktop.interpreter_lock import share_quickly

FRAME_S = 0.016


def test_a_thread_that_computes_gives_the_lock_back_many_times_a_frame() -> None:
    before = sys.getswitchinterval()
    try:
        share_quickly()
        assert sys.getswitchinterval() <= FRAME_S / 16
    finally:
        sys.setswitchinterval(before)
