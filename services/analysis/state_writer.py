"""Writes the versions of one aggregate's states to a timeline, each part only where it is another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from county.aggregate import NEVER_MS
from county.records import Record
from services.analysis.layout import PARTS, AggregateLayout, picked
from services.analysis.pending_rows import PendingRows, SharedRows, numbers
from services.analysis.timeline import RecordTimeline


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

    def __init__(self, timeline: RecordTimeline, layout: AggregateLayout) -> None:
        key, never = layout.key, layout.parts["never"]
        self.layout = layout
        self.live: dict[str, LiveState] = {}
        self._apply, self._project = layout.aggregate.apply, layout.aggregate.project
        self._pick_never, self._pick_seldom, self._pick_rarely = (picked(layout.parts[part].places) for part in PARTS)
        self._in_record = [(i, column.name) for i, column in enumerate(never.columns, 1) if column.in_record]
        self._first_seq = PendingRows(timeline, [f"{key}.first_seq"])
        self._never = PendingRows(timeline, [f"{key}.never.seq"], layout.of_part("never"))
        self._seldom = SharedRows(timeline, layout.of_part("seldom"))
        self._rarely = SharedRows(timeline, layout.of_part("rarely"))
        self._links = PendingRows(timeline, [f"{key}.links.{part}" for part in PARTS])
        self._columns = timeline.columns
        self._texts = timeline.texts
        self._seqs: list[int] = []
        self._version_links: list[int] = []
        self._values: list[tuple[Any, ...]] = []
        """Of each version its record, its row of links, and the values of all columns."""

    def add(self, subject: str, record: Record[Any]) -> tuple[LiveState, int]:
        """Fold one record; returns its subject, and when the state before would have expired."""
        known = self.live.get(subject)
        if known is None:
            known = self.live[subject] = LiveState(self._first_seq.add((record.seq,)))
        state = known.state = self._apply(known.state, record)
        values = self._project(state)
        never, seldom, rarely = self._pick_never(values), self._pick_seldom(values), self._pick_rarely(values)
        if seldom != known.seldom or rarely != known.rarely or never != known.never:
            if seldom != known.seldom:
                known.seldom, known.seldom_row = seldom, self._seldom.row_of(seldom)
            if rarely != known.rarely:
                known.rarely, known.rarely_row = rarely, self._rarely.row_of(rarely)
            if never != known.never:
                known.never, known.never_row = never, self._never.add(self._referring(never, record))
            known.link = self._links.add((known.never_row, known.seldom_row, known.rarely_row))
        self._seqs.append(record.seq)
        self._version_links.append(known.link)
        self._values.append(values)
        before_ms, known.due_ms = known.due_ms, values[-1]
        return known, before_ms

    def restore(self, subject: str, number: int, state: Any, link: int, rows: Sequence[int]) -> LiveState:
        """Add an entity that is in the timeline, whose newest version has these links, to ``rows`` of PARTS."""
        known, values = LiveState(number), self._project(state)
        known.state, known.due_ms, known.link = state, values[-1], link
        known.never, known.seldom = self._pick_never(values), self._pick_seldom(values)
        known.rarely = self._pick_rarely(values)
        known.never_row, known.seldom_row, known.rarely_row = rows
        self.live[subject] = known
        return known

    def store(self) -> None:
        """Append all rows.  Raises OSError."""
        for rows in (self._first_seq, self._never, self._seldom, self._rarely, self._links):
            rows.store()
        if self._values:
            self._store_versions()

    def _store_versions(self) -> None:
        for name, some in (("seq", self._seqs), ("link", self._version_links)):
            column = self._columns[f"{self.layout.key}.often.{name}"]
            column.append(numbers(some, column.dtype))
            some.clear()
        part = self.layout.of_part("often")
        for place, (name, definition) in zip(self.layout.parts["often"].places, part.items(), strict=True):
            values = [version[place] for version in self._values]
            column = self._columns[name]
            column.append(numbers(self._texts.codes(values) if definition.dtype == "O" else values, column.dtype))
        self._values.clear()

    def _referring(self, never: tuple[Any, ...], record: Record[Any]) -> tuple[Any, ...]:
        """A row of the part ``never``: the record, and the values, None for texts that the record has."""
        row = [record.seq, *never]
        for place, name in self._in_record:
            if getattr(record.body, name, None) == row[place]:
                row[place] = None
        return tuple(row)
