"""Answers what was on the desk at a moment, as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from msgspec import Raw
from numpy.typing import NDArray

from county.aggregate import Aggregate
from county.aggregates import AGGREGATES
from services.analysis.moments.as_of import AsOf, DeskFinder, DeskVersions
from services.analysis.moments.subject_states import FoldedState, SubjectStates
from services.analysis.timeline.layout import CODE, IN_RECORD
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.as_of_messages import DeskAt, DeskTable, SeekRequest
from services.protocol.codec import payload
from services.protocol.desk_columns import PackedTexts
from services.protocol.packed_columns import packed_column
from services.store.ports import Cancelled


class _Gathered(NamedTuple):
    """States of one aggregate, one row each."""

    ids: bytes
    lengths: NDArray[Any]
    seqs: NDArray[Any]
    columns: dict[str, NDArray[Any]]
    """Texts as their numbers."""
    states: list[Raw]


class _AnswerTexts:
    """Texts by their numbers in the timeline, and further ones."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known, self._count = known, len(known)
        self._others: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of a text that the timeline need not have."""
        return self._others.setdefault(text, self._count + len(self._others))

    def used(self, columns: Iterable[NDArray[Any]]) -> tuple[list[str], NDArray[np.uint32]]:
        """The texts whose numbers are in ``columns``, and by their numbers their places among them, from 1 on."""
        is_used = np.zeros(self._count + len(self._others), np.bool_)
        for column in columns:
            is_used[column] = True
        is_used[IN_RECORD] = False
        numbers, places = np.flatnonzero(is_used), np.zeros(len(is_used), CODE)
        places[numbers] = np.arange(1, len(numbers) + 1)
        others = list(self._others)
        texts = [
            self._known[number] if number < self._count else others[number - self._count] for number in numbers.tolist()
        ]
        return texts, places


class DeskAnswers:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, states: SubjectStates) -> None:
        self._timeline = timeline
        self._finder = DeskFinder(timeline)
        self._states = states

    def answer(self, asked: SeekRequest, cancelled: Callable[[], bool] = bool) -> DeskAt:
        """What was on the desk and is not withheld.  Raises Cancelled, StoreError, UnreadableRecord."""
        place, texts = self._finder.as_of(asked.moment, asked.seq), _AnswerTexts(self._timeline.texts.texts)
        gathered: list[tuple[Aggregate[Any], _Gathered]] = []
        on_desk = self._finder.on_desk(place)
        for aggregate in AGGREGATES:
            if cancelled():
                raise Cancelled
            if aggregate.withheld:
                continue
            found = on_desk[aggregate.key]
            if len(found.rows):
                gathered.append((aggregate, self._of_versions(aggregate, found, place, cancelled)))
            if len(found.late):
                gathered.append((aggregate, self._of_late(aggregate, found, place, texts, cancelled)))
        names = {aggregate.key: [c.name for c in aggregate.columns if c.dtype == "O"] for aggregate in AGGREGATES}
        used, places = texts.used(some.columns[name] for aggregate, some in gathered for name in names[aggregate.key])
        for aggregate, some in gathered:
            some.columns.update({name: places[some.columns[name]] for name in names[aggregate.key]})
        return DeskAt(
            request=asked.request, token=asked.token, moment=asked.moment, seq=place.seq, recorded_ms=place.known_ms,
            texts=used, tables=[_table(aggregate, some) for aggregate, some in gathered],
        )  # fmt: skip

    def _of_versions(
        self, aggregate: Aggregate[Any], found: DeskVersions, place: AsOf, cancelled: Callable[[], bool]
    ) -> _Gathered:
        versions = self._timeline.states(aggregate.key, place.extent)
        ids, lengths = versions.ids.packed(versions.subject(found.rows))
        seqs, states = versions.seq[found.rows], list[Raw]()
        if has_few(aggregate):
            for subject, seq in zip(PackedTexts(ids, lengths).all(), seqs.tolist(), strict=True):
                if cancelled():
                    raise Cancelled
                states.append(Raw(self._states.encoded(aggregate, subject, seq, place)))
        return _Gathered(ids, lengths, seqs, versions.table(found.rows), states)

    def _of_late(
        self, aggregate: Aggregate[Any], found: DeskVersions, place: AsOf, texts: _AnswerTexts,
        cancelled: Callable[[], bool],
    ) -> _Gathered:  # fmt: skip
        """Of those entities that are on the desk."""
        folded: dict[str, FoldedState] = {}
        for subject in self._timeline.states(aggregate.key, place.extent).ids.texts(found.late):
            if cancelled():
                raise Cancelled
            one = self._states.find(aggregate, subject, place)
            if one is not None and not _has_left(aggregate.expires_ms(one.state), place):
                folded[subject] = one
        rows = [aggregate.project(one.state) for one in folded.values()]
        encoded = [subject.encode() for subject in folded]
        columns = {}
        for number, column in enumerate(aggregate.columns):
            is_text = column.dtype == "O"
            values = [texts.number(row[number]) if is_text else row[number] for row in rows]
            columns[column.name] = np.array(values, CODE if is_text else column.dtype)
        return _Gathered(
            b"".join(encoded), np.array([len(data) for data in encoded], np.int64),
            np.array([one.seq for one in folded.values()], CODE), columns,
            [Raw(payload(one.state)) for one in folded.values()] if has_few(aggregate) else [],
        )  # fmt: skip


def has_few(aggregate: Aggregate[Any]) -> bool:
    """Whether there are never many of these on a desk, nor records about them."""
    return aggregate.changing is None


def _has_left(expires_ms: int | None, place: AsOf) -> bool:
    now_ms = place.known_ms if place.happened_ms is None else place.happened_ms
    return expires_ms is not None and expires_ms <= now_ms


def _table(aggregate: Aggregate[Any], some: _Gathered) -> DeskTable:
    return DeskTable(
        aggregate=aggregate.key, count=len(some.lengths), ids=some.ids,
        id_bytes=packed_column(some.lengths.astype(CODE)), seqs=packed_column(some.seqs),
        columns={name: packed_column(column) for name, column in some.columns.items()}, states=some.states,
    )  # fmt: skip
