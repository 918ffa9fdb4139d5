"""The analysis reads scans from the journal as they are needed, in slices, and answers as of a record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from county.catalog import load
from county.records import Record
from county.tracing.question import TraceQuestion
from county.tracing.scans import Scan, ScansCaptured
from services.analysis.trace_replies import ScanReader, TraceReplies
from services.protocol.tracing_messages import TraceReply, TraceRequest
from services.store.upcast import RecordReader
from tests.timelines import log_of, timeline_of
from tests.tracing_chain import CHAIN, RICE, T0_MS
from tests.unit.running_desk import RunningDesk, report
from tests.unit.test_tracer import LATER_MS, PLACES


def records(*batches: Sequence[Scan]) -> list[Record[Any]]:
    """A journal with a report of an event before each batch."""
    found: list[Record[Any]] = []
    for number, scans in enumerate(batches):
        [event] = RunningDesk().give(report(f"E{number}"))
        for body in (event.body, ScansCaptured(sender="mill", scans=tuple(scans))):
            found.append(Record(
                seq=len(found) + 1, realm="live", happened_ms=T0_MS, recorded_ms=LATER_MS + len(found), command_id="c",
                by="key", body=body,
            ))  # fmt: skip
    return found


def replies(folder: Path, *batches: Sequence[Scan]) -> tuple[TraceReplies, ScanReader]:
    log = log_of(records(*batches))
    timeline = timeline_of(log, folder)
    reader = ScanReader(timeline, log, RecordReader())
    return TraceReplies(reader, timeline, load(), lambda: PLACES), reader


def ask(of: TraceReplies, as_of_seq: int = 0) -> TraceReply:
    return of.answer(TraceRequest(request="r", question=TraceQuestion(batch=RICE), as_of_seq=as_of_seq))


def test_scans_of_the_journal_are_answered_as_of_the_newest_record_or_an_earlier_one(tmp_path: Path) -> None:
    of, _ = replies(tmp_path / "timeline", CHAIN[:6], CHAIN[6:])
    now = ask(of)
    assert (now.state, now.as_of_seq, now.as_of_ms) == ("done", 4, LATER_MS + 3)
    assert now.answer is not None
    assert now.answer.scans == len(CHAIN)
    assert now.answer.found is not None
    assert len(now.answer.found.holdings) == 3
    earlier = ask(of, as_of_seq=2)
    assert earlier.answer is not None
    assert earlier.answer.found is not None
    assert len(earlier.answer.found.holdings) == 1, "nothing had left the mill by then"


def test_without_time_nothing_is_read_and_the_next_request_reads_on(tmp_path: Path) -> None:
    _, reader = replies(tmp_path / "timeline", CHAIN)
    assert reader.go_on(0) == 0.0
    assert reader.go_on(10_000) == 1.0
    assert len(reader.index) == len(CHAIN)
    assert reader.go_on(10_000) == 1.0
    assert len(reader.index) == len(CHAIN), "what was read is not read again"
