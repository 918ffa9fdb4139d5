"""Everything displayed uses the backend's time: a wrong clock of this machine has no effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import commands as c
from county.clock import SystemClock
from county.package.open import CountyPackage
from county.sensors import Sensor
from desktop import moments
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.sensors import SensorsLayer
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk
from tests.gui.live_desktop import LiveDesktop
from tests.memory_realm import MemoryRealm
from tests.rows import readings_of

OpenWindow = Callable[[Session], MainWindow]
DAY_MS = 86_400_000
SECOND_MS = 1_000


class DisplayedValues(NamedTuple):
    """All displayed values that depend on the time."""

    overdue: int
    listed: list[str]
    conditions: tuple[str, str]
    reported_today: str
    date: str
    skew: str


class TimedDesktop(NamedTuple):
    desk: LiveDesktop
    late: str
    fresh: Sensor
    stale: Sensor


def two_sensors(package: CountyPackage) -> tuple[Sensor, Sensor]:
    """Two of a kind with a short stale limit."""
    fresh = next(s for s in package.sensors if s.kind == "bin")
    return fresh, next(s for s in package.sensors if s.kind == "bin" and s.id != fresh.id)


def receive(realm: MemoryRealm, sensor: Sensor) -> None:
    """A current reading arrives."""
    client = realm.plain_client()
    channel = realm.catalog.sensor_kinds[sensor.kind].channels[0].key
    client.send(
        readings_of(f"{sensor.id}-{realm.clock.now_ms()}", [sensor.id], [channel], [realm.clock.now_ms()], [10.0])
    )
    while not client.answers():
        realm.turn()
    client.close()


@pytest.fixture
def scripted(open_desk: OpenDesk, package: CountyPackage, request: pytest.FixtureRequest) -> TimedDesktop:
    """One overdue event and one in time, one sensor with recent data and one stale; the machine's clock is wrong."""
    clock = AdjustableClock(MONDAY_MORNING_MS)
    clock.rate = 0.0  # stopped: the test compares times to the second
    realm = MemoryRealm(package, clock=clock, wall=SystemClock(wall=clock.now_ms, monotonic=lambda: 0))
    fresh, stale = two_sensors(package)
    first = open_desk(realm).live()
    late = first.report("late", subclass="exposed_garbage")
    for step in (c.FileEvent(event_id=late), c.DispatchEvent(event_id=late, unit="city_management")):
        assert first.send(step).refusal is None
    event = first.event(late)
    assert event is not None
    assert event.due_ms is not None
    receive(realm, stale)
    clock.adjust(event.due_ms + SECOND_MS - clock.now_ms())
    receive(realm, fresh)
    desk = open_desk(realm, wall_ms=lambda: clock.now_ms() + request.param).live()
    return TimedDesktop(desk, late, fresh, stale)


def screen(scripted: TimedDesktop, window: MainWindow, qtbot: QtBot) -> DisplayedValues:
    desk = scripted.desk
    desk.session.layers.tick(desk.session.clock.now_ms())
    window.header.count_now()
    window.freshness.refresh()
    qtbot.mouseClick(window.header.figures["overdue"], Qt.MouseButton.LeftButton)
    rows = window.panels["events"].rows  # type: ignore[attr-defined]
    sensors = desk.session.layers.of(SensorsLayer)
    return DisplayedValues(
        overdue=int(window.header.figures["overdue"].value.text()),
        listed=[rows.index(row, 0).data(Qt.ItemDataRole.DisplayRole) for row in range(rows.rowCount())],
        conditions=(sensors.condition(scripted.fresh.id), sensors.condition(scripted.stale.id)),
        reported_today=window.header.figures["reported_today"].value.text(),
        date=f"{window.header.date.text()[:10]} {window.header.time.text()}",
        skew=window.freshness.note.text(),
    )


@pytest.mark.parametrize(
    ("scripted", "skew"),
    [(0, ""), (DAY_MS, "本机时钟比后台快 1 天 0 小时 · "), (-DAY_MS, "本机时钟比后台慢 1 天 0 小时 · ")],
    indirect=["scripted"],
    ids=["a right clock", "a clock that is a day fast", "a clock that is a day slow"],
)
def test_overdue_events_stale_sensors_and_the_header_use_the_backends_time(
    scripted: TimedDesktop, open_window: OpenWindow, qtbot: QtBot, skew: str
) -> None:
    window = open_window(scripted.desk.session)
    event = scripted.desk.event(scripted.late)
    assert event is not None
    assert event.due_ms is not None
    assert screen(scripted, window, qtbot) == DisplayedValues(
        overdue=1,
        listed=["late"],
        conditions=("normal", "silent"),
        reported_today="1",
        date=moments.full(event.due_ms + SECOND_MS),
        skew=f"{skew}时间流速 0×",
    )


@pytest.mark.parametrize("scripted", [DAY_MS, -DAY_MS], indirect=True)
def test_commands_from_a_machine_with_a_wrong_clock_are_dated_by_the_backends_time(scripted: TimedDesktop) -> None:
    event_id = scripted.desk.report("now")
    event = scripted.desk.event(event_id)
    assert event is not None
    assert event.happened_ms == scripted.desk.realm.clock.now_ms()
