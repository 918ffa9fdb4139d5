"""Simulated traffic: a county that is the same for a seed, has faults, and leaves people's events to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import shapely
from msgspec.structs import replace

from county import catalog
from county import commands as c
from county import records as r
from county.alarms import AlarmState
from county.authority import AUTOMATION, SIMULATION, WATCH
from county.events.event import Event, State, TimelineEntry
from county.package.open import CountyPackage
from county.sensing import ChannelTable, Quality, Readings
from county.sensors import Sensor
from services.loop.commit_group import InternalCommand
from services.simulation.operator import SimulatedOperator
from services.simulation.pauses import LIVE_RATE
from services.simulation.reports import SIMULATED
from services.simulation.signals import Signals
from services.simulation.sources import SimulatedSources
from services.simulation.staff import FOLLOWED_EACH, Staff
from services.simulation.tables import Curve
from services.simulation.traffic import DemoTraffic
from tests.plain_figures import PlainJournal
from tests.stuck_events import stuck, turns
from tests.unit.running_desk import NOON_MS, RunningDesk

SECOND, MINUTE = 1_000, 60_000
PERSON = "person"


class County(RunningDesk):
    """Desk, watch and simulated traffic of one package, iterated every few seconds."""

    def __init__(self, folder: Path, *, seed: int = 7, rate: float = 1.0) -> None:
        self.package = CountyPackage(folder)
        super().__init__(place=self.package)
        self.demo = self.traffic(seed, rate)
        self.readings: list[Readings] = []
        self.now_ms = NOON_MS

    def traffic(self, seed: int = 7, rate: float = 1.0) -> DemoTraffic:
        """Traffic that starts now."""
        desk = self.desk
        sources = SimulatedSources(self.package, desk.catalog, self.channels, seed)
        return DemoTraffic(
            sources, desk.events, desk.alarms, of_sensors=desk.sensor_events(), realm="live", rank=desk.ranked,
            rate=rate,
        )  # fmt: skip

    def run(self, seconds: int, *, step_s: int = 5) -> None:
        for _ in range(0, seconds, step_s):
            self.messages.clear()
            due = self.demo.due(self.now_ms)
            own = [InternalCommand(SIMULATION, command) for command in due.commands]
            own += [InternalCommand(WATCH, command) for command in self.watch.tick(self.now_ms, 1_000).commands]
            self.readings += [self.watch.graded(columns) for columns in due.columns]
            self.group((), own, due.columns, now_ms=self.now_ms)
            assert not self.messages.lines, "no simulated command is refused"
            self.now_ms += step_s * SECOND

    def column(self, name: str) -> np.ndarray:
        return np.concatenate([getattr(batch, name) for batch in self.readings])

    def states(self) -> Counter[State]:
        return Counter(event.state for event in self.desk.events.values())


@pytest.fixture(scope="module")
def two_hours(small_county: Path) -> County:
    county = County(small_county)
    county.run(7_200)
    return county


def test_the_same_seed_and_clock_give_the_same_day(small_county: Path) -> None:
    days = []
    for _ in range(2):
        county = County(small_county)
        county.run(400)
        days.append((msgspec.json.encode(county.log), county.column("value").tobytes()))
    other = County(small_county, seed=8)
    other.run(400)
    assert days[0] == days[1]
    assert msgspec.json.encode(other.log) != days[0][0]


def test_the_first_minute_has_events_in_every_stage(small_county: Path) -> None:
    county = County(small_county)
    county.run(60, step_s=1)
    seen = county.states()
    for state in (
        State.REPORTED, State.FILED, State.DISPATCHED, State.HANDLING, State.FED_BACK, State.CLOSED, State.EVALUATED,
    ):  # fmt: skip
        assert seen[state], state
    assert all(event.happened_ms <= NOON_MS + MINUTE for event in county.desk.events.values())
    assert min(event.happened_ms for event in county.desk.events.values()) < NOON_MS - 3_600_000


def test_a_live_county_is_reported_as_much_as_its_rate_says(two_hours: County, small_county: Path) -> None:
    quiet = County(small_county, rate=LIVE_RATE)
    quiet.run(7_200)

    def reported(county: County) -> int:
        return sum(event.source != "sensor" and event.happened_ms > NOON_MS for event in county.desk.events.values())

    assert 0.5 < reported(quiet) / (reported(two_hours) * LIVE_RATE) < 2


def test_all_simulated_people_are_marked(two_hours: County) -> None:
    assert {record.who for record in two_hours.log if not record.who.startswith(SIMULATED)} == {WATCH.id}
    assert {record.by for record in two_hours.log} == {WATCH.id, SIMULATION.id}


def test_there_are_always_some_open_events_and_never_too_many(two_hours: County) -> None:
    seen = two_hours.states()
    assert 8 <= seen[State.REPORTED] <= 40
    assert seen[State.FED_BACK] >= 4
    assert two_hours.desk.events.__len__() > 150


def test_no_event_of_two_hours_is_stuck_without_a_reason(two_hours: County) -> None:
    raw = PlainJournal(map(msgspec.msgpack.encode, two_hours.log), len(two_hours.log))
    assert stuck(raw.events(), two_hours.now_ms, turns(raw)) == []
    later_ms = two_hours.now_ms + 3_600_000
    assert stuck(raw.events(), later_ms), "what does not go on is found"


def test_rare_steps_occur(two_hours: County) -> None:
    kinds = Counter(type(record.body) for record in two_hours.log)
    for kind in (
        r.EventRejected, r.TaskReturned, r.ExtensionRequested, r.DeadlineExtended, r.EventSuspended,
        r.EventSentBack, r.FollowUpMade,
    ):  # fmt: skip
        assert kinds[kind], kind


def test_sensors_have_faults_and_gaps(small_county: Path) -> None:
    package, tables = CountyPackage(small_county), catalog.load()
    channels = ChannelTable.of(package.sensors, tables.sensor_kinds)
    signals = Signals(package.sensors, tables, channels, seed=7)
    days = [signals.due(NOON_MS + minute * MINUTE) for minute in range(2 * 24 * 60)]
    batches = [batch for batch in days if batch is not None]
    quality = Counter(np.concatenate([batch.quality for batch in batches]).tolist())
    assert quality[Quality.BAD] > 0
    assert quality[Quality.UNCERTAIN] > 0
    assert quality[Quality.GOOD] > 0.98 * quality.total()
    channel = np.concatenate([batch.channel for batch in batches])
    at_ms = np.concatenate([batch.at_ms for batch in batches])
    missed = 0
    for number in np.unique(channel):
        interval_ms = tables.sensor_kinds[_kind(channels, int(number))].interval_s * SECOND
        missed += int((np.diff(at_ms[channel == number]) > 3 * max(interval_ms, MINUTE)).sum())
    assert missed > 0


def _kind(channels: ChannelTable, number: int) -> str:
    return channels.rows[number][0].rsplit("-", 1)[0]


def test_no_reading_is_impossible_and_good(two_hours: County) -> None:
    channels = [
        next(ch for ch in catalog.load().sensor_kinds[_kind(two_hours.channels, i)].channels if ch.key == key)
        for i, (_, key) in enumerate(two_hours.channels.rows)
    ]
    lo, hi = np.array([ch.lo for ch in channels]), np.array([ch.hi for ch in channels])
    number, value = two_hours.column("channel"), two_hours.column("value")
    outside = (value < lo[number]) | (value > hi[number])
    assert (two_hours.column("quality")[outside] == Quality.BAD).all()


def test_a_full_bin_gets_a_truck_and_is_emptied_after_its_visit(two_hours: County) -> None:
    raised = {rec.body.alarm_id: rec for rec in two_hours.log if isinstance(rec.body, r.AlarmRaised)}
    cleared = next(
        rec for rec in two_hours.log
        if isinstance(rec.body, r.AlarmCleared) and raised[rec.body.alarm_id].body.rule == "bin_full"
    )  # fmt: skip
    raised_ms, cleared_ms = raised[cleared.body.alarm_id].happened_ms, cleared.happened_ms
    [event] = [e for e in two_hours.desk.events.values() if e.alarm_id == cleared.body.alarm_id]
    assert event.subclass == "bin_overflow"
    assert event.unit.startswith("collection_truck")
    assert [step.kind for step in event.timeline][:3] == ["EventReported", "EventFiled", "EventDispatched"]
    assert event.fed_back_ms is not None
    assert event.fed_back_ms <= cleared_ms
    fill = two_hours.column("channel") == two_hours.channels.number[event.sensor_id, "fill"]
    value, at_ms = two_hours.column("value")[fill], two_hours.column("at_ms")[fill]
    assert value[at_ms <= raised_ms].max() >= 80
    assert value[at_ms >= cleared_ms][0] < 10


def test_the_first_call_gives_the_latest_reading_of_every_sensor_within_its_last_interval(small_county: Path) -> None:
    county = County(small_county)
    county.run(1, step_s=1)
    [first] = county.readings
    kinds = catalog.load().sensor_kinds
    interval_ms = np.array([kinds[_kind(county.channels, int(i))].interval_s * SECOND for i in first.channel])
    reporting = {county.channels.rows[int(i)][0] for i in first.channel}
    sensors = {sensor for sensor, _ in county.channels.rows}
    assert 0.9 * len(sensors) <= len(reporting) <= len(sensors)
    age_ms = NOON_MS - first.at_ms
    assert (age_ms >= 0).all()
    assert (age_ms < interval_ms).all()
    assert len(np.unique(age_ms)) > len(reporting) // 2


def test_a_title_names_the_village_that_contains_the_place(two_hours: County, small_county: Path) -> None:
    villages = CountyPackage(small_county).table("villages")
    name = {str(code): str(name) for code, name in zip(villages["code"], villages["name"], strict=True)}
    reports = [e for e in two_hours.desk.events.values() if not e.alarm_id]
    assert len(reports) > 100
    for event in reports:
        others = set(name.values()) - {name[event.division[:12]]}
        assert not [other for other in others if other in event.title], event
    assert sum(name[event.division[:12]] in event.title for event in reports) > 0.9 * len(reports)


def test_events_on_streets_are_next_to_roads_and_river_pollution_is_at_rivers(
    two_hours: County, small_county: Path
) -> None:
    package = CountyPackage(small_county)
    for layer, subclass in (("roads", "bad_parking"), ("rivers", "water_pollution")):
        lines = shapely.unary_union(package.table(layer).geometry)
        found = [e for e in two_hours.desk.events.values() if e.subclass == subclass]
        assert found
        assert max(lines.distance(shapely.Point(e.x_m, e.y_m)) for e in found) < 12


def test_duty_staff_acknowledge_only_low_priority_alarms_back_to_normal() -> None:
    running = RunningDesk()
    duty = SimulatedOperator(running.desk.alarms, seed=7)
    for number, priority in enumerate(("low", "medium", "high", "critical", "low", "low")):
        running.give(
            c.RaiseAlarm(
                alarm_id=f"A{number}", sensor_id="smoke-1", channel="battery", rule="smoke_battery",
                priority=priority, value=9.0, limit=15.0,  # type: ignore[arg-type]
            ),
            by=WATCH,
        )  # fmt: skip
    running.give(c.ShelveAlarm(alarm_id="A4", until_ms=NOON_MS + SECOND, note="x"))
    running.give(c.UnshelveAlarm(alarm_id="A4"))
    for number in range(5):  # the last one is still active
        running.give(c.ClearAlarm(alarm_id=f"A{number}", value=90.0), by=WATCH)
    assert not list(duty.due(NOON_MS + MINUTE))
    seen = [command.alarm_id for command in duty.due(NOON_MS + 60 * MINUTE)]
    assert seen == ["A0", "A1"]


def test_alarms_back_to_normal_do_not_accumulate(two_hours: County) -> None:
    returned = [a for a in two_hours.desk.alarms.values() if a.state is AlarmState.RETURNED]
    assert not [a for a in returned if a.priority == "low" and two_hours.now_ms - a.cleared_ms > 15 * MINUTE]
    assert any(isinstance(record.body, r.AlarmAcknowledged) for record in two_hours.log)


def test_events_changed_by_a_person_are_left_to_people_except_for_their_unit(small_county: Path) -> None:
    county = County(small_county)
    county.run(30)
    waiting = [event for event in county.desk.events.values() if event.state is State.REPORTED]
    mine, sent = waiting[0].id, waiting[1].id
    county.give(c.FileEvent(event_id=mine), for_=PERSON, at_ms=county.now_ms)
    county.give(c.FileEvent(event_id=sent), for_=PERSON, at_ms=county.now_ms)
    county.give(c.DispatchEvent(event_id=sent, unit="city_management"), for_=PERSON, at_ms=county.now_ms)
    county.run(2_400)
    assert county.desk.events[mine].state is State.FILED
    assert county.desk.events[sent].state is State.FED_BACK


def test_a_unit_that_a_person_acts_for_is_not_simulated(small_county: Path) -> None:
    county = County(small_county)
    county.run(30)
    mine = next(event.id for event in county.desk.events.values() if event.state is State.REPORTED)
    sent = c.DispatchEvent(event_id=mine, unit="market")
    for body in (c.FileEvent(event_id=mine), sent, c.AcceptTask(event_id=mine)):
        county.give(body, for_=PERSON, at_ms=county.now_ms)
    county.run(2_400)
    assert county.desk.events[mine].state is State.HANDLING


def test_steps_that_could_not_be_stored_are_repeated(small_county: Path) -> None:
    county = County(small_county)
    county.run(60)
    lost: set[str] = set()
    for _ in range(200):  # the disk is full: no command is executed
        lost |= {command.id for command in county.demo.due(county.now_ms).commands if ":Report" not in command.id}
        county.now_ms += 5 * SECOND
    assert lost
    county.run(300)
    assert lost <= {record.command_id for record in county.log}


def test_staff_follow_new_events_while_old_ones_are_archived(small_county: Path) -> None:
    county = County(small_county)
    county.run(60)
    for event_id in [event.id for event in county.desk.events.values() if not event.open]:
        del county.desk.events[event_id]
    known = set(county.desk.events)
    county.run(1_800)
    new = {record.body.event_id for record in county.log if isinstance(record.body, r.EventReported)} - known
    filed = {record.body.event_id for record in county.log if isinstance(record.body, r.EventFiled)}
    assert new & filed


def test_steps_are_due_by_when_the_last_one_happened_while_they_lag_behind_the_clock_that_records_them() -> None:
    steps = ("EventReported", "EventFiled", "EventDispatched", "TaskAccepted")
    timeline = tuple(TimelineEntry(step, NOON_MS, NOON_MS + 60 * MINUTE, SIMULATED, "") for step in steps)
    arrived = TimelineEntry("UnitArrived", NOON_MS, NOON_MS + 60 * MINUTE, AUTOMATION.id, "")
    event = Event(
        id="E", state=State.HANDLING, subclass="exposed_garbage", title="垃圾", source="hotline", level="general",
        x_m=0.0, y_m=0.0, division="", reporter="", sensor_id="", alarm_id="", happened_ms=NOON_MS,
        timeline=(*timeline, arrived),
    )  # fmt: skip
    work = dict.fromkeys(("feed_back", "suspend", "extend"), ("好",))
    staff = Staff({"E": event}, (), catalog.load(), lambda event: [], work, seed=1)
    assert not list(staff.due(NOON_MS))
    assert list(staff.due(NOON_MS + 10 * MINUTE))


def test_when_a_step_is_due_is_drawn_once_and_again_when_something_has_happened() -> None:
    looked: list[int] = []

    class ReadTimeline(tuple[TimelineEntry, ...]):
        def __reversed__(self) -> Iterator[TimelineEntry]:
            looked.append(len(self))
            return iter(self[::-1])

        def __iter__(self) -> Iterator[TimelineEntry]:
            looked.append(len(self))
            return super().__iter__()

    steps = ("EventReported", "EventFiled", "EventDispatched", "TaskAccepted")
    timeline = ReadTimeline(TimelineEntry(step, NOON_MS, NOON_MS, SIMULATED, "") for step in steps)
    event = Event(
        id="E", state=State.HANDLING, subclass="exposed_garbage", title="垃圾", source="hotline", level="general",
        x_m=0.0, y_m=0.0, division="", reporter="", sensor_id="", alarm_id="", happened_ms=NOON_MS, timeline=timeline,
    )  # fmt: skip
    events = {"E": event}
    staff = Staff(events, (), catalog.load(), lambda event: [], {}, seed=1)
    counts = []
    for second in range(3):
        assert not list(staff.due(NOON_MS + second * SECOND))
        counts.append(len(looked))
    assert counts[0] == counts[2] > 0
    noted = TimelineEntry("EventNoted", NOON_MS, NOON_MS, SIMULATED, "")
    events["E"] = replace(event, timeline=ReadTimeline((*timeline, noted)))
    looked.clear()
    assert not list(staff.due(NOON_MS + 4 * SECOND))
    assert looked


def test_after_a_start_a_full_desk_is_looked_through_in_portions_the_oldest_events_first() -> None:
    looked: list[str] = []

    class LookedThrough(dict[str, Event]):
        def get(self, subject: str, default: Any = None) -> Any:
            looked.append(subject)
            return super().get(subject, default)

    reported = TimelineEntry("EventReported", NOON_MS, NOON_MS, "王芳", "")
    event = Event(
        id="E", state=State.FILED, subclass="exposed_garbage", title="垃圾", source="hotline", level="general", x_m=0.0,
        y_m=0.0, division="", reporter="", sensor_id="", alarm_id="", happened_ms=NOON_MS, timeline=(reported,),
    )  # fmt: skip
    events = LookedThrough({f"E{number}": replace(event, id=f"E{number}") for number in range(2_500)})
    staff = Staff(events, (), catalog.load(), lambda event: [], {}, seed=7)
    for portions in (1, 2, 3, 3):
        looked.clear()
        assert list(staff.due(NOON_MS)) == []
        assert looked == list(events)[: portions * FOLLOWED_EACH]


def test_days_without_the_backend_are_not_simulated_afterwards(small_county: Path) -> None:
    county = County(small_county)
    county.run(120)
    events, readings = len(county.desk.events), len(county.column("value"))
    county.now_ms += 3 * 86_400_000
    county.run(60)
    assert len(county.desk.events) < events + 10
    assert len(county.column("value")) < readings + 5 * len(county.channels)
    assert (county.column("at_ms")[readings:] > county.now_ms - 10 * MINUTE).all()


def test_a_clock_set_back_makes_no_sensor_stale(small_county: Path) -> None:
    county = County(small_county)
    county.run(120)
    county.now_ms -= 3_600_000
    events, readings = len(county.desk.events), len(county.column("value"))
    due = [county.demo.due(county.now_ms + second * SECOND) for second in range(400)]
    assert events
    assert sum(isinstance(command.body, c.ReportEvent) for step in due for command in step.commands) > 3
    reporting = np.unique(np.concatenate([columns.key for step in due for columns in step.columns]))
    assert len(reporting) > 0.9 * len(np.unique(county.column("channel")[:readings]))


def test_a_restarted_demo_neither_seeds_again_nor_repeats_ids(small_county: Path) -> None:
    county = County(small_county)
    county.run(300)
    events, records = len(county.desk.events), len(county.log)
    county.demo = county.traffic()
    county.run(300)
    assert len(county.desk.events) - events < 40
    before = {record.command_id for record in county.log[:records]}
    after = [record.command_id for record in county.log[records:]]
    assert len(after) == len(set(after)) > 10
    assert not before & set(after)


def test_any_kind_of_sensor_fills_up_if_its_row_defines_it() -> None:
    curves = {"air": {"humidity": Curve(fills_per_h=(3.0, 9.0))}}
    sensors, tables = (Sensor("n", "air", "n", 0.0, 0.0, "v"),), catalog.load()
    channels = ChannelTable.of(sensors, tables.sensor_kinds)
    signals = Signals(sensors, tables, channels, seed=7, curves=curves)
    got = [signals.due(NOON_MS + minute * MINUTE) for minute in range(90)]
    value = np.concatenate([batch.value[batch.quality == Quality.GOOD] for batch in got if batch is not None])
    assert (np.diff(value) >= 0).all()
    assert value[-1] > value[0]


def test_sensors_with_real_data_are_not_simulated(small_county: Path) -> None:
    county = County(small_county)
    sensor = next(sensor for sensor, channel in county.channels.rows if channel == "pm25")
    county.demo.stop_simulating([sensor, "unknown"])
    county.run(300)
    theirs = {number for key, number in county.channels.number.items() if key[0] == sensor}
    assert not theirs & set(county.column("channel").tolist())
