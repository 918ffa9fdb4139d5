"""Encodes columns of states at a moment as bytes and decodes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.aggregates import AGGREGATES
from services.protocol.as_of_messages import DeskAt, DeskTable
from services.protocol.packed_columns import PackedColumn, unpacked_column

CODE = np.dtype("<u4")
_NONE = PackedColumn(b"")


class PackedTexts:
    """Many texts, which are cut out of one when they are needed: that takes longer than to receive them."""

    def __init__(self, data: bytes, lengths: NDArray[Any]) -> None:
        """``data`` is their UTF-8, ``lengths`` the bytes of each, (n,).  Raises ValueError when they do not fit."""
        ends = np.cumsum(lengths, dtype=np.int64)
        if (int(ends[-1]) if len(ends) else 0) != len(data):
            raise ValueError(f"{len(data)} bytes of texts instead of {int(ends[-1]) if len(ends) else 0}")
        if data.isascii():
            self._text, self._ends = data.decode("ascii"), ends
        else:
            begins = [0, *ends.tolist()]
            parts = [data[begin:end].decode() for begin, end in zip(begins, ends.tolist(), strict=False)]
            self._text, self._ends = "".join(parts), np.cumsum([len(part) for part in parts], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._ends)

    def all(self) -> list[str]:
        """Every text, in their order."""
        text, ends = self._text, self._ends.tolist()
        return [text[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]

    def of(self, rows: Iterable[int]) -> list[str]:
        """The texts of some rows, from 0 on."""
        text, ends = self._text, self._ends
        return [text[ends[row - 1] if row else 0 : ends[row]] for row in rows]


@dataclass(frozen=True)
class DeskRows:
    """The states of one aggregate at a moment, n rows in no order."""

    packed_ids: PackedTexts
    seqs: NDArray[np.uint32]
    """The record that led to each, (n,): within the moments of one realm it identifies the state."""
    columns: Mapping[str, NDArray[Any]]
    """(n,) each; of texts objects, None for one that is only in the state."""
    encoded: list[bytes]
    """The states, where they came with the columns; else empty."""

    @cached_property
    def ids(self) -> list[str]:
        """The id of each row."""
        return self.packed_ids.all()

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The rows by id, in their order."""
        return dict(zip(self.ids, range(len(self.ids)), strict=True))

    def seq_of(self, subject: str) -> int:
        """The record that led to a state.  Raises KeyError."""
        return int(self.seqs[self.row_of[subject]])

    def __len__(self) -> int:
        return len(self.packed_ids)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The column ``name``, (n,).  Raises KeyError."""
        return self.columns[name]


def desk_rows(answer: DeskAt) -> dict[str, DeskRows]:
    """What was on the desk, by aggregate key.  Raises ValueError for columns that do not fit."""
    texts = np.array([None, *answer.texts], dtype=object)
    tables: dict[str, list[DeskTable]] = {}
    for table in answer.tables:
        tables.setdefault(table.aggregate, []).append(table)
    found = {}
    for aggregate in AGGREGATES:
        parts = tables.get(aggregate.key, [])
        columns = {}
        for column in aggregate.columns:
            dtype = CODE if column.dtype == "O" else np.dtype(column.dtype)
            name = column.name
            some = [unpacked_column(part.columns.get(name, _NONE), dtype, part.count) for part in parts]
            values = _joined(some, dtype)
            columns[name] = _texts_of(texts, values) if column.dtype == "O" else values
        ids = PackedTexts(
            b"".join(part.ids for part in parts),
            _joined([unpacked_column(part.id_bytes, CODE, part.count) for part in parts], CODE),
        )
        encoded = [bytes(state) for part in parts for state in part.states]
        if encoded and len(encoded) != len(ids):
            raise ValueError(f"{len(encoded)} states of {aggregate.key} have {len(ids)} ids")
        seqs = _joined([unpacked_column(part.seqs, CODE, part.count) for part in parts], CODE)
        found[aggregate.key] = DeskRows(ids, seqs, columns, encoded)
    return found


def _joined(parts: list[NDArray[Any]], dtype: np.dtype[Any]) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate([np.empty(0, dtype), *parts])


def _texts_of(texts: NDArray[Any], places: NDArray[Any]) -> NDArray[Any]:
    if len(places) and int(places.max()) >= len(texts):
        raise ValueError(f"text {int(places.max())} of {len(texts) - 1}")
    found: NDArray[Any] = texts[places]
    return found
