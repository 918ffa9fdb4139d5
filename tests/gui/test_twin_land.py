"""Land cover of the twin: tints from afar, and from near borders without stairs, patterns and terraces."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from county.package.landcover import CLASSES, CODE
from drawing.land_patterns import LEVELS, TEXEL_M, patterns
from layers.batches import Field
from layers.style import StyleSheet
from twin.view.daylight import daylight
from twin.view.drape import Draped, DrapedBatches, Draper, finished
from twin.view.tiles import TEXELS

STYLES = StyleSheet.load()
CELL_M, CELLS = 30.0, 80
SIDE_M = CELL_M * CELLS
NAMES = tuple(f"landcover.{name}" for name in CLASSES)
Code = np.ndarray


def cover(code: Code, slope: float = 0.0) -> Field:
    """Land cover of these codes over ground that rises to the east."""
    extent_m = (0.0, 0.0, SIDE_M, SIDE_M)
    east_m = (np.arange(CELLS, dtype=np.float32) + 0.5) * CELL_M
    relief = Field(np.tile(east_m * np.float32(slope), (CELLS, 1)), extent_m, "terrain", sampling="smooth")
    return Field(
        code.astype(np.float32), extent_m, "landcover", sampling="linear", shaded=True, classes=NAMES, relief=relief
    )


def all_of(name: str) -> Code:
    return np.full((CELLS, CELLS), CODE[name])


def halves(west: str, east: str) -> Code:
    """Cells in the west and east of a border that runs from north-west to south-east."""
    row, col = np.mgrid[:CELLS, :CELLS]
    return np.where(col < row, CODE[west], CODE[east])


def tile(field: Field, m_per_px: float, west_m: float = 800.0, north_m: float = 1_600.0) -> np.ndarray:
    """Colours (TEXELS, TEXELS, 3) of a tile with this corner."""
    side_m = m_per_px * (TEXELS - 1)
    draper = Draper(STYLES)
    draper.use(DrapedBatches((Draped("landcover", (field,), 1.0),)))
    return finished(draper.picture((west_m, north_m - side_m, west_m + side_m, north_m)))[..., :3].astype(float)


@pytest.mark.parametrize("name", [name for name in CLASSES if name != "water"])
def test_each_class_but_water_has_a_pattern_from_near_and_none_from_afar(qapp: QApplication, name: str) -> None:
    near, far = (tile(cover(all_of(name)), scale, 0.0, SIDE_M).std(axis=(0, 1)).max() for scale in (0.5, 4.6))
    assert near > 2.0
    assert far < near
    assert tile(cover(all_of("water")), 0.5).std(axis=(0, 1)).max() < 0.5


@pytest.mark.parametrize("name", CLASSES)
def test_a_pattern_keeps_the_colour_of_its_class(qapp: QApplication, name: str) -> None:
    field = cover(all_of(name))
    near = tile(field, 1.0).mean(axis=(0, 1))
    plain = np.array(STYLES[f"landcover.{name}"].rgba, dtype=float)
    ground = np.array([16, 27, 38]) * (1 - plain[3] / 255) + plain[:3] * plain[3] / 255
    assert np.abs(near - ground).max() < 6


def test_a_pattern_repeats_itself_without_a_seam() -> None:
    look = patterns(NAMES, 0)
    for part in look:
        steps = np.abs(np.diff(part.astype(float), axis=2)).mean(axis=1)
        seam = np.abs(part[:, :, 0].astype(float) - part[:, :, -1]).mean(axis=1)
        assert (seam <= steps.max(axis=1) + 1e-9).all()


def test_coarser_levels_of_a_pattern_have_its_mean() -> None:
    means = [patterns(NAMES, level).bright.mean(axis=(1, 2)) for level in range(LEVELS)]
    assert np.abs(np.array(means) - means[0]).max() < 1.5
    assert patterns(NAMES, LEVELS - 1).bright.shape[1] * 2 ** (LEVELS - 1) * TEXEL_M == pytest.approx(204.8)


def test_a_slanting_border_is_no_stair(qapp: QApplication) -> None:
    """From near it is within some metres of a straight line; the corners of cells are half a diagonal beside it."""
    picture = tile(cover(halves("water", "bare")), 1.0)
    is_water = picture[..., 2] > picture[..., 0] + 20
    row, col = np.mgrid[:TEXELS, :TEXELS]
    x_m, y_m = 800.0 + col, 1_600.0 - row
    beyond_m = (x_m - (SIDE_M - y_m)) / np.sqrt(2.0)  # of the line that the border follows
    wrong = is_water != (beyond_m < 0)
    middle_m = np.median(beyond_m[wrong]) if wrong.any() else 0.0
    assert np.abs(beyond_m[wrong] - middle_m).max() < 14.0
    assert 0.0 < wrong.mean() < 0.03


def test_neighbouring_tiles_have_the_same_texels_along_their_edge(qapp: QApplication) -> None:
    side_m = TEXELS - 1.0
    field = cover(halves("forest", "field"), slope=0.3)
    west, east = tile(field, 1.0, 800.0), tile(field, 1.0, 800.0 + side_m)
    assert np.abs(west[:, -1] - east[:, 0]).max(axis=1).mean() < 2.0


def test_fields_on_a_slope_are_terraces_along_it(qapp: QApplication) -> None:
    """The ground rises to the east: a terrace is alike from north to south, and another one is beside it."""
    picture = tile(cover(all_of("field"), slope=0.25), 0.5).mean(axis=2)
    assert picture.std(axis=0).mean() < 0.4 * picture.std(axis=1).mean()
    level = tile(cover(all_of("field"), slope=0.0), 0.5).mean(axis=2)
    assert level.std(axis=0).mean() > 0.5 * level.std(axis=1).mean()


def test_unknown_cells_and_what_is_beside_the_raster_stay_bare(qapp: QApplication) -> None:
    field = cover(np.full((CELLS, CELLS), np.nan))
    assert np.ptp(tile(field, 1.0), axis=(0, 1)).max() == 0
    assert np.ptp(tile(cover(all_of("forest")), 1.0, SIDE_M + 100.0), axis=(0, 1)).max() == 0


def test_land_cover_has_the_light_of_the_hour_from_near_too(qapp: QApplication) -> None:
    field = cover(all_of("built_up"), slope=0.4)
    box = (800.0, 1_000.0, 1_300.0, 1_500.0)
    draper = Draper(STYLES)
    draper.use(DrapedBatches((Draped("landcover", (field,), 1.0),)))
    shown = []
    for azimuth_deg in (90.0, 270.0):
        draper.light(daylight(azimuth_deg, 35.0))
        shown.append(finished(draper.picture(box))[..., :3].mean())
    assert shown[1] > shown[0] + 3, "the slope falls to the west"


def test_a_drape_of_classes_without_heights_has_no_light_and_no_terraces(qapp: QApplication) -> None:
    flat = Field(all_of("field").astype(np.float32), (0.0, 0.0, SIDE_M, SIDE_M), "landcover", classes=NAMES)
    assert tile(flat, 1.0).std() > 1.0
