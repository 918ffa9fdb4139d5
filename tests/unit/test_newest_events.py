"""The newest states of all events as of any record, whichever record they were of before."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from county.events.aggregate import EVENTS
from county.records import Record
from services.analysis.events.newest_events import NewestEvents
from tests.timelines import log_of, timeline_of
from tests.unit.random_records import RECORDS


@settings(max_examples=40, deadline=None)
@given(RECORDS, st.integers(1, 9), st.data())
def test_newest_states_are_those_as_of_any_later_or_earlier_record(
    records: list[Record[Any]], rows_back: int, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as name, closing(timeline_of(log_of(records), Path(name) / "t")) as timeline:
        events = NewestEvents(timeline, rows_back=rows_back)
        for seq in data.draw(st.lists(st.integers(0, len(records)), min_size=2, max_size=8)):
            events.refresh(seq)
            rows = timeline.states(EVENTS.key).newest_at(seq)
            assert events.newest.tolist() == rows.tolist()
            for column in ("state", "due_ms"):
                assert events.column(column).tolist() == timeline.states(EVENTS.key).values(column, rows).tolist()
