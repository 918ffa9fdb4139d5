"""Orders of events that are kept while events change: the same as those of sorting the events of each question."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from county.records import Record
from services.analysis.events.event_orders import ORDERS_MAX, EventOrders
from services.analysis.events.newest_events import NewestEvents, is_text
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.store.upcast import RecordReader
from tests.timelines import IDENTITY, log_of, timeline_of
from tests.unit.random_records import RECORDS

COLUMNS = ("happened_ms", "since_ms", "due_ms", "state", "unit")
QUESTIONS = st.lists(
    st.tuples(st.sampled_from(COLUMNS), st.sampled_from([None, 0.05, 0.5, 1.0])), min_size=1, max_size=6
)
"""Columns, and which share of the events is chosen; None: no choice."""


@settings(max_examples=30, deadline=None)
@given(RECORDS, QUESTIONS, st.integers(0, 4), st.integers(0, 12), st.data())
def test_chosen_events_come_in_the_order_of_a_column_and_equal_ones_as_they_were_reported_while_more_change(
    records: list[Record[Any]],
    questions: list[tuple[str, float | None]],
    moved_max: int,
    changes_max: int,
    data: st.DataObject,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        log = log_of(records)
        timeline = new_timeline(Path(name) / "timeline", IDENTITY)
        with closing(timeline):
            writer, events = TimelineWriter(timeline, log, RecordReader()), NewestEvents(timeline)
            orders = EventOrders(events, timeline.texts, moved_max=moved_max, changes_max=changes_max)
            more = True
            while more:
                more = writer.go_on(data.draw(st.integers(1, 20)), log.head)
                events.refresh()
                for column, share in questions:
                    values = events.column(column).tolist()
                    if is_text(column):
                        values = [timeline.texts.text(code) for code in values]
                    mask = None if share is None else np.random.default_rng(len(values)).random(len(values)) < share
                    chosen = range(len(values)) if mask is None else np.flatnonzero(mask).tolist()
                    assert orders.ordered(column, mask).tolist() == sorted(chosen, key=values.__getitem__)


def test_an_order_that_is_kept_is_not_changed_by_who_asked_for_it(tmp_path: Path) -> None:
    from tests.unit.random_records import records_of

    records = records_of([("report", 0, None)] * 20)
    timeline = timeline_of(log_of(records), tmp_path / "timeline")
    events = NewestEvents(timeline)
    events.refresh()
    orders = EventOrders(events, timeline.texts)
    every = orders.ordered("happened_ms", None).copy()
    mask = np.arange(len(events)) % 2 == 0
    orders.ordered("happened_ms", mask)
    for other in COLUMNS[: ORDERS_MAX + 1]:
        orders.ordered(other, None)
    assert mask.sum() == 10
    assert orders.ordered("happened_ms", None).tolist() == every.tolist()
    timeline.close()
