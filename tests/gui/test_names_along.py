"""Names along lines: where their letters are, how they are turned, and that they stay there."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from drawing.label_layout import LabelLayout, PlacedLabel, candidates
from drawing.label_renderer import LabelRenderer
from drawing.names_along import EVERY, TURN_MOST
from drawing.occupancy import OccupancyGrid
from drawing.viewport import Viewport
from layers.batches import F64, Courses, Labels
from layers.style import Style, StyleSheet

SIZE_PX = 12.0
NAME = Style(color="#ffffff", outline="#000000", size_px=SIZE_PX, spacing=1.0)
SHEET = StyleSheet({"name": NAME}, {})
VIEW = Viewport(0.0, 800.0, 1.0, 1000, 800)
"""One metre a pixel; its lower left corner is at (0, 0)."""
pytestmark = pytest.mark.usefixtures("qtbot")


def labels_along(*lines: list[tuple[float, float]] | F64, text: str = "沱江") -> Labels:
    """One text along some lines; its point is at their beginning."""
    xy_m = [np.asarray(line, dtype=float) for line in lines]
    courses = Courses(
        np.concatenate(xy_m), np.cumsum([0, *map(len, xy_m)]), np.zeros(len(lines), dtype=np.intp)
    )  # fmt: skip
    one = np.array([text], dtype=object)
    ids = np.array(["W1"], dtype=object)
    return Labels(ids, one, xy_m[0][:1], np.ones(1), np.zeros(1, np.uint16), ("name",), courses=courses)


def written(
    batch: Labels, view: Viewport = VIEW, *, sheet: StyleSheet = SHEET, chosen: frozenset[str] = frozenset(),
    taken: tuple[QRectF, ...] = (),
) -> list[PlacedLabel]:  # fmt: skip
    """The letters, in the order in which they are read."""
    grid = OccupancyGrid(view.width_px, view.height_px, taken)
    return LabelLayout(LabelRenderer()).place(candidates([batch], sheet, view, chosen), grid)


def test_letters_of_a_name_are_on_its_line_apart_and_turned_with_it() -> None:
    letters = written(labels_along([(200, 300), (500, 400)]))
    assert [letter.text for letter in letters] == ["沱", "江"]
    for letter in letters:
        x_m, y_m = letter.at_m
        assert y_m == pytest.approx(300 + (x_m - 200) / 3, abs=0.5)
        assert letter.style.turn_deg == pytest.approx(-math.degrees(math.atan(1 / 3)), abs=2)
    gap_m = math.dist(letters[0].at_m, letters[1].at_m)
    assert gap_m == pytest.approx(2 * SIZE_PX, abs=2), "a letter and the spacing of its style"


@pytest.mark.parametrize("line", [[(200, 300), (500, 400)], [(500, 400), (200, 300)]])
def test_a_name_is_read_from_the_left_whichever_way_its_line_runs(line: list[tuple[float, float]]) -> None:
    first, second = written(labels_along(line))
    assert (first.text, second.text) == ("沱", "江")
    assert first.at_px.x() < second.at_px.x()
    assert abs(first.style.turn_deg or 0.0) < 45


@pytest.mark.parametrize("line", [[(500, 100), (520, 700)], [(520, 700), (500, 100)]])
def test_chinese_letters_on_a_steep_line_stand_upright_below_each_other(line: list[tuple[float, float]]) -> None:
    first, second = written(labels_along(line))
    assert (first.text, second.text) == ("沱", "江")
    assert first.at_px.y() < second.at_px.y()
    assert abs(first.style.turn_deg or 0.0) < 10


def test_a_word_on_a_steep_line_is_turned_and_not_stacked() -> None:
    [word] = written(labels_along([(500, 100), (500, 700)], text="Tuojiang"))
    assert abs(word.style.turn_deg or 0.0) == 90


def test_a_name_keeps_off_a_sharp_bend() -> None:
    corner = 400.0
    letters = written(labels_along([(100, corner), (corner, corner), (corner, 60)], text="沱江河段"))
    assert len(letters) == 4
    turns = [letter.style.turn_deg or 0.0 for letter in letters]
    assert max(turns) - min(turns) <= math.degrees(TURN_MOST)
    assert all(math.dist(letter.at_m, (corner, corner)) > 1.5 * SIZE_PX for letter in letters)


def test_a_line_that_bends_everywhere_has_no_name() -> None:
    x = np.arange(100, 900, 12.0)
    zigzag = np.column_stack([x, np.where(np.arange(len(x)) % 2, 300.0, 360.0)])
    assert not written(labels_along(zigzag, text="沱江河段"))


@pytest.mark.parametrize(("length_m", "named"), [(30, False), (60, True)])
def test_a_line_has_its_name_only_where_it_is_long_enough_on_the_screen(length_m: float, *, named: bool) -> None:
    assert bool(written(labels_along([(400, 400), (400 + length_m, 400)]))) == named


def test_a_name_is_repeated_along_a_long_line() -> None:
    length_px = 4 * EVERY * SIZE_PX
    view = Viewport(0.0, 800.0, 1.0, length_px, 800)
    letters = written(labels_along([(0, 400), (length_px, 400)]), view)
    assert [letter.text for letter in letters] == ["沱", "江"] * 4
    middles = sorted(letter.at_px.x() for letter in letters)[::2]
    assert np.diff(middles) == pytest.approx(EVERY * SIZE_PX, rel=0.1)


def test_two_lines_beside_each_other_have_their_common_name_once() -> None:
    both = labels_along([(100, 400), (500, 400)], [(100, 440), (500, 440)])
    assert [letter.text for letter in written(both)] == ["沱", "江"]


def test_a_name_whose_best_place_is_taken_is_at_another_one() -> None:
    line = [(100.0, 400.0), (700.0, 400.0)]
    before = written(labels_along(line))
    after = written(labels_along(line), taken=tuple(letter.box for letter in before))
    assert [letter.text for letter in after] == ["沱", "江"]
    assert not any(a.box.intersects(b.box) for a in after for b in before)


def test_names_of_different_lines_never_touch() -> None:
    rng = np.random.default_rng(3)
    batches = []
    for n in range(60):
        start, way = rng.uniform(0, 800, 2), rng.uniform(-400, 400, 2)
        batches.append(labels_along(np.stack([start, start + way]), text=f"河{chr(0x4E00 + n)}"))
    grid = OccupancyGrid(VIEW.width_px, VIEW.height_px)
    placed = LabelLayout(LabelRenderer()).place(candidates(batches, SHEET, VIEW, frozenset()), grid)
    names = [placed[n : n + 2] for n in range(0, len(placed), 2)]
    assert len(names) > 10
    for one, other in combinations(names, 2):
        assert not any(a.box.intersects(b.box) for a in one for b in other)


def test_a_name_stays_at_its_place_on_the_ground_while_the_view_is_moved() -> None:
    x = np.arange(-2000.0, 3000.0, 20.0)
    river = labels_along(np.column_stack([x, 400 + 60 * np.sin(x / 90)]))
    at_rest = {letter.at_m for letter in written(river)}
    for shift_m in range(10, 400, 30):
        moved = replace(VIEW, west_m=VIEW.west_m + shift_m)
        now = [letter.at_m for letter in written(river, moved)]
        for x_m, y_m in at_rest:
            if shift_m + 40 < x_m < shift_m + VIEW.width_px - 40:
                assert any(math.dist((x_m, y_m), other) < 1e-6 for other in now)


def test_what_is_chosen_is_named_at_its_point_where_its_line_has_no_room() -> None:
    short = labels_along([(400, 400), (420, 400)])
    assert not written(short)
    [label] = written(short, chosen=frozenset({"W1"}))
    assert (label.text, label.style.turn_deg) == ("沱江", None)


def test_what_is_chosen_is_named_along_its_line_at_a_scale_that_names_no_other() -> None:
    sheet = StyleSheet({"name": Style(color="#ffffff", size_px=SIZE_PX, max_m_per_px=0.5)}, {})
    river = labels_along([(100, 400), (700, 400)])
    assert not written(river, sheet=sheet)
    letters = written(river, sheet=sheet, chosen=frozenset({"W1"}))
    assert [letter.text for letter in letters] == ["沱", "江"]


def test_a_plate_is_upright_on_its_line_and_repeated() -> None:
    sheet = StyleSheet({"name": Style(color="#ffffff", plate="#a02a33", size_px=SIZE_PX)}, {})
    length_px = 2 * EVERY * SIZE_PX
    view = Viewport(0.0, 2000.0, 1.0, length_px, 2000)
    plates = written(labels_along([(0, 100), (length_px, 1100)], text="G320"), view, sheet=sheet)
    assert [plate.text for plate in plates] == ["G320"] * len(plates)
    assert len(plates) >= 2
    assert all(plate.style.turn_deg is None for plate in plates)


def test_a_turned_letter_is_drawn_turned(qtbot: QtBot) -> None:
    renderer = LabelRenderer()
    letters = written(labels_along([(500, 100), (500, 700)], text="Tuojiang"))
    size = renderer.size("Tuojiang", letters[0].style)
    flat = renderer.size("Tuojiang", NAME)
    assert (size.width(), size.height()) == pytest.approx((flat.height(), flat.width()), abs=1e-6)
    picture = renderer.picture("Tuojiang", letters[0].style, 1.0).toImage()
    ink = [y for y in range(picture.height()) if any(picture.pixelColor(x, y).alpha() for x in range(picture.width()))]
    assert ink[-1] - ink[0] > 0.8 * flat.width()
