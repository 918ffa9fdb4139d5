"""The background of a drill: sensors that no inject feeds measure calmly, it rains as the scenario says, and people
report what belongs to no inject."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from county.catalog import load
from county.clock import ManualClock
from county.drill import loading
from county.drill.background import Rainfall, parse_traffic
from county.drill.inject_run import HoldInject
from county.drill.scenario import Weather
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.records import AlarmRaised, EventReported, Record
from county.sensing import ChannelTable
from county.sensors import Sensor
from county.streams import Columns
from services.drill.background import DrillBackground
from services.drill.package_county import PackageForDrills
from services.simulation.baselines import Baselines
from services.watch import Watch
from tests.drill_scenario import TEXT
from tests.memory_realm import MemoryRealm
from tests.tiny_county import write_tiny_county
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE, DrillDay, tiny_package

HOUR = 60 * MINUTE
SILENT = TEXT + "\n[background]\nreadings = false\n"
RAIN = TEXT + "\n[weather]\nrain_mm = [[0, 0], [30, 12], [60, 30]]\n"
TRAFFIC = TEXT.replace('duration = "PT3H"', 'duration = "PT3H"\nbackground_traffic = "demo:seed=7:rate=0.5"')


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


def played(package: CountyPackage, text: str, until_ms: int, rate: float = 60) -> DrillDay:
    day = DrillDay(package, text, before_ms=10 * MINUTE)
    day.start()
    assert day.give("zhou", SetClockRate(rate=rate)) == ""
    day.pass_to(until_ms)
    return day


def alarms(day: DrillDay) -> list[str]:
    return [record.body.rule for record in day.realm.records() if isinstance(record.body, AlarmRaised)]


def reports(day: DrillDay) -> list[Record[Any]]:
    return [record for record in day.realm.records() if record.command_id.startswith("background:")]


def channel(day: DrillDay, sensor: str, key: str, from_ms: int = 0, to_ms: int = 1 << 60) -> Columns:
    number = ChannelTable.of(day.realm.package.sensors, day.realm.package.catalog.sensor_kinds).number[sensor, key]
    return day.realm.history.between("readings", number, from_ms, to_ms, 10_000)


def test_no_sensor_falls_silent_in_a_drill_though_no_inject_feeds_it(package: CountyPackage) -> None:
    """Held, so that it feeds none: it is the only one of the scenario."""
    day = DrillDay(package, before_ms=10 * MINUTE)
    day.start()
    assert day.give("zhou", HoldInject(drill=DRILL.id, inject_id="I01")) == ""
    assert day.give("zhou", SetClockRate(rate=60)) == ""
    day.pass_to(150 * MINUTE)
    assert alarms(day) == []


def test_all_sensors_measure_when_the_scenario_is_accepted_before_the_start(package: CountyPackage) -> None:
    day = DrillDay(package)
    assert day.load() == ""
    assert day.run.state == "checked"
    day.wait(1_000)
    rows = len(ChannelTable.of(package.sensors, package.catalog.sensor_kinds).rows)
    assert len(day.realm.history.newest("readings")) == rows


def test_a_scenario_can_do_without_it(package: CountyPackage) -> None:
    assert {"bin_silent", "air_silent"} & {*alarms(played(package, SILENT, 150 * MINUTE))}


def test_a_channel_that_an_inject_feeds_has_its_values_alone_and_then_keeps_the_last_one(
    package: CountyPackage,
) -> None:
    """From 5 to 25 minutes it rises from 12 to 95 %, which is an alarm that does not end by itself."""
    day = played(package, TEXT, 60 * MINUTE)
    begun_ms = BEGINS_MS + day.deliveries()[0][1]
    fed = channel(day, "bin-1", "fill", begun_ms, begun_ms + 20 * MINUTE)
    assert fed.at_ms.tolist() == [begun_ms + n * MINUTE for n in range(21)]
    after = channel(day, "bin-1", "fill", begun_ms + 20 * MINUTE + 1)
    assert len(after) > 20
    assert {*after["value"].tolist()} == {95.0}
    assert alarms(day) == ["bin_full"]


def test_after_a_restart_it_goes_on_with_the_same_values(package: CountyPackage) -> None:
    def values(day: DrillDay) -> dict[int, float]:
        found = channel(day, "air-1", "pm25", BEGINS_MS, BEGINS_MS + 40 * MINUTE)
        return dict(zip(found.at_ms.tolist(), found["value"].tolist(), strict=True))

    whole, broken = played(package, TEXT, 41 * MINUTE), played(package, TEXT, 20 * MINUTE)
    broken.restart()
    broken.wait(1_000)
    assert broken.give("zhou", SetClockRate(rate=20)) == ""
    broken.pass_to(41 * MINUTE)
    assert len(values(whole)) == 40
    assert values(broken).items() < values(whole).items(), "but for the time that was reserved and did not pass"
    assert len(values(broken)) > 30
    assert channel(broken, "bin-1", "fill")["value"].tolist()[-1] == 95.0


def test_rain_gauges_measure_the_rain_of_the_hour_before(package: CountyPackage) -> None:
    day = played(package, RAIN, 125 * MINUTE)
    found = channel(day, "air-1", "rain", BEGINS_MS)
    rain = {(at_ms - BEGINS_MS) // MINUTE: mm for at_ms, mm in zip(found.at_ms.tolist(), found["value"], strict=True)}
    assert rain[14] == pytest.approx(12 / 30 * 15, abs=0.5)
    assert rain[59] == pytest.approx(42, abs=1.1)
    assert rain[89] == pytest.approx(30, abs=1.1)
    assert rain[121] == 0.0


def test_no_gauge_measures_more_rain_than_it_can(package: CountyPackage) -> None:
    day = played(package, TEXT + "\n[weather]\nrain_mm = [[30, 500], [60, 500]]\n", 62 * MINUTE)
    assert channel(day, "air-1", "rain", BEGINS_MS)["value"].max() == 300.0


def test_rain_falls_evenly_within_each_step() -> None:
    rain = Rainfall(Weather(rain_mm=((0, 4), (30, 18), (60, 42), (90, 61))))
    assert [rain.in_hour(minute * MINUTE) for minute in (-30, 0, 15, 60, 90, 120, 150)] == pytest.approx(
        [0, 4, 13, 60, 103, 61, 0]
    )


def test_reports_of_no_inject_come_and_are_told_from_others(package: CountyPackage) -> None:
    day = played(package, TRAFFIC, 60 * MINUTE)
    found = reports(day)
    assert 20 < len(found) < 100
    assert all(isinstance(record.body, EventReported) for record in found)
    assert all(record.body.event_id.startswith("演") and record.for_.startswith("模拟·") for record in found)
    assert [id for id, _ in day.deliveries()] == ["I01", "I02", "I03"], "the injects come as without"


def test_the_same_reports_come_at_the_same_times_at_any_speed_and_once_also_after_a_restart(
    package: CountyPackage,
) -> None:
    def told(day: DrillDay) -> list[tuple[int, str, str]]:
        until_ms = BEGINS_MS + 20 * MINUTE
        return [(r.happened_ms, r.body.event_id, r.body.title) for r in reports(day) if r.happened_ms <= until_ms]

    fast, slow, broken = (played(package, TRAFFIC, until, rate) for until, rate in (
        (21 * MINUTE, 60), (21 * MINUTE, 20), (9 * MINUTE, 60)
    ))  # fmt: skip
    broken.restart()
    broken.wait(1_000)
    assert broken.give("zhou", SetClockRate(rate=60)) == ""
    broken.pass_to(21 * MINUTE)
    assert len(told(fast)) > 5
    assert told(fast) == told(slow) == told(broken)


def test_readings_and_reports_come_until_they_are_stored(package: CountyPackage) -> None:
    background = background_of(package, TRAFFIC)
    background.begin(BEGINS_MS)
    now_ms = BEGINS_MS + 5 * MINUTE

    def due() -> tuple[list[list[float]], list[str]]:
        found = background.readings(now_ms, BEGINS_MS, ())
        return [rows["value"].tolist() for rows in found], [command.id for command in background.commands(now_ms)]

    given = due()
    assert given[0]
    assert given[1]
    assert due() == given, "they were not stored"
    background.stored(now_ms)
    assert due() == ([], [])


def test_the_longest_drill_with_the_most_reports_begins_at_once(package: CountyPackage) -> None:
    text = TRAFFIC.replace("PT3H", "P999D").replace("rate=0.5", "rate=10")
    background = background_of(package, text)
    background.begin(BEGINS_MS)
    assert background.next_ms is not None
    assert background.next_ms > BEGINS_MS


def test_rain_is_that_of_the_hour_before_the_reading_at_any_speed(package: CountyPackage) -> None:
    catalog, [gauge] = package.catalog, [sensor for sensor in package.sensors if sensor.id == "air-1"]
    channels = ChannelTable.of([gauge], catalog.sensor_kinds)
    baselines = Baselines([gauge], catalog, channels, seed=3)
    number = channels.number["air-1", "rain"]
    found = baselines.due(BEGINS_MS + 777_777, lambda at_ms: (at_ms - BEGINS_MS) / 100_000)
    assert found is not None
    [row] = [n for n, channel in enumerate(found.channel.tolist()) if channel == number]
    assert found["value"][row] == pytest.approx((int(found.at_ms[row]) - BEGINS_MS) / 100_000, abs=0.051)
    assert found.at_ms[row] < BEGINS_MS + 777_777


def background_of(package: CountyPackage, text: str) -> DrillBackground:
    """Of the scenario; no reading was stored before."""
    scenario = loading.load(text.encode(), "night.toml").scenario
    assert scenario is not None
    channels = ChannelTable.of(package.sensors, package.catalog.sensor_kinds)
    return DrillBackground(scenario, PackageForDrills(package), channels, no_rows, DRILL.id)


def no_rows(numbers: NDArray[np.intp]) -> Columns:
    raise AssertionError("no inject held a channel")


@pytest.mark.parametrize("text", ["noise", "demo:rate=0", "demo:rate=99", "demo:rate=0.3:seed=7", "demo:seed=x"])
def test_other_words_for_the_traffic_are_no_traffic(text: str) -> None:
    with pytest.raises(ValueError, match="is no background traffic"):
        parse_traffic(text, 1)


def test_the_traffic_has_the_seed_of_the_scenario_unless_it_states_one() -> None:
    assert parse_traffic("demo:seed=7:rate=0.3", 1) == (7, 0.3)
    assert parse_traffic("demo", 5) == (5, 1.0)
    assert parse_traffic("", 5) is None


def test_calm_readings_raise_no_alarm_of_any_kind_of_sensor_in_a_whole_day() -> None:
    catalog = load()
    sensors = [
        Sensor(f"{kind}-{n}", kind, kind, 0.0, 0.0, "") for kind in catalog.sensor_kinds for n in range(30)
    ]  # fmt: skip
    channels = ChannelTable.of(sensors, catalog.sensor_kinds)
    baselines, watch = Baselines(sensors, catalog, channels, seed=3), Watch(channels, catalog, sensors, realm="drill:1")
    watch.restore({})
    found = []
    for now_ms in range(BEGINS_MS, BEGINS_MS + 24 * HOUR, MINUTE):
        found += watch.tick(now_ms, 10_000).commands
        readings = baselines.due(now_ms, lambda at_ms: 0.0)
        baselines.stored(now_ms)
        if readings is not None:
            found += watch.judge(watch.graded(readings), now_ms)
    assert found == []


def test_a_drill_of_a_real_county_has_it_and_its_live_realm_has_none(tmp_path: Path) -> None:
    real = write_tiny_county(tmp_path / "county", approximate=True)
    assert not real.manifest.synthetic
    day = played(real, TRAFFIC, 12 * MINUTE)
    assert len(channel(day, "air-1", "pm25", BEGINS_MS)) >= 11
    assert reports(day)
    clock = ManualClock(BEGINS_MS)
    realm = MemoryRealm(real, clock=clock)
    realm.turn()
    clock.advance(12 * MINUTE)
    realm.turn(4)
    assert len(realm.history.newest("readings")) == 0
    assert not [record for record in realm.records() if isinstance(record.body, EventReported)]
