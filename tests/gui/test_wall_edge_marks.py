"""What every composition of a wall says in its picture: that data are no real ones, and that it is a drill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from desktop.wall.look import DAY_LOOK, NIGHT_LOOK, Look
from desktop.wall.picture import picture_of
from desktop.wall.show import WallShow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_walls import a_wall, real, scene, shown_wall, tile
from tests.gui.test_wall_painting import pixels

WIDTH, HEIGHT = 960, 540
HEADED = scene("day", tile("header", (0, 0, 900, 160)), tile("decisions", (WIDTH, 0, WIDTH, HEIGHT)))
"""Two outputs, of which the second one has no header."""
INSIDE_PX = 12
"""Of an output, beyond the frame of a drill."""


def is_amber(image: QImage, rect: QRect) -> bool:
    return has(image, rect, "late")


def is_marked(image: QImage, rect: QRect) -> bool:
    """Whether something is said there that is no state."""
    return has(image, rect, "muted")


def has(image: QImage, rect: QRect, color: str, look: Look = NIGHT_LOOK) -> bool:
    part = pixels(image)[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]
    return bool((part == look[color].rgb()).any())


def corner(output: int) -> QRect:
    """The lower right corner of an output, within the frame of a drill."""
    return QRect((output + 1) * WIDTH - 300, HEIGHT - 50, 300 - INSIDE_PX, 50 - INSIDE_PX)


def whole(show: WallShow) -> QImage:
    show.show_scene("day")
    picture_of(show, (0, 0, *show.wall.canvas_px))  # the first painting of a letter differs from later ones
    return picture_of(show, (0, 0, *show.wall.canvas_px))


def test_an_output_without_a_header_says_in_its_corner_that_data_are_synthetic(scripted: ScriptedDesktop) -> None:
    with shown_wall(scripted.session, a_wall(HEADED, outputs=2)) as show:
        image = whole(show)
    assert not is_marked(image, corner(0)), "the header says it"
    assert is_marked(image, QRect(0, 0, 900, 160))
    assert is_marked(image, corner(1))
    assert not is_amber(image, QRect(0, 0, 2 * WIDTH, HEIGHT)), "it is no state that somebody must see to"


def test_the_mark_stands_in_a_corner_without_tiles_where_there_is_one(scripted: ScriptedDesktop) -> None:
    bare = scene("day", tile("decisions", (0, 60, WIDTH, HEIGHT - 60)))
    with shown_wall(scripted.session, a_wall(bare)) as show:
        image = whole(show)
    assert not is_marked(image, corner(0)), "it would cover the tile"
    assert is_marked(image, QRect(WIDTH - 300, 0, 300, 60))


def test_a_real_county_has_no_mark(scripted: ScriptedDesktop) -> None:
    with shown_wall(real(scripted.session), a_wall(HEADED, outputs=2)) as show:
        image = whole(show)
    assert not is_marked(image, corner(1))


def test_a_tile_that_is_painted_again_leaves_the_mark_over_it(scripted: ScriptedDesktop) -> None:
    with shown_wall(scripted.session, a_wall(HEADED, outputs=2)) as show:
        before = whole(show)
        after = before.copy()
        with QPainter(after) as painter:
            show.paint(painter, QRect(WIDTH, 0, WIDTH, HEIGHT))
            show.paint(painter, QRect(WIDTH + 100, 100, 50, 50))
    assert after == before


@pytest.mark.parametrize("theme", ["night", "day"])
def test_in_a_drill_every_output_has_a_hatched_frame_and_those_without_a_header_the_words(
    scripted: ScriptedDesktop, theme: str
) -> None:
    look = {"night": NIGHT_LOOK, "day": DAY_LOOK}[theme]
    scripted.source.condition = replace(scripted.source.condition, realm="drill:7")
    with shown_wall(real(scripted.session), a_wall(HEADED, outputs=2, theme=theme)) as show:
        image = whole(show)
        with QPainter(image) as painter:
            show.paint(painter, QRect(200, 40, 100, 80))
    stripes = {look["late"].rgb(), look["ground"].rgb()}
    for left in (0, WIDTH - 2, WIDTH, 2 * WIDTH - 2):
        assert set(np.unique(pixels(image)[:, left : left + 2]).tolist()) == stripes, left
    assert abs(look["late"].lightnessF() - look["ground"].lightnessF()) > 0.2, "also without colours"
    assert not has(image, corner(0), "late", look)
    assert has(image, corner(1), "late", look)
