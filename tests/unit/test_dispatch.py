"""Ranking of units for an event: by kind, then free ones, then travel time, the department last; each with a reason."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from county import catalog
from county.records import Choice
from county.resource import Resource
from county.roads.access import Access
from county.roads.network import Closures, RoadGraph
from county.roads.search import WaysTo
from county.units.dispatch import DETAILS, REASONS, WAYS, Ranking, can_be_sent, can_be_sent_unattended, rank, text


@dataclass
class Report:
    subclass: str = "exposed_garbage"
    """collection_truck, then sanitation_team."""
    x_m: float = 1_000.0
    y_m: float = 1_000.0


def unit(key: str, kind: str, x_m: float, y_m: float = 1_000.0) -> Resource:
    return Resource(key, kind, key, x_m, y_m, "v", 1)


UNITS = (
    unit("team", "sanitation_team", 1_000.0),
    unit("far", "collection_truck", 8_000.0),
    unit("near", "collection_truck", 3_000.0),
    unit("clinic", "hospital", 1_000.0),
)


def ranked(tasks: dict[str, int], roads: RoadGraph | None = None) -> Ranking:
    return rank(Report(), UNITS, catalog.load(), tasks, roads)


def order(tasks: dict[str, int], roads: RoadGraph | None = None) -> list[str]:
    return [candidate.unit for candidate in ranked(tasks, roads)]


def codes(tasks: dict[str, int]) -> list[str]:
    return [candidate.choice.code for candidate in ranked(tasks)]


def road(*points: tuple[float, float]) -> RoadGraph:
    lines = np.array([shapely.LineString(points)], dtype=object)
    return RoadGraph(lines, ["R1"], ["county"], catalog.load().road_speeds)


def named_road(*points: tuple[float, float]) -> RoadGraph:
    lines = np.array([shapely.LineString(points)], dtype=object)
    return RoadGraph(lines, ["R1"], ["county"], catalog.load().road_speeds, ["S210"])


def test_the_best_kind_is_first_then_the_nearest_and_the_department_last() -> None:
    assert order({}) == ["near", "far", "team", "city_management"]


def test_a_busy_unit_is_ranked_after_a_free_one_of_its_kind() -> None:
    assert order({"near": 1}) == ["far", "near", "team", "city_management"]


def test_without_units_the_department_is_suggested() -> None:
    [only] = rank(Report(), (), catalog.load(), {})
    assert (only.unit, only.distance_m, only.minutes) == ("city_management", None, None)
    assert only.choice == Choice("department")


def test_an_unknown_subclass_is_an_error() -> None:
    with pytest.raises(KeyError):
        rank(Report("unheard_of"), UNITS, catalog.load(), {})


def test_without_roads_the_reason_names_the_straight_line() -> None:
    for tasks, code in (({}, "nearest_free"), ({"near": 2, "far": 3}, "nearest_busy")):
        best = ranked(tasks)[0]
        assert best.choice.code == code
        assert "2.0 km in a straight line" in text(best.choice)
        assert (best.distance_m, best.minutes) == (2_000.0, None)
    assert "2 tasks" in text(best.choice)


def test_only_the_nearest_free_unit_of_a_kind_is_called_the_nearest() -> None:
    assert codes({}) == ["nearest_free", "further_free", "nearest_free", "own_desk"]
    assert ranked({})[1].choice == Choice("further_free", {"place": "2", "way": "straight", "km": "7.0"})


def test_the_reason_of_a_busy_unit_does_not_deny_an_existing_free_one_of_its_kind() -> None:
    assert codes({"near": 1}) == ["nearest_free", "busy", "nearest_free", "own_desk"]
    assert codes({"near": 1, "far": 1})[:2] == ["nearest_busy", "nearest_busy"]


def test_the_faster_way_by_road_is_ranked_before_the_shorter_line() -> None:
    """The near truck's road is a detour past the far truck."""
    roads = road((1_000, 1_000), (1_000, 9_000), (8_000, 9_000), (8_000, 1_000), (3_000, 1_000))
    assert order({}, roads) == ["far", "near", "team", "city_management"]
    best = ranked({}, roads)[0]
    # 23 km at 0.8 × 40 km/h
    assert (best.distance_m, best.minutes) == (pytest.approx(23_000), pytest.approx(23 / 32 * 60))
    assert best.choice == Choice("nearest_free", {"way": "by_road", "minutes": "43", "km": "23.0"})
    assert text(best.choice) == "Nearest free unit of its kind, 43 min by road (23.0 km)"


def test_a_unit_without_a_route_is_ranked_after_those_with_one_with_that_reason() -> None:
    roads = road((1_000, 1_000), (1_000, 4_000), (8_000, 4_000), (8_000, 1_000))
    trucks = [unit("island", "collection_truck", 1_000.0, -2_000.0), unit("far", "collection_truck", 8_000.0)]
    candidates = rank(Report(), trucks, catalog.load(), {}, roads)
    assert [c.unit for c in candidates] == ["far", "island", "city_management"]
    assert (candidates[1].distance_m, candidates[1].minutes) == (3_000.0, None)
    assert "no road connection, 3.0 km in a straight line" in text(candidates[1].choice)


def test_a_unit_that_cannot_come_is_ranked_after_those_of_another_kind_that_can() -> None:
    roads = road((1_000, 1_000), (1_000, 4_000))
    units = [unit("island", "collection_truck", 1_000.0, -2_000.0), unit("team", "sanitation_team", 1_000.0, 3_000.0)]
    found = rank(Report(), units, catalog.load(), {}, roads)
    assert [candidate.unit for candidate in found] == ["team", "island", "city_management"]
    assert [can_be_sent_unattended(candidate) for candidate in found] == [True, False, False]


def test_the_smallest_time_is_a_minute() -> None:
    roads = road((1_000, 1_000), (8_000, 1_000))
    [first, *_] = rank(Report(), [unit("here", "collection_truck", 1_001.0)], catalog.load(), {}, roads)
    assert "1 min by road (0.0 km)" in text(first.choice)


def test_the_distance_of_a_flying_unit_is_the_straight_line() -> None:
    roads = road((0, 0), (9_000, 0))
    kinds = {key: sub.resource_kinds for key, sub in catalog.load().subclasses.items() if "drone" in sub.resource_kinds}
    drone = unit("drone-1", "drone", 1_000.0, 4_000.0)
    for subclass in kinds:
        best = rank(Report(subclass), [drone], catalog.load(), {}, roads)[0]
        assert best.choice.params == {"way": "straight", "km": "3.0"}
    assert kinds


def test_a_county_without_roads_ranks_by_the_straight_line() -> None:
    none = RoadGraph(np.empty(0, dtype=object), [], [], catalog.load().road_speeds)
    assert list(ranked({}, none)) == list(ranked({}))


def test_a_choice_other_than_the_first_suggestion_is_part_of_the_reason() -> None:
    suggestions = ranked({})
    second = suggestions.choice_of("far")
    assert second.code == "by_hand"
    assert text(second) == (
        "Chosen by the operator, number 2 of the suggestions: "
        "Number 2 of the free units of its kind, 7.0 km in a straight line; ranked before it: near"
    )
    assert suggestions.choice_of("city_management").params == {
        "number": "4", "why": "own_desk", "passed_1": "near", "passed_2": "far",
    }  # fmt: skip


def test_the_first_suggestion_is_recorded_with_the_runners_up() -> None:
    first = ranked({}, named_road((0, 1_000), (9_000, 1_000))).choice_of("near")
    assert first.code == "nearest_free"
    assert text(first, name=lambda unit: f"<{unit}>") == (
        "Nearest free unit of its kind, 4 min via S210 (2.0 km); runners-up: <far> 13 min, <team> 1 min"
    )
    assert text(ranked({}).choice_of("near")).endswith("runners-up: far, team"), "no minutes without roads"
    alone = rank(Report(), UNITS[1:2], catalog.load(), {}).choice_of("far")
    assert "runners-up" not in text(alone), "the department is none"


def test_the_reason_of_a_unit_that_was_not_suggested_states_that() -> None:
    assert ranked({}).choice_of("clinic") == Choice("not_suggested")


def test_every_reason_can_be_translated_template_by_template() -> None:
    templates: list[str] = []
    roads, named = road((1_000, 1_000), (9_000, 1_000)), named_road((1_000, 1_000), (9_000, 1_000))
    fair = rank(Report(), UNITS, catalog.load(), {}, places={"far": (3_500.0, 1_000.0)}, sent={"near": 9})
    busy = ranked({"near": 1}), ranked({"near": 1, "far": 1})
    for candidates in (ranked({}, roads), ranked({}, named), ranked({}), fair, *busy):
        for candidate in candidates:
            for choice in (candidate.choice, candidates.choice_of(candidate.unit)):
                words = text(choice, lambda template: templates.append(template) or template)
                assert words != choice.code
                assert "{" not in words
    unused = {REASONS["department"], REASONS["not_suggested"], WAYS["no_road"]}
    unused |= {WAYS["detour"], WAYS["detour_via"], WAYS["road_closed"]}  # see test_road_closures.py
    unused |= {REASONS["busy_by_word"], REASONS["off_duty"], REASONS["out_of_service"]}  # see test_unit_status.py
    unused |= {REASONS["on_round"]}  # see test_collection_rounds.py
    assert set(templates) == {*REASONS.values(), *WAYS.values(), *DETAILS.values()} - unused


class TestFairness:
    """near is 2 km and 4 minutes away, far 7 km and 14."""

    @staticmethod
    def order(sent: dict[str, int], subclass: str = "exposed_garbage", far_m: float = 3_800.0) -> list[str]:
        units = [unit("near", "collection_truck", 3_000.0), unit("far", "collection_truck", far_m)]
        return [found.unit for found in rank(Report(subclass), units, catalog.load(), {}, sent=sent)][:2]

    def test_of_units_about_as_near_the_one_that_was_sent_less_often_is_first(self) -> None:
        assert self.order({}) == ["near", "far"]
        assert self.order({"near": 1}) == ["far", "near"], "0.8 km farther, less than two minutes"
        assert self.order({"near": 3, "far": 3}) == ["near", "far"]

    def test_no_unit_is_passed_over_for_one_that_is_much_farther_away(self) -> None:
        assert self.order({"near": 1}, far_m=4_200.0) == ["near", "far"]
        assert self.order({"near": 99}, far_m=7_900.0) == ["far", "near"]
        assert self.order({"near": 99}, far_m=8_100.0) == ["near", "far"], "ten minutes at most"

    def test_an_emergency_gets_the_nearest_whatever_it_was_sent_to_before(self) -> None:
        table = catalog.load()
        urgent = next(
            key for key, row in table.subclasses.items()
            if row.limit.unit == "urgent_hour" and "fire_engine" in row.resource_kinds
        )  # fmt: skip
        engines = [unit("near", "fire_engine", 1_100.0), unit("far", "fire_engine", 1_200.0)]
        first = rank(Report(urgent), engines, table, {}, sent={"near": 50})[0]
        assert (first.unit, first.choice.code) == ("near", "nearest_free")
        assert "sent" not in first.choice.params

    def test_the_reason_says_so(self) -> None:
        units = [unit("near", "collection_truck", 3_000.0), unit("far", "collection_truck", 3_800.0)]
        first, second, _ = rank(Report(), units, catalog.load(), {}, sent={"near": 3, "far": 1})
        assert text(first.choice) == (
            "Free, and sent less often in this shift than nearer units of its kind, 2.8 km in a straight line; "
            "1 dispatches in this shift"
        )
        assert text(second.choice).endswith("2.0 km in a straight line; 3 dispatches in this shift")


def test_a_unit_is_ranked_by_where_it_is_not_by_its_home() -> None:
    found = rank(Report(), UNITS, catalog.load(), {}, places={"far": (1_500.0, 1_000.0)})
    assert [candidate.unit for candidate in found][:2] == ["far", "near"]
    assert found[0].distance_m == 500.0


class CountingGraph(RoadGraph):
    """Notes how far each of its searches goes."""

    limits_min: list[float]

    def ways_to(
        self, goal: Access, closures: Closures = frozenset(), limit_min: float = math.inf
    ) -> WaysTo:
        self.limits_min.append(limit_min)
        return super().ways_to(goal, closures, limit_min)


def counting(*lines: list[tuple[float, float]]) -> CountingGraph:
    geometry = np.array([shapely.LineString(line) for line in lines], dtype=object)
    ids = [f"R{i + 1}" for i in range(len(lines))]
    graph = CountingGraph(geometry, ids, ["county"] * len(lines), catalog.load().road_speeds)
    graph.limits_min = []
    return graph


def test_one_search_serves_all_units_of_all_vehicles() -> None:
    graph = counting([(0, 1_000), (9_000, 1_000)])
    units = [unit(f"u{i}", kind, 10.0 * i) for i in range(200) for kind in ("collection_truck", "sanitation_team")]
    found = rank(Report(), units, catalog.load(), {}, graph)
    assert len(list(found)) == 401
    assert graph.limits_min == [math.inf]


def test_what_a_closed_road_costs_is_searched_no_farther_than_twice_the_ways_that_are_shown() -> None:
    graph = counting([(0, 1_000), (9_000, 1_000)], [(1_500, 1_000), (1_500, 3_000), (2_500, 3_000), (2_500, 1_000)])
    units = [unit(f"u{km}", "sanitation_team", 1_000.0 * km) for km in (1, 3, 4, 5, 6, 7, 8)]
    closed = {int(graph.access([(2_000.0, 1_000.0)]).edge[0, 0])}
    found = rank(Report(), units, catalog.load(), {}, graph, closed)
    assert graph.limits_min == [math.inf]
    assert found[0].choice.params["way"] == "by_road"
    assert graph.limits_min[1:] == [], "u1 is nearer than any closed road"
    minutes_km = 1.5
    assert found[1].choice.params["way"] == "detour"
    assert found[1].minutes == pytest.approx(6 * minutes_km)
    assert found[1].choice.params["more"] == "6"
    assert graph.limits_min[1:] == [pytest.approx(2 * 6 * minutes_km)]
    assert len(list(found)) == 8
    assert len(graph.limits_min) == 2, "no other way takes longer than that"


@settings(deadline=None, max_examples=60)
@given(
    st.sets(st.integers(0, 59), max_size=12),
    st.lists(st.tuples(st.floats(-600, 4_600), st.floats(-600, 4_600)), min_size=1, max_size=5),
    st.tuples(st.floats(-600, 4_600), st.floats(-600, 4_600)),
)
def test_a_detour_is_what_the_closed_roads_cost(
    closed: set[int], places: list[tuple[float, float]], site: tuple[float, float]
) -> None:
    lines = [[(1_000.0 * i, 0.0), (1_000.0 * i, 4_000.0)] for i in range(5)]
    graph = counting(*lines, *([(y, x) for x, y in line] for line in lines))
    closures: Closures = {number for number in closed if number < len(graph.edges.road)}
    units = [unit(f"u{i}", "collection_truck", x, y) for i, (x, y) in enumerate(places)]
    for candidate in rank(Report(x_m=site[0], y_m=site[1]), units, catalog.load(), {}, graph, closures)[: len(units)]:
        place = [places[int(candidate.unit[1:])]]
        usual = graph.minutes(place, site, "truck")[0]
        way = candidate.choice.params["way"]
        if candidate.minutes is None:
            assert way == ("road_closed" if math.isfinite(usual) else "no_road")
        elif abs(candidate.minutes - usual - 0.5) > 1e-6:
            assert (way == "detour") == (candidate.minutes - usual > 0.5)


WORDS = [None, "available", "busy", "off_duty", "out_of_service"]
UNIT = st.tuples(
    st.sampled_from(["collection_truck", "sanitation_team", "drone", "hospital"]),
    st.integers(-3, 9), st.integers(0, 2), st.integers(0, 4), st.sampled_from(WORDS),
)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.lists(UNIT, max_size=9), st.booleans(), st.booleans())
def test_the_ranking_is_by_duty_skill_load_and_time_and_lists_everyone_once(
    drawn: list[tuple[str, int, int, int, Any]], by_road: bool, closed: bool
) -> None:
    roads = road((0, 1_000), (4_000, 1_000), (9_000, 1_000)) if by_road else None
    units = [unit(f"u{i}", kind, 1_000.0 * km) for i, (kind, km, *_) in enumerate(drawn)]
    tasks = {f"u{i}": n for i, (_, _, n, _, _) in enumerate(drawn) if n}
    sent = {f"u{i}": n for i, (_, _, _, n, _) in enumerate(drawn)}
    status = {f"u{i}": word for i, (*_, word) in enumerate(drawn) if word is not None}
    closures: set[str | int] = {"R1"} if by_road and closed else set()
    found = rank(Report(), units, catalog.load(), tasks, roads, closures, status, sent=sent)
    order = ["collection_truck", "sanitation_team"]
    kind_of = {one.id: one.kind for one in units}
    assert sorted(one.unit for one in found if one.unit in kind_of) == sorted(
        one.id for one in units if one.kind in order
    )
    keys = []
    for place, one in enumerate(found):
        assert found.choice_of(one.unit).code == (one.choice.code if place == 0 else "by_hand")
        if one.unit not in kind_of:
            assert all(later.choice.code in ("off_duty", "out_of_service") for later in found[place + 1 :])
            continue
        word = status.get(one.unit)
        busy = tasks.get(one.unit, 0) or (0.5 if word == "busy" else 0)
        extra = min(2.0 * sent[one.unit], 10.0)
        minutes = math.inf if one.minutes is None else one.minutes + extra
        straight = 0.0 if one.distance_m is None or one.minutes is not None else one.distance_m / 500 + extra
        stuck = one.choice.params.get("way") in ("no_road", "road_closed")
        off = word in ("off_duty", "out_of_service")
        keys.append((off, stuck, order.index(kind_of[one.unit]), busy, minutes, straight))
    assert keys == sorted(keys)
    assert [found[i] for i in range(len(found))] == list(found) == found[:]


@pytest.mark.parametrize(
    "choice",
    [
        Choice("unheard_of"),
        Choice("nearest_free"),
        Choice("nearest_free", {"way": "by_boat"}),
        Choice("by_hand", {"number": "2", "why": "unheard_of"}),
    ],
)
def test_a_reason_of_another_version_is_shown_by_its_code(choice: Choice) -> None:
    assert text(choice) == choice.code


def test_a_reason_that_refers_to_itself_terminates() -> None:
    assert "number 2" in text(Choice("by_hand", {"number": "2", "why": "by_hand"}))


def test_only_units_of_a_kind_that_moves_can_be_sent() -> None:
    assert [u.id for u in (*UNITS, unit("?", "unheard_of", 0)) if can_be_sent(u, catalog.load())] == [
        "team", "far", "near",
    ]  # fmt: skip


def test_every_movable_kind_except_flying_ones_has_a_vehicle() -> None:
    speeds = road((0, 0), (1, 1)).speeds
    kinds = catalog.load().resource_kinds
    assert [key for key, kind in kinds.items() if kind.mobile and speeds.vehicle_of(key) is None] == ["drone"]
    named = [kind for vehicle in speeds.vehicles.values() for kind in vehicle.kinds]
    assert sorted(named) == sorted(set(named))
    assert set(named) <= kinds.keys()
