"""The contract of ContactStore, in a file and in memory."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from pathlib import Path
from threading import Thread

import pytest

from services.store.contacts import FILE, SqliteContacts
from services.store.memory_contacts import MemoryContacts
from services.store.ports import StoreError
from services.store.recovering_contacts import RecoveringContacts

SIZES = [3, 40, 300, 5000]


Store = SqliteContacts | RecoveringContacts | MemoryContacts
MAKE = {
    "file": SqliteContacts,
    "lasting": lambda folder: RecoveringContacts(folder, print),
    "memory": lambda folder: MemoryContacts(),
}


@pytest.fixture(params=MAKE)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return MAKE[request.param](tmp_path)


def test_a_stored_contact_is_found_by_its_token(store: Store) -> None:
    store.put_all({"r-1": "王女士 13800000000".encode(), "r-2": b"\x00\xff"})
    assert store.find("r-1") == "王女士 13800000000".encode()
    assert store.find("r-2") == b"\x00\xff"
    assert store.find("r-3") is None


def test_a_repeated_contact_replaces_the_previous_one(store: Store) -> None:
    store.put_all({"r-1": b"old"})
    store.put_all({"r-1": b"new"})
    assert store.find("r-1") == b"new"


def test_contacts_are_found_by_a_part_of_their_data(store: Store) -> None:
    store.put_all({"r-2": "张三 13900139000".encode(), "r-1": "王女士 13800138000".encode(), "r-3": b"13800"})
    assert store.containing("13800") == ["r-1", "r-3"]
    assert store.containing("王女士") == ["r-1"]
    assert store.containing("5555") == []
    store.erase("r-1")
    assert store.containing("13800") == ["r-3"]


def test_no_other_call_waits_for_a_search(tmp_path: Path) -> None:
    store = SqliteContacts(tmp_path)
    store.put_all({"r-1": b"13800138000"})
    with store._locked():  # as during any other call
        assert store.containing("13800") == ["r-1"]


def test_an_erased_contact_is_unknown_and_the_others_remain(store: Store) -> None:
    store.put_all({"r-1": b"a", "r-2": b"b"})
    assert store.erase("r-1")
    assert store.find("r-1") is None
    assert store.find("r-2") == b"b"
    assert not store.erase("r-1")
    store.put_all({"r-1": b"again"})
    assert store.find("r-1") == b"again"


def test_a_check_for_writing_leaves_nothing_behind(store: Store) -> None:
    store.put_all({"r-1": b"a"})
    store.check_writable()
    assert store.find("") is None
    assert store.find("r-1") == b"a"


def test_contacts_survive_a_restart(tmp_path: Path) -> None:
    store = SqliteContacts(tmp_path)
    store.put_all({"r-1": b"a"})
    store.close()
    assert SqliteContacts(tmp_path).find("r-1") == b"a"


def test_another_process_may_read_concurrently_with_the_writer(tmp_path: Path) -> None:
    store = SqliteContacts(tmp_path)
    store.put_all({"r-1": b"a"})
    reader = sqlite3.connect(f"{(tmp_path / FILE).as_uri()}?mode=ro", uri=True)
    assert reader.execute("SELECT data FROM contacts").fetchall() == [(b"a",)]
    store.put_all({"r-2": b"b"})
    store.erase("r-1")
    assert reader.execute("SELECT data FROM contacts").fetchall() == [(b"b",)]
    reader.close()


@pytest.mark.parametrize("seed", range(6))
def test_no_file_contains_data_of_an_erased_contact(tmp_path: Path, seed: int) -> None:
    """Sizes and order vary so that SQLite moves rows between pages, splits and frees these."""
    choice = random.Random(seed)
    store = SqliteContacts(tmp_path)
    held: dict[str, bytes] = {}
    for _ in range(25):
        new = {
            f"r-{choice.getrandbits(80):020x}": b"%032x" % choice.getrandbits(128) + b"." * choice.choice(SIZES)
            for _ in range(12)
        }
        store.put_all(new)
        held |= new
        token = choice.choice(sorted(held))
        erased = held.pop(token)
        assert store.erase(token)
        left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert erased[:32] not in left
        assert token.encode() not in left
    assert {token: store.find(token) for token in held} == held


def test_an_erasure_interrupted_before_the_rewrite_is_completed_at_the_next_start(tmp_path: Path) -> None:
    store = SqliteContacts(tmp_path)
    store.put_all({f"r-{number}": b"name %d " % number + b"." * 3000 for number in range(50)})
    store.close()
    db = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    db.execute("PRAGMA secure_delete = OFF")
    db.executescript("BEGIN; DELETE FROM contacts WHERE token = 'r-7'; PRAGMA user_version = 1; COMMIT")
    db.close()
    assert b"name 7 " in (tmp_path / FILE).read_bytes()
    SqliteContacts(tmp_path).close()
    assert b"name 7 " not in (tmp_path / FILE).read_bytes()


def test_contacts_that_cannot_be_written_leave_none_of_their_commit(tmp_path: Path) -> None:
    store = SqliteContacts(tmp_path)
    with pytest.raises(StoreError):
        store.put_all({"r-1": b"a", "r-2": None})  # type: ignore[dict-item]
    assert store.find("r-1") is None
    store.put_all({"r-1": b"a"})
    assert store.find("r-1") == b"a"


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    SqliteContacts(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_file_that_is_not_a_database_is_reported_in_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, despite its name" * 100)
    with pytest.raises(StoreError, match=FILE) as raised:
        SqliteContacts(tmp_path)
    assert "\n" not in str(raised.value)


def test_one_thread_may_put_while_another_finds(tmp_path: Path) -> None:
    store = SqliteContacts(tmp_path)
    writer = Thread(target=lambda: [store.put_all({f"r-{n}": b"%d" % n}) for n in range(30)])
    writer.start()
    while writer.is_alive():
        assert store.find("r-29") in (None, b"29")
    writer.join()
    assert [store.find(f"r-{n}") for n in range(30)] == [b"%d" % n for n in range(30)]
