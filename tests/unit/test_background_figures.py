"""Figures of a drill leave out what was there before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from county.drill.baseline import TakenBaseline
from county.drill.run import BaselineTaken
from county.figures.metric import Period, Scope
from county.records import BackendStarted, EventClosed, RecordBody
from services.analysis.figures.figures import CountedCounty, Figures
from services.protocol.analysis_messages import FiguresRequest
from services.store.upcast import RecordReader
from tests.timelines import log_of, timeline_of
from tests.unit.test_corrected_events_analysed import AT_MS, CATALOG, REPORTED, record

BEGUN = BaselineTaken(drill="drill:20260715-001", baseline=TakenBaseline(
    source="live-copy", realm="live", at_ms=AT_MS, seq=9, hash="00", shift_ms=0, records=2, counts={"event": 2},
))  # fmt: skip
STARTED = BackendStarted(package="p", catalog="c", program="1")


def reported(number: str) -> RecordBody:
    return replace(REPORTED, event_id=number)


@pytest.mark.parametrize("metric", ["reported", "closed_rate", "open_stock"])
def test_only_what_was_reported_in_the_drill_counts(metric: str, tmp_path: Path) -> None:
    own = [STARTED, reported("演E1"), EventClosed(event_id="演E1"), reported("演E2")]
    there = [BEGUN, reported("演背景E1"), reported("演背景E2"), *own[:1], EventClosed(event_id="演背景E1"), *own[1:]]

    def figure(bodies: list[RecordBody], folder: Path) -> object:
        log = log_of([record(seq, body) for seq, body in enumerate(bodies, 1)])
        timeline = timeline_of(log, folder)
        figures = Figures(timeline, CountedCounty(CATALOG, lambda: (), lambda: ()), log, RecordReader())
        table = figures.table(FiguresRequest(
            request="r", metrics=(metric,), scope=Scope(), periods=(Period(AT_MS, AT_MS + 86_400_000),),
            grain="town", as_of_seq=0,
        ))  # fmt: skip
        timeline.close()
        return table.totals, table.groups, table.values

    assert figure(there, tmp_path / "there") == figure(own, tmp_path / "own")
