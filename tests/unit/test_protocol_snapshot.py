"""A snapshot arrives complete and unchanged for any order of its parts, or not at all."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.aggregates import AGGREGATES
from county.fold import Fold
from county.records import Record
from county.streams import STREAMS, Columns, KeyTable, Stream
from services.protocol import messages as m
from services.protocol.assembly import SnapshotAssembler
from services.protocol.codec import client_decoder, payload
from services.protocol.columns import encoded, states_part
from services.protocol.newest import NewestPerKey
from services.protocol.source import Snapshot
from tests.unit.random_records import RECORDS
from tests.unit.session_fixture import KEYS

TIDES = Stream(
    "tides", {"gauge": np.dtype("<u2"), "at_ms": np.dtype("<i8"), "level_m": np.dtype("<f4")},
    key_column="gauge", keys=("gauge",), rows=lambda place, catalog: (),
)  # fmt: skip


@pytest.fixture(autouse=True)
def tides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STREAMS, TIDES.key, TIDES)


def parts_of(fold: Fold, tables: list[KeyTable], newest: list[Columns], size: int) -> list[Any]:
    """The messages of a backend's snapshot: ``size`` keys, states or rows in each part."""
    sent: list[Any] = []
    for table in tables:
        for first in range(0, len(table) or 1, size):
            some = table.rows[first : first + size]
            columns = [[row[i] for row in some] for i in range(len(table.stream.keys))]
            sent.append(m.Keys(stream=table.stream.key, first=first, total=len(table), columns=columns))
    number = 0
    for aggregate in AGGREGATES:
        states = list(fold.states[aggregate.key].values())
        for first in range(0, len(states), size):
            part = states_part(aggregate, states[first : first + size])
            head = {"type": "StatesPart", "seq": fold.seq, "recorded_ms": fold.recorded_ms, "part": number}
            sent.append(head | part)
            number += 1
    for rows in newest:
        for first in range(0, len(rows), size):
            columns_of = encoded(rows.take(slice(first, first + size)))
            sent.append(m.NewestPart(seq=fold.seq, part=number, stream=rows.stream.key, columns=columns_of))
            number += 1
    sent.append(m.StatesPart(seq=fold.seq, recorded_ms=fold.recorded_ms, part=number, last=True))
    decode = client_decoder("live").decode
    return [decode(payload(message)) for message in sent]


def tide_rows(count: int) -> Columns:
    numbers = np.arange(count)
    return Columns(TIDES, {"gauge": numbers, "at_ms": numbers + 5, "level_m": numbers / 4})


def put_all(assembly: SnapshotAssembler, parts: list[Any]) -> list[Snapshot]:
    return [snapshot for part in parts if (snapshot := assembly.put(part, 0)) is not None]


@settings(max_examples=30)
@given(RECORDS, st.integers(0, 9), st.integers(1, 4), st.randoms(use_true_random=False))
def test_a_snapshot_from_unordered_parts_is_the_state_that_was_sent(
    records: list[Record[Any]], gauges: int, size: int, order: Any
) -> None:
    fold = Fold()
    for record in records:
        fold.apply(record)
    table, rows = KeyTable(TIDES, [(f"g{i}",) for i in range(gauges)]), tide_rows(gauges)
    parts = parts_of(fold, [table], [rows], size)
    keys, others = ([p for p in parts if isinstance(p, m.Keys) == wanted] for wanted in (True, False))
    order.shuffle(keys)
    order.shuffle(others)
    (snapshot,) = put_all(SnapshotAssembler(), [*keys, *others])
    again = Fold()
    again.restore(snapshot.seq, snapshot.recorded_ms, snapshot.states)
    assert (again.seq, again.recorded_ms) == (fold.seq, fold.recorded_ms)
    for key, states in fold.states.items():
        assert dict(again.states[key].items()) == dict(states.items())
        assert list(again.states[key]) == list(states)
    assert snapshot.keys["tides"].rows == table.rows
    held = NewestPerKey(TIDES, gauges, snapshot.newest["tides"]).known()
    assert held["level_m"].tolist() == rows["level_m"].tolist()


@given(st.integers(0, 20), st.data())
def test_a_snapshot_with_a_missing_part_is_none(lacking: int, data: st.DataObject) -> None:
    parts = parts_of(Fold(), [KeyTable(TIDES, [(str(i),) for i in range(7)])], [tide_rows(7)], 2)
    del parts[lacking % len(parts)]
    repeated = data.draw(st.lists(st.sampled_from(parts), max_size=5))
    assert put_all(SnapshotAssembler(), [*parts, *repeated]) == []


def test_parts_of_an_older_snapshot_do_not_mix_with_those_of_a_newer_one() -> None:
    assembly = SnapshotAssembler()
    assembly.put(KEYS, 0)
    assembly.put(m.StatesPart(seq=4, recorded_ms=4, part=0), 0)
    assert assembly.put(m.StatesPart(seq=5, recorded_ms=5, part=1, last=True), 0) is None
    snapshot = assembly.put(m.StatesPart(seq=5, recorded_ms=5, part=0), 0)
    assert snapshot is not None
    assert snapshot.seq == 5


def test_aggregates_and_streams_of_a_newer_backend_are_skipped() -> None:
    parts = parts_of(Fold(), [KeyTable(TIDES, [("g",)])], [tide_rows(1)], 9)
    last = parts.pop()
    unknown = [
        m.Keys(stream="satellites", first=0, total=2, columns=[["a", "b"]]),
        m.StatesPart(seq=0, recorded_ms=0, part=last.part, aggregate="future", ids=["P"], columns={"x": b"1"}),
        m.NewestPart(seq=0, part=last.part + 1, stream="satellites", columns={"x": b"1"}),
        m.StatesPart(seq=0, recorded_ms=0, part=last.part + 2, last=True),
    ]
    (snapshot,) = put_all(SnapshotAssembler(), [*parts, *unknown])
    assert set(snapshot.states) == {aggregate.key for aggregate in AGGREGATES}
    assert set(snapshot.keys) == set(snapshot.newest) == {"tides"}


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda aggregate: aggregate.key)
def test_a_part_with_incomplete_columns_is_an_error(aggregate: Any) -> None:
    sound = states_part(aggregate, [])
    for column in aggregate.columns:
        assembly = SnapshotAssembler()
        torn = dict(sound["columns"]) | {column.name: ["x"] if column.dtype == "O" else b"\0" * 8}  # type: ignore[call-overload]
        part = m.StatesPart(seq=1, recorded_ms=1, part=0, last=True, aggregate=aggregate.key, columns=torn)
        with pytest.raises(ValueError, match=aggregate.key):
            assembly.put(part, 0)


def test_repeated_keys_count_once() -> None:
    table = KeyTable(TIDES, [(str(i),) for i in range(5)])
    parts = parts_of(Fold(), [table], [], 2)
    keys = [part for part in parts if isinstance(part, m.Keys)]
    (snapshot,) = put_all(SnapshotAssembler(), [*keys, *keys, parts[-1]])
    assert [len(list(some)) for _, some in groupby(snapshot.keys["tides"].rows)] == [1] * 5
