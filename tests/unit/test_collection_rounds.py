"""Collection rounds: full bins are planned, their events follow the trucks, and changes lead to a new plan."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from county import catalog
from county import commands as c
from county.authority import Principal, Role
from county.events.event import State
from county.refusals import Refused
from county.roads.closures import CloseRoad
from county.rounds.aggregate import OrderRounds, PlanRounds, RoundsPlanned, ServeStop, SkipStop
from county.rounds.planning import REASONS, STOPS_MAX
from county.sensors import Sensor
from county.units import dispatch
from county.units.status import SetUnitStatus
from services.rounds.planner import NoPlan
from tests.unit.running_rounds import MINUTE_MS, NINE_MS, SHIFT, RoadCounty, RunningRounds, in_order, kinds

WEST = Principal(id="west-key", roles=frozenset({Role.UNIT}), unit="west")


def refused(running: RunningRounds, body: c.CommandBody, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        running.act(body, **more)
    return caught.value.code


def planned() -> RunningRounds:
    """Two bins in the west and two in the east are full and planned."""
    running = RunningRounds()
    running.fill(bin_0=85, bin_1=90, bin_4=81, bin_5=95, bin_2=79)
    running.step()
    return running


def test_full_bins_are_planned_within_seconds_and_their_events_go_to_the_trucks_of_their_rounds() -> None:
    running = RunningRounds()
    opened = running.fill(bin_0=85, bin_5=95, bin_2=79)
    assert kinds(opened).count("EventFiled") == 2
    assert "EventDispatched" not in kinds(opened), "a plan sends the truck"
    made = running.step()
    assert kinds(made) == ["RoundsPlanned", "EventDispatched", "EventDispatched"]
    assert sorted(bin_id for route in running.routes.values() for bin_id in route) == ["bin-0", "bin-5"]
    for unit, route in running.routes.items():
        for place, bin_id in enumerate(route, start=1):
            event = running.event(bin_id)
            assert (event.state, event.unit) == (State.DISPATCHED, unit)
            assert event.choice is not None
            assert dispatch.text(event.choice) == f"Stop {place} of {len(route)} on its collection round"
    assert running.step(60) == [], "nothing has changed"


def test_the_record_holds_everything_that_the_plan_depends_on() -> None:
    running = planned()
    [body] = [record.body for record in running.log if isinstance(record.body, RoundsPlanned)]
    assert (body.shift, body.number, body.why, body.seed, body.iterations) == (SHIFT, 1, "first", 1, 200)
    assert body.until_ms == NINE_MS + 4 * 60 * MINUTE_MS
    assert {tour.unit: (tour.start, tour.load_kg, tour.capacity_kg) for tour in body.rounds} == {
        "west": ("", 0, 5_000), "east": ("", 0, 5_000),
    }  # fmt: skip
    stops = {stop.bin: stop for tour in body.rounds for stop in tour.stops}
    assert {key: (stop.fill, stop.kg) for key, stop in stops.items()} == {
        "bin-0": (85, 94), "bin-1": (90, 99), "bin-4": (81, 90), "bin-5": (95, 105),
    }  # fmt: skip
    assert all(stop.arrive_ms > NINE_MS for stop in stops.values())
    again = planned()
    assert again.rounds == running.rounds, "the same inputs, the same plan"


def test_a_served_stop_feeds_its_event_back_and_is_over() -> None:
    running = planned()
    unit, bin_id = next((unit, route[0]) for unit, route in running.routes.items())
    made = running.act(ServeStop(shift=SHIFT, unit=unit, bin=bin_id))
    assert kinds(made) == ["StopServed", "TaskAccepted", "HandlingFedBack"]
    assert running.event(bin_id).state is State.FED_BACK
    assert bin_id not in running.routes.get(unit, [])
    [over] = running.rounds.done
    assert (over.bin, over.unit, over.served, over.by) == (bin_id, unit, True, "person")
    assert running.rounds.load_kg(next(t for t in running.rounds.rounds if t.unit == unit)) == over.kg > 0
    assert refused(running, ServeStop(shift=SHIFT, unit=unit, bin=bin_id)) == "stop_unknown"


def test_an_event_that_is_filed_when_its_bin_is_on_a_round_already_goes_to_that_truck_at_once() -> None:
    running = RunningRounds()
    readings = running.receive(bin_0=85, bin_5=95)
    running.step()
    assert kinds(running.log) == ["RoundsPlanned"], "bins are planned by their readings, before any alarm is decided"
    made = running.judge(readings)
    assert kinds(made).count("EventDispatched") == 2
    for unit, route in running.routes.items():
        for bin_id in route:
            assert (running.event(bin_id).state, running.event(bin_id).unit) == (State.DISPATCHED, unit)


def test_an_event_that_is_filed_after_a_truck_has_emptied_its_bin_is_fed_back_for_that_truck() -> None:
    running = RunningRounds()
    readings = running.receive(bin_0=85)
    running.step()
    [(unit, [bin_id])] = running.routes.items()
    running.act(ServeStop(shift=SHIFT, unit=unit, bin=bin_id))
    made = running.judge(readings)
    assert kinds(made)[-4:] == ["EventFiled", "EventDispatched", "TaskAccepted", "HandlingFedBack"]
    assert (running.event(bin_id).state, running.event(bin_id).unit) == (State.FED_BACK, unit)


def test_an_event_that_another_unit_returns_goes_to_the_truck_that_comes_anyway() -> None:
    running = RunningRounds()
    running.fill(bin_0=85)
    running.planner.held = True
    running.step()
    event = running.event("bin-0")
    running.act(c.DispatchEvent(event_id=event.id, unit="team"))
    running.planner.held = False
    running.step()
    [(unit, route)] = running.routes.items()
    assert route == ["bin-0"]
    assert running.event("bin-0").unit == "team", "a person has sent somebody while the plan was made"
    running.act(c.ReturnTask(event_id=event.id, note="不是我们的"))
    assert (running.event("bin-0").state, running.event("bin-0").unit) == (State.DISPATCHED, unit)


def test_an_event_that_is_corrected_to_a_full_bin_goes_to_the_truck_on_whose_round_its_bin_is() -> None:
    running = RunningRounds()
    running.fill(bin_0=85)
    running.planner.held = True
    running.step()
    event = running.event("bin-0")
    assert running.desk.is_for_rounds(event)
    running.act(c.CorrectEvent(event_id=event.id, subclass="exposed_garbage", note="旁边堆放"))
    other = running.event("bin-0")
    assert not running.desk.is_for_rounds(other), "no round comes for that: it is dispatched like any other event"
    running.planner.held = False
    running.step()
    [(unit, route)] = running.routes.items()
    assert route == ["bin-0"]
    assert running.event("bin-0").state is State.FILED
    made = running.act(c.CorrectEvent(event_id=event.id, subclass=event.subclass, note="确是满溢"))
    assert kinds(made) == ["EventCorrected", "EventDispatched"]
    assert running.event("bin-0").unit == unit


def test_the_event_of_a_full_bin_whose_title_is_corrected_stays_with_the_rounds() -> None:
    running = RunningRounds()
    running.fill(bin_0=85)
    event = running.event("bin-0")
    made = running.act(c.CorrectEvent(event_id=event.id, title="桥头桶满溢", note="写明地点"))
    assert kinds(made) == ["EventCorrected"]
    running.step()
    [(unit, _)] = running.routes.items()
    assert (running.event("bin-0").state, running.event("bin-0").unit) == (State.DISPATCHED, unit)


def test_a_bin_that_is_full_again_is_on_the_next_plan_although_it_was_emptied_since_the_last_one() -> None:
    running = planned()
    unit, bin_id = next((unit, route[0]) for unit, route in running.routes.items())
    running.act(ServeStop(shift=SHIFT, unit=unit, bin=bin_id))
    event = running.event(bin_id)
    running.act(c.CloseEvent(event_id=event.id))
    running.fill(**{bin_id.replace("-", "_"): 3})
    running.step(11)
    number = running.rounds.number
    running.fill(**{bin_id.replace("-", "_"): 91})
    running.step(11)
    assert running.rounds.number == number + 1
    assert bin_id in {stop.bin for _, stop in running.rounds.to_come()}
    assert running.event(bin_id).state is State.DISPATCHED


def test_an_event_that_no_truck_has_is_of_the_truck_that_emptied_its_bin() -> None:
    running = planned()
    unit, bin_id = next((unit, route[0]) for unit, route in running.routes.items())
    running.act(c.ReturnTask(event_id=running.event(bin_id).id, note="道路泥泞"))
    assert running.event(bin_id).state is State.FILED
    made = running.act(ServeStop(shift=SHIFT, unit=unit, bin=bin_id))
    assert kinds(made) == ["StopServed", "EventDispatched", "TaskAccepted", "HandlingFedBack"]
    assert (running.event(bin_id).state, running.event(bin_id).unit) == (State.FED_BACK, unit)


def test_a_skipped_stop_returns_its_event_with_the_reason_and_is_not_planned_again_in_this_shift() -> None:
    running = planned()
    unit, bin_id = next((unit, route[0]) for unit, route in running.routes.items())
    assert refused(running, SkipStop(shift=SHIFT, unit=unit, bin=bin_id, note=" ")) == "case_note_missing"
    made = running.act(SkipStop(shift=SHIFT, unit=unit, bin=bin_id, note="车辆堵住路口"))
    assert kinds(made) == ["StopSkipped", "TaskReturned"]
    event = running.event(bin_id)
    assert (event.state, event.timeline[-1].note) == (State.FILED, "车辆堵住路口")
    running.fill(bin_0=99, bin_1=99, bin_4=99, bin_5=99, bin_3=85)
    running.step(11)
    assert running.rounds.number == 2
    assert bin_id not in {stop.bin for _, stop in running.rounds.to_come()} | running.unserved.keys()


def test_a_further_full_bin_is_planned_once_the_shortest_time_between_plans_is_over() -> None:
    running = planned()
    running.fill(bin_3=84)
    assert running.step(8) == []
    made = running.step(3)
    assert kinds(made)[0] == "RoundsPlanned"
    assert (running.rounds.number, running.rounds.why) == (2, "bins")
    assert "bin-3" in {stop.bin for _, stop in running.rounds.to_come()}


def test_a_bin_that_somebody_else_has_emptied_leaves_the_plan() -> None:
    running = planned()
    running.step(11)
    running.fill(bin_0=75)
    assert running.step(1) == [], "within the hysteresis of its alarm it still counts as full"
    running.fill(bin_0=4)
    running.step(1)
    assert running.rounds.why == "bins"
    assert "bin-0" not in {stop.bin for _, stop in running.rounds.to_come()}


def test_the_stops_of_a_truck_out_of_service_and_their_events_go_to_another_one() -> None:
    running = planned()
    running.step(10)
    unit, route = next(iter(running.routes.items()))
    other = {"west": "east", "east": "west"}[unit]
    running.act(SetUnitStatus(unit=unit, status="out_of_service", note="抛锚"))
    made = running.step(1)
    assert {"UnitAdded", "MainUnitSet", "UnitReleased"} <= set(kinds(made))
    assert running.rounds.why == "trucks"
    assert set(running.routes) == {other}
    for bin_id in route:
        event = running.event(bin_id)
        assert (event.unit, event.active_units) == (other, (other,))


def test_without_any_truck_every_bin_waits_with_that_reason_until_one_is_available() -> None:
    running = RunningRounds()
    for unit in ("west", "east"):
        running.act(SetUnitStatus(unit=unit, status="off_duty"))
    running.fill(bin_0=85)
    running.step()
    assert running.unserved == {"bin-0": "no_truck"}
    assert running.event("bin-0").state is State.FILED
    running.act(SetUnitStatus(unit="east", status="available"))
    running.step(11)
    assert (running.routes, running.unserved) == ({"east": ["bin-0"]}, {})


def test_a_bin_beyond_the_roads_and_one_beyond_the_closed_road_have_that_reason() -> None:
    running = planned()
    running.fill(bin_island=90)
    running.step(11)
    assert running.unserved == {"bin-island": "unreachable"}
    running.act(CloseRoad(closure_id="C1", extent="road", road="R2", x_m=9_000.0, y_m=1_000.0, note="塌方"))
    running.step(11)
    assert running.rounds.why == "roads"
    assert running.rounds.closures == ("C1",)
    assert set(running.routes) == {"west"}


def test_a_bin_that_a_new_plan_leaves_out_is_given_back_to_the_centre_with_the_reason() -> None:
    running = planned()
    left = next(iter(running.routes.values()))[0]
    for unit in ("west", "east"):
        running.act(SetUnitStatus(unit=unit, status="out_of_service"))
    running.step(11)
    assert running.unserved[left] == "no_truck"
    event = running.event(left)
    assert (event.state, event.unit, event.returned) == (State.FILED, "", 1)
    assert event.timeline[-1].note == REASONS["no_truck"].zh
    running.act(SetUnitStatus(unit="west", status="available"))
    running.step(11)
    assert (running.event(left).state, running.event(left).unit) == (State.DISPATCHED, "west")


class LongRoad(RoadCounty):
    """Ten bins more than one plan holds, along the same road."""

    sensors = tuple(
        Sensor(f"bin-{i}", "bin", f"垃圾桶{i}", 1_000.0 + 25 * i, 1_000.0, "v") for i in range(STOPS_MAX + 10)
    )


def test_bins_beyond_the_size_of_a_plan_are_named_as_unserved_with_that_reason_and_planned_when_there_is_room() -> None:
    known = catalog.load()
    small = replace(known.collection, bin_kg=1, stop_min=0.1)
    running = RunningRounds(replace(known, collection=small), place=LongRoad(), search=in_order)
    running.fill(**{f"bin_{i}": 99 if i < STOPS_MAX else 81 for i in range(STOPS_MAX + 10)})
    running.step()
    beyond = {f"bin-{i}" for i in range(STOPS_MAX, STOPS_MAX + 10)}
    assert running.unserved == dict.fromkeys(beyond, "too_many")
    assert sum(map(len, running.routes.values())) == STOPS_MAX
    for unit, route in running.routes.items():
        for bin_id in route[: STOPS_MAX // 2]:
            running.act(ServeStop(shift=SHIFT, unit=unit, bin=bin_id))
    running.step(11)
    assert (running.rounds.number, running.unserved) == (2, {})
    assert beyond <= {stop.bin for _, stop in running.rounds.to_come()}


def test_full_trucks_leave_bins_and_are_empty_again_after_they_were_home() -> None:
    known = catalog.load()
    running = RunningRounds(replace(known, collection=replace(known.collection, bin_kg=4_000)))
    running.fill(bin_0=100, bin_1=100, bin_2=100)
    running.step()
    assert sorted(map(len, running.routes.values())) == [1, 1]
    [(left, reason)] = running.unserved.items()
    assert reason == "no_capacity"
    unit, [bin_id] = next(iter(running.routes.items()))
    running.step(30)
    running.act(ServeStop(shift=SHIFT, unit=unit, bin=bin_id))
    running.fill(**{bin_id.replace("-", "_"): 3})
    running.step(1)
    assert left in running.routes[unit]


def test_a_truck_on_its_way_is_planned_from_its_last_stop_with_its_load() -> None:
    running = planned()
    unit, route = max(running.routes.items(), key=lambda item: len(item[1]))
    assert len(route) >= 2
    running.step(10)
    running.act(ServeStop(shift=SHIFT, unit=unit, bin=route[0]))
    running.fill(bin_3=84, **{route[0].replace("-", "_"): 2})
    running.step(1)
    tour = next(tour for tour in running.rounds.rounds if tour.unit == unit)
    assert (tour.start, tour.load_kg) == (route[0], running.rounds.done[0].kg)


def test_an_operator_orders_a_plan_at_once_and_a_key_of_another_role_does_not() -> None:
    running = planned()
    wall = Principal(id="wall", roles=frozenset({Role.WALL}))
    assert refused(running, OrderRounds(shift=SHIFT), by=wall) == "not_authorised"
    assert refused(running, OrderRounds(shift="20261122-1300")) == "rounds_other_shift"
    assert kinds(running.act(OrderRounds(shift=SHIFT, note="领导检查"))) == ["RoundsOrdered"]
    running.step()
    assert (running.rounds.number, running.rounds.why) == (2, "order")
    assert running.step(5) == []


def test_a_plan_can_be_ordered_before_there_is_one_and_without_a_full_bin() -> None:
    running = RunningRounds()
    running.act(OrderRounds(shift=SHIFT))
    running.step()
    assert (running.rounds.number, running.routes, running.unserved) == (1, {}, {})


def test_only_the_trucks_own_key_and_the_desk_report_its_stops_and_nobody_gives_plans() -> None:
    running = planned()
    bin_of = {unit: route[0] for unit, route in running.routes.items()}
    for unit, bin_id in bin_of.items():
        body = ServeStop(shift=SHIFT, unit=unit, bin=bin_id)
        if unit == "west":
            assert kinds(running.act(body, by=WEST))[0] == "StopServed"
        else:
            assert refused(running, body, by=WEST) == "other_unit"
    plan = PlanRounds(
        shift=SHIFT, until_ms=0, number=2, why="bins", seed=1, iterations=1, closures=(), rounds=(), unserved=(),
        over=0,
    )  # fmt: skip
    assert refused(running, plan) == "watch_only"


def test_a_bin_that_a_person_has_given_to_a_team_is_left_to_it() -> None:
    running = RunningRounds()
    running.fill(bin_0=85)
    running.act(c.DispatchEvent(event_id=running.event("bin-0").id, unit="team"))
    assert running.step(20) == []
    running.fill(bin_1=85)
    running.step()
    assert list(running.routes.values()) == [["bin-1"]]


def test_what_was_served_while_a_plan_was_made_is_not_planned_again() -> None:
    running = planned()
    running.planner.held = True
    running.fill(bin_3=90)
    assert running.step(12) == []
    unit, bin_id = next((unit, route[0]) for unit, route in running.routes.items())
    running.act(ServeStop(shift=SHIFT, unit=unit, bin=bin_id))
    running.planner.held = False
    running.step()
    assert running.rounds.number == 2
    assert bin_id not in {stop.bin for _, stop in running.rounds.to_come()}


def test_a_search_that_fails_is_reported_and_repeated_after_the_shortest_time() -> None:
    running = RunningRounds()
    running.planner.fails = True
    running.fill(bin_0=85)
    with pytest.raises(NoPlan):
        running.step(1)
    running.planner.fails = False
    assert running.step(8) == []
    assert kinds(running.step(3))[0] == "RoundsPlanned"


def test_after_a_restart_the_plan_goes_on_and_is_not_made_again() -> None:
    running = planned()
    running.start_again()
    assert running.step(12) == []
    running.fill(bin_0=85, bin_1=90, bin_4=81, bin_5=95, bin_3=84)
    running.step(1)
    assert (running.rounds.number, running.rounds.why) == (2, "bins")


def test_at_the_change_of_shifts_the_bins_that_are_left_go_to_the_next_crew() -> None:
    running = planned()
    running.now_ms = NINE_MS + 4 * 60 * MINUTE_MS - 20_000
    running.fill(bin_0=99, bin_1=99, bin_4=99, bin_5=99)
    made = running.step(1)
    [body] = [record.body for record in made if isinstance(record.body, RoundsPlanned)]
    assert (body.shift, body.why) == ("20261122-1300", "first")
    assert {stop.bin for tour in body.rounds for stop in tour.stops} == {"bin-0", "bin-1", "bin-4", "bin-5"}
