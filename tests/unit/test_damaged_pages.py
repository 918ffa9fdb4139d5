"""A damaged page costs its own rows: what can be computed again is, and everything else is kept."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from county.realm import LIVE
from services.disk.data_folder import keys_folder, realm_folder
from services.store.blobs import whole_files
from services.store.keyfiles import JOURNAL_KEY
from services.store.maintenance.command import journal
from services.store.ports import Commit, Committed, Entry, Head, StoreError
from services.store.read_only import NothingStored
from services.store.realm_store import RealmStore
from services.store.sqlite.damage_mark import mark_damaged, marked_damage
from services.store.sqlite.database import BadJournal
from services.store.sqlite.log import TableDamaged
from services.store.sqlite.proven_log import JournalReplaced
from services.store.sqlite.store import open_store
from tests.captured_log import CapturedLog
from tests.damaged_pages import (
    PAGE,
    add,
    flip_record,
    journal_in,
    leaf_pages,
    opened,
    overwrite,
    root_page,
    values,
    write,
)

COMMITS = 600


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("realm") / "data"
    write(data, COMMITS)
    return data


@pytest.fixture
def data(written: Path, tmp_path: Path) -> Path:
    return shutil.copytree(written, tmp_path / "data")


def run(data: Path, verb: str, path: Path | None = None) -> tuple[int, str]:
    """Exit code and output of a verb of `main.py journal`."""
    lines: list[str] = []
    code = journal(data, verb, path, realm=LIVE, print_line=lines.append, progress=lambda part, text: None)
    return code, "\n".join(lines)


@pytest.mark.parametrize("place", [0, 0.5, -1])
def test_repair_keeps_the_rows_on_both_sides_of_a_damaged_page(data: Path, tmp_path: Path, place: float) -> None:
    pages = leaf_pages(journal_in(data), "readings_arrivals")
    overwrite(journal_in(data), pages[int(place * len(pages)) if place > 0 else int(place)])
    code, output = run(data, "repair", tmp_path / "out")
    assert code == 0
    assert "readings_arrivals: " in output
    assert "rows copied, others cannot be read" in output
    assert f"records 1 to {COMMITS}" in output
    assert run(data, "restore", tmp_path / "out")[0] == 0
    assert run(data, "verify")[0] == 0
    with closing(opened(data)) as store:
        left = values(store)
        assert len(left) >= COMMITS - 2 * COMMITS // len(pages)
        add(store, 1)
        assert values(store) == [*left, COMMITS + 1.0]


def content(folder: Path) -> dict[str, bytes]:
    """The files of the journal, checkpoints and contacts in a folder."""
    names = ("journal.sqlite3", "journal.sqlite3-wal", "contacts.sqlite3")
    files = (path for path in folder.iterdir() if path.name in names and path.stat().st_size)
    return {path.name: path.read_bytes() for path in files}


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of all files below a folder, but the side files that SQLite creates for readers."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm"))
    found = (path for path in found if path.stat().st_size)
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def put_blob(store: RealmStore, content: bytes) -> None:
    assert store.blobs.put(content, sha256=sha256(content).hexdigest(), offset=0, total=len(content), by="desk")


# -- rebuilt by the start


@pytest.mark.parametrize(
    ("table", "place"),
    [("readings_arrivals", 0), ("readings_arrivals", -2), ("readings_arrivals", -1), ("deliveries", -1)],
)
def test_a_damaged_page_of_other_rows_costs_these_rows_and_the_start_rebuilds_the_journal(
    data: Path, table: str, place: int
) -> None:
    pages = leaf_pages(journal_in(data), table)
    overwrite(journal_in(data), pages[place])
    before, messages = content(realm_folder(data, LIVE)), CapturedLog()
    with closing(opened(data, messages)) as store:
        assert store.proven is None
        assert store.rebuilt is not None
        assert f"{table}: " in store.rebuilt.lost
        assert content(store.rebuilt.old) == before, "the original is kept unchanged"
        assert "the journal was rebuilt without its damaged parts; no commit is lost" in messages.texts
        assert store.log.head.seq == COMMITS
        assert [data.split()[1] for data in store.log.records(1, COMMITS)] == [b"%d" % n for n in range(1, COMMITS + 1)]
        left = values(store)
        assert len(left) >= COMMITS - 2 * COMMITS // len(pages)
        add(store, 3)
        assert values(store) == [*left, *(float(COMMITS + number) for number in (1, 2, 3))]
    with closing(opened(data)) as store:
        assert store.rebuilt is None
        store.history.maintain(20)
        assert table in store.history.fault, "shown until the journal is repaired"


@pytest.mark.parametrize("index", ["records_subject", "records_recorded", "sqlite_autoindex_outcomes_1",
                                   "sqlite_autoindex_deliveries_1", "readings_chunks_of_run"])  # fmt: skip
def test_a_damaged_index_is_rebuilt_and_nothing_is_lost(data: Path, index: str) -> None:
    overwrite(journal_in(data), root_page(journal_in(data), index))
    with closing(opened(data)) as store:
        assert store.rebuilt is not None
        assert store.rebuilt.lost == ""
        assert len(list(store.log.of_subject("events/E1"))) == COMMITS // 3
        assert len(values(store)) == COMMITS
        add(store, 1)
    assert run(data, "verify")[0] == 0


def test_an_intact_journal_is_not_rebuilt(data: Path) -> None:
    with closing(opened(data)) as store:
        assert (store.rebuilt, store.proven) == (None, None)


class DamagedTable:
    """A table of which a page is damaged; a CommitTable."""

    schema = ""

    def append(self, db: sqlite3.Connection, number: int, commit: Commit) -> bytes:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def test_nothing_written_after_a_rebuild_changes_the_original(data: Path) -> None:
    folder = realm_folder(data, LIVE)
    with closing(opened(data)) as store:
        put_blob(store, b"a photo")
        store.blobs.put(b"begin", sha256="ab" * 32, offset=0, total=10, by="desk")
    (folder / "contacts-damaged-1").mkdir()
    (folder / "contacts-damaged-1" / "contacts.sqlite3-journal").write_bytes(b"damaged")
    mark_damaged(folder, "a page")
    before = files(folder)
    with closing(opened(data)) as store:
        assert store.rebuilt is not None
        old = store.rebuilt.old
        store.contacts.put_all({"new": b"somebody"})
        store.blobs.put(b"rest", sha256="ab" * 32, offset=5, total=10, by="desk")
        add(store, 3)
    assert {name: content for name, content in files(old).items() if name in before} == before
    (photo,) = whole_files(folder / "blobs")
    assert photo.samefile(old / photo.relative_to(folder)), "it never changes, and is not copied"
    assert (folder / "contacts-damaged-1" / "contacts.sqlite3-journal").read_bytes() == b"damaged"


def test_a_rebuild_keeps_the_contacts_of_a_backend_that_was_killed_while_it_wrote_them(
    data: Path, tmp_path: Path
) -> None:
    folder = realm_folder(data, LIVE)
    with closing(opened(data)) as store:
        store.contacts.put_all({"0": b"somebody"} | {f"{number:04}": b"n" * 2_000 for number in range(100)})
    with closing(sqlite3.connect(folder / "contacts.sqlite3", isolation_level=None)) as writer:
        writer.execute("PRAGMA cache_size = 1")  # so that the transaction is in the file before it ends
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE contacts SET data = zeroblob(2000)")
        shutil.copytree(folder, tmp_path / "killed")
    shutil.rmtree(folder)
    (tmp_path / "killed").rename(folder)
    mark_damaged(folder, "a page")
    before = files(folder)
    assert before["contacts.sqlite3-journal"]
    with closing(opened(data)) as store:
        assert store.rebuilt is not None
        assert store.contacts.find("0") == b"somebody"
        assert not store.contacts.fault
        assert files(store.rebuilt.old) == before


def test_a_rebuilt_realm_keeps_its_files_on_another_disk(data: Path, tmp_path: Path) -> None:
    folder = realm_folder(data, LIVE)
    with closing(opened(data)) as store:
        put_blob(store, b"a photo")
    (folder / "blobs").rename(tmp_path / "disk")
    (folder / "blobs").symlink_to(tmp_path / "disk")
    mark_damaged(folder, "a page")
    with closing(opened(data)) as store:
        assert store.rebuilt is not None
        assert store.blobs.size(sha256(b"a photo").hexdigest()) == len(b"a photo")


def test_damage_that_a_commit_finds_ends_the_backend_and_the_next_start_rebuilds_the_journal(data: Path) -> None:
    folder = realm_folder(data, LIVE)
    with closing(
        open_store(folder, county="999901", realm="live", keys=keys_folder(data), history=DamagedTable())
    ) as broken:
        at_ms = broken.log.head.recorded_ms + 1
        broken.log.begin(Commit(at_ms, [Entry(b"record", "", at_ms)]))
        with pytest.raises(TableDamaged, match="its next start rebuilds that part"):
            broken.log.done(20_000)
        assert broken.log.head.seq == COMMITS
    assert marked_damage(folder)
    with closing(opened(data)) as store:
        assert store.rebuilt is not None
        assert store.log.head.seq == COMMITS
    assert not marked_damage(folder)


# -- opened read-only


def test_a_journal_with_a_damaged_record_is_opened_read_only_up_to_it_and_stays_unchanged(data: Path) -> None:
    flip_record(journal_in(data), 400)
    before = content(realm_folder(data, LIVE))
    with closing(opened(data)) as store:
        assert store.rebuilt is None
        assert store.proven is not None
        assert (store.proven.seq, store.log.head.seq) == (399, 399)
        assert store.proven.recorded_ms == store.log.head.recorded_ms
        assert "record 400 was changed after it was written" in store.proven.why
        assert "`main.py journal … repair`" in store.proven.why
        assert len(list(store.log.records(1, COMMITS))) == 399
        assert len(list(store.log.of_subject("events/E1"))) == 133
        assert values(store)[:399] == [float(number) for number in range(1, 400)]
        assert store.log.outcome("c7") is not None
        with pytest.raises(StoreError, match="nothing can be stored"):
            store.log.begin(Commit(1 << 50, [Entry(b"record", "", 1 << 50)]))
        with pytest.raises(NothingStored):
            store.blobs.put(b"x", sha256="0" * 64, offset=0, total=1, by="desk-1")
    assert content(realm_folder(data, LIVE)) == before
    assert not list(realm_folder(data, LIVE).parent.glob("*.proven"))


def test_a_restore_of_the_repaired_journal_is_noticed_by_the_backend_that_shows_it_read_only(
    data: Path, tmp_path: Path
) -> None:
    flip_record(journal_in(data), 400)
    with closing(opened(data)) as store:
        store.log.begin(Commit(0))
        assert store.log.done(0) == Committed(store.log.head)
        assert run(data, "repair", tmp_path / "out")[0] == 0
        store.log.begin(Commit(0))
        assert store.log.done(0) == Committed(store.log.head)
        assert run(data, "restore", tmp_path / "out")[0] == 0
        with pytest.raises(JournalReplaced, match="its next start uses the new one"):
            store.log.done(0)
    with closing(opened(data)) as store:
        assert (store.proven, store.log.head.seq) == (None, 399)


def test_lost_outcomes_of_commands_hide_no_record(data: Path) -> None:
    overwrite(journal_in(data), root_page(journal_in(data), "outcomes"))
    mark_damaged(realm_folder(data, LIVE), "found by a commit")
    with closing(opened(data)) as store:
        assert store.proven is not None
        assert store.proven.seq == COMMITS
        assert len(list(store.log.records(1, COMMITS))) == COMMITS


@pytest.mark.parametrize("kind", ["deleted", "emptied", "overwritten"])
def test_a_journal_of_which_nothing_is_left_is_opened_read_only_without_records(data: Path, kind: str) -> None:
    journal_file = journal_in(data)
    match kind:
        case "deleted":
            journal_file.unlink()
        case "emptied":
            journal_file.write_bytes(b"")
        case _:
            journal_file.write_bytes(b"x" * journal_file.stat().st_size)
    with closing(opened(data)) as store:
        assert store.proven is not None
        assert store.log.head == Head(0, store.log.head.hash, 0, 0)
        assert not list(store.log.records(1, COMMITS))


def test_a_cut_journal_is_opened_read_only_with_what_is_left(data: Path) -> None:
    whole = journal_in(data).read_bytes()
    journal_in(data).write_bytes(whole[: len(whole) // PAGE * 7 // 10 * PAGE])
    with closing(opened(data)) as store:
        assert store.proven is not None
        assert 0 < store.proven.seq < COMMITS
        assert len(list(store.log.records(1, COMMITS))) == store.proven.seq


def test_a_journal_with_a_table_of_another_program_is_opened_read_only_and_not_rebuilt(data: Path) -> None:
    with closing(sqlite3.connect(journal_in(data))) as db, db:
        db.execute("CREATE TABLE foreign_rows (x)")
    with closing(opened(data)) as store:
        assert store.rebuilt is None
        assert store.proven is not None
        assert store.proven.seq == COMMITS


def test_without_the_key_nothing_is_proven_and_the_start_is_refused(data: Path) -> None:
    flip_record(journal_in(data), 400)
    (keys_folder(data) / JOURNAL_KEY).unlink()
    with pytest.raises(BadJournal, match="the key that sealed"):
        opened(data)
