"""Pictures of labels are kept while they are in use, and no more of them than a screen needs."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from drawing.picture_cache import PictureCache


def test_a_picture_is_made_once_while_it_is_kept(qtbot: QtBot) -> None:
    cache: PictureCache[str] = PictureCache(2)
    first = cache.get("a", lambda: QPixmap(1, 1))
    assert cache.get("a", lambda: pytest.fail("the picture is there")) is first


def test_the_picture_used_longest_ago_is_dropped_for_a_new_one(qtbot: QtBot) -> None:
    cache: PictureCache[str] = PictureCache(2)
    for key in ("a", "b", "a", "c"):
        cache.get(key, lambda: QPixmap(1, 1))
    assert ("a" in cache, "b" in cache, "c" in cache, len(cache)) == (True, False, True, 2)
