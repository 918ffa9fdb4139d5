"""Leases of windows on a supervised backend: an error of the system neither ends one nor makes endless files."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from services.disk import file_lock
from services.disk.file_lock import FileLock, FileLocked, is_locked
from services.supervision.leases import FOLDER, Lease, Leases


def test_leases_that_cannot_be_listed_count_as_before(tmp_path: Path) -> None:
    leases, folder = Leases(tmp_path), tmp_path / FOLDER
    lease = Lease(tmp_path)
    try:
        assert leases.counted() == {lease.name}
        folder.rename(tmp_path / "moved")
        folder.touch()  # a file in place of the folder cannot be listed
        assert leases.counted() == {lease.name}
        assert Leases(tmp_path).counted(), "a supervisor that never could list them ends no backend"
    finally:
        lease.close()


def test_a_file_system_without_locks_is_an_error_and_not_a_held_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(file_lock, "_acquire", fail)
    for attempt in (lambda: FileLock(tmp_path / "lock"), lambda: is_locked(tmp_path / "lock"), lambda: Lease(tmp_path)):
        with pytest.raises(OSError, match="no locks available"):
            attempt()


def test_a_held_lock_is_refused_and_seen(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    try:
        with pytest.raises(FileLocked):
            FileLock(tmp_path / "lock")
        assert is_locked(tmp_path / "lock")
    finally:
        lock.close()
    assert not is_locked(tmp_path / "lock")
