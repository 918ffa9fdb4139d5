"""States of a moment that come after its columns: what is shown first, then all others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from county.aggregate import Aggregate
from county.aggregates import BY_KEY
from county.fold import AwaitedStates, StateTable
from services.protocol.as_of_messages import IDS_MAX
from services.protocol.desk_columns import DeskRows, PackedTexts

PORTION = 128
"""States that nobody has read are asked for in so small portions: a window takes one over in some milliseconds."""
KEPT_MAX = 50_000
"""Encoded states that are kept of an aggregate: moments that follow each other have mostly the same."""
_NO_SEQS = np.empty(0, np.uint32)


class _Kept(NamedTuple):
    """A state."""

    encoded: bytes
    texts: tuple[Any, ...]
    """Of the columns whose texts only the state has."""


class _Prepared(NamedTuple):
    """The table of one aggregate of a moment that is not shown yet."""

    rows: DeskRows
    by_id: dict[str, bytes | memoryview | AwaitedStates]
    """The states that are here; in place of those that are missing ``awaited``."""
    texts: dict[str, NDArray[Any]]
    awaited: AwaitedStates

    def is_missing(self, subject: str) -> bool:
        return self.by_id.get(subject) is self.awaited


class _AwaitedOfOne:
    """Those of one aggregate."""

    def __init__(self, aggregate: Aggregate[Any]) -> None:
        self.aggregate = aggregate
        self.shown = _Prepared(DeskRows(PackedTexts(b"", _NO_SEQS), _NO_SEQS, {}, []), {}, {}, AwaitedStates())
        self._newest_first: Iterator[str] | None = None
        """Ids of the shown moment that were not looked at yet; None: to be put in order."""
        self.brought: dict[str, bytes] = {}
        self.asked: set[str] = set()
        """Missing ones that were asked for."""
        self._decode = msgspec.msgpack.Decoder(aggregate.state).decode
        self._kept: dict[int, _Kept] = {}
        """By the record that led to each, which is about one thing only."""
        self._texts = [(place, column.name) for place, column in enumerate(aggregate.columns) if column.in_record]

    def is_kept(self, seq: int) -> bool:
        return seq in self._kept

    def keep(self, seq: int, encoded: bytes) -> None:
        texts: tuple[Any, ...] = ()
        if self._texts:
            projected = self.aggregate.project(self._decode(encoded))
            texts = tuple(projected[place] for place, _ in self._texts)
        self._kept.pop(seq, None)
        self._kept[seq] = _Kept(encoded, texts)
        if len(self._kept) > KEPT_MAX:
            del self._kept[next(iter(self._kept))]

    def prepared(self, rows: DeskRows) -> _Prepared:
        """The states of a moment, as far as they are here."""
        awaited = AwaitedStates()
        texts: dict[str, NDArray[Any]] = {name: np.full(len(rows), "", object) for _, name in self._texts}
        found = _Prepared(rows, dict.fromkeys(rows.row_of, awaited), texts, awaited)
        if self._kept:
            kept = np.sort(np.fromiter(self._kept, np.uint32, len(self._kept)))
            places = np.searchsorted(kept, rows.seqs)
            self._complete(found, np.flatnonzero(kept.take(places, mode="clip") == rows.seqs).tolist())
        return found

    def _complete(self, table: _Prepared, rows: Iterable[int]) -> None:
        """Put the states of those of ``rows`` into a table that are here."""
        ids, seqs = table.rows.ids, table.rows.seqs
        for row in rows:
            kept = self._kept.get(int(seqs[row]))
            if kept is not None:
                table.by_id[ids[row]] = kept.encoded
                for column, text in zip(table.texts.values(), kept.texts, strict=True):
                    column[row] = text

    def table(self, prepared: _Prepared, arrived: Iterable[str]) -> StateTable:
        """The states of a moment, which is shown from now on; those of ``arrived`` came since it was prepared."""
        self._complete(prepared, map(prepared.rows.row_of.__getitem__, arrived))
        self.shown, self.brought, self.asked, self._newest_first = prepared, {}, set(), None
        rows, by_id = prepared.rows, dict(prepared.by_id)
        return StateTable(rows.ids, list(by_id.values()), {**rows.columns, **prepared.texts}, by_id, rows.row_of)

    def to_ask(self, ids: Iterable[str], at_most: int = IDS_MAX) -> dict[str, int]:
        """Of ``ids`` the first that are missing and were not asked for yet, which are now."""
        lacking = (subject for subject in ids if self.shown.is_missing(subject) and subject not in self.asked)
        found = {subject: self.shown.rows.seq_of(subject) for subject in islice(lacking, at_most)}
        self.asked |= found.keys()
        return found

    def newest_first(self) -> Iterator[str]:
        """Ids of the shown moment that were not returned yet, the last changed first."""
        if self._newest_first is None:
            rows = self.shown.rows
            self._newest_first = map(rows.ids.__getitem__, np.argsort(-rows.seqs.astype(np.int64)).tolist())
        return self._newest_first

    def failed(self, ids: Iterable[str]) -> None:
        """They did not arrive: they are asked for again."""
        self.asked.difference_update(ids)
        self._newest_first = None

    def read(self) -> list[str]:
        """What was read since the last call."""
        found = list(self.shown.awaited.wanted)
        self.shown.awaited.wanted.clear()
        return found


PreparedTables = Mapping[str, _Prepared | StateTable]
"""By aggregate key."""


class ArrivingStates:
    """Used under the lock of its replay.  :meth:`prepared` needs no lock: the states that are kept are written and read
    by the link's thread alone."""

    def __init__(self) -> None:
        self._of = {key: _AwaitedOfOne(a) for key, a in BY_KEY.items() if a.changing is not None}

    def lacking(self, rows: Mapping[str, DeskRows], first: Mapping[str, Iterable[int]]) -> dict[str, dict[str, int]]:
        """Of the rows ``first`` of a moment the ids of those whose states are not here, with their records, IDS_MAX of
        each aggregate at most."""
        found = {}
        for key, some in first.items():
            ids, seqs = rows[key].packed_ids, rows[key].seqs
            lacking = list(islice((row for row in some if not self._of[key].is_kept(int(seqs[row]))), IDS_MAX))
            if lacking:
                found[key] = dict(zip(ids.of(lacking), seqs[lacking].tolist(), strict=True))
        return found

    def keep(self, key: str, seqs: Mapping[str, int], encoded: Iterable[bytes]) -> None:
        """States that arrived, of the records ``seqs`` by id."""
        one = self._of[key]
        for (subject, seq), data in zip(seqs.items(), encoded, strict=True):
            one.keep(seq, data)
            one.asked.discard(subject)
            if one.shown.is_missing(subject) and one.shown.rows.seq_of(subject) == seq:
                one.shown.by_id[subject] = data
                one.brought[subject] = data

    def prepared(self, rows: Mapping[str, DeskRows]) -> PreparedTables:
        """The tables of a moment with the states that are here; those that are shown first are on their way."""
        return {
            key: self._of[key].prepared(some) if key in self._of else _whole(key, some) for key, some in rows.items()
        }

    def tables(self, prepared: PreparedTables, arrived: Mapping[str, Iterable[str]]) -> dict[str, StateTable]:
        """All states of a moment, which is shown from now on.  ``arrived``: ids of those that came since."""
        return {
            key: table if isinstance(table, StateTable) else self._of[key].table(table, arrived.get(key, ()))
            for key, table in prepared.items()
        }

    def brought(self) -> dict[str, dict[str, bytes]]:
        """What arrived of the shown moment, once."""
        found = {key: one.brought for key, one in self._of.items() if one.brought}
        for key in found:
            self._of[key].brought = {}
        return found

    def next(self, *, all_of_them: bool) -> tuple[str, dict[str, int]] | None:
        """What to ask for now: those that were read, else others, the last changed first."""
        for key, one in self._of.items():
            if found := one.to_ask(one.read()):
                return key, found
        for key, one in self._of.items():
            if all_of_them and (found := one.to_ask(one.newest_first(), PORTION)):
                return key, found
        return None

    def lacking_of(self, key: str, ids: Iterable[str]) -> Iterator[dict[str, int]]:
        """Of ``ids`` those to ask for now, in portions of IDS_MAX."""
        while key in self._of and (found := self._of[key].to_ask(ids)):
            yield found

    def failed(self, key: str, ids: Iterable[str]) -> None:
        """They did not arrive."""
        self._of[key].failed(ids)

    def is_missing(self, key: str, subject: str) -> bool:
        """Whether the state of the shown moment is not here."""
        return key in self._of and self._of[key].shown.is_missing(subject)

    def want(self, key: str, subject: str) -> None:
        """It is needed next."""
        self._of[key].shown.awaited.wanted[subject] = None


@cache
def _decoder(key: str) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(BY_KEY[key].state)


def _whole(key: str, rows: DeskRows) -> StateTable:
    """Of states that came with their columns."""
    return StateTable(rows.ids, rows.encoded, BY_KEY[key].table(map(_decoder(key).decode, rows.encoded)))
