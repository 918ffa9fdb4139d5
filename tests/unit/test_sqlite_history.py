"""The history in SQLite beyond the contract: retention, damage, failures, uneven keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from county.durations import DAY_MS
from county.streams import POSITIONS, READINGS, Columns, KeyTable
from services.store.memory_history import MemoryHistory
from services.store.ports import Commit, StoreError
from services.store.sqlite.compaction import Sizes
from services.store.sqlite.history import SqliteHistory
from services.store.sqlite.history_table import HistoryLayout
from services.store.sqlite.history_tables import FINAL, StreamTables
from services.store.sqlite.keyframes import LATER_KEYS_MAX, SLACK_MS, Spacing
from services.store.sqlite.retention import Retention, Retired, retention_line
from services.store.sqlite.stamped import blocks_of, unpacked, unpacked_arrival
from tests.contract.history_stores import SMALL, SqliteHistoryStore
from tests.positions import positions

START_MS = 1_790_000_000_000
Open = Callable[..., SqliteHistoryStore]


@pytest.fixture
def store_of(tmp_path: Path) -> Iterator[Open]:
    opened = []

    def store_of(layout: HistoryLayout, keys: int = 6) -> SqliteHistoryStore:
        table = KeyTable(READINGS, [(f"W{number}", "level") for number in range(keys)])
        opened.append(SqliteHistoryStore(tmp_path / "store", [table], layout))
        return opened[-1]

    yield store_of
    for store in opened:
        store.close()


def readings(channel: object, at_ms: object, value: object = 0.0) -> Columns:
    """Readings as columns; single values apply to all rows."""
    parts = np.broadcast_arrays(*np.atleast_1d(channel, at_ms, value, 0))
    return Columns(READINGS, dict(zip(READINGS.columns, parts, strict=True)))


def commit(columns: Columns, recorded_ms: int) -> Commit:
    return Commit(recorded_ms, columns=[columns])


def compact(store: SqliteHistoryStore, budget_ms: int = 1_000) -> None:
    while store.table.maintain(store.db, budget_ms):
        pass


def rows_of(store: SqliteHistoryStore, key: int) -> list[int]:
    return store.history.between("readings", key, 0, START_MS * 2, 10**6).at_ms.tolist()


def test_of_a_key_with_more_rows_than_the_rule_the_newest_are_retained_and_the_rest_is_counted(store_of: Open) -> None:
    store = store_of(HistoryLayout(SMALL.sizes, SMALL.spacing, {"readings": Retention(rows=50)}))
    for number in range(300):
        busy = readings(1, START_MS + number * 1000 + np.arange(0, 1000, 500))
        rare = readings(2, START_MS + number * 1000) if number % 100 == 0 else busy.take(slice(0, 0))
        store.commit(commit(Columns.joined(READINGS, [busy, rare]), START_MS + number * 1000))
        store.history.maintain(5)
    compact(store)
    expected = [START_MS + 500 * number for number in range(600)]
    retained = rows_of(store, 1)
    assert 50 <= len(retained) < 150
    assert retained == expected[-len(retained) :]
    assert len(rows_of(store, 2)) == 3
    assert isinstance(store.history, SqliteHistory)
    assert store.history.retired() == {"readings": Retired(600 - len(retained), retained[0] - 500)}


def test_old_measurements_do_not_displace_current_ones(store_of: Open) -> None:
    store = store_of(HistoryLayout(SMALL.sizes, SMALL.spacing, {"readings": Retention(rows=50)}))
    today = START_MS + 1000 * np.arange(50)
    store.commit(commit(readings(1, today), START_MS))
    old = START_MS - 1000 * DAY_MS + 1000 * np.arange(400)
    for start in range(0, 400, 20):
        store.commit(commit(readings(1, old[start : start + 20]), START_MS + start))
        compact(store)
    assert set(today.tolist()) <= set(rows_of(store, 1))
    assert store.history.retired()["readings"].to_ms < START_MS - DAY_MS


def test_older_runs_of_a_stream_retained_for_days_are_deleted(store_of: Open) -> None:
    store = store_of(HistoryLayout(SMALL.sizes, SMALL.spacing, {"readings": Retention(days=3)}))
    for day in range(10):
        for number in range(12):
            at_ms = START_MS + day * DAY_MS + number * 1000
            store.commit(commit(readings(number % 6, at_ms + np.arange(6)), at_ms))
        compact(store)
    for key in range(6):
        retained = rows_of(store, key)
        assert retained[0] > START_MS
        assert {at_ms for at_ms in retained if at_ms >= START_MS + 7 * DAY_MS}
    total = sum(len(rows_of(store, key)) for key in range(6))
    assert total + store.history.retired()["readings"].rows == 10 * 12 * 6


def test_positions_are_deleted_after_the_days_in_the_table_of_streams(tmp_path: Path) -> None:
    store = SqliteHistoryStore(
        tmp_path / "store", [KeyTable(POSITIONS, [("truck-1",)])], HistoryLayout(SMALL.sizes, SMALL.spacing)
    )
    for day in range(0, 200, 2):
        at_ms = START_MS + day * DAY_MS
        store.commit(commit(positions(*((0, at_ms + n, 1.0, 1.0, 0.0, 0.0) for n in range(12))), at_ms))
        compact(store)
    retained = store.history.between("positions", 0, 0, START_MS * 2, 10**6).at_ms
    assert isinstance(store.history, SqliteHistory)
    gone = store.history.retired()["positions"]
    store.close()
    assert POSITIONS.keep_days == 90
    newest_ms = START_MS + 198 * DAY_MS
    expected = [START_MS + day * DAY_MS + n for day in range(0, 200, 2) for n in range(12)]
    assert set(retained.tolist()) >= {at_ms for at_ms in expected if at_ms >= newest_ms - 90 * DAY_MS}
    assert gone.to_ms < newest_ms - 90 * DAY_MS
    assert gone.rows == len(expected) - len(retained)


def old_rows(store: SqliteHistoryStore, before_ms: int) -> list[str]:
    """The tables with positions older than ``before_ms``."""
    tables, found = StreamTables(POSITIONS), []
    for table, column in ((tables.arrivals, "data"), (tables.chunks, "data"), (tables.keyframes, "data"),
                          (tables.frames, "late")):  # fmt: skip
        for (data,) in store.db.execute(f"SELECT {column} FROM {table} WHERE {column} <> x''"):
            if table == tables.arrivals:
                blocks = [unpacked_arrival(POSITIONS, data, 0)]
            else:
                blocks = [unpacked(POSITIONS, part) for part in ([data] if table == tables.chunks else blocks_of(data))]
            found += [table for rows in blocks if (rows.at_ms < before_ms).any()]
    return found


@pytest.mark.parametrize("budget_ms", [0, 1_000], ids=["single steps", "all steps"])
@pytest.mark.parametrize("layout", [SMALL, HistoryLayout()], ids=["small", "default"])
def test_sparse_positions_are_deleted_from_all_tables_after_their_days(
    tmp_path: Path, layout: HistoryLayout, budget_ms: int
) -> None:
    """Unit 0 moves every second day, unit 1 was seen on the first days only; each day also brings a late row."""
    store = SqliteHistoryStore(tmp_path / "store", [KeyTable(POSITIONS, [("truck-1",), ("truck-2",)])], layout)
    days = range(0, 400, 2)
    expected = set()
    for day in days:
        at_ms = START_MS + day * DAY_MS
        rows = [(0, at_ms, float(day), 1.0, 0.0, 0.0), (0, at_ms - DAY_MS, float(day), 2.0, 0.0, 0.0)]
        if day < 10:
            rows.append((1, at_ms, float(day), 3.0, 0.0, 0.0))
        expected |= {(unit, row_ms) for unit, row_ms, *_ in rows}
        store.commit(commit(positions(*rows), at_ms))
        compact(store, budget_ms)
    last_ms = START_MS + days[-1] * DAY_MS
    retained_from_ms = last_ms - 90 * DAY_MS
    retained = {(0, row_ms) for unit, row_ms in expected if unit == 0 and row_ms >= retained_from_ms}
    assert old_rows(store, retained_from_ms) == []
    for at_ms in (START_MS, START_MS + 9 * DAY_MS, retained_from_ms - 1):
        assert len(store.history.newest("positions", at_ms)) == 0
    assert {(0, row) for row in store.history.between("positions", 0, 0, last_ms, 10**6).at_ms.tolist()} == retained
    newest = store.history.newest("positions")
    assert newest.key.tolist() == [0], "the position of a unit that has been silent for longer is deleted, too"
    assert newest.at_ms.tolist() == [last_ms]
    for at_ms in range(retained_from_ms, last_ms + 1, DAY_MS):
        expected_ms = max(row_ms for _, row_ms in retained if row_ms <= at_ms)
        assert store.history.newest("positions", at_ms).at_ms.tolist() == [expected_ms]
    assert isinstance(store.history, SqliteHistory)
    gone = store.history.retired()["positions"]
    assert (gone.rows, gone.to_ms) == (len(expected) - len(retained), retained_from_ms - DAY_MS)
    assert store.history.fault == ""
    store.close()


def test_old_rows_that_arrived_late_or_are_the_newest_of_a_unit_are_deleted_too(tmp_path: Path) -> None:
    """Several keyframes a day.  Unit 0 moves, unit 1 was seen on the first day only, unit 2 reports 60 days late."""
    store = SqliteHistoryStore(tmp_path / "store", [KeyTable(POSITIONS, [(f"truck-{n}",) for n in range(3)])], SMALL)
    for day in range(0, 160, 4):
        day_ms = START_MS + day * DAY_MS
        for hour in range(8):
            at_ms = day_ms + hour * 3_600_000
            rows = [(0, at_ms, 1.0, 1.0, 0.0, 0.0), (0, at_ms - 1, 1.0, 1.0, 0.0, 0.0)]
            rows.append((2, at_ms - 60 * DAY_MS, 1.0, 1.0, 0.0, 0.0) if day else (1, at_ms, 1.0, 1.0, 0.0, 0.0))
            store.commit(commit(positions(*rows), at_ms))
            compact(store)
    retained_from_ms = day_ms - 90 * DAY_MS
    assert old_rows(store, retained_from_ms) == []
    assert store.history.newest("positions").key.tolist() == [0, 2]
    assert len(store.history.newest("positions", retained_from_ms - 1)) == 0
    retained = store.history.between("positions", 2, 0, START_MS * 2, 10**6).at_ms.tolist()
    late = (START_MS + (day - 60) * DAY_MS + hour * 3_600_000 for day in range(4, 160, 4) for hour in range(8))
    assert retained == [at_ms for at_ms in late if at_ms >= retained_from_ms]
    store.close()


def test_a_position_is_not_deleted_before_its_days_have_passed(tmp_path: Path) -> None:
    """Dozens of rows per chunk, of which some are older than 90 days and some are not."""
    table = KeyTable(POSITIONS, [(f"truck-{n}",) for n in range(3)])
    store = SqliteHistoryStore(tmp_path / "store", [table], HistoryLayout())
    for day in range(120):
        at_ms = START_MS + day * DAY_MS
        store.commit(commit(positions(*((n % 3, at_ms + n, 1.0, 1.0, 0.0, 0.0) for n in range(30))), at_ms))
        compact(store)
        last_ms = at_ms
    for key in range(3):
        retained = store.history.between("positions", key, 0, last_ms * 2, 10**6).at_ms.tolist()
        assert retained == [START_MS + day * DAY_MS + n for day in range(29, 120) for n in range(key, 30, 3)]
    store.close()


def test_the_stored_and_the_deleted_rows_of_a_stream_are_one_line() -> None:
    assert retention_line(READINGS, {}) == (
        "readings: the newest 100,000 rows of each sensor and channel are stored, however old; none were deleted"
    )
    assert retention_line(POSITIONS, {"positions": Retired(12_345, 1_790_000_000_000)}) == (
        "positions: the newest 100,000 rows of each unit are stored, for 90 days; 12,345 older ones were deleted, "
        "up to 2026-09-21 22:13:20+08:00"
    )


def test_nothing_is_retired_within_the_rule(store_of: Open) -> None:
    store = store_of(SMALL)
    store.commit(commit(readings(1, START_MS + np.arange(200)), START_MS))
    compact(store)
    assert store.history.retired() == {}


def test_keys_with_fast_clocks_have_their_row_of_the_queried_time(store_of: Open) -> None:
    """More keys than are queried one by one, all later than the queried time."""
    keys = 3 * LATER_KEYS_MAX
    store = store_of(HistoryLayout(SMALL.sizes, Spacing(rows=keys, rows_per_key=1.0, arrivals=4)), keys)
    double = MemoryHistory((READINGS,))
    for number in range(12):
        recorded_ms = START_MS + number * 1000
        ahead_ms = np.where(np.arange(keys) % 7 == 0, 60_000, 700)
        given = commit(readings(np.arange(keys), recorded_ms + ahead_ms, float(number)), recorded_ms)
        store.commit(given)
        double.append(given)
        compact(store)
    for at_ms in range(START_MS - 1000, START_MS + 80_000, 1300):
        found, expected = store.history.newest("readings", at_ms), double.newest("readings", at_ms)
        assert all((found[name] == expected[name]).all() for name in READINGS.columns), at_ms


def test_uneven_keys_survive_all_merges(store_of: Open) -> None:
    """One key with half of all rows, some steady ones, many rare ones; late rows; chunks of their full size."""
    keys = 700
    sizes = Sizes(sealed_rows=12_000, sealed_arrivals=40, merged=3)
    store, double = store_of(HistoryLayout(sizes, Spacing(rows=9_000)), keys), MemoryHistory((READINGS,))
    choice = np.random.default_rng(5)
    for number in range(140):
        recorded_ms = START_MS + number * 20_000
        channel = np.concatenate([np.full(500, 3), choice.integers(0, 9, 250), choice.integers(0, keys, 250)])
        late_ms = choice.integers(0, np.where(choice.random(1000) < 0.02, 3_000_000, 2 * SLACK_MS))
        given = commit(readings(channel, recorded_ms - late_ms, choice.random(1000)), recorded_ms)
        store.commit(given)
        double.append(given)
        store.history.maintain(3)
    compact(store)
    assert store.db.execute("SELECT count(*) FROM readings_runs WHERE to_id - from_id > 100").fetchone()[0]
    for key in (0, 3, 8, 9, 350, keys - 1):
        span = ("readings", key, START_MS - 10**7, START_MS + 10**7, 10**6)
        found, expected = store.history.between(*span), double.between(*span)
        assert all((found[name] == expected[name]).all() for name in READINGS.columns), key
        assert len(found) == len(expected)
    for at_ms in range(START_MS, START_MS + 140 * 20_000, 170_000):
        found, expected = store.history.newest("readings", at_ms), double.newest("readings", at_ms)
        assert all((found[name] == expected[name]).all() for name in READINGS.columns), at_ms


def test_of_the_commits_of_half_an_hour_a_start_decodes_at_most_five_hundred(store_of: Open) -> None:
    store = store_of(HistoryLayout())
    for number in range(1_800):
        store.commit(commit(readings(number % 6, START_MS + number * 1000), START_MS + number * 1000))
    compact(store)
    unsorted = "SELECT max(a.id) - max(r.to_id) FROM readings_arrivals a, readings_runs r"
    assert store.db.execute(unsorted).fetchone()[0] < 512
    assert rows_of(store, 0) == [START_MS + number * 1000 for number in range(0, 1_800, 6)]


def test_of_commits_within_one_millisecond_the_last_counts_wherever_its_rows_are_stored(store_of: Open) -> None:
    """Time does not advance in a paused drill.  The later row of key 1 is final before the earlier one is merged."""
    store = store_of(HistoryLayout(SMALL.sizes, Spacing(rows=10**6, arrivals=10**6)))
    others = [readings(key, START_MS) for key in (0, 2, 3, 4, 5)]
    earlier = readings(1, START_MS, 1.0)
    later = readings(1, START_MS - np.arange(5)[::-1] * 1000, 2.0)
    for given in [earlier, *others, later, *others, readings(2, START_MS), *others]:
        store.commit(commit(given, START_MS))
    compact(store)
    levels = store.db.execute("SELECT level, to_id - from_id FROM readings_runs ORDER BY id").fetchall()
    assert levels == [(FINAL, 5), (2, 17)]
    assert store.history.between("readings", 1, START_MS, START_MS, 10)["value"].tolist() == [2.0]


@pytest.mark.parametrize("steps", range(3, 90, 2))
def test_compaction_interrupted_after_any_step_leaves_every_row_in_one_chunk(store_of: Open, steps: int) -> None:
    store = store_of(SMALL)
    choice = np.random.default_rng(steps)
    for number in range(19):
        given = readings(choice.integers(0, 6, 7), START_MS + number * 1000 + np.arange(7))
        store.commit(commit(given, START_MS + number * 1000))
    for _ in range(steps):
        store.table.maintain(store.db, 0)
    store.crash([KeyTable(READINGS, [(f"W{number}", "level") for number in range(6)])])
    compact(store)
    store.check_every_row_is_compacted_once("readings")


def test_a_changed_chunk_is_reported_in_one_line(store_of: Open) -> None:
    store = store_of(SMALL)
    store.commit(commit(readings(1, START_MS + np.arange(100)), START_MS))
    compact(store)
    store.db.execute("UPDATE readings_chunks SET to_ms = to_ms + 1")
    assert rows_of(store, 1) == []
    assert "was changed after it was written" in store.history.fault
    assert "\n" not in store.history.fault


def test_a_failed_compaction_is_reported_once_and_continues_later(store_of: Open) -> None:
    store = store_of(SMALL)
    for number in range(20):
        store.commit(commit(readings(1, START_MS + number * 1000 + np.arange(5)), START_MS + number * 1000))
    store.db.execute("PRAGMA query_only = ON")
    store.history.maintain(10)
    with pytest.raises(StoreError, match="cannot be compacted"):
        store.history.maintain(10)
    store.db.execute("PRAGMA query_only = OFF")
    store.history.maintain(1000)
    assert "cannot be compacted" in store.history.fault, "nothing has succeeded yet"
    assert store.history.maintain(1000) in (True, False)
    assert store.history.fault == ""
    assert store.db.execute("SELECT count(*) FROM readings_runs").fetchone()[0] > 0
    assert len(rows_of(store, 1)) == 100


def test_the_digest_of_a_commit_covers_every_row_of_its_columns(store_of: Open) -> None:
    store = store_of(SMALL)

    def digest(columns: Columns, recorded_ms: int = START_MS, number: int = 1) -> bytes:
        store.db.execute("BEGIN")
        found = store.table.append(store.db, number, commit(columns, recorded_ms))
        store.db.execute("ROLLBACK")
        return found

    given = readings([1, 2, 2], START_MS, [1.0, 2.0, 3.0])
    assert digest(given) == digest(given)
    assert digest(readings([1, 2, 2], START_MS, [1.0, 2.0, 4.0])) != digest(given)
    assert digest(readings([1, 2, 2], START_MS + 1, [1.0, 2.0, 3.0])) != digest(given)
    assert digest(given, START_MS + 1) != digest(given)
    assert digest(given, number=2) != digest(given)
    assert store.commit(Commit(START_MS)) == b""


def test_a_stream_without_a_key_table_is_not_dropped_silently(store_of: Open) -> None:
    store = store_of(SMALL)
    other = replace(READINGS, key="others")
    with pytest.raises(ValueError, match="stream others"):
        store.table.append(store.db, 1, Commit(START_MS, columns=[Columns(other, dict(readings(1, START_MS).items()))]))
    with pytest.raises(StoreError, match="stream 'others'"):
        store.history.newest("others")


def test_a_key_beyond_the_table_is_refused_and_nothing_of_the_commit_is_stored(store_of: Open) -> None:
    store = store_of(SMALL)
    with pytest.raises(ValueError, match="key 6 of a table of 6"):
        store.commit(commit(readings([1, 6], START_MS), START_MS))
    store.db.execute("ROLLBACK")
    assert len(store.history.newest("readings")) == 0
