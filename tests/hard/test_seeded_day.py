"""A seeded day of the demo county at sixty times the speed: no event is stuck without a reason, and the rates add up.

COUNTY_HARD_DAY_H sets the hours (default 12, some 1,000 events with those of the sensors); an hour takes a minute.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from bench import seeded_day
from county.catalog import load
from county.figures.metric import Period
from county.package.demo.build import build_demo
from county.package.open import CountyPackage
from services.analysis.figures.figures import Figures, counted_county
from services.analysis.timeline.timeline import new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.disk.data_folder import realm_folder
from services.protocol.analysis_messages import FiguresRequest
from services.store.sqlite.reading import LogReader
from services.store.upcast import RecordReader
from tests.hard.repetitions import on_stderr, repetitions
from tests.plain_figures import PlainJournal, of_events
from tests.stuck_events import stuck, time_of_day, turns
from tests.timelines import IDENTITY

HOURS = repetitions("DAY_H", seeded_day.HOURS)
EVENT_METRICS = [name for name, metric in load().metrics.items() if metric.source == "events"]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo county, with few houses, to save time."""
    folder = tmp_path_factory.mktemp("day") / "county"
    build_demo(folder, buildings=3_000, progress=on_stderr, cancelled=lambda: False)
    return folder


@pytest.mark.timeout(HOURS * 90 + 900)
def test_a_day_leaves_no_event_stuck_without_a_reason_and_its_rates_add_up(
    package: Path, tmp_path: Path, fresh_home: None
) -> None:
    data, county = tmp_path / "data", CountyPackage(package)
    day = seeded_day.run_day(package, data, HOURS, on_stderr)
    with closing(LogReader(realm_folder(data, seeded_day.REALM))) as log:
        head = log.head
        raw = PlainJournal(log.records(1, head.seq), head.seq)
        events = raw.events()
        print(f"RESULT day: {len(events)} events, {head.seq} records, {Counter(event.state for event in events)}")
        assert stuck(events, time_of_day(raw), turns(raw)) == []
        assert {state: n for state, n in day.shown.items() if n} == dict(Counter(event.state for event in events))
        with closing(new_timeline(tmp_path / "timeline", IDENTITY)) as timeline:
            TimelineWriter(timeline, log, RecordReader()).go_on(1 << 30, head)
            counted = counted_county(county)
            figures = Figures(timeline, counted, log, RecordReader())
            span = Period(min(event.happened_ms for event in events), raw.now_ms + 30 * 86_400_000)
            table = figures.table(FiguresRequest(request="day", metrics=tuple(EVENT_METRICS), periods=(span,)))
            for place, name in enumerate(EVENT_METRICS):
                value = table.totals[0][place]
                expected = of_events(raw, name, span.from_ms, span.to_ms, lambda event: "")["*"]
                assert (value.num, value.den, value.value) == expected, name
