"""Pictures of badges and labels are kept while they are in use, and no more of them than a screen needs."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from desktop.map.painters.points import PointsPainter
from drawing.badges import BADGES_MOST
from drawing.picture_cache import PictureCache
from drawing.viewport import Viewport
from layers.batches import Points
from layers.style import StyleSheet

SHEET = StyleSheet.load()
SIDE = 64


def test_a_picture_is_made_once_while_it_is_kept(qtbot: QtBot) -> None:
    cache: PictureCache[str] = PictureCache(2)
    first = cache.get("a", lambda: QPixmap(1, 1))
    assert cache.get("a", lambda: pytest.fail("the picture is there")) is first


def test_the_picture_used_longest_ago_is_dropped_for_a_new_one(qtbot: QtBot) -> None:
    cache: PictureCache[str] = PictureCache(2)
    for key in ("a", "b", "a", "c"):
        cache.get(key, lambda: QPixmap(1, 1))
    assert ("a" in cache, "b" in cache, "c" in cache, len(cache)) == (True, False, True, 2)


def test_a_layer_whose_counts_change_all_the_time_keeps_a_bounded_number_of_badges(qtbot: QtBot) -> None:
    def together(count: int) -> Points:
        ids = np.array([str(i) for i in range(count)], dtype=object)
        return Points(ids, np.zeros((count, 2)), np.zeros(count, np.uint16), ("sensor",))

    painter = PointsPainter(together(2), SHEET)
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    view = Viewport(-SIDE * 50.0, SIDE * 50.0, 100.0, SIDE, SIDE)
    with QPainter(image) as on:
        for count in range(2, BADGES_MOST + 12):
            assert painter.accept(together(count))
            for _ in painter.paint(on, view):
                pass
    assert len(painter.badges) == BADGES_MOST
