"""What the rules of :mod:`county.figures.integrity` need, read from the journal and the timeline, for one period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county import records as r
from county.aggregate import NEVER_MS
from county.events.aggregate import EVENTS
from county.figures import integrity as rules
from county.figures.indicators import IndicatorReported
from county.figures.inputs import GridVisited
from county.figures.metric import Period
from county.figures.periods import kind_of, number_of
from county.records import Record, RecordBody
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.timeline.layout import KINDS
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.analysis_messages import CountedBy, FiguresRequest
from services.store.ports import Cancelled

RECORDS_MAX = 20_000
"""Newest records of one type that are read: some seconds for all types together."""
RECURRENCE = "recurrence_rate"


class IntegrityFacts:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, county: CountedCounty, figures: Figures) -> None:
        self._timeline = timeline
        self._county = county
        self._figures = figures

    def cards(self, period: Period, seq: int, cancelled: Callable[[], bool] = bool) -> list[rules.IntegrityCard]:
        """All patterns in the records of a period as of ``seq``.  Raises Cancelled, StoreError, UnreadableRecord."""
        feedbacks = list(self._feedbacks(period, seq, cancelled))
        return list(chain(
            rules.bunching(feedbacks), rules.reused_photos(feedbacks),
            rules.bulk_closes(
                rules.Closing(record.seq, record.who, record.happened_ms)
                for record in self._records(r.EventClosed, period, seq, cancelled)
            ),
            rules.implausible_patrols(self._visits(period, seq, cancelled)),
            rules.close_then_recur(self._recurrences(period, seq)),
            rules.all_satisfied(
                rules.FollowUp(record.seq, record.who, record.body.satisfied)
                for record in self._records(r.FollowUpMade, period, seq, cancelled)
            ),
            rules.repeated_values(self._reported(seq, cancelled)),
        ))  # fmt: skip

    def _feedbacks(self, period: Period, seq: int, cancelled: Callable[[], bool]) -> Iterator[rules.Feedback]:
        versions = self._timeline.states_at(EVENTS.key, seq)
        newest = versions.newest_at(seq)
        ids = versions.ids.texts(np.arange(versions.subjects))
        place_of = {name: place for place, name in enumerate(ids)}
        due, units = versions.values("due_ms", newest), versions.values("unit", newest)
        dispatched = self._first_ms(r.EventDispatched, versions.subjects, seq)
        for record in self._records(r.HandlingFedBack, period, seq, cancelled):
            place = place_of[record.body.event_id]
            used = None
            if due[place] != NEVER_MS and dispatched[place] < due[place]:
                used = (record.happened_ms - int(dispatched[place])) / int(due[place] - dispatched[place])
            photos = tuple(one.sha256 for one in record.body.attachments if one.media_type.startswith("image/"))
            unit = self._timeline.texts.text(int(units[place])) or record.who
            yield rules.Feedback(record.seq, unit, record.body.event_id, used, photos)

    def _visits(self, period: Period, seq: int, cancelled: Callable[[], bool]) -> Iterator[rules.Visit]:
        places = self._county.grid_places()
        for record in self._records(GridVisited, period, seq, cancelled):
            place = places.get(record.body.grid)
            if place is not None:
                yield rules.Visit(record.seq, record.body.worker, record.body.grid, record.happened_ms, *place)

    def _recurrences(self, period: Period, seq: int) -> list[rules.Recurrences]:
        if RECURRENCE not in self._county.catalog.metrics:
            return []
        table = self._figures.table(FiguresRequest(
            request="integrity", metrics=(RECURRENCE,), periods=(period,), grain="unit", as_of_seq=seq,
        ))  # fmt: skip
        found = []
        for unit, value in zip(table.groups, table.values[0][0], strict=True):
            recurred = round(value.num or 0)
            proof: tuple[int, ...] = ()
            if recurred >= rules.RECUR_LEAST:
                counted = CountedBy(metric=RECURRENCE, period=period, grain="unit", group=unit, as_of_seq=seq)
                proof = tuple(self._figures.seqs(counted))
            found.append(rules.Recurrences(unit, value.den or 0, recurred, proof))
        return found

    def _reported(self, seq: int, cancelled: Callable[[], bool]) -> Iterator[rules.ReportedValue]:
        """All periods ever, the last report of each: a run of equal values is longer than one period."""
        newest = dict[tuple[str, str, str], Record[Any]]()
        for record in self._records(IndicatorReported, None, seq, cancelled):
            newest[record.body.indicator, record.body.division, record.body.period] = record
        for (indicator, division, period), record in newest.items():
            number = number_of(period)
            if number is not None:
                name = f"{indicator}/{kind_of(period)}"
                yield rules.ReportedValue(record.seq, name, division, number, record.body.value)

    def _first_ms(self, body: type[RecordBody], subjects: int, seq: int) -> NDArray[np.int64]:
        """Of each event when the first such record happened; NEVER_MS for none."""
        rows = self._rows(body, seq)
        first = np.full(subjects, NEVER_MS, np.int64)
        of = self._timeline.column("record.subject", self._timeline.extent)[rows]
        np.minimum.at(first, of, self._timeline.happened_ms(rows, self._timeline.extent))
        return first

    def _rows(self, body: type[RecordBody], seq: int) -> NDArray[np.int64]:
        kinds = self._timeline.column("record.kind", self._timeline.extent)[:seq]
        return np.flatnonzero(kinds == KINDS.index(body.__name__))

    def _records(
        self, body: type[RecordBody], period: Period | None, seq: int, cancelled: Callable[[], bool]
    ) -> Iterable[Record[Any]]:
        rows = self._rows(body, seq)
        if period is not None and len(rows):
            times = self._timeline.happened_ms(rows, self._timeline.extent)
            rows = rows[(times >= period.from_ms) & (times < period.to_ms)]
        for row in rows[-RECORDS_MAX:].tolist():
            if cancelled():
                raise Cancelled
            yield self._figures.read(row + 1)
