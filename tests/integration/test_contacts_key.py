"""The key of the reporters' tokens is created once and never replaced."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from county.realm import LIVE, Realm
from county.streams import READINGS, KeyTable
from services.disk.data_folder import keys_folder, realm_folder
from services.log import RateLimitedLog
from services.store.contacts import SqliteContacts
from services.store.keyfiles import CONTACTS_KEY, BadKeyFile
from services.store.maintenance.command import journal
from services.store.open import open_realm_store
from services.store.ports import Entry
from services.store.realm_store import RealmStore
from tests.contract.record_logs import stored
from tests.integration.data_folder_v1 import golden_copy


def opened(data: Path, realm: Realm = LIVE) -> RealmStore:
    return open_realm_store(
        data, county="999901", realm=realm, keys={READINGS.key: KeyTable(READINGS, [])}, messages=RateLimitedLog()
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose live realm holds a record."""
    with closing(opened(tmp_path / "data")) as store:
        stored(store.log, Entry(b"record", "", 1_790_000_000_000))
    return tmp_path / "data"


@pytest.mark.parametrize("realm", [LIVE, Realm("drill:7")], ids=str)
def test_a_lost_key_is_reported_with_the_remedy_and_not_replaced(data: Path, realm: Realm) -> None:
    key = keys_folder(data) / CONTACTS_KEY
    secret = key.read_bytes()
    key.unlink()
    with pytest.raises(BadKeyFile, match=r"contacts.key: .* is missing; restore it from a backup") as refused:
        opened(data, realm)
    assert "\n" not in str(refused.value)
    assert not key.exists()
    key.write_bytes(secret)
    key.chmod(0o600)
    opened(data, realm).close()


def test_the_key_is_not_replaced_while_contacts_exist(tmp_path: Path) -> None:
    with closing(SqliteContacts(realm_folder(tmp_path, LIVE))) as contacts:
        contacts.put_all({"r-1": b"name"})
    with pytest.raises(BadKeyFile, match=r"contacts.sqlite3 is missing"):
        opened(tmp_path)
    assert not (keys_folder(tmp_path) / CONTACTS_KEY).exists()


def test_the_same_person_has_the_same_token_after_a_restart_and_after_a_restore_elsewhere(
    data: Path, tmp_path: Path
) -> None:
    with closing(opened(data)) as store:
        token = store.token_of("王女士")
    assert journal(data, "backup", tmp_path / "out", realm=LIVE, print_line=print, progress=lambda *_: None) == 0
    new = tmp_path / "new"
    assert journal(new, "restore", tmp_path / "out", realm=LIVE, print_line=print, progress=lambda *_: None) == 0
    for folder in (data, new):
        with closing(opened(folder)) as store:
            assert store.token_of("王女士") == token


def test_a_key_is_created_for_a_data_folder_of_the_first_version(tmp_path: Path) -> None:
    data = golden_copy(tmp_path / "data")
    opened(data).close()
    assert (keys_folder(data) / CONTACTS_KEY).is_file()
