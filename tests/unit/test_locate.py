"""The division of a point, in every county that can be imported: no point of a division is outside."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from county.division import contains, level_of
from county.package.importer import import_county
from county.package.locator import INDEXED, Locator
from county.package.open import CountyPackage
from tests.tiny_county import SOUTH, WEST, write_tiny_county
from tests.unit.county_files import DIVISION, write_county, write_file
from tests.unit.sound_county import COUNTY, SOUTH_M, WEST_M, sound_county

KM = 1_000.0
SLANTED = shapely.Polygon([(0, 0), (3_000.1, 700.3), (2_500.7, 4_100.9), (-300.2, 3_333.3)]).buffer(0)
"""An outline with hardly any point that is exactly representable."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    """4 by 4 km, four villages, grids in the south-western one alone."""
    return write_tiny_county(tmp_path_factory.mktemp("county") / "tiny")


@pytest.mark.parametrize(
    ("x_km", "y_km", "code"),
    [
        (0.5, 0.5, "990199100201001"),  # a grid
        (1.5, 0.5, "990199100201002"),
        (0.5, 1.5, "990199100201"),  # its village has no grid there
        (0.5, 2.5, "990199100202"),  # a village without grids
        (3.5, 3.5, "990199101202"),
        (0.0, 0.0, "990199100201001"),  # the corner of the county
        (4.0, 4.0, "990199101202"),
        (1.0, 0.5, "990199100201001"),  # between two grids: the first
        (-0.1, 0.5, None),
        (2.0, 4.1, None),
        (math.nan, 0.5, None),
        (math.inf, 0.5, None),
        (1e200, 0.5, None),
    ],
)
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_full_package_gives_the_smallest_division(
    tiny: CountyPackage, x_km: float, y_km: float, code: str | None
) -> None:
    assert tiny.division_at(WEST + x_km * KM, SOUTH + y_km * KM) == code


def boundary_alone(folder: Path, files: Path) -> CountyPackage:
    """A county with an outline and no other layer."""
    import_county(folder, name="安县", code="433199", boundary=write_county(files)["boundary"])
    return CountyPackage(folder)


def villages_as_points(folder: Path, files: Path) -> CountyPackage:
    """A county whose villages are known by their seats only."""
    villages = sound_county().tables["villages"]
    seats = type(villages)(shapely.point_on_surface(villages.geometry), villages.columns)
    import_county(
        folder, name="安县", code="433199", boundary=write_county(files)["boundary"],
        villages=write_file(files / "seats.geojson", seats, headers=DIVISION),
    )  # fmt: skip
    return CountyPackage(folder)


@pytest.mark.parametrize("build", [boundary_alone, villages_as_points])
def test_without_outlines_of_divisions_a_point_belongs_to_the_county_itself(tmp_path: Path, build: object) -> None:
    package = build(tmp_path / "county", tmp_path)  # type: ignore[operator]
    assert len(package.table("grids")) == len(package.table("villages")) == 0
    assert package.division_at(WEST_M + 3 * KM, SOUTH_M + 2 * KM) == COUNTY
    assert package.division_at(WEST_M + 8.2 * KM, SOUTH_M + 2 * KM) is None
    assert package.division_at(WEST_M - 0.2 * KM, SOUTH_M + 2 * KM) is None


def test_with_towns_only_the_division_is_the_town(tmp_path: Path) -> None:
    draft = sound_county()
    for layer in ("villages", "grids", "buildings", "sensors", "resources", "places"):
        del draft.tables[layer]
    package = CountyPackage(draft.write(tmp_path / "county"))
    assert package.division_at(WEST_M + 1 * KM, SOUTH_M + 2 * KM) == "433199100000"
    assert package.division_at(WEST_M + 7 * KM, SOUTH_M + 2 * KM) == "433199200000"


def level(*shapes: shapely.Geometry) -> tuple[np.ndarray, np.ndarray]:
    return np.array(shapes, dtype=object), np.array([f"v{i}" for i in range(len(shapes))], dtype=object)


def locator(boundary: shapely.Geometry, *divisions: shapely.Geometry) -> Locator:
    return Locator([level(*divisions)], np.array([boundary], dtype=object), COUNTY)


def test_a_gap_between_divisions_belongs_to_the_county() -> None:
    county = locator(shapely.box(0, 0, 100, 100), shapely.box(0, 0, 49, 100), shapely.box(51, 0, 100, 100))
    assert [county.at(x, 50) for x in (48, 50, 52, 101)] == ["v0", COUNTY, "v1", None]


def test_a_division_beyond_the_countys_outline_still_contains_its_points() -> None:
    county = locator(shapely.box(0, 0, 100, 100), shapely.box(0, 0, 103, 100))
    assert [county.at(x, 50) for x in (99, 102, 104)] == ["v0", "v0", None]


def test_a_hole_in_the_county_is_outside() -> None:
    county = locator(shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60)))
    assert [county.at(x, 50) for x in (30, 40, 50)] == [COUNTY, COUNTY, None]


def test_a_county_of_two_parts_contains_both() -> None:
    county = locator(shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)]))
    assert [county.at(x, 5) for x in (5, 15, 25)] == [COUNTY, None, COUNTY]


@given(st.floats(0, 1))
def test_every_point_of_the_outline_is_inside_however_it_is_rounded(share: float) -> None:
    at = shapely.line_interpolate_point(SLANTED.exterior, share, normalized=True)
    assert locator(SLANTED).at(at.x, at.y) == COUNTY


@given(st.floats(-1_000, 4_000), st.floats(-1_000, 5_000))
def test_inside_and_outside_agree_with_the_outline(x_m: float, y_m: float) -> None:
    point = shapely.Point(x_m, y_m)
    away_m = shapely.distance(SLANTED.exterior, point)
    if away_m > 0.01:
        assert (locator(SLANTED).at(x_m, y_m) is not None) == SLANTED.contains(point)


GAP_KM = 0.005


@pytest.fixture(scope="module")
def slivered(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    """The sound county with slivers: towns, villages and grids end 5, 10 and 15 m before the borders."""
    draft = sound_county()
    for i, layer in enumerate(("towns", "villages", "grids"), start=1):
        table = draft.tables[layer]
        draft.tables[layer] = type(table)(shapely.buffer(table.geometry, -i * GAP_KM * KM), table.columns)
    return CountyPackage(draft.write(tmp_path_factory.mktemp("county") / "slivered"))


@pytest.mark.parametrize(
    ("into_km", "code"),
    [
        (0.5 * GAP_KM, COUNTY),
        (1.5 * GAP_KM, COUNTY + "200000"),
        (2.5 * GAP_KM, COUNTY + "200201"),
        (3.5 * GAP_KM, COUNTY + "200201001"),
    ],
)
@pytest.mark.parametrize("side", ["west", "south"])
def test_a_sliver_between_the_outlines_of_a_level_belongs_to_the_level_above(
    slivered: CountyPackage, into_km: float, code: str, side: str
) -> None:
    x_km, y_km = (4 + into_km, 1) if side == "west" else (5, into_km)
    assert slivered.division_at(WEST_M + x_km * KM, SOUTH_M + y_km * KM) == code


@given(st.floats(0, 8), st.floats(0, 4))
def test_every_point_of_the_county_is_in_a_division_of_some_level(
    slivered: CountyPackage, x_km: float, y_km: float
) -> None:
    code = slivered.division_at(WEST_M + x_km * KM, SOUTH_M + y_km * KM)
    assert code is not None
    assert level_of(code) in ("county", "town", "village", "grid")
    assert contains(COUNTY, code)


def test_only_outlines_of_many_vertices_get_an_index_which_is_kept_after_their_first_search() -> None:
    few, many = shapely.box(0, 0, 49, 100), shapely.Point(75, 50).buffer(20, quad_segs=INDEXED)
    found = locator(shapely.box(0, 0, 100, 100), few, many)
    assert [found.at(10, 10), found.at(75, 50), found.at(99, 99)] == ["v0", "v1", COUNTY]
    assert [shapely.is_prepared(few), shapely.is_prepared(many)] == [False, True]
