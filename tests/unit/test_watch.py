"""The watch: raises by the rules, clears with hysteresis, ignores faulty sensors, and follows the desk's alarms."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from county import catalog, numbering
from county import commands as c
from county import records as r
from county.alarms import AlarmState
from county.authority import WATCH
from county.rules import FUTURE_MS
from county.sensing import ChannelTable, Quality, Readings
from county.sensors import Sensor
from services.loop.commit_group import InternalCommand
from services.store.ports import StoreFailed
from tests.unit.running_desk import NOON_MS, PORTION, RunningDesk, StubCounty

SENSORS = (
    Sensor("bin-1", "bin", "b", 1_000.0, 1_000.0, "v"),
    Sensor("smoke-1", "smoke", "s", 2_000.0, 2_000.0, "v"),
    Sensor("slope-1", "geohazard", "g", 2_000.0, 2_000.0, "v"),
    Sensor("river-1", "water", "w", 2_000.0, 2_000.0, "v"),
    Sensor("cam-1", "video", "c", 2_000.0, 2_000.0, "v"),
)
CHANNELS = ChannelTable.of(SENSORS, catalog.load().sensor_kinds)
MINUTE = 60_000
FULL = StoreFailed("disk_full", "no space")


class SensorPlaces(StubCounty):
    """A county with other sensors."""

    def __init__(self, sensors: tuple[Sensor, ...]) -> None:
        self.sensors = sensors


class Watched(RunningDesk):
    """A desk with a watch over five sensors; the watch's commands are observed as alarm records."""

    def __init__(self, sensors: tuple[Sensor, ...] = SENSORS) -> None:
        super().__init__(place=SensorPlaces(sensors))

    def receive(
        self, *values: float, sensor: str = "bin-1", channel: str = "fill", at_ms: int = NOON_MS, step_ms: int = 1_000,
        quality: Quality = Quality.GOOD, now_ms: int | None = None,
    ) -> list[type]:  # fmt: skip
        """Readings in one batch, ``step_ms`` apart."""
        n = len(values)
        readings = Readings(
            np.full(n, self.channels.number[sensor, channel], dtype=np.uint32),
            at_ms + step_ms * np.arange(n, dtype=np.int64),
            np.array(values),
            np.full(n, quality, dtype=np.uint8),
        )
        now_ms = int(readings.at_ms[-1]) if now_ms is None else now_ms
        return alarm_records(self.read(readings, now_ms=now_ms))

    def wait(self, now_ms: int) -> list[type]:
        """Time advances to ``now_ms``."""
        return alarm_records(self.tick(now_ms))

    def states(self) -> list[AlarmState]:
        return [alarm.state for alarm in self.desk.alarms.values()]


def alarm_records(records: list[r.Record]) -> list[type]:
    return [type(record.body) for record in records if isinstance(record.body, r.AlarmRecord)]


def test_a_bin_at_80_percent_raises_once_and_clears_below_70() -> None:
    w = Watched()
    assert w.receive(79.9) == []
    assert w.receive(80.0, at_ms=NOON_MS + 1_000) == [r.AlarmRaised]
    assert w.receive(95.0, 75.0, 70.0, 85.0, at_ms=NOON_MS + 2_000) == []
    assert w.receive(69.9, at_ms=NOON_MS + 9_000) == [r.AlarmCleared]
    assert w.states() == [AlarmState.RETURNED]


def test_an_unacknowledged_alarm_that_recurs_is_raised_under_its_old_number() -> None:
    w = Watched()
    w.receive(90.0, 10.0)
    assert w.states() == [AlarmState.RETURNED]
    assert w.receive(90.0, at_ms=NOON_MS + 5_000) == [r.AlarmRaised]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_after_acknowledging_and_clearing_a_new_alarm_begins() -> None:
    w = Watched()
    w.receive(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.AcknowledgeAlarm(alarm_id=alarm_id))
    w.receive(10.0, at_ms=NOON_MS + 2_000)
    assert not w.desk.alarms
    w.receive(90.0, at_ms=NOON_MS + 3_000)
    [again] = w.desk.alarms
    assert again != alarm_id


def test_a_reading_of_bad_quality_neither_raises_nor_clears() -> None:
    w = Watched()
    assert w.receive(99.0, quality=Quality.BAD) == []
    w.receive(90.0, at_ms=NOON_MS + 1_000)
    assert w.receive(5.0, quality=Quality.BAD, at_ms=NOON_MS + 2_000) == []


def test_played_readings_neither_raise_nor_clear_nor_count_as_received() -> None:
    w = Watched()
    assert w.receive(99.0, quality=Quality.PLAYED) == []
    w.receive(90.0, at_ms=NOON_MS + 1_000)
    assert w.receive(5.0, quality=Quality.PLAYED, at_ms=NOON_MS + 2_000) == []
    w.receive(5.0, quality=Quality.PLAYED, at_ms=NOON_MS + 11 * MINUTE)
    w.wait(NOON_MS + 11 * MINUTE)
    assert "bin_silent" in {alarm.rule for alarm in w.desk.alarms.values()}


def test_impossible_played_readings_stay_marked_as_played() -> None:
    played = Readings(
        np.zeros(2, dtype=np.uint32), np.zeros(2, dtype=np.int64), np.array([50.0, 4_000.0]),
        np.full(2, Quality.PLAYED, dtype=np.uint8),
    )  # fmt: skip
    assert list(Watched().watch.graded(played).quality) == [Quality.PLAYED] * 2


def test_an_impossible_value_raises_nothing_whatever_its_quality() -> None:
    assert Watched().receive(4_000.0) == []  # percent


def test_a_gap_is_not_zero() -> None:
    w = Watched()
    assert w.receive(float("nan"), sensor="river-1", channel="dissolved_oxygen") == []


def test_a_condition_must_hold_as_long_as_the_rule_says() -> None:
    w = Watched()
    low = {"sensor": "river-1", "channel": "ph"}
    assert w.receive(5.0, 5.0, 5.0, **low, step_ms=2 * MINUTE) == []  # 4 of 5 minutes
    assert w.receive(7.0, **low, at_ms=NOON_MS + 5 * MINUTE) == []
    assert w.receive(5.0, 5.0, **low, at_ms=NOON_MS + 6 * MINUTE, step_ms=4 * MINUTE) == []
    assert w.receive(5.0, **low, at_ms=NOON_MS + 11 * MINUTE) == [r.AlarmRaised]


def test_a_rule_below_clears_on_its_upper_side() -> None:
    w = Watched()
    assert w.receive(10.0, sensor="smoke-1", channel="battery") == [r.AlarmRaised]
    assert w.receive(18.0, sensor="smoke-1", channel="battery", at_ms=NOON_MS + 1_000) == []
    assert w.receive(21.0, sensor="smoke-1", channel="battery", at_ms=NOON_MS + 2_000) == [r.AlarmCleared]


def test_a_rule_without_hysteresis_does_not_clear_at_its_limit() -> None:
    w = Watched()
    camera = {"sensor": "cam-1", "channel": "online"}
    assert w.receive(0.0, 0.0, **camera, step_ms=2 * MINUTE) == [r.AlarmRaised]
    assert w.receive(0.5, **camera, at_ms=NOON_MS + 3 * MINUTE) == []
    assert w.receive(1.0, **camera, at_ms=NOON_MS + 4 * MINUTE) == [r.AlarmCleared]


def test_a_fast_moving_slope_is_detected_by_its_rate_not_by_noise() -> None:
    w = Watched()
    slope = {"sensor": "slope-1", "channel": "displacement"}
    noise = [20.0 + 0.3 * (i % 2) for i in range(30)]
    assert w.receive(*noise, **slope, step_ms=MINUTE) == []
    moving = [20.3 + 0.25 * i for i in range(1, 25)]  # 15 mm an hour
    assert w.receive(*moving, **slope, at_ms=NOON_MS + 30 * MINUTE, step_ms=MINUTE) == [r.AlarmRaised]
    [alarm] = w.desk.alarms.values()
    assert 10.0 <= alarm.value <= 15.1


def test_a_stale_channel_raises_and_its_next_reading_clears() -> None:
    w = Watched()
    assert w.wait(NOON_MS) == []
    w.receive(50.0, at_ms=NOON_MS + MINUTE)
    assert w.wait(NOON_MS + 5 * MINUTE) == []
    raised = w.wait(NOON_MS + 12 * MINUTE)
    silent = [a for a in w.desk.alarms.values() if a.rule == "bin_silent"]
    assert r.AlarmRaised in raised
    assert [a.state for a in silent] == [AlarmState.UNACKNOWLEDGED]
    assert silent[0].value == 660.0
    w.receive(50.0, at_ms=NOON_MS + 13 * MINUTE, quality=Quality.BAD)
    w.wait(NOON_MS + 13 * MINUTE)
    assert w.desk.alarms[silent[0].id].state is AlarmState.RETURNED


def test_staleness_counts_from_the_start_for_channels_without_data() -> None:
    w = Watched()
    assert w.wait(NOON_MS) == []
    assert w.wait(NOON_MS + 10 * MINUTE) == []
    assert r.AlarmRaised in w.wait(NOON_MS + 11 * MINUTE)


def test_an_import_of_history_raises_no_alarm() -> None:
    w = Watched()
    assert w.receive(99.0, at_ms=NOON_MS - 3_600_000, now_ms=NOON_MS) == []


def test_a_reading_from_a_fast_clock_neither_raises_nor_blocks_later_ones() -> None:
    w = Watched()
    assert w.receive(99.0, at_ms=NOON_MS + 86_400_000, now_ms=NOON_MS) == []
    assert w.receive(99.0, at_ms=NOON_MS + 1_000) == [r.AlarmRaised]


@pytest.mark.parametrize("ahead_ms", [1_000, MINUTE, FUTURE_MS])
def test_a_reading_dated_ahead_is_judged_as_of_its_arrival_and_blinds_its_sensor_for_no_moment(ahead_ms: int) -> None:
    w = Watched()
    assert w.receive(90.0, at_ms=NOON_MS + ahead_ms, now_ms=NOON_MS) == [r.AlarmRaised]
    [alarm] = w.desk.alarms.values()
    assert alarm.raised_ms == NOON_MS
    assert w.receive(10.0, at_ms=NOON_MS, now_ms=NOON_MS) == [r.AlarmCleared]
    assert w.receive(90.0, at_ms=NOON_MS + 500, now_ms=NOON_MS + 500) == [r.AlarmRaised]


@pytest.mark.parametrize("ahead_ms", [MINUTE, FUTURE_MS])
def test_a_sensor_whose_clock_stays_ahead_is_judged_all_the_time(ahead_ms: int) -> None:
    w, found = Watched(), []
    for second, value in enumerate([90.0, 10.0, 90.0, 10.0]):
        now_ms = NOON_MS + 1_000 * second
        found += w.receive(value, at_ms=now_ms + ahead_ms, now_ms=now_ms)
    assert found == [r.AlarmRaised, r.AlarmCleared] * 2


def test_a_condition_that_must_hold_counts_from_the_arrival_of_a_reading_dated_ahead() -> None:
    w = Watched()
    low = {"sensor": "river-1", "channel": "ph"}
    assert w.receive(5.0, **low, at_ms=NOON_MS + FUTURE_MS, now_ms=NOON_MS) == []
    assert w.receive(5.0, **low, at_ms=NOON_MS + 4 * MINUTE) == []
    assert w.receive(5.0, **low, at_ms=NOON_MS + 5 * MINUTE) == [r.AlarmRaised]


def test_readings_of_one_batch_that_are_dated_ahead_are_judged_in_the_order_of_their_times() -> None:
    w = Watched()
    ahead = {"at_ms": NOON_MS + MINUTE, "now_ms": NOON_MS}
    assert w.receive(90.0, 10.0, 90.0, **ahead) == [r.AlarmRaised, r.AlarmCleared, r.AlarmRaised]


def test_a_stored_reading_dated_ahead_does_not_blind_its_sensor_after_a_restart() -> None:
    w = Watched()
    w.listen()
    number = np.array([CHANNELS.number["bin-1", "fill"]], dtype=np.uint32)
    ahead = np.array([NOON_MS + 24 * 60 * MINUTE])
    w.watch.remember(Readings(number, ahead, np.array([50.0]), np.zeros(1, np.uint8)), NOON_MS)
    assert w.receive(90.0, at_ms=NOON_MS + 1_000) == [r.AlarmRaised]


def test_late_readings_do_not_override_newer_ones() -> None:
    w = Watched()
    w.receive(90.0, at_ms=NOON_MS)
    assert w.receive(10.0, at_ms=NOON_MS - 5_000, now_ms=NOON_MS) == []


def test_a_shelved_alarm_is_unshelved_when_its_time_expires() -> None:
    w = Watched()
    w.receive(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=NOON_MS + 9_000, note="x"))
    assert w.wait(NOON_MS + 8_999) == []
    assert w.wait(NOON_MS + 9_000) == [r.AlarmUnshelved]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_a_suppressed_alarm_is_not_raised_again_and_clears_with_its_condition() -> None:
    w = Watched()
    w.receive(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.SuppressAlarm(alarm_id=alarm_id, note="x"))
    assert w.receive(95.0, at_ms=NOON_MS + 1_000) == []
    assert w.states() == [AlarmState.SUPPRESSED]
    assert w.receive(5.0, at_ms=NOON_MS + 2_000) == [r.AlarmCleared]
    assert not w.desk.alarms


def test_a_suppression_ends_by_itself_at_its_chosen_end() -> None:
    w = Watched()
    w.receive(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.SuppressAlarm(alarm_id=alarm_id, note="x", until_ms=NOON_MS + 9_000))
    assert w.wait(NOON_MS + 8_999) == []
    w.listen()
    assert w.wait(NOON_MS + 9_000) == [r.AlarmUnsuppressed]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_a_sensor_returns_to_service_by_itself_at_its_chosen_end_and_is_judged_again() -> None:
    w = Watched()
    w.receive(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.TakeOutOfService(alarm_id=alarm_id, note="x", until_ms=NOON_MS + 9_000))
    assert w.receive(95.0, at_ms=NOON_MS + 2_000) == []
    assert w.wait(NOON_MS + 9_000) == [r.AlarmReturnedToService]
    assert w.receive(95.0, at_ms=NOON_MS + 10_000) == [r.AlarmRaised]


def test_a_sensor_out_of_service_is_not_judged_until_it_is_back() -> None:
    w = Watched()
    w.receive(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.TakeOutOfService(alarm_id=alarm_id, note="x"))
    assert w.receive(95.0, 5.0, 95.0, at_ms=NOON_MS + 2_000) == []
    w.give(c.ReturnToService(alarm_id=alarm_id), at_ms=NOON_MS + 9_000)
    assert w.receive(95.0, at_ms=NOON_MS + 10_000) == [r.AlarmRaised]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_a_watch_that_starts_again_raises_nothing_twice_and_still_clears() -> None:
    w = Watched()
    w.receive(90.0)
    w.listen()
    assert w.receive(92.0, at_ms=NOON_MS + 1_000) == []
    assert w.receive(5.0, at_ms=NOON_MS + 2_000) == [r.AlarmCleared]


def test_a_sensor_stale_before_a_restart_keeps_its_alarm_until_data_is_received() -> None:
    w = Watched()
    w.receive(50.0)
    w.wait(NOON_MS)
    w.wait(NOON_MS + 11 * MINUTE)
    [before] = [a for a in w.desk.alarms.values() if (a.sensor_id, a.rule) == ("bin-1", "bin_silent")]
    w.give(c.AcknowledgeAlarm(alarm_id=before.id))
    w.listen()
    three_days_later = NOON_MS + 3 * 86_400_000
    assert w.wait(three_days_later) == []
    assert w.desk.alarms[before.id].state is AlarmState.ACKNOWLEDGED
    w.receive(50.0, at_ms=three_days_later + 1_000)
    assert r.AlarmCleared in w.wait(three_days_later + 1_000)
    assert before.id not in w.desk.alarms


def test_no_channel_counts_as_stale_for_the_time_without_a_backend() -> None:
    w = Watched()
    w.receive(50.0)
    w.wait(NOON_MS)
    w.listen()
    assert w.wait(NOON_MS + 3 * 86_400_000) == []


def test_a_late_reading_does_not_override_judgements_before_a_restart() -> None:
    w = Watched()
    w.receive(90.0)
    w.listen()
    number = np.array([CHANNELS.number["bin-1", "fill"]], dtype=np.uint32)
    w.watch.remember(Readings(number, np.array([NOON_MS]), np.array([90.0]), np.zeros(1, np.uint8)), NOON_MS)
    assert w.receive(10.0, at_ms=NOON_MS - 5_000, now_ms=NOON_MS + 1_000) == []
    assert w.receive(10.0, at_ms=NOON_MS + 1_000) == [r.AlarmCleared]


def test_a_clock_set_ahead_makes_no_channel_stale() -> None:
    w = Watched()
    w.wait(NOON_MS)
    jump = 3 * 3_600_000
    w.watch.follow(jump, NOON_MS + jump)
    assert w.wait(NOON_MS + jump) == []
    assert r.AlarmRaised in w.wait(NOON_MS + jump + 11 * MINUTE)


def test_after_a_clock_was_set_back_readings_are_judged_and_staleness_is_detected_as_before() -> None:
    w = Watched()
    ahead = NOON_MS + 3 * 3_600_000
    w.receive(50.0, at_ms=ahead)
    w.wait(ahead)
    w.watch.follow(NOON_MS - ahead, NOON_MS)
    assert w.receive(90.0, at_ms=NOON_MS + 1_000) == [r.AlarmRaised]
    assert r.AlarmRaised in w.wait(NOON_MS + 12 * MINUTE)


def test_a_shelved_alarm_is_not_raised_a_second_time() -> None:
    w = Watched()
    w.receive(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=NOON_MS + 3_600_000, note="x"))
    assert w.receive(95.0, at_ms=NOON_MS + 1_000) == []
    assert w.states() == [AlarmState.SHELVED]


def shelved() -> tuple[Watched, int]:
    """A full bin whose alarm is shelved, and when its time expires."""
    w = Watched()
    w.receive(90.0)
    [alarm_id] = w.desk.alarms
    until_ms = NOON_MS + 9 * MINUTE
    w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=until_ms, note="x"))
    return w, until_ms


def test_shelving_persists_over_a_dip_and_over_a_restart() -> None:
    w, until_ms = shelved()
    assert w.receive(10.0, 95.0, at_ms=NOON_MS + MINUTE) == []
    w.listen()
    assert w.receive(10.0, 95.0, at_ms=NOON_MS + 2 * MINUTE) == []
    assert w.wait(until_ms - 1) == []
    assert w.states() == [AlarmState.SHELVED]
    assert w.wait(until_ms) == [r.AlarmUnshelved]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_a_shelved_alarm_whose_condition_has_cleared_is_cleared_when_its_time_expires() -> None:
    w, until_ms = shelved()
    assert w.receive(10.0, at_ms=NOON_MS + MINUTE) == []
    assert w.states() == [AlarmState.SHELVED]
    assert w.wait(until_ms) == [r.AlarmCleared]
    assert not w.desk.alarms
    assert w.receive(90.0, at_ms=until_ms + MINUTE) == [r.AlarmRaised]


def test_an_alarm_unshelved_after_its_condition_cleared_is_cleared_by_the_next_reading() -> None:
    w, _ = shelved()
    w.receive(10.0, at_ms=NOON_MS + MINUTE)
    w.give(c.UnshelveAlarm(alarm_id=next(iter(w.desk.alarms))))
    assert w.receive(11.0, at_ms=NOON_MS + 2 * MINUTE) == [r.AlarmCleared]
    assert w.states() == [AlarmState.RETURNED]


def test_a_shelved_stale_alarm_with_new_data_is_cleared_when_its_time_expires() -> None:
    w = Watched()
    w.receive(50.0)
    silent_ms = NOON_MS + 30 * MINUTE
    w.wait(silent_ms)
    alarm_id = next(a.id for a in w.desk.alarms.values() if a.rule == "bin_silent")
    w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=silent_ms + 2 * MINUTE, note="x"))
    w.receive(50.0, at_ms=silent_ms + MINUTE)
    w.wait(silent_ms + MINUTE)
    assert w.desk.alarms[alarm_id].state is AlarmState.SHELVED
    w.wait(silent_ms + 2 * MINUTE)
    assert alarm_id not in w.desk.alarms


def test_an_alarm_that_the_journal_lost_is_raised_again() -> None:
    w = Watched()
    w.store.failure = FULL
    assert w.receive(90.0) == []
    assert not w.desk.alarms
    w.store.failure = None
    assert w.receive(90.0) == [r.AlarmRaised]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_an_alarm_whose_clearing_the_journal_lost_is_cleared_again() -> None:
    w = Watched()
    w.receive(90.0)
    w.give(c.AcknowledgeAlarm(alarm_id=next(iter(w.desk.alarms))))
    w.store.failure = FULL
    w.receive(10.0, 95.0, at_ms=NOON_MS + 1_000)  # cleared, and a new one raised
    w.store.failure = None
    assert w.states() == [AlarmState.ACKNOWLEDGED]
    assert w.receive(10.0, at_ms=NOON_MS + 9_000) == [r.AlarmCleared]
    assert not w.desk.alarms


def test_an_unshelving_that_the_journal_lost_is_repeated() -> None:
    w, until_ms = shelved()
    w.store.failure = FULL
    w.receive(10.0, at_ms=NOON_MS + MINUTE)
    w.wait(until_ms)
    assert w.states() == [AlarmState.SHELVED]
    w.store.failure = None
    assert w.wait(until_ms + 1_000) == [r.AlarmUnshelved], "the cleared condition is lost, too"


def test_a_condition_that_recurs_within_one_batch_is_one_alarm() -> None:
    w = Watched()
    assert w.receive(90.0, 10.0, 90.0, 10.0, 90.0) == [
        r.AlarmRaised, r.AlarmCleared, r.AlarmRaised, r.AlarmCleared, r.AlarmRaised,
    ]  # fmt: skip
    [alarm] = w.desk.alarms.values()
    assert alarm.state is AlarmState.UNACKNOWLEDGED


def test_the_alarms_do_not_depend_on_the_batching_of_readings() -> None:
    values = (90.0, 10.0, 85.0, 60.0, 99.0, 5.0)
    whole, parted = Watched(), Watched()
    whole.receive(*values)
    for i, value in enumerate(values):
        parted.receive(value, at_ms=NOON_MS + 1_000 * i)
    records = [
        [(record.body, record.happened_ms) for record in w.log if isinstance(record.body, r.AlarmRecord)]
        for w in (whole, parted)
    ]
    assert records[0] == records[1]


BINS = tuple(Sensor(f"bin-{i}", "bin", f"b{i}", 1_000.0, 1_000.0, "v") for i in range(1_200))


@pytest.mark.parametrize("limit", [1, 7, 500, 1_200, 5_000])
def test_stale_alarms_of_many_channels_are_raised_in_portions_of_any_size_each_once(limit: int) -> None:
    w = Watched(BINS[: 20 * limit])
    w.wait(NOON_MS)
    silent_ms = NOON_MS + 30 * MINUTE
    portions, more = [], True
    while more:
        commands, more = w.watch.tick(silent_ms, limit)
        portions.append(len(commands))
        w.group((), [InternalCommand(WATCH, command) for command in commands], (), now_ms=silent_ms)
    assert max(portions) == min(limit, len(w.desk.alarms))
    assert sum(portions) == len(w.desk.alarms)
    raised = [record.body for record in w.log if isinstance(record.body, r.AlarmRaised)]
    assert [(body.sensor_id, body.channel) for body in raised] == [(b.id, "fill") for b in BINS[: 20 * limit]]
    assert w.wait(silent_ms) == []


def test_a_portion_of_shelved_alarms_without_commands_is_not_the_last_one() -> None:
    w = Watched(BINS[:30])
    w.wait(NOON_MS)
    silent_ms = NOON_MS + 30 * MINUTE
    w.wait(silent_ms)
    for alarm_id in list(w.desk.alarms)[:20]:
        w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=silent_ms + 30 * MINUTE, note="x"), at_ms=silent_ms)
    received = Readings(
        np.array([w.channels.number[b.id, "fill"] for b in BINS[:30]], dtype=np.uint32),
        np.full(30, silent_ms + 1_000, dtype=np.int64), np.full(30, 5.0), np.zeros(30, dtype=np.uint8),
    )  # fmt: skip
    w.read(received, now_ms=silent_ms + 1_000)
    cleared, more = 0, True
    while more:
        commands, more = w.watch.tick(silent_ms + 2_000, 10)
        cleared += len(commands)
        w.group((), [InternalCommand(WATCH, command) for command in commands], (), now_ms=silent_ms + 2_000)
    assert cleared == 10, "at this moment, shelved ones when their time expires"


def test_a_portion_that_the_journal_lost_is_repeated() -> None:
    w = Watched(BINS)
    w.wait(NOON_MS)
    w.store.failure = FULL
    w.wait(NOON_MS + 30 * MINUTE)
    assert not w.desk.alarms
    w.store.failure = None
    w.wait(NOON_MS + 31 * MINUTE)
    assert len(w.desk.alarms) == len(BINS)


def test_alarms_unshelved_at_the_same_time_are_processed_in_portions_of_the_same_size() -> None:
    w = Watched(BINS)
    w.wait(NOON_MS)
    silent_ms = NOON_MS + 30 * MINUTE
    w.wait(silent_ms)
    for alarm_id in w.desk.alarms:
        w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=silent_ms + MINUTE, note="x"), at_ms=silent_ms)
    commands, more = w.watch.tick(silent_ms + MINUTE, PORTION)
    assert (len(commands), more) == (PORTION, True)
    assert w.wait(silent_ms + MINUTE).count(r.AlarmUnshelved) == len(BINS)


def test_two_alarms_with_the_same_short_number_are_both_raised() -> None:
    pair = ("bin-62105", "bin-102996")  # found by search: their alarms of NOON_MS have the same short number
    w = Watched(tuple(Sensor(id, "bin", id, 1_000.0, 1_000.0, "v") for id in pair))
    for sensor_id in pair:
        w.receive(90.0, sensor=sensor_id)
    assert len({numbering.short_number(alarm_id) for alarm_id in w.desk.alarms}) == 1
    assert {alarm.sensor_id for alarm in w.desk.alarms.values()} == set(pair)


def test_an_alarm_of_a_removed_rule_stays_and_causes_no_error() -> None:
    w = Watched()
    w.receive(90.0)
    rules = {key: rule for key, rule in catalog.load().rules.items() if key != "bin_full"}
    w.desk.catalog = replace(catalog.load(), rules=rules)
    w.listen()
    assert w.receive(95.0, at_ms=NOON_MS + 1_000) == []
    assert w.states() == [AlarmState.UNACKNOWLEDGED]
    w.give(c.AcknowledgeAlarm(alarm_id=next(iter(w.desk.alarms))))
    assert w.wait(NOON_MS + 2_000) == []

