"""The timeline: at every record the states of the fold, after a crash and a restart too."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack, closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bench import three_years
from county.aggregate import Aggregate
from county.aggregates import AGGREGATES, concrete_types
from county.commands import FileEvent, NoteEvent, RejectEvent
from county.durations import DAY_MS
from county.fold import Fold
from county.realm import LIVE
from county.records import EventReported, Record, RecordBody
from services.analysis.timeline import layout
from services.analysis.timeline.layout import LAYOUTS, picked
from services.analysis.timeline.timeline import COMMITTED, RecordTimeline, UnusableTimeline, new_timeline, open_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.store.memory import MemoryLog
from services.store.upcast import SCHEMAS, RecordReader
from tests.timelines import IDENTITY, desk_at, log_of, timeline_of
from tests.tiny_county import write_tiny_county
from tests.unit.random_records import RECORDS
from tests.unit.running_desk import NOON_MS, RunningDesk, report
from tests.unit.test_fold_version import records_of

GOLDEN = Path(__file__).parents[1] / "golden" / "timeline.json"
"""By digest of the columns: SHA-256 of rows and checksums of all columns of the timeline of a golden journal."""
RECORDS_OF_TAGS = GOLDEN.parent / "records"


def folded(fold: Fold) -> dict[str, dict[str, tuple[Any, ...]]]:
    return {a.key: {key: a.project(state) for key, state in fold.states[a.key].items()} for a in AGGREGATES}


def contents(timeline: RecordTimeline) -> list[tuple[str, int, int]]:
    """Rows and checksum of every column."""
    return [(name, len(column), column.crc) for name, column in timeline.columns.items()]


def golden_records(folder: Path) -> list[Record[Any]]:
    """Every record of a golden journal, numbered in the order in which they can be folded."""
    records, recorded_ms = [], 0
    for seq, record in enumerate(records_of("journal-2", folder), start=1):
        recorded_ms = max(recorded_ms, record.recorded_ms)
        records.append(replace(record, seq=seq, recorded_ms=recorded_ms))
    return records


@settings(max_examples=10, deadline=None)
@given(RECORDS, st.integers(1, 40))
def test_the_states_as_of_every_record_are_those_of_the_fold(
    records: list[Record[Any]], keyframe_records: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        log, fold = log_of(records), Fold()
        timeline = timeline_of(log, Path(name) / "timeline", keyframe_records)
        assert desk_at(timeline, log, 0) == folded(fold)
        for record in records:
            fold.apply(record)
            assert desk_at(timeline, log, record.seq) == folded(fold)
        timeline.close()


@settings(max_examples=10, deadline=None)
@given(RECORDS, st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=6), st.integers(1, 40))
def test_a_timeline_continues_after_restarts_and_crashes_like_one_that_was_never_interrupted(
    records: list[Record[Any]], runs: list[tuple[int, bool]], keyframe_records: int
) -> None:
    """``runs``: each appends so many records and is then ended, or killed before it commits them."""
    log = log_of(records)

    with tempfile.TemporaryDirectory() as name, ExitStack() as closed:
        folder = Path(name) / "timeline"
        timeline = new_timeline(folder, IDENTITY)
        timeline.commit()
        for most, is_killed in (*runs, (1 << 30, False)):
            with closing(timeline):
                TimelineWriter(timeline, log, RecordReader(), keyframe_records).go_on(most, log.head)
                if not is_killed:
                    timeline.commit()
            timeline = open_timeline(folder, IDENTITY)
            closed.callback(timeline.close)
        whole = closed.enter_context(closing(timeline_of(log, Path(name) / "whole", keyframe_records)))
        assert [len(column) for column in timeline.columns.values()] == [
            len(column) for column in whole.columns.values()
        ]
        assert sorted(timeline.texts.texts) == sorted(whole.texts.texts), "their numbers depend on the runs"
        fold = Fold()
        for record in records:
            fold.apply(record)
            assert desk_at(timeline, log, record.seq) == folded(fold)


def test_every_kind_of_record_is_in_the_timeline_with_its_times_and_its_author(tmp_path: Path) -> None:
    records = golden_records(tmp_path)
    timeline = timeline_of(log_of(records), tmp_path / "timeline")
    extent = timeline.extent
    assert [layout.KINDS[kind] for kind in timeline.column("record.kind", extent)] == [
        type(record.body).__name__ for record in records
    ]
    assert timeline.column("record.recorded_ms", extent).tolist() == [record.recorded_ms for record in records]
    happened = timeline.happened_ms(np.arange(len(records)), extent)
    assert happened.tolist() == [record.happened_ms for record in records]
    authors = [timeline.texts.text(code) for code in timeline.column("record.author", extent).tolist()]
    assert authors == [record.who for record in records]
    timeline.close()


def test_a_record_that_happened_long_before_it_was_known_has_its_time_too(tmp_path: Path) -> None:
    [record, *_] = golden_records(tmp_path)
    year_ms = 365 * DAY_MS
    delays_ms = (0, (1 << 31) - 1, 1 << 31, (1 << 31) + 1, year_ms, -(1 << 31), 1 - (1 << 31), -year_ms)
    records = [
        replace(record, seq=seq, recorded_ms=2 * year_ms, happened_ms=2 * year_ms - delay_ms)
        for seq, delay_ms in enumerate(delays_ms, start=1)
    ]
    with closing(timeline_of(log_of(records), tmp_path / "timeline")) as timeline:
        happened = timeline.happened_ms(np.arange(len(records)), timeline.extent)
        assert happened.tolist() == [record.happened_ms for record in records]


def test_since_when_an_event_is_as_it_is_stays_after_notes_as_of_every_record_and_is_stored_for_them_alone(
    tmp_path: Path,
) -> None:
    running = RunningDesk()
    steps = [
        report("E1"), FileEvent(event_id="E1"), NoteEvent(event_id="E1", note="x"), report("E2"),
        NoteEvent(event_id="E1", note="y"), NoteEvent(event_id="E2", note="z"), RejectEvent(event_id="E2", note="x"),
    ]  # fmt: skip
    for minute, step in enumerate(steps):
        running.give(step, at_ms=NOON_MS + minute * 60_000)
    expected = [(0,), (1,), (1,), (1, 3), (1, 3), (1, 3), (1, 6)]
    with closing(timeline_of(log_of(running.log), tmp_path / "timeline")) as timeline:
        for seq, minutes in enumerate(expected, start=1):
            versions = timeline.states("event")
            since_ms = versions.table(versions.newest_at(seq))["since_ms"]
            assert since_ms.tolist() == [NOON_MS + minute * 60_000 for minute in minutes]
        assert timeline.column("event.since_ms.seq", timeline.extent).tolist() == [3, 5, 6]


def test_a_clock_that_was_set_back_changes_no_order(tmp_path: Path) -> None:
    """A record is known when it or an earlier one was recorded, whichever is later."""
    [record, *_] = golden_records(tmp_path)
    recorded_ms = (10_000, 20_000, 5_000, 20_000, 30_000)
    records = [replace(record, seq=seq, recorded_ms=at_ms) for seq, at_ms in enumerate(recorded_ms, start=1)]
    with closing(timeline_of(log_of(records), tmp_path / "timeline")) as timeline:
        seqs = [timeline.seq_at(at_ms, timeline.extent) for at_ms in (5_000, 9_999, 10_000, 20_000, 29_999, 30_000)]
        assert seqs == [0, 0, 1, 4, 4, 5]
        assert timeline.recorded_ms(3, timeline.extent) == 20_000


def golden_record(kind: type[RecordBody]) -> Record[Any]:
    return RecordReader().read((RECORDS_OF_TAGS / f"{kind.__name__}-{SCHEMAS[kind.__name__]}.msgpack").read_bytes())


def steps(aggregate: Aggregate[Any], kind: type[RecordBody]) -> list[tuple[Any, Any]]:
    """States before and after a record of ``kind``, from the states after at most two other records."""

    def after(states: list[Any], kinds: Iterable[type[RecordBody]]) -> list[tuple[Any, Any]]:
        found = []
        for state in states:
            for other in kinds:
                with suppress(ValueError, StopIteration):  # not from this state
                    found.append((state, aggregate.apply(state, golden_record(other))))
        return found

    kinds = concrete_types(aggregate.record)
    first = [state for _, state in after([None], kinds)]
    return after([*first, *(state for _, state in after(first, kinds))], [kind])


SHORTENED = {
    f"{aggregate.key}-{kind.__name__}": (aggregate, kind)
    for aggregate in AGGREGATES
    if aggregate.changing is not None
    for kind in concrete_types(aggregate.record)
}


@pytest.mark.parametrize(("aggregate", "kind"), SHORTENED.values(), ids=SHORTENED)
def test_the_shorter_projection_leaves_out_only_what_no_record_changes_for_which_it_is_used(
    aggregate: Aggregate[Any], kind: type[RecordBody]
) -> None:
    assert aggregate.changing is not None
    never, often, seldom, rarely = (
        picked(LAYOUTS[aggregate.key].parts[part].places) for part in ("never", "often", "seldom", "rarely")
    )
    found = steps(aggregate, kind)
    assert found or kind in aggregate.changing.not_after
    for before, after in found:
        values = aggregate.project(after)
        assert aggregate.changing.project(after) == (often(values), seldom(values), rarely(values))
        assert kind in aggregate.changing.not_after or never(values) == never(aggregate.project(before))


def test_when_an_entity_expires_is_not_one_of_the_columns_that_change_often() -> None:
    """The writer asks for it only when a column of another part has changed."""
    for aggregate in AGGREGATES:
        assert aggregate.columns[-1].name == "expires_ms"
        assert aggregate.columns[-1].changes != "often"


def test_titles_are_not_stored_a_second_time(tmp_path: Path) -> None:
    records = golden_records(tmp_path)
    titles = {getattr(record.body, "title", "") for record in records} - {""}
    assert titles
    timeline = timeline_of(log_of(records), tmp_path / "timeline")
    assert not titles & set(timeline.texts.texts)
    timeline.close()


def records_of_days(folder: Path, count: int) -> list[Record[Any]]:
    """Of the lives of events and alarms, over a fortnight."""
    package = write_tiny_county(folder / "county")
    span_ms = 14 * DAY_MS
    return list(three_years.records(package, count, now_ms=2 * span_ms, realm=LIVE, span_ms=span_ms))


def test_a_timeline_has_files_of_what_happened_alone_and_gets_others_when_they_are_needed(tmp_path: Path) -> None:
    running = RunningDesk()
    running.give(report("E1"))
    log = log_of(running.log)
    with closing(timeline_of(log, tmp_path / "timeline")) as timeline:
        files = {path.name for path in (tmp_path / "timeline").iterdir()}
        assert {"record.recorded_ms", "event.first_seq"} <= files
        assert not {name for name in files if name.startswith("warning.")}
        assert len(timeline.column("warning.first_seq", timeline.extent)) == 0
    with closing(open_timeline(tmp_path / "timeline", IDENTITY)) as timeline:
        assert len(timeline.states("event")) == 1


def test_a_record_of_whole_lives_of_events_and_alarms_takes_64_bytes_at_most(tmp_path: Path) -> None:
    timeline = timeline_of(log_of(records_of_days(tmp_path, 4_000)), tmp_path / "timeline")
    assert timeline.bytes_per_record() <= 64
    timeline.close()


def test_what_most_events_begin_with_is_stored_once_even_when_a_timeline_is_continued(tmp_path: Path) -> None:
    reports = [record for record in records_of_days(tmp_path, 40) if isinstance(record.body, EventReported)]
    assert len(reports) > 1
    log = MemoryLog()
    for number, record in enumerate(reports, start=1):
        log_of([replace(record, seq=number)], log)
        folder = tmp_path / "timeline"
        timeline = new_timeline(folder, IDENTITY) if number == 1 else open_timeline(folder, IDENTITY)
        with closing(timeline):
            TimelineWriter(timeline, log, RecordReader()).go_on(1, log.head)
            timeline.commit()
            assert len(timeline.columns["event.seldom.due_ms"]) == len(timeline.columns["event.rarely.ended_ms"]) == 1
            assert len(timeline.columns["event.links.seldom"]) == number


def test_the_columns_of_a_golden_journal_are_the_same_bytes_as_ever(tmp_path: Path) -> None:
    timeline = timeline_of(log_of(golden_records(tmp_path)), tmp_path / "timeline")
    content = contents(timeline)
    timeline.close()
    digest, found = layout.digest(), sha256(repr(content).encode()).hexdigest()
    pinned = json.loads(GOLDEN.read_text(encoding="utf-8")).get(digest)
    way_out = "raise VERSION in services/analysis/timeline/timeline.py" if pinned else "the columns are others"
    assert pinned == found, f'{way_out}; add to tests/golden/timeline.json: "{digest}": "{found}"'


def committed(folder: Path, tmp_path: Path) -> None:
    timeline_of(log_of(golden_records(tmp_path)), folder).close()


def changed_file(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    "other",
    [
        replace(IDENTITY, county="990124"), replace(IDENTITY, realm="drill:1"), replace(IDENTITY, catalog="other"),
        replace(IDENTITY, fold=IDENTITY.fold + 1), replace(IDENTITY, columns="0123456789abcdef"),
    ],
)  # fmt: skip
def test_a_timeline_of_another_journal_or_other_rules_is_not_used(tmp_path: Path, other: Any) -> None:
    committed(tmp_path / "timeline", tmp_path)
    with pytest.raises(UnusableTimeline, match="other rules"):
        open_timeline(tmp_path / "timeline", other)


@pytest.mark.parametrize("name", [
    "record.recorded_ms", "record.delay_ms", "event.often.state", "event.links.never", "event.rarely.ended_ms",
    "event.first_seq", "event.ids", "event.ids.ends", "texts", COMMITTED,
])  # fmt: skip
def test_a_changed_bit_is_noticed(tmp_path: Path, name: str) -> None:
    committed(tmp_path / "timeline", tmp_path)
    changed_file(tmp_path / "timeline" / name, 0 if name != COMMITTED else 40)
    with pytest.raises(UnusableTimeline):
        open_timeline(tmp_path / "timeline", IDENTITY)


def test_a_truncated_or_missing_column_is_noticed(tmp_path: Path) -> None:
    for remove in (False, True):
        committed(tmp_path / "timeline", tmp_path)
        path = tmp_path / "timeline" / "record.subject"
        if remove:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[:8])
        with pytest.raises(UnusableTimeline):
            open_timeline(tmp_path / "timeline", IDENTITY)


def test_a_timeline_of_another_version_of_the_format_is_not_used(tmp_path: Path) -> None:
    committed(tmp_path / "timeline", tmp_path)
    path = tmp_path / "timeline" / COMMITTED
    assert path.read_bytes().startswith(b"county timeline 4\n")
    path.write_bytes(path.read_bytes().replace(b"county timeline 4\n", b"county timeline 3\n"))
    with pytest.raises(UnusableTimeline, match="another format"):
        open_timeline(tmp_path / "timeline", IDENTITY)


def test_what_a_reader_holds_does_not_change_while_more_is_appended(tmp_path: Path) -> None:
    records = golden_records(tmp_path)
    log = log_of(records)
    timeline: RecordTimeline = new_timeline(tmp_path / "timeline", IDENTITY)
    writer = TimelineWriter(timeline, log, RecordReader())
    writer.go_on(5, log.head)
    held, extent = timeline.column("record.recorded_ms", timeline.extent), timeline.extent
    copy = held.copy()
    writer.go_on(1 << 30, log.head)
    assert np.array_equal(held, copy)
    assert np.array_equal(timeline.column("record.recorded_ms", extent), copy)
    assert len(timeline.column("record.recorded_ms", timeline.extent)) == len(records)
    timeline.close()
