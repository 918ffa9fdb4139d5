"""Threads take turns so often that the window's thread is not kept waiting for a whole frame by one of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from desktop.process.thread_switches import answer_hands_first
from drawing.turn_time import ENOUGH_MS


@pytest.fixture(autouse=True)
def _kept_interval() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def test_a_painting_that_waits_for_another_thread_ten_times_is_still_one_short_turn() -> None:
    answer_hands_first()
    assert 10 * 1e3 * sys.getswitchinterval() <= ENOUGH_MS
