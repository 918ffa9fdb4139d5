"""What the journal knew as of a record of calls and events, for questions about staffing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from county.catalog import Catalog
from county.durations import DAY_MS, HOUR_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.events.event import SOURCES
from county.figures.inputs import CALLS
from county.figures.periods import span_ms
from county.staffing.arrivals import HOURS, CallArrivals, arrivals
from services.analysis.figures.event_facts import EventFacts
from services.analysis.risk.daily_counts import counted_events, known_days, offered_classes
from services.analysis.risk.watched_county import WatchedCounty
from services.analysis.timeline.timeline import RecordTimeline
from services.staffing.journal_facts import EventsByVillage


class TimelineFacts:
    """Implements :class:`services.staffing.journal_facts.StaffingFacts`.  Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, catalog: Catalog, county: Callable[[], WatchedCounty]) -> None:
        self._timeline, self._catalog, self._county = timeline, catalog, county
        self._facts = EventFacts(timeline)

    def calls(self, seq: int, at_ms: int, days: int) -> CallArrivals | None:
        """See :func:`county.staffing.arrivals.arrivals`; of the ``days`` before a moment."""
        versions = self._timeline.states_at(CALLS.key, seq)
        rows = versions.newest_at(seq)
        names = versions.ids.texts(np.arange(versions.subjects))
        hourly: dict[tuple[int, int], int] = {}
        daily: dict[int, int] = {}
        for name, offered in zip(names, versions.values("offered", rows).tolist(), strict=True):
            span = span_ms(name)
            if span is None or span.stop > at_ms or span.start < at_ms - days * DAY_MS:
                continue
            day, within_ms = divmod(span.start + COUNTY_OFFSET_MS, DAY_MS)
            if len(span) == HOUR_MS:
                hourly[day, within_ms // HOUR_MS] = offered
            elif len(span) == DAY_MS:
                daily[day] = offered
        return arrivals(hourly, daily, self._hotline_hours(seq, at_ms, days))

    def _hotline_hours(self, seq: int, at_ms: int, days: int) -> list[int]:
        self._facts.move(seq)
        happened = self._facts.column("happened_ms")
        chosen = (
            (happened < at_ms) & (happened >= at_ms - days * DAY_MS)
            & (self._facts.column("source") == SOURCES.index("hotline"))
        )  # fmt: skip
        hours = (happened[chosen] + COUNTY_OFFSET_MS) % DAY_MS // HOUR_MS
        found: list[int] = np.bincount(hours.astype(np.int64), minlength=HOURS).tolist()
        return found

    def events(
        self, seq: int, until_ms: int, days: int, period_days: int | None = None, event_class: str = ""
    ) -> EventsByVillage:
        """Events of a class ("": all) in the ``days`` before ``until_ms``, or in as many as are recorded without a gap;
        in periods that end there, None: in one."""
        county = self._county()
        self._facts.move(seq)
        events = counted_events(self._timeline, self._facts, self._catalog, county, until_ms)
        used = min(days, known_days(events.back))
        periods = 1 if period_days is None else used // period_days
        length = used if period_days is None else period_days
        chosen = (events.back < periods * length) & (events.village >= 0)
        if event_class:
            kinds = offered_classes(self._catalog)
            chosen &= events.kind == (kinds.index(event_class) if event_class in kinds else -1)
        counts: NDArray[np.int64] = np.zeros((len(county.villages), periods), np.int64)
        if chosen.any():
            np.add.at(counts, (events.village[chosen], periods - 1 - events.back[chosen] // length), 1)
        return EventsByVillage(county.villages, counts, periods * length)
