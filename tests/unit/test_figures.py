"""Figures: equal to those of an independent script over the raw records, the same for ever, and open to inspection."""

from __future__ import annotations

import ast
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from county import records as r
from county.catalog import load
from county.events.deadlines import TimeLimits
from county.figures.metric import GRAINS, FigureValue, Grain, Metric, Period, Scope, quantile_of, share_of, wilson
from county.records import EventReported, Record
from county.sensors import Sensor
from services.analysis.figures.event_facts import EventFacts
from services.analysis.figures.figures import KEPT_MAX, CannotCount, CountedCounty, Figures
from services.analysis.figures.working_time import WorkingTime
from services.analysis.timeline.timeline import RecordTimeline, new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.protocol.analysis_messages import (
    VALUES_MAX,
    CountedBy,
    FigureRecordsRequest,
    FiguresRequest,
    FigureTable,
)
from services.store.upcast import RecordReader
from tests import plain_figures
from tests.figure_day import DAY_MS, END_MS, FIRST_MS, GRIDS, HOUR_MS, LAST_DAY_MS, MOBILE, SOURCES, records_of_month
from tests.plain_figures import (
    CASES,
    RULES,
    Cell,
    PlainEvent,
    PlainJournal,
    alarms,
    calls,
    cases,
    indicators,
    of_events,
    ready_units,
    visits,
)
from tests.recorded_journals import numbered
from tests.timelines import IDENTITY, log_of, timeline_of
from tests.unit.random_records import RECORDS

CATALOG = load()
METRICS = CATALOG.offered_metrics()
"""All that figures are asked of: results of decision parts have questions of their own."""
EVENT_METRICS = [name for name, metric in CATALOG.metrics.items() if metric.source == "events"]
DEVICES = tuple(Sensor(f"bin-{number}", "bin", "", 0.0, 0.0, grid) for number, grid in enumerate(GRIDS))
COUNTED = CountedCounty(CATALOG, lambda: GRIDS, lambda: DEVICES, lambda: MOBILE)
MONTH, DAY = Period(FIRST_MS, END_MS), Period(LAST_DAY_MS, END_MS)
PERIODS = {"month": MONTH, "last day": DAY, "half": Period(FIRST_MS, FIRST_MS + 15 * DAY_MS)}


def town(division: str) -> str:
    return division[:9] + "000" if len(division) > 9 else division


GROUP_OF: dict[Grain, Callable[[PlainEvent], str]] = {
    "county": lambda e: "", "town": lambda e: town(e.division), "village": lambda e: e.division[:12],
    "grid": lambda e: e.division, "unit": lambda e: e.unit, "subclass": lambda e: e.subclass,
    "class": lambda e: CATALOG.subclasses[e.subclass].event_class, "channel": lambda e: e.source,
}  # fmt: skip


class Counting:
    """Figures of a month of records."""

    def __init__(self, records: list[Record[Any]], folder: Path) -> None:
        self.log = log_of(records)
        self._raw: dict[int, PlainJournal] = {}
        self.timeline = new_timeline(folder, IDENTITY)
        self.writer = TimelineWriter(self.timeline, self.log, RecordReader())
        self.figures = Figures(
            self.timeline, COUNTED, self.log, RecordReader()
        )  # fmt: skip

    def table(
        self, *metrics: str, scope: Scope | None = None, period: Period = MONTH, grain: Grain = "county",
        as_of_seq: int = 0,
    ) -> FigureTable:  # fmt: skip
        return self.figures.table(FiguresRequest(
            request="r", metrics=metrics, scope=scope or Scope(), periods=(period,), grain=grain, as_of_seq=as_of_seq,
        ))  # fmt: skip

    def raw(self, as_of_seq: int = 0) -> PlainJournal:
        last = as_of_seq or self.log.head.seq
        if last not in self._raw:
            self._raw[last] = PlainJournal(self.log.records(1, last), last)
        return self._raw[last]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counting]:
    counting = Counting(records_of_month(7), tmp_path_factory.mktemp("figures") / "timeline")
    counting.writer.go_on(1 << 30, counting.log.head)
    yield counting
    counting.timeline.close()


def cell(value: FigureValue) -> Cell:
    return (value.num, value.den, value.value)


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("period", PERIODS)
def test_every_metric_is_what_a_plain_script_counts_in_the_raw_records(
    month: Counting, period: str, grain: Grain
) -> None:
    span = PERIODS[period]
    table = month.table(*EVENT_METRICS, period=span, grain=grain)
    raw = month.raw()
    for place, name in enumerate(EVENT_METRICS):
        expected = of_events(raw, name, span.from_ms, span.to_ms, GROUP_OF[grain])
        assert cell(table.totals[0][place]) == expected.pop("*"), name
        if grain != "county":
            found = dict(zip(table.groups, map(cell, table.values[0][place]), strict=True))
            assert {group: found[group] for group in expected} == expected, name
            others = found.keys() - expected.keys()
            assert not any(found[group][0] or found[group][1] for group in others), name


def test_the_simulated_month_has_something_to_count_for_every_metric(month: Counting) -> None:
    table = month.table(*METRICS)
    for name, value in zip(METRICS, table.totals[0], strict=True):
        assert value.quality in ("ok", "partial", "small_sample"), name
        assert value.num or name == "repeat_rate", name


@pytest.mark.parametrize("grain", GRAINS)
def test_numerators_and_denominators_add_up_to_those_of_the_county_at_every_grain(
    month: Counting, grain: Grain
) -> None:
    names = [name for name, metric in METRICS.items() if grain in metric.grains]
    table = month.table(*names, grain=grain)
    if grain == "county":
        return
    for place, name in enumerate(names):
        total = table.totals[0][place]
        assert sum(value.num or 0 for value in table.values[0][place]) == pytest.approx(total.num), name
        assert sum(value.den or 0 for value in table.values[0][place]) == (total.den or 0), name


def test_three_filters_leave_what_a_plain_script_leaves(month: Counting) -> None:
    division, event_class = GRIDS[0][:9] + "000", "appearance"
    scope = Scope(division=division, event_class=event_class, channel="citizen")

    def kept(e: PlainEvent) -> bool:
        of_class = CATALOG.subclasses[e.subclass].event_class == event_class
        return e.division.startswith(division[:9]) and of_class and e.source == "citizen"

    table, raw = month.table(*EVENT_METRICS, scope=scope), month.raw()
    for name, value in zip(EVENT_METRICS, table.totals[0], strict=True):
        expected = of_events(raw, name, FIRST_MS, END_MS, lambda e: "", kept)
        assert cell(value) == expected["*"], name


def test_calls_and_visits_are_what_a_plain_script_counts(month: Counting) -> None:
    raw = month.raw()
    for period in PERIODS.values():
        [call, visit] = month.table("call_rate", "visit_rate", period=period).totals[0]
        assert cell(call) == calls(raw, "call_rate", period.from_ms, period.to_ms)
        assert cell(visit) == visits(raw, period.to_ms, GRIDS, lambda grid: "")["*"]
    table = month.table("visit_rate", grain="town")
    found = dict(zip(table.groups, map(cell, table.values[0][0]), strict=True))
    expected = visits(raw, END_MS, GRIDS, town)
    expected.pop("*")
    assert found == expected
    [[in_all]] = month.table("call_rate").totals
    assert in_all.quality == "partial", "three days of the month were not reported"
    assert month.table("call_rate", scope=Scope(channel="hotline")).totals[0][0] == in_all, "it is the one of calls"
    assert month.table("call_rate", scope=Scope(channel="citizen")).totals[0][0].quality == "unknown"


INDICATORS: dict[str, tuple[tuple[str, ...], float | None]] = {
    "collective_income": (("collective_income",), None), "low_income_villages": (("collective_income",), 50_000.0),
    "service_satisfaction": (("service_satisfied", "service_asked"), None),
    "service_coverage": (("service_covered", "service_entitled"), None),
    "participation_rate": (("households_taking_part", "households"), None),
}  # fmt: skip


@pytest.mark.parametrize("period", PERIODS)
def test_what_no_event_says_is_what_a_plain_script_counts(month: Counting, period: str) -> None:
    raw, span = month.raw(), PERIODS[period]
    others = [name for name in METRICS if name not in (*EVENT_METRICS, "device_online_rate")]
    totals = dict(zip(others, map(cell, month.table(*others, period=span).totals[0]), strict=True))
    expected = {name: count(raw, span) for name, count in plain_others().items()}
    assert totals == expected


def test_two_hundred_random_figures_are_what_a_plain_script_counts(month: Counting) -> None:
    """Of all sources, each as of one of twelve random records."""
    random, last = Random(2026), month.log.head.seq
    moments = [last, *(random.randrange(last // 3, last) for _ in range(11))]
    asked = 0
    for _ in range(140):
        name, grain, seq = random.choice(EVENT_METRICS), random.choice(GRAINS), random.choice(moments)
        raw = month.raw(seq)
        from_ms = FIRST_MS + random.randrange(25) * DAY_MS
        span = Period(from_ms, from_ms + random.choice((DAY_MS, 3 * DAY_MS, 6 * DAY_MS)))
        source = random.choice(("", *SOURCES))
        table = month.table(name, scope=Scope(channel=source), period=span, grain=grain, as_of_seq=seq)
        kept: Callable[[PlainEvent], bool] = lambda e, source=source: source in ("", e.source)  # type: ignore[misc]  # noqa: E731
        if raw.now_ms < from_ms:  # a period that has not begun has no source
            assert table.totals[0][0].quality == "unknown", (name, span, seq)
            continue
        expected = of_events(raw, name, span.from_ms, span.to_ms, GROUP_OF[grain], kept)
        asked += 1
        assert cell(table.totals[0][0]) == expected.pop("*"), (name, span, source, seq)
        if grain != "county":
            found = dict(zip(table.groups, map(cell, table.values[0][0]), strict=True))
            assert {group: found[group] for group in expected} == expected, (name, grain, span, source, seq)
    others = plain_others()
    while asked < 200:
        name, seq = random.choice(sorted(others)), random.choice(moments)
        raw, span = month.raw(seq), random.choice((MONTH, PERIODS["half"]))
        [[value]] = month.table(name, period=span, as_of_seq=seq).totals
        if value.quality != "unknown":
            assert cell(value) == others[name](raw, span), (name, span, seq)
            asked += 1


def plain_others() -> dict[str, Callable[[PlainJournal, Period], Cell]]:
    """How a plain script counts what no event says."""
    found: dict[str, Callable[[PlainJournal, Period], Cell]] = {}
    for name in ("call_rate", "calls_offered", "calls_answered"):
        found[name] = lambda raw, span, name=name: calls(raw, name, span.from_ms, span.to_ms)  # type: ignore[misc]
    for name in RULES:
        found[name] = lambda raw, span, name=name: alarms(raw, name, span.to_ms)  # type: ignore[misc]
    for name in CASES:
        found[name] = lambda raw, span, name=name: cases(raw, name, span.to_ms)  # type: ignore[misc]
    for name, (parts, below) in INDICATORS.items():
        found[name] = lambda raw, span, parts=parts, below=below: indicators(  # type: ignore[misc]
            raw, parts, span.from_ms, span.to_ms, below
        )
    found["unit_ready_rate"] = lambda raw, span: ready_units(raw, MOBILE, span.to_ms)
    found["visit_rate"] = lambda raw, span: visits(raw, span.to_ms, GRIDS, lambda grid: "")["*"]
    return found


def test_the_plain_script_imports_nothing_of_the_program() -> None:
    tree = ast.parse(Path(plain_figures.__file__).read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else ["." * node.level + (node.module or "")] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    ours = {path.stem for path in Path(plain_figures.__file__).parent.parent.iterdir()}
    assert {"county", "services", "tests"} <= ours
    assert imported & {*ours, ""} == set()
    assert imported - sys.stdlib_module_names == {"msgspec", "chinese_calendar"}


def test_an_indicator_of_a_town_does_not_count_beside_those_of_its_villages(month: Counting) -> None:
    values = {
        row["body"]["division"]: row["body"]["value"] for row in month.raw().rows
        if row["body"].get("indicator") == "collective_income" and not row["body"]["division"].endswith("000")
    }  # fmt: skip
    [income, satisfaction] = month.table("collective_income", "service_satisfaction").totals[0]
    assert income.num == sum(values.values())
    assert satisfaction.den == 40 * 6


def test_figures_follow_the_journal_and_are_the_same_for_ever_as_of_a_record(tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    counting = Counting(records, tmp_path / "timeline")
    seen: dict[int, FigureTable] = {}
    while counting.writer.go_on(97, counting.log.head):
        seq = counting.timeline.extent.head.seq
        seen[seq] = counting.table(*METRICS, grain="town")
        assert seen[seq].as_of_seq == seq
    county = COUNTED
    fresh = Figures(counting.timeline, county, counting.log, RecordReader())
    for seq, table in seen.items():
        again = fresh.table(FiguresRequest(
            request="r", metrics=tuple(METRICS), periods=(MONTH,), grain="town", as_of_seq=seq
        ))  # fmt: skip
        assert again == table
        raw = counting.raw(seq)
        for name, value in zip(METRICS, table.totals[0], strict=True):
            if name in EVENT_METRICS and raw.now_ms >= FIRST_MS:
                expected = of_events(raw, name, FIRST_MS, END_MS, lambda e: "")["*"]
                assert cell(value) == expected, (name, seq)
    counting.timeline.close()


def test_a_figure_opens_exactly_its_records(month: Counting) -> None:
    seq, raw = month.log.head.seq, {e.id: e for e in month.raw().events()}
    for name in ("closed_on_time", "return_rate", "reported", "handling_wall"):
        table = month.table(name, grain="town")
        for group, value in zip(table.groups, table.values[0][0], strict=True):
            for part in ("numerator", "denominator"):
                counted = CountedBy(metric=name, period=MONTH, grain="town", group=group, part=part, as_of_seq=seq)  # type: ignore[arg-type]
                rows = month.figures.records(FigureRecordsRequest(request="r", counted_by=counted))
                size = value.num if part == "numerator" and CATALOG.metrics[name].kind != "duration" else value.den
                if value.den is not None or part == "numerator":
                    assert rows.total == (size or 0), (name, group, part)
                assert all(town(raw[row.subject].division) == group for row in rows.rows)
    counted = CountedBy(metric="call_rate", period=MONTH, as_of_seq=seq)
    rows = month.figures.records(FigureRecordsRequest(request="r", counted_by=counted))
    assert {row.subject for row in rows.rows} == {f"2026-10-{day:02}" for day in range(1, 29)}


@pytest.mark.parametrize("working", [False, True])
def test_a_duration_counts_the_events_that_have_both_times(month: Counting, working: bool) -> None:
    metric = replace(CATALOG.metrics["first_response"], population=(), working=working)
    catalog = replace(CATALOG, metrics={"first_response": metric})
    figures = Figures(month.timeline, CountedCounty(catalog, lambda: GRIDS), month.log, RecordReader())
    table = figures.table(FiguresRequest(request="r", metrics=("first_response",), periods=(MONTH,)))
    [[usual]] = month.table("first_response").totals
    assert table.totals[0][0].den == usual.den
    if not working:
        assert table.totals[0][0] == usual
    counted = CountedBy(metric="first_response", period=MONTH, as_of_seq=month.log.head.seq)
    assert len(figures.seqs(counted)) == usual.den


def test_without_a_source_a_figure_is_unknown_and_never_zero(tmp_path: Path) -> None:
    reports = [record for record in records_of_month(1, events=9) if isinstance(record.body, EventReported)]
    counting = Counting([replace(record, seq=n) for n, record in enumerate(reports, 1)], tmp_path / "timeline")
    counting.writer.go_on(1 << 30, counting.log.head)
    before, after = Period(0, DAY_MS), Period(END_MS + DAY_MS, END_MS + 2 * DAY_MS)
    for period in (before, after):
        table = counting.table(*METRICS, period=period)
        for name, value in zip(METRICS, table.totals[0], strict=True):
            assert (value.value, value.quality) == (None, "unknown"), (name, period)
    found = counting.table("call_rate", "visit_rate", "collective_income", "satisfied_rate", "on_site").totals[0]
    assert {value.quality for value in found} == {"unknown"}, "nobody reported any"
    counting.timeline.close()


def test_too_many_figures_are_refused_before_they_are_counted(month: Counting) -> None:
    counted: list[bool] = []

    def cancelled() -> bool:
        counted.append(True)
        return False

    periods = (MONTH,) * (1 + VALUES_MAX // len(GRIDS))
    with pytest.raises(CannotCount, match=f"more than {VALUES_MAX} figures"):
        month.figures.table(
            FiguresRequest(request="r", metrics=("reported",), periods=periods, grain="grid"), cancelled
        )
    assert len(counted) == 1, "after the first of all periods"


def test_the_tables_that_are_kept_hold_a_bounded_number_of_figures(month: Counting) -> None:
    periods = (MONTH,) * (VALUES_MAX // (2 * len(GRIDS)))
    for number in range(6):
        month.figures.table(FiguresRequest(
            request="r", metrics=("reported",), periods=(DAY,) * number + periods, grain="grid",
        ))  # fmt: skip
    kept = month.figures._tables.values()
    assert sum(len(values) for table in kept for row in table.values for values in row) <= KEPT_MAX


def test_a_metric_or_record_that_does_not_exist_is_named(month: Counting) -> None:
    with pytest.raises(CannotCount, match="no_such"):
        month.table("no_such")
    with pytest.raises(CannotCount, match="not in the timeline"):
        month.table("reported", as_of_seq=month.log.head.seq + 1)


@settings(max_examples=15, deadline=None)
@given(RECORDS, st.data())
def test_facts_that_follow_records_are_those_read_at_once(records: list[Record[Any]], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        log = log_of(records)
        timeline = new_timeline(Path(name) / "timeline", IDENTITY)
        writer = TimelineWriter(timeline, log, RecordReader())
        following = EventFacts(timeline)
        while writer.go_on(data.draw(st.integers(1, 30)), log.head) or timeline.extent.head.seq < len(records):
            following.move(timeline.extent.head.seq)
            assert_same_facts(following, timeline)
        timeline.close()


@settings(max_examples=30, deadline=None)
@given(RECORDS, st.data())
def test_facts_that_go_back_and_forth_are_those_read_at_once(records: list[Record[Any]], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        timeline = timeline_of(log_of(records), Path(name) / "timeline")
        moved = EventFacts(timeline)
        for seq in data.draw(st.lists(st.integers(0, len(records)), min_size=1, max_size=8)):
            moved.move(seq)
            assert_same_facts(moved, timeline)
            if data.draw(st.booleans()):
                moved = EventFacts(timeline, moved)
        timeline.close()


def assert_same_facts(moved: EventFacts, timeline: RecordTimeline) -> None:
    fresh = EventFacts(timeline)
    fresh.move(moved.seq)
    every_other = np.arange(0, len(moved), 2)
    for name in (
        "dispatched", "fed_back", "dispatched_ms", "fed_back_ms", "state", "due_ms", "satisfied", "returned",
        "recorded_ms",
    ):  # fmt: skip
        np.testing.assert_array_equal(moved.column(name), fresh.column(name), err_msg=name)
        np.testing.assert_array_equal(moved.values(name, every_other), fresh.column(name)[::2], err_msg=name)


def test_figures_of_any_moments_are_those_asked_of_these_alone(month: Counting) -> None:
    levels = [name for name in EVENT_METRICS if CATALOG.metrics[name].kind == "level"]
    rng, last = Random(3), month.log.head.seq
    for _ in range(40):
        seq = rng.choice((last, rng.randrange(1, last)))
        period = Period(FIRST_MS, rng.randrange(FIRST_MS, END_MS))
        asked = FiguresRequest(
            request="r", metrics=(*levels, "handling_wall"), periods=(period, MONTH), grain="town", as_of_seq=seq
        )
        alone = Figures(month.timeline, COUNTED, month.log, RecordReader())
        assert month.figures.table(asked) == alone.table(asked)


@given(st.lists(st.tuples(st.integers(0, 40 * 24 * 60), st.integers(0, 40 * 24 * 60)), min_size=1, max_size=20))
def test_working_time_of_many_is_that_of_the_limits(pairs: list[tuple[int, int]]) -> None:
    limits, working = TimeLimits(CATALOG), WorkingTime(CATALOG.working_hours)
    since, until = (FIRST_MS + 60_000 * np.array(minutes, np.int64) for minutes in zip(*pairs, strict=True))
    expected = [limits.work_between(int(a), int(b)) for a, b in zip(since, until, strict=True)]
    assert working.between(since, until).tolist() == expected


@pytest.mark.parametrize(
    ("matching", "count", "low", "high"), [(926, 961, 94.98, 97.37), (7, 7, 64.6, 100.0), (0, 5, 0.0, 43.5)]
)
def test_the_interval_of_a_share_is_wilson_s(matching: int, count: int, low: float, high: float) -> None:
    found = wilson(matching, count)
    assert (found.low * 100, found.high * 100) == pytest.approx((low, high), abs=0.06)


def test_a_small_sample_is_marked_and_an_empty_one_has_no_value() -> None:
    assert share_of(7, 7, 20).quality == "small_sample"
    assert share_of(20, 20, 20).quality == "ok"
    assert (share_of(0, 0, 20).value, share_of(0, 0, 20).quality) == (None, "unknown")
    one = quantile_of(np.array([HOUR_MS]), 0.9, 1)
    assert (one.value, one.low, one.high) == (HOUR_MS, HOUR_MS, HOUR_MS)


def test_towns_of_one_of_one_and_none_of_99_are_one_per_cent_together(tmp_path: Path) -> None:
    first, second = (village[:9] + "000" for village in (GRIDS[0], GRIDS[-1]))
    due_ms = FIRST_MS + 2 * HOUR_MS
    bodies: list[Any] = []
    for number in range(100):
        bodies += [
            r.EventReported(
                event_id=f"E{number}", subclass="rubble", title="x", source="hotline", x_m=0.0, y_m=0.0,
                division=GRIDS[-1] if number else GRIDS[0], level="general",
            ),
            r.EventFiled(event_id=f"E{number}"),
            r.EventDispatched(event_id=f"E{number}", unit="truck-1", due_ms=due_ms),
        ]  # fmt: skip
    bodies += [r.TaskAccepted(event_id="E0"), r.HandlingFedBack(event_id="E0", note="x"), r.EventClosed(event_id="E0")]
    steps = [(FIRST_MS + HOUR_MS, body) for body in bodies]
    steps.append((due_ms, r.EventFiled(event_id="E1")))
    counting = Counting(numbered(steps), tmp_path / "timeline")
    counting.writer.go_on(1 << 30, counting.log.head)
    table = counting.table("closed_rate", grain="town")
    by_town = dict(zip(table.groups, table.values[0][0], strict=True))
    assert (by_town[first].value, by_town[second].value) == (1.0, 0.0)
    assert cell(table.totals[0][0]) == (1, 100, 0.01)
    counting.timeline.close()


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_says_in_both_languages_what_it_is(name: str) -> None:
    metric: Metric = CATALOG.metrics[name]
    assert metric.formula.zh
    assert metric.formula.en
    assert metric.has_denominator == (metric.kind in ("ratio", "duration") or bool(metric.indicator_of))
