"""A data folder of the first version is migrated to the current layout: completely or not at all, without loss."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from county.aggregates import subject_of
from county.events.aggregate import EVENTS
from county.events.event import Event
from county.events.fold import apply
from county.realm import LIVE, Realm
from county.records import EventRecord, EventReported
from services.disk.data_folder import keys_folder, realm_folder
from services.store.keyfiles import ensure_key
from services.store.maintenance.command import journal
from services.store.ports import Outcome
from services.store.sqlite.database import FILE, BadJournal
from services.store.sqlite.reading import LogReader
from services.store.sqlite.store import open_store
from services.store.tokens import token_of
from services.store.upcast import RecordReader
from tests.forked_runs import ForkedRuns, forked_runs
from tests.integration.data_folder_v1 import EXPECTED, GOLDEN, ReadingRows, golden_copy, migrate


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return golden_copy(tmp_path / "data")


def live(data: Path) -> Path:
    return realm_folder(data, Realm("live"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_records_and_their_chain_are_unchanged(data: Path) -> None:
    with closing(sqlite3.connect(GOLDEN / "journal" / FILE)) as db:
        before = [row for (row,) in db.execute("SELECT data FROM records ORDER BY seq")]
    migrate(data)
    with closing(open_store(live(data), county="999901", realm="live", keys=keys_folder(data), history=None)) as store:
        assert store.log.head.seq == EXPECTED["head_seq"]
        assert store.log.head.hash.hex() == EXPECTED["head_hash"]
        assert list(store.log.records(1, 1_000)) == before
        assert store.log.verify(60_000).fault == ""


def test_the_migrated_journal_is_proven_as_a_whole(data: Path) -> None:
    migrate(data)
    lines: list[str] = []
    assert journal(data, "verify", None, realm=LIVE, print_line=lines.append, progress=lambda part, text: None) == 0
    assert "no faults" in lines


def test_every_record_is_found_by_its_subject_and_by_its_time(data: Path) -> None:
    migrate(data)
    with closing(LogReader(live(data))) as reader:
        read = RecordReader(str).read
        records = [read(raw, seq) for seq, raw in enumerate(reader.records(1, 1_000), start=1)]
        by_subject = defaultdict(list)
        for record in records:
            by_subject[subject_of(record.body)].append(record.seq)
        assert len(by_subject) > 5
        for subject, seqs in by_subject.items():
            assert [read(raw).seq for raw in reader.of_subject(subject)] == seqs
        latest = 0
        for record in records:  # the clock was set back once: the column follows the running maximum
            latest = max(latest, record.recorded_ms)
            assert reader.seq_at(latest) >= record.seq
            assert reader.seq_at(latest - 1) < record.seq
        assert any(later.recorded_ms < record.recorded_ms for record, later in pairwise(records))


def test_all_records_of_an_archived_event_fold_to_its_last_state(data: Path) -> None:
    migrate(data)
    states: dict[str, Event] = {}
    with closing(LogReader(live(data))) as reader:
        read = RecordReader(str).read
        for raw in reader.records(1, 1_000):
            record = read(raw)
            if isinstance(record.body, EventRecord):
                states[record.body.event_id] = apply(states.get(record.body.event_id), record)
        for known in EXPECTED["put_away"]:
            assert [read(raw).body.event_id for raw in reader.of_subject(f"{EVENTS.key}/{known}")].count(known) > 1
    assert {key: str(state.state) for key, state in states.items()} == EXPECTED["states"]


def test_outcomes_are_migrated_so_that_a_retry_finds_them(data: Path) -> None:
    with closing(sqlite3.connect(data / "journal" / FILE)) as db:
        outcomes = db.execute("SELECT * FROM outcomes").fetchall()
        deliveries = db.execute("SELECT id, content FROM deliveries").fetchall()
    migrate(data)
    with closing(LogReader(live(data))) as reader:
        assert outcomes
        assert all(reader.outcome(row[0]) == Outcome(*row) for row in outcomes)
        assert deliveries
        assert all(reader.outcome(name) == Outcome(name, content, 0, -1) for name, content in deliveries)


def test_readings_keep_sensor_channel_and_time_and_are_recorded_at_their_time(data: Path) -> None:
    migrate(data)
    with closing(LogReader(live(data))) as reader:
        rows = reader.db.execute("SELECT * FROM samples_arrivals ORDER BY at_ms").fetchall()
        recorded = [at for (at,) in reader.db.execute("SELECT recorded_ms FROM commits ORDER BY number")]
    found: dict[str, list[list[object]]] = defaultdict(list)
    for sensor, channel, at_ms, value, quality, recorded_ms in rows:
        found[f"{sensor}/{channel}"].append([at_ms, value, quality])
        assert recorded_ms >= at_ms
    assert dict(found) == EXPECTED["readings"]
    assert recorded == sorted(recorded)


def test_names_and_phones_are_moved_to_the_contacts_under_the_token_in_the_records(data: Path) -> None:
    migrate(data)
    key = ensure_key(keys_folder(data) / "contacts.key")
    contacts = json.loads((live(data) / "contacts.json").read_text(encoding="utf-8"))
    assert sorted(contacts.values()) == EXPECTED["reporters"]
    with closing(LogReader(live(data))) as reader:
        bodies = [RecordReader(lambda text: token_of(text, key)).read(raw).body for raw in reader.records(1, 1_000)]
    tokens = {body.reporter for body in bodies if isinstance(body, EventReported) and body.reporter}
    assert tokens == set(contacts)


def test_the_migration_reports_which_files_still_contain_names_and_phones(data: Path) -> None:
    warnings = migrate(data)
    assert warnings is not None
    assert "\n" not in warnings[0]
    reporter = EXPECTED["reporters"][0].encode()
    for folder in (live(data), data / "journal-format-1"):
        assert reporter in bytes_of(folder)[FILE]
    assert str(data / "journal-format-1") in warnings[0]
    assert str(live(data) / FILE) in warnings[0]


def test_catalogue_keys_in_old_records_are_known(data: Path) -> None:
    migrate(data)
    with closing(LogReader(live(data))) as reader:
        assert reader.known_catalog_keys() == {"subclasses/exposed_garbage", "subclasses/bin_overflow",
        "rules/bin_full"}


def test_the_old_journal_is_moved_aside_unchanged_and_the_next_start_migrates_nothing(data: Path) -> None:
    before = bytes_of(data / "journal")
    warnings = migrate(data)
    assert warnings is not None
    assert f"delete {data / 'journal-format-1'} once you are satisfied" in warnings[0]
    assert bytes_of(data / "journal-format-1") == before
    assert not (data / "journal").exists()
    assert not (data / "backend.json").exists()
    after = bytes_of(data)
    assert migrate(data) is None
    assert bytes_of(data) == after


def test_a_new_data_folder_needs_no_migration(tmp_path: Path) -> None:
    assert migrate(tmp_path / "new") is None
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE records SET data = x'00' WHERE seq = 9", "record 9 is missing or was changed"),
        ("DELETE FROM records WHERE seq = 9", "record 9 is missing or was changed"),
        ("UPDATE meta SET value = '7' WHERE key = 'format'", "belongs to format 7, not to 1"),
        ("DROP TABLE outcomes", "outcomes"),
    ],
)
def test_an_incomplete_old_journal_is_refused_and_unchanged(data: Path, damage: str, message: str) -> None:
    with closing(sqlite3.connect(data / "journal" / FILE)) as db, db:
        db.execute(damage)
    before = bytes_of(data / "journal")
    with pytest.raises(BadJournal, match=message) as refused:
        migrate(data)
    assert "\n" not in str(refused.value)
    assert bytes_of(data / "journal") == before
    assert not live(data).exists()


def test_the_journal_of_another_county_is_not_migrated(data: Path) -> None:
    with pytest.raises(BadJournal, match="belongs to county 999901, not to 433123"):
        migrate(data, county="433123")
    assert not live(data).exists()


def test_nothing_is_migrated_while_an_old_backend_runs(data: Path) -> None:
    with closing(sqlite3.connect(data / "journal" / FILE, isolation_level=None)) as old:
        old.execute("PRAGMA locking_mode = EXCLUSIVE")
        old.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BadJournal, match="another program has this journal open"):
            migrate(data)
    assert not live(data).exists()
    assert migrate(data) is not None


def test_an_old_journal_written_after_the_migration_is_not_deleted(data: Path, tmp_path: Path) -> None:
    migrate(data)
    shutil.copytree(data / "journal-format-1", data / "journal")
    with closing(sqlite3.connect(data / "journal" / FILE)) as db, db:
        db.execute("INSERT INTO records VALUES (41, x'00', x'11')")
    before = bytes_of(data)
    with pytest.raises(BadJournal, match="an earlier version has continued this old journal"):
        migrate(data)
    assert bytes_of(data) == before


@pytest.fixture
def migrations() -> Iterator[ForkedRuns]:
    """Migrations of a folder that are killed at a file operation; exit code 0 where it is beyond the last one."""
    with forked_runs(
        "from pathlib import Path; from tests.integration.data_folder_v1 import kill_at, migrate",
        "data = Path(arguments[0]); kill_at(arguments[1], data); migrate(data)",
    ) as runs:
        yield runs


@pytest.mark.skipif(sys.platform == "win32", reason="no process is forked there")
def test_a_kill_at_any_file_operation_leaves_the_old_folder_or_the_new_one(
    migrations: ForkedRuns, tmp_path: Path
) -> None:
    before = bytes_of(GOLDEN / "journal")
    operation, ended = 0, False
    while not ended:
        data = golden_copy(tmp_path / f"{operation}")
        code = migrations.run(str(data), operation)
        ended = code == 0
        assert ended or code == 9
        old, new = data / "journal", live(data)
        if (new / FILE).exists():
            with closing(LogReader(new)) as reader:
                assert reader.head.seq == EXPECTED["head_seq"]
        else:
            assert bytes_of(old) == before
        migrate(data)
        with closing(
            open_store(new, county="999901", realm="live", keys=keys_folder(data), history=ReadingRows([]))
        ) as store:
            assert store.log.head.hash.hex() == EXPECTED["head_hash"]
        assert not old.exists()
        moved = [folder for folder in data.iterdir() if folder.name.startswith("journal-format-1")]
        assert [bytes_of(folder) for folder in moved] == [before], "moved aside once"
        assert not [path for path in new.parent.iterdir() if path.name.endswith((".staged", ".ready"))]
        shutil.rmtree(data)
        operation += 1
    assert operation > 15, "no kill occurred during the migration"
