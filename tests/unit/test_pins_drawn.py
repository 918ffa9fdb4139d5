"""Pins of the twin: those that others hide completely are not drawn, and the others keep their order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twin.view.actors.points import _last_ones

PINS = st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 3), st.integers(0, 2)), max_size=40)
"""Pixels and sprites."""


@given(PINS)
def test_of_equal_sprites_at_a_pixel_the_last_one_is_drawn(pins: list[tuple[int, int, int]]) -> None:
    xy = np.array([(x, y) for x, y, _ in pins], dtype=float).reshape(-1, 2)
    sprite = np.array([number for *_, number in pins], dtype=np.intp)
    assert _last_ones(xy, sprite).tolist() == sorted({pin: row for row, pin in enumerate(pins)}.values())
