"""Repeated and collective reports, and words that rise, as of one moment, with the ids of their events."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog
from county.durations import DAY_MS
from county.events.aggregate import EVENTS
from county.events.event import STATES, State
from county.risk.patterns import ToldRepeat, ToldTopic
from county.risk.repeats import ReportColumns, repeats
from county.risk.topics import TitleWords, topics
from services.analysis.figures.event_facts import EventFacts
from services.analysis.figures.figure_groups import grouping
from services.analysis.risk.daily_counts import DatedEvents, offered_classes
from services.analysis.risk.detectors import BUDGET_DAYS, SHARE_DAYS
from services.analysis.risk.title_words import TitleWordReader
from services.analysis.risk.watched_county import WatchedCounty
from services.analysis.timeline.timeline import RecordTimeline

TITLES_MAX = 100_000
"""Events whose titles are read, the newest ones: they are kept in memory."""
_REJECTED = STATES.index(State.REJECTED)


def told_repeats(
    timeline: RecordTimeline, facts: EventFacts, catalog: Catalog, county: WatchedCounty, at_ms: int
) -> tuple[ToldRepeat, ...]:
    """Of all events but rejected ones: merged ones are repeated reports most of all."""
    limits = catalog.repeated_reports
    back = np.floor_divide(at_ms - 1 - facts.column("happened_ms"), DAY_MS)
    rows = np.flatnonzero(
        (back >= 0) & (back < max(limits.person_days, limits.people_days)) & (facts.column("state") != _REJECTED)
    )
    village = grouping(facts, "village", timeline.texts, catalog)
    place = {code: number for number, code in enumerate(county.villages)}
    number_of = np.array([place.get(name, -1) for name in village.names] or [-1], np.int64)
    found = repeats(
        ReportColumns(
            rows, back[rows], facts.column("reporter")[rows], facts.column("subclass")[rows].astype(np.int64),
            number_of[village.group_of[rows]] if len(rows) else np.zeros(0, np.int64),
        ),
        limits,
    )  # fmt: skip
    return tuple(
        ToldRepeat(
            kind=one.kind, subclass=timeline.texts.text(one.subclass),
            division="" if one.village < 0 else county.villages[one.village], events=one.events, people=one.people,
            from_ms=int(facts.values("happened_ms", one.oldest)[0]), evidence=_ids(timeline, one.numbers),
        )
        for one in found
    )  # fmt: skip


def told_topics(
    timeline: RecordTimeline, facts: EventFacts, events: DatedEvents, catalog: Catalog, reader: TitleWordReader,
    cancelled: Callable[[], bool],
) -> tuple[ToldTopic, ...]:  # fmt: skip
    """Of the days whose shares are compared, within the budget of false alarms.  Raises StoreError, UnreadableRecord,
    ScanCancelled."""
    rows = np.flatnonzero(events.back < sum(SHARE_DAYS))
    rows = rows[np.argsort(events.back[rows], kind="stable")][:TITLES_MAX]
    words = reader.words(facts.first_seq[events.number[rows]].tolist(), cancelled)
    classes = offered_classes(catalog)
    found = topics(
        (
            TitleWords(number, kind, said, back < SHARE_DAYS[0])
            for number, kind, back, said in zip(
                events.number[rows].tolist(), events.kind[rows].tolist(), events.back[rows].tolist(), words,
                strict=True,
            )
            if said
        ),
        1 / BUDGET_DAYS,
    )  # fmt: skip
    return tuple(
        ToldTopic(
            subject=classes[one.subject], words=one.words, events=one.events, of=one.of,
            share_before=one.share_before, z=one.z, chance=one.chance,
            evidence=_ids(timeline, np.array(one.numbers, np.int64)),
        )
        for one in found
    )  # fmt: skip


def _ids(timeline: RecordTimeline, numbers: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(timeline.states(EVENTS.key).ids.texts(numbers))
