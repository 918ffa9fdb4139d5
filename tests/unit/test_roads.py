"""Roads as one graph: junctions, travel times, routes and closures."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from county import catalog
from county.explained import Explained
from county.package.open import CountyPackage
from county.roads.access import FURTHER_M, SET_OUT_MOST
from county.roads.closures import CloseRoad, closed_edges
from county.roads.lines import SNAP_M, cut_lines
from county.roads.network import REACH_M, Closures, RoadGraph
from county.roads.search import Way

SPEEDS = catalog.load().road_speeds
VAN_VILLAGE = 20 / 0.06
"""Metres a minute of a van on a village road."""
ON_FOOT = 4 / 0.06


def graph(lines: Iterable[object], classes: list[str] | None = None) -> RoadGraph:
    geometry = np.array([*lines, None], dtype=object)[:-1]
    return RoadGraph(geometry, [f"R{i}" for i in range(len(geometry))], classes or ["village"] * len(geometry), SPEEDS)


def way_of(
    roads: RoadGraph, start: tuple[float, float], goal: tuple[float, float], vehicle: str = "van",
    closures: Closures = frozenset(),
) -> Way | None:  # fmt: skip
    return roads.ways_to(roads.goal(goal), closures).way(roads.access([start]), SPEEDS.vehicles[vehicle].share)


def lengths_of(roads: RoadGraph, places: list[tuple[float, float]], goal: tuple[float, float]) -> list[float]:
    """Metres of the fastest way from each place; inf where there is none."""
    ways = [way_of(roads, place, goal) for place in places]
    return [np.inf if way is None else way.length_m for way in ways]


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(points)


SQUARE = [
    line((0, 0), (1000, 0)), line((1000, 0), (1000, 1000)), line((1000, 1000), (0, 1000)), line((0, 1000), (0, 0)),
]  # fmt: skip


class TestWhereLinesMeet:
    def test_lines_that_cross_without_a_common_vertex_are_joined(self) -> None:
        roads = graph([line((-500, 0), (500, 0)), line((0, -500), (0, 500))])
        assert len(roads.edges.road) == 4
        assert roads.minutes([(-500, 0)], (0, 500), "van")[0] == pytest.approx(1000 / VAN_VILLAGE)

    def test_a_line_that_ends_in_the_middle_of_another_is_joined(self) -> None:
        assert len(cut_lines([line((0, 0), (1000, 0)), line((400, 0), (400, 300))]).road) == 3

    def test_lines_that_share_a_vertex_in_their_middle_are_joined(self) -> None:
        assert len(cut_lines([line((0, 0), (5, 5), (10, 0)), line((0, 10), (5, 5), (10, 10))]).road) == 4

    @pytest.mark.parametrize(("gap_m", "joined"), [(0.9 * SNAP_M, True), (1.5 * SNAP_M, False)])
    def test_an_end_may_miss_its_road_by_the_tolerance_and_no_more(self, gap_m: float, joined: bool) -> None:
        roads = graph([line((0, 0), (1000, 0)), line((400, gap_m), (400, 900))])
        assert np.isfinite(roads.minutes([(1000, 0)], (400, 900), "van")[0]) == joined

    def test_parallel_roads_two_metres_apart_stay_apart(self) -> None:
        assert len(cut_lines([line((0, 0), (500, 0)), line((100, 2), (600, 2))]).road) == 2

    def test_a_road_drawn_twice_is_one_way_from_end_to_end(self) -> None:
        roads = graph([line((0, 0), (1000, 0)), line((300, 0), (1300, 0))])
        assert roads.minutes([(0, 0)], (1300, 0), "van")[0] == pytest.approx(1300 / VAN_VILLAGE)

    def test_a_loop_can_be_driven_in_both_directions(self) -> None:
        loop = line((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))
        roads = graph([loop, line((-500, 0), (0, 0))])
        assert lengths_of(roads, [(100, 50), (50, 100)], (-500, 0)) == pytest.approx([650, 650])

    def test_every_edge_begins_and_ends_exactly_at_its_nodes(self) -> None:
        edges = cut_lines([line((0, 0), (1000, 0)), line((400, 0.7), (400, 300)), line((999.5, 0.2), (1500, 700))])
        for at, end in ((0, 0), (-1, 1)):
            points = shapely.get_coordinates(shapely.get_point(edges.line, at))
            assert (points == edges.node_xy[edges.ends[:, end]]).all()

    def test_multilines_count_as_their_parts_and_other_geometry_is_skipped(self) -> None:
        roads = graph([
            shapely.MultiLineString([[(0, 0), (100, 0)], [(100, 0), (100, 100)]]), None, shapely.Point(3, 3),
            shapely.LineString(), line((0, 0), (float("inf"), 5)), line((7, 7), (7, 7)), shapely.box(0, 0, 9, 9),
        ])  # fmt: skip
        assert roads.edges.road.tolist() == [0, 0]
        assert roads.minutes([(0, 0)], (100, 100), "van")[0] == pytest.approx(200 / VAN_VILLAGE)


class TestMinutes:
    def test_the_faster_road_is_preferred_to_the_shorter_one(self) -> None:
        roads = graph([line((0, 0), (3000, 0)), line((0, 0), (1500, 900), (3000, 0))], ["village", "national"])
        route = roads.route((0, 0), (3000, 0), "van")
        assert route is not None
        assert route.road_ids == ("R1",)
        assert route.length_m > 3000

    def test_each_vehicle_drives_its_share_of_the_speed_of_the_class(self) -> None:
        roads = graph([line((0, 0), (6000, 0))], ["national"])
        for vehicle, kind in SPEEDS.vehicles.items():
            assert roads.minutes([(0, 0)], (6000, 0), vehicle)[0] == pytest.approx(6 / kind.share)

    def test_a_class_missing_in_the_table_is_driven_slowly(self) -> None:
        roads = graph([line((0, 0), (1000, 0))], ["cart track"])
        assert roads.minutes([(0, 0)], (1000, 0), "van")[0] == pytest.approx(1000 / VAN_VILLAGE)

    def test_places_off_the_road_are_reached_on_foot(self) -> None:
        minutes = graph([line((0, 0), (5000, 0))]).minutes([(0, 200)], (5000, -100), "van")
        assert minutes[0] == pytest.approx(5000 / VAN_VILLAGE + 300 / ON_FOOT)

    def test_a_vehicle_has_its_share_of_the_speed_off_the_roads_too(self) -> None:
        roads = graph([line((0, 0), (5000, 0))])
        for vehicle, kind in SPEEDS.vehicles.items():
            for place, by_van in (((0, 200), 5000 / VAN_VILLAGE + 300 / ON_FOOT), ((5000, -150), 50 / ON_FOOT)):
                assert roads.minutes([place], (5000, -100), vehicle)[0] == pytest.approx(by_van / kind.share)

    def test_two_places_nearer_to_each_other_than_to_the_road_need_no_road(self) -> None:
        roads = graph([line((0, 0), (5000, 0))])
        assert roads.minutes([(100, 500), (100, 460)], (100, 500), "van") == pytest.approx([0, 40 / ON_FOOT])
        assert lengths_of(roads, [(100, 500), (100, 460)], (100, 500)) == pytest.approx([0, 40])
        route = roads.route((100, 460), (100, 500), "van")
        assert route is not None
        assert route.minutes == pytest.approx(40 / ON_FOOT)

    def test_a_place_too_far_from_any_road_or_on_another_component_cannot_be_reached(self) -> None:
        roads = graph([line((0, 0), (1000, 0)), line((0, 9000), (1000, 9000))])
        far = (500.0, -REACH_M - 1)
        minutes = roads.minutes([(1000, 9000), far, (np.nan, 0.0), (1000, 0)], (0, 0), "van")
        assert np.isfinite(minutes).tolist() == [False, False, False, True]
        assert roads.route((1000, 9000), (0, 0), "van") is None
        assert roads.route(far, (0, 0), "van") is None
        assert np.isinf(roads.minutes([(0, 0)], far, "van")).all()

    def test_a_county_without_roads_has_no_routes(self) -> None:
        roads = graph([])
        assert np.isinf(roads.minutes([(0, 0)], (1, 1), "van")).all()
        assert roads.route((0, 0), (1, 1), "van") is None
        assert np.isnan(roads.on_road([(0, 0)])).all()

    def test_the_graph_is_built_on_first_use(self) -> None:
        roads = graph(SQUARE)
        assert not roads.ready
        roads.prepare()
        assert roads.ready

    def test_an_unknown_vehicle_is_an_error(self) -> None:
        with pytest.raises(KeyError):
            graph(SQUARE).minutes([(0, 0)], (1, 1), "hovercraft")


def test_only_so_many_places_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("county.roads.access.REMEMBERED", 3)
    roads = graph(SQUARE)
    for x in range(100, 900, 100):
        assert roads.access([(x, 7), (x + 50, 9)]).nearest_m == pytest.approx([7, 9])
    assert roads.access([(x, 3) for x in range(100, 900, 100)]).nearest_m == pytest.approx([3] * 8)


class TestVia:
    def test_a_way_is_named_by_the_roads_that_make_up_most_of_it_in_driving_order(self) -> None:
        lines = [
            line((0, 0), (400, 0)),
            line((400, 0), (2400, 0)),
            line((2400, 0), (4400, 0)),
            line((4400, 0), (9400, 0)),
        ]
        roads = RoadGraph(
            np.array(lines, dtype=object), list("abcd"), ["village"] * 4, SPEEDS, ["Y1", "S210", "", "X3"]
        )
        way = way_of(roads, (0, 0), (9400, 0))
        assert way is not None
        assert roads.via(way) == ("S210", "X3"), "Y1 is shorter, the third road has no name"

    def test_a_short_part_of_another_road_is_not_named(self) -> None:
        lines = [line((0, 0), (400, 0)), line((400, 0), (9000, 0))]
        roads = RoadGraph(np.array(lines, dtype=object), list("ab"), ["village"] * 2, SPEEDS, ["Y1", "S210"])
        way = way_of(roads, (0, 0), (9000, 0))
        assert way is not None
        assert roads.via(way) == ("S210",)


def test_a_drawn_way_has_few_points_and_stays_near_the_road() -> None:
    winding = line(*((10.0 * i, 40.0 * (i % 2)) for i in range(600)))
    route = graph([winding]).route((0, 0), (5990, 40), "van")
    assert route is not None
    assert len(route.simplified(10_000)) == 600
    few = route.simplified(50)
    assert len(few) <= 50
    assert (few[0].tolist(), few[-1].tolist()) == ([0, 0], [5990, 40])


class TestClosures:
    def test_a_closed_road_is_driven_around_and_open_again_afterwards(self) -> None:
        roads = graph(SQUARE)
        before = roads.minutes([(100, 0)], (900, 0), "van")[0]
        assert before == pytest.approx(800 / VAN_VILLAGE)
        around = roads.route((1, 1000), (1000, 999), "van", closures={"R2"})
        assert around is not None
        assert around.road_ids == ("R3", "R0", "R1")
        assert roads.minutes([(100, 0)], (900, 0), "van")[0] == before

    def test_places_that_moved_meet_the_roads_anew(self) -> None:
        roads = graph(SQUARE)
        roads.access([(100, 10), (900, 10)])
        moved = roads.access([(100, 10), (990, 500), (100, 10), (np.nan, 0.0)])
        assert moved.nearest_m == pytest.approx([10, 10, 10, np.inf])
        assert moved.edge[0, 0] == moved.edge[2, 0] >= 0 > moved.edge[3, 0]

    def test_one_edge_can_be_closed(self) -> None:
        roads = graph([line((0, 0), (1000, 0)), line((500, 0), (500, 500))])
        [east] = [i for i, edge in enumerate(roads.edges.line) if edge.bounds[0] >= 500 and edge.bounds[3] == 0]
        minutes = roads.minutes([(500, 500), (900, 0)], (0, 0), "van", closures={east})
        assert minutes[0] == pytest.approx(1000 / VAN_VILLAGE)
        assert minutes[1] == pytest.approx(400 / ON_FOOT + 500 / VAN_VILLAGE), "on foot to the open part of the road"

    def test_with_all_roads_closed_there_is_no_route(self) -> None:
        roads = graph(SQUARE)
        assert np.isinf(roads.minutes([(100, 0)], (900, 0), "van", closures=set(roads.ids))).all()

    @pytest.mark.parametrize("unknown", ["R99", 4, -1])
    def test_a_closure_of_an_unknown_road_is_reported(self, unknown: str | int) -> None:
        with pytest.raises(Explained, match=f"closed road {unknown} is not in this county"):
            graph(SQUARE).minutes([(0, 0)], (900, 0), "van", closures={unknown})


LATTICE = st.tuples(st.integers(0, 3), st.integers(0, 3))
"""Corners a kilometre apart: crossings of lines through them are at least 3 m apart."""
PLACES = st.tuples(st.floats(-500, 3500), st.floats(-500, 3500))
LINES = st.lists(st.tuples(LATTICE, LATTICE).filter(lambda ends: ends[0] != ends[1]), min_size=1, max_size=9)


def by_hand(lines: list[shapely.LineString], start: tuple[float, float]) -> dict[tuple[float, float], float]:
    """Metres from ``start`` to every junction: GEOS joins the lines, a heap finds the routes."""
    arcs: dict[tuple[float, float], list[tuple[tuple[float, float], float]]] = {}
    for part in shapely.get_parts(shapely.node(shapely.MultiLineString(lines))):
        a, b = ((round(x, 3), round(y, 3)) for x, y in (part.coords[0], part.coords[-1]))
        arcs.setdefault(a, []).append((b, part.length))
        arcs.setdefault(b, []).append((a, part.length))
    done: dict[tuple[float, float], float] = {}
    heap = [(0.0, start)]
    while heap:
        metres, place = heapq.heappop(heap)
        if place not in done:
            done[place] = metres
            for ahead, length in arcs[place]:
                heapq.heappush(heap, (metres + length, ahead))
    return done


@settings(deadline=None, max_examples=60)
@given(LINES)
def test_distances_agree_with_a_plain_search_over_the_lines_joined_by_geos(
    ends: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    lines = [line(*((10_000.0 * x, 10_000.0 * y) for x, y in pair)) for pair in ends]
    start = lines[0].coords[0]
    roads, known = graph(lines), by_hand(lines, start)
    corners = sorted({point for one in lines for point in one.coords})
    expected = [known.get(corner, np.inf) for corner in corners]
    assert lengths_of(roads, corners, start) == pytest.approx(expected, abs=0.01)
    assert roads.minutes(corners, start, "van") == pytest.approx(np.array(expected) / VAN_VILLAGE, abs=1e-4)


@settings(deadline=None, max_examples=60)
@given(
    LINES,
    st.lists(PLACES, min_size=1, max_size=4),
    st.lists(PLACES, min_size=1, max_size=4),
    st.sampled_from(["van", "truck"]),
)
def test_minutes_from_the_nearest_of_several_places_are_the_least_of_those_from_each(
    ends: list[tuple[tuple[int, int], tuple[int, int]]],
    starts: list[tuple[float, float]],
    goals: list[tuple[float, float]],
    vehicle: str,
) -> None:
    roads = graph(line(*((1000.0 * x, 1000.0 * y) for x, y in pair)) for pair in ends)
    each = np.array([roads.minutes(starts, goal, vehicle).min() for goal in goals])
    assert roads.minutes_from_any(starts, goals, vehicle, np.inf) == pytest.approx(each)
    within = roads.minutes_from_any(starts, goals, vehicle, 3.0) <= 3.0
    assert within.tolist() == (each <= 3.0).tolist(), "a limit changes nothing below it"


@settings(deadline=None, max_examples=60)
@given(LINES, PLACES, PLACES, st.sets(st.integers(0, 8)))
def test_a_route_takes_its_minutes_and_uses_open_roads_only(
    ends: list[tuple[tuple[int, int], tuple[int, int]]],
    start: tuple[float, float],
    goal: tuple[float, float],
    closed: set[int],
) -> None:
    roads = graph(line(*((1000.0 * x, 1000.0 * y) for x, y in pair)) for pair in ends)
    closures = {f"R{i}" for i in closed if i < len(ends)}
    way, route = way_of(roads, start, goal, "truck", closures), roads.route(start, goal, "truck", closures)
    minutes = roads.minutes([start], goal, "truck", closures)[0]
    if route is None:
        assert way is None
        assert np.isinf(minutes)
        return
    assert way is not None
    assert route.minutes == pytest.approx(minutes, abs=1e-6) == pytest.approx(way.minutes, abs=1e-6)
    assert route.length_m == pytest.approx(way.length_m, abs=0.01)
    assert (np.diff(route.minutes_at) >= 0).all()
    assert not closures & set(route.road_ids)
    assert (route.xy_m[0], route.xy_m[-1]) == (pytest.approx(start), pytest.approx(goal))
    drawn = shapely.MultiLineString([roads.edges.line[i] for i in range(len(roads.edges.line))])
    assert shapely.distance(shapely.points(route.xy_m[1:-1]), drawn).max(initial=0) < 0.01
    if roads.access([start, goal]).edge.shape[1] < SET_OUT_MOST:
        back = roads.minutes([goal], start, "truck", closures)[0]
        assert back == pytest.approx(minutes), "every road has both directions"


@settings(deadline=None, max_examples=120)
@given(
    LINES, st.lists(PLACES, min_size=1, max_size=5), PLACES, st.lists(st.integers(0, 80), max_size=6),
    st.sampled_from(["van", "truck", "ambulance"]),
)  # fmt: skip
def test_closing_one_road_after_another_makes_no_way_shorter(
    ends: list[tuple[tuple[int, int], tuple[int, int]]],
    starts: list[tuple[float, float]],
    goal: tuple[float, float],
    closed: list[int],
    vehicle: str,
) -> None:
    roads = graph(line(*((1000.0 * x, 1000.0 * y) for x, y in pair)) for pair in ends)
    closures: set[str | int] = set()
    before, nearest = roads.minutes(starts, goal, vehicle), roads.minutes_from_any(starts, [goal], vehicle, np.inf)
    for number in closed:
        closures.add(number % len(roads.edges.road))
        after = roads.minutes(starts, goal, vehicle, closures)
        assert (after >= before - 1e-9).all()
        assert roads.minutes_from_any(starts, [goal], vehicle, np.inf, closures) >= nearest - 1e-9
        before, nearest = after, roads.minutes_from_any(starts, [goal], vehicle, np.inf, closures)


def test_in_the_demo_county_closing_the_road_at_a_village_makes_no_way_shorter(small_county: Path) -> None:
    package = CountyPackage(small_county)
    table = package.table("roads")
    roads = RoadGraph(table.geometry, table["id"].tolist(), table["road_class"].tolist(), package.catalog.road_speeds)
    villages = shapely.get_coordinates(shapely.point_on_surface(package.table("villages").geometry))
    goal = shapely.get_coordinates(package.table("places").geometry)[0]
    usual = roads.minutes(villages, goal, "van")
    at_village = roads.access(villages).edge[:, 0]
    for edge in {int(edge) for edge in at_village[:: max(1, len(villages) // 12)] if edge >= 0}:
        for closure in (edge, roads.ids[roads.edges.road[edge]]):
            assert (roads.minutes(villages, goal, "van", {closure}) >= usual - 1e-9).all()


class TestAccessPoints:
    LANE, HIGHWAY = line((0, 0), (0, 9000), (6000, 9000)), line((300, 0), (300, -3000), (6000, -3000), (6000, 9000))

    def roads(self) -> RoadGraph:
        lines = np.array([self.LANE, self.HIGHWAY], dtype=object)
        return RoadGraph(lines, ["lane", "highway"], ["village", "provincial"], SPEEDS, ["Y1", "S210"])

    def test_a_place_is_left_by_the_road_of_the_fastest_way_not_by_the_nearest_road(self) -> None:
        roads, start, goal = self.roads(), (100.0, 0.0), (6000.0, 8000.0)
        way, route = way_of(roads, start, goal), roads.route(start, goal, "van")
        assert way is not None
        assert route is not None
        assert way.minutes == pytest.approx(200 / ON_FOOT + (3000 + 5700 + 11000) * 0.06 / 55)
        assert route.minutes == pytest.approx(way.minutes)
        assert roads.via(way) == ("S210",), "the road that is named"
        assert route.road_ids == ("highway",)
        assert route.xy_m[:2].tolist() == [[100, 0], [300, 0]], "the road that is drawn"
        assert roads.minutes([start], goal, "van", {"lane"})[0] == pytest.approx(way.minutes)
        assert way_of(roads, start, (0.0, 5000.0)).edge.tolist() == [0], "another goal, another road"  # type: ignore[union-attr]

    def test_a_place_is_reached_from_the_road_of_the_fastest_way(self) -> None:
        roads, start, goal = self.roads(), (6000.0, 8000.0), (100.0, 0.0)
        route = roads.route(start, goal, "van")
        assert route is not None
        assert route.xy_m[-2:].tolist() == [[300, 0], [100, 0]]
        assert roads.minutes_from_any([start], [goal], "van", np.inf)[0] == pytest.approx(route.minutes)

    def test_a_vehicle_that_drives_does_not_leave_the_roads(self) -> None:
        roads, start, goal = self.roads(), (0.0, 0.0), (300.0, -1000.0)
        assert roads.route(start, goal, "van").xy_m[:2].tolist() == [[0, 0], [300, 0]]  # type: ignore[union-attr]
        driven = roads.driven(start, goal, "van")
        assert driven is not None
        assert driven.road_ids == ("lane", "highway")
        assert driven.minutes == pytest.approx(15_000 / VAN_VILLAGE + (12_000 + 5_700 + 2_000) * 0.06 / 55)

    @pytest.mark.parametrize(("further_m", "used"), [(FURTHER_M - 1, True), (FURTHER_M + 1, False)])
    def test_a_road_is_an_access_only_where_it_is_not_much_farther_than_the_nearest(
        self, further_m: float, used: bool
    ) -> None:
        north_m = 200 + further_m
        roads = graph([line((0, 0), (1000, 0)), line((0, north_m), (1000, north_m))])
        assert np.isfinite(roads.minutes([(500, 100)], (900, north_m), "van")[0]) == used

    def test_the_middle_of_a_closed_area_is_reached_on_foot_from_the_open_roads_around_it(self) -> None:
        at = np.arange(0, 2001, 100.0)
        streets = [line((x, 0), (x, 2000)) for x in at] + [line((0, y), (2000, y)) for y in at]
        roads, middle = graph(streets), (1000.0, 1000.0)
        area = CloseRoad(closure_id="C", extent="circle", x_m=1000.0, y_m=1000.0, radius_m=300.0, note="x")
        closed = set(closed_edges(roads, area).tolist())
        assert len(closed) > SET_OUT_MOST
        minutes = roads.minutes([(0, 1000)], middle, "van", closed)[0]
        assert minutes == pytest.approx(800 / VAN_VILLAGE + np.hypot(300, 100) / ON_FOOT)
        assert np.isinf(roads.minutes([middle], (0, 1000), "van", closed)[0]), "a vehicle inside does not come out"

    def test_a_vehicle_sets_out_from_a_few_of_the_nearest_roads(self) -> None:
        at = np.arange(0, 2001, 100.0)
        roads = graph([line((x, 0), (x, 2000)) for x in at] + [line((0, y), (2000, y)) for y in at])
        access = roads.access([(1010, 1020), (5, 5)])
        assert access.edge.shape == (2, SET_OUT_MOST)
        places = shapely.points(access.xy_m)[:, None]
        assert access.off_m == pytest.approx(shapely.distance(places, roads.edges.line[access.edge]))
        nearest = np.sort(shapely.distance(places, roads.edges.line), axis=1)
        assert access.off_m == pytest.approx(nearest[:, :SET_OUT_MOST])


def test_the_roads_of_the_demo_county_join_all_its_places(small_county: Path) -> None:
    package = CountyPackage(small_county)
    table = package.table("roads")
    roads = RoadGraph(table.geometry, table["id"].tolist(), table["road_class"].tolist(), package.catalog.road_speeds)
    assert roads.edges.length_m.sum() == pytest.approx(shapely.length(table.geometry).sum(), rel=1e-3)
    seats = shapely.get_coordinates(package.table("places").geometry)
    assert np.isfinite(roads.minutes(seats, seats[0], "van")).all()


def test_roads_shorter_than_what_is_snapped_together_are_no_roads() -> None:
    """As of a file in degrees."""
    roads = graph([line((0, 0), (1e-5, 0)), line((1e-5, 0), (2e-5, 1e-5))])
    assert not len(roads.edges.road)
    assert np.isinf(roads.minutes([(0.0, 0.0)], (10.0, 0.0), "van")).all()


def test_every_figure_of_the_speeds_names_its_source() -> None:
    figures = [*SPEEDS.roads.values(), *SPEEDS.vehicles.values(), SPEEDS.other_road, SPEEDS.on_foot]
    assert all(figure.source.strip() for figure in figures)
