"""A damaged page may contain anything: it is reported as damage, and never ends the start or the desk with a defect."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from county.realm import LIVE
from county.streams import READINGS, Columns
from services.disk.data_folder import realm_folder
from services.log import RateLimitedLog
from services.store.open import open_realm_store
from services.store.ports import Commit, Committed, Entry
from services.store.sqlite.database import FILE
from services.store.sqlite.store import open_store
from tests.tampered_realm import COUNTY, TABLE, Written, noticed_by, write_realm


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_realm(tmp_path_factory.mktemp("realm"))


def test_a_journal_whose_schema_is_no_text_is_rebuilt_without_loss(written: Written, tmp_path: Path) -> None:
    data = shutil.copytree(written.closed, tmp_path / "data")
    file = realm_folder(data, LIVE) / FILE
    file.write_bytes(file.read_bytes().replace(b"CREATE INDEX records_subject", b"CREATX INDEX records_subject"))
    file.write_bytes(file.read_bytes().replace(b"records_subjectrecords", b"\xff\xfecords_subjectrecords"))
    store = open_realm_store(data, county=COUNTY, realm=LIVE, keys={READINGS.key: TABLE}, messages=RateLimitedLog())
    with closing(store):
        assert store.rebuilt is not None
        assert (store.rebuilt.lost, store.log.head.seq) == ("", 80)
    assert not noticed_by(data)


@pytest.mark.parametrize("column", ["number", "since", "last_seq", "recorded_ms", "last_outcome", "content", "mac"])
def test_a_commit_without_a_value_is_noticed(written: Written, tmp_path: Path, column: str) -> None:
    data = shutil.copytree(written.closed, tmp_path / "data")
    with closing(sqlite3.connect(realm_folder(data, LIVE) / FILE)) as db, db:
        rows = db.execute("SELECT * FROM commits").fetchall()
        names = [row[1] for row in db.execute("PRAGMA table_info(commits)")]
        db.execute("DROP TABLE commits")
        db.execute(f"CREATE TABLE commits ({', '.join(names)})")
        db.executemany(f"INSERT INTO commits VALUES ({', '.join('?' * len(names))})", rows)
        db.execute(f"UPDATE commits SET {column} = NULL WHERE number = 10")
    assert noticed_by(data)


@pytest.mark.parametrize("change", ["number = number + 1000", "last_seq = last_seq + 1000", "last_seq = 80"])
def test_a_commit_that_ends_after_the_last_one_is_noticed(written: Written, tmp_path: Path, change: str) -> None:
    data = shutil.copytree(written.closed, tmp_path / "data")
    with closing(sqlite3.connect(realm_folder(data, LIVE) / FILE)) as db, db:
        db.execute(f"UPDATE commits SET {change} WHERE number = 25")
    assert noticed_by(data)


@pytest.mark.parametrize("recorded_ms", ["later", 2**62, -(2**62)])
def test_records_that_are_dropped_may_have_any_time(written: Written, tmp_path: Path, recorded_ms: object) -> None:
    data = shutil.copytree(written.closed, tmp_path / "data")
    file = realm_folder(data, LIVE) / FILE
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("DELETE FROM commits WHERE number = 40")
        (strict,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'records'").fetchone()
    _declare(file, strict.replace("STRICT, ", "").replace("STRICT", ""))  # a damaged page respects no type
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("UPDATE records SET recorded_ms = ? WHERE seq = 80", (recorded_ms,))
    _declare(file, strict)
    assert noticed_by(data) == "start"


@pytest.mark.parametrize("recorded_ms", [2**62, -(2**62)])
def test_a_commit_may_have_any_time(written: Written, tmp_path: Path, recorded_ms: int) -> None:
    data = shutil.copytree(written.closed, tmp_path / "data")
    with closing(sqlite3.connect(realm_folder(data, LIVE) / FILE)) as db, db:
        db.execute("UPDATE commits SET recorded_ms = ? WHERE number = 40", (recorded_ms,))
    assert noticed_by(data)


def _declare(file: Path, sql: str) -> None:
    """Let the table of records be declared by ``sql``, without changing its rows."""
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'records'", (sql,))


def _overwrite(file: Path, table: str) -> None:
    """Overwrite the table's first page."""
    with closing(sqlite3.connect(file)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    content = bytearray(file.read_bytes())
    content[4_096 * (page - 1) : 4_096 * page] = b"x" * 4_096
    file.write_bytes(content)


def _of_other_types(file: Path, table: str) -> None:
    """Make every value of the table a text."""
    with closing(sqlite3.connect(file)) as db, db:
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        (count,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
        db.execute(f"DROP TABLE {table}")
        db.execute(f"CREATE TABLE {table} ({', '.join(names)})")
        db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", [["x"] * len(names)] * count)


HISTORY = [
    "readings_arrivals", "readings_chunks", "readings_runs", "readings_keyframes", "history_marks",
    "delivery_hours",
]  # fmt: skip


@pytest.mark.parametrize("damage", [_overwrite, _of_other_types])
@pytest.mark.parametrize("table", HISTORY)
def test_a_damaged_table_of_the_history_is_rebuilt_and_readings_are_stored_again(
    written: Written, tmp_path: Path, table: str, damage: Callable[[Path, str], None]
) -> None:
    data = shutil.copytree(written.closed, tmp_path / "data")
    damage(realm_folder(data, LIVE) / FILE, table)
    store = open_realm_store(data, county=COUNTY, realm=LIVE, keys={READINGS.key: TABLE}, messages=RateLimitedLog())
    with closing(store):
        assert store.rebuilt is not None
        assert f"{table}: " in store.rebuilt.lost
        assert store.log.head.seq == 80
        at_ms = store.log.head.recorded_ms + 1
        values = {name: np.array([at_ms if name == "at_ms" else 1]) for name in READINGS.columns}
        store.log.begin(Commit(at_ms, [Entry(b"record", "", at_ms)], columns=[Columns(READINGS, values)]))
        assert isinstance(store.log.done(20_000), Committed)
        while store.history.maintain(20):
            pass
        newest = store.history.between(READINGS.key, 1, 0, at_ms, 1)
        assert newest.at_ms.tolist() == [at_ms]


def test_a_journal_that_was_not_created_completely_is_created_by_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "realms" / "live"
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        db.execute("BEGIN")
        db.execute("PRAGMA user_version = 1")
        db.execute("PRAGMA cache_size = 1")
        db.execute("CREATE TABLE t (x)")
        db.execute("INSERT INTO t VALUES (zeroblob(100000))")
        copies = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name, content in copies.items():
        (folder / name).write_bytes(content)
    assert (folder / f"{FILE}-journal").stat().st_size > 0
    with closing(
        open_store(folder, county=COUNTY, realm="live", keys=tmp_path / "keys", history=None)
    ) as store:
        assert store.log.head.seq == 0
