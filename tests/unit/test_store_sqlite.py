"""The store in SQLite: acknowledged data is durable, changes are detected, other writers are refused."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from services.store.chain import GENESIS, BrokenChain, link, verify
from services.store.keyfiles import BadKeyFile, ensure_key
from services.store.ports import Checkpoint, Commit, Committed, Entry, Outcome, StoreError, StoreFailed
from services.store.sqlite.anchor import BadAnchor
from services.store.sqlite.database import FILE, BadJournal, failed, transaction
from services.store.sqlite.folding import RULE as FOLD_RULE
from services.store.sqlite.folding import CommitFolding, FoldRule
from services.store.sqlite.lock import StoreLocked
from services.store.sqlite.reading import LogReader
from services.store.sqlite.store import SqliteStore, open_store
from services.store.sqlite.tables import CommitTable, ContactWriter
from services.store.sqlite.writer import WriterThread
from tests.contract.record_logs import commit, stored


class Place:
    """A data folder of one test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder, self.keys = root / "realms" / "live", root / "keys"
        self.warnings: list[str] = []
        self._open: list[SqliteStore[CommitTable | None]] = []

    def open(
        self, county: str = "999901", realm: str = "live", history: CommitTable | None = None,
        contacts: ContactWriter | None = None, fold_rule: FoldRule = FOLD_RULE,
    ) -> SqliteStore[CommitTable | None]:  # fmt: skip
        store = open_store(
            self.folder, county=county, realm=realm, keys=self.keys, history=history, contacts=contacts,
            warn=self.warnings.append, fold_rule=fold_rule,
        )  # fmt: skip
        self._open.append(store)
        return store

    def alter(self, *statements: str) -> None:
        """Change the closed database directly in its file."""
        with closing(sqlite3.connect(self.folder / FILE)) as db, db:
            for statement in statements:
                db.execute(statement)

    def fill(self, records: int, each: int = 1) -> None:
        """Write a journal of ``records`` records in commits of ``each`` and close it."""
        store = self.open()
        first = store.log.head.seq + 1
        for n in range(first, first + records, each):
            seqs = range(n, n + each)
            entries = [Entry(f"record {seq}".encode(), f"events/E{seq % 3}", 1_000 * seq) for seq in seqs]
            stored(store.log, *entries, outcomes=[Outcome(f"c{seq}", b"h", seq, seq) for seq in seqs])
        store.close()

    def close(self) -> None:
        for store in self._open:
            store.close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.close()


def test_everything_is_there_again_after_reopening(place: Place) -> None:
    place.fill(5)
    log = place.open().log
    assert list(log.records(1, 9)) == [f"record {seq}".encode() for seq in range(1, 6)]
    assert log.head == (5, log.head.hash, 5_000, 0)
    assert log.outcome("c3") == Outcome("c3", b"h", 3, 3)
    assert list(log.of_subject("events/E1")) == [b"record 1", b"record 4"]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE records SET data = x'00' WHERE seq = 2", "record 2 was changed"),
        ("UPDATE records SET hash = x'00' WHERE seq = 2", "record 2 was changed"),
        ("DELETE FROM records WHERE seq = 2", "record 2 is missing"),
        ("DELETE FROM records WHERE seq = 1", "record 1 is missing"),
        ("DELETE FROM records WHERE seq = 3", "ends with record 2, its last commit with record 3"),
        ("DELETE FROM commits WHERE number = 3", "ends with record 3, its last commit with record 2"),
        ("UPDATE commits SET recorded_ms = 7 WHERE number = 3", "last commit does not follow"),
        ("UPDATE commits SET mac = x'00' WHERE number = 3", "was not sealed with this journal.key"),
        ("UPDATE meta SET value = x'00' WHERE key = 'epoch'", "epoch was not sealed"),
    ],
)
def test_changed_and_removed_records_are_reported_at_the_start(place: Place, damage: str, message: str) -> None:
    place.fill(3)
    place.alter(damage)
    with pytest.raises(BadJournal, match=message) as refused:
        place.open()
    assert "restore" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_record_with_a_recomputed_hash_breaks_the_next_one() -> None:
    first, forged = link(GENESIS, b"one"), link(link(GENESIS, b"one"), b"forged")
    third = link(link(first, b"two"), b"three")
    with pytest.raises(BrokenChain, match="record 3"):
        verify([(1, b"one", first), (2, b"forged", forged), (3, b"three", third)])


def rebuilt_chain(place: Place, seq: int, data: bytes) -> None:
    """Replace a record and recompute the whole chain, which needs no key."""
    with closing(sqlite3.connect(place.folder / FILE)) as db, db:
        last = GENESIS
        for number, found in db.execute("SELECT seq, data FROM records ORDER BY seq").fetchall():
            content = data if number == seq else found
            last = link(last, content)
            db.execute("UPDATE records SET data = ?, hash = ? WHERE seq = ?", (content, last, number))


def test_a_chain_recomputed_after_a_forged_record_does_not_pass_the_seals(place: Place) -> None:
    place.fill(5)
    rebuilt_chain(place, 2, b"forged")
    with pytest.raises(BadJournal, match="last commit does not follow"):
        place.open()


@pytest.mark.parametrize("content", [b"this is no database at all, whatever it is", b"SQLite format 3\0" + bytes(200)])
def test_a_torn_database_is_refused_in_one_line_with_the_remedy(place: Place, content: bytes) -> None:
    place.folder.mkdir(parents=True)
    (place.folder / FILE).write_bytes(content)
    with pytest.raises(BadJournal) as refused:
        place.open()
    assert str(place.folder / FILE) in str(refused.value)
    assert "restore" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_second_writer_is_refused_while_the_first_is_open(place: Place) -> None:
    first = place.open()
    with pytest.raises(StoreLocked, match="another backend"):
        place.open()
    first.close()
    place.open()


@pytest.mark.parametrize(("county", "realm"), [("433123", "live"), ("999901", "drill:7")])
def test_the_journal_of_another_county_or_realm_is_refused(place: Place, county: str, realm: str) -> None:
    place.fill(1)
    with pytest.raises(BadJournal, match="belongs to"):
        place.open(county=county, realm=realm)


def test_a_journal_newer_than_this_program_asks_for_an_update(place: Place) -> None:
    place.fill(1)
    place.alter("UPDATE meta SET value = '3' WHERE key = 'format'")
    with pytest.raises(BadJournal, match="newer than this program; update the program"):
        place.open()


def test_a_concurrent_reader_sees_each_commit_and_never_a_part_of_one(place: Place) -> None:
    store = place.open()
    reader = LogReader(place.folder)
    assert reader.head.seq == 0
    for n in (1, 3, 5):
        stored(store.log, Entry(b"a", "", n), Entry(b"b", "", n))
        assert reader.head == store.log.head
        assert len(list(reader.records(1, 100))) == n + 1
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.db.execute("DELETE FROM records")
    reader.close()


def test_there_is_no_reader_where_there_is_no_journal(tmp_path: Path) -> None:
    with pytest.raises(BadJournal, match="there is no journal here"):
        LogReader(tmp_path)
    assert list(tmp_path.iterdir()) == []


# -- keys and anchor


def test_a_truncated_journal_is_refused(place: Place) -> None:
    place.fill(3)
    shutil.copytree(place.folder, place.root / "earlier")
    place.fill(2)
    shutil.rmtree(place.folder)
    (place.root / "earlier").rename(place.folder)
    with pytest.raises(BadJournal, match=r"ends with record 3, commit 3, but had record 5.*lost.*journal … restore"):
        place.open()


def test_another_journal_of_the_same_length_is_refused(place: Place) -> None:
    place.fill(3)
    anchor = (place.keys / "anchors" / "live.json").read_bytes()
    shutil.rmtree(place.folder)
    shutil.rmtree(place.keys / "anchors")
    store = place.open()
    stored(store.log, *(Entry(b"other", "", n) for n in range(3)))
    for n in range(2):
        stored(store.log, outcomes=[Outcome(f"r{n}", b"h", 0, -1)])
    store.close()
    (place.keys / "anchors" / "live.json").write_bytes(anchor)
    with pytest.raises(BadJournal, match="record 3 differs from the one before: records were replaced"):
        place.open()


def test_a_missing_anchor_is_reported_and_created_again(place: Place) -> None:
    place.fill(3)
    shutil.rmtree(place.keys / "anchors")
    place.open().close()
    assert any("a truncated journal would not be detected" in line for line in place.warnings)
    assert (place.keys / "anchors" / "live.json").exists()


def killed(place: Place, *, before: str, after: str) -> Path:
    """The folder as a writer leaves it that is killed after a checkpointed commit ``before`` and a commit ``after``."""
    store = place.open()
    stored(store.log, Entry(before.encode(), "", 1))
    store.run(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()).result()
    stored(store.log, Entry(after.encode(), "", 2))
    left = place.root / "killed"
    shutil.copytree(place.folder, left / "realms" / "live")
    shutil.copytree(place.keys, left / "keys")
    return left


@pytest.mark.parametrize("damage", ["one bit", "emptied", "deleted"])
def test_a_commit_of_the_last_second_that_is_lost_with_the_write_ahead_log_is_noticed(
    place: Place, damage: str
) -> None:
    at = Place(killed(place, before="first", after="last"))
    log = at.folder / f"{FILE}-wal"
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    match damage:
        case "one bit":
            log.write_bytes(content)
        case "emptied":
            log.write_bytes(b"")
        case _:
            log.unlink()
    before = {path.name: path.read_bytes() for path in at.folder.iterdir() if not path.name.endswith("-shm")}
    with pytest.raises(BadJournal, match=r"ends with record 1, commit 1, but had record 2, commit 2 before: .*lost"):
        at.open()
    after = {path.name: path.read_bytes() for path in at.folder.iterdir() if not path.name.endswith("-shm")}
    assert {**after, log.name: before.get(log.name)} == {**before, log.name: before.get(log.name)}
    if damage == "one bit":
        assert after[log.name] == before[log.name], "a refused start deletes what repair could still use"


@pytest.mark.parametrize("left", ["nothing", "an empty file", "an empty database", "the write-ahead log"])
def test_a_deleted_journal_is_never_replaced_by_an_empty_one(place: Place, left: str) -> None:
    at = Place(killed(place, before="first", after="last"))
    journal = at.folder / FILE
    for path in at.folder.iterdir():
        if left != "the write-ahead log" or path == journal:
            path.unlink()
    if left == "an empty file":
        journal.touch()
    if left == "an empty database":
        with closing(sqlite3.connect(journal)) as db:
            db.execute("PRAGMA journal_mode=WAL")
    with pytest.raises(BadJournal, match="is missing or empty, but had record 2, commit 2 before; restore a backup"):
        at.open()


@pytest.mark.parametrize("damage", ["torn", "one slot"])
def test_a_torn_last_head_stops_no_start(place: Place, damage: str) -> None:
    at = Place(killed(place, before="first", after="last"))
    head = at.keys / "anchors" / "live.head"
    content = head.read_bytes()
    head.write_bytes(bytes(len(content)) if damage == "torn" else content[:512] + bytes(len(content) - 512))
    at.open().close()
    assert any("live.head is damaged" in line for line in at.warnings) == (damage == "torn")


def test_an_anchor_that_was_changed_is_refused(place: Place) -> None:
    place.fill(3)
    anchor = place.keys / "anchors" / "live.json"
    anchor.write_text(anchor.read_text().replace('"seq":3', '"seq":2'))
    with pytest.raises(BadAnchor, match="was changed"):
        place.open()


def test_the_anchor_is_written_while_no_further_commit_arrives(place: Place) -> None:
    store = place.open()
    stored(store.log, Entry(b"a", "", 1))
    anchor = place.keys / "anchors" / "live.json"
    while not anchor.exists():  # bounded by the test's timeout
        pass
    assert '"seq":1' in anchor.read_text()


def test_the_key_is_secret_created_once_and_reported_when_missing(place: Place) -> None:
    place.fill(1)
    key = place.keys / "journal.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert ensure_key(key) == ensure_key(key)
    key.unlink()
    with pytest.raises(BadJournal, match=r"the key that sealed .* is missing"):
        place.open()
    ensure_key(key)
    with pytest.raises(BadJournal, match="not sealed with this data folder's"):
        place.open()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_key_readable_by_others_is_refused(place: Place) -> None:
    place.fill(1)
    (place.keys / "journal.key").chmod(0o644)
    with pytest.raises(BadKeyFile, match="chmod 600"):
        place.open()


def test_a_torn_key_is_refused(place: Place) -> None:
    place.fill(1)
    (place.keys / "journal.key").write_text("12ab")
    with pytest.raises(BadKeyFile, match="holds 2 bytes"):
        place.open()


# -- verification in the background


def checkpointed(place: Place, seq: int) -> None:
    store = place.open()
    found = closing(LogReader(place.folder))
    with found as reader:
        hash_ = reader.hash_at(seq)
    assert hash_ is not None
    store.log.save_checkpoint(Checkpoint(seq, hash_, 0, 1, "c", {"events": [b"x" * 1_000]}))
    store.close()


def test_with_a_checkpoint_the_start_verifies_the_rest_and_the_background_the_part_before(place: Place) -> None:
    place.fill(2_000, each=50)
    checkpointed(place, 1_900)
    store = place.open()
    steps = [store.log.verify(0)]
    while steps[-1].verified_seq < steps[-1].target_seq:
        steps.append(store.log.verify(0))
    assert steps[-1] == (2_000, 2_000, "")
    assert [step.verified_seq for step in steps] == sorted({step.verified_seq for step in steps})
    assert len(steps) > 3, "a budget of 0 ends after one portion"


def test_a_changed_record_before_the_checkpoint_does_not_stop_the_start_and_is_named_in_the_background(
    place: Place,
) -> None:
    place.fill(1_000, each=50)
    checkpointed(place, 950)
    place.alter("UPDATE records SET data = x'00' WHERE seq = 700")
    store = place.open()
    found = store.log.verify(60_000)
    assert found.fault == "record 700 was changed after it was written"
    assert found.verified_seq < 700


def test_a_forged_past_before_the_checkpoint_fails_the_seals_in_the_background(place: Place) -> None:
    place.fill(100, each=10)
    checkpointed(place, 100)
    place.alter("UPDATE commits SET content = x'00' WHERE number = 4")
    assert "commit 4, records 31 to 40, does not follow" in place.open().log.verify(60_000).fault


def test_the_checkpoint_from_which_a_start_verified_the_chain_is_not_read_a_second_time(place: Place) -> None:
    place.fill(20)
    checkpointed(place, 10)
    checkpointed(place, 20)
    store = place.open()
    max(place.folder.glob("checkpoint-*")).unlink()
    assert [checkpoint.seq for checkpoint in store.log.checkpoints()] == [20, 10]
    assert [checkpoint.seq for checkpoint in store.log.checkpoints()] == [10], "nor is it held after its use"


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-1] + b"\xff", lambda data: b""])
def test_a_torn_checkpoint_is_reported_and_the_older_is_used(place: Place, damage: Callable[[bytes], bytes]) -> None:
    place.fill(20)
    checkpointed(place, 10)
    checkpointed(place, 20)
    newest = max(place.folder.glob("checkpoint-*"))
    newest.write_bytes(damage(newest.read_bytes()))
    store = place.open()
    assert [checkpoint.seq for checkpoint in store.log.checkpoints()] == [10]
    assert any(newest.name in line for line in place.warnings)


def test_a_start_without_a_checkpoint_reports_it_and_verifies_everything(place: Place) -> None:
    place.fill(20)
    assert not [line for line in place.warnings if "no checkpoint" in line], "an empty journal needs none"
    place.open()
    assert any("the whole chain of 20 records is verified first" in line for line in place.warnings)


# -- folding of commit rows

RULE = FoldRule(unfolded=5, rows=4, records=1_000, levels=2)


class FoldedLog:
    """The writer of a log whose commits are folded early."""

    def __init__(self, place: Place, rule: FoldRule = RULE) -> None:
        self._place = place
        self._store = place.open()
        key = ensure_key(place.keys / "journal.key")
        self._rule = rule
        self._folding = self._store.run(lambda db: CommitFolding(db, key, "999901", "live", rule)).result()

    def commit(self, count: int, *, readings_only: bool = False) -> None:
        for _ in range(count):
            seq = self._store.log.head.seq + 1
            if readings_only:
                stored(self._store.log, outcomes=[Outcome(f"r{self._folder_number()}", b"h", 0, -1)])
            else:
                stored(self._store.log, Entry(b"x", "events/E", seq), outcomes=[Outcome(f"c{seq}", b"h", seq, seq)])
            self._folding.committed()
            self._store.run(lambda db: self._folding.step()).result()

    def _folder_number(self) -> int:
        return self._store.run(lambda db: db.execute("SELECT max(number) FROM commits").fetchone()[0] or 0).result()

    def rows(self) -> list[tuple[int, int, int]]:
        query = "SELECT since, number, level FROM commits ORDER BY number"
        return self._store.run(lambda db: db.execute(query).fetchall()).result()

    def close(self) -> None:
        self._store.close()


def test_old_commits_are_folded_so_that_their_rows_do_not_grow_with_every_commit(place: Place) -> None:
    log = FoldedLog(place)
    log.commit(100)
    log.commit(100, readings_only=True)
    rows = log.rows()
    assert len(rows) < 30
    assert [row[0] for row in rows] == [1, *(number + 1 for _, number, _ in rows[:-1])], "each follows the one before"
    assert {level for *_, level in rows} == {0, 1, 2}
    log.close()
    store = place.open()
    assert store.log.verify(60_000) == (100, 100, "")
    assert stored(store.log, Entry(b"next", "", 1_000)).head.seq == 101


def test_a_folded_row_covers_no_more_records_than_the_rule_permits(place: Place) -> None:
    log = FoldedLog(place, RULE._replace(records=3))
    log.commit(60)
    assert max(number - since + 1 for since, number, _ in log.rows()) == 3


def test_folding_does_not_seal_changed_data(place: Place) -> None:
    store = place.open()
    for n in range(1, 10):
        stored(store.log, Entry(b"x", "events/E", n))
    store.run(lambda db: db.execute("UPDATE records SET subject = 'events/F' WHERE seq = 2")).result()
    key = ensure_key(place.keys / "journal.key")
    folding = store.run(lambda db: CommitFolding(db, key, "999901", "live", RULE)).result()
    assert store.run(lambda db: [folding.step() for _ in range(3)]).result()[1:] == [False, False]
    assert store.run(lambda db: db.execute("SELECT count(*) FROM commits WHERE level > 0").fetchone()).result() == (0,)


def test_a_scan_continues_after_rows_were_folded_meanwhile(place: Place) -> None:
    log = FoldedLog(place, FoldRule(unfolded=10_000, rows=4, records=1_000, levels=1))
    log.commit(600)
    log.close()
    store = place.open()
    first = store.log.verify(0)
    assert first.verified_seq < 600
    key = ensure_key(place.keys / "journal.key")
    rule = FoldRule(unfolded=0, rows=500, records=1_000, levels=1)
    folding = store.run(lambda db: CommitFolding(db, key, "999901", "live", rule)).result()
    assert store.run(lambda db: folding.step()).result()
    found = first
    while not found.fault and found.verified_seq < found.target_seq:
        found = store.log.verify(0)
    assert found == (600, 600, "")


# -- further tables and stores in a commit


class ExtraTable:
    """A further table; refuses a commit with a given time."""

    schema = "CREATE TABLE IF NOT EXISTS extra (number INTEGER, recorded_ms INTEGER)"

    def __init__(self) -> None:
        self.refused_ms = -1

    def append(self, db: sqlite3.Connection, number: int, commit: Commit) -> bytes:
        db.execute("INSERT INTO extra VALUES (?, ?)", (number, commit.recorded_ms))
        if commit.recorded_ms == self.refused_ms:
            raise ValueError("a bug in a table")
        return b"digest"

    def stored_rows(self, store: SqliteStore[CommitTable | None]) -> list[tuple[int, int]]:
        return store.run(lambda db: db.execute("SELECT * FROM extra").fetchall()).result()


def test_further_tables_are_written_in_the_same_transaction_or_not_at_all(place: Place) -> None:
    rows = ExtraTable()
    store = place.open(history=rows)
    assert store.history is rows
    stored(store.log, Entry(b"one", "", 1))
    rows.refused_ms = 2
    failure = commit(store.log, Commit(2, [Entry(b"two", "", 2)]))
    assert failure == StoreFailed("journal_failed", "ValueError('a bug in a table')")
    stored(store.log, Entry(b"three", "", 3))
    assert rows.stored_rows(store) == [(1, 1), (2, 3)]
    assert list(store.log.records(1, 9)) == [b"one", b"three"]


class People:
    """Contacts in a dict.  ``fault``: why they cannot be written."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}
        self.fault = ""

    def put_all(self, contacts: Mapping[str, bytes]) -> None:
        self.check_writable()
        self.known.update(contacts)

    def check_writable(self) -> None:
        if self.fault:
            raise StoreError(self.fault)


def test_contacts_are_durable_before_their_record_and_stay_when_it_fails(place: Place) -> None:
    people, rows = People(), ExtraTable()
    store = place.open(contacts=people, history=rows)
    rows.refused_ms = 1
    assert isinstance(commit(store.log, Commit(1, [Entry(b"one", "", 1)], contacts={"r-1": b"x"})), StoreFailed)
    assert people.known == {"r-1": b"x"}
    people.fault = "the contacts cannot be written"
    failure = commit(store.log, Commit(2, [Entry(b"one", "", 2)], contacts={"r-2": b"y"}))
    assert failure == StoreFailed("journal_failed", "the contacts cannot be written")
    assert store.log.head.seq == 0


def test_an_empty_commit_fails_while_contacts_cannot_be_written(place: Place) -> None:
    people = People()
    store = place.open(contacts=people)
    assert isinstance(commit(store.log, Commit(1)), Committed)
    people.fault = "the contacts cannot be written"
    assert commit(store.log, Commit(1)) == StoreFailed("journal_failed", "the contacts cannot be written")


@pytest.mark.parametrize(
    ("cause", "failure"),
    [
        (OSError(errno.EROFS, "", "/data/x"), StoreFailed("journal_failed", "Read-only file system")),
        (OSError(errno.ENOSPC, "Kein Platz", "/data/x"), StoreFailed("disk_full", "No space left on device")),
        (sqlite3.OperationalError("disk I/O error"), StoreFailed("journal_failed", "disk I/O error")),
    ],
)
def test_the_reason_of_a_failed_commit_is_the_disks_own_without_number_and_path(
    cause: Exception, failure: StoreFailed
) -> None:
    error = StoreError("{path}: cannot be opened ({why})", path="contacts", why=cause)
    error.__cause__ = cause
    assert failed(error) == failed(cause) == failure


def test_contacts_without_a_contact_store_are_not_lost_silently(place: Place) -> None:
    failure = commit(place.open().log, Commit(1, [Entry(b"one", "", 1)], contacts={"r-1": b"x"}))
    assert isinstance(failure, StoreFailed)
    assert "without a contact store" in failure.reason


def test_a_database_that_became_read_only_fails_the_commit_and_nothing_else(place: Place) -> None:
    store = place.open()
    stored(store.log, Entry(b"one", "", 1))
    store.run(lambda db: db.execute("PRAGMA query_only = 1")).result()
    failure = commit(store.log, Commit(2, [Entry(b"two", "", 2)]))
    assert isinstance(failure, StoreFailed)
    assert failure.code == "journal_failed"
    assert commit(store.log, Commit(2)) == failure
    store.run(lambda db: db.execute("PRAGMA query_only = 0")).result()
    assert stored(store.log, Entry(b"two", "", 2)).head.seq == 2


def test_a_read_that_fails_is_a_store_error(place: Place) -> None:
    store = place.open()
    store.run(lambda db: [db.execute(f"DROP TABLE {name}") for name in ("outcomes", "records")]).result()
    reads: list[Callable[[], object]] = [
        lambda: store.log.outcome("c"),
        lambda: store.log.seq_at(1),
        lambda: list(store.log.of_subject("events/E1")),
        lambda: store.log.save_checkpoint(Checkpoint(1, b"", 0, 1, "", {})),
    ]
    for read in reads:
        with pytest.raises(StoreError, match="cannot be read"):
            read()


def test_catalogue_keys_with_which_the_journal_was_run_are_stored(place: Place) -> None:
    store = place.open()
    store.note_catalog_keys(["rules/bin_full", "subclasses/a"])
    store.note_catalog_keys({"subclasses/b"})
    store.close()
    assert place.open().known_catalog_keys() == {"rules/bin_full", "subclasses/a", "subclasses/b"}


def test_a_further_connection_reads_concurrently_with_the_log(place: Place) -> None:
    store = place.open()
    stored(store.log, Entry(b"one", "", 1))
    with closing(store.connection()) as db:
        assert db.execute("SELECT count(*) FROM records").fetchone() == (1,)


class Failing:
    """Tables whose rows cannot be written, with an unexpected error."""

    schema = ""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def append(self, db: sqlite3.Connection, number: int, commit: Commit) -> bytes:
        if self.error is not None:
            raise self.error
        return b""


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), MemoryError(), SystemExit("x")])
def test_any_error_in_the_writer_fails_the_commit_in_flight_and_no_later_one(
    place: Place, error: BaseException
) -> None:
    tables = Failing()
    log = place.open(history=tables).log
    tables.error = error
    log.begin(Commit(1_000, [Entry(b"one", "", 1_000)]))
    failed = log.done(5_000)
    assert isinstance(failed, StoreFailed)
    assert (failed.code, type(error).__name__ in failed.reason) == ("journal_failed", True)
    assert log.head.seq == 0
    tables.error = None
    stored(log, Entry(b"one", "", 1_000))
    assert list(log.records(1, 9)) == [b"one"]


def test_any_error_while_old_commits_are_folded_is_reported_and_stops_no_commit(place: Place) -> None:
    log = place.open(fold_rule=FoldRule(unfolded=0, rows=0)).log  # a fold of no rows raises IndexError
    for number in range(3):
        stored(log, Entry(b"one", "", 1_000 + number))
    assert any("cannot be folded yet (IndexError" in line for line in place.warnings)


def test_an_error_of_a_job_is_reported_and_the_writer_thread_runs_the_next_job() -> None:
    errors: list[object] = []
    thread = WriterThread("a writer", failed=lambda args: errors.append(args.exc_type))

    def broken() -> None:
        raise ZeroDivisionError

    thread.post(broken)
    assert thread.submit(lambda: 5).result(5) == 5
    thread.close()
    assert errors == [ZeroDivisionError]


@pytest.mark.parametrize("steps", range(4))
def test_a_transaction_that_is_interrupted_as_it_begins_is_rolled_back(tmp_path: Path, steps: int) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as db:
        answers = iter([False] * steps + [True])
        db.set_progress_handler(lambda: next(answers, False), 1)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"), transaction(db):
            raise AssertionError("it began")
        assert not db.in_transaction
