"""What a recording of a drill has of its play is read before a replay is shown, which may be closed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from types import SimpleNamespace

import pytest

from desktop.replay.recorded_drill import recorded_drill
from services.replay.given_up import OpeningGivenUp


def test_a_recording_is_read_no_further_once_nobody_waits_for_it() -> None:
    given_up = Event()

    def records(first_seq: int, last_seq: int) -> Iterator[bytes]:
        yield b"ReportReceived"
        given_up.set()
        yield b"ReportReceived"
        pytest.fail("it is read on")

    recording = SimpleNamespace(before_seq=0, last_seq=3, earlier=lambda: iter(()), records=records)
    with pytest.raises(OpeningGivenUp):
        recorded_drill(recording, given_up)  # type: ignore[arg-type]
