"""The desk: refuses invalid commands, adds the division, and reacts to an alarm with a dispatched event."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import msgspec
import pytest

from county import catalog
from county import commands as c
from county import records as r
from county.aggregate import Aggregate
from county.aggregates import AGGREGATES, BY_KEY, concrete_types
from county.alarms import AlarmState
from county.authority import CONTACT_ROLES, SIMULATION, WATCH, Author, Principal, Role
from county.automation.log import LogAutomation
from county.commands import Command, CommandBody
from county.drill import run as drill
from county.drill.inject_run import DeliverInject, MakeInjectDue, PassInject
from county.duty_log import WriteDutyEntry
from county.events.event import State
from county.figures.excursions import ExcursionCommand
from county.fold import StateTable
from county.need.kept_forecast import KeepNeedForecast
from county.numbering import event_id_of
from county.plan_tracker.commands import RemindOfPlanItem
from county.refusals import TEMPLATES, Refused
from county.refusals import text as refusal_text
from county.response.plans import MovePlan
from county.risk.warning_card import RaiseWarning, UpdateWarning
from county.rounds.aggregate import PlanRounds
from county.sensors import Sensor
from services.follow_ups.reactions import reactions
from services.protocol.codec import payload
from services.store.ports import StoreFailed
from tests.unit.running_desk import NOON_MS, RunningDesk, StubCounty, report

CAUSE = c.AlarmCause(rule="bin_full", channel="fill", value=84.0, limit=80.0)


def raised(alarm_id: str = "A1", **changes: object) -> c.RaiseAlarm:
    fields: dict[str, object] = {
        "alarm_id": alarm_id, "sensor_id": "bin-1", "channel": "fill", "rule": "bin_full", "priority": "low",
        "value": 84.0, "limit": 80.0,
    }  # fmt: skip
    return c.RaiseAlarm(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (report(subclass="no"), "subclass_unknown"),
        (report(sensor_id="no"), "sensor_unknown"),
        (report(x_m=-5.0), "place_outside"),
        (report(x_m=float("nan")), "place_outside"),
        (report(y_m=float("inf")), "place_outside"),
        (c.FileEvent(event_id="no"), "event_unknown"),
        (c.AcknowledgeAlarm(alarm_id="no"), "alarm_unknown"),
        (raised(), "watch_only"),
        (c.ClearAlarm(alarm_id="A1", value=1.0), "watch_only"),
        (report(cause=CAUSE), "cause_watch_only"),
        (report(cause=CAUSE, title=""), "cause_watch_only"),
        (report(title=""), "title_missing"),
    ],
)
def test_an_invalid_command_is_refused_with_a_reason(body: c.CommandBody, code: str) -> None:
    running = RunningDesk()
    with pytest.raises(Refused) as refused:
        running.give(body)
    assert refused.value.code == code
    assert "{" not in refusal_text(code, refused.value.params)
    assert code in TEMPLATES
    assert not running.log


def test_another_realms_command_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        RunningDesk().give(report(), realm="drill:1")
    assert refused.value.code == "realm_unknown"


@pytest.mark.parametrize("at_ms", [-1, 0, NOON_MS - 10 * 366 * 86_400_000 - 1])
@pytest.mark.parametrize("body", [report(), WriteDutyEntry(entry_id="D1", note="text")])
def test_an_impossible_time_is_refused(at_ms: int, body: CommandBody) -> None:
    with pytest.raises(Refused) as refused:
        RunningDesk().give(body, at_ms=at_ms, now_ms=NOON_MS)
    assert refused.value.code == "time_implausible"


@pytest.mark.parametrize(("ahead_ms", "minutes"), [(600_001, "10"), (86_400_000, "1440"), (2**62, None)])
def test_a_time_further_ahead_than_tolerated_is_refused_with_its_distance(ahead_ms: int, minutes: str | None) -> None:
    with pytest.raises(Refused) as refused:
        RunningDesk().give(report(), at_ms=NOON_MS + ahead_ms, now_ms=NOON_MS)
    assert refused.value.code == "time_ahead"
    assert minutes in (None, refused.value.params["minutes"])
    assert "backend's clock" in refusal_text("time_ahead", refused.value.params)


@pytest.mark.parametrize("ahead_ms", [-400_000, 400_000, 600_000])
def test_a_command_dated_by_a_clock_that_differs_by_minutes_is_accepted_with_its_time(ahead_ms: int) -> None:
    running = RunningDesk()
    [record] = running.give(report(), at_ms=NOON_MS + ahead_ms, now_ms=NOON_MS)
    assert (record.happened_ms, record.recorded_ms) == (NOON_MS + ahead_ms, NOON_MS)


@pytest.mark.parametrize("unit", ["no", "hospital-1"])
def test_only_an_existing_movable_unit_is_dispatched(unit: str) -> None:
    running = RunningDesk()
    running.give(report())
    running.give(c.FileEvent(event_id="E1"))
    with pytest.raises(Refused) as refused:
        running.give(c.DispatchEvent(event_id="E1", unit=unit))
    assert refused.value.code == "unit_unknown"
    running.give(c.DispatchEvent(event_id="E1", unit="city_management"))
    assert running.desk.events["E1"].unit == "city_management"


def test_nothing_is_dispatched_to_a_retired_department() -> None:
    known = catalog.load()
    retired = msgspec.structs.replace(known.departments["city_management"], retired=True)
    offered = next(key for key in known.departments if key != "city_management")
    known = msgspec.structs.replace(known, departments={**known.departments, "city_management": retired})
    running = RunningDesk(known=known)
    running.give(report())
    running.give(c.FileEvent(event_id="E1"))
    with pytest.raises(Refused) as refused:
        running.give(c.DispatchEvent(event_id="E1", unit="city_management"))
    assert refused.value.code == "unit_unknown"
    running.give(c.DispatchEvent(event_id="E1", unit=offered))
    assert running.desk.events["E1"].unit == offered


def test_the_division_is_determined_by_the_desk_and_not_by_the_sender() -> None:
    running = RunningDesk()
    running.give(report(division="elsewhere"))
    assert running.desk.events["E1"].division == "990123100201"


def test_a_full_bin_opens_an_event_dispatched_to_the_nearest_truck() -> None:
    running = RunningDesk()
    records = running.give(raised(), by=WATCH, now_ms=NOON_MS + 700)
    assert [type(record.body) for record in records] == [
        r.AlarmRaised, r.EventReported, r.EventFiled, r.EventDispatched,
    ]  # fmt: skip
    [event] = running.desk.events.values()
    assert (event.state, event.subclass, event.unit) == (State.DISPATCHED, "bin_overflow", "truck-near")
    assert (event.sensor_id, event.alarm_id, event.source) == ("bin-1", "A1", "sensor")
    assert event.happened_ms == NOON_MS
    assert event.dispatched_ms == NOON_MS + 700
    assert (event.title, event.timeline[0].note) == ("", ""), "no text: the cause is worded on the screen"
    assert event.cause == CAUSE


@pytest.mark.parametrize(
    ("sensor", "channel", "rule", "source"),
    [("bin-1", "fill", "bin_full", "sensor"), ("cam-1", "stalls", "video_stall", "video")],
)
def test_an_event_opened_by_an_alarm_has_the_source_of_its_kind_of_sensor(
    sensor: str, channel: str, rule: str, source: str
) -> None:
    running = RunningDesk()
    running.give(raised(sensor_id=sensor, channel=channel, rule=rule), by=WATCH)
    assert [event.source for event in running.desk.events.values()] == [source]


OTHERS = [SIMULATION, *(Principal(id=f"key-{role}", roles=frozenset({role})) for role in Role)]


@pytest.mark.parametrize("principal", OTHERS)
def test_only_the_backend_itself_names_an_alarm_as_the_cause(principal: Principal) -> None:
    running = RunningDesk()
    with suppress(Refused):
        running.give(report(cause=CAUSE), by=principal)
    assert not running.log
    running.give(report(cause=CAUSE, title=""), by=WATCH)
    assert running.desk.events["E1"].cause == CAUSE


OPENING = {key: rule for key, rule in catalog.load().rules.items() if rule.opens}


@pytest.mark.parametrize("key", OPENING)
def test_an_event_opened_by_an_alarm_carries_the_alarms_data_and_no_text(key: str) -> None:
    rule = OPENING[key]
    place = StubCounty()
    place.sensors = (Sensor("s-1", rule.kind, "设备0001", 1_000.0, 1_000.0, "v"),)
    running = RunningDesk(place=place)
    alarm = raised(sensor_id="s-1", channel=rule.channel, rule=key, priority=rule.priority, value=2.5, limit=2.0)
    running.give(alarm, by=WATCH)
    [body] = [record.body for record in running.log if isinstance(record.body, r.EventReported)]
    assert body.cause == c.AlarmCause(rule=key, channel=rule.channel, value=2.5, limit=2.0)
    texts = {getattr(record.body, name, "") for record in running.log for name in ("title", "note", "reason")}
    assert texts == {""}


def test_an_alarm_whose_rule_opens_no_event_remains_an_alarm() -> None:
    running = RunningDesk()
    running.give(raised(channel="fill", rule="bin_silent"), by=WATCH)
    assert not running.desk.events


def test_repeated_reactions_are_the_same_until_done_and_none_afterwards() -> None:
    running = RunningDesk()
    [body] = running.desk.decide(
        Command(id="x", realm="live", happened_ms=NOON_MS, body=raised()), Author(WATCH), NOON_MS
    )
    record = r.Record(
        seq=1, realm="live", happened_ms=NOON_MS, recorded_ms=NOON_MS, command_id="x", by=WATCH.id, body=body
    )
    running.desk.apply(record)
    first = reactions(running.desk, record)
    assert len(first) == 1
    assert first == reactions(running.desk, record)
    for reaction in first:
        running.take(reaction, NOON_MS, by=WATCH)
    assert reactions(running.desk, record) == []
    assert len(running.desk.events) == 1


def test_a_second_alarm_of_a_sensor_opens_nothing_while_the_first_event_is_open() -> None:
    running = RunningDesk()
    running.give(raised("A1"), by=WATCH)
    running.give(raised("A2"), by=WATCH, at_ms=NOON_MS + 1)
    assert len(running.desk.events) == 1
    event_id = next(iter(running.desk.events))
    for body in (
        c.AcceptTask(event_id=event_id), c.FeedBack(event_id=event_id, note="空"), c.CloseEvent(event_id=event_id),
    ):  # fmt: skip
        running.give(body, at_ms=NOON_MS + 1_000)
    running.give(raised("A3"), by=WATCH, at_ms=NOON_MS + 2_000)
    assert len(running.desk.events) == 2


def test_an_event_filed_by_a_person_is_not_dispatched_automatically() -> None:
    running = RunningDesk()
    running.give(report(alarm_id="A1", sensor_id="bin-1"))
    running.give(c.FileEvent(event_id="E1"))
    assert running.desk.events["E1"].state is State.FILED


FULL = StoreFailed("disk_full", "no space")


def test_a_failed_commit_leaves_the_desk_as_it_was() -> None:
    running = RunningDesk()
    running.give(report())
    before = (dict(running.desk.events), dict(running.desk.alarms))
    running.store.failure = FULL
    running.give(raised(), by=WATCH)
    with pytest.raises(Refused) as refused:
        running.give(c.FileEvent(event_id="E1"))
    assert refused.value.code == "disk_full"
    assert (dict(running.desk.events), dict(running.desk.alarms)) == before
    running.store.failure = None
    running.give(raised(), by=WATCH)
    assert len(running.desk.events) == 2


def test_an_alarm_back_to_normal_is_removed_and_restored_by_a_failed_commit() -> None:
    running = RunningDesk()
    running.give(raised(), by=WATCH)
    running.give(c.ClearAlarm(alarm_id="A1", value=5.0), by=WATCH)
    running.store.failure = FULL
    with pytest.raises(Refused):
        running.give(c.AcknowledgeAlarm(alarm_id="A1"))
    assert running.desk.alarms["A1"].state is AlarmState.RETURNED
    running.store.failure = None
    running.give(c.AcknowledgeAlarm(alarm_id="A1"))
    assert not running.desk.alarms


def test_a_failed_commit_keeps_the_order_of_a_sensors_events() -> None:
    running = RunningDesk()
    later_ms = NOON_MS + 15 * 86_400_000
    running.give(report("E1", sensor_id="bin-1"))
    running.give(report("E2", sensor_id="bin-1"), at_ms=NOON_MS + 1_000)
    running.give(c.RejectEvent(event_id="E1", note="x"), at_ms=NOON_MS + 2_000)
    running.store.failure = FULL
    with pytest.raises(Refused):
        running.give(report("E3"), at_ms=later_ms)
    assert [event.id for event in running.desk.events_of("bin-1")] == ["E1", "E2"]
    running.store.failure = None
    running.give(report("E3"), at_ms=later_ms)
    assert [event.id for event in running.desk.events_of("bin-1")] == ["E2"]


def test_a_failed_commit_restores_a_units_tasks() -> None:
    running = RunningDesk()
    for number in ("E1", "E2"):
        running.give(report(number))
        running.give(c.FileEvent(event_id=number))
    running.store.failure = FULL
    with pytest.raises(Refused):
        running.give(c.DispatchEvent(event_id="E1", unit="truck-near"))
    running.store.failure = None
    assert running.desk.ranked(running.desk.events["E2"])[0].tasks == 0
    running.give(c.DispatchEvent(event_id="E1", unit="truck-near"))
    assert [candidate.unit for candidate in running.desk.ranked(running.desk.events["E2"])][:2] == [
        "truck-far", "truck-near",
    ]  # fmt: skip


def test_a_restored_desk_knows_which_sensor_has_an_event() -> None:
    running = RunningDesk()
    running.give(raised("A1"), by=WATCH)
    other = RunningDesk()
    tables = {
        key: StateTable(list(states), [payload(state) for state in states.values()], BY_KEY[key].table(states.values()))
        for key, states in running.desk.fold.states.items()
    }
    other.desk.fold.restore(running.desk.fold.seq, running.desk.fold.recorded_ms, tables)
    other.desk.restored()
    other.give(raised("A2"), by=WATCH, at_ms=NOON_MS + 1)
    assert other.desk.alarms["A2"].state is AlarmState.UNACKNOWLEDGED
    assert len(other.desk.events) == 1


def test_every_refusal_of_the_rules_has_a_template() -> None:
    import re
    from pathlib import Path

    import county

    root = Path(county.__file__).parents[1]
    sources = [*root.glob("county/*.py"), *root.glob("services/**/*.py")]
    codes = {code for path in sources for code in re.findall(r'Refused\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert len(codes) > 20
    assert codes <= TEMPLATES.keys()


def test_an_alarm_opens_a_new_event_after_the_last_one_of_its_sensor_was_archived() -> None:
    running = RunningDesk()
    running.give(report(sensor_id="bin-1", subclass="bin_overflow"))
    running.give(c.RejectEvent(event_id="E1", note="x"))
    later_ms = NOON_MS + 15 * 86_400_000
    running.give(raised(), by=WATCH, at_ms=later_ms)
    [opened] = running.desk.events.values()
    assert (opened.sensor_id, opened.subclass) == ("bin-1", "bin_overflow")
    assert opened.id != "E1"


@pytest.mark.parametrize("role", [Role.UNIT, Role.GATEWAY, Role.OPERATOR])
def test_a_report_that_nobody_works_on_does_not_take_the_place_of_an_alarms_event(role: Role) -> None:
    running = RunningDesk()
    other = Principal(id="other", roles=frozenset({role}), unit="truck-near" if role is Role.UNIT else "")
    running.give(report(sensor_id="bin-1", subclass="bin_overflow"), by=other)
    running.give(raised(), by=WATCH)
    states = {event.id == "E1": event.state for event in running.desk.events.values()}
    assert states == {True: State.REPORTED, False: State.DISPATCHED}


def test_an_event_that_the_desk_has_filed_covers_the_alarm_of_its_sensor() -> None:
    running = RunningDesk()
    running.give(report(sensor_id="bin-1", subclass="bin_overflow"))
    running.give(c.FileEvent(event_id="E1"))
    running.give(raised(), by=WATCH)
    assert list(running.desk.events) == ["E1"]


def test_the_number_of_an_archived_event_stays_in_use() -> None:
    running = RunningDesk()
    running.give(report())
    running.give(c.RejectEvent(event_id="E1", note="x"))
    later_ms = NOON_MS + 15 * 86_400_000
    running.give(report("E2"), at_ms=later_ms)
    assert set(running.desk.events) == {"E2"}
    for body in (report("E1"), c.FileEvent(event_id="E1")):
        with pytest.raises(Refused) as refused:
            running.give(body, at_ms=later_ms)
        assert refused.value.code == "has_left"


def test_an_alarm_whose_event_number_is_taken_opens_its_event_under_another_one() -> None:
    taken = event_id_of(NOON_MS, "A1", str(NOON_MS))
    running = RunningDesk()
    running.give(report(taken))
    running.give(raised("A1"), by=WATCH)
    assert {event.alarm_id: event.id == taken for event in running.desk.events.values()} == {"": True, "A1": False}


def test_the_reason_of_a_dispatch_is_the_desks_own() -> None:
    running = RunningDesk()
    running.give(report())
    running.give(c.FileEvent(event_id="E1"))
    running.give(c.DispatchEvent(event_id="E1", unit="truck-far"))
    choice = running.desk.events["E1"].choice
    assert choice is not None
    assert (choice.code, choice.params["number"], choice.params["why"]) == ("by_hand", "2", "further_free")


def test_records_name_the_key_and_the_person() -> None:
    [record] = RunningDesk().give(report(), for_="other")
    assert (record.by, record.for_, record.who) == ("desk-1", "other", "other")
    running = RunningDesk()
    assert {record.by for record in running.give(raised(), by=WATCH)} == {"watch"}


def test_a_person_who_is_not_enrolled_for_the_key_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        RunningDesk().give(report(), for_="another person")
    assert refused.value.code == "person_not_enrolled"


def test_a_command_that_the_role_may_not_issue_is_refused() -> None:
    wall = Principal(id="wall-1", roles=frozenset({Role.WALL}))
    with pytest.raises(Refused) as refused:
        RunningDesk().give(report(), by=wall)
    assert refused.value.code == "not_authorised"


def test_a_unit_changes_its_own_tasks_only() -> None:
    running = RunningDesk()
    own = Principal(id="t1", roles=frozenset({Role.UNIT}), unit="truck-near")
    other = Principal(id="t2", roles=frozenset({Role.UNIT}), unit="truck-far")
    running.give(report())
    running.give(c.FileEvent(event_id="E1"))
    running.give(c.DispatchEvent(event_id="E1", unit="truck-near"))
    with pytest.raises(Refused) as refused:
        running.give(c.AcceptTask(event_id="E1"), by=other)
    assert refused.value.code == "other_unit"
    running.give(c.AcceptTask(event_id="E1"), by=own)
    assert running.desk.events["E1"].state is State.HANDLING


def test_a_principal_with_divisions_changes_nothing_outside_them() -> None:
    running = RunningDesk()
    running.give(report())
    elsewhere = Principal(id="d1", roles=frozenset({Role.OPERATOR}), divisions=("990199000000",))
    here = Principal(id="d2", roles=frozenset({Role.OPERATOR}), divisions=("990123100000",))
    with pytest.raises(Refused) as refused:
        running.give(c.FileEvent(event_id="E1"), by=elsewhere)
    assert refused.value.code == "other_division"
    running.give(c.FileEvent(event_id="E1"), by=here)


def test_a_reporters_name_and_phone_never_enter_a_record() -> None:
    running = RunningDesk()
    [record] = running.give(report(reporter="王磊 13800138000"))
    assert isinstance(record.body, r.EventReported)
    assert record.body.reporter == running.token_of("王磊 13800138000")
    assert b"13800138000" not in next(iter(running.store.records(1, 1)))
    assert running.contacts == {record.body.reporter: "王磊 13800138000".encode()}


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.key)
def test_every_command_is_permitted_to_a_role_or_internal(aggregate: Aggregate[Any]) -> None:
    commands = set(concrete_types(aggregate.command))
    assert set(aggregate.may) <= commands
    assert commands - set(aggregate.may) <= {
        c.RaiseAlarm, c.ClearAlarm, c.EscalateEvent, LogAutomation, PlanRounds, MovePlan,
        drill.CreateDrill, drill.TakeBaseline, drill.AcceptScenario, drill.WithdrawScenario, drill.InterruptDrill,
        MakeInjectDue, DeliverInject, PassInject, RaiseWarning, UpdateWarning, KeepNeedForecast,
        RemindOfPlanItem,
        *concrete_types(ExcursionCommand),
    }
    assert all(roles for roles in aggregate.may.values())
    assert Role.WALL not in {role for roles in aggregate.may.values() for role in roles}
    assert Role.WALL not in CONTACT_ROLES


def test_a_step_dated_by_a_fast_clock_blocks_nothing_once_the_clock_is_right() -> None:
    running = RunningDesk()
    ahead_ms = NOON_MS + 3 * 3_600_000
    running.give(report(), at_ms=ahead_ms)
    running.give(c.FileEvent(event_id="E1"), at_ms=NOON_MS)
    assert running.desk.events["E1"].state is State.FILED
    with pytest.raises(Refused) as refused:
        running.give(c.DispatchEvent(event_id="E1", unit="truck-near"), at_ms=NOON_MS - 601_000, now_ms=NOON_MS)
    assert refused.value.code == "time_before_last_step"


def returned(running: RunningDesk, times: int) -> list[r.Record[Any]]:
    """An event that its unit returned so often; the records of the last return."""
    running.give(report())
    running.give(c.FileEvent(event_id="E1"))
    records: list[r.Record[Any]] = []
    for _ in range(times):
        running.give(c.DispatchEvent(event_id="E1", unit="truck-near"))
        records = running.give(c.ReturnTask(event_id="E1", note="not ours"))
    return records


def test_an_event_returned_for_the_third_time_is_put_under_supervision_by_the_backend() -> None:
    running = RunningDesk()
    assert [type(record.body) for record in returned(running, 2)] == [r.TaskReturned]
    running = RunningDesk()
    back, supervised = returned(running, 3)
    assert (type(back.body), type(supervised.body)) == (r.TaskReturned, r.EventSupervised)
    assert (supervised.who, supervised.body.returned) == (WATCH.id, 3)
    event = running.desk.events["E1"]
    assert (event.state, event.supervised, event.unit) == (State.FILED, True, "")
    assert reactions(running.desk, back) == [], "repeated, nothing follows"
    running.give(c.DispatchEvent(event_id="E1", unit="city_management"))
    assert running.desk.events["E1"].supervised, "until it is solved"
    assert len(running.give(c.ReturnTask(event_id="E1", note="not ours"))) == 1


def test_an_event_under_supervision_by_a_person_is_not_put_there_again() -> None:
    running = RunningDesk()
    returned(running, 1)
    running.give(c.SuperviseEvent(event_id="E1", note="today"))
    for _ in range(3):
        running.give(c.DispatchEvent(event_id="E1", unit="truck-near"))
        assert len(running.give(c.ReturnTask(event_id="E1", note="not ours"))) == 1
