"""Rows of streams, deliveries and catalogue keys: any change by another program is found, none by this program."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from county.realm import LIVE
from county.sensing import ChannelTable
from county.streams import READINGS, STREAMS, Columns
from services.disk.data_folder import keys_folder, realm_folder
from services.store.maintenance.command import journal
from services.store.maintenance.other_rows import CHANGED
from services.store.ports import Commit, Entry, Outcome, StoreFailed
from services.store.sqlite.compaction import Sizes
from services.store.sqlite.database import FILE, BadJournal, WritingConnection, foreign_objects, tables_of
from services.store.sqlite.history_table import HistoryLayout, HistoryTable
from services.store.sqlite.history_tables import StreamTables
from services.store.sqlite.keyframes import Spacing
from services.store.sqlite.row_sums import covered_tables
from services.store.sqlite.store import SqliteStore, open_store
from tests.contract.record_logs import commit, stored
from tests.memory_realm import ManualMonotonic

SIZES = Sizes(sealed_rows=40, sealed_arrivals=8, merged=3, dense=8, chunk_rows=16)
COMPACTED = HistoryLayout(sizes=SIZES, spacing=Spacing(rows=30, arrivals=16))


def opened(root: Path, table: HistoryTable) -> SqliteStore[HistoryTable]:
    folder, keys = realm_folder(root, LIVE), keys_folder(root)
    return open_store(folder, county="999901", realm="live", keys=keys, history=table)


def readings(first: int) -> Columns:
    rows = {"channel": [0, 1, 0], "at_ms": [1_000 * first, 1_000 * first, 1_000 * first + 1], "value": [1.0, 2.0, 3.0]}
    return Columns(READINGS, {name: np.array(rows.get(name, [0, 0, 0])) for name in READINGS.columns})


def write(root: Path, *, first: int = 0) -> None:
    """Records, readings that are compacted meanwhile, deliveries and catalogue keys, in two runs from ``first`` on."""
    for run in range(first, first + 2):
        table = HistoryTable([ChannelTable([("bin-1", "fill"), ("bin-2", "fill")])], COMPACTED)
        with closing(opened(root, table)) as store:
            store.note_catalog_keys([f"rules/{run}"])
            for number in range(1, 40):
                at_ms = (100 * run + number) * 1_000
                seq = store.log.head.seq + 1
                stored(store.log, Entry(b"record", "events/E", at_ms), outcomes=[Outcome(f"c{seq}", b"h", seq, seq)])
                rows = Commit(at_ms, outcomes=[Outcome(f"d{seq}", b"h", 0, -1)], columns=[readings(100 * run + number)])
                assert not isinstance(commit(store.log, rows), StoreFailed)
                while store.run(lambda db, table=table: table.maintain(db, 5)).result():  # type: ignore[misc]
                    pass


def without_sums(db: WritingConnection) -> None:
    """Write as an earlier version."""
    db.sums = None


def verified(root: Path) -> tuple[int, str]:
    """Exit code and output of ``journal verify``."""
    lines: list[str] = []
    code = journal(root, "verify", None, realm=LIVE, print_line=lines.append, progress=lambda part, text: None)
    return code, "\n".join(lines)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("written")
    write(root)
    assert verified(root)[0] == 0, verified(root)[1]
    return root


@pytest.fixture
def root(written: Path, tmp_path: Path) -> Path:
    return shutil.copytree(written, tmp_path / "data")


def alter(root: Path, statement: str) -> None:
    with closing(sqlite3.connect(realm_folder(root, LIVE) / FILE)) as db, db:
        changed = db.execute(statement).rowcount
        assert changed, f"{statement} changes nothing"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM deliveries WHERE id = 'd3'",
        "INSERT INTO deliveries (id, content) VALUES ('forged', x'00')",
        "UPDATE deliveries SET content = x'00' WHERE id = 'd3'",
        "DELETE FROM readings_arrivals WHERE id = (SELECT max(id) FROM readings_arrivals)",
        "UPDATE readings_arrivals SET stamp = stamp + 1 WHERE id = (SELECT max(id) FROM readings_arrivals)",
        "DELETE FROM readings_chunks WHERE id = (SELECT min(id) FROM readings_chunks)",
        "DELETE FROM readings_keyframes",
        "UPDATE readings_keys SET parts = parts || ' '",
        "UPDATE readings_runs SET state = 2",
        "UPDATE history_marks SET sealed_total = sealed_total + 1",
        "INSERT INTO history_retired VALUES ('readings', 5, 5)",
        "UPDATE meta SET value = x'90' WHERE key = 'catalog_keys'",
        "DELETE FROM meta WHERE key = 'catalog_keys'",
    ],
)
def test_a_row_changed_by_another_program_is_found_and_repair_seals_what_is_left(
    root: Path, statement: str, tmp_path: Path
) -> None:
    alter(root, statement)
    code, output = verified(root)
    assert code == 1
    assert f"fault: {CHANGED}" in output
    out = tmp_path / "out"
    lines: list[str] = []
    journal(root, "repair", out, realm=LIVE, print_line=lines.append, progress=lambda part, text: None)
    assert any("proven as a whole only" in line for line in lines)
    assert journal(root, "restore", out, realm=LIVE, print_line=lines.append, progress=lambda part, text: None) == 0
    assert verified(root)[0] == 0, verified(root)[1]


def test_an_older_sum_put_back_with_the_rows_of_that_time_is_found(root: Path) -> None:
    with closing(sqlite3.connect(realm_folder(root, LIVE) / FILE)) as db:
        (before,) = db.execute("SELECT value FROM meta WHERE key = 'row_sum'").fetchone()
        rows = db.execute("SELECT number, id, content FROM deliveries").fetchall()
    write(root, first=2)
    with closing(sqlite3.connect(realm_folder(root, LIVE) / FILE)) as db, db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'row_sum'", (before,))
        db.execute("DELETE FROM deliveries")
        db.executemany("INSERT INTO deliveries VALUES (?, ?, ?)", rows)
    assert f"fault: {CHANGED}" in verified(root)[1]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("INSERT INTO records VALUES (0, x'00', x'00', '', 0)", "records outside all commits: 1"),
        ("INSERT INTO outcomes VALUES (-1, 'forged', x'00', 1, 1)", "outcomes outside all commits: 1"),
        ("INSERT INTO outcomes VALUES (999, 'forged', x'00', 1, 1)", "outcomes outside all commits: 1"),
    ],
)
def test_rows_outside_all_commits_are_found(root: Path, statement: str, fault: str) -> None:
    alter(root, statement)
    assert f"fault: {fault}" in verified(root)[1]


def test_a_failed_transaction_leaves_the_sum_unchanged(root: Path) -> None:
    table = HistoryTable([ChannelTable([("bin-1", "fill"), ("bin-2", "fill")])], COMPACTED)
    with closing(opened(root, table)) as store:
        again = Commit(store.log.head.recorded_ms, outcomes=[Outcome("e", b"h", 0, -1), Outcome("d3", b"h", 0, -1)])
        assert isinstance(commit(store.log, again), StoreFailed), "the second one is stored already"
        assert not isinstance(commit(store.log, Commit(again.recorded_ms, columns=[readings(900)])), StoreFailed)
    assert verified(root)[0] == 0, verified(root)[1]


def test_the_first_start_of_an_earlier_version_reports_its_progress_at_most_once_a_second(root: Path) -> None:
    table = HistoryTable([ChannelTable([("bin-1", "fill"), ("bin-2", "fill")])], COMPACTED)
    with closing(opened(root, table)) as store:
        store.run(without_sums).result()
        outcomes = [Outcome(f"many{number}", b"h", 0, -1) for number in range(4_000)]
        commit(store.log, Commit(store.log.head.recorded_ms, outcomes=outcomes))
    folder, keys = realm_folder(root, LIVE), keys_folder(root)
    for cost_ms, lines in ((1, []), (600, ["2,000", "4,000"])):
        told: list[str] = []
        monotonic = ManualMonotonic(cost_ms)
        data = shutil.copytree(root, root.with_name(f"first{cost_ms}"))
        folder, keys = realm_folder(data, LIVE), keys_folder(data)
        store = open_store(
            folder, county="999901", realm="live", keys=keys, history=table, inform=told.append, monotonic=monotonic
        )
        store.close()
        assert [line.split(": ")[1].split()[0] for line in told] == lines


def test_a_journal_of_an_earlier_version_is_summed_as_it_is_found(root: Path) -> None:
    table = HistoryTable([ChannelTable([("bin-1", "fill"), ("bin-2", "fill")])], COMPACTED)
    with closing(opened(root, table)) as store:
        store.run(without_sums).result()
        stored(store.log, Entry(b"record", "events/E", store.log.head.recorded_ms))
    alter(root, "DELETE FROM deliveries WHERE id = 'd3'")
    assert verified(root)[0] == 0, "an earlier version proves no such rows"
    write(root, first=2)
    assert verified(root)[0] == 0
    alter(root, "DELETE FROM deliveries WHERE id = 'd4'")
    assert verified(root)[0] == 1


@pytest.mark.parametrize("name", ["notes", '"a b"', '"x\'); --"', "readings_notes", "history_notes", "lost_chunks"])
def test_a_table_of_another_program_is_refused_by_name(root: Path, name: str) -> None:
    with closing(sqlite3.connect(realm_folder(root, LIVE) / FILE)) as db, db:
        db.execute(f"CREATE TABLE {name} (text)")
    fault = f"table {name.strip(chr(34))}, which this program did not create"
    assert fault in verified(root)[1]
    with pytest.raises(BadJournal, match=re.escape(fault)):
        opened(root, HistoryTable([ChannelTable([])]))


def test_every_table_of_the_schema_is_either_proven_by_commits_or_summed(root: Path) -> None:
    """Also those of a stream that a later version no longer has."""
    with closing(sqlite3.connect(realm_folder(root, LIVE) / FILE)) as db:
        for statement in StreamTables(STREAMS["positions"]).schema.split(";"):
            db.execute(statement)
        assert {*covered_tables(db), "records", "outcomes", "commits"} == tables_of(db)
        assert foreign_objects(db) == []


def test_a_trigger_or_view_in_the_database_is_refused(root: Path) -> None:
    alter_schema = "CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM outcomes; END"
    with closing(sqlite3.connect(realm_folder(root, LIVE) / FILE)) as db, db:
        db.execute(alter_schema)
    assert "trigger t, which this program did not create" in verified(root)[1]
    with pytest.raises(BadJournal, match="trigger t, which this program did not create"):
        opened(root, HistoryTable([ChannelTable([])]))
