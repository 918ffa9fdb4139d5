"""The demo county at its full size (with few houses, to save time)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from county.catalog import load
from county.drill.check import check
from county.package.demo.build import build_demo
from county.package.open import CountyPackage
from services.drill.package_county import PackageForDrills
from services.scenarios.scenario_files import read
from tests.unit.test_shipped_scenarios import SHIPPED


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    folder = tmp_path_factory.mktemp("full") / "county"
    build_demo(folder, buildings=3000, progress=lambda share, step: None, cancelled=lambda: False)
    return CountyPackage(folder)


def test_it_has_the_numbers_of_the_article(county: CountyPackage) -> None:
    towns = county.table("towns")
    assert len(towns) == 1 + 12
    assert {"subdistrict", "town", "township"} == set(towns["kind"])
    assert len(county.table("villages")) == 137
    assert len(county.table("grids")) == 1258
    assert Counter(s.kind for s in county.sensors) == {k: v.count for k, v in load().sensor_kinds.items()}
    assert Counter(r.kind for r in county.resources) == {k: v.count for k, v in load().resource_kinds.items()}


def test_its_population_fits_devices_counted_per_100_000(county: CountyPackage) -> None:
    assert 95_000 < county.table("towns")["population"].sum() < 115_000


def test_it_is_about_40_km_across_near_111_east_28_north(county: CountyPackage) -> None:
    west, south, east, north = county.table("boundary").geometry[0].bounds
    assert 30_000 < east - west < 44_000
    assert 30_000 < north - south < 44_000
    lon, lat = county.lonlat((west + east) / 2, (south + north) / 2)
    assert abs(lon - 111.0) < 0.1
    assert abs(lat - 28.2) < 0.1


def test_the_terrain_never_rises_along_a_river_of_the_package(county: CountyPackage) -> None:
    assert county.terrain is not None
    for river in shapely.get_parts(county.table("rivers").geometry):
        x, y = shapely.get_coordinates(river).T
        assert np.diff(county.terrain.height_at(x, y)).max() < 0.001


def test_no_village_is_in_water_or_far_from_a_road(county: CountyPackage) -> None:
    places, roads, rivers = (county.table(name) for name in ("places", "roads", "rivers"))
    _, gap = shapely.STRtree(roads.geometry).query_nearest(places.geometry, return_distance=True, all_matches=False)
    assert gap.max() < 1.0
    wet = np.concatenate([shapely.buffer(rivers.geometry, rivers["width_m"] / 2), county.table("waters").geometry])
    assert shapely.STRtree(wet).query(places.geometry, predicate="intersects").shape[1] == 0


def test_every_seat_is_in_its_own_division(county: CountyPackage) -> None:
    tables = [county.table(name) for name in ("boundary", "towns", "villages")]
    area = {code: shape for table in tables for code, shape in zip(table["code"], table.geometry, strict=True)}
    places = county.table("places")
    assert [c for c, p in zip(places["code"], places.geometry, strict=True) if not area[c].contains(p)] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_names_villages_that_have_its_sensors(path: Path, county: CountyPackage) -> None:
    scenario = read(path).loaded.scenario
    assert scenario is not None
    found = [str(fault.text) for fault in check(scenario, PackageForDrills(county))]
    assert found == ["role 县应急指挥中心值班室 has no member yet; bind a person"]
