"""Rows of the history in memory, half a million at 100,000 sensors, take little more than their columns."""

from __future__ import annotations

import sqlite3
import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from county.streams import READINGS, Columns, KeyTable
from services.store.ports import Commit
from services.store.sqlite.compaction import Sizes
from services.store.sqlite.history_table import HistoryLayout
from services.store.sqlite.history_tables import StreamTables
from services.store.sqlite.keyframes import Spacing
from services.store.sqlite.tail import LOOSE_MAX, Tail
from tests.contract.history_stores import SqliteHistoryStore

KEYS = 2_000
ARRIVALS = LOOSE_MAX
START_MS = 1_790_000_000_000
TABLES = StreamTables(READINGS)
ROWS = KEYS * ARRIVALS
ROW_BYTES = READINGS.row_bytes


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteHistoryStore]:
    layout = HistoryLayout(sizes=Sizes(sealed_rows=ROWS, group_rows=1_024), spacing=Spacing(rows=10 * ROWS))
    keys = KeyTable(READINGS, [(f"W{number}", "level") for number in range(KEYS)])
    store = SqliteHistoryStore(tmp_path_factory.mktemp("history"), [keys], layout)
    noise = np.random.default_rng(1)
    for number in range(ARRIVALS):
        at_ms = START_MS + number * 1_000 + noise.integers(0, 1_000, KEYS)
        parts = (np.arange(KEYS), at_ms, noise.random(KEYS), np.zeros(KEYS))
        columns = Columns(READINGS, dict(zip(READINGS.columns, parts, strict=True)))
        store.commit(Commit(START_MS + (number + 1) * 1_000, columns=[columns]))
    yield store
    store.close()


def test_arrivals_that_are_not_sorted_yet_take_their_columns_alone(store: SqliteHistoryStore) -> None:
    tail = Tail(TABLES)
    tracemalloc.start()
    try:
        tail.update(store.db)
        held, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 1.05 * ROW_BYTES * ROWS
    assert most < 1.6 * ROW_BYTES * ROWS, "while they are joined"
    stamps = tail.of_keys(store.db, np.array([7])).stamp
    arrived = store.db.execute(f"SELECT stamp FROM {TABLES.arrivals} ORDER BY id")
    assert stamps.tolist() == [stamp for (stamp,) in arrived]


def test_sorting_arrivals_takes_less_than_twice_their_columns(store: SqliteHistoryStore) -> None:
    store.table.maintain(store.db, 1)  # what does not depend on the number of rows
    tracemalloc.start()
    try:
        while store.table.maintain(store.db, 1_000):
            pass
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2.1 * ROW_BYTES * ROWS
    assert _sealed(store.db) == ROWS


def _sealed(db: sqlite3.Connection) -> int:
    return int(db.execute(f"SELECT sum(n) FROM {TABLES.chunks}").fetchone()[0])
