"""The timeline of a whole journal, for answers beside whatever else runs."""

from __future__ import annotations

import pytest

from county.durations import DAY_MS
from services.analysis.timeline import read_journal
from services.analysis.timeline.read_journal import read_timeline
from services.store.upcast import RecordReader
from tests.number_days import steps_until
from tests.recorded_journals import numbered
from tests.timelines import IDENTITY, log_of


def test_a_timeline_has_all_records_and_its_folder_is_removed_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_journal, "BATCH", 2)
    log = log_of(numbered(steps_until(100 * DAY_MS, seed=1, events=2))[:5])
    shares: list[float] = []
    with read_timeline(log, IDENTITY, RecordReader(), shares.append) as (timeline, head):
        assert timeline.extent.head.seq == head.seq == 5
        assert timeline.folder.exists()
    assert shares == [2 / 5, 4 / 5]
    assert not timeline.folder.exists()
