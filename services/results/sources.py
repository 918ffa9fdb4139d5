"""What results are counted from: the states of the journal as of a record, and the answers of decision parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from county.aggregate import Aggregate
from county.catalog import Catalog
from county.coverage.question import CoverageQuestion
from county.coverage.results import CoverageAnswer
from county.explained import Explained
from county.figures.metric import FigureValue, Period
from services.analysis.moments.as_of import AsOf
from services.analysis.moments.subject_states import SubjectStates
from services.analysis.timeline.timeline import RecordTimeline, StateVersions
from services.staffing.journal_facts import StaffingFacts
from services.store.ports import JournalReader
from services.store.upcast import RecordReader
from services.tracing.tracer import Balances


class NoSuchResult(Explained):
    """A result that cannot be counted; one line: why."""


class StillCounting(Exception):
    """The answer that a result is counted from is not there yet; ask again.  ``share`` of the work is done."""

    def __init__(self, share: float) -> None:
        super().__init__(share)
        self.share = share


class ResultMoment(NamedTuple):
    """As of which record a result is counted."""

    seq: int
    recorded_ms: int


class Counted(NamedTuple):
    """What a counter found."""

    value: FigureValue
    period: Period
    """What it counts: a span up to the moment, or the moment alone."""
    basis: str = ""
    """As :attr:`county.figures.metric.Figure.basis`."""


class JournalStates:
    """States of aggregates as of a record.  Used by one thread."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        """``journal``: not used by another thread."""
        self._timeline = timeline
        self._states = SubjectStates(timeline, journal, reader)

    def moment(self, seq: int) -> ResultMoment:
        """Of record ``seq``; 0: of the newest one.  Raises NoSuchResult."""
        extent = self._timeline.extent
        if seq > extent.head.seq:
            raise NoSuchResult(
                "record {seq} is not in the timeline, which ends at {newest}", seq=seq, newest=extent.head.seq
            )
        last = seq or extent.head.seq
        return ResultMoment(last, self._timeline.recorded_ms(last, extent))

    def versions(self, aggregate: Aggregate[Any], moment: ResultMoment) -> StateVersions:
        """All versions of the states of an aggregate, in columns."""
        return self._timeline.states_at(aggregate.key, moment.seq)

    def one(self, aggregate: Aggregate[Any], id: str, moment: ResultMoment) -> Any:
        """The state of an entity, also of one that has left the desk; None where there was none.  Raises StoreError,
        UnreadableRecord."""
        found = self._states.find(aggregate, id, self._place(moment))
        return None if found is None else found.state

    def all(self, aggregate: Aggregate[Any], moment: ResultMoment) -> list[Any]:
        """The state of every entity that there ever was, also of those that have left the desk.  For aggregates with
        few: each is folded.  Raises StoreError, UnreadableRecord."""
        versions = self.versions(aggregate, moment)
        ids = versions.ids.texts(np.arange(versions.subjects))
        place = self._place(moment)
        found = (self._states.find(aggregate, id, place) for id in ids)
        return [state.state for state in found if state is not None]

    def _place(self, moment: ResultMoment) -> AsOf:
        return AsOf(self._timeline.extent, moment.seq, moment.recorded_ms, None)


@dataclass(frozen=True)
class ResultSources:
    """What all counters share; a part whose answers are not in the journal adds how it is asked."""

    catalog: Catalog
    states: JournalStates
    coverage: Callable[[CoverageQuestion, int], CoverageAnswer]
    """The answer with the roads that were closed as of a record.  Raises StillCounting, CoverageFault, StudyFailed,
    PackageError, StoreError."""
    balances: Callable[[Period, int], Balances]
    """Of the transformations of goods in a period, by the scans up to a record.  Raises StillCounting, PackageError,
    StoreError, UnreadableRecord."""
    staffing: StaffingFacts
    """What the journal knew of calls; used by the same thread."""
