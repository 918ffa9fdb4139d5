"""Wrong clocks of a desktop, a backend or a gateway: order, screens and acceptance do not depend on them, and the
difference is reported."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from pyproj import Transformer

from county.alarms import AlarmState
from county.catalog import load
from county.clock import SystemClock
from county.commands import DispatchEvent, ExtendDeadline, FileEvent
from county.package.open import LONLAT_EPSG, CountyPackage
from county.records import EventReported
from county.sensing import Reading
from county.tables.reader import TableFile
from desktop.backend.submissions import Submissions
from layers.events import EventsLayer
from layers.registry import build_layers
from layers.sensors import SensorsLayer
from services.protocol.client import Client
from services.protocol.messages import Accepted, Rejected
from services.sending.sender import Sender
from services.store.upcast import RecordReader
from services.transport.zeromq.client_link import ZeroMqClientLink
from tests.integration.backend_fixture import client_of, command, control_of, county_in, file, live, report, until
from tests.integration.loop_fixture import Loop
from tests.square_county import PLACE_M

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
STANDING = {AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED}


def wrong_by(skew_ms: int) -> SystemClock:
    """The clock of a machine that is ``skew_ms`` ahead of this one."""
    right = SystemClock()
    return SystemClock(wall=lambda: right.now_ms() + skew_ms)


class SkewedDesktop:
    """The layers of a desktop whose clock is ``skew_ms`` ahead of the correct one."""

    def __init__(self, backend: Loop, package: CountyPackage, skew_ms: int) -> None:
        self.client = Client(
            backend.address,
            lambda: ZeroMqClientLink(backend.address, backend.keys),
            "live",
            wall_ms=lambda: SystemClock().now_ms() + skew_ms,
        )
        self._layers = build_layers(package, package.catalog)
        self.client.open()

    def refresh(self) -> None:
        taken = self.client.take()
        if taken.snapshot is not None:
            self._layers.restore(
                taken.snapshot.seq, taken.snapshot.recorded_ms, taken.snapshot.states, taken.snapshot.keys
            )
            for rows in taken.snapshot.newest.values():
                self._layers.take(rows)
        self._layers.apply(taken.records)
        for rows in taken.columns.values():
            self._layers.take(rows)
        self._layers.tick(self.client.clock.now_ms())

    @property
    def seq(self) -> int:
        return self._layers.fold.seq

    def value(self, sensor: str) -> float:
        return self._layers.of(SensorsLayer).readings_of(sensor)[0][1]

    def alarms(self) -> int:
        """Alarms whose condition holds."""
        return sum(alarm.state in STANDING for alarm in self._layers.fold.states["alarm"].values())

    def shown(self) -> dict[str, object]:
        sensors = self._layers.of(SensorsLayer)
        return {
            "events": dict(self._layers.of(EventsLayer).counts()),
            "sensors": {f"bin-{i}": sensors.condition(f"bin-{i}") for i in range(4)},
        }


@pytest.fixture(scope="module")
def stale_s() -> float:
    return load().sensor_kinds["bin"].stale_s


def test_overdue_events_and_stale_sensors_do_not_depend_on_the_clock_of_the_desktop(
    tmp_path: Path, stale_s: float
) -> None:
    package = CountyPackage(county_in(tmp_path))
    now_ms = SystemClock().now_ms()
    with ExitStack() as stack:
        backend = stack.enter_context(closing(Loop(tmp_path)))
        link = stack.enter_context(control_of(backend))
        unit = "city_management"
        answers = link.submit(
            [
                report("due", at_ms=now_ms - 1_000),
                file("due"),
                command(DispatchEvent(event_id="due", unit=unit)),
                command(ExtendDeadline(event_id="due", until_ms=now_ms + 30 * DAY_MS, note="雨天")),
                report("late", at_ms=now_ms - 20 * DAY_MS),
                file("late", at_ms=now_ms - 20 * DAY_MS),
                command(DispatchEvent(event_id="late", unit=unit), at_ms=now_ms - 20 * DAY_MS),
            ]
        )
        assert [answer for answer in answers if not isinstance(answer, Accepted)] == []
        silent_ms = now_ms - round(1_000 * stale_s) - 12 * HOUR_MS
        link.submit_readings([Reading("bin-0", "fill", now_ms, 10.0), Reading("bin-1", "temperature", silent_ms, 10.0)])

        screens = {skew_ms: SkewedDesktop(backend, package, skew_ms) for skew_ms in (0, DAY_MS, -DAY_MS)}
        for skew_ms, screen in screens.items():
            stack.callback(screen.client.close)
            live(screen.client)
            until(lambda: screen.refresh() or screen.seq >= answers[-1].last_seq, "the events")  # noqa: B023
            skew = screen.client.health().clock_skew_ms
            assert skew is not None
            assert abs(skew - skew_ms) < 60_000, "the desktop reports the difference of its clock"
            assert abs(screen.client.clock.now_ms() - SystemClock().now_ms()) < 60_000
        right, ahead, behind = (screen.shown() for screen in screens.values())
    assert right["sensors"]["bin-0"] != "silent"  # type: ignore[index]
    assert right["sensors"]["bin-1"] == "silent"  # type: ignore[index]
    assert right["events"]["event.overdue"] == 1, right["events"]  # type: ignore[index]
    assert ahead == right
    assert behind == right


@pytest.mark.parametrize("skew_ms", [-400_000, 400_000, -DAY_MS, DAY_MS])
def test_a_desktop_and_a_sender_with_right_clocks_are_served_by_a_backend_with_a_wrong_one(
    tmp_path: Path, skew_ms: int
) -> None:
    rows = tmp_path / "e.csv"
    with closing(Loop(tmp_path, clock=wrong_by(skew_ms))) as backend, client_of(backend) as client:
        live(client)
        until(lambda: client.health().clock_skew_ms is not None, "a heartbeat")
        skew = client.health().clock_skew_ms
        assert skew is not None
        assert abs(skew + skew_ms) < 60_000, "the window shows it: positive where this computer is ahead"
        answers: list[Accepted | Rejected] = []
        submissions = Submissions(client.submit, lambda: "", client.clock, realm="live")
        submissions.send(report("E1").body)
        submissions.send(FileEvent(event_id="E1"))
        until(lambda: answers.extend(client.take().replies) or len(answers) == 2, "the answers")
        assert [type(answer) for answer in answers] == [Accepted, Accepted]
        with control_of(backend) as link:
            lon, lat = Transformer.from_crs(link.welcome.epsg, LONLAT_EPSG, always_xy=True).transform(*PLACE_M)
            rows.write_text(f"subclass,title,lon,lat\nexposed_garbage,垃圾,{lon},{lat}\n", encoding="utf-8")
            sender = Sender(TableFile(rows), link, link.clock, link.wait, print)
            sender.run(None, lambda share, step: None)
            refusals = sender.report.refused.total
            now_ms = link.clock.now_ms()
            [taken] = link.submit_readings([Reading("bin-0", "fill", now_ms, 10.0)])
        assert isinstance(taken, Accepted)
        records = [RecordReader().read(data) for data in backend.store.log.records(1, backend.store.log.head.seq)]
    assert refusals == 0
    events = [record for record in records if isinstance(record.body, EventReported)]
    assert len(events) == 2
    for record in events:
        assert abs(record.happened_ms - (SystemClock().now_ms() + skew_ms)) < 60_000, "dated by the backend's clock"


def test_a_command_dated_by_a_right_clock_is_accepted_by_a_backend_that_is_400_s_behind(tmp_path: Path) -> None:
    with closing(Loop(tmp_path, clock=wrong_by(-400_000))) as backend, control_of(backend) as link:
        now_ms = SystemClock().now_ms()
        answers = link.submit([report("E1", at_ms=now_ms), file("E1", at_ms=now_ms)])
        assert [type(answer) for answer in answers] == [Accepted, Accepted]
        [reading] = link.submit_readings([Reading("bin-0", "fill", now_ms, 10.0)])
        assert isinstance(reading, Accepted)
        [refused] = link.submit([report("E2", at_ms=now_ms + DAY_MS)])
        assert isinstance(refused, Rejected)
        assert (refused.code, refused.params["minutes"]) == ("time_ahead", "1446")


def test_right_readings_are_shown_and_judged_after_one_that_a_wrong_clock_dated_ahead(tmp_path: Path) -> None:
    package = CountyPackage(county_in(tmp_path))
    with ExitStack() as stack:
        backend = stack.enter_context(closing(Loop(tmp_path)))
        link = stack.enter_context(control_of(backend))
        screen = SkewedDesktop(backend, package, 0)
        stack.callback(screen.client.close)
        live(screen.client)

        def sends(value: float, ahead_ms: int) -> Accepted | Rejected:
            at_ms = SystemClock().now_ms() + ahead_ms
            [answer] = link.submit_readings([Reading("bin-0", "fill", at_ms, value)])
            return answer

        def shows(value: float, alarms: int) -> bool:
            screen.refresh()
            return screen.value("bin-0") == value and screen.alarms() == alarms

        assert isinstance(sends(10.0, DAY_MS), Rejected)
        assert isinstance(sends(10.0, 500_000), Accepted)
        until(lambda: shows(10.0, 0), "the reading dated ahead")
        sends(95.0, 0)
        until(lambda: shows(95.0, 1), "the right one and its alarm")
        sends(10.0, 0)
        until(lambda: shows(10.0, 0), "the next one")
        until(lambda: screen.client.health().fault == "gateway_ahead", "the mark")
        newest = screen.client.health().newest_data_ms
        assert newest is not None
        assert newest <= screen.client.clock.now_ms()


def test_a_backend_restarted_a_day_earlier_keeps_the_order_and_says_so(tmp_path: Path) -> None:
    with closing(Loop(tmp_path)) as backend, control_of(backend) as link:
        link.submit([report("E1"), report("E2")])
        before = backend.store.log.head
    with closing(Loop(tmp_path, clock=wrong_by(-DAY_MS))) as backend, client_of(backend) as client:
        live(client)
        with control_of(backend) as link:
            [answer] = link.submit([report("E3", at_ms=link.clock.now_ms())])
            assert isinstance(answer, Accepted)
            assert answer.first_seq > before.seq
            assert backend.store.log.head.recorded_ms >= before.recorded_ms
            at_ms = link.clock.now_ms()
            link.submit_readings([Reading("bin-0", "fill", at_ms, 95.0)])
        until(lambda: client.health().fault == "clock_behind", "the mark")
        assert client.health().fault_params["by"].startswith(("23:", "24:"))


def test_a_file_of_readings_that_is_sent_twice_is_stored_once(tmp_path: Path) -> None:
    rows = "".join(f"bin-{i % 4},fill,2026-11-20T00:{i // 60:02}:{i % 60:02},{i % 70}\n" for i in range(1_200))
    path = tmp_path / "r.csv"
    path.write_text("sensor_id,channel,at,value\n" + rows, encoding="utf-8")
    with closing(Loop(tmp_path)) as backend:


        def kill(share: float, step: str) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), control_of(backend) as link:
            Sender(TableFile(path), link, link.clock, link.wait, print).run(None, kill)
        for _ in range(2):
            with control_of(backend) as link:
                sender = Sender(TableFile(path), link, link.clock, link.wait, print)
                sender.run(None, lambda share, step: None)
                assert sender.report.readings == 1_200
        arrivals = backend.store.log.run(  # type: ignore[attr-defined]
            lambda db: db.execute("SELECT count(*) FROM deliveries").fetchone()[0]
        ).result()
    assert arrivals == 3, "of 500 rows each"
