"""A package whose migration or replacement was killed is the old or the new one, never a mixed or missing one."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from county.package.exchange import PREFIX, exchange, recover, workspace
from county.package.manifest import FILES, MANIFEST, MAP, TERRAIN, OlderFormat, read_manifest
from county.package.migrate import migrate
from county.package.replacing import replacing
from tests.forked_runs import ForkedRuns, forked_runs

GOLDEN = Path(__file__).parents[1] / "golden" / "package-1"
IMPORTS = """
import os, pathlib, shutil, signal
from county.package.manifest import OlderFormat, read_manifest
from county.package.migrate import migrate
from county.package.migrations import to2
"""
KILLING = """
folder, moment = pathlib.Path(arguments[0]), arguments[1]
calls = iter(range(1000))

def killing(act):
    def killed(*args, **kwargs):
        if next(calls) == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*args, **kwargs)
    return killed

for module, names in ((os, ("replace", "rename", "fsync", "mkdir", "rmdir")), (shutil, ("copy2", "rmtree"))):
    for name in names:
        setattr(module, name, killing(getattr(module, name)))
for name in ("write_bytes", "unlink"):
    setattr(pathlib.Path, name, killing(getattr(pathlib.Path, name)))
"""
"""A run that kills itself just before the file system call of the given number."""
MIGRATION = """
class Step:
    info = "another map, and no terrain"
    def migrate(self, folder):
        to2.migrate(folder)
        (folder / "map.gpkg").write_bytes(b"a new map")
        (folder / "terrain.tif").unlink()

migrate(folder, steps={2: Step()})
"""
OPENING = """
try:
    read_manifest(folder)
except OlderFormat:
    pass
"""
MOMENTS = 40


def files(folder: Path) -> dict[str, bytes]:
    """The files of the folder that belong to the package."""
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}


@pytest.fixture
def runs(request: pytest.FixtureRequest) -> Iterator[ForkedRuns]:
    """Of the program that the test names."""
    with forked_runs(IMPORTS, KILLING + request.param) as runs:
        yield runs


def was_killed(runs: ForkedRuns, folder: Path, moment: int) -> bool:
    """Whether the program reached call number ``moment``; False when it ended before."""
    code = runs.run(str(folder), moment)
    assert code in (0, -signal.SIGKILL)
    return code != 0


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be killed by a signal there")
@pytest.mark.parametrize("runs", [MIGRATION], indirect=True, ids=["migration"])
def test_a_migration_killed_at_any_moment_leaves_the_old_package_or_the_new_one(
    runs: ForkedRuns, tmp_path: Path
) -> None:
    before, seen = files(GOLDEN), set()
    after: dict[str, bytes] = {}
    for moment in range(MOMENTS):
        folder = Path(shutil.copytree(GOLDEN, tmp_path / f"at-{moment}"))
        (folder / "notes.txt").write_text("ours")
        killed = was_killed(runs, folder, moment)
        if not killed:
            break
        try:
            read_manifest(folder)
            assert files(folder).keys() == {MANIFEST, MAP}
            assert files(folder)[MAP] == b"a new map"
            seen.add("new")
        except OlderFormat:
            assert files(folder) == before
            assert migrate(folder), "an old one can still be migrated"
            assert not list(folder.glob(f"{PREFIX}*")), "and no files of the killed migration remain"
            seen.add("old")
        assert (folder / "notes.txt").read_text() == "ours"
        after = files(folder)
    assert not killed, "the last number is beyond the end of the program"
    assert moment > 15
    assert seen == {"old", "new"}
    assert after.keys() == {MANIFEST, MAP}


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be killed by a signal there")
@pytest.mark.parametrize("runs", [OPENING], indirect=True, ids=["opening"])
def test_an_opening_killed_while_it_undoes_a_killed_exchange_is_undone_by_the_next(
    runs: ForkedRuns, tmp_path: Path
) -> None:
    """The old package has a terrain and no log, the new one has a log and no terrain."""
    before, killed = files(GOLDEN), True
    moments = iter(range(MOMENTS))
    while killed:
        moment = next(moments)
        folder = Path(shutil.copytree(GOLDEN, tmp_path / f"at-{moment}"))
        abandoned = folder / f"{PREFIX}abandoned"
        (abandoned / "old").mkdir(parents=True)
        (abandoned / "lock").touch()
        for name in before:
            os.replace(folder / name, abandoned / "old" / name)
        for name in (MAP, f"{MAP}-wal"):
            (folder / name).write_bytes(b"new")
        killed = was_killed(runs, folder, moment)
        with pytest.raises(OlderFormat):
            read_manifest(folder)
        assert files(folder) == before
    assert moment > 8


def half_moved(folder: Path, space: Path, name: str = "leaving") -> None:
    """A workspace whose process is moving the old files."""
    (space / name).mkdir()
    os.replace(folder / MANIFEST, space / name / MANIFEST)


def test_an_exchange_of_a_running_process_is_not_undone(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "county"))
    with workspace(folder) as space:
        half_moved(folder, space)
        recover(folder, FILES)
        assert not (folder / MANIFEST).exists()
        os.replace(space / "leaving" / MANIFEST, folder / MANIFEST)
    assert files(folder) == files(GOLDEN)


def test_the_workspace_of_a_terminated_process_is_removed_by_the_next_one(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "county"))
    abandoned = folder / f"{PREFIX}abandoned"
    (abandoned / "new").mkdir(parents=True)
    (abandoned / "lock").touch()
    (abandoned / "new" / MAP).write_bytes(b"half a map")
    with replacing(folder) as scratch:
        (scratch / MANIFEST).write_bytes(b"new")
    assert files(folder) == {MANIFEST: b"new"}
    assert {path.name for path in folder.iterdir()} == {MANIFEST}


def test_another_folder_with_such_a_name_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}photos").mkdir()
    (tmp_path / f"{PREFIX}photos" / "old").mkdir()
    recover(tmp_path, FILES)
    assert (tmp_path / f"{PREFIX}photos" / "old").is_dir()


def test_a_failed_exchange_of_one_file_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "county"))
    move = os.replace

    def refusing(source: Path, target: Path) -> None:
        if Path(target) == folder / TERRAIN and source.parent.name == "new":
            raise PermissionError(13, "open in QGIS")
        move(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    with workspace(folder) as space:
        for name in (MANIFEST, MAP, TERRAIN, f"{MAP}-wal"):
            (space / "new" / name).write_bytes(b"new")
        with pytest.raises(PermissionError):
            exchange(space, folder, FILES)
    assert files(folder) == files(GOLDEN)
