"""设备在线率: how many of the registered sensors had no offline alarm, as of any record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from county import records as r
from county.catalog import load
from county.figures.metric import FigureValue, Grain, Period, Scope
from county.records import Record, RecordBody
from county.sensors import Sensor
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.protocol.analysis_messages import FiguresRequest, FigureTable
from services.store.upcast import RecordReader, schema_of
from tests.figure_day import DAY_MS, FIRST_MS, HOUR_MS
from tests.timelines import IDENTITY, log_of

CATALOG = load()
TOWN, OTHER = "990123100", "990123101"
SENSORS = (
    Sensor("bin-1", "bin", "", 0.0, 0.0, f"{TOWN}201001"), Sensor("bin-2", "bin", "", 0.0, 0.0, f"{TOWN}202001"),
    Sensor("smoke-1", "smoke", "", 0.0, 0.0, f"{OTHER}201001"),
    Sensor("cam-1", "video", "", 0.0, 0.0, f"{OTHER}201001"),
)  # fmt: skip
DAY = Period(FIRST_MS, FIRST_MS + DAY_MS)
RULES = {"bin": "bin_silent", "smoke": "smoke_silent"}
Step = tuple[int, RecordBody]


def raised(alarm: str, sensor: str, rule: str = "") -> RecordBody:
    rule = rule or RULES[sensor.partition("-")[0]]
    return r.AlarmRaised(
        alarm_id=alarm, sensor_id=sensor, channel="fill", rule=rule, priority="low", value=700.0, limit=600.0
    )


STARTED: Step = (0, r.BackendStarted(package="p", catalog="c", program="1"))
STEPS: Sequence[Step] = (
    STARTED,
    (6, raised("A1", "bin-1")), (7, raised("A2", "smoke-1", "smoke_fire")), (8, raised("A3", "smoke-1")),
    (9, r.AlarmCleared(alarm_id="A1", value=1.0)), (10, raised("A4", "bin-2")),
    (20, r.AlarmSuppressed(alarm_id="A4", note="维修", until_ms=FIRST_MS + 9 * DAY_MS)),
    (25, r.AlarmCleared(alarm_id="A3", value=1.0)),
)  # fmt: skip
"""Hours after the first day began, and what."""


class DeviceDay:
    """Figures of some records and sensors."""

    def __init__(
        self, steps: Sequence[Step], folder: Path, sensors: Callable[[], Sequence[Sensor]] = lambda: SENSORS
    ) -> None:
        records = [
            Record(seq=seq, realm="live", happened_ms=FIRST_MS + at * HOUR_MS, recorded_ms=FIRST_MS + at * HOUR_MS,
                   command_id="c", by="watch", schema=schema_of(body), body=body)
            for seq, (at, body) in enumerate(steps, 1)
        ]  # fmt: skip
        log = log_of(records)
        self.timeline = new_timeline(folder, IDENTITY)
        TimelineWriter(self.timeline, log, RecordReader()).go_on(1 << 30, log.head)
        self._figures = Figures(self.timeline, CountedCounty(CATALOG, lambda: (), sensors), log, RecordReader())

    def table(
        self, as_of_seq: int = 0, period: Period = DAY, grain: Grain = "county", division: str = ""
    ) -> FigureTable:
        return self._figures.table(FiguresRequest(
            request="r", metrics=("device_online_rate",), scope=Scope(division=division), periods=(period,),
            grain=grain, as_of_seq=as_of_seq,
        ))  # fmt: skip

    def total(self, as_of_seq: int = 0, period: Period = DAY, division: str = "") -> FigureValue:
        return self.table(as_of_seq, period, "county", division).totals[0][0]


@pytest.fixture
def day(tmp_path: Path) -> Iterator[DeviceDay]:
    day = DeviceDay(STEPS, tmp_path / "timeline")
    yield day
    day.timeline.close()


def share(value: FigureValue) -> tuple[float | None, int | None]:
    return value.num, value.den


def test_a_sensor_is_online_while_no_offline_alarm_of_it_stands(day: DeviceDay) -> None:
    found = [share(day.total(as_of_seq)) for as_of_seq in (1, 2, 3, 4, 5, 6)]
    assert found == [(3, 3), (2, 3), (2, 3), (1, 3), (2, 3), (1, 3)], "a fire is no silence; cameras are not counted"


def test_a_sensor_whose_alarm_was_set_aside_does_not_count_as_online(day: DeviceDay) -> None:
    assert share(day.total(7)) == (1, 3)


def test_what_is_recorded_after_the_period_does_not_change_its_figure(day: DeviceDay) -> None:
    assert day.total(8) == day.total(7) == day.total(0)
    assert share(day.total(8, Period(FIRST_MS, FIRST_MS + 2 * DAY_MS))) == (2, 3)


def test_it_is_counted_by_division_and_adds_up(day: DeviceDay) -> None:
    table = day.table(grain="town")
    found = {group: share(value) for group, value in zip(table.groups, table.values[0][0], strict=True)}
    assert found == {f"{TOWN}000": (1, 2), f"{OTHER}000": (0, 1)}
    assert share(day.total(division=f"{TOWN}000")) == (1, 2)


def test_before_the_first_record_and_in_the_future_it_is_unknown(day: DeviceDay) -> None:
    for period in (Period(0, DAY_MS), Period(FIRST_MS + 9 * DAY_MS, FIRST_MS + 10 * DAY_MS)):
        assert day.total(period=period).quality == "unknown"


def test_while_the_backend_was_down_it_is_unknown_and_just_after_its_start_partial(tmp_path: Path) -> None:
    many = [Sensor(f"bin-{n}", "bin", "", 0.0, 0.0, f"{TOWN}201001") for n in range(30)]
    steps = (STARTED, (30, STARTED[1]), (31, raised("A1", "bin-1")), (40, raised("A2", "bin-2")))
    day = DeviceDay(steps, tmp_path / "timeline", lambda: many)
    assert day.total().quality == "unknown", "nobody judged the sensors at the end of that day"
    later = Period(FIRST_MS, FIRST_MS + 9 * DAY_MS)
    assert (day.total(3, later).quality, day.total(4, later).quality) == ("partial", "ok")
    day.timeline.close()


def test_the_sensors_of_a_county_are_read_once_for_all_its_figures(tmp_path: Path) -> None:
    """There can be a million of them, and a trend counts them at the end of thirteen weeks."""
    read: list[bool] = []

    def sensors() -> Sequence[Sensor]:
        read.append(True)
        return SENSORS

    day = DeviceDay(STEPS, tmp_path / "timeline", sensors)
    assert [share(day.total(as_of_seq)) for as_of_seq in (1, 2, 8)] == [(3, 3), (2, 3), (1, 3)]
    assert len(read) == 1
    day.timeline.close()
