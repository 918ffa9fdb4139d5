"""Moments of a journal: what was on the desk, what had happened, and the states of single entities."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bench import three_years
from county.durations import DAY_MS
from county.events.event import RETENTION_MS
from county.fold import Fold
from county.realm import LIVE
from county.records import Record
from services.protocol.desk_columns import desk_rows
from tests.happened_records import happened_by
from tests.tiny_county import write_tiny_county
from tests.unit.asked_moments import asked, check_random_moments, known, states_of
from tests.unit.random_records import RECORDS
from tests.unit.test_timeline import golden_records


def test_200_random_moments_of_a_journal_are_the_fold_of_all_records_known_by_then(tmp_path: Path) -> None:
    """A hundredth of ``tests/hard/test_moments.py``."""
    package = write_tiny_county(tmp_path / "county")
    compared = check_random_moments(
        package, tmp_path, 10_000, span_ms=60 * DAY_MS, keyframe_records=2_500, tell=lambda share, step: None
    )
    assert compared > 20_000


@settings(max_examples=6, deadline=None)
@given(RECORDS, st.integers(1, 40))
def test_every_moment_is_the_fold_of_the_records_known_by_then(
    records: list[Record[Any]], keyframe_records: int
) -> None:
    fold = Fold()
    with asked(records, keyframe_records) as moments:
        for record, after in zip(records, [*records[1:], None], strict=True):
            fold.apply(record)
            if after is None or after.recorded_ms > record.recorded_ms:
                moments.check(known(record.recorded_ms), states_of(fold))


@settings(max_examples=8, deadline=None)
@given(RECORDS, st.integers(1, 40), st.randoms(use_true_random=False))
def test_what_had_happened_is_the_fold_of_the_records_that_had_happened(
    records: list[Record[Any]], keyframe_records: int, random: Random
) -> None:
    delays_ms = (0, 0, 0, 0, 1, 60_000, DAY_MS, 20 * DAY_MS, -DAY_MS)
    records = [replace(record, happened_ms=record.happened_ms - random.choice(delays_ms)) for record in records]
    times = sorted({record.happened_ms for record in records} | {record.recorded_ms for record in records})
    with asked(records, keyframe_records) as moments:
        for at_ms in random.sample(times, min(len(times), 8)):
            last = random.randint(1, len(records))
            known_ms = records[last - 1].recorded_ms
            known_by = [record for record in records if record.recorded_ms <= known_ms]
            moments.check(known(known_ms, at_ms), happened_by(known_by, at_ms))


def test_of_what_there_are_never_many_the_states_come_with_the_columns(tmp_path: Path) -> None:
    records, fold = golden_records(tmp_path), Fold()
    with asked(records, 5) as moments:
        for record, after in zip(records, [*records[1:], None], strict=True):
            fold.apply(record)
            if after is None or after.recorded_ms > record.recorded_ms:
                moments.check(known(record.recorded_ms), states_of(fold))
        rows = desk_rows(moments.answer(known(records[-1].recorded_ms)))
        assert any(some.encoded for some in rows.values())
        assert not rows["event"].encoded


def day_of_events(folder: Path) -> list[Record[Any]]:
    package = write_tiny_county(folder / "county")
    span_ms = 30 * DAY_MS
    return list(three_years.records(package, 600, now_ms=2 * span_ms, realm=LIVE, span_ms=span_ms))


def test_the_head_is_what_is_on_the_desk_now_whatever_later_time_is_asked_for(tmp_path: Path) -> None:
    records, fold = day_of_events(tmp_path), Fold()
    for record in records:
        fold.apply(record)
    with asked(records, 100) as moments:
        for later_ms in (0, 1, DAY_MS, 1 << 61):
            moments.check(known(records[-1].recorded_ms + later_ms), states_of(fold))
        assert moments.answer(known(1 << 61)).seq == len(records)


def test_before_the_first_record_the_desk_is_empty(tmp_path: Path) -> None:
    records = day_of_events(tmp_path)
    with asked(records, 100) as moments:
        answer = moments.answer(known(records[0].recorded_ms - 1))
        assert (answer.seq, answer.recorded_ms, answer.tables) == (0, 0, [])


def test_five_records_of_one_millisecond_are_known_together_and_stay_five_steps(tmp_path: Path) -> None:
    records = [replace(record, recorded_ms=5_000, happened_ms=5_000) for record in day_of_events(tmp_path)[:5]]
    with asked(records, 2) as moments:
        assert moments.answer(known(5_000)).seq == 5
        assert moments.answer(known(4_999)).seq == 0


def test_an_event_that_was_put_away_is_on_the_desk_in_a_moment_when_it_was(tmp_path: Path) -> None:
    records = day_of_events(tmp_path)
    ended = next(record for record in records if type(record.body).__name__ == "EventEvaluated")
    event = ended.body.event_id
    expires_ms = max(r.recorded_ms for r in records if getattr(r.body, "event_id", "") == event) + RETENTION_MS
    assert records[-1].recorded_ms > expires_ms
    with asked(records, 100) as moments:
        before = desk_rows(moments.answer(known(ended.recorded_ms)))["event"]
        after = desk_rows(moments.answer(known(records[-1].recorded_ms)))["event"]
        assert event in before.ids
        assert event not in after.ids
        [state] = moments.states("event", [event], len(records))
        assert state.id == event, "its card can still be opened"


def test_a_clock_that_was_set_back_leaves_the_order_as_it_was(tmp_path: Path) -> None:
    records = day_of_events(tmp_path)[:60]
    hour_ms = 3_600_000
    records = [
        replace(record, recorded_ms=record.recorded_ms - (DAY_MS + hour_ms if 20 <= record.seq < 40 else 0))
        for record in records
    ]
    known_ms = list(accumulate((record.recorded_ms for record in records), max))
    fold = Fold()
    with asked(records, 7) as moments:
        for record, at_ms, later_ms in zip(records, known_ms, [*known_ms[1:], 1 << 60], strict=True):
            fold.apply(record)
            if later_ms > at_ms:
                moments.check(known(at_ms), states_of(fold))


@pytest.mark.parametrize("ids", [(), ("nobody",)])
def test_a_state_that_never_was_is_nil(tmp_path: Path, ids: tuple[str, ...]) -> None:
    with asked(day_of_events(tmp_path), 100) as moments:
        assert moments.states("event", ids, 100) == [None] * len(ids)
        assert moments.states("alarm", ids, 1 << 40) == [None] * len(ids)
