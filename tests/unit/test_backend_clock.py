"""The backend's clock: a machine whose clock is set, or that slept, has no silent sensors because of that."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from county.clock import ManualClock
from services import app
from services.backend import Backend
from tests.square_county import write_square_county
from tests.unit.a_desk import NOON_MS


def test_a_clock_that_jumps_between_two_heartbeats_raises_no_alarm_of_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county, clock = write_square_county(tmp_path / "county"), ManualClock(NOON_MS)

    def run(backend: Backend, _: object) -> None:
        backend.turn()
        clock.advance(3 * 3_600_000)
        backend._heartbeat_at = 0
        backend.turn()
        assert backend._desk.alarms == {}
        assert backend._watch.tick(clock.now_ms() + 3_600_000), "true silence is noticed as ever"

    monkeypatch.setattr(app, "until_stopped", Event)
    monkeypatch.setattr(app, "SystemClock", lambda: clock)
    monkeypatch.setattr(Backend, "run", run)
    app.serve(county, listen="tcp://127.0.0.1:*", data=tmp_path / "data")
