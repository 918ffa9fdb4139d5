"""Encodes columns of streams and states as bytes and decodes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from county.aggregate import Aggregate
from county.fold import StateTable
from county.streams import STREAMS, Columns, Stream


def encoded(columns: Columns) -> dict[str, bytes]:
    """Little-endian bytes of every column."""
    return {name: array.tobytes() for name, array in columns.arrays.items()}


def decoded(stream: str, data: Mapping[str, bytes]) -> Columns:
    """The columns of the stream with key ``stream``.  Raises ValueError for incomplete rows, unequal lengths or unknown
    codes."""
    of = STREAMS.get(stream)
    if of is None:
        raise ValueError(f"unknown stream {stream!r}")
    columns = _columns(of, data)
    if not _of_known_codes(columns).all():
        raise ValueError(f"a row of {stream} has an unknown code")
    return columns


def _columns(stream: Stream, data: Mapping[str, bytes]) -> Columns:
    return Columns(stream, {name: np.frombuffer(data.get(name, b""), dtype) for name, dtype in stream.columns.items()})


def _of_known_codes(columns: Columns) -> NDArray[np.bool_]:
    """Rows, (n,), whose codes are of this version: they are used as indices."""
    known = np.ones(len(columns), dtype=bool)
    for name, count in columns.stream.codes.items():
        known &= columns[name] < count
    return known


def known_rows(stream: Stream, parts: Sequence[Mapping[str, bytes]], keys: int) -> tuple[Columns, int]:
    """All rows of ``parts`` in their order, and the number of skipped batches and rows.

    Skipped are batches with columns of unequal length, rows with unknown codes, and rows whose key is not in a key
    table of ``keys`` rows.
    """
    sizes = [dtype.itemsize for dtype in stream.columns.values()]
    data = [[part.get(name, b"") for part in parts] for name in stream.columns]
    lengths = [[*map(len, pieces)] for pieces in data]
    rows = [length // sizes[0] for length in lengths[0]]
    skipped = 0
    if lengths != [[n * size for n in rows] for size in sizes]:
        valid = [found == [n * size for size in sizes] for n, *found in zip(rows, *lengths, strict=True)]
        skipped = valid.count(False)
        data = [[*compress(pieces, valid)] for pieces in data]
    columns = _columns(stream, dict(zip(stream.columns, map(b"".join, data), strict=True)))
    known = (columns.key >= 0) & (columns.key < keys) & _of_known_codes(columns)
    if known.all():
        return columns, skipped
    return columns.take(known), skipped + int((~known).sum())


def states_part(aggregate: Aggregate[Any], states: Sequence[Any]) -> dict[str, object]:
    """Fields of a StatesPart that contains ``states``."""
    table = aggregate.table(states)
    return {
        "aggregate": aggregate.key,
        "ids": [state.id for state in states],
        "states": list(states),
        "columns": {
            column.name: table[column.name].tolist() if column.dtype == "O" else table[column.name].tobytes()
            for column in aggregate.columns
        },
    }


def states_of(aggregate: Aggregate[Any], parts: Sequence[Any]) -> StateTable:
    """The table in the StatesPart messages of one aggregate.  Raises ValueError when a part is incomplete."""
    columns = {}
    for column in aggregate.columns:
        arrays = []
        for part in parts:
            data = part.columns.get(column.name, [] if column.dtype == "O" else b"")
            array = np.array(data, dtype=object) if column.dtype == "O" else np.frombuffer(data, column.dtype)
            if len(array) != len(part.ids):
                raise ValueError(f"column {column.name} of {aggregate.key} has {len(array)} of {len(part.ids)} rows")
            arrays.append(array)
        columns[column.name] = np.concatenate(arrays) if arrays else np.empty(0, dtype=column.dtype)
    ids = [i for part in parts for i in part.ids]
    states = [bytes(raw) for part in parts for raw in part.states]
    if len(states) != len(ids):
        raise ValueError(f"{len(states)} states of {aggregate.key} have {len(ids)} ids")
    return StateTable(ids, states, columns)
