"""A small demo county as a package on disk: nested, connected, dry, repeatable."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from county.catalog import load
from county.division import parent_of, town_kind, village_kind
from county.package.demo.build import FULL_VILLAGES, BuildCancelled, build_demo
from county.package.demo.divisions import apportion
from county.package.demo.rivers import POINTS_PER_CELL
from county.package.demo.steps import STEPS
from county.package.manifest import MANIFEST, MAP, TERRAIN, PackageError
from county.package.open import CountyPackage, Table
from county.package.schema import SCHEMA
from tests.square_county import write_square_county

VILLAGES, SENSORS, BUILDINGS = 14, 120, 1500


def build(folder: Path, seed: int = 3) -> CountyPackage:
    build_demo(
        folder, seed=seed, villages=VILLAGES, sensors=SENSORS, buildings=BUILDINGS,
        progress=lambda share, step: None, cancelled=lambda: False,
    )  # fmt: skip
    return CountyPackage(folder)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return build(tmp_path_factory.mktemp("demo") / "county")


def _water(county: CountyPackage) -> shapely.Geometry:
    rivers = county.table("rivers")
    banks = shapely.buffer(rivers.geometry, rivers["width_m"] / 2)
    return shapely.union_all(np.concatenate([banks, county.table("waters").geometry]))


def _people(table: Table, parent: str, column: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for code, count in zip(table[parent], table[column], strict=True):
        total[code] += int(count)
    return total


HELD = {name for name in SCHEMA if name != "names"}
"""Its outlines have all names that there are."""


def test_the_package_has_every_layer_but_other_names(county: CountyPackage) -> None:
    assert {name for name in SCHEMA if len(county.table(name))} == HELD
    assert county.terrain is not None


def test_the_requested_numbers_are_built(county: CountyPackage) -> None:
    assert len(county.table("villages")) == VILLAGES
    assert len(county.sensors) == SENSORS
    assert len(county.table("buildings")) == BUILDINGS


def test_every_layer_is_marked_synthetic(county: CountyPackage) -> None:
    assert set(county.manifest.layers) == {*HELD, "terrain", "landcover", "ages"}
    assert all(p.synthetic for p in county.manifest.layers.values())


def test_the_ages_of_every_village_add_up_to_its_population(county: CountyPackage) -> None:
    villages = county.table("villages")
    people = dict(zip(villages["code"], villages["population"].tolist(), strict=True))
    assert {village: sum(heads.values()) for village, heads in county.ages.items()} == people


def test_codes_name_their_parent_and_kind(county: CountyPackage) -> None:
    towns, villages, grids = (county.table(name) for name in ("towns", "villages", "grids"))
    assert [parent_of(c) for c in towns["code"]] == ["990123"] * len(towns)
    assert [parent_of(c) for c in villages["code"]] == villages["town"].tolist()
    assert [parent_of(c) for c in grids["code"]] == grids["village"].tolist()
    assert [town_kind(c) for c in towns["code"]] == towns["kind"].tolist()
    assert [village_kind(c) for c in villages["code"]] == villages["kind"].tolist()
    assert set(villages["town"]) == set(towns["code"])
    assert set(grids["village"]) == set(villages["code"])


def test_keys_are_unique_in_every_layer(county: CountyPackage) -> None:
    for name, schema in SCHEMA.items():
        for column in (c.name for c in schema.columns if c.key and name != "places"):
            assert len(set(county.table(name)[column])) == len(county.table(name)), name
    places = county.table("places")
    assert len(set(zip(places["code"], places["kind"], strict=True))) == len(places)


def test_names_are_distinct_within_a_town(county: CountyPackage) -> None:
    villages = county.table("villages")
    assert len(set(zip(villages["town"], villages["name"], strict=True))) == VILLAGES
    assert len(set(county.table("towns")["name"])) == len(county.table("towns"))


@pytest.mark.parametrize(
    ("inner", "parent", "outer"), [("villages", "town", "towns"), ("grids", "village", "villages")]
)
def test_a_division_is_exactly_its_parts(county: CountyPackage, inner: str, parent: str, outer: str) -> None:
    parts, wholes = county.table(inner), county.table(outer)
    for code, shape in zip(wholes["code"], wholes.geometry, strict=True):
        own = parts.geometry[parts[parent] == code]
        assert shapely.area(own).sum() == pytest.approx(shape.area, rel=1e-9)
        assert shapely.symmetric_difference(shapely.union_all(own), shape).area < 1e-3


def test_divisions_have_no_gap_and_no_overlap(county: CountyPackage) -> None:
    for name in ("towns", "villages", "grids"):
        shapes = county.table(name).geometry
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        assert all(len(shape.geoms) == 1 for shape in shapes), f"{name}: an area in several pieces"
    boundary = county.table("boundary").geometry[0]
    assert shapely.union_all(county.table("grids").geometry).symmetric_difference(boundary).area < 1e-3
    assert not boundary.geoms[0].interiors


def test_people_and_households_add_up(county: CountyPackage) -> None:
    towns, villages, grids = (county.table(name) for name in ("towns", "villages", "grids"))
    for column in ("population", "households"):
        assert _people(grids, "village", column) == _people(villages, "code", column)
        assert _people(villages, "town", column) == _people(towns, "code", column)
    assert (grids["households"] <= grids["population"]).all()
    assert villages["population"].min() > 0


def test_grids_are_apportioned_by_population(county: CountyPackage) -> None:
    villages = county.table("villages")
    grids = Counter(county.table("grids")["village"])
    people = dict(zip(villages["code"], villages["population"], strict=True))
    per_grid = np.array([people[code] / n for code, n in grids.items()])
    assert per_grid.max() / per_grid.min() < 2


def test_seats_are_in_their_own_division_and_on_dry_land(county: CountyPackage) -> None:
    places, water = county.table("places"), _water(county)
    divisions = [county.table(name) for name in ("boundary", "towns", "villages")]
    shape = {code: area for table in divisions for code, area in zip(table["code"], table.geometry, strict=True)}
    for point, code in zip(places.geometry, places["code"], strict=True):
        assert shape[code].contains(point), code
        assert not water.intersects(point), code


def test_the_county_seat_is_in_the_widest_flat_land_of_all_town_seats(county: CountyPackage) -> None:
    terrain, places = county.terrain, county.table("places")
    assert terrain is not None
    x, y = np.meshgrid(np.arange(-1500, 1501, 150), np.arange(-1500, 1501, 150))
    seats = places.geometry[places["kind"] == "town_seat"]
    relief = [terrain.height_at(p.x + x, p.y + y).std() for p in seats]
    assert relief[0] == min(relief)


def test_all_roads_are_one_network_that_reaches_every_seat(county: CountyPackage) -> None:
    roads, places = county.table("roads").geometry, county.table("places").geometry
    lines = shapely.get_parts(roads)
    ends = np.round(np.stack([shapely.get_coordinates(shapely.get_point(lines, i)) for i in (0, -1)], axis=1), 2)
    _, node = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    node = node.reshape(-1, 2)
    size = int(node.max()) + 1
    count, _ = connected_components(coo_array((np.ones(len(node)), node.T), shape=(size, size)), directed=False)
    assert count == 1
    _, gap = shapely.STRtree(lines).query_nearest(places, return_distance=True, all_matches=False)
    assert gap.max() < 1.0


def test_roads_do_not_cross_reservoirs(county: CountyPackage) -> None:
    waters = county.table("waters")
    lakes = shapely.buffer(waters.geometry[waters["kind"] == "reservoir"], -60)
    hit = shapely.STRtree(county.table("roads").geometry).query(lakes, predicate="intersects")
    assert hit.shape[1] == 0


def test_buildings_overlap_neither_each_other_nor_water_nor_roads(county: CountyPackage) -> None:
    houses, roads = county.table("buildings").geometry, county.table("roads")
    tree = shapely.STRtree(houses)
    first, second = tree.query(houses, predicate="intersects")
    assert (first == second).all()
    assert len(tree.query(_water(county), predicate="intersects")) == 0
    carriageways = shapely.buffer(roads.geometry, roads["width_m"] / 2, cap_style="flat")
    assert tree.query(carriageways, predicate="intersects").shape[1] == 0


def test_houses_are_taller_in_the_county_seat(county: CountyPackage) -> None:
    houses, places = county.table("buildings"), county.table("places")
    far = shapely.distance(houses.geometry, places.geometry[0])
    assert houses["floors"][far < 600].mean() > 1.5 * houses["floors"][far > 3000].mean()
    assert (houses["height_m"] >= 2.8 * houses["floors"]).all()


def test_every_point_feature_names_the_grid_that_contains_it(county: CountyPackage) -> None:
    grids = dict(zip(county.table("grids")["code"], county.table("grids").geometry, strict=True))
    for name in ("sensors", "resources", "buildings"):
        table = county.table(name)
        for point, code in zip(shapely.centroid(table.geometry), table["division"], strict=True):
            assert grids[code].intersects(point), name


def test_devices_follow_the_catalogue(county: CountyPackage) -> None:
    kinds = load().sensor_kinds
    total = sum(k.count for k in kinds.values())
    built = Counter(sensor.kind for sensor in county.sensors)
    for key, kind in kinds.items():
        assert abs(built[key] - kind.count * SENSORS / total) < 1, key
    assert {resource.kind for resource in county.resources} == set(load().resource_kinds)


def test_water_stations_are_on_rivers_and_smoke_alarms_in_buildings(county: CountyPackage) -> None:
    rivers = shapely.union_all(county.table("rivers").geometry)
    houses = shapely.STRtree(county.table("buildings").geometry)
    for sensor in county.sensors:
        point = shapely.Point(sensor.x_m, sensor.y_m)
        if sensor.kind == "water":
            assert rivers.distance(point) < 1
        if sensor.kind == "smoke":
            assert len(houses.query(point, predicate="intersects"))


def test_hydrants_stand_on_streets_of_towns_no_two_at_one_place(county: CountyPackage) -> None:
    roads = county.table("roads")
    streets = shapely.union_all(roads.geometry[roads["road_class"] == "town"])
    places = [shapely.Point(r.x_m, r.y_m) for r in county.resources if r.kind == "hydrant"]
    assert len(places) == round(load().resource_kinds["hydrant"].count * VILLAGES / FULL_VILLAGES)
    assert max(streets.distance(place) for place in places) < 0.01
    assert min(a.distance(b) for a, b in combinations(places, 2)) > 20


def test_the_same_seed_gives_the_same_bytes(county: CountyPackage, tmp_path: Path) -> None:
    again = build(tmp_path / "again")
    for file in (MANIFEST, MAP, TERRAIN):
        assert (again.folder / file).read_bytes() == (county.folder / file).read_bytes(), file


def test_curves_of_rivers_are_given_in_centimetres_so_that_no_processor_has_others(county: CountyPackage) -> None:
    xy = shapely.get_coordinates(county.table("rivers").geometry)
    between_cells = 1 - 1 / POINTS_PER_CELL
    assert np.isclose(xy, xy.round(2), rtol=0, atol=1e-9).all(axis=1).mean() > between_cells - 0.02


def test_another_seed_gives_another_county(county: CountyPackage, tmp_path: Path) -> None:
    other = build(tmp_path / "other", seed=4)
    assert not np.array_equal(other.terrain.z_m, county.terrain.z_m)  # type: ignore[union-attr]
    assert len(other.table("villages")) == VILLAGES


@pytest.mark.parametrize("villages", [3, 20])
def test_every_sensor_of_a_small_county_lies_in_it(tmp_path: Path, villages: int) -> None:
    build_demo(
        tmp_path / "county", villages=villages, sensors=2_000, buildings=60,
        progress=lambda share, step: None, cancelled=lambda: False,
    )  # fmt: skip
    sensors = CountyPackage(tmp_path / "county").table("sensors")
    assert (sensors["division"] != "").all()


def test_a_cancelled_build_leaves_no_files(tmp_path: Path) -> None:
    shares: list[float] = []

    def progress(share: float, step: str) -> None:
        shares.append(share)
        assert step in STEPS, "the window translates it"

    with pytest.raises(BuildCancelled, match="cancelled"):
        build_demo(
            tmp_path / "county", villages=3, sensors=5, buildings=20,
            progress=progress, cancelled=lambda: len(shares) > 3 and shares[-1] > 0.9,
        )  # fmt: skip
    assert shares == sorted(shares)
    assert list(tmp_path.iterdir()) == []


def test_a_county_of_real_data_is_not_overwritten(tmp_path: Path) -> None:
    folder = write_square_county(tmp_path / "county")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(PackageError, match="holds the county"):
        build(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("counts", [(1, 10, 10), (8, 0, 10), (8, 10, 0)])
def test_impossible_counts_are_refused(tmp_path: Path, counts: tuple[int, int, int]) -> None:
    villages, sensors, buildings = counts
    with pytest.raises(ValueError, match="need at least"):
        build_demo(
            tmp_path / "c", villages=villages, sensors=sensors, buildings=buildings,
            progress=lambda share, step: None, cancelled=lambda: False,
        )  # fmt: skip


def test_apportioned_numbers_add_up_exactly() -> None:
    shares = apportion(np.array([1.0, 1.0, 1.0, 5.0]), 11, least=1)
    assert shares.tolist() == [2, 2, 2, 5]
    assert shares.sum() == 11


def test_nothing_stands_in_a_river_but_what_measures_it(county: CountyPackage, small_county: Path) -> None:
    for package in (county, CountyPackage(small_county)):
        rivers, sensors = package.table("rivers"), package.table("sensors")
        water = shapely.buffer(rivers.geometry, np.asarray(rivers["width_m"], dtype=float) / 2)
        dry = [package.table(name).geometry for name in ("resources", "facilities", "buildings")]
        dry.append(sensors.geometry[np.isin(sensors["kind"], ["bin", "smoke"])])
        places = shapely.centroid(np.concatenate(dry))
        assert not len(shapely.STRtree(water).query(places, predicate="intersects")[0])
