"""The desk: refuses what cannot be, fills in where it is, and answers an alarm with an event on its way."""

from __future__ import annotations

import msgspec
import pytest

from county import commands as c
from county import records as r
from county.alarms import AlarmState
from county.commands import WATCH, Refused
from county.event import State
from county.refusals import TEMPLATES
from county.refusals import text as refusal_text
from tests.unit.a_desk import NOON_MS, Place, RunningDesk, report


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
    ],
)
def test_a_command_that_cannot_be_is_refused_with_a_reason(body: c.Body, code: str) -> None:
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


@pytest.mark.parametrize("at_ms", [-1, 0, NOON_MS - 10 * 366 * 86_400_000 - 1, NOON_MS + 300_001, 2**62])
def test_a_time_that_cannot_be_is_refused(at_ms: int) -> None:
    with pytest.raises(Refused) as refused:
        RunningDesk().give(report(), at_ms=at_ms, now_ms=NOON_MS)
    assert refused.value.code == "time_implausible"


@pytest.mark.parametrize("unit", ["no", "hospital-1"])
def test_only_a_unit_that_exists_and_moves_is_sent(unit: str) -> None:
    running = RunningDesk()
    running.give(report())
    running.give(c.FileEvent(event_id="E1"))
    with pytest.raises(Refused) as refused:
        running.give(c.DispatchEvent(event_id="E1", unit=unit))
    assert refused.value.code == "unit_unknown"
    running.give(c.DispatchEvent(event_id="E1", unit="city_management"))
    assert running.desk.events["E1"].unit == "city_management"


def test_the_desk_says_in_which_division_it_is_whatever_the_sender_wrote() -> None:
    running = RunningDesk()
    running.give(report(division="elsewhere"))
    assert running.desk.events["E1"].division == "990123100201"


def test_a_full_bin_becomes_an_event_with_the_nearest_truck_on_its_way() -> None:
    running = RunningDesk()
    records = running.give(raised(), actor=WATCH, now_ms=NOON_MS + 700)
    assert [type(record.body) for record in records] == [
        r.AlarmRaised, r.EventReported, r.EventFiled, r.EventDispatched,
    ]  # fmt: skip
    [event] = running.desk.events.values()
    assert (event.state, event.subclass, event.unit) == (State.DISPATCHED, "bin_overflow", "truck-near")
    assert (event.sensor_id, event.alarm_id, event.source) == ("bin-1", "A1", "sensor")
    assert event.happened_ms == NOON_MS
    assert event.dispatched_ms == NOON_MS + 700
    assert event.title == "垃圾桶0001垃圾桶满溢"
    assert event.timeline[0].note == "满溢度 84%, 限值 80%"


@pytest.mark.parametrize(
    ("sensor", "channel", "rule", "source"),
    [("bin-1", "fill", "bin_full", "sensor"), ("cam-1", "stalls", "video_stall", "video")],
)
def test_an_event_that_an_alarm_opens_names_the_source_that_its_kind_of_sensor_stands_for(
    sensor: str, channel: str, rule: str, source: str
) -> None:
    running = RunningDesk()
    running.give(raised(sensor_id=sensor, channel=channel, rule=rule), actor=WATCH)
    assert [event.source for event in running.desk.events.values()] == [source]


def test_an_alarm_whose_rule_opens_nothing_stays_an_alarm() -> None:
    running = RunningDesk()
    running.give(raised(channel="fill", rule="bin_silent"), actor=WATCH)
    assert not running.desk.events


def test_reactions_asked_for_again_are_the_same_until_done_and_none_afterwards() -> None:
    running = RunningDesk()
    command = c.Command(id="x", realm="live", actor=WATCH, happened_ms=NOON_MS, body=raised())
    [body] = running.desk.decide(command, NOON_MS)
    record = r.Record(
        seq=1, realm="live", happened_ms=NOON_MS, recorded_ms=NOON_MS, command_id="x", actor=WATCH, body=body
    )
    running.desk.apply(record)
    first = running.desk.reactions(record)
    assert first == running.desk.reactions(record)
    for reaction in first:
        running.take(reaction, NOON_MS)
    assert running.desk.reactions(record) == []
    assert len(running.desk.events) == 1


def test_a_second_alarm_of_a_sensor_opens_nothing_while_the_first_event_is_open() -> None:
    running = RunningDesk()
    running.give(raised("A1"), actor=WATCH)
    running.give(raised("A2"), actor=WATCH, at_ms=NOON_MS + 1)
    assert len(running.desk.events) == 1
    event_id = next(iter(running.desk.events))
    for body in (
        c.AcceptTask(event_id=event_id), c.FeedBack(event_id=event_id, note="空"), c.CloseEvent(event_id=event_id),
    ):  # fmt: skip
        running.give(body, at_ms=NOON_MS + 1_000)
    running.give(raised("A3"), actor=WATCH, at_ms=NOON_MS + 2_000)
    assert len(running.desk.events) == 2


def test_a_person_who_files_an_event_dispatches_it_himself() -> None:
    running = RunningDesk()
    running.give(report(alarm_id="A1", sensor_id="bin-1"))
    running.give(c.FileEvent(event_id="E1"))
    assert running.desk.events["E1"].state is State.FILED


def test_a_failed_commit_leaves_the_desk_as_it_was() -> None:
    running = RunningDesk()
    running.give(report())
    running.desk.savepoint()
    before = (dict(running.desk.events), dict(running.desk.alarms))
    running.give(raised(), actor=WATCH)
    running.give(c.FileEvent(event_id="E1"))
    running.desk.rollback()
    assert (running.desk.events, running.desk.alarms) == before
    running.give(raised(), actor=WATCH)
    assert len(running.desk.events) == 2


def test_an_alarm_that_is_over_leaves_the_desk_and_comes_back_with_a_failed_commit() -> None:
    running = RunningDesk()
    running.give(raised(), actor=WATCH)
    running.give(c.ClearAlarm(alarm_id="A1", value=5.0), actor=WATCH)
    running.desk.savepoint()
    running.give(c.AcknowledgeAlarm(alarm_id="A1"))
    assert not running.desk.alarms
    running.desk.rollback()
    assert running.desk.alarms["A1"].state is AlarmState.RETURNED


def test_a_restored_desk_knows_which_sensor_has_an_event() -> None:
    running = RunningDesk()
    running.give(raised("A1"), actor=WATCH)
    other = RunningDesk()
    other.desk.restore(running.desk.events.values(), running.desk.alarms.values())
    other.give(raised("A2"), actor=WATCH, at_ms=NOON_MS + 1)
    assert other.desk.alarms["A2"].state is AlarmState.UNACKNOWLEDGED
    assert len(other.desk.events) == 1


def test_every_refusal_of_the_rules_has_a_template() -> None:
    import re
    from pathlib import Path

    import county

    root = Path(county.__file__).parents[1]
    sources = [*root.glob("county/*.py"), *root.glob("services/*.py"), *root.glob("services/store/*.py")]
    codes = {code for path in sources for code in re.findall(r'Refused\(\s*"(\w+)"', path.read_text("utf-8"))}
    assert len(codes) > 20
    assert codes <= TEMPLATES.keys()


def test_places_are_only_asked_what_a_package_answers() -> None:
    from county.package.open import CountyPackage

    for name in ("sensors", "resources", "division_at"):
        assert hasattr(CountyPackage, name)
        assert hasattr(Place, name)
    assert msgspec.json.decode(msgspec.json.encode(report()), type=c.Body) == report()


def test_an_alarm_opens_a_new_event_after_the_last_one_of_its_sensor_left_the_desk() -> None:
    running = RunningDesk()
    running.give(report(sensor_id="bin-1", subclass="bin_overflow"))
    running.give(c.RejectEvent(event_id="E1", note="x"))
    later_ms = NOON_MS + 15 * 86_400_000
    assert running.desk.over(NOON_MS) == []
    assert running.desk.over(later_ms) == ["E1"]
    running.desk.forget(["E1"])
    running.give(raised(), actor=WATCH, at_ms=later_ms)
    [opened] = running.desk.events.values()
    assert (opened.sensor_id, opened.subclass) == ("bin-1", "bin_overflow")


def test_a_step_dated_by_a_clock_that_ran_ahead_holds_nothing_up_once_the_clock_is_right() -> None:
    running = RunningDesk()
    ahead_ms = NOON_MS + 3 * 3_600_000
    running.give(report(), at_ms=ahead_ms)
    running.give(c.FileEvent(event_id="E1"), at_ms=NOON_MS)
    assert running.desk.events["E1"].state is State.FILED
    with pytest.raises(Refused) as refused:
        running.give(c.DispatchEvent(event_id="E1", unit="truck-near"), at_ms=NOON_MS - 301_000, now_ms=NOON_MS)
    assert refused.value.code == "time_before_last_step"
