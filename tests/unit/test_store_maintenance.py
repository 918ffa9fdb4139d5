"""The verbs of ``main.py journal``: each is atomic and reports its findings and actions."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import main
from county.attachments import Attachment
from county.durations import DAY_MS
from county.duty_log import DutyEntryWritten
from county.explained import Explained, WrongArgument
from county.realm import Realm
from county.records import Record
from county.sensing import ChannelTable
from county.streams import POSITIONS, READINGS, Columns, KeyTable
from services.disk.data_folder import keys_folder, realm_folder
from services.store.blobs import FileBlobs
from services.store.chain import link
from services.store.contacts import FILE as CONTACTS
from services.store.contacts import SqliteContacts
from services.store.maintenance.command import journal, parsed
from services.store.ports import Checkpoint, Commit, Committed, Entry, Outcome
from services.store.sqlite.database import FILE, BadJournal, WrongJournal
from services.store.sqlite.exchange import exchange, stage
from services.store.sqlite.history_table import HistoryTable
from services.store.sqlite.lock import StoreLocked
from services.store.sqlite.reading import LogReader
from services.store.sqlite.store import SqliteStore, lock_folder, open_store
from services.store.upcast import schema_of
from tests.contract.record_logs import stored
from tests.positions import positions

LIVE = Realm("live")


class Data:
    """A data folder with a journal of records about three events."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = realm_folder(root, LIVE)

    def open(self, county: str = "999901") -> SqliteStore[None]:
        return open_store(self.folder, county=county, realm="live", keys=keys_folder(self.root), history=None)

    def write(self, records: int) -> None:
        """Add records, one per commit."""
        with closing(self.open()) as store:
            for seq in range(store.log.head.seq + 1, store.log.head.seq + 1 + records):
                new = Entry(f"record {seq}".encode(), f"events/E{seq % 3}", 1_790_000_000_000 + 1_000 * seq)
                stored(store.log, new, outcomes=[Outcome(f"c{seq}", b"h", seq, seq)])

    def write_readings(self) -> None:
        """Add a commit of two readings."""
        table = ChannelTable([("bin-1", "fill")])
        rows = {"channel": [0, 0], "at_ms": [1_790_000_020_000, 1_790_000_021_000], "value": [1.0, 2.0]}
        with closing(
            open_store(
                self.folder, county="999901", realm="live", keys=keys_folder(self.root), history=HistoryTable([table])
            )
        ) as store:
            readings = Columns(READINGS, {name: np.array(rows.get(name, [0, 0])) for name in READINGS.columns})
            store.log.begin(Commit(1_790_000_021_000, columns=[readings]))
            assert isinstance(store.log.done(10_000), Committed)

    def run(self, verb: str, path: Path | None = None) -> tuple[int, str]:
        """Exit code and output."""
        lines: list[str] = []
        code = journal(self.root, verb, path, realm=LIVE, print_line=lines.append, progress=lambda part, text: None)
        assert all("\n" not in line for line in lines)
        return code, "\n".join(lines)

    def alter(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.folder / FILE)) as db, db:
            for statement in statements:
                db.execute(statement)

    def records(self) -> list[bytes]:
        with closing(LogReader(self.folder)) as reader:
            return list(reader.records(1, 2**40))


@pytest.fixture
def data(tmp_path: Path) -> Data:
    data = Data(tmp_path / "data")
    data.write(10)
    return data


def content(folder: Path) -> dict[str, bytes]:
    """Everything in a folder except side files of databases."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# -- verify


def test_verify_of_an_intact_journal_reports_how_far_it_is_proven(data: Data) -> None:
    code, output = data.run("verify")
    assert code == 0
    assert "county 999901, realm live, epoch 0" in output
    assert "records: 10; the chain is intact up to record 10, the last commit of 2026-09-21 22:13:30+08:00" in output
    assert "proven up to number 10, record 10" in output
    assert "no faults" in output


def test_verify_works_while_a_writer_is_running(data: Data) -> None:
    with closing(data.open()) as store:
        stored(store.log, Entry(b"eleven", "", 2_000_000_000_000))
        assert data.run("verify")[0] == 0


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE records SET data = x'00' WHERE seq = 6", "record 6 was changed after it was written"),
        ("UPDATE records SET subject = 'events/other' WHERE seq = 6", "commit 6, records 6 to 6, does not cover"),
        ("UPDATE records SET recorded_ms = 5 WHERE seq = 6", "commit 6, records 6 to 6, does not cover the st"),
        ("UPDATE outcomes SET content = x'00' WHERE number = 6", "commit 6, records 6 to 6, does not cover the st"),
        ("DELETE FROM outcomes WHERE number = 6", "commit 6, records 6 to 6, does not cover the st"),
        ("UPDATE commits SET rest = x'00' WHERE number = 6", "commit 6, records 6 to 6, does not follow"),
        ("DELETE FROM commits WHERE number = 6", "commit 7, records 6 to 7, does not follow"),
        ("UPDATE commits SET level = 1 WHERE number = 6", "commit 6, records 6 to 6, was not sealed"),
        ("DELETE FROM records WHERE seq = 10", "record 10 is missing"),
        ("DELETE FROM commits WHERE number = 10", "records 10 to 10 are not part of any commit"),
        ("UPDATE meta SET value = x'00' WHERE key = 'epoch'", "the epoch was not sealed"),
        ("DROP TABLE outcomes", "the journal cannot be read"),
    ],
)
def test_verify_reports_changes_and_exits_with_1(data: Data, damage: str, message: str) -> None:
    data.alter(damage)
    code, found = data.run("verify")
    assert code == 1
    assert message in found
    assert "no faults" not in found


def test_verify_detects_a_truncated_journal_whose_rest_is_intact(data: Data) -> None:
    data.alter(*(f"DELETE FROM {table} WHERE {key} > 8" for table, key in
                 (("records", "seq"), ("outcomes", "number"), ("commits", "number"))))  # fmt: skip
    code, output = data.run("verify")
    assert code == 1
    assert "contradicts its anchor: it ends with record 8, commit 8, but had record 10, commit 10 before" in output


def test_verify_finds_a_damaged_index_and_repair_recreates_it(data: Data, tmp_path: Path) -> None:
    data.alter(
        "PRAGMA writable_schema=on",
        "UPDATE sqlite_master SET sql = replace(sql, '(recorded_ms)', '(-recorded_ms)')"
        " WHERE name = 'records_recorded'",
    )
    code, output = data.run("verify")
    assert code == 1
    assert re.search("fault: the database is damaged .*records_recorded.*; save the intact part with .* repair", output)
    code, output = data.run("repair", tmp_path / "out")
    assert "records dropped: none" in output
    data.run("restore", tmp_path / "out")
    assert data.run("verify")[0] == 0
    assert len(data.records()) == 10


@pytest.mark.parametrize("verb", ["verify", "backup", "repair"])
def test_a_missing_journal_is_reported_with_what_is_there_instead(data: Data, tmp_path: Path, verb: str) -> None:
    def run(realm: Realm = LIVE) -> None:
        path = None if verb == "verify" else tmp_path / "out"
        journal(data.root, verb, path, realm=realm, print_line=print, progress=lambda part, text: None)

    with pytest.raises(BadJournal, match=r"no journal of realm drill:7 here; choose another .* --realm: live$"):
        run(Realm("drill:7"))
    data.folder.rename(data.folder.with_name("drill-7"))
    with pytest.raises(BadJournal, match=r"no journal of realm live here; choose another .* --realm: drill:7$"):
        run()
    data.folder.with_name("drill-7").rename(data.folder.with_name("live.ready"))
    with pytest.raises(BadJournal, match="a restore was interrupted before its last step; start the backend, or"):
        run()
    shutil.rmtree(data.folder.with_name("live.ready"))
    with pytest.raises(BadJournal, match="there is no journal here yet; start the backend once, or give"):
        run()
    data.folder.mkdir()
    (data.folder / FILE).touch()
    with pytest.raises(BadJournal, match="is empty; if it contained records, restore a backup"):
        run()
    (data.folder / FILE).write_bytes(b"")
    with closing(sqlite3.connect(data.folder / FILE)) as db, db:
        db.execute("CREATE TABLE notes (text)")
    with pytest.raises(BadJournal, match="is not a journal, or its first page is damaged; restore a backup"):
        run()
    assert not (tmp_path / "out").exists()


def with_contacts_and_files(data: Data) -> tuple[Path, Path]:
    """Contacts and a file as written by their stores; returns their paths."""
    with closing(SqliteContacts(data.folder)) as contacts:
        contacts.put_all({"r-1": b"x", "r-2": b"y"})
    name = sha256(b"photo").hexdigest()
    FileBlobs(data.folder / "blobs", lambda: 0).put(b"photo", sha256=name, offset=0, total=5, by="desk-1")
    return contacts.path, data.folder / "blobs" / name[:2] / name


@pytest.mark.parametrize("verb", ["verify", "verify the backup", "backup", "restore"])
@pytest.mark.parametrize("damaged", ["nothing", "contacts", "a file", "the history"])
def test_contacts_files_and_history_are_checked_by_every_verb(
    data: Data, tmp_path: Path, verb: str, damaged: str
) -> None:
    contacts, file = with_contacts_and_files(data)
    data.write_readings()
    match damaged:
        case "contacts":
            contacts.write_bytes(b"x" * 50 + contacts.read_bytes()[50:])
        case "a file":
            file.write_bytes(b"other")
        case "the history":
            data.alter("UPDATE readings_arrivals SET data = x'0102' WHERE id = 1")
    code, output = data.run("verify") if verb == "verify" else data.run("backup", tmp_path / "out")
    if verb == "verify the backup":
        before = everything(tmp_path / "out")
        code, output = Data(tmp_path / "out").run("verify")
        assert everything(tmp_path / "out") == before
        assert f"backup: {tmp_path / 'out'}, made " in output
    if verb == "restore":
        code, output = data.run("restore", tmp_path / "out")
    whole = {"contacts": "contacts: 2, intact", "a file": "files: 1, all match",
             "the history": "history: every block can"}  # fmt: skip
    fault = {"contacts": "the contacts are damaged (", "a file": "is not the file that was stored",
             "the history": "history: readings_arrivals 1 is damaged"}  # fmt: skip
    assert [name for name, line in whole.items() if line not in output] == ([] if damaged == "nothing" else [damaged])
    assert [name for name, line in fault.items() if line in output] == ([] if damaged == "nothing" else [damaged])
    assert code == (damaged != "nothing")
    assert ("no faults" in output) == (damaged == "nothing")


@pytest.mark.parametrize("verb", ["backup", "repair", "restore"])
def test_damaged_files_of_a_copy_are_named_by_their_final_path(data: Data, tmp_path: Path, verb: str) -> None:
    contacts, file = with_contacts_and_files(data)
    contacts.write_bytes(b"x" * 50 + contacts.read_bytes()[50:])
    file.write_bytes(b"other")
    output = data.run("repair" if verb == "repair" else "backup", tmp_path / "out")[1]
    copy = tmp_path / "out" / "realm"
    if verb == "restore":
        output, copy = data.run("restore", tmp_path / "out")[1], data.folder
    for path in (contacts, file):
        named = copy / path.relative_to(data.folder)
        assert named.is_file()
        assert f"{named}: " in output
    assert ".part" not in output
    assert ".staged" not in output


@pytest.mark.parametrize("verb", ["backup", "repair"])
def test_contacts_that_were_moved_away_are_not_copied_and_that_is_no_fault(
    data: Data, tmp_path: Path, verb: str
) -> None:
    with_contacts_and_files(data)
    aside = data.folder / "contacts-damaged-1"
    aside.mkdir()
    (aside / CONTACTS).write_bytes(b"damaged")
    code, output = data.run(verb, tmp_path / "out")
    assert code == 0
    assert f"note: {aside}: contains damaged contacts, it is not copied" in output.splitlines()
    assert "no faults" in output
    assert Data(tmp_path / "out").run("verify")[0] == 0
    assert data.run("restore", tmp_path / "out")[0] == 0
    assert not aside.exists()
    assert (data.folder / CONTACTS).is_file()


def test_the_stored_and_the_deleted_rows_of_the_history_are_reported(data: Data) -> None:
    data.write_readings()
    retention = "readings: the newest 100,000 rows of each sensor and channel are stored, however old; "
    assert f"{retention}none were deleted" in data.run("verify")[1].splitlines()
    data.alter("INSERT INTO history_retired VALUES ('readings', 7, 1790000000000)")
    output = data.run("verify")[1].splitlines()
    assert f"{retention}7 older ones were deleted, up to 2026-09-21 22:13:20+08:00" in output


def test_a_journal_whose_old_positions_were_deleted_is_intact(data: Data) -> None:
    history = HistoryTable([KeyTable(POSITIONS, [("truck-1",)])])
    with closing(
        open_store(data.folder, county="999901", realm="live", keys=keys_folder(data.root), history=history)
    ) as store:
        for day in range(0, 400, 40):
            at_ms = 1_790_000_020_000 + day * DAY_MS
            store.log.begin(Commit(at_ms, columns=[positions((0, at_ms, 1.0, 1.0, 0.0, 0.0))]))
            assert isinstance(store.log.done(10_000), Committed)
            while store.run(lambda db: history.maintain(db, 1_000)).result():
                pass
    code, output = data.run("verify")
    assert code == 0
    assert "for 90 days; 7 older ones were deleted" in output
    assert "no faults" in output


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_backup_that_was_changed_is_not_verified(data: Data, tmp_path: Path) -> None:
    data.run("backup", tmp_path / "out")
    (tmp_path / "out" / "realm" / FILE).write_bytes(b"other")
    with pytest.raises(BadJournal, match="is not the file that was backed up"):
        Data(tmp_path / "out").run("verify")


# -- backup and restore


def with_files(data: Data) -> None:
    """Files of other stores next to the journal."""
    blobs = data.folder / "blobs" / "ab"
    blobs.mkdir(parents=True)
    (blobs / "abcd").write_bytes(bytes(300_000))
    with closing(sqlite3.connect(data.folder / "contacts.sqlite3")) as db, db:
        db.execute("CREATE TABLE contacts (token TEXT, text BLOB)")
        db.execute("INSERT INTO contacts VALUES ('r-1', 'x')")


def altered(index: Path, **fields: object) -> None:
    index.write_text(json.dumps(json.loads(index.read_bytes()) | fields))


def test_a_backup_of_a_running_store_is_a_consistent_state_with_contacts_and_blobs(data: Data, tmp_path: Path) -> None:
    with_files(data)
    with closing(data.open()) as store:
        stored(store.log, Entry(b"eleven", "", 1_900_000_000_000))
        code, output = data.run("backup", tmp_path / "out")
        stored(store.log, Entry(b"twelve", "", 1_900_000_000_000))
    assert code == 0
    assert "3 files" in output
    assert "up to record 11" in output
    copied = content(tmp_path / "out")
    assert sorted(copied) == [
        "backup.json", "keys/journal.key", "realm/blobs/ab/abcd", "realm/contacts.sqlite3", "realm/journal.sqlite3"
    ]  # fmt: skip
    index = json.loads(copied["backup.json"])
    assert (index["seq"], index["county"], index["realm"]) == (11, "999901", "live")
    if os.name == "posix":
        assert (tmp_path / "out").stat().st_mode & 0o077 == 0, "it contains secrets"


def stored_files(data: Data, *contents: bytes) -> list[Path]:
    """Their paths in the BlobStore."""
    store, paths = FileBlobs(data.folder / "blobs", lambda: 0), []
    for content in contents:
        name = sha256(content).hexdigest()
        assert store.put(content, sha256=name, offset=0, total=len(content), by="desk-1")
        paths.append(data.folder / "blobs" / name[:2] / name)
    return sorted(paths)


@pytest.mark.parametrize("verb", ["verify", "backup"])
def test_a_file_that_a_record_names_and_that_is_missing_is_a_fault(data: Data, tmp_path: Path, verb: str) -> None:
    named = Attachment(sha256=sha256(b"photo").hexdigest(), name="a.jpg", size=5, media_type="image/jpeg")
    body = DutyEntryWritten(entry_id="1", kind="note", note="x", attachments=(named,))
    record = Record(
        seq=11, realm="live", happened_ms=1_900_000_000_000, recorded_ms=1_900_000_000_000, command_id="c11",
        body=body, schema=schema_of(body),
    )  # fmt: skip
    with closing(data.open()) as store:
        stored(store.log, Entry(msgspec.msgpack.encode(record), "duty/1", 1_900_000_000_000))
    code, output = data.run(verb, tmp_path / "out")
    assert code == 1
    assert f"{named.sha256}: is missing, and record 11 names it; restore a backup" in output
    stored_files(data, b"photo")
    code, output = data.run(verb, tmp_path / "out-2")
    assert (code, "is missing" in output) == (0, False)


@pytest.mark.parametrize("verb", ["backup", "repair"])
def test_a_stored_file_that_is_a_database_is_copied_byte_for_byte(data: Data, tmp_path: Path, verb: str) -> None:
    with closing(sqlite3.connect(tmp_path / "layers.gpkg")) as db, db:
        db.execute("CREATE TABLE places (name TEXT)")
        db.execute("INSERT INTO places VALUES ('x')")
        db.execute("DELETE FROM places")
    [path] = stored_files(data, (tmp_path / "layers.gpkg").read_bytes())
    data.run(verb, tmp_path / "out")
    [copy] = (tmp_path / "out").rglob(path.name)
    assert copy.read_bytes() == path.read_bytes()


def test_a_file_that_retention_deletes_during_a_backup_is_left_out(
    data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = stored_files(data, b"one", b"two")
    opened = Path.open

    def deleted(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path == second:
            path.unlink()
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", deleted)
    code, output = data.run("backup", tmp_path / "out")
    assert code == 0
    assert "2 files" in output
    assert [path.name for path in (tmp_path / "out" / "realm" / "blobs").rglob("*") if path.is_file()] == [first.name]


def test_a_backup_never_overwrites(data: Data, tmp_path: Path) -> None:
    data.run("backup", tmp_path / "out")
    before = content(tmp_path)
    with pytest.raises(BadJournal, match="exists already"):
        data.run("backup", tmp_path / "out")
    assert content(tmp_path) == before


@pytest.mark.parametrize("verb", ["backup", "repair"])
def test_a_copy_among_the_journals_themselves_is_refused_and_nothing_is_written(data: Data, verb: str) -> None:
    realm = data.folder
    before = content(realm)
    for out in (realm / "copy", realm.parent / "copy"):
        with pytest.raises(WrongJournal, match="choose one outside"):
            data.run(verb, out)
        assert not out.exists()
    assert content(realm) == before


def test_a_restored_store_is_unchanged_except_for_its_epoch_and_the_replaced_one_is_retained(
    data: Data, tmp_path: Path
) -> None:
    with_files(data)
    data.run("backup", tmp_path / "out")
    data.write(5)
    code, output = data.run("restore", tmp_path / "out")
    assert code == 0
    assert "records: 10" in output
    assert "epoch 1" in output
    assert len(data.records()) == 10
    assert (data.folder / "blobs" / "ab" / "abcd").stat().st_size == 300_000
    replaced = data.folder.with_name("live.before-restore")
    assert str(replaced) in output
    with closing(LogReader(replaced)) as reader:
        assert reader.head.seq == 15
    with closing(data.open()) as store:
        assert (store.log.head.seq, store.log.head.epoch) == (10, 1)
    assert data.run("verify")[0] == 0
    data.run("restore", tmp_path / "out")
    with closing(data.open()) as store:
        assert store.log.head.epoch == 2, "every restore raises it, from any backup"


def test_a_journal_from_before_a_restore_is_refused_afterwards(data: Data, tmp_path: Path) -> None:
    data.run("backup", tmp_path / "out")
    data.write(5)
    data.run("restore", tmp_path / "out")
    shutil.rmtree(data.folder)
    data.folder.with_name("live.before-restore").rename(data.folder)
    with pytest.raises(BadJournal, match="from before the last restore"):
        data.open()


def test_restore_is_refused_while_a_backend_runs_and_changes_nothing(data: Data, tmp_path: Path) -> None:
    data.run("backup", tmp_path / "out")
    with closing(data.open()):
        before = content(data.root)
        with pytest.raises(StoreLocked, match="another backend"):
            data.run("restore", tmp_path / "out")
        assert content(data.root) == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda out: (out / "realm" / FILE).write_bytes((out / "realm" / FILE).read_bytes()[:-4096]),
        lambda out: (out / "realm" / "blobs" / "ab" / "abcd").unlink(),
        lambda out: (out / "realm" / "contacts.sqlite3").write_bytes(b"other"),
        lambda out: altered(out / "backup.json", seq=9),
        lambda out: (out / "backup.json").unlink(),
        lambda out: (out / "keys" / "journal.key").write_text("00" * 32),
    ],
)  # fmt: skip
def test_a_changed_backup_is_refused_and_nothing_changes(
    data: Data, tmp_path: Path, damage: object
) -> None:
    with_files(data)
    data.run("backup", tmp_path / "out")
    damage(tmp_path / "out")  # type: ignore[operator]
    before = content(data.root)
    with pytest.raises(Explained):
        data.run("restore", tmp_path / "out")
    assert content(data.root) == before


@pytest.mark.parametrize("extra", ["roles.toml", "journal.sqlite3-wal", "blobs/ab/other"])
def test_a_backup_with_an_unlisted_file_is_refused_and_nothing_changes(
    data: Data, tmp_path: Path, extra: str
) -> None:
    with_files(data)
    data.run("backup", tmp_path / "out")
    (tmp_path / "out" / "realm" / extra).write_text("[desk1]\nroles = ['admin']\n", encoding="utf-8")
    before = content(data.root)
    with pytest.raises(BadJournal, match=f"{extra}: is not part of the backup; delete it"):
        data.run("restore", tmp_path / "out")
    assert content(data.root) == before


@pytest.mark.skipif(os.name != "posix", reason="links need rights on other systems")
def test_a_backup_whose_file_was_replaced_by_a_link_is_refused(data: Data, tmp_path: Path) -> None:
    with_files(data)
    data.run("backup", tmp_path / "out")
    contacts = tmp_path / "out" / "realm" / "contacts.sqlite3"
    contacts.rename(tmp_path / "elsewhere")
    contacts.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadJournal, match="is not part of the backup"):
        data.run("restore", tmp_path / "out")


def test_backed_up_roles_are_restored_with_the_realm(data: Data, tmp_path: Path) -> None:
    (data.folder / "roles.toml").write_text("[desk1]\n", encoding="utf-8")
    data.run("backup", tmp_path / "out")
    (data.folder / "roles.toml").unlink()
    data.run("restore", tmp_path / "out")
    assert (data.folder / "roles.toml").read_text(encoding="utf-8") == "[desk1]\n"


def test_a_backup_of_another_realm_county_or_key_is_refused(data: Data, tmp_path: Path) -> None:
    data.run("backup", tmp_path / "out")
    with pytest.raises(BadJournal, match="of realm live, not of drill:1"):
        journal(
            data.root, "restore", tmp_path / "out", realm=Realm("drill:1"), print_line=print,
            progress=lambda part, text: None,
        )  # fmt: skip
    other = Data(tmp_path / "other")
    other.write(1)
    with pytest.raises(BadJournal, match="another key than the backup's"):
        other.run("restore", tmp_path / "out")


def test_a_backup_restores_into_an_empty_data_folder_with_its_keys(data: Data, tmp_path: Path) -> None:
    data.run("backup", tmp_path / "out")
    new = Data(tmp_path / "new")
    assert new.run("restore", tmp_path / "out")[0] == 0
    assert new.records() == data.records()
    assert new.run("verify")[0] == 0


def test_a_restore_interrupted_between_its_two_renames_is_completed_by_the_next_start(data: Data) -> None:
    shutil.copytree(data.folder, stage(data.folder), dirs_exist_ok=True)
    exchange(data.folder, suffix="x")
    data.folder.rename(data.folder.with_name("live.ready"))  # as if killed before the last rename
    with closing(data.open()) as store:
        assert store.log.head.seq == 10


def test_the_folder_is_complete_before_other_stores_open_in_it(data: Data) -> None:
    data.folder.rename(data.folder.with_name("live.ready"))
    with closing(lock_folder(data.folder)):
        assert (data.folder / FILE).is_file()


def test_a_restore_interrupted_earlier_is_not_completed_by_the_next_start(data: Data, tmp_path: Path) -> None:
    half = stage(data.folder)
    (half / FILE).write_bytes(b"half a copy")
    data.folder.with_name("live.ready").mkdir()
    with closing(data.open()) as store:
        assert store.log.head.seq == 10
    data.run("backup", tmp_path / "out")
    assert data.run("restore", tmp_path / "out")[0] == 0


# -- repair


@pytest.mark.parametrize("record", [1, 6, 10])
def test_repair_copies_the_proven_part_and_reports_what_was_dropped(data: Data, tmp_path: Path, record: int) -> None:
    data.alter(f"UPDATE records SET data = x'00' WHERE seq = {record}")
    before = content(data.folder)
    code, output = data.run("repair", tmp_path / "out")
    assert code == 0
    assert content(data.folder) == before, "the original is only read"
    first, last = (f"2026-09-21 22:13:{20 + n}+08:00" for n in (record, 10))
    assert f"records dropped: {11 - record}, numbers {record} to 10, recorded {first} to {last}" in output
    assert f"outcomes dropped: {11 - record}" in output
    assert f"repaired: {tmp_path / 'out'}, records 1 to {record - 1};" in output
    assert data.run("restore", tmp_path / "out")[0] == 0
    assert len(data.records()) == record - 1
    assert data.run("verify")[0] == 0
    data.write(1)
    assert len(data.records()) == record


def write_group(data: Data, records: int) -> None:
    """Add one commit of several records."""
    with closing(data.open()) as store:
        first = store.log.head.seq + 1
        entries = [
            Entry(msgspec.msgpack.encode({"note": f"record {seq}"}), "events/E1", 1_790_000_100_000)
            for seq in range(first, first + records)
        ]
        store.log.begin(Commit(1_790_000_100_000, entries))
        assert isinstance(store.log.done(10_000), Committed)


def test_repair_lists_the_records_of_a_damaged_commit_that_still_follow_the_chain_and_restores_none_of_them(
    data: Data, tmp_path: Path
) -> None:
    write_group(data, 6)
    data.alter("UPDATE records SET data = x'00' WHERE seq = 14")
    code, output = data.run("repair", tmp_path / "out")
    assert code == 0
    assert "records dropped: 6, numbers 11 to 16" in output
    file = tmp_path / "out" / "unproven.jsonl"
    assert "of these, 3 follow the chain, numbers 11 to 13, but their commit's seal covers damaged data, too" in output
    assert str(file) in output
    listed = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert listed == [
        {"seq": seq, "recorded_ms": 1_790_000_100_000, "subject": "events/E1", "record": {"note": f"record {seq}"}}
        for seq in (11, 12, 13)
    ]
    assert data.run("restore", tmp_path / "out")[0] == 0
    assert len(data.records()) == 10
    assert data.run("verify")[0] == 0


def test_a_record_written_into_a_damaged_commit_by_somebody_without_the_key_is_never_sealed(
    data: Data, tmp_path: Path
) -> None:
    write_group(data, 6)
    with closing(LogReader(data.folder)) as reader:
        before = reader.hash_at(10)
    assert before is not None
    forged = b"a record that the backend never wrote"
    data.alter(
        f"UPDATE records SET data = x'{forged.hex()}', hash = x'{link(before, forged).hex()}' WHERE seq = 11",
        "UPDATE records SET data = x'00' WHERE seq = 12",
    )
    data.run("repair", tmp_path / "out")
    data.run("restore", tmp_path / "out")
    assert forged not in data.records()


def test_repair_lists_nothing_where_every_record_before_the_damage_is_proven(data: Data, tmp_path: Path) -> None:
    data.alter("UPDATE records SET data = x'00' WHERE seq = 6")
    _, output = data.run("repair", tmp_path / "out")
    assert "follow the chain" not in output
    assert not (tmp_path / "out" / "unproven.jsonl").exists()


def test_repair_of_an_intact_journal_drops_nothing(data: Data, tmp_path: Path) -> None:
    code, output = data.run("repair", tmp_path / "out")
    assert code == 0
    assert "records dropped: none" in output
    data.run("restore", tmp_path / "out")
    assert len(data.records()) == 10


def test_repair_copies_further_tables(data: Data, tmp_path: Path) -> None:
    data.alter(
        "CREATE TABLE chunks (id INTEGER PRIMARY KEY, data BLOB)",
        "CREATE INDEX chunks_data ON chunks (data)",
        "INSERT INTO chunks VALUES (4, x'01'), (9, x'02')",
        "UPDATE records SET data = x'00' WHERE seq = 6",
    )
    data.run("repair", tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "realm" / FILE)) as db:
        assert db.execute("SELECT * FROM chunks").fetchall() == [(4, b"\1"), (9, b"\2")]
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'chunks_data'").fetchone() == (1,)


def test_repair_saves_the_readable_part_of_a_database_with_broken_pages(data: Data, tmp_path: Path) -> None:
    data.write(3_000)
    with closing(sqlite3.connect(data.folder / FILE)) as db:
        pages = [n for (n,) in db.execute("SELECT pageno FROM dbstat WHERE name = 'records' AND pagetype = 'leaf'")] \
            if _has_dbstat(db) else []
    if not pages:
        pytest.skip("this SQLite cannot report where a table is stored")
    whole = (data.folder / FILE).read_bytes()
    page = pages[len(pages) // 2]
    (data.folder / FILE).write_bytes(whole[: (page - 1) * 4096] + bytes(range(256)) * 16 + whole[page * 4096 :])
    code, output = data.run("repair", tmp_path / "out")
    assert code == 0
    assert "cannot be read" in output
    assert data.run("restore", tmp_path / "out")[0] == 0
    assert 500 < len(data.records()) < 3_010
    assert data.run("verify")[0] == 0


def readable(path: Path) -> int:
    """Number of records from the start on that are readable with the outcomes of their commands and their commits."""
    query = "SELECT * FROM records, outcomes USING (number), commits USING (number) WHERE number = ?"
    records = "(SELECT seq AS number, hash, data FROM records)"
    number = 0
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db, suppress(sqlite3.DatabaseError):
        db.execute("PRAGMA writable_schema=on")
        while db.execute(query.replace("records", records, 1), (number + 1,)).fetchone():
            number += 1
    return number


@pytest.mark.parametrize("end", ["zeroed", "cut off"])
def test_repair_copies_everything_up_to_an_unreadable_end(data: Data, tmp_path: Path, end: str) -> None:
    data.write(3_000)
    path = data.folder / FILE
    whole = path.read_bytes()
    intact = len(whole) // 4096 * 6 // 10 * 4096
    path.write_bytes(whole[:intact] + (bytes(len(whole) - intact) if end == "zeroed" else b""))
    assert (count := readable(path)) > 1_000
    code, output = data.run("repair", tmp_path / "out")
    assert code == 0
    assert "dropped: none" not in output
    found = re.search(r"records dropped: (\d+), numbers (\d+) to 3010", output)
    assert found, "the anchor contains the last record"
    assert int(found[1]) == 3_010 - count
    assert not list((tmp_path / "out").rglob("readable"))
    data.run("restore", tmp_path / "out")
    assert len(data.records()) == count
    assert data.run("verify")[0] == 0


def test_repair_with_another_key_is_refused_with_the_remedy(data: Data, tmp_path: Path) -> None:
    key = data.root / "keys" / "journal.key"
    key.write_text("00" * 32)
    with pytest.raises(BadJournal, match=r"journal\.key: is not the key that sealed .* restore the right"):
        data.run("repair", tmp_path / "out")
    assert not list(tmp_path.glob("out*"))


def _has_dbstat(db: sqlite3.Connection) -> bool:
    try:
        db.execute("SELECT 1 FROM dbstat LIMIT 1")
    except sqlite3.Error:
        return False
    return True


def test_a_checkpoint_is_not_part_of_a_backup(data: Data, tmp_path: Path) -> None:
    with closing(data.open()) as store:
        store.log.save_checkpoint(Checkpoint(10, store.log.head.hash, 0, 1, "c", {}))
    data.run("backup", tmp_path / "out")
    assert not list((tmp_path / "out").rglob("checkpoint-*"))


# -- the command line


@pytest.mark.parametrize(
    ("words", "folder"),
    [([], None), (["verify"], None), (["PKG", "fix"], None), (["PKG", "verify", "x"], None), (["PKG", "backup"], None),
     (["PKG", "verify"], Path("d")), (["backup"], Path("d")), (["backup", "a", "b"], Path("d"))],
)  # fmt: skip
def test_a_command_line_of_another_form_is_refused(words: list[str], folder: Path | None) -> None:
    with pytest.raises(WrongArgument):
        parsed(words, folder)


def test_the_package_precedes_the_verb_unless_a_folder_is_given() -> None:
    assert parsed(["PKG", "backup", "out"], None) == (Path("PKG"), "backup", Path("out"))
    assert parsed(["verify"], Path("data")) == (None, "verify", None)


def test_exit_codes_are_0_done_1_failed_2_wrong_usage(data: Data, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: object) -> int:
        return main.main(["journal", *map(str, words)])

    assert run("--data", data.root, "verify") == 0
    assert run("--data", data.root / "nowhere", "verify") == 2
    assert "there is no journal here yet; start the backend once" in capsys.readouterr().err
    assert run("--data", data.root, "verify", "--realm", "somewhere") == 2
    assert "is not a name of a realm" in capsys.readouterr().err
    assert run("--data", data.root, "fix") == 2
    assert run("--data", data.root, "backup", data.root / "out") == 0
    assert run("--data", data.root / "out", "verify", "--realm", "drill:7") == 0
    data.alter("UPDATE records SET data = x'00' WHERE seq = 6")
    assert run("--data", data.root, "verify") == 1
    assert "fault: record 6 was changed" in capsys.readouterr().out
