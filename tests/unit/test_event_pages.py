"""Pages of all events ever: the same as those that filtering and sorting their states one by one would give."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.events.aggregate import EVENTS
from county.events.event import CLOCK_RUNS, LEVELS, SOURCES, STATES, Event, State, expires_ms
from county.records import Record
from services.analysis.events.event_pages import EventPages
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.protocol.analysis_messages import ArchiveQuery, EventsPage, EventsPageRequest
from services.store.memory import MemoryLog
from services.store.memory_texts import MemoryTexts
from services.store.ports import Cancelled
from services.store.upcast import RecordReader
from tests.timelines import IDENTITY, log_of, timeline_of
from tests.unit.random_records import RECORDS

TIMES = st.none() | st.integers(1_795_000_000_000, 1_799_000_000_000)
QUERIES = st.builds(
    ArchiveQuery,
    states=st.lists(st.sampled_from(State), max_size=3).map(tuple),
    levels=st.lists(st.sampled_from(LEVELS), max_size=2).map(tuple),
    sources=st.lists(st.sampled_from(SOURCES), max_size=2).map(tuple),
    units=st.lists(st.sampled_from(["truck-near", "truck-far"]), max_size=1).map(tuple),
    division=st.sampled_from(["", "990123", "990123100000", "990124"]),
    from_ms=TIMES, to_ms=TIMES, overdue_at_ms=TIMES, on_desk=st.sampled_from([None, True, False]),
    order=st.sampled_from(["happened_ms", "since_ms", "due_ms", "ended_ms", "state", "subclass", "unit"]),
    descending=st.booleans(),
)  # fmt: skip


def newest(records: list[Record[Any]]) -> list[Event]:
    """The last state of every event, in the order of their reports."""
    states: dict[str, Event] = {}
    for record in records:
        if isinstance(record.body, EVENTS.record):
            states[record.body.event_id] = EVENTS.apply(states.get(record.body.event_id), record)
    return list(states.values())


def matches(query: ArchiveQuery, event: Event, recorded_ms: int) -> bool:
    stem = query.division.removesuffix("000") if len(query.division) == 12 else query.division
    return all((
        not query.states or event.state in query.states,
        not query.levels or event.level in query.levels,
        not query.sources or event.source in query.sources,
        not query.units or event.unit in query.units,
        event.division.startswith(stem),
        query.from_ms is None or event.happened_ms >= query.from_ms,
        query.to_ms is None or event.happened_ms < query.to_ms,
        query.on_desk is None or query.on_desk is ((expires_ms(event) or 2**62) > recorded_ms),
        query.overdue_at_ms is None
        or (event.state in CLOCK_RUNS and event.due_ms is not None and event.due_ms <= query.overdue_at_ms),
    ))  # fmt: skip


def expected(query: ArchiveQuery, records: list[Record[Any]]) -> list[str]:
    def key(event: Event) -> Any:
        if query.order == "since_ms":
            return event.since_ms
        value = getattr(event, query.order)
        if query.order == "state":
            return STATES.index(value)
        return 2**62 if value is None else value

    head_ms = max((record.recorded_ms for record in records), default=0)
    found = sorted((event for event in newest(records) if matches(query, event, head_ms)), key=key)
    return [event.id for event in (reversed(found) if query.descending else found)]


def asked(query: ArchiveQuery, first: int = 0, count: int = 200, as_of_seq: int = 0) -> EventsPageRequest:
    return EventsPageRequest(request="r", query=query, first=first, count=count, as_of_seq=as_of_seq)


def ids(page: EventsPage) -> list[str]:
    return [row.id for row in page.rows]


@settings(max_examples=25, deadline=None)
@given(RECORDS, st.lists(QUERIES, min_size=1, max_size=4), st.data())
def test_a_page_has_the_events_that_match_in_the_order_of_the_query_while_more_records_arrive(
    records: list[Record[Any]], queries: list[ArchiveQuery], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name:
        log = log_of(records)
        timeline = new_timeline(Path(name) / "timeline", IDENTITY)
        writer = TimelineWriter(timeline, log, RecordReader())
        pages = EventPages(timeline, MemoryTexts(), log, RecordReader())
        while writer.go_on(data.draw(st.integers(1, 30)), log.head) or timeline.extent.head.seq < len(records):
            for query in queries:
                page = pages.page(asked(query))
                assert ids(page) == expected(query, records[: page.as_of_seq])
                assert page.total == len(page.rows)
        timeline.close()


@settings(max_examples=10, deadline=None)
@given(RECORDS)
def test_a_row_holds_the_event_as_it_is_now(records: list[Record[Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        log = log_of(records)
        timeline = timeline_of(log, Path(name) / "timeline")
        page = EventPages(timeline, MemoryTexts(), log, RecordReader()).page(asked(ArchiveQuery()))
        rows = sorted(page.rows, key=lambda row: row.id)
        for row, event in zip(rows, sorted(newest(records), key=lambda event: event.id), strict=True):
            for field in row.__struct_fields__:
                if field != "rule":
                    assert getattr(row, field) == getattr(event, field), field
        timeline.close()


def reports(count: int) -> MemoryLog:
    """A log with events E1 to E``count``, in the order of their numbers, and one step of each."""
    from tests.unit.random_records import records_of

    return log_of(records_of([("report", 0, None)] * count + [("next", i, 1) for i in range(count)]))


def test_further_pages_are_of_the_result_of_the_first_one(tmp_path: Path) -> None:
    log = reports(4)
    timeline = timeline_of(log, tmp_path / "timeline")
    pages = EventPages(timeline, MemoryTexts(), log, RecordReader())
    first = pages.page(asked(ArchiveQuery(descending=False), count=2))
    assert (ids(first), first.total) == (["E1", "E2"], 4)
    second = pages.page(asked(ArchiveQuery(descending=False), first=2, count=2, as_of_seq=first.as_of_seq))
    assert ids(second) == ["E3", "E4"]
    assert pages.page(asked(ArchiveQuery(), first=9)).rows == []
    timeline.close()


def test_a_page_that_is_not_needed_any_more_is_not_computed(tmp_path: Path) -> None:
    log = reports(1)
    timeline = timeline_of(log, tmp_path / "timeline")
    with pytest.raises(Cancelled):
        EventPages(timeline, MemoryTexts(), log, RecordReader()).page(asked(ArchiveQuery()), lambda: True)
    timeline.close()
