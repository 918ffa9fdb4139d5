"""A field shows its values: no values are invented between cells, beyond the edge or in gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.plain_layer import DEPTH, depth_field
from drawing.field import FieldPicture, ReadyField, colors, gradient
from layers.batches import Field
from layers.style import Ramp, Style, StyleSheet, rgba

EXTENT_M = (500_000.0, 3_000_000.0, 500_400.0, 3_000_200.0)
"""Four by two cells of 100 m."""
VALUES = np.array([[0.5, 3.0, np.nan, 1.0], [0.5, 0.5, 3.0, 3.0]], dtype=np.float32)


def premultiplied(color: str) -> list[int]:
    r, g, b, a = rgba(color)
    return [r * a // 255, g * a // 255, b * a // 255, a]


def test_each_cell_has_the_colour_of_its_value_up_to_a_hard_edge() -> None:
    (level,) = FieldPicture(depth_field(VALUES, EXTENT_M), DEPTH).levels
    assert level.pixels.shape == (2, 4, 4)
    assert level.pixels[1, 0].tolist() == pytest.approx(premultiplied("#2a6fdbd0"), abs=1)
    assert level.pixels[0, 1].tolist() == premultiplied("#e04040e0")
    assert not level.smooth


def test_cells_without_a_value_are_not_drawn() -> None:
    (level,) = FieldPicture(depth_field(VALUES, EXTENT_M), DEPTH).levels
    assert level.pixels[0, 2].tolist() == [0, 0, 0, 0]


def test_an_absolute_ramp_gives_a_value_the_same_colour_in_every_field() -> None:
    shallow, deep = (np.array([[0.5, other]], dtype=np.float32) for other in (0.6, 3.0))
    one, other = (DEPTH.colors(value, DEPTH.limits(value)) for value in (shallow, deep))
    assert one[0, 0].tolist() == other[0, 0].tolist()
    relative = Ramp(stops=((0.0, "#000000"), (1.0, "#ffffff")))
    one, other = (relative.colors(value, relative.limits(value)) for value in (shallow, deep * 2))
    assert one[0].tolist() == other[0].tolist() == [[0, 0, 0, 255], [255, 255, 255, 255]]


def test_only_smooth_fields_have_values_between_their_cells() -> None:
    step = np.zeros((8, 8), np.float32)
    step[:, 4:] = 3.0
    extent_m = (0.0, 0.0, 800.0, 800.0)
    (hard,) = FieldPicture(depth_field(step, extent_m), DEPTH).levels
    assert len(np.unique(hard.pixels.reshape(-1, 4), axis=0)) == 2
    terrain = Ramp(stops=((0.0, "#000000"), (1.0, "#ffffff")))
    smooth = FieldPicture(Field(step, extent_m, "terrain", sampling="smooth"), terrain).levels[0]
    assert smooth.pixels.shape[0] > 8
    assert len(np.unique(smooth.pixels[..., 0])) > 2


def test_only_a_field_that_continues_beyond_its_extent_fades_at_its_edge() -> None:
    full = np.full((40, 40), 3.0, np.float32)
    extent_m = (0.0, 0.0, 400.0, 400.0)
    hard = FieldPicture(depth_field(full, extent_m), DEPTH).levels[0]
    fading = FieldPicture(Field(full, extent_m, "depth", edge="fade"), DEPTH).levels[0]
    assert (hard.pixels[..., 3] == 0xE0).all()
    assert fading.pixels[0, 20, 3] == 0
    assert fading.pixels[20, 20, 3] == 0xE0


def test_coarse_levels_cover_the_extent_of_the_field_also_with_an_odd_number_of_cells() -> None:
    value = np.full((301, 301), 3.0, np.float32)
    picture = FieldPicture(depth_field(value, (0.0, 0.0, 3_010.0, 3_010.0)), DEPTH)
    level = picture.level(25.0)
    assert level.cell_m == (20.0, 20.0)
    assert picture.box(level) == (0.0, -10.0, 3_020.0, 3_010.0)
    assert level.pixels[:-1, :-1, 3].min() == 0xE0
    assert level.pixels[0, -1, 3] == 0xE0 // 2


@pytest.mark.parametrize(
    ("x_m", "y_m", "value"),
    [
        (500_000.0, 3_000_199.9, 0.5),
        (500_199.9, 3_000_100.1, 3.0),
        (500_250.0, 3_000_150.0, np.nan),
        (500_399.9, 3_000_000.1, 3.0),
        (500_400.1, 3_000_100.0, np.nan),
        (499_999.9, 3_000_100.0, np.nan),
    ],
)
def test_the_value_at_a_point_is_that_of_its_cell(x_m: float, y_m: float, value: float) -> None:
    assert depth_field(VALUES, EXTENT_M).value_at(x_m, y_m) == pytest.approx(value, abs=0, nan_ok=True)


def test_a_gradient_goes_from_the_low_to_the_high_end() -> None:
    image = gradient(DEPTH, 64)
    assert image.pixelColor(63, 0).getRgb() == rgba("#e04040e0")
    assert image.pixelColor(0, 0).alpha() == 0


def test_the_darkest_slope_keeps_more_than_half_of_its_colour() -> None:
    cliff = np.tile(np.array([[3_000.0, 0.0] * 8], np.float32), (16, 1))
    grey = Ramp(stops=((0.0, "#808080"), (1.0, "#808080")))
    extent_m = (0.0, 0.0, 1_600.0, 1_600.0)
    field = Field(cliff, extent_m, "terrain", unit="m", shaded=True)
    shaded = colors(replace(ReadyField.of(field, grey), exaggeration=6.0))[..., 0]
    assert 0x80 * 0.6 - 1 <= shaded.min() < 0x80


def test_classes_have_exactly_the_colours_of_their_styles() -> None:
    sheet = StyleSheet({"a": Style(color="#102030"), "b": Style(color="#405060"), "c": Style(color="#708090")}, {})
    field = Field(np.array([[1, 2, 3, np.nan]], np.float32), EXTENT_M, "", classes=("a", "b", "c"))
    pixels = FieldPicture(field, sheet.ramp_of(field)).levels[0].pixels[0]
    assert pixels.tolist() == [[16, 32, 48, 255], [64, 80, 96, 255], [112, 128, 144, 255], [0, 0, 0, 0]]


def test_a_field_over_a_relief_has_the_light_of_the_relief() -> None:
    ridge = np.minimum(np.arange(12), np.arange(12)[::-1]).astype(np.float32) * 100
    heights = Field(np.tile(ridge, (12, 1)), (0.0, 0.0, 1_200.0, 1_200.0), "terrain", shaded=True)
    grey = Ramp(stops=((1.0, "#606060"), (2.0, "#606060")), absolute=True)
    flat = Field(np.ones((24, 24), np.float32), heights.extent_m, "", shaded=True, relief=heights)
    own = FieldPicture(heights, grey).levels[0].pixels[..., 0].astype(int)
    over = FieldPicture(flat, grey).levels[0].pixels[..., 0].astype(int)
    assert over[:, :8].mean() - over[:, 16:].mean() == pytest.approx(own[:, :4].mean() - own[:, 8:].mean(), abs=2)
    assert np.ptp(over) > 20


def test_a_first_picture_of_many_classes_takes_some_of_their_cells_in_their_places() -> None:
    side = 1_501
    value = np.ones((side, side), np.float32)
    value[:, side // 2 :] = 2.0
    sheet = StyleSheet({"a": Style(color="#102030"), "b": Style(color="#405060")}, {})
    field = Field(value, (0.0, 0.0, 15_010.0, 15_010.0), "", classes=("a", "b"))
    first = FieldPicture(field, sheet.ramp_of(field), fine=False)
    whole = FieldPicture(field, sheet.ramp_of(field), fine=True)
    assert first.levels[0].pixels.size < whole.levels[0].pixels.size / 8
    assert (first.fine, whole.fine) == (False, True)
    cell_m = first.levels[0].cell_m[0]
    change_m = np.flatnonzero(np.diff(first.levels[0].pixels[7, :, 0].astype(int)))[0] * cell_m
    assert change_m == pytest.approx(7_500, abs=cell_m)
    assert first.extent_m[0] == whole.extent_m[0]
    assert 0 <= first.extent_m[2] - whole.extent_m[2] < cell_m


def test_light_on_slopes_between_measured_heights_goes_from_near_and_leaves_the_colours_of_classes() -> None:
    heights = np.add.outer(np.arange(8.0), np.arange(8.0) % 3).astype(np.float32)
    terrain = Ramp(stops=((0.0, "#204020"), (1.0, "#608060")))
    lit = Field(heights, (0.0, 0.0, 800.0, 800.0), "terrain", sampling="smooth", shaded=True)
    picture = FieldPicture(lit, terrain)
    veils = [picture.cover(100.0 / cell_px) for cell_px in (10, 24, 48, 100, 240, 800)]
    alphas = [alpha for *_, alpha in veils]
    assert alphas[:2] == [0, 0], "from afar the relief is as it was measured"
    assert sorted(set(alphas[1:5])) == alphas[1:5]
    assert alphas[4] == alphas[5] < 255, "some of it stays"
    means = picture.levels[0].pixels[..., :3].reshape(-1, 3).mean(axis=0)
    assert veils[-1][:3] == pytest.approx(means.tolist(), abs=2)
    plain = FieldPicture(replace(lit, shaded=False), terrain)
    classed = FieldPicture(replace(lit, value=np.ones_like(heights), classes=("a", "b"), relief=lit), DEPTH)
    assert plain.cover(0.1)[3] == classed.cover(0.1)[3] == 0
