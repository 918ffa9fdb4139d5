"""Damaged history: the desk continues with the intact rest, and the tools find and remove the damage."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from county.clock import ManualClock
from county.package.open import CountyPackage
from county.realm import LIVE
from county.store_faults import StoreFault
from county.streams import READINGS, Columns, KeyTable
from services.disk.data_folder import keys_folder, realm_folder
from services.log import RateLimitedLog
from services.protocol import messages as m
from services.protocol.columns import decoded
from services.realm import key_tables
from services.store.maintenance.command import journal
from services.store.open import open_realm_store
from services.store.ports import Commit, Committed
from services.store.realm_store import RealmStore
from services.store.sqlite.database import FILE
from services.store.sqlite.history import DECODED_PER_CALL, SqliteHistory
from services.store.sqlite.history_table import HistoryLayout, HistoryTable
from services.store.sqlite.store import open_store
from services.store.upcast import RecordReader
from tests.contract.history_stores import SMALL
from tests.memory_realm import ManualMonotonic, MemoryRealm
from tests.square_county import write_square_county
from tests.unit.live_realm import NOW_MS, readings, report

LAYOUT = HistoryLayout(replace(SMALL.sizes, sealed_rows=1_000), SMALL.spacing)
"""Compacts after six arrivals, and retains them all."""
COMMITS = 40


class DiskRealm(MemoryRealm):
    """A realm over the store on disk; it compacts while ``compacts`` is set."""

    def __init__(self, data: Path, package: CountyPackage, now_ms: int) -> None:
        self.data, self.compacts = data, True
        self.ticks = ManualMonotonic()
        super().__init__(package, clock=ManualClock(now_ms), monotonic=self.ticks)
        self.channels = self.plain_client()

    def _store(self) -> RealmStore:
        keys = key_tables(self.package, self.catalog)
        self.table = HistoryTable(keys.values(), LAYOUT)
        self.store = open_store(
            realm_folder(self.data, LIVE), county=self.package.manifest.identity, realm="live",
            keys=keys_folder(self.data), history=self.table,
        )  # fmt: skip
        reading = self.store.connection()

        def close() -> None:
            reading.close()
            self.store.close()

        self.disk_history = SqliteHistory(reading, keys.values(), self._maintain)
        return RealmStore(
            log=self.store.log, history=self.disk_history, contacts=self.contacts, blobs=self.blobs,
            run_file_job=self.run_file_job, reader=RecordReader(self.token_of), known=self.store,
            token_of=self.token_of, close=close,
        )  # fmt: skip

    def _maintain(self, budget_ms: int) -> Future[bool]:
        if self.compacts:
            return self.store.run(lambda db: self.table.maintain(db, budget_ms))
        nothing: Future[bool] = Future()
        nothing.set_result(False)
        return nothing

    def request(self, *messages: m.ToBackend) -> list[object]:
        self.channels.send(*messages)
        found: list[object] = []
        self.until(lambda: bool(found.extend(self.channels.answers()) or len(found) >= len(messages)), "the answers")
        return found

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Run the loop until it is true; the writer is another thread."""
        ends_s = time.monotonic() + 20
        while not true():
            assert time.monotonic() < ends_s, f"timeout: {what}"
            self.turn()

    @property
    def fault(self) -> str:
        """Text of the fault in the newest heartbeat, "" before the first one."""
        beats = self.beats()
        return StoreFault(beats[-1][1].fault, **beats[-1][1].fault_params) if beats else ""

    def fill(self) -> None:
        """Readings of three channels, one commit each."""
        choice = np.random.default_rng(3)
        for number in range(COMMITS):
            at_ms, sensor = NOW_MS - 100_000 + number * 1000, f"bin-{number % 3}"
            [taken] = self.request(readings(f"r{number}", *choice.random(50).tolist(), sensor=sensor, at_ms=at_ms))
            assert isinstance(taken, m.Accepted)

    def values(self, sensor: str) -> list[float]:
        question = m.HistoryRequest(request="q", stream="readings", key=[sensor, "fill"], from_ms=0, to_ms=NOW_MS)
        [answer] = self.request(question)
        assert isinstance(answer, m.HistoryReply)
        return decoded("readings", answer.columns)["value"].tolist()

    def end(self) -> None:
        self.channels.close()
        self.disk_history._db.close()
        self.store.close()


Start = Callable[[], DiskRealm]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    package = CountyPackage(write_square_county(tmp_path / "county", sensors=3))
    opened: list[DiskRealm] = []

    def start() -> DiskRealm:
        if opened:
            opened.pop().end()
        opened.append(DiskRealm(tmp_path / "data", package, NOW_MS))
        return opened[-1]

    yield start
    opened.pop().end()


def stop(realm: DiskRealm) -> Path:
    """Run all due compaction and close the journal; returns its file."""
    while realm.store.run(lambda db: realm.table.maintain(db, 1_000)).result():
        pass
    path = realm.store.path
    realm.store.run(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()).result()
    return path


def flip(path: Path, table: str, column: str, which: str) -> int:
    """Change one byte in the middle of a block; returns its id."""
    with closing(sqlite3.connect(path)) as db, db:
        number, data = db.execute(f"SELECT {which}(id), {column} FROM {table}").fetchone()
        changed = bytearray(data)
        changed[len(data) // 2] ^= 0x55
        db.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (bytes(changed), number))
    return int(number)


def journal_verb(data: Path, verb: str, path: Path | None = None) -> tuple[int, str]:
    lines: list[str] = []
    code = journal(data, verb, path, realm=LIVE, print_line=lines.append, progress=lambda part, text: None)
    return code, "\n".join(lines)


@pytest.mark.parametrize(
    ("table", "which", "rows", "reported"),
    [
        ("readings_arrivals", "max", [50], True),
        ("readings_arrivals", "min", [0], False),  # its rows are in a run too, and it was not read
        ("readings_chunks", "min", range(1, 51), True),
        ("readings_keyframes", "max", [0], True),
    ],
)
def test_one_damaged_block_costs_its_rows_and_nothing_else(
    start: Start, tmp_path: Path, table: str, which: str, rows: Sequence[int], reported: bool
) -> None:
    realm = start()
    realm.fill()
    whole = {sensor: realm.values(sensor) for sensor in ("bin-0", "bin-1", "bin-2")}
    path = stop(realm)
    number = flip(path, table, "data", which)

    realm = start()
    realm.until(lambda: bool(realm.beats()), "a heartbeat")
    [taken] = realm.request(report(1))
    assert isinstance(taken, m.Accepted)
    left = {sensor: realm.values(sensor) for sensor in whole}
    assert all(set(left[sensor]) <= set(whole[sensor]) for sensor in whole)
    lost = sum(len(whole[sensor]) - len(left[sensor]) for sensor in whole)
    assert lost in rows
    realm.turn(5)
    assert (f"{table} {number}" in realm.fault) == reported
    [taken] = realm.request(readings("late", 5.0, sensor="bin-0"))
    assert isinstance(taken, m.Accepted)
    assert 5.0 in realm.values("bin-0")
    stop(realm)

    code, found = journal_verb(realm.data, "verify")
    assert code == 1
    assert f"{table} {number} is damaged" in found
    assert "no faults" not in found
    realm.end()
    code, found = journal_verb(realm.data, "repair", tmp_path / "out")
    assert code == 0
    assert f"{table} {number} is damaged" in found
    assert journal_verb(realm.data, "restore", tmp_path / "out")[0] == 0
    assert journal_verb(realm.data, "verify")[0] == 0

    realm = start()
    assert {sensor: [v for v in realm.values(sensor) if v != 5.0] for sensor in whole} == left
    stop(realm)
    realm.turn(20)
    assert realm.fault == ""


def test_a_block_skipped_by_compaction_is_reported_by_every_start_until_it_is_repaired(
    start: Start, tmp_path: Path
) -> None:
    realm = start()
    realm.compacts = False
    realm.fill()
    number = flip(realm.store.path, "readings_arrivals", "data", "min")
    realm = start()
    realm.until(lambda: f"readings_arrivals {number}" in realm.fault, "the fault")
    stop(realm)
    with closing(sqlite3.connect(realm.store.path)) as db, db:
        db.execute("UPDATE readings_arrivals SET data = x'' WHERE id = ?", (number,))
    realm = start()
    realm.until(lambda: f"readings_arrivals {number}" in realm.fault, "the fault")
    assert [text for text in realm.messages.texts if "fault" in text] == ["the history has a fault"]
    code, found = journal_verb(realm.data, "verify")
    assert (code, "compaction skipped: 1" in found) == (1, True)
    realm.end()
    assert journal_verb(realm.data, "repair", tmp_path / "out")[0] == 0
    assert journal_verb(realm.data, "restore", tmp_path / "out")[0] == 0
    realm = start()
    realm.until(lambda: len(realm.beats()) > 5, "heartbeats")
    assert realm.fault == ""


def test_a_history_that_cannot_be_read_at_all_leaves_the_desk_running(start: Start) -> None:
    realm = start()
    realm.fill()
    path = stop(realm)
    realm.end()
    with closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'readings_keyframes'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    realm = start()
    realm.until(lambda: bool(realm.beats()), "a heartbeat")
    assert "malformed" in realm.fault
    [taken] = realm.request(report(1))
    assert isinstance(taken, m.Accepted)
    realm.turn(50)
    assert "malformed" in realm.fault


def test_a_full_disk_during_compaction_is_reported_and_compaction_resumes_automatically(start: Start) -> None:
    realm = start()
    realm.compacts = False
    realm.fill()
    realm.store.run(lambda db: db.execute("PRAGMA max_page_count = 1").fetchall()).result()  # no further pages
    realm.compacts = True
    realm.until(lambda: "cannot be compacted" in realm.fault and "full" in realm.fault, "the fault")
    failures = realm.messages.texts.count("the history cannot be compacted")
    since = realm.ticks.now_ms
    while realm.ticks.now_ms < since + 10_000:
        realm.turn()
    assert "full" in realm.fault
    assert realm.messages.texts.count("the history cannot be compacted") - failures <= 11
    realm.store.run(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchall()).result()
    realm.until(lambda: realm.fault == "", "the resumption")
    stop(realm)
    with closing(sqlite3.connect(realm.store.path)) as db:
        assert db.execute("SELECT count(*) FROM readings_runs").fetchone()[0]
    assert sum(len(realm.values(f"bin-{number}")) for number in range(3)) == COMMITS * 50


def test_a_query_decodes_only_rows_that_arrived_since_the_last_maintenance(tmp_path: Path) -> None:
    """Also for the first one after a start: arrivals that are not in a run were decoded before the loop started.

    Stored arrivals that are made unreadable are missing from an answer only if it has to decode them.
    """
    keys = {READINGS.key: KeyTable(READINGS, [("A", "level")])}

    def opened() -> RealmStore:
        return open_realm_store(tmp_path, county="999901", realm=LIVE, keys=keys, messages=RateLimitedLog())

    def add(store: RealmStore, first: int, last: int) -> None:
        for number in range(first, last):
            row = Columns(READINGS, {name: np.array([number if name == "at_ms" else 0]) for name in READINGS.columns})
            store.log.begin(Commit(number, columns=[row]))
            assert isinstance(store.log.done(10_000), Committed)

    def damage_arrivals(last: int) -> None:
        with closing(sqlite3.connect(realm_folder(tmp_path, LIVE) / FILE)) as db, db:
            db.execute("UPDATE readings_arrivals SET data = x'00' WHERE id <= ?", (last,))

    def rows_of_an_answer(store: RealmStore) -> int:
        return len(store.history.between("readings", 0, 0, 10**6, 10**6))

    total = 4 * DECODED_PER_CALL
    with closing(opened()) as store:
        add(store, 0, total)
    with closing(opened()) as store:
        damage_arrivals(total)
        assert rows_of_an_answer(store) == total
        for first in range(total, 2 * total, DECODED_PER_CALL):
            add(store, first, first + DECODED_PER_CALL)
            store.history.maintain(10)
        damage_arrivals(2 * total - DECODED_PER_CALL)
        assert rows_of_an_answer(store) == 2 * total
    with closing(opened()) as store:
        assert rows_of_an_answer(store) == DECODED_PER_CALL, "the damage is noticed where arrivals are decoded"
