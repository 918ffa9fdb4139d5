"""Writes the versions of one aggregate's states to a timeline, each part only where it is another one."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappush
from operator import attrgetter
from typing import Any

from county.aggregate import NEVER_MS
from county.aggregates import concrete_types
from county.records import Record
from services.analysis.timeline.layout import PARTS, AggregateLayout, picked
from services.analysis.timeline.pending_rows import PendingColumn, PendingRows, SharedRows
from services.analysis.timeline.subject_ids import PendingIds
from services.analysis.timeline.timeline import RecordTimeline


class LiveState:
    """An entity on the desk: its number, its state and when that expires, the values of its parts and their rows."""

    __slots__ = (
        "due_ms", "link", "never", "never_row", "number", "rarely", "rarely_row", "seldom", "seldom_row", "state",
    )  # fmt: skip

    def __init__(self, number: int) -> None:
        self.number = number
        self.state: Any = None
        self.due_ms = NEVER_MS
        self.never: tuple[Any, ...] | None = None
        self.seldom: tuple[Any, ...] | None = None
        self.rarely: tuple[Any, ...] | None = None
        self.never_row = self.seldom_row = self.rarely_row = -1
        self.link = -1
        """Row of its links."""


class StateWriter:
    """The states of one aggregate, and the rows that are not stored yet."""

    def __init__(self, timeline: RecordTimeline, layout: AggregateLayout, due: list[tuple[int, str, str]]) -> None:
        """``due``: heap of (expires_ms, key, id) of all aggregates, to which those of this one are added."""
        key, parts, often = layout.key, layout.parts, layout.of_part("often")
        aggregate, changing = layout.aggregate, layout.aggregate.changing
        self.layout = layout
        self.live: dict[str, LiveState] = {}
        self._due = due
        self._apply, self._project, self._expires_ms = aggregate.apply, aggregate.project, aggregate.expires_ms
        self._pick_never, self._pick_often, self._pick_seldom, self._pick_rarely = (
            picked(parts[part].places) for part in ("never", "often", "seldom", "rarely")
        )
        self._sets_never = frozenset(concrete_types(aggregate.record)) if changing is None else changing.not_after
        self._changing = self._parts_of if changing is None else changing.project
        self._in_record = [(i, column.name) for i, column in enumerate(parts["never"].columns, 1) if column.in_record]
        self._first_seq = PendingRows(timeline, [f"{key}.first_seq"])
        self._ids = PendingIds(timeline.columns[f"{key}.ids"], timeline.columns[f"{key}.ids.ends"])
        self._never = PendingRows(timeline, [f"{key}.never.seq"], layout.of_part("never"))
        self._seldom = SharedRows(timeline, layout.of_part("seldom"))
        self._rarely = SharedRows(timeline, layout.of_part("rarely"))
        self._links = PendingRows(timeline, [f"{key}.links.{part}" for part in PARTS])
        self._times = [(attrgetter(name), PendingRows(timeline, layout.of_time(name))) for name in layout.times]
        self._rows = (
            self._first_seq, self._never, self._seldom, self._rarely, self._links, *(rows for _, rows in self._times)
        )  # fmt: skip
        self._seq_column = PendingColumn(timeline, f"{key}.often.seq")
        self._link_column = PendingColumn(timeline, f"{key}.often.link")
        self._often_columns = [
            PendingColumn(timeline, name, is_text=often[name].dtype == "O") for name in often
        ]
        self._seqs: list[int] = []
        self._version_links: list[int] = []
        self._often: list[tuple[Any, ...]] = []
        """Of each version its record, its row of links, and the values that change often."""

    def add(self, subject: str, record: Record[Any], recorded_ms: int) -> int:
        """Fold one record; returns the number of its subject, which is not live any more if it expires by
        ``recorded_ms``."""
        known = self.live.get(subject)
        if known is None:
            known = self.live[subject] = LiveState(self._first_seq.add((record.seq,)))
            self._ids.add(subject)
        state = known.state = self._apply(known.state, record)
        is_other, due_ms = False, known.due_ms
        if type(record.body) in self._sets_never:
            never = self._pick_never(self._project(state))
            if never != known.never:
                known.never, known.never_row, is_other = never, self._never.add(self._referring(never, record)), True
        often, seldom, rarely = self._changing(state)
        if seldom != known.seldom:
            known.seldom, known.seldom_row, is_other = seldom, self._seldom.row_of(seldom), True
        if rarely != known.rarely:
            known.rarely, known.rarely_row, is_other = rarely, self._rarely.row_of(rarely), True
        if is_other:
            known.link = self._links.add((known.never_row, known.seldom_row, known.rarely_row))
            due_ms = _due_ms(self._expires_ms(state))
        for time_of, others in self._times:
            if (time_ms := time_of(state)) != record.happened_ms:
                others.add((record.seq, time_ms))
        self._seqs.append(record.seq)
        self._version_links.append(known.link)
        self._often.append(often)
        if due_ms <= recorded_ms:
            del self.live[subject]
        elif due_ms != known.due_ms:
            known.due_ms = due_ms
            if due_ms != NEVER_MS:
                heappush(self._due, (due_ms, self.layout.key, subject))
        return known.number

    def restore(self, subject: str, number: int, state: Any, link: int, rows: Sequence[int]) -> None:
        """Add an entity that is in the timeline, whose newest version has these links, to ``rows`` of PARTS."""
        known = LiveState(number)
        known.state, known.due_ms, known.link = state, _due_ms(self._expires_ms(state)), link
        known.never = self._pick_never(self._project(state))
        _, known.seldom, known.rarely = self._changing(state)
        known.never_row, known.seldom_row, known.rarely_row = rows
        self.live[subject] = known
        if known.due_ms != NEVER_MS:
            heappush(self._due, (known.due_ms, self.layout.key, subject))

    def gather(self) -> None:
        """Put the rows into the bytes of their columns."""
        for rows in self._rows:
            rows.gather()
        if self._often:
            self._seq_column.extend(self._seqs)
            self._link_column.extend(self._version_links)
            for column, values in zip(self._often_columns, zip(*self._often, strict=True), strict=True):
                column.extend(values)
            for some in (self._seqs, self._version_links, self._often):
                some.clear()

    def store(self) -> None:
        """Append all rows.  Raises OSError."""
        self.gather()
        for rows in self._rows:
            rows.store()
        self._ids.store()
        for column in (self._seq_column, self._link_column, *self._often_columns):
            column.store()

    def _parts_of(self, state: Any) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
        """See :attr:`county.aggregate.ChangingColumns.project`."""
        values = self._project(state)
        return self._pick_often(values), self._pick_seldom(values), self._pick_rarely(values)

    def _referring(self, never: tuple[Any, ...], record: Record[Any]) -> tuple[Any, ...]:
        """A row of the part ``never``: the record, and the values, None for texts that the record has."""
        row = [record.seq, *never]
        for place, name in self._in_record:
            if getattr(record.body, name, None) == row[place]:
                row[place] = None
        return tuple(row)


def _due_ms(expires_ms: int | None) -> int:
    return NEVER_MS if expires_ms is None else expires_ms
