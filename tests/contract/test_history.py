"""The contract of History, compared with a model that stores rows in a list."""

from __future__ import annotations

import math
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from county.streams import READINGS, Columns, KeyTable, Stream
from services.store.ports import Commit
from tests.contract.history_stores import MemoryHistoryStore, SqliteHistoryStore

POSITIONS = Stream(
    "positions",
    {
        "unit": np.dtype("<u4"), "at_ms": np.dtype("<i8"), "x_m": np.dtype("<f8"), "y_m": np.dtype("<f8"),
        "heading_deg": np.dtype("<f4"), "state": np.dtype("<i2"),
    },
    key_column="unit",
    keys=("unit",),
    rows=lambda place, catalog: (),
)  # fmt: skip
"""A second stream, with other columns: a store must not be specific to readings."""
PARTS = {"readings": [(f"W{i}", "level") for i in range(6)], "positions": [(f"truck{i}",) for i in range(3)]}
STREAMS = (READINGS, POSITIONS)
START_MS = 1_790_000_000_000

VALUES = [0.0, -0.0, math.nan, math.inf, 12.34, -5.1, 1e300, 5e-324, 1 / 3, 7.0, 8.25, 9e15 + 1]
STEPS_MS = [0, 0, 1, 400, 2_500, 6_000]


def columns(stream: Stream, recorded_ms: int, given: list[tuple[int, int, float, int]], keys: int) -> Columns:
    """``given``: key, seconds after ``recorded_ms``, value, a small number."""
    key = [row[0] % keys for row in given]
    data = {name: np.array([row[2] for row in given]) for name in stream.columns}
    data |= {stream.key_column: np.array(key), "at_ms": np.array([recorded_ms + 1000 * row[1] for row in given], int)}
    data |= {name: np.array([row[3] for row in given]) for name in stream.columns if name in ("quality", "state")}
    with np.errstate(over="ignore"):
        return Columns(stream, data)


@dataclass(frozen=True)
class StoredRow:
    stream: str
    parts: tuple[str, ...]
    at_ms: int
    rest: tuple[bytes, ...]
    recorded_ms: int


def listed(found: Columns, table: KeyTable) -> list[tuple[tuple[str, ...], int, tuple[bytes, ...]]]:
    """Rows in a form that can be compared bit by bit."""
    rest = [name for name in found.stream.columns if name not in (found.stream.key_column, "at_ms")]
    return [
        (table.rows[int(found.key[i])], int(found.at_ms[i]), tuple(found[name][i].tobytes() for name in rest))
        for i in range(len(found))
    ]


class HistoryContract(RuleBasedStateMachine):
    store_type: type[SqliteHistoryStore] | type[MemoryHistoryStore] = SqliteHistoryStore

    def __init__(self) -> None:
        super().__init__()
        self.scratch = tempfile.TemporaryDirectory()
        self.rows: list[StoredRow] = []
        self.now_ms = START_MS

    @initialize()
    def open(self) -> None:
        self.tables = {stream.key: KeyTable(stream, PARTS[stream.key]) for stream in STREAMS}
        self.store = self.store_type(Path(self.scratch.name) / "store", list(self.tables.values()))

    @property
    def can_restart(self) -> bool:
        return isinstance(self.store, SqliteHistoryStore)

    @rule(count=st.integers(1, 12), most=st.sampled_from([1, 4, 14]), fails=st.booleans(), seed=st.integers(0, 1 << 32))
    def commit(self, count: int, most: int, fails: bool, seed: int) -> None:
        """Commits with random rows; one of them may fail.  Rows are unordered, repeated, corrected and late."""
        choice = random.Random(seed)
        for number in range(count):
            self._commit(choice, most, fails and number == count // 2)

    def _commit(self, choice: random.Random, most: int, fails: bool) -> None:
        self.now_ms += choice.choice(STEPS_MS)
        late_s = choice.choice([1, 1, 3, 12])
        readings, positions = (
            [
                (choice.randrange(6), choice.randint(-late_s, 2), choice.choice(VALUES), choice.randrange(4))
                for _ in range(choice.randint(0, most))
            ]
            for _ in range(2)
        )
        parts = []
        for stream, given in ((READINGS, readings), (POSITIONS, positions)):
            if given and len(self.tables[stream.key]):
                parts.append(columns(stream, self.now_ms, given, len(self.tables[stream.key])))
        self.store.commit(Commit(self.now_ms, columns=parts), fails=fails)
        if not fails:
            for part in parts:
                table = self.tables[part.stream.key]
                self.rows += [StoredRow(part.stream.key, *row, self.now_ms) for row in listed(part, table)]

    @rule(steps=st.integers(1, 40))
    def maintain(self, steps: int) -> None:
        """A budget of 0 is one step."""
        for _ in range(steps):
            self.store.history.maintain(0)

    @precondition(lambda self: self.can_restart)
    @rule()
    def maintain_until_nothing_is_due(self) -> None:
        while self.store.table.maintain(self.store.db, 50):
            pass
        for key in PARTS:
            self.store.check_every_row_is_compacted_once(key)

    @precondition(lambda self: self.can_restart)
    @rule(after=st.integers(0, 60))
    def compaction_fails(self, after: int) -> None:
        self.store.interrupt(after)

    def _tables(self, order: st.DataObject) -> None:
        """The package was rebuilt: its keys have other numbers, some were removed, some are new."""
        for stream in STREAMS:
            keys = [*PARTS[stream.key], ("new",) * len(stream.keys)]
            self.tables[stream.key] = KeyTable(stream, order.draw(st.lists(st.sampled_from(keys), unique=True)))

    @precondition(lambda self: self.can_restart)
    @rule(order=st.data())
    def reopen_with_another_package(self, order: st.DataObject) -> None:
        self._tables(order)
        self.store.reopen(list(self.tables.values()))

    @precondition(lambda self: self.can_restart)
    @rule()
    def crash(self) -> None:
        self.store.crash(list(self.tables.values()))

    def _known(self, stream: str, at_ms: int | None, known_ms: int | None) -> Iterator[StoredRow]:
        for row in self.rows:
            known = known_ms is None or row.recorded_ms <= known_ms
            if row.stream == stream and known and (at_ms is None or row.at_ms <= at_ms):
                yield row

    def _moment(self, choice: random.Random) -> int | None:
        return choice.choice([None, START_MS - 13_000 + 500 * choice.randint(0, (self.now_ms - START_MS) // 500 + 30)])

    @rule(seed=st.integers(0, 1 << 32))
    def newest_of_all_keys(self, seed: int) -> None:
        choice = random.Random(seed)
        for _ in range(6):
            self._newest(choice.choice(sorted(PARTS)), self._moment(choice), self._moment(choice))

    def _newest(self, stream: str, at_ms: int | None, known_ms: int | None) -> None:
        expected: dict[tuple[str, ...], StoredRow] = {}
        for row in self._known(stream, at_ms, known_ms):
            before = expected.get(row.parts)
            if before is None or row.at_ms >= before.at_ms:
                expected[row.parts] = row
        table = self.tables[stream]
        found = listed(self.store.history.newest(stream, at_ms, known_ms), table)
        assert found == [(p, expected[p].at_ms, expected[p].rest) for p in table.rows if p in expected]

    @rule(seed=st.integers(0, 1 << 32))
    def rows_of_one_key(self, seed: int) -> None:
        choice = random.Random(seed)
        for _ in range(6):
            stream = choice.choice(sorted(PARTS))
            if len(self.tables[stream]):
                from_ms, to_ms = self._moment(choice) or START_MS - 20_000, self._moment(choice) or self.now_ms
                key, limit = choice.randrange(len(self.tables[stream])), choice.choice([0, 1, 2, 7, 1000])
                self._between(stream, key, from_ms, to_ms, limit, self._moment(choice))

    def _between(self, stream: str, key: int, from_ms: int, to_ms: int, limit: int, known_ms: int | None) -> None:
        table = self.tables[stream]
        expected = {}
        for row in self._known(stream, to_ms, known_ms):
            if row.parts == table.rows[key] and row.at_ms >= from_ms:
                expected[row.at_ms] = (row.parts, row.at_ms, row.rest)
        newest = [expected[at_ms] for at_ms in sorted(expected)]
        found = self.store.history.between(stream, key, from_ms, to_ms, limit, known_ms)
        assert listed(found, table) == newest[max(len(newest) - limit, 0) :]

    @rule(seed=st.integers(0, 1 << 32))
    def rows_by_their_arrival(self, seed: int) -> None:
        choice = random.Random(seed)
        for stream, table in self.tables.items():
            after_ms, to_ms = self._moment(choice) or START_MS - 20_000, self._moment(choice) or self.now_ms
            found, recorded_ms = self.store.history.arrived(stream, after_ms, to_ms)
            rows = [row for row in self.rows if row.stream == stream and row.parts in table.number]
            rows = [row for row in rows if after_ms < row.recorded_ms <= to_ms]
            expected = [(row.recorded_ms, (row.parts, row.at_ms, row.rest)) for row in rows]
            assert recorded_ms.tolist() == sorted(recorded_ms.tolist())
            assert sorted(zip(recorded_ms.tolist(), listed(found, table), strict=True)) == sorted(expected)

    @rule(seed=st.integers(0, 1 << 32))
    def rows_of_keys_and_times(self, seed: int) -> None:
        choice = random.Random(seed)
        for stream, table in self.tables.items():
            expected = {(row.parts, row.at_ms): row.rest for row in self._known(stream, None, None)}
            held = [(table.number[parts], at_ms) for parts, at_ms in expected if parts in table.number]
            asked = choice.choices(held, k=choice.randint(0, 9)) if held else []
            asked += [(choice.randrange(len(table)), self.now_ms - 1) for _ in range(2) if len(table)]
            keys, at_ms = (np.array([pair[i] for pair in asked], dtype=np.int64) for i in (0, 1))
            beats = count()
            found = listed(self.store.history.at(stream, keys, at_ms, partial(next, beats)), table)
            assert next(beats), "the loop can send a heartbeat meanwhile"
            wanted = {(table.rows[key], at) for key, at in asked}
            assert sorted(found) == sorted((*pair, expected[pair]) for pair in wanted if pair in expected)

    @invariant()
    def every_key_has_its_newest_row(self) -> None:
        if hasattr(self, "store"):
            self._newest("readings", None, None)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
        self.scratch.cleanup()


class MemoryContract(HistoryContract):
    store_type = MemoryHistoryStore


often = settings(
    max_examples=30, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
TestSqliteHistory = HistoryContract.TestCase
TestSqliteHistory.settings = often
TestMemoryHistory = MemoryContract.TestCase
TestMemoryHistory.settings = settings(often, max_examples=20)
