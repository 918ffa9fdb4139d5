"""A package is replaced completely or not at all, whatever happens while the new one is written."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from errno import ENOSPC
from pathlib import Path

import pytest
from rasterio.errors import RasterioIOError

from county.explained import of_os_error
from county.package.check import check
from county.package.manifest import MANIFEST, MAP, TERRAIN
from county.package.open import CountyPackage
from county.package.replacing import replacing
from county.package.write import write_package
from tests.tiny_county import write_tiny_county
from tests.unit.sound_county import sound_county

CTRL_C_AT = range(6)
"""Three files are removed and three added."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A county, with a file next to it that does not belong to it."""
    folder = tmp_path / "county"
    write_tiny_county(folder)
    (folder / "notes.txt").write_text("ours")
    return folder


@pytest.fixture(autouse=True)
def interrupted() -> Iterator[None]:
    """Ctrl-C works here even if the test run was started in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def stopping_at(call: int, act: Callable[..., object], *, done: bool) -> Callable[..., None]:
    """``act``, with a Ctrl-C before its ``call``-th run or, if ``done``, right after it."""
    runs = iter(range(1000))

    def stopped(*args: object, **kwargs: object) -> None:
        run = next(runs)
        if run == call and not done:
            signal.raise_signal(signal.SIGINT)
        act(*args, **kwargs)
        if run == call:
            signal.raise_signal(signal.SIGINT)

    return stopped


def test_a_new_package_replaces_the_old_one_and_no_other_files(folder: Path) -> None:
    sound_county().write(folder)
    assert check(folder) == []
    assert CountyPackage(folder).manifest.name == "安县"
    assert {path.name for path in folder.iterdir()} == {MANIFEST, MAP, TERRAIN, "notes.txt"}


def test_no_data_of_the_old_package_are_read_from_the_new_one(folder: Path) -> None:
    for left in (f"{MAP}-wal", f"{MAP}-journal", f"{TERRAIN}.aux.xml"):
        (folder / left).write_bytes(b"of the old one")
    new = sound_county()
    write_package(folder, new.manifest, new.tables, None, None)
    assert set(content(folder)) == {MANIFEST, MAP, "notes.txt"}
    assert CountyPackage(folder).terrain is None


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("moment", CTRL_C_AT)
def test_ctrl_c_while_the_files_are_exchanged_leaves_the_old_package(
    folder: Path, moment: int, done: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(folder)
    monkeypatch.setattr(os, "replace", stopping_at(moment, os.replace, done=done))
    with pytest.raises(KeyboardInterrupt):
        sound_county().write(folder)
    assert content(folder) == before


class FailingTerrain:
    """Is written after all layers of the map, and fails."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    @property
    def z_m(self) -> object:
        raise self._error


def write_failing(folder: Path, error: BaseException) -> None:
    draft = sound_county()
    write_package(folder, draft.manifest, draft.tables, FailingTerrain(error), None)  # type: ignore[arg-type]


def test_a_package_that_cannot_be_written_leaves_the_old_one(folder: Path) -> None:
    before = content(folder)
    with pytest.raises(OSError, match="no space left"):
        write_failing(folder, RasterioIOError("no space left on device"))
    assert content(folder) == before


@pytest.mark.parametrize("error", [OSError(ENOSPC, "No space left on device"), RasterioIOError("write failed")])
def test_an_error_without_a_path_names_the_folder_of_the_package(folder: Path, error: Exception) -> None:
    with pytest.raises(OSError, match=r"No space left on device|write failed") as raised:
        write_failing(folder, error)
    assert str(of_os_error(raised.value)).startswith(f"{folder}: ")


def test_a_folder_created_for_a_failed_package_is_removed(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_failing(tmp_path / "new", KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("ours")
    with pytest.raises(NotADirectoryError, match="is a file"), replacing(tmp_path / "new"):
        pass
    assert (tmp_path / "new").read_text() == "ours"
