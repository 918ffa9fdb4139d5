"""Answers questions for events by filter, order and text: from columns, whatever number of events there is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from county.aggregate import NEVER_MS
from county.division import contains
from county.events.event import CLOCK_RUNS, LEVELS, SOURCES, STATES
from services.analysis.events.event_orders import EventOrders
from services.analysis.events.newest_events import NewestEvents
from services.analysis.events.similar_events import SimilarFinder
from services.analysis.texts.event_documents import number_of, seq_of, term_of_reporter
from services.analysis.texts.terms import query_of
from services.analysis.timeline.layout import IN_RECORD
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.analysis_messages import (
    ArchiveQuery,
    ArchiveRow,
    CountedBy,
    EventsPage,
    EventsPageRequest,
    SimilarEvents,
    SimilarRequest,
)
from services.store.ports import Cancelled, JournalReader, TextIndex
from services.store.upcast import RecordReader

HITS_MAX = 10_000
"""Events with a text that are ordered at most, the newest ones."""
HITS_PORTION = 2_000
RESULTS_MAX = 8
"""Results that are kept for further pages."""
_CODED: dict[str, Sequence[str]] = {"state": STATES, "level": LEVELS, "source": SOURCES}


class _Result(NamedTuple):
    """The events of a query, in its order: of equal ones those reported first come first, last when descending."""

    as_of_seq: int
    as_of_ms: int
    places: NDArray[np.int64]
    limited: bool


class EventPages:
    """May be asked by several threads."""

    def __init__(
        self, timeline: RecordTimeline, texts: TextIndex, journal: JournalReader, reader: RecordReader,
        counted: Callable[[CountedBy], NDArray[np.int64]] | None = None,
    ) -> None:  # fmt: skip
        """``journal``: not used by another thread.  ``counted``: the events that a figure counts."""
        self._counted = counted
        self._timeline = timeline
        self._texts = texts
        self._journal = journal
        self._read = reader.read
        self._lock = Lock()
        """Of everything below, and of the journal."""
        self._events = NewestEvents(timeline)
        self._orders = EventOrders(self._events, timeline.texts)
        self._finder = SimilarFinder(self._events, texts, journal, reader, self._code_of)
        self._results: OrderedDict[tuple[ArchiveQuery, int], _Result] = OrderedDict()

    def page(self, asked: EventsPageRequest, cancelled: Callable[[], bool] = bool) -> EventsPage:
        """The requested rows.  Raises Cancelled, StoreError, UnreadableRecord."""
        with self._lock:
            if cancelled():
                raise Cancelled
            result = self._results.get((asked.query, asked.as_of_seq)) or self._result(asked.query, cancelled)
            self._results[asked.query, result.as_of_seq] = result
            self._results.move_to_end((asked.query, result.as_of_seq))
            while len(self._results) > RESULTS_MAX:
                self._results.popitem(last=False)
            places = result.places[asked.first : asked.first + asked.count]
            return EventsPage(
                request=asked.request, as_of_seq=result.as_of_seq, as_of_ms=result.as_of_ms,
                total=len(result.places), limited=result.limited, first=asked.first, rows=list(self._rows(places)),
            )  # fmt: skip

    def similar(self, asked: SimilarRequest, cancelled: Callable[[], bool] = bool) -> SimilarEvents:
        """Closed events like the given one.  Raises Cancelled, StoreError, UnreadableRecord."""
        with self._lock:
            if cancelled():
                raise Cancelled
            return self._finder.find(asked, cancelled)

    def _code_of(self, text: str) -> int:
        """Number of a text of the columns; -1 for an unknown one."""
        code = self._timeline.texts.find(text)
        return -1 if code is None else code

    def _result(self, query: ArchiveQuery, cancelled: Callable[[], bool]) -> _Result:
        self._events.refresh()
        head, limited = self._events.versions.extent.head, False
        if query.text.strip() or query.reporters:
            places, limited = self._with_text(query, cancelled)
            places = self._orders.sorted(query.order, places)
        else:
            places = self._orders.ordered(query.order, self._chosen(query))
        if cancelled():
            raise Cancelled
        return _Result(head.seq, head.recorded_ms, places[::-1] if query.descending else places, limited)

    def _with_text(self, query: ArchiveQuery, cancelled: Callable[[], bool]) -> tuple[NDArray[np.int64], bool]:
        """The newest events with the text that the other conditions do not exclude, and whether there are more."""
        wanted = query_of(query.text)
        if query.reporters:
            wanted = [*wanted, [[term_of_reporter(token)] for token in query.reporters]]
        chosen, first_seq = self._chosen(query), self._events.versions.first_seq
        found: list[NDArray[np.int64]] = []
        count, before = 0, None
        while count < HITS_MAX:
            numbers = self._texts.search(wanted, before=before, limit=HITS_PORTION, cancelled=cancelled)
            if not numbers:
                return _joined(found), False
            before = number_of(seq_of(numbers[-1]), 0)  # the others of this event are older forms of its text
            seqs = np.unique(np.array([seq_of(number) for number in numbers]))[::-1]
            places = np.searchsorted(first_seq, seqs)
            places = places[places < len(self._events)]  # indexed meanwhile
            if chosen is not None:
                places = places[chosen[places]]
            found.append(places)
            count += len(places)
        return _joined(found), True

    def _chosen(self, query: ArchiveQuery) -> NDArray[np.bool_] | None:
        """For each event whether no condition excludes it; None without any condition."""
        masks: list[NDArray[np.bool_]] = []
        for name, wanted in (("state", query.states), ("level", query.levels), ("source", query.sources)):
            if wanted:
                masks.append(self._events.lookup(name, np.isin(_CODED[name], wanted)))
        for name, texts in (("subclass", query.subclasses), ("unit", query.units)):
            if texts:
                masks.append(self._events.lookup(name, self._codes_of(set(texts).__contains__)))
        if query.division:
            masks.append(self._events.lookup("division", self._codes_of(partial(contains, query.division))))
        if query.from_ms is not None:
            masks.append(self._events.column("happened_ms") >= query.from_ms)
        if query.to_ms is not None:
            masks.append(self._events.column("happened_ms") < query.to_ms)
        if query.overdue_at_ms is not None:
            masks.append(self._events.lookup("state", np.isin(STATES, tuple(CLOCK_RUNS))))
            masks.append(self._events.column("due_ms") <= query.overdue_at_ms)
        if query.on_desk is not None:
            is_on_desk = self._events.column("expires_ms") > self._events.versions.extent.head.recorded_ms
            masks.append(is_on_desk if query.on_desk else ~is_on_desk)
        if query.counted_by is not None and self._counted is not None:
            counted = np.zeros(len(self._events), np.bool_)
            counted[self._counted(query.counted_by)] = True
            masks.append(counted)
        if not masks:
            return None
        chosen = masks[0]
        for mask in masks[1:]:
            chosen &= mask
        return chosen

    def _codes_of(self, wanted: Callable[[str], object]) -> NDArray[np.bool_]:
        """By number of a text whether it is wanted."""
        return np.fromiter((bool(code) and bool(wanted(text)) for code, text in enumerate(self._timeline.texts.texts)),
                           np.bool_)  # fmt: skip

    def _rows(self, places: NDArray[np.int64]) -> Iterator[ArchiveRow]:
        versions = self._events.versions
        rows = self._events.newest[places]
        texts, text_seqs = self._timeline.texts.texts, versions.seq_of_texts(rows).tolist()
        firsts = versions.first_seq[places].tolist()
        bodies: dict[int, Any] = {seq: self._body(seq) for seq in {*firsts, *text_seqs}}

        def numbers(name: str) -> list[Any]:
            found: list[Any] = versions.values(name, rows).tolist()
            return found

        def texts_of(name: str) -> list[str]:
            return [
                getattr(bodies[seq], name) if code == IN_RECORD else texts[code]
                for code, seq in zip(numbers(name), text_seqs, strict=True)
            ]

        def coded(name: str) -> list[Any]:
            return [_CODED[name][code] for code in numbers(name)]

        def times(name: str) -> list[int | None]:
            return [None if at == NEVER_MS else at for at in numbers(name)]

        columns: tuple[list[Any], ...] = (
            [bodies[seq].event_id for seq in firsts], texts_of("title"), texts_of("rule"), texts_of("sensor_id"),
            coded("state"), coded("level"), coded("source"), texts_of("subclass"), texts_of("address"),
            texts_of("division"), texts_of("unit"), numbers("x_m"), numbers("y_m"), numbers("happened_ms"),
            numbers("since_ms"), times("due_ms"), times("ended_ms"),
        )  # fmt: skip
        return (ArchiveRow(*row) for row in zip(*columns, strict=True))

    def _body(self, seq: int) -> Any:
        [data] = self._journal.records(seq, seq)
        return self._read(data, seq).body


def _joined(found: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.concatenate(found)[:HITS_MAX] if found else np.zeros(0, np.int64)
