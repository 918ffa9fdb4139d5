"""A seek that fails on the store ends itself and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from county.package.open import CountyPackage
from county.streams import Columns
from services.protocol.replay import ReplayMoment, SeekFailed, SoughtStates
from services.replay.local import LocalReplay
from services.replay.recording import Recording
from services.replay.source import ReplaySource
from services.store.ports import StoreError
from tests.contract.test_replays import T0, of_journal, reported, wait
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county

RECORDS = 600
"""Several portions of a thread that reads them all."""


class FailingRecording:
    """A recording that gives its records once they are :attr:`released`, and no rows while :attr:`fails` is set."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self.released = Event()
        self.fails = False

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        assert self.released.wait(60)
        return self._recording.records(first_seq, last_seq)

    def newest(self, stream: str, known_ms: int, at_ms: int | None = None) -> Columns:
        if self.fails:
            raise StoreError("the disk does not reply")
        return self._recording.newest(stream, known_ms, at_ms)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recording, name)


@pytest.fixture
def recording(tmp_path: Path) -> FailingRecording:
    package: CountyPackage = write_tiny_county(tmp_path / "county")
    records = numbered([(T0 + n, reported(f"E{n}")) for n in range(RECORDS)])
    return FailingRecording(of_journal(write_journal(tmp_path / "data", package, records), package))


def test_while_everything_is_being_read_the_reading_goes_on(recording: FailingRecording) -> None:
    with closing(LocalReplay(recording)) as replay:
        recording.fails = True
        replay.seek(ReplayMoment(5, T0 + 4))
        recording.released.set()
        assert wait(replay.sought) == SeekFailed(ReplayMoment(5, T0 + 4))
        wait(lambda: replay.read_share == 1)
        assert replay.extent.last.seq == RECORDS
        assert "the disk does not reply" in replay.notes[0]
        recording.fails = False
        replay.seek(replay.moment_of(RECORDS))
        assert isinstance(wait(replay.sought), SoughtStates)


def test_a_window_keeps_its_moment_and_can_seek_again(recording: FailingRecording) -> None:
    recording.released.set()
    with closing(LocalReplay(recording)) as replay:
        wait(lambda: replay.read_share == 1)
        source = ReplaySource(replay)
        source.open()
        shown = wait(lambda: source.take().snapshot)
        recording.fails = True
        source.play()
        source.seek(replay.moment_of(RECORDS))
        wait(lambda: source.take() and not source.is_seeking)
        assert (source.moment.seq, source.is_playing) == (shown.seq, False)
        recording.fails = False
        source.seek(replay.moment_of(RECORDS))
        assert wait(lambda: source.take().snapshot).seq == RECORDS
