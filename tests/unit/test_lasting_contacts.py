"""Damaged contacts: the desk continues with new ones, the damaged file is unchanged, and a fault reports it."""

from __future__ import annotations

import shutil
from contextlib import closing
from errno import EACCES
from pathlib import Path

import pytest

from county.realm import LIVE
from services.disk.data_folder import realm_folder
from services.store.contacts import FILE, SqliteContacts
from services.store.erasure import erase
from services.store.keyfiles import CONTACTS_KEY, ensure_key
from services.store.ports import StoreError
from services.store.recovering_contacts import RecoveringContacts


def with_contacts(folder: Path, count: int = 1) -> Path:
    with closing(SqliteContacts(folder)) as store:
        store.put_all({f"r-{n}": bytes(1_000) for n in range(count)})
    return folder / FILE


def damaged_header(file: Path) -> bytes:
    """Damage the first bytes of the file; returns its contents."""
    file.write_bytes(b"not a database any more" + file.read_bytes()[23:])
    return file.read_bytes()


def test_a_damaged_file_is_moved_away_unchanged_and_new_contacts_are_stored(tmp_path: Path) -> None:
    damaged = damaged_header(with_contacts(tmp_path))
    warned: list[str] = []
    with closing(RecoveringContacts(tmp_path, warned.append)) as store:
        store.put_all({"r-new": b"x"})
        assert (store.find("r-0"), store.find("r-new")) == (None, b"x")
        aside = tmp_path / "contacts-damaged-1"
        assert (aside / FILE).read_bytes() == damaged
        assert str(aside) in store.fault
    assert [str(aside) in line for line in warned] == [True]


@pytest.mark.parametrize("left", [None, 0, 100, 4_096])
def test_contacts_that_existed_and_are_deleted_emptied_or_cut_are_reported(tmp_path: Path, left: int | None) -> None:
    file = with_contacts(tmp_path)
    rest = file.read_bytes()[:left]
    file.unlink()
    if left is not None:
        file.write_bytes(rest)
    with closing(RecoveringContacts(tmp_path, print, existed=True)) as store:
        store.put_all({"r-new": b"x"})
        assert "contacts-damaged-1" in store.fault
        assert store.find("r-new") == b"x"


def test_the_fault_is_reported_after_every_start_until_it_is_resolved(tmp_path: Path) -> None:
    damaged_header(with_contacts(tmp_path))
    RecoveringContacts(tmp_path, print).close()
    with closing(RecoveringContacts(tmp_path, print)) as store:
        assert "restore a backup, or delete that folder" in store.fault
    (tmp_path / "contacts-damaged-1" / FILE).unlink()
    (tmp_path / "contacts-damaged-1").rmdir()
    with closing(RecoveringContacts(tmp_path, print)) as store:
        assert store.fault == ""


def test_damage_first_found_by_a_commit_does_not_stop_it(tmp_path: Path) -> None:
    file = with_contacts(tmp_path, 200)
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with closing(RecoveringContacts(tmp_path, print)) as store:
        assert store.fault == ""
        with pytest.raises(StoreError):
            store.find("r-7")
        assert "restore a backup" in store.fault
        store.put_all({"r-new": b"x"})
        assert store.find("r-new") == b"x"
        assert "contacts-damaged-1" in store.fault


def test_contacts_recover_once_the_damaged_file_can_be_moved_away(tmp_path: Path) -> None:
    file = with_contacts(tmp_path, 200)
    whole = file.read_bytes()
    with closing(RecoveringContacts(tmp_path, print)) as store:
        file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        (tmp_path / "contacts-damaged-1").symlink_to(tmp_path / "missing")  # no folder of this name can be created
        for _ in range(2):
            with pytest.raises(StoreError, match="cannot be moved away"):
                store.put_all({"r-new": b"x"})
            assert "cannot be moved away" in store.fault
            with pytest.raises(StoreError):
                store.find("r-7")
        (tmp_path / "contacts-damaged-1").unlink()
        store.put_all({"r-new": b"x"})
        assert store.find("r-new") == b"x"
        assert "contacts-damaged-1" in store.fault


def test_a_file_that_cannot_be_moved_away_keeps_its_side_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its journal the file would be another state of the contacts."""
    damaged = damaged_header(with_contacts(tmp_path))
    side = tmp_path / f"{FILE}-mj0001"  # a journal that SQLite does not delete when it opens the file
    side.write_bytes(b"journal")
    rename = Path.rename

    def refusing(path: Path, target: Path) -> Path:
        if path == tmp_path / FILE:
            raise PermissionError(EACCES, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(StoreError, match=r"cannot be moved away \(Permission denied\)"):
        RecoveringContacts(tmp_path, print)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {FILE: damaged, side.name: b"journal"}


def test_a_closed_database_is_a_store_error(tmp_path: Path) -> None:
    store = SqliteContacts(tmp_path)
    store.close()
    with pytest.raises(StoreError):
        store.find("r-1")


def test_the_fault_ends_when_the_folder_is_deleted_and_is_checked_once_a_second(tmp_path: Path) -> None:
    damaged_header(with_contacts(tmp_path))
    now = [5_000]
    with closing(RecoveringContacts(tmp_path, print, lambda: now[0])) as store:
        assert store.fault.code == "contacts_set_aside"
        shutil.rmtree(tmp_path / "contacts-damaged-1")
        now[0] += 999
        assert store.fault.code == "contacts_set_aside"
        now[0] += 1
        assert store.fault == ""


def test_damage_that_a_query_found_is_a_fault_until_that_query_succeeds(tmp_path: Path) -> None:
    file = with_contacts(tmp_path, 200)
    whole = file.read_bytes()
    with closing(RecoveringContacts(tmp_path, print)) as store:
        file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
        with pytest.raises(StoreError):
            store.find("r-7")
        assert store.fault.code == "contacts_damaged"
        file.write_bytes(whole)
        with closing(SqliteContacts(tmp_path)) as other:
            other.put_all({"r-1": b"x"})  # the open database then reads its pages again
        assert store.find("r-7") is not None
        assert store.fault == ""


def test_a_file_that_cannot_be_opened_for_another_reason_is_not_moved(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        RecoveringContacts(tmp_path, print)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_erasure_reports_the_contacts_that_were_moved_away(tmp_path: Path) -> None:
    ensure_key(tmp_path / "keys" / CONTACTS_KEY)
    folder = realm_folder(tmp_path, LIVE)
    damaged_header(with_contacts(folder))
    RecoveringContacts(folder, print).close()
    lines: list[str] = []
    erase(tmp_path, LIVE, "赵敏", print_line=lines.append)
    assert any("contacts-damaged-1 is an older copy" in line for line in lines)
