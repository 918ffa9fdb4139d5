"""A day at any speed is the same day: the same alarms with the same numbers at the same times in the same order.

The day is two hours of twenty bins: some fill up and are emptied, some become stale and recover, one sends
nothing, some report while the rules treat them as stale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from county.authority import SIMULATION
from county.clock import ManualClock, PacedClock
from county.package.open import CountyPackage
from county.records import AlarmCleared, AlarmRaised, AlarmRecord
from county.sensing import ChannelTable, Readings
from services.desk import Desk
from services.intake.base import IntakeBatch
from services.loop.beat import HEARTBEAT_MS
from services.simulation.sources import SimulatedSources
from services.simulation.traffic import DemoTraffic
from tests.memory_realm import ManualMonotonic, MemoryRealm
from tests.square_county import write_square_county
from tests.unit.drill_realm import DrillRealm
from tests.unit.running_desk import NOON_MS

HOURS = 2
END_MS = NOON_MS + HOURS * 3_600_000
BINS = 20
MINUTE_MS = 60_000
Alarms = list[tuple[AlarmRecord, str, int, int]]


class Bins:
    """Twenty bins that report once a minute, each at its own second."""

    principal = SIMULATION

    def __init__(self, channels: ChannelTable) -> None:
        self._number = [channels.number[f"bin-{i}", "fill"] for i in range(BINS)]

    def due(self, now_ms: int) -> IntakeBatch:
        second = (now_ms - NOON_MS) // 1_000
        minute = second // 60
        speaking = [
            i for i in range(BINS)
            if second % 60 == 3 * i and not self._silent(i, minute)
        ]  # fmt: skip
        if not speaking:
            return IntakeBatch()
        n = len(speaking)
        return IntakeBatch(columns=(
            Readings(
                [self._number[i] for i in speaking], [now_ms] * n, [self._fill(i, minute) for i in speaking], [0] * n
            ),
        ))  # fmt: skip

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        pass

    @staticmethod
    def _silent(i: int, minute: int) -> bool:
        """Bin 7 never reports, every fifth one stops for half an hour, bin 3 from the beginning."""
        return i == 7 or (i % 5 == 3 and (minute + 5 - i) % 60 < 30)

    @staticmethod
    def _fill(i: int, minute: int) -> float:
        return float((minute * (1 + i % 4) + 9 * i) % 110)


def realm(folder: Path, clock: Any, monotonic: ManualMonotonic) -> MemoryRealm:
    return MemoryRealm(
        CountyPackage(write_square_county(folder / "county", sensors=BINS)), clock=clock, monotonic=monotonic,
        intakes=lambda desk, channels: [Bins(channels)],
    )  # fmt: skip


def alarms_of(running: MemoryRealm) -> Alarms:
    """Every alarm record up to the end of the day, without its place in the journal."""
    return [
        (record.body, record.command_id, record.happened_ms, record.recorded_ms)
        for record in running.records()
        if isinstance(record.body, AlarmRecord) and record.recorded_ms <= END_MS
    ]


def paced(folder: Path, rate: float, pace: Callable[[PacedClock, int], None] = lambda clock, turn: None) -> Alarms:
    """The day with a clock that runs at ``rate``; ``pace`` may change that at each iteration."""
    monotonic = ManualMonotonic()
    clock = PacedClock(NOON_MS, rate=rate, monotonic=monotonic)
    running = realm(folder, clock, monotonic)
    turn = 0
    while clock.now_ms() <= END_MS + 1_000:
        pace(clock, turn)
        running.turn()
        turn += 1
    running.turn(600)
    assert max_gap(running) <= HEARTBEAT_MS
    return alarms_of(running)


def silences(alarms: Alarms) -> dict[str, str]:
    """The bin of each alarm of silence of those that begin silent: bin 3 for half an hour, bin 7 for ever."""
    raised = (body for body, *_ in alarms if isinstance(body, AlarmRaised) and body.rule == "bin_silent")
    return {body.alarm_id: body.sensor_id for body in raised if body.sensor_id in ("bin-3", "bin-7")}


def without_silences(alarms: Alarms) -> Alarms:
    return [alarm for alarm in alarms if alarm[0].alarm_id not in silences(alarms)]


def max_gap(running: MemoryRealm) -> int:
    times = [at_ms for at_ms, _ in running.beats()]
    return int(np.diff(times).max())


@cache
def by_hand(folder: Path) -> Alarms:
    """The day with a clock that is advanced second by second, one iteration each."""
    clock = ManualClock(NOON_MS)
    running = realm(folder, clock, ManualMonotonic())
    for _ in range(HOURS * 3_600):
        clock.advance(1_000)
        running.turn()
    return alarms_of(running)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Alarms:
    return by_hand(tmp_path_factory.mktemp("day"))


def test_the_day_has_full_stale_and_recovered_bins(day: Alarms) -> None:
    raised = Counter(body.rule for body, *_ in day if isinstance(body, AlarmRaised))
    assert raised["bin_full"] > 25
    assert raised["bin_silent"] > 6
    assert sum(isinstance(body, AlarmCleared) for body, *_ in day) > 30


def test_a_day_at_sixty_times_speed_raises_the_same_alarms(day: Alarms, tmp_path: Path) -> None:
    assert paced(tmp_path, 60.0) == day


def test_a_day_at_normal_speed_raises_the_same_alarms(day: Alarms, tmp_path: Path) -> None:
    """The first hour of the day, 36,000 beats."""
    end_ms = NOON_MS + 3_600_000
    clock = ManualClock(NOON_MS)
    running = realm(tmp_path, clock, ManualMonotonic())
    while clock.now_ms() < end_ms:
        clock.advance(HEARTBEAT_MS)
        running.turn()
    hour = [alarm for alarm in day if alarm[-1] <= end_ms]
    assert len({body.rule for body, *_ in hour if isinstance(body, AlarmRaised)}) == 2
    assert alarms_of(running) == hour


def test_a_day_at_varying_speed_with_pauses_raises_the_same_alarms(day: Alarms, tmp_path: Path) -> None:
    """At a quarter of its pace for a while in each hour, at other paces in between, with pauses of half a minute."""

    def pace(clock: PacedClock, turn: int) -> None:
        match turn % 700:
            case 0:
                clock.set_rate(0.25)
            case 150:
                clock.set_rate(0)
            case 450:
                clock.set_rate(37.5)
            case 500:
                clock.set_rate(60)

    assert paced(tmp_path, 1.0, pace) == day


def test_a_commanded_jump_gives_the_same_alarms_as_the_elapsed_time(day: Alarms, tmp_path: Path) -> None:
    def pace(clock: PacedClock, turn: int) -> None:
        if turn in (40, 60, 80):
            clock.jump(clock.now_ms() + 30 * MINUTE_MS)

    assert paced(tmp_path, 60.0, pace) == day


def test_a_jump_ordered_in_a_drill_gives_the_same_alarms_as_the_elapsed_time_with_no_heartbeat_late(
    day: Alarms, tmp_path: Path
) -> None:
    package = CountyPackage(write_square_county(tmp_path / "county", sensors=BINS))
    drill = DrillRealm(package, intakes=lambda desk, channels: [Bins(channels)])
    for rate in (60.0, 0.0, 1.0):
        drill.wait(20_000)
        drill.set_rate(rate)
        drill.settle(drill.jump_by(30 * MINUTE_MS))
    drill.monotonic.cost_ms = 0.2  # of each reading of the clock: an iteration takes about 2 ms
    drill.settle(drill.jump_by(END_MS + 1_000 - drill.now_ms))
    drill.turn(50)
    found = alarms_of(drill.realm)
    assert without_silences(found) == without_silences(day)
    assert {*silences(day).values()} == {"bin-3", "bin-7"}
    assert {*silences(found).values()} == {"bin-3"}, "what never sent anything is not silent in a drill"
    assert max_gap(drill.realm) <= HEARTBEAT_MS + 5


def test_a_stale_alarm_is_raised_at_the_first_step_after_its_limit(day: Alarms, tmp_path: Path) -> None:
    running = realm(tmp_path, ManualClock(NOON_MS), ManualMonotonic())
    stale_ms = round(1_000 * running.catalog.sensor_kinds["bin"].stale_s)
    clock = running.clock
    assert isinstance(clock, ManualClock)
    while clock.now_ms() < NOON_MS + stale_ms + 2_000:
        clock.advance(6_000)  # sixty times
        running.turn(6)
    never = [record for record in running.records() if isinstance(record.body, AlarmRaised)
             and record.body.sensor_id == "bin-7"]  # fmt: skip
    assert [record.happened_ms for record in never] == [NOON_MS + 1_000 + stale_ms + 1_000]


def test_simulated_traffic_is_the_same_at_any_speed(small_county: Path) -> None:
    """Twenty minutes of the demo: reports, staff, sensors and alarms."""
    package = CountyPackage(small_county)
    logs = []
    for beat_ms, beats in ((1_000, 1_200), (6_000, 200)):
        clock = ManualClock(NOON_MS)

        def demo(desk: Desk, channels: ChannelTable) -> list[DemoTraffic]:
            sources = SimulatedSources(package, package.catalog, channels, 7)
            return [DemoTraffic(
                sources, desk.events, desk.alarms, of_sensors=desk.sensor_events(), realm="live", rank=desk.ranked
            )]

        running = MemoryRealm(package, clock=clock, monotonic=ManualMonotonic(), intakes=demo)
        for _ in range(beats):
            clock.advance(beat_ms)
            running.turn(beat_ms // 1_000)
        logs.append([(r.happened_ms, r.recorded_ms, r.command_id, r.by, r.for_, r.body) for r in running.records()])
    assert len(logs[0]) > 400
    assert logs[0] == logs[1]
