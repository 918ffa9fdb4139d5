"""How a backend ends: what a turn that failed had done in memory is not kept."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import msgspec
import pytest

from county import commands as c
from county.records import EventReported, Record
from services import app
from services.backend import Backend
from services.store.snapshot import FILE, StateSnapshot
from tests.square_county import PLACE_M, write_square_county


def half_a_turn(backend: Backend) -> None:
    """An event that is on the desk and in no record."""
    said = c.ReportEvent(
        event_id="E1", subclass="exposed_garbage", title="垃圾", source="hotline", x_m=PLACE_M[0], y_m=PLACE_M[1]
    )
    command = c.Command(id="c", realm="live", actor="a", happened_ms=1_000, body=said)
    [body] = backend._desk.decide(command, 1_000)
    assert isinstance(body, EventReported)
    backend._desk.apply(
        Record(seq=1, realm="live", happened_ms=1_000, recorded_ms=1_000, command_id="c", actor="a", body=body)
    )


@pytest.mark.parametrize("failing", [True, False])
def test_the_desk_is_kept_for_the_next_start_only_when_every_turn_was_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: bool
) -> None:
    county = write_square_county(tmp_path / "county")

    def run(backend: Backend, _: object) -> None:
        if failing:
            half_a_turn(backend)
            raise OSError("disk I/O error")

    monkeypatch.setattr(app, "until_stopped", Event)
    monkeypatch.setattr(Backend, "run", run)
    try:
        app.serve(county, listen="tcp://127.0.0.1:*", data=tmp_path / "data")
    except OSError:
        assert failing
    found = tmp_path / "data" / "journal" / FILE
    assert found.exists() is not failing
    if not failing:
        assert msgspec.msgpack.decode(found.read_bytes()[32:], type=StateSnapshot).events == []
