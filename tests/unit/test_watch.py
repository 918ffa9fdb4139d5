"""The watch: raises by the rules, clears with hysteresis, trusts no broken sensor, and follows the desk's alarms."""

from __future__ import annotations

import numpy as np

from county import catalog
from county import commands as c
from county.alarms import AlarmState
from county.commands import WATCH
from county.sensing import ChannelTable, Quality, Readings, Sensor
from services.watch import Watch
from tests.unit.a_desk import NOON_MS, RunningDesk

SENSORS = (
    Sensor("bin-1", "bin", "b", 1_000.0, 1_000.0, "v"),
    Sensor("smoke-1", "smoke", "s", 2_000.0, 2_000.0, "v"),
    Sensor("slope-1", "geohazard", "g", 2_000.0, 2_000.0, "v"),
    Sensor("river-1", "water", "w", 2_000.0, 2_000.0, "v"),
    Sensor("cam-1", "video", "c", 2_000.0, 2_000.0, "v"),
)
CHANNELS = ChannelTable.of(SENSORS, catalog.load().sensor_kinds)
MINUTE = 60_000


class Watched(RunningDesk):
    """A desk with a watch over five sensors."""

    def __init__(self) -> None:
        super().__init__()
        self.desk._sensors |= {sensor.id: sensor for sensor in SENSORS}
        self.watch = self.fresh_watch()

    def fresh_watch(self) -> Watch:
        watch = Watch(CHANNELS, catalog.load(), SENSORS)
        watch.restore(self.desk.alarms)
        return watch

    def read(
        self, *values: float, sensor: str = "bin-1", channel: str = "fill", at_ms: int = NOON_MS, step_ms: int = 1_000,
        quality: Quality = Quality.GOOD, now_ms: int | None = None,
    ) -> list[type]:  # fmt: skip
        """Readings in one batch, ``step_ms`` apart; returns what the watch asked for."""
        n = len(values)
        readings = Readings(
            np.full(n, CHANNELS.number[sensor, channel], dtype=np.uint32),
            at_ms + step_ms * np.arange(n, dtype=np.int64),
            np.array(values),
            np.full(n, quality, dtype=np.uint8),
        )
        now_ms = int(readings.at_ms[-1]) if now_ms is None else now_ms
        return self._take(self.watch.judge(readings, now_ms), now_ms)

    def tick(self, now_ms: int) -> list[type]:
        return self._take(self.watch.tick(now_ms), now_ms)

    def _take(self, commands: list[c.Command], now_ms: int) -> list[type]:
        for command in commands:
            assert command.actor == WATCH
            self.take(command, now_ms)
        return [type(command.body) for command in commands]

    def states(self) -> list[AlarmState]:
        return [alarm.state for alarm in self.desk.alarms.values()]


def test_a_bin_at_80_percent_raises_once_and_clears_below_70() -> None:
    w = Watched()
    assert w.read(79.9) == []
    assert w.read(80.0, at_ms=NOON_MS + 1_000) == [c.RaiseAlarm]
    assert w.read(95.0, 75.0, 70.0, 85.0, at_ms=NOON_MS + 2_000) == []
    assert w.read(69.9, at_ms=NOON_MS + 9_000) == [c.ClearAlarm]
    assert w.states() == [AlarmState.RETURNED]


def test_an_alarm_that_comes_back_unseen_is_raised_under_its_old_number() -> None:
    w = Watched()
    w.read(90.0, 10.0)
    assert w.states() == [AlarmState.RETURNED]
    assert w.read(90.0, at_ms=NOON_MS + 5_000) == [c.RaiseAlarm]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_after_acknowledging_and_clearing_a_new_alarm_begins() -> None:
    w = Watched()
    w.read(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.AcknowledgeAlarm(alarm_id=alarm_id))
    w.read(10.0, at_ms=NOON_MS + 2_000)
    assert not w.desk.alarms
    w.read(90.0, at_ms=NOON_MS + 3_000)
    [again] = w.desk.alarms
    assert again != alarm_id


def test_a_reading_of_bad_quality_neither_raises_nor_clears() -> None:
    w = Watched()
    assert w.read(99.0, quality=Quality.BAD) == []
    w.read(90.0, at_ms=NOON_MS + 1_000)
    assert w.read(5.0, quality=Quality.BAD, at_ms=NOON_MS + 2_000) == []


def test_what_is_played_from_a_file_neither_raises_nor_clears_nor_counts_as_heard() -> None:
    w = Watched()
    assert w.read(99.0, quality=Quality.PLAYED) == []
    w.read(90.0, at_ms=NOON_MS + 1_000)
    assert w.read(5.0, quality=Quality.PLAYED, at_ms=NOON_MS + 2_000) == []
    w.read(5.0, quality=Quality.PLAYED, at_ms=NOON_MS + 11 * MINUTE)
    w.tick(NOON_MS + 11 * MINUTE)
    assert "bin_silent" in {alarm.rule for alarm in w.desk.alarms.values()}


def test_what_is_played_from_a_file_stays_marked_even_where_it_cannot_be() -> None:
    played = Readings(
        np.zeros(2, dtype=np.uint32), np.zeros(2, dtype=np.int64), np.array([50.0, 4_000.0]),
        np.full(2, Quality.PLAYED, dtype=np.uint8),
    )  # fmt: skip
    assert list(Watched().watch.graded(played).quality) == [Quality.PLAYED] * 2


def test_a_value_that_cannot_be_raises_nothing_whatever_its_quality_says() -> None:
    assert Watched().read(4_000.0) == []  # percent


def test_a_gap_is_no_zero() -> None:
    w = Watched()
    assert w.read(float("nan"), sensor="river-1", channel="dissolved_oxygen") == []


def test_a_condition_must_hold_as_long_as_the_rule_says() -> None:
    w = Watched()
    low = {"sensor": "river-1", "channel": "ph"}
    assert w.read(5.0, 5.0, 5.0, **low, step_ms=2 * MINUTE) == []  # 4 of 5 minutes
    assert w.read(7.0, **low, at_ms=NOON_MS + 5 * MINUTE) == []
    assert w.read(5.0, 5.0, **low, at_ms=NOON_MS + 6 * MINUTE, step_ms=4 * MINUTE) == []
    assert w.read(5.0, **low, at_ms=NOON_MS + 11 * MINUTE) == [c.RaiseAlarm]


def test_a_rule_below_clears_on_its_upper_side() -> None:
    w = Watched()
    assert w.read(10.0, sensor="smoke-1", channel="battery") == [c.RaiseAlarm]
    assert w.read(18.0, sensor="smoke-1", channel="battery", at_ms=NOON_MS + 1_000) == []
    assert w.read(21.0, sensor="smoke-1", channel="battery", at_ms=NOON_MS + 2_000) == [c.ClearAlarm]


def test_a_rule_without_hysteresis_does_not_clear_at_its_limit() -> None:
    w = Watched()
    camera = {"sensor": "cam-1", "channel": "online"}
    assert w.read(0.0, 0.0, **camera, step_ms=2 * MINUTE) == [c.RaiseAlarm]
    assert w.read(0.5, **camera, at_ms=NOON_MS + 3 * MINUTE) == []
    assert w.read(1.0, **camera, at_ms=NOON_MS + 4 * MINUTE) == [c.ClearAlarm]


def test_a_slope_that_moves_fast_is_told_by_its_rate_not_by_noise() -> None:
    w = Watched()
    slope = {"sensor": "slope-1", "channel": "displacement"}
    quiet = [20.0 + 0.3 * (i % 2) for i in range(30)]
    assert w.read(*quiet, **slope, step_ms=MINUTE) == []
    moving = [20.3 + 0.25 * i for i in range(1, 25)]  # 15 mm an hour
    assert w.read(*moving, **slope, at_ms=NOON_MS + 30 * MINUTE, step_ms=MINUTE) == [c.RaiseAlarm]
    [alarm] = w.desk.alarms.values()
    assert 10.0 <= alarm.value <= 15.1


def test_a_silent_channel_raises_and_its_next_reading_clears() -> None:
    w = Watched()
    assert w.tick(NOON_MS) == []
    w.read(50.0, at_ms=NOON_MS + MINUTE)
    assert w.tick(NOON_MS + 5 * MINUTE) == []
    raised = w.tick(NOON_MS + 12 * MINUTE)
    silent = [a for a in w.desk.alarms.values() if a.rule == "bin_silent"]
    assert c.RaiseAlarm in raised
    assert [a.state for a in silent] == [AlarmState.UNACKNOWLEDGED]
    assert silent[0].value == 660.0
    w.read(50.0, at_ms=NOON_MS + 13 * MINUTE, quality=Quality.BAD)
    w.tick(NOON_MS + 13 * MINUTE)
    assert w.desk.alarms[silent[0].id].state is AlarmState.RETURNED


def test_silence_is_counted_from_the_start_for_what_was_never_heard() -> None:
    w = Watched()
    assert w.tick(NOON_MS) == []
    assert w.tick(NOON_MS + 10 * MINUTE) == []
    assert c.RaiseAlarm in w.tick(NOON_MS + 11 * MINUTE)


def test_an_import_of_history_raises_no_alarm() -> None:
    w = Watched()
    assert w.read(99.0, at_ms=NOON_MS - 3_600_000, now_ms=NOON_MS) == []


def test_a_clock_that_runs_ahead_neither_raises_nor_blocks_what_follows() -> None:
    w = Watched()
    assert w.read(99.0, at_ms=NOON_MS + 86_400_000, now_ms=NOON_MS) == []
    assert w.read(99.0, at_ms=NOON_MS + 1_000) == [c.RaiseAlarm]


def test_readings_that_come_late_do_not_undo_newer_ones() -> None:
    w = Watched()
    w.read(90.0, at_ms=NOON_MS)
    assert w.read(10.0, at_ms=NOON_MS - 5_000, now_ms=NOON_MS) == []


def test_a_shelved_alarm_comes_back_when_its_time_is_over() -> None:
    w = Watched()
    w.read(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=NOON_MS + 9_000))
    assert w.tick(NOON_MS + 8_999) == []
    assert w.tick(NOON_MS + 9_000) == [c.UnshelveAlarm]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_a_suppressed_alarm_is_not_raised_again_and_ends_when_its_condition_does() -> None:
    w = Watched()
    w.read(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.SuppressAlarm(alarm_id=alarm_id))
    assert w.read(95.0, at_ms=NOON_MS + 1_000) == []
    assert w.states() == [AlarmState.SUPPRESSED]
    assert w.read(5.0, at_ms=NOON_MS + 2_000) == [c.ClearAlarm]
    assert not w.desk.alarms


def test_a_sensor_out_of_service_is_left_alone_until_it_is_back() -> None:
    w = Watched()
    w.read(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.TakeOutOfService(alarm_id=alarm_id))
    assert w.read(95.0, 5.0, 95.0, at_ms=NOON_MS + 2_000) == []
    w.give(c.ReturnToService(alarm_id=alarm_id), at_ms=NOON_MS + 9_000)
    assert w.read(95.0, at_ms=NOON_MS + 10_000) == [c.RaiseAlarm]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_a_watch_that_starts_again_raises_nothing_twice_and_still_clears() -> None:
    w = Watched()
    w.read(90.0)
    w.watch = w.fresh_watch()
    assert w.read(92.0, at_ms=NOON_MS + 1_000) == []
    assert w.read(5.0, at_ms=NOON_MS + 2_000) == [c.ClearAlarm]


def test_a_sensor_that_was_silent_before_a_restart_keeps_its_alarm_until_it_is_heard() -> None:
    w = Watched()
    w.read(50.0)
    w.tick(NOON_MS)
    w.tick(NOON_MS + 11 * MINUTE)
    [before] = [a for a in w.desk.alarms.values() if (a.sensor_id, a.rule) == ("bin-1", "bin_silent")]
    w.give(c.AcknowledgeAlarm(alarm_id=before.id))
    w.watch = w.fresh_watch()
    three_days_later = NOON_MS + 3 * 86_400_000
    assert w.tick(three_days_later) == []
    assert w.desk.alarms[before.id].state is AlarmState.ACKNOWLEDGED
    w.read(50.0, at_ms=three_days_later + 1_000)
    assert c.ClearAlarm in w.tick(three_days_later + 1_000)
    assert before.id not in w.desk.alarms


def test_nobody_counts_as_silent_for_the_time_in_which_no_backend_listened() -> None:
    w = Watched()
    w.read(50.0)
    w.tick(NOON_MS)
    w.watch = w.fresh_watch()
    assert w.tick(NOON_MS + 3 * 86_400_000) == []


def test_what_was_judged_before_a_restart_is_not_undone_by_a_reading_that_comes_late() -> None:
    w = Watched()
    w.read(90.0)
    w.watch = w.fresh_watch()
    number = np.array([CHANNELS.number["bin-1", "fill"]], dtype=np.uint32)
    w.watch.remember(Readings(number, np.array([NOON_MS]), np.array([90.0]), np.zeros(1, np.uint8)))
    assert w.read(10.0, at_ms=NOON_MS - 5_000, now_ms=NOON_MS + 1_000) == []
    assert w.read(10.0, at_ms=NOON_MS + 1_000) == [c.ClearAlarm]


def test_a_clock_that_is_set_ahead_silences_nobody() -> None:
    w = Watched()
    w.tick(NOON_MS)
    jump = 3 * 3_600_000
    w.watch.follow(jump, NOON_MS + jump)
    assert w.tick(NOON_MS + jump) == []
    assert c.RaiseAlarm in w.tick(NOON_MS + jump + 11 * MINUTE)


def test_after_a_clock_was_set_back_readings_are_judged_and_silence_is_noticed_as_before() -> None:
    w = Watched()
    ahead = NOON_MS + 3 * 3_600_000
    w.read(50.0, at_ms=ahead)
    w.tick(ahead)
    w.watch.follow(NOON_MS - ahead, NOON_MS)
    assert w.read(90.0, at_ms=NOON_MS + 1_000) == [c.RaiseAlarm]
    assert c.RaiseAlarm in w.tick(NOON_MS + 12 * MINUTE)


def test_a_shelved_alarm_is_not_raised_a_second_time() -> None:
    w = Watched()
    w.read(90.0)
    [alarm_id] = w.desk.alarms
    w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=NOON_MS + 3_600_000))
    assert w.read(95.0, at_ms=NOON_MS + 1_000) == []
    assert w.states() == [AlarmState.SHELVED]


def shelved() -> tuple[Watched, int]:
    """A full bin whose alarm was put on the shelf, and when its time ends."""
    w = Watched()
    w.read(90.0)
    [alarm_id] = w.desk.alarms
    until_ms = NOON_MS + 9 * MINUTE
    w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=until_ms))
    return w, until_ms


def test_a_shelf_holds_over_a_dip_and_over_a_restart() -> None:
    w, until_ms = shelved()
    assert w.read(10.0, 95.0, at_ms=NOON_MS + MINUTE) == []
    w.watch = w.fresh_watch()
    assert w.read(10.0, 95.0, at_ms=NOON_MS + 2 * MINUTE) == []
    assert w.tick(until_ms - 1) == []
    assert w.states() == [AlarmState.SHELVED]
    assert w.tick(until_ms) == [c.UnshelveAlarm]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]


def test_a_shelved_alarm_whose_condition_is_over_ends_with_its_time() -> None:
    w, until_ms = shelved()
    assert w.read(10.0, at_ms=NOON_MS + MINUTE) == []
    assert w.states() == [AlarmState.SHELVED]
    assert w.tick(until_ms) == [c.ClearAlarm]
    assert not w.desk.alarms
    assert w.read(90.0, at_ms=until_ms + MINUTE) == [c.RaiseAlarm]


def test_an_alarm_taken_off_the_shelf_after_its_condition_was_over_is_cleared_by_the_next_reading() -> None:
    w, _ = shelved()
    w.read(10.0, at_ms=NOON_MS + MINUTE)
    w.give(c.UnshelveAlarm(alarm_id=next(iter(w.desk.alarms))))
    assert w.read(11.0, at_ms=NOON_MS + 2 * MINUTE) == [c.ClearAlarm]
    assert w.states() == [AlarmState.RETURNED]


def test_a_silent_bin_on_the_shelf_that_is_heard_again_ends_with_its_time() -> None:
    w = Watched()
    w.read(50.0)
    silent_ms = NOON_MS + 30 * MINUTE
    w.tick(silent_ms)
    alarm_id = next(a.id for a in w.desk.alarms.values() if a.rule == "bin_silent")
    w.give(c.ShelveAlarm(alarm_id=alarm_id, until_ms=silent_ms + 2 * MINUTE))
    w.read(50.0, at_ms=silent_ms + MINUTE)
    w.tick(silent_ms + MINUTE)
    assert w.desk.alarms[alarm_id].state is AlarmState.SHELVED
    w.tick(silent_ms + 2 * MINUTE)
    assert alarm_id not in w.desk.alarms


def test_an_alarm_that_the_journal_lost_is_raised_again() -> None:
    w = Watched()
    w.desk.savepoint()
    w.read(90.0)
    w.desk.rollback()
    assert w.read(91.0, at_ms=NOON_MS + 1_000) == [c.RaiseAlarm]
    assert w.states() == [AlarmState.UNACKNOWLEDGED]
