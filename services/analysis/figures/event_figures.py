"""Figures over events: counts, ratios, durations and levels, for all groups of a grain at once."""

from __future__ import annotations

from collections import OrderedDict
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.aggregate import NEVER_MS
from county.catalog import Catalog
from county.drill.run import BaselineTaken
from county.events.event import CLOCK_RUNS, STATES
from county.figures.metric import (
    FigureValue,
    Grain,
    Metric,
    Part,
    Period,
    Scope,
    TimeBasis,
    holds,
    quantile_of,
    share_of,
)
from county.records import BackendStarted
from services.analysis.figures.event_facts import EventFacts
from services.analysis.figures.figure_groups import Grouping, grouping, within
from services.analysis.figures.recurrences import recurred, repeated
from services.analysis.figures.working_time import WorkingTime
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline

PAST_MAX = 4
"""Facts as of earlier records that are kept: a page that was rewound compares three moments, and goes on to others."""
MOVED_MAX = 50_000
"""When so many are kept, the nearest one goes to another moment instead of being copied, if that is at most so many
records away: about an hour of a page, or a week of a trend."""
KEPT_MAX = 8
"""Filters, groupings and populations that are kept for the same record."""
_BASIS: dict[TimeBasis, str] = {"happened": "happened_ms", "recorded": "recorded_ms", "due": "due_ms"}
_RUNS = np.isin(STATES, tuple(CLOCK_RUNS))
_BASELINE, _STARTED = (KINDS.index(body.__name__) for body in (BaselineTaken, BackendStarted))
_GROUP_BITS = 41
"""Durations below 2**41 ms, some 70 years, leave room for the group above them."""


class GroupedValues(NamedTuple):
    """The figure of all, and those of the groups by name."""

    total: FigureValue
    groups: dict[str, FigureValue]


class _Population:
    """Some events with their facts, read when they are asked for."""

    def __init__(self, facts: EventFacts, rows: NDArray[np.int64], moment_ms: int) -> None:
        self.rows = rows
        self._facts = facts
        self._moment_ms = moment_ms
        """As of when a clock is overdue."""
        self._columns: dict[str, NDArray[Any]] = {}
        self.chosen: dict[tuple[str, ...], NDArray[np.bool_]] = {}
        """Which of them meet some conditions."""
        self.durations: dict[tuple[Any, ...], NDArray[np.int64]] = {}
        """In order within each group, with the group in the upper bits."""

    def column(self, name: str) -> NDArray[Any]:
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._read(name)
        return found

    def _read(self, name: str) -> NDArray[Any]:
        match name:
            case "repeated":
                return repeated(self._facts, self.rows)
            case "recurred":
                return recurred(self._facts, self.rows)
            case "overdue":
                overdue: NDArray[np.bool_] = _RUNS[self.column("state")] & (self.column("due_ms") <= self._moment_ms)
                return overdue
            case _:
                return self._facts.values(name, self.rows if len(self.rows) < len(self._facts) else slice(None))

    def where(self, conditions: tuple[str, ...]) -> NDArray[np.bool_]:
        found = self.chosen.get(conditions)
        if found is None:
            found = self.chosen[conditions] = holds(conditions, self.column, len(self.rows))
        return found


class EventFigures:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, catalog: Catalog) -> None:
        self._timeline = timeline
        self._catalog = catalog
        self._working = WorkingTime(catalog.working_hours)
        self._newest = EventFacts(timeline)
        self._past: OrderedDict[int, EventFacts] = OrderedDict()
        self._masks: OrderedDict[tuple[int, Scope], NDArray[np.bool_] | None] = OrderedDict()
        self._groupings: OrderedDict[tuple[int, Grain], Grouping] = OrderedDict()
        self._populations: OrderedDict[tuple[Any, ...], _Population] = OrderedDict()

    def values(self, metric: Metric, scope: Scope, period: Period, grain: Grain, as_of_seq: int) -> GroupedValues:
        """The figures of a metric whose source is events."""
        facts, population = self._population(metric, scope, period, as_of_seq)
        if not self._is_known(population, period, as_of_seq):
            return GroupedValues(FigureValue(), {})
        grouped = self._grouping(facts, grain)
        chosen = self._counted(metric, facts, population)
        groups = grouped.group_of[population.rows[chosen]]
        if metric.kind == "duration":
            return self._durations(metric, population, chosen, groups, grouped.names, grain)
        found = np.bincount(groups, minlength=len(grouped.names)).tolist()
        if metric.kind != "ratio":
            counts = [FigureValue(n, None, n, quality="ok") for n in found]
            total = sum(found)
            return _named(FigureValue(total, None, total, quality="ok"), grouped.names, counts)
        matching = np.bincount(groups[population.where(metric.matching)[chosen]], minlength=len(grouped.names))
        least = metric.min_denominator
        shares = [share_of(num, den, least) for num, den in zip(matching.tolist(), found, strict=True)]
        return _named(share_of(int(matching.sum()), sum(found), least), grouped.names, shares)

    def places(
        self, metric: Metric, scope: Scope, period: Period, grain: Grain, group: str | None, part: Part, as_of_seq: int
    ) -> NDArray[np.int64]:
        """The events that a figure counts; ``group`` None: of the total."""
        facts, population = self._population(metric, scope, period, as_of_seq)
        chosen = self._counted(metric, facts, population)
        if metric.kind == "ratio" and part == "numerator":
            chosen = chosen & population.where(metric.matching)
        if group is not None:
            grouped = self._grouping(facts, grain)
            if group not in grouped.names:
                return np.zeros(0, np.int64)
            chosen = chosen & (grouped.group_of[population.rows] == grouped.names.index(group))
        return population.rows[chosen]

    def first_seq(self, as_of_seq: int, places: NDArray[np.int64]) -> list[int]:
        """Of some events the records of their reports."""
        found: list[int] = self._facts_at(as_of_seq).first_seq[places].tolist()
        return found

    def forget(self) -> None:
        """Drop filters, groupings and populations that are kept for the next figure."""
        for kept in (self._masks, self._groupings, self._populations):
            kept.clear()

    def forget_populations(self) -> None:
        """Drop what only figures of the same filters and period share, which is most of what is kept."""
        self._populations.clear()

    def _is_known(self, population: _Population, period: Period, as_of_seq: int) -> bool:
        """Whether there are records of the period: one before the first and one in the future have no source."""
        recorded = self._timeline.column("record.recorded_ms", self._timeline.extent)
        if not as_of_seq or period.from_ms > int(recorded[as_of_seq - 1]):
            return False
        return bool(len(population.rows)) or period.to_ms > int(recorded[0])

    def _population(
        self, metric: Metric, scope: Scope, period: Period, as_of_seq: int
    ) -> tuple[EventFacts, _Population]:
        recorded = self._timeline.column("record.recorded_ms", self._timeline.extent)[:as_of_seq]
        if metric.kind == "level":
            at_seq = min(as_of_seq, int(np.searchsorted(recorded, period.to_ms)))
            facts = self._facts_at(at_seq)
            moment_ms = period.to_ms if at_seq < as_of_seq else int(recorded[-1]) if at_seq else 0
            key: tuple[Any, ...] = (at_seq, scope, moment_ms)
        else:
            facts, moment_ms = self._facts_at(as_of_seq), int(recorded[-1]) if as_of_seq else 0
            key = (as_of_seq, scope, period, metric.time_basis)
        found = self._populations.get(key)
        if found is None:
            mask = self._mask(facts, scope)
            if metric.kind == "level":
                rows = np.arange(len(facts)) if mask is None else np.flatnonzero(mask)
            else:
                times = facts.column(_BASIS[metric.time_basis])
                inside = (times >= period.from_ms) & (times < period.to_ms)
                if metric.time_basis == "due":
                    inside &= times <= moment_ms  # in a period that goes on, a limit still to come is not missed
                rows = np.flatnonzero(inside if mask is None else inside & mask)
            found = self._populations[key] = _Population(facts, rows, moment_ms)
            _bound(self._populations)
        return facts, found

    def _facts_at(self, seq: int) -> EventFacts:
        if seq == self._newest.seq:
            return self._newest
        if seq > self._newest.seq:
            self._move(self._newest, seq)
            return self._newest
        facts = self._past.get(seq)
        if facts is None:
            facts = self._past[seq] = self._past_facts(seq)
            while len(self._past) > PAST_MAX:
                self._past.popitem(last=False)
        self._past.move_to_end(seq)
        return facts

    def _past_facts(self, seq: int) -> EventFacts:
        """Facts as of an earlier record, from the nearest ones that are known."""
        known: dict[int, EventFacts | None] = {0: None, self._newest.seq: self._newest, **self._past}
        nearest = min(known, key=lambda other: abs(other - seq))
        if len(self._past) == PAST_MAX and nearest in self._past and abs(nearest - seq) <= MOVED_MAX:
            facts = self._past.pop(nearest)
            self._move(facts, seq)
            return facts
        facts = EventFacts(self._timeline, known[nearest])
        facts.move(seq)
        return facts

    def _move(self, facts: EventFacts, seq: int) -> None:
        """Let kept facts be as of another record, and drop what has views of their columns."""
        kept: OrderedDict[Any, Any]
        for kept in (self._masks, self._groupings, self._populations):
            for key in [key for key in kept if key[0] == facts.seq]:
                del kept[key]
        facts.move(seq)

    def _mask(self, facts: EventFacts, scope: Scope) -> NDArray[np.bool_] | None:
        key = facts.seq, scope
        if key not in self._masks:
            mask, before = within(facts, scope, self._timeline.texts, self._catalog), self._in_background(facts)
            if before:
                mask = np.ones(len(facts), np.bool_) if mask is None else mask.copy()
                mask[:before] = False
            self._masks[key] = mask
            _bound(self._masks)
        return self._masks[key]

    def _in_background(self, facts: EventFacts) -> int:
        """How many events, the first ones, were there before the drill: nothing of them is a figure of it."""
        kinds = self._timeline.column("record.kind", self._timeline.extent)
        if not len(kinds) or kinds[0] != _BASELINE:
            return 0
        last = int(np.argmax(kinds == _STARTED)) or len(kinds)  # the backend starts after the copies
        return int(np.searchsorted(facts.first_seq[: len(facts)], last, "right"))

    def _grouping(self, facts: EventFacts, grain: Grain) -> Grouping:
        key = facts.seq, grain
        if key not in self._groupings:
            self._groupings[key] = grouping(facts, grain, self._timeline.texts, self._catalog)
            _bound(self._groupings)
        return self._groupings[key]

    def _counted(self, metric: Metric, facts: EventFacts, population: _Population) -> NDArray[np.bool_]:
        """Which events of the period a figure counts; a duration those alone that have both times."""
        chosen = population.where(metric.population)
        filters: tuple[tuple[Grain, tuple[str, ...]], ...] = (
            ("class", metric.event_classes), ("subclass", metric.subclasses)
        )  # fmt: skip
        for grain, wanted in filters:
            if wanted:
                grouped = self._grouping(facts, grain)
                among = np.array([name in wanted for name in grouped.names] or [False], np.bool_)
                chosen = chosen & among[grouped.group_of[population.rows]]
        if metric.kind == "duration":
            for name in (metric.since, metric.until):
                chosen = chosen & (population.column(name) != NEVER_MS)
        return chosen

    def _durations(
        self, metric: Metric, population: _Population, chosen: NDArray[np.bool_], groups: NDArray[np.int32],
        names: list[str], grain: Grain,
    ) -> GroupedValues:  # fmt: skip
        key = (metric.population, metric.event_classes, metric.subclasses, metric.since, metric.until, metric.working,
               grain)  # fmt: skip
        ordered = population.durations.get(key)
        if ordered is None:
            since, until = (population.column(name)[chosen] for name in (metric.since, metric.until))
            spans = self._working.between(since, until) if metric.working else np.maximum(until - since, 0)
            ordered = np.sort((groups.astype(np.int64) << _GROUP_BITS) | spans)
            population.durations[key] = ordered
        bounds = np.searchsorted(ordered, np.arange(len(names) + 1, dtype=np.int64) << _GROUP_BITS).tolist()
        spans = ordered & ((1 << _GROUP_BITS) - 1)
        by_group = [
            quantile_of(spans[begin:end], metric.quantile, metric.min_denominator)
            for begin, end in pairwise(bounds)
        ]
        return _named(quantile_of(np.sort(spans), metric.quantile, metric.min_denominator), names, by_group)


def _named(total: FigureValue, names: list[str], values: list[FigureValue]) -> GroupedValues:
    return GroupedValues(total, dict(zip(names, values, strict=True)))


def _bound(kept: OrderedDict[Any, Any]) -> None:
    while len(kept) > KEPT_MAX:
        kept.popitem(last=False)
