"""The backend's clock: a clock change or a suspended machine makes no sensor stale; commanded jumps of realm time
count as elapsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.clock import ManualClock, PacedClock
from county.package.open import CountyPackage
from tests.adjustable_clock import AdjustableClock
from tests.memory_realm import ManualMonotonic, MemoryRealm
from tests.square_county import write_square_county
from tests.unit.running_desk import NOON_MS

HOUR_MS = 3_600_000


@pytest.fixture
def package(tmp_path: Path) -> CountyPackage:
    return CountyPackage(write_square_county(tmp_path / "county", sensors=3))


def pass_time(realm: MemoryRealm, clock: ManualClock, seconds: int) -> None:
    for _ in range(seconds):
        clock.advance(1_000)
        realm.turn(2)


@pytest.mark.parametrize("by_ms", [3 * HOUR_MS, -3 * HOUR_MS])
def test_a_clock_change_makes_no_sensor_stale_and_stale_sensors_are_still_detected(
    package: CountyPackage, by_ms: int
) -> None:
    clock = AdjustableClock(NOON_MS)
    realm = MemoryRealm(package, clock=clock, monotonic=ManualMonotonic())
    pass_time(realm, clock, 60)
    clock.adjust(by_ms)
    pass_time(realm, clock, 60)
    assert realm.desk.alarms == {}
    assert "the clock was set, or the machine slept" in realm.messages.texts
    pass_time(realm, clock, 600)
    assert {alarm.rule for alarm in realm.desk.alarms.values()} == {"bin_silent"}


def test_a_commanded_jump_of_realm_time_counts_as_elapsed_time(package: CountyPackage) -> None:
    monotonic = ManualMonotonic()
    clock = PacedClock(NOON_MS, monotonic=monotonic)
    realm = MemoryRealm(package, clock=clock, monotonic=monotonic)
    realm.turn(30)
    clock.jump(clock.now_ms() + HOUR_MS)
    realm.turn(4_000)
    assert len(realm.desk.alarms) == 3
    raised = [record for record in realm.records() if type(record.body).__name__ == "AlarmRaised"]
    stale_ms = round(1_000 * realm.catalog.sensor_kinds["bin"].stale_s)
    assert {record.happened_ms for record in raised} == {NOON_MS + 1_000 + stale_ms + 1_000}, "each at its own moment"


def test_recorded_time_never_decreases_when_the_clock_is_set_back(package: CountyPackage) -> None:
    clock = AdjustableClock(NOON_MS)
    realm = MemoryRealm(package, clock=clock, monotonic=ManualMonotonic())
    pass_time(realm, clock, 700)
    clock.adjust(-HOUR_MS)
    pass_time(realm, clock, 700)
    recorded = [record.recorded_ms for record in realm.records()]
    assert recorded == sorted(recorded)
    assert len(recorded) > 3
