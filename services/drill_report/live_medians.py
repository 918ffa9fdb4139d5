"""How long the same steps take in the live realm: medians over what its journal recorded last."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any, NamedTuple

from county.aggregates import of_record
from county.authority import RESERVED
from county.drill.measures import MEASURES
from county.records import Record
from services.store.ports import RealmJournal
from services.store.upcast import RecordReader

RECORDS_MAX = 200_000
"""Of the live journal, the newest: some seconds of reading."""
COMPARABLE = frozenset(
    {"alarm_acknowledged", "filed", "dispatched", "accepted", "departed", "arrived", "fed_back", "closed",
     "reported_up", "merged"}
)  # fmt: skip
"""Measures from one record about an event or alarm to another one about the same: the others begin with an inject, or
count persons."""


class LiveMedians(NamedTuple):
    """By measure, of those that were seen."""

    ms: dict[str, int]
    counts: dict[str, int]
    """Of events and alarms that took the step."""


class StepTimes:
    """Takes records in their order; only what began among them counts."""

    def __init__(self, measures: Iterable[str]) -> None:
        self._measures = {what: MEASURES[what] for what in measures if what in COMPARABLE}
        self._began: dict[tuple[str, str], int] = {}
        self._took_ms: dict[str, list[int]] = {what: [] for what in self._measures}
        kinds = {kind for one in self._measures.values() for kind in (*(one.starts or ()), *one.ends)}
        self.names = tuple(kind.__name__.encode() for kind in kinds)
        """What the bytes of a record that counts contain."""

    def take(self, record: Record[Any]) -> None:
        """The next record."""
        body = record.body
        subject = getattr(body, "event_id", "") or getattr(body, "alarm_id", "")
        if not subject or of_record(body) is None:
            return
        for what, measure in self._measures.items():
            key = what, subject
            if isinstance(body, measure.ends) and key in self._began:
                took_ms = record.recorded_ms - self._began.pop(key)
                if record.by not in RESERVED:  # what the program does by itself takes no time
                    self._took_ms[what].append(took_ms)
            elif isinstance(body, measure.starts or ()):
                self._began.setdefault(key, record.recorded_ms)

    def medians(self) -> LiveMedians:
        seen = {what: took for what, took in self._took_ms.items() if took}
        counts = {what: len(took) for what, took in seen.items()}
        return LiveMedians({what: round(median(took)) for what, took in seen.items()}, counts)


def live_medians(journal: RealmJournal, measures: Iterable[str]) -> LiveMedians:
    """Of the journal of the live realm.  Raises StoreError, UnreadableRecord."""
    times, read = StepTimes(measures), RecordReader().read
    if not times.names:
        return times.medians()
    first, last = max(1, journal.head.seq - RECORDS_MAX + 1), journal.head.seq
    for seq, data in enumerate(journal.records(first, last), first):
        if any(name in data for name in times.names):
            times.take(read(data, seq))
    return times.medians()
