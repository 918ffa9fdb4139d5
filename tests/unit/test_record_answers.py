"""Records in their order, their distribution over a time, its gaps and its marks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from county.records import AlarmRaised, EventFiled, EventReported, Record
from services.analysis.moments import record_answers
from services.analysis.moments.record_answers import RecordAnswers
from services.protocol.as_of_messages import (
    RecordsRequest,
    SpanOfRecords,
    SpanRequest,
    SubjectAsOfRequest,
    TimeGap,
    TimesRequest,
)
from services.store.ports import Cancelled
from services.store.upcast import RecordReader, schema_of
from tests.timelines import log_of, timeline_of

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
START_MS = 1_790_000_000_000


def event(name: str, level: Any) -> EventReported:
    return EventReported(
        event_id=name, subclass="waste", title="垃圾", source="hotline", x_m=1.0, y_m=2.0, division="990123",
        level=level,
    )  # fmt: skip


def alarm(name: str, priority: Any) -> AlarmRaised:
    return AlarmRaised(
        alarm_id=name, sensor_id="bin-1", channel="fill", rule="bin_full", priority=priority, value=9.0, limit=8.0
    )


BODIES = (
    (0, event("E1", "general")), (1, event("E2", "major")), (2, EventFiled(event_id="E2")),
    (3, alarm("A1", "low")), (4, alarm("A2", "critical")), (5, alarm("A3", "critical")),
    (24 * 60, event("E3", "larger")),
)  # fmt: skip
"""By the minute."""


RECORDS = [
    Record(
        seq=seq, realm="live", happened_ms=START_MS + minute * MINUTE_MS, recorded_ms=START_MS + minute * MINUTE_MS,
        command_id=str(seq), by="desk", schema=schema_of(body), body=body,
    )
    for seq, (minute, body) in enumerate(BODIES, start=1)
]  # fmt: skip


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[RecordAnswers]:
    log = log_of(RECORDS)
    with closing(timeline_of(log, tmp_path / "timeline")) as timeline:
        yield RecordAnswers(timeline, log, RecordReader())


def read(answers: RecordAnswers, from_seq: int, count: int) -> list[Record[Any]]:
    answer = answers.records(RecordsRequest(request="r", from_seq=from_seq, count=count))
    assert (answer.from_seq, answer.head_seq) == (from_seq, len(RECORDS))
    return [RecordReader().read(bytes(raw)) for raw in answer.records]


def test_records_are_answered_in_order_and_end_with_the_timeline(answers: RecordAnswers) -> None:
    assert read(answers, 1, 3) == RECORDS[:3]
    assert read(answers, 6, 100) == RECORDS[5:]
    assert read(answers, 8, 100) == []


def test_a_long_answer_ends_early(answers: RecordAnswers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_answers, "ANSWER_BYTES", 1)
    assert read(answers, 2, 100) == RECORDS[1:2]


def span(answers: RecordAnswers, buckets: int, **ends_ms: int) -> SpanOfRecords:
    return answers.span(SpanRequest(request="s", buckets=buckets, **ends_ms))


def test_the_bar_is_proportional_to_time_and_a_day_without_records_is_a_gap(answers: RecordAnswers) -> None:
    found = span(answers, 24)
    assert (found.first_ms, found.last_ms) == (START_MS, START_MS + 24 * HOUR_MS)
    assert found.counts == [6, *([0] * 22), 1], "not by the number of records"
    assert found.gaps == [TimeGap(START_MS + 5 * MINUTE_MS, START_MS + 24 * HOUR_MS)]


def test_a_part_of_the_time_is_answered_with_its_ends(answers: RecordAnswers) -> None:
    found = span(answers, 3, from_ms=START_MS + 1 * MINUTE_MS, to_ms=START_MS + 4 * MINUTE_MS)
    assert (found.counts, found.gaps) == ([1, 1, 1], [])
    before = span(answers, 2, from_ms=START_MS - HOUR_MS, to_ms=START_MS)
    assert (before.counts, before.gaps, before.marks) == ([0, 0], [], [])


def test_critical_alarms_and_events_of_level_major_or_above_are_marked(answers: RecordAnswers) -> None:
    found = span(answers, 24 * 60 + 1)
    assert [(mark.kind, mark.subject, mark.seq) for mark in found.marks] == [
        ("event", "event/E2", 2), ("alarm", "alarm/A2", 5), ("alarm", "alarm/A3", 6),
    ]  # fmt: skip
    assert found.marks[0].at_ms == START_MS + MINUTE_MS
    assert [mark.seq for mark in span(answers, 1).marks] == [2, 5], "of each kind the first in each part"


def test_an_answer_that_is_not_needed_any_more_ends(answers: RecordAnswers) -> None:
    with pytest.raises(Cancelled):
        answers.span(SpanRequest(request="s", buckets=1), lambda: True)


def test_without_records_nothing_is_distributed(tmp_path: Path) -> None:
    log = log_of([])
    with closing(timeline_of(log, tmp_path / "timeline")) as timeline:
        found = span(RecordAnswers(timeline, log, RecordReader()), 4)
    assert (found.first_ms, found.last_ms, found.head_seq, found.counts) == (0, 0, 0, [0, 0, 0, 0])
    assert (found.gaps, found.marks) == ([], [])


def test_the_times_of_all_records_come_with_gaps_of_ten_minutes_and_marks(
    answers: RecordAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = answers.times(TimesRequest(request="r"))
    known_ms = [START_MS + minute * MINUTE_MS for minute, _ in BODIES]
    assert np.frombuffer(found.times, "<i8").tolist() == known_ms
    assert (found.head_seq, found.last_ms, found.every) == (7, known_ms[-1], 1)
    assert found.gaps == [TimeGap(known_ms[5], known_ms[6])]
    assert [mark.seq for mark in found.marks] == [2, 5, 6]
    monkeypatch.setattr(record_answers, "TIMES_MAX", 3)
    some = answers.times(TimesRequest(request="r"))
    assert (some.every, np.frombuffer(some.times, "<i8").tolist()) == (3, known_ms[::3])


def test_the_records_of_a_subject_end_with_a_moment(answers: RecordAnswers) -> None:
    for seq, count in ((1, 0), (2, 1), (7, 2)):
        found = answers.of_subject(SubjectAsOfRequest(request="r", subject="event/E2", as_of_seq=seq))
        assert [RecordReader().read(bytes(raw)).seq for raw in found.records] == [2, 3][:count]
