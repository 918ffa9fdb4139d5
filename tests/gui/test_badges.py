"""Badges: a number in the middle of a disc that grows with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from drawing.badges import Badges, badge_px
from layers.style import StyleSheet

STYLE = StyleSheet.load()["sensor.cluster"]
SIDE_PX = 80


@dataclass(frozen=True)
class Drawn:
    """Which pixels (SIDE_PX, SIDE_PX) of a badge in the middle its disc takes, and which its number."""

    disc: NDArray[np.bool_]
    ink: NDArray[np.bool_]


def drawn(count: int, dpr: float, at_px: float = SIDE_PX / 2) -> Drawn:
    image = QImage(round(SIDE_PX * dpr), round(SIDE_PX * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        Badges(STYLE, dpr).draw(painter, np.full((1, 2), at_px), np.array([count]))
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return Drawn(pixels[..., 3] > 0, pixels[..., 1] > 130)


def box(mask: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    """Left, top, width, height of what is marked."""
    y, x = np.nonzero(mask)
    return float(x.min()), float(y.min()), float(np.ptp(x) + 1), float(np.ptp(y) + 1)


@pytest.mark.parametrize("dpr", [1.0, 2.0])
@pytest.mark.parametrize("count", [2, 18, 888, 100_003, 1_000_000])
def test_the_number_is_in_the_middle_of_its_disc(qtbot: QtBot, count: int, dpr: float) -> None:
    badge = drawn(count, dpr)
    left, top, width, height = box(badge.disc)
    assert (left + width / 2, top + height / 2) == pytest.approx((SIDE_PX * dpr / 2,) * 2, abs=1.0)
    assert width == pytest.approx(float(badge_px(STYLE, np.array(count))) * dpr, abs=1 + 2 * dpr)
    x, y, wide, high = box(badge.ink)
    assert x > left
    assert x + wide < left + width
    assert (x + wide / 2, y + high / 2) == pytest.approx((left + width / 2, top + height / 2), abs=1.6 * dpr)


def test_a_larger_number_has_more_digits_and_a_larger_disc(qtbot: QtBot) -> None:
    widths = [(box(badge.disc)[2], box(badge.ink)[2]) for badge in (drawn(n, 1.0) for n in (8, 88, 888, 8_888))]
    assert widths == sorted(widths)
    assert len(set(widths)) == 4


def test_one_that_has_no_room_is_small_and_has_no_number(qtbot: QtBot) -> None:
    small = drawn(0, 1.0)
    assert not small.ink.any()
    assert box(small.disc)[2] < box(drawn(2, 1.0).disc)[2]


def test_disc_and_number_move_together(qtbot: QtBot) -> None:
    for part in range(5):
        badge = drawn(888, 1.0, at_px=40.0 + part / 4)
        disc, ink = box(badge.disc), box(badge.ink)
        assert ink[0] - disc[0] == box(drawn(888, 1.0).ink)[0] - box(drawn(888, 1.0).disc)[0]
