"""The colour of a line passes to that of a surface as it gets wider: no step is seen where a tile ends."""

from __future__ import annotations

import numpy as np

from drawing.line_pens import BROAD_AT, line_pens
from layers.style import Style

ROAD = Style(color="#c09040", broad="#706030", width_px=2.0)


def red(times: float) -> int:
    return line_pens(ROAD, times * ROAD.width_px).line.color().red()


def test_a_line_as_narrow_as_it_gets_has_its_colour_and_a_broad_one_that_of_a_surface() -> None:
    assert (red(1.0), red(BROAD_AT), red(4 * BROAD_AT)) == (0xC0, 0x70, 0x70)


def test_twice_the_width_is_a_quarter_of_the_way_between_the_two_at_most() -> None:
    times = np.geomspace(1.0, BROAD_AT, 20)
    assert all(abs(red(float(t)) - red(2 * float(t))) <= 0.25 * (0xC0 - 0x70) + 1 for t in times)


def test_a_line_without_a_broad_colour_keeps_its_own() -> None:
    style = Style(color="#c09040", width_px=2.0)
    assert line_pens(style, 50.0).line.color().name() == "#c09040"
