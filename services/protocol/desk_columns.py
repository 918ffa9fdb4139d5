"""Encodes columns of states at a moment as bytes and decodes them."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True)
class DeskRows:
    """The states of one aggregate at a moment, n rows in no order."""

    ids: list[str]
    seqs: NDArray[np.uint32]
    """The record that led to each, (n,): with the id it identifies the state."""
    columns: Mapping[str, NDArray[Any]]
    """(n,) each; of texts objects, None for one that is only in the state."""
    encoded: list[bytes]
    """The states, where they came with the columns; else empty."""

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The rows by id, in their order."""
        return dict(zip(self.ids, range(len(self.ids)), strict=True))

    def seq_of(self, subject: str) -> int:
        """The record that led to a state.  Raises KeyError."""
        return int(self.seqs[self.row_of[subject]])

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The column ``name``, (n,).  Raises KeyError."""
        return self.columns[name]


def unpacked_texts(data: bytes, lengths: NDArray[Any]) -> list[str]:
    """The texts of which ``data`` is the UTF-8 and ``lengths`` the bytes of each.  Raises ValueError when they do not
    fit."""
    ends = np.cumsum(lengths, dtype=np.int64).tolist()
    if (ends[-1] if ends else 0) != len(data):
        raise ValueError(f"{len(data)} bytes of texts instead of {ends[-1] if ends else 0}")
    begins = [0, *ends[:-1]]
    if data.isascii():
        text = data.decode("ascii")
        return [text[begin:end] for begin, end in zip(begins, ends, strict=False)]
    return [data[begin:end].decode() for begin, end in zip(begins, ends, strict=False)]


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
        ids = [
            text for part in parts
            for text in unpacked_texts(part.ids, unpacked_column(part.id_bytes, CODE, part.count))
        ]  # fmt: skip
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
