"""Copies of opened attachments: private, and deleted at the next start when their window was killed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from desktop.files.opened_files import PREFIX, OpenedFiles, remove_left_folders, start_removing_left_folders

KILLED = """
import os, signal
from desktop.files.opened_files import OpenedFiles
opened = OpenedFiles()
(opened.path / "report.pdf").write_bytes(b"x")
print(opened.path, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_the_folder_is_private_and_deleted_with_its_window(shared: Path) -> None:
    opened = OpenedFiles()
    assert opened.path.parent == shared
    assert stat.S_IMODE(opened.path.stat().st_mode) == 0o700
    copy = opened.path / "report.pdf"
    copy.write_bytes(b"x")
    copy.chmod(0o400)
    opened.close()
    assert list(shared.iterdir()) == []


def test_the_folder_of_a_killed_window_is_deleted_at_the_next_start_and_one_in_use_stays(shared: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, timeout=60)
    left, used = Path(done.stdout.strip()), OpenedFiles()
    assert left.is_dir()
    remove_left_folders()
    assert not left.exists()
    assert used.path.is_dir()
    used.close()


def test_a_window_that_starts_does_not_wait_for_left_folders(shared: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, timeout=60)
    thread = start_removing_left_folders()
    assert thread.daemon, "the window may also be closed meanwhile"
    thread.join()
    assert not Path(done.stdout.strip()).exists()


def test_folders_of_other_names_or_users_and_links_are_not_touched(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shared / "own" / "file").parent.mkdir()
    (shared / "own" / "file").touch()
    (shared / f"{PREFIX}link").symlink_to(shared / "own")
    (shared / f"{PREFIX}file").touch()
    remove_left_folders()
    assert sorted(path.name for path in shared.iterdir()) == [f"{PREFIX}file", f"{PREFIX}link", "own"]
    assert (shared / "own" / "file").exists()
    (shared / f"{PREFIX}other").mkdir()
    monkeypatch.setattr(os, "getuid", lambda: os.geteuid() + 1)
    remove_left_folders()
    assert (shared / f"{PREFIX}other").exists()
