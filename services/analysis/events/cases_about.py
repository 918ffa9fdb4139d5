"""What else tells of an event, of all that was ever recorded: the desk keeps it for some days only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np

from county.aggregate import Aggregate
from county.aggregates import BY_KEY
from county.briefing.linked import LinkedCases, linked_to
from county.explained import Explained
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.analysis_messages import LinkedAnswer, LinkedRequest
from services.store.ports import Cancelled, JournalReader
from services.store.upcast import RecordReader


class NotThere(Explained):
    """A record that the timeline does not have yet; one line: which."""


class EverKnown(Protocol):
    """The ids of all that were ever of an aggregate, by its key, in the order of their first records; ``after`` the
    first so many."""

    def __call__(self, key: str, after: int = 0) -> list[str]: ...


class CasesAbout:
    """Of one journal, for makers and verifiers of reports alike; used by one thread at a time.

    Which cases are about which event is known from the first record of each: it is read once.
    """

    def __init__(self, journal: JournalReader, reader: RecordReader, ids: EverKnown) -> None:
        self._journal = journal
        self._read = reader.read
        self._ids = ids
        self._about: dict[tuple[str, str], list[str]] = {}
        """By aggregate and event."""
        self._indexed: dict[str, int] = {}
        """By aggregate: how many are in it."""

    def find(self, event_id: str, known_ms: int, cancelled: Callable[[], bool] = bool) -> LinkedCases:
        """The cases as the records known by then led to them, also those that had left the desk.  Raises Cancelled,
        StoreError, UnreadableRecord."""
        plans, arrivals, site = (
            list(self._of(BY_KEY[key], event_id, known_ms, cancelled)) for key in ("plan", "evacuation", "site_report")
        )
        return linked_to(event_id, plans, arrivals, site)

    def _of(
        self, aggregate: Aggregate[Any], event_id: str, known_ms: int, cancelled: Callable[[], bool]
    ) -> Iterator[Any]:
        self._index(aggregate.key, cancelled)
        for id in self._about.get((aggregate.key, event_id), ()):
            if cancelled():
                raise Cancelled
            state = None
            for data in self._journal.of_subject(f"{aggregate.key}/{id}"):
                record = self._read(data)
                if record.recorded_ms > known_ms:
                    break
                state = aggregate.apply(state, record)
            if state is not None:
                yield state

    def _index(self, key: str, cancelled: Callable[[], bool]) -> None:
        """Add the cases that began since the last time."""
        for id in self._ids(key, self._indexed.get(key, 0)):
            if cancelled():
                raise Cancelled
            first = next(iter(self._journal.of_subject(f"{key}/{id}")), None)
            if first is None:  # the journal that is read does not reach so far yet
                return
            self._about.setdefault((key, self._read(first).body.about), []).append(id)
            self._indexed[key] = self._indexed.get(key, 0) + 1


def ids_in(timeline: RecordTimeline) -> EverKnown:
    """Of a timeline."""

    def ids(key: str, after: int = 0) -> list[str]:
        versions = timeline.states(key, timeline.extent)
        return list(versions.ids.texts(np.arange(after, versions.subjects)))

    return ids


class LinkedAnswers:
    """Answers them to clients; used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        self._timeline = timeline
        self._cases = CasesAbout(journal, reader, ids_in(timeline))

    def answer(self, asked: LinkedRequest, cancelled: Callable[[], bool] = bool) -> LinkedAnswer:
        """Raises NotThere, and as :meth:`CasesAbout.find`."""
        extent = self._timeline.extent
        newest = extent.head.seq
        if asked.as_of_seq > newest:
            raise NotThere(
                "record {seq} is not in the timeline, which ends at {newest}", seq=asked.as_of_seq, newest=newest
            )
        known_ms = self._timeline.recorded_ms(asked.as_of_seq, extent)
        found = self._cases.find(asked.event_id, known_ms, cancelled)
        return LinkedAnswer(
            request=asked.request, plans=list(found.plans), arrivals=list(found.arrivals), site=list(found.site)
        )
