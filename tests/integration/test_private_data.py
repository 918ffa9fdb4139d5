"""Data folders and backups are accessible to their owner only, for any umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from county.realm import LIVE
from county.streams import READINGS, KeyTable
from main import write_crash
from services.disk.data_folder import data_folder, realm_folder
from services.log import RateLimitedLog
from services.store.blobs import FileBlobs
from services.store.disk_space import require_space
from services.store.maintenance.command import journal
from services.store.open import open_realm_store
from services.store.ports import Checkpoint, Commit, Entry
from services.store.realm_store import RealmStore
from tests.conftest import USER_FOLDERS
from tests.contract.record_logs import stored
from tests.integration.backend_fixture import run_main
from tests.integration.data_folder_v1 import golden_copy
from tests.tiny_county import write_tiny_county

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
FIRST_MS = 1_790_000_000_000
BLOB = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
"""SHA-256 of the byte 1."""


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def opened(data: Path) -> RealmStore:
    return open_realm_store(
        data, county="999901", realm=LIVE, keys={READINGS.key: KeyTable(READINGS, [])}, messages=RateLimitedLog()
    )


def written(data: Path) -> None:
    """A store with a record, a contact, a checkpoint and a file."""
    with closing(opened(data)) as store:
        stored(store.log, Entry(b"record", "", FIRST_MS))
        store.log.begin(Commit(FIRST_MS, contacts={"r-1": b"name"}))
        store.log.done(60_000)
        store.log.save_checkpoint(Checkpoint(1, store.log.head.hash, FIRST_MS, 1, "c", {}))
        blobs = FileBlobs(realm_folder(data, LIVE) / "blobs", lambda: FIRST_MS)
        blobs.put(b"\1", sha256=BLOB, offset=0, total=1, by="desk-1")


def maintain(data: Path, verb: str, path: Path) -> None:
    assert journal(data, verb, path, realm=LIVE, print_line=lambda text: None, progress=lambda part, text: None) == 0


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


def open_to_others(folder: Path) -> dict[str, str]:
    """Paths in ``folder``, itself included, that are accessible to others."""
    wrong = {}
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode != (0o700 if path.is_dir() else 0o600):
            wrong[path.relative_to(folder).as_posix()] = oct(mode)
    return wrong


def loosened(folder: Path) -> None:
    """As written by earlier versions."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_new_data_folder(tmp_path: Path, umask: int) -> None:
    written(tmp_path / "data")
    assert {"journal.sqlite3", "contacts.sqlite3", "checkpoint-000000000001.msgpack", BLOB, "journal.key"} <= names(
        tmp_path / "data"
    )
    assert open_to_others(tmp_path / "data") == {}


def test_side_files_of_the_databases_of_a_running_store(tmp_path: Path, umask: int) -> None:
    with closing(opened(tmp_path / "data")) as store:
        stored(store.log, Entry(b"record", "", FIRST_MS))
        assert "journal.sqlite3-wal" in names(tmp_path / "data")
        assert open_to_others(tmp_path / "data") == {}


def test_folders_accessible_to_others_are_made_private_at_the_next_start(tmp_path: Path) -> None:
    written(tmp_path / "data")
    loosened(tmp_path / "data" / "realms")
    opened(tmp_path / "data").close()
    folder = tmp_path / "data" / "realms" / "live"
    for path in (folder.parent, folder):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for name in ("journal.sqlite3", "contacts.sqlite3"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_a_data_folder_that_existed_keeps_its_mode_and_a_missing_one_is_private(tmp_path: Path, umask: int) -> None:
    shared, new = tmp_path / "shared", tmp_path / "new"
    shared.mkdir()
    shared.chmod(0o755)
    for folder in (shared, new):
        require_space(folder)
        written(folder)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755
    assert stat.S_IMODE(new.stat().st_mode) == 0o700


def test_a_backup(tmp_path: Path, umask: int) -> None:
    written(tmp_path / "data")
    maintain(tmp_path / "data", "backup", tmp_path / "out")
    assert {"journal.sqlite3", "contacts.sqlite3", BLOB, "journal.key", "backup.json"} <= names(tmp_path / "out")
    assert open_to_others(tmp_path / "out") == {}


def test_the_output_of_repair(tmp_path: Path, umask: int) -> None:
    written(tmp_path / "data")
    maintain(tmp_path / "data", "repair", tmp_path / "out")
    assert open_to_others(tmp_path / "out") == {}


def test_restored_files_and_the_replaced_ones(tmp_path: Path, umask: int) -> None:
    written(tmp_path / "data")
    maintain(tmp_path / "data", "backup", tmp_path / "out")
    for path in (*(tmp_path / "out" / "realm").rglob("*"), tmp_path / "out" / "realm"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    loosened(tmp_path / "data" / "realms" / "live")
    maintain(tmp_path / "data", "restore", tmp_path / "out")
    assert (tmp_path / "data" / "realms" / "live.before-restore").is_dir()
    assert open_to_others(tmp_path / "data") == {}
    maintain(tmp_path / "new", "restore", tmp_path / "out")
    assert BLOB in names(tmp_path / "new")
    assert open_to_others(tmp_path / "new") == {}


def test_a_migrated_data_folder_and_the_old_journal(tmp_path: Path, umask: int) -> None:
    os.umask(0o022)
    data = golden_copy(tmp_path / "data")
    loosened(data)
    os.umask(umask)
    opened(data).close()
    assert {"realms", "keys", "journal-format-1"} <= names(data)
    for folder in ("realms", "keys", "journal-format-1"):
        assert open_to_others(data / folder) == {}


def test_everything_that_a_window_its_backend_and_the_maintenance_write(tmp_path: Path) -> None:
    """With the widest umask; the folder of the pictures existed and keeps its mode."""
    package, out = tmp_path / "county", tmp_path / "out"
    write_tiny_county(package)
    out.mkdir(mode=0o755)
    (out / "summary.json").touch(0o644)
    data = data_folder(package)
    before = os.umask(0o000)
    try:
        for words in (
            ["run", package, "--snapshot", out, "--seconds", 1],
            ["journal", package, "backup", tmp_path / "backup"],
            ["journal", package, "repair", tmp_path / "repair"],
            ["keys", package, "add", "desk-2", "--role", "operator", "--out", tmp_path / "keys"],
        ):
            done = run_main(*words)
            assert done.returncode == 0, done.stderr
    finally:
        os.umask(before)
    assert {"journal.sqlite3", "backend.log", "server.key"} <= names(data)
    written = [path for name in USER_FOLDERS for path in Path(os.environ[name]).iterdir()]
    for folder in (*written, tmp_path / "backup", tmp_path / "repair", tmp_path / "keys"):
        assert open_to_others(folder) == {}, folder
    assert stat.S_IMODE(out.stat().st_mode) == 0o755
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_the_crash_log(umask: int) -> None:
    log = write_crash()
    log.chmod(0o644)
    log.parent.chmod(0o755)
    assert write_crash() == log
    assert open_to_others(log.parent) == {}
