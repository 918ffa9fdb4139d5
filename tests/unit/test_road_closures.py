"""Closed roads: who may close and open them, which edges are closed, and what the ranking of units makes of it."""

from __future__ import annotations

import pytest

from county import catalog
from county import commands as c
from county.authority import Principal, Role
from county.records import Record
from county.refusals import Refused
from county.resource import Resource
from county.roads.closures import OpenRoad, ProlongClosure, RoadClosed, closed_edges
from county.units.dispatch import UnitCandidate, rank, text
from tests.unit.ring_road import close, ring
from tests.unit.running_desk import NOON_MS, RunningDesk, report

HOUR_MS = 3_600_000


def running() -> RunningDesk:
    running = RunningDesk()
    running.desk._roads = ring()
    return running


def refused(running: RunningDesk, body: c.CommandBody, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        running.give(body, **more)  # type: ignore[arg-type]
    return caught.value.code


def test_a_part_is_closed_from_junction_to_junction_a_road_as_a_whole_and_a_circle_with_all_that_reaches_it() -> None:
    graph = ring()
    part, whole = closed_edges(graph, close()), closed_edges(graph, close(extent="road"))
    assert [graph.edges.length_m[edge] for edge in part] == [4_000.0]
    assert len(whole) == 2
    circle = close(extent="circle", x_m=5_000.0, radius_m=100.0)
    roads = {graph.ids[graph.edges.road[edge]] for edge in closed_edges(graph, circle)}
    assert roads == {"R1", "R5"}
    assert not len(closed_edges(graph, close(x_m=6_000.0, y_m=5_000.0, road="")))


def candidate(desk: RunningDesk, unit: str = "truck-far") -> UnitCandidate:
    return next(found for found in desk.desk.ranked(desk.desk.events["E1"]) if found.unit == unit)


def test_a_closed_road_is_avoided_at_once_and_used_again_when_it_is_open() -> None:
    desk = running()
    desk.give(report(x_m=1_500.0))
    before = candidate(desk)
    assert before.choice.params["way"] == "by_road"
    desk.give(close())
    detour = candidate(desk)
    assert detour.choice.params["way"] == "detour"
    assert (before.minutes or 0) < (detour.minutes or 0)
    desk.give(close("C2", extent="road", road="R3", y_m=9_000.0))
    assert candidate(desk).minutes is None
    assert "every road there is closed" in text(candidate(desk).choice)
    desk.give(OpenRoad(closure_id="C2"))
    assert candidate(desk) == detour
    desk.give(OpenRoad(closure_id="C1"))
    assert candidate(desk) == before


@pytest.mark.parametrize("reverse", [False, True])
def test_a_closed_part_is_closed_in_both_directions_and_the_reason_names_the_extra_minutes(reverse: bool) -> None:
    graph = ring()
    places = [(8_500.0, 1_000.0), (1_500.0, 1_000.0)]
    start, goal = reversed(places) if reverse else places
    truck = Resource("truck", "collection_truck", "truck", *start, "v", 1)
    event = report(x_m=goal[0], y_m=goal[1])
    closures = frozenset(closed_edges(graph, close()).tolist())
    usual = rank(event, [truck], catalog.load(), {}, graph)[0]
    late = rank(event, [truck], catalog.load(), {}, graph, closures)[0]
    assert late.choice.params["way"] == "detour"
    more = (late.minutes or 0) - (usual.minutes or 0)
    assert f"{more:.0f} min longer" in text(late.choice)


def test_a_unit_behind_closed_roads_is_last_of_its_kind_and_the_reason_says_so() -> None:
    desk = running()
    desk.give(report(x_m=2_500.0))
    event = desk.desk.events["E1"]
    desk.give(close(extent="circle", x_m=1_500.0, radius_m=5_000.0, road=""))
    assert [unit.minutes for unit in desk.desk.ranked(event)][:2] == [None, None]
    assert "every road there is closed" in text(desk.desk.ranked(event)[0].choice)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (close(note=" "), "case_note_missing"),
        (close(x_m=-5.0), "place_outside"),
        (close(x_m=float("nan")), "place_outside"),
        (close(extent="circle", radius_m=0.0), "radius_out_of_range"),
        (close(extent="circle", radius_m=5_001.0), "radius_out_of_range"),
        (close(extent="road", road=""), "closure_no_road"),
        (close(extent="road", road="R9"), "closure_no_road"),
        (close(y_m=40_000.0, road=""), "closure_no_road"),
        (close(until_ms=NOON_MS), "time_not_later"),
        (close(until_ms=NOON_MS + 400 * 24 * HOUR_MS), "time_too_far"),
        (close(about="E9"), "event_unknown"),
        (OpenRoad(closure_id="C9"), "case_unknown"),
    ],
)
def test_what_cannot_be_closed_is_refused_with_the_reason(body: c.CommandBody, code: str) -> None:
    assert refused(running(), body) == code


def test_a_closure_is_prolonged_while_it_lasts_and_stays_closed_past_its_expected_end() -> None:
    desk = running()
    desk.give(close(until_ms=NOON_MS + HOUR_MS))
    desk.give(ProlongClosure(closure_id="C1", until_ms=NOON_MS + 2 * HOUR_MS), at_ms=NOON_MS + 60_000)
    desk.give(close("C2"), at_ms=NOON_MS + 3 * HOUR_MS)
    assert desk.desk.find("closure", "C1").closed, "only a person opens a road"
    desk.give(OpenRoad(closure_id="C1"), at_ms=NOON_MS + 3 * HOUR_MS)
    assert desk.desk.find("closure", "C1").until_ms == NOON_MS + 2 * HOUR_MS
    assert refused(desk, OpenRoad(closure_id="C1"), at_ms=NOON_MS + 3 * HOUR_MS) == "case_transition_forbidden"
    assert len(desk.desk.closed) == 1, "that of C2"


def test_a_key_with_divisions_closes_and_opens_roads_only_there() -> None:
    desk = running()
    elsewhere = Principal(id="town", roles=frozenset({Role.OPERATOR}), divisions=("990123200000",))
    assert refused(desk, close(), by=elsewhere) == "report_other_division"
    desk.give(close())
    assert refused(desk, OpenRoad(closure_id="C1"), by=elsewhere) == "report_other_division"


def test_a_failed_commit_leaves_no_road_closed() -> None:
    desk = running().desk
    desk.savepoint()
    body = RoadClosed(closure_id="C1", extent="part", road="R1", x_m=6_000.0, y_m=1_000.0, note="塌方")
    desk.apply(Record(seq=1, realm="live", happened_ms=1, recorded_ms=1, command_id="c", body=body))
    assert desk.closed
    desk.rollback()
    assert not desk.closed


def test_the_roads_that_were_closed_are_known_after_a_restart() -> None:
    desk = running()
    desk.give(close())
    before = desk.desk.closed
    desk.desk.restored()
    assert desk.desk.closed == before != frozenset()
