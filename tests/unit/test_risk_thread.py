"""Risks are judged once a county day, a minute after its end, and when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from county.catalog import load
from county.clock import ManualClock
from county.durations import DAY_MS, HOUR_MS
from services.analysis.risk.risk_thread import GRACE_MS, RiskThread
from services.follow_ups.judged_risks import FILE, read_judged
from services.protocol.risk_messages import RiskRequest
from services.store.upcast import RecordReader
from tests.captured_log import CapturedLog
from tests.risk_days import FIRST_MS, square_county
from tests.timelines import log_of, timeline_of
from tests.unit.test_analysis_follower import until

MIDNIGHT_MS = FIRST_MS + 21 * DAY_MS


class Process:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock(MIDNIGHT_MS + GRACE_MS)
        self.is_ready = True
        log = log_of([])
        self.timeline = timeline_of(log, folder / "timeline")
        self.risks = RiskThread(
            folder, self.timeline, lambda: log, RecordReader(), load(), lambda: square_county(2, 2), CapturedLog(),
            self.clock.now_ms, lambda: self.is_ready,
        )  # fmt: skip

    @property
    def judged_ms(self) -> int:
        return read_judged(self.folder / FILE).judged_ms


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    process = Process(tmp_path)
    yield process
    process.timeline.close()


def test_the_last_day_is_judged_once_and_now_when_somebody_asks(process: Process) -> None:
    process.risks.start()
    try:
        until(lambda: process.judged_ms == MIDNIGHT_MS, "the day is not judged")
        process.clock.advance(3 * HOUR_MS)
        assert process.risks._due() is None, "the day has been judged"
        assert process.risks.reply(RiskRequest(request="r", judge=True)).is_judging
        until(lambda: process.judged_ms == process.clock.now_ms(), "it is not judged now")
        until(lambda: not process.risks.reply(RiskRequest(request="r")).is_judging, "it never ends")
        answer = process.risks.reply(RiskRequest(request="r"))
        assert (answer.judged_ms, answer.past_days) == (process.clock.now_ms(), 0)
        assert {one.tested for one in answer.detectors.values()} == {0}
    finally:
        process.risks.stop()


def test_a_day_is_judged_a_minute_after_its_end_and_only_with_all_that_is_known(process: Process) -> None:
    assert process.risks._due() == MIDNIGHT_MS
    process.clock.advance(DAY_MS - 1)
    assert process.risks._due() == MIDNIGHT_MS
    process.clock.advance(1)
    assert process.risks._due() == MIDNIGHT_MS + DAY_MS
    process.is_ready = False
    assert process.risks._due() is None
