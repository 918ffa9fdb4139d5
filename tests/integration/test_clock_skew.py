"""A desktop whose clock is a day wrong shows the same as one with a correct clock, and reports the difference."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from county.catalog import load
from county.clock import SystemClock
from county.commands import DispatchEvent, ExtendDeadline
from county.package.open import CountyPackage
from county.sensing import Reading
from layers.events import EventsLayer
from layers.registry import build_layers
from layers.sensors import SensorsLayer
from services.protocol.client import Client
from services.protocol.messages import Accepted
from services.transport.zeromq.client_link import ZeroMqClientLink
from tests.integration.backend_fixture import command, control_of, county_in, file, live, report, until
from tests.integration.loop_fixture import Loop

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


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
