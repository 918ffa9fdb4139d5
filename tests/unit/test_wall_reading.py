"""How large letters are on walls: the numbers of the reading rule."""

from __future__ import annotations

import pytest

from county.wall.reading import digit_px, han_px

TABLE = {
    (0.633, 3): (39, 29), (0.633, 5): (64, 48), (0.633, 8): (103, 77), (0.633, 12): (154, 115),
    (0.94, 3): (26, 20), (0.94, 5): (43, 33), (0.94, 8): (69, 52), (0.94, 12): (104, 78),
    (1.25, 3): (20, 20), (1.25, 5): (33, 25), (1.25, 8): (52, 39), (1.25, 12): (78, 59),
    (1.56, 3): (20, 20), (1.56, 5): (26, 20), (1.56, 8): (42, 31), (1.56, 12): (63, 47),
    (2.5, 3): (20, 20), (2.5, 5): (20, 20), (2.5, 8): (26, 20), (2.5, 12): (39, 30),
}  # fmt: skip
"""By pitch in mm and distance in m: Han characters, digits."""


@pytest.mark.parametrize(("place", "expected"), TABLE.items())
def test_letters_are_seen_under_the_angles_of_the_rule(
    place: tuple[float, float], expected: tuple[int, int]
) -> None:
    pitch, distance = place
    assert (han_px(distance, pitch), digit_px(distance, pitch)) == expected


def test_no_letter_is_so_small_that_its_strokes_run_together() -> None:
    assert han_px(0.5, 2.5) == digit_px(0.5, 2.5) == 20


@pytest.mark.parametrize("pitch", [0.633, 0.94, 1.25, 1.56, 2.5])
def test_whoever_stands_farther_off_needs_letters_that_are_not_smaller(pitch: float) -> None:
    sizes = [han_px(distance, pitch) for distance in range(1, 30)]
    assert sizes == sorted(sizes)
