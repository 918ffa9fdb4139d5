"""Water of the land cover beside rivers and lakes that are drawn by their own lines and outlines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from county.package.landcover import CODE, UNKNOWN, LandCover
from county.package.open import CountyPackage, Table
from layers.banks import without_drawn_water
from layers.batches import Field
from layers.landcover import LandCoverLayer

CELL_M = 30.0
FOREST, FIELD, WATER = CODE["forest"], CODE["field"], CODE["water"]


def cover() -> LandCover:
    """Forest west and fields east of a river of three columns of cells, and a pond far from it."""
    code = np.full((20, 40), FOREST, dtype=np.uint8)
    code[:, 11:] = FIELD
    code[:, 10:13] = WATER
    code[5:7, 30:32] = WATER
    return LandCover(code, 0.0, 20 * CELL_M, CELL_M)


def rivers(*lines: shapely.LineString) -> Table:
    return Table(np.array(lines, dtype=object), {"width_m": np.full(len(lines), 20.0)})


def waters(*areas: shapely.Polygon) -> Table:
    return Table(np.array(areas, dtype=object), {})


RIVER = shapely.LineString([(11.5 * CELL_M, 0), (11.5 * CELL_M, 20 * CELL_M)])
POND = shapely.box(30 * CELL_M, 13 * CELL_M, 32 * CELL_M, 15 * CELL_M)


def test_cells_of_a_river_have_the_code_of_the_nearest_land_and_a_pond_without_an_outline_stays() -> None:
    code = without_drawn_water(cover(), rivers(RIVER), waters())
    assert (code[:, :11] == FOREST).all()
    assert (code[:, 12] == FIELD).all()
    assert set(np.unique(code[:, 11])) <= {FOREST, FIELD}
    assert (code[5:7, 30:32] == WATER).all()


def test_cells_of_a_lake_with_an_outline_have_the_code_of_its_shore() -> None:
    code = without_drawn_water(cover(), rivers(), waters(POND))
    assert (code[5:7, 30:32] == FIELD).all()
    assert (code[:, 10:13] == WATER).all(), "no line of the river is known"


def test_the_middle_of_a_wide_lake_is_left_to_its_outline() -> None:
    code = np.full((200, 200), WATER, dtype=np.uint8)
    code[:, 0] = FOREST
    side = 200 * CELL_M
    found = without_drawn_water(LandCover(code, 0.0, side, CELL_M), rivers(), waters(shapely.box(0, 0, side, side)))
    assert found[100, 1] == FOREST
    assert found[100, 100] == UNKNOWN
    assert WATER not in found


def test_the_layer_leaves_its_water_to_the_rivers_and_lakes_that_are_drawn(small_county: Path) -> None:
    package = CountyPackage(small_county)
    [field] = LandCoverLayer(package).batches()
    assert isinstance(field, Field)
    assert package.landcover is not None
    before = package.landcover.code
    assert (field.value == WATER).sum() < (before == WATER).sum() / 4
    land = (before != WATER) & (before != UNKNOWN)
    np.testing.assert_array_equal(field.value[land], before[land])
