"""A playback of more records than are taken at once."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from services.replay.local import LocalReplay
from services.replay.source import RECORDS_MAX, ReplaySource
from tests.contract.test_replays import T0, of_journal, reported, wait
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county

RECORDS = RECORDS_MAX + 200


def test_a_playback_that_is_behind_says_that_more_is_here_and_one_that_keeps_up_does_not(tmp_path: Path) -> None:
    package = write_tiny_county(tmp_path / "county")
    records = numbered([(T0 + n, reported(f"E{n}")) for n in range(RECORDS)])
    now_ms = 0
    with closing(LocalReplay(of_journal(write_journal(tmp_path / "data", package, records), package))) as replay:
        wait(lambda: replay.read_share == 1)
        source = ReplaySource(replay, monotonic=lambda: now_ms)
        source.open()
        wait(lambda: source.take().snapshot)
        source.play()
        now_ms += RECORDS
        behind = wait(lambda: (taken := source.take()).records and taken)
        assert (len(behind.records), behind.more_soon) == (RECORDS_MAX, True)
        now_ms += 100
        kept_up = wait(lambda: (taken := source.take()).records and taken)
        assert (len(kept_up.records), kept_up.more_soon) == (100, False)
