"""Bridges are where roads cross water, as long as the water is wide there."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import shapely

from county.package.manifest import MAP
from county.package.open import CountyPackage, Table
from layers.basemap import RoadsLayer
from layers.batches import Lines, Polygons
from layers.bridges import BANK_M, WING_M, bridges_of
from layers.style import StyleSheet
from tests.tiny_county import SOUTH, WEST, write_tiny_county

ROAD_M, RIVER_M = 8.0, 20.0
ACROSS = shapely.LineString([(0, 0), (200, 0)])
"""A road to the east; the rivers run to the north."""


def lines(*geometry: shapely.LineString, width_m: float) -> Table:
    return Table(np.array(geometry, dtype=object), {"width_m": np.full(len(geometry), width_m)})


def waters(*geometry: shapely.Polygon) -> Table:
    return Table(np.array(geometry, dtype=object), {})


def river(x_m: float, low_m: float = -100, high_m: float = 100) -> shapely.LineString:
    return shapely.LineString([(x_m, low_m), (x_m, high_m)])


def test_a_bridge_spans_the_river_and_both_banks_and_is_wider_than_its_road() -> None:
    roads = lines(ACROSS, width_m=ROAD_M)
    [bridge], road = bridges_of(roads, lines(river(100), width_m=RIVER_M), waters())
    west, south, east, north = shapely.bounds(bridge)
    assert (west, east) == pytest.approx((100 - RIVER_M / 2 - BANK_M, 100 + RIVER_M / 2 + BANK_M))
    assert north == -south > ROAD_M / 2 + WING_M
    over_water = shapely.bounds(shapely.intersection(bridge, shapely.box(95, -50, 105, 50)))
    assert ROAD_M / 2 < over_water[3] < north - WING_M / 2, "without the wings of the abutments"
    assert road.tolist() == [0]


def test_a_lake_is_bridged_where_a_road_crosses_it() -> None:
    [bridge], _ = bridges_of(lines(ACROSS, width_m=ROAD_M), lines(width_m=0), waters(shapely.box(40, -9, 80, 9)))
    west, _, east, _ = shapely.bounds(bridge)
    assert (west, east) == pytest.approx((40 - BANK_M, 80 + BANK_M))


def test_a_road_has_a_bridge_over_each_river_and_one_where_two_reaches_meet() -> None:
    rivers = lines(river(50), river(150, -100, 0), river(150, 0, 100), width_m=RIVER_M)
    bridges, road = bridges_of(lines(ACROSS, width_m=ROAD_M), rivers, waters())
    assert sorted(round(bridge.centroid.x) for bridge in bridges) == [50, 150]
    assert road.tolist() == [0, 0]


BANK = 100 - RIVER_M / 2


def test_a_road_that_runs_along_the_bank_and_then_crosses_has_a_bridge_as_long_as_the_water_is_wide() -> None:
    road = shapely.LineString([(BANK - 2, -90), (BANK - 2, 0), (200, 0)])
    [bridge], _ = bridges_of(lines(road, width_m=ROAD_M), lines(river(100), width_m=RIVER_M), waters())
    _, south, _, north = shapely.bounds(bridge)
    assert north - south < 2 * ROAD_M + 4 * WING_M


@pytest.mark.parametrize(
    "roads",
    [
        (),
        (shapely.LineString([(0, 300), (200, 300)]),),
        (shapely.LineString([(BANK - 2, -90), (BANK - 2, 90)]),),
        (shapely.LineString([(0, 0), (BANK - 2, 0)]),),
        (shapely.LineString([(0, 0), (BANK, 0)]),),
    ],
    ids=["no road", "beyond its end", "along the bank", "ends before the bank", "ends at the bank"],
)
def test_roads_that_cross_no_water_have_no_bridges(roads: tuple[shapely.LineString, ...]) -> None:
    bridges, road = bridges_of(lines(*roads, width_m=ROAD_M), lines(river(100), width_m=RIVER_M), waters())
    assert (len(bridges), len(road)) == (0, 0)


def test_the_layer_of_roads_has_its_bridges_below_them_once_they_are_loaded(tmp_path: Path) -> None:
    layer = RoadsLayer(write_tiny_county(tmp_path / "county"))
    assert isinstance(layer.batches()[0], Lines)
    layer.load()
    layer.tick(0)
    bridges, roads, _ = layer.batches()
    assert isinstance(bridges, Polygons)
    assert isinstance(roads, Lines)
    assert bridges.ids.tolist() == ["R1"]
    assert bridges.styles[bridges.style[0]] == "bridge.national"
    assert shapely.contains_xy(shapely.polygons(bridges.xy_m), WEST + 3200, SOUTH + 2200)
    sheet = StyleSheet.load()
    assert all(sheet[key].outline for key in bridges.styles)


def test_bridges_are_made_once_for_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_tiny_county(tmp_path / "county").folder
    os.utime(folder / MAP, (0, 0))  # what was just written could change again without a new time
    first = loaded_bridges(folder)
    monkeypatch.setattr("layers.basemap.bridges_of", lambda *_: pytest.fail("made again"))
    again = loaded_bridges(folder)
    for column in ("ids", "xy_m", "rings", "parts", "style"):
        np.testing.assert_array_equal(getattr(again, column), getattr(first, column), strict=True)


def loaded_bridges(folder: Path) -> Polygons:
    layer = RoadsLayer(CountyPackage(folder))
    layer.load()
    layer.tick(0)
    bridges = layer.batches()[0]
    assert isinstance(bridges, Polygons)
    return bridges
