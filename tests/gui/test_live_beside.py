"""The live window that a window of a drill opens: whose keys it has, and which event it shows."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from county.realm import Realm
from desktop.backend.live_beside import LiveBeside, live_beside
from desktop.backend.target import BackendTarget
from services.disk.data_folder import keys_folder

DRILL = Realm("drill:20261122-001")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file into which a program that is started instead of a window writes its arguments, one a line."""
    told, program = tmp_path / "told", tmp_path / "program"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {shlex.quote(f"{told}.new")}\n'
                       f"mv {shlex.quote(f'{told}.new')} {shlex.quote(str(told))}\n")  # fmt: skip
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    return told


def beside(folder: Path, keys: Path, data: Path) -> LiveBeside:
    found = live_beside(folder, BackendTarget("tcp://127.0.0.1:1", str, keys, DRILL, data=data))
    assert found is not None
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="starts a shell script")
def test_that_a_live_window_has_the_keys_of_the_drill_window_that_opens_it(
    tmp_path: Path, told: Path, qtbot: QtBot
) -> None:
    """So its records have the name of the same person, and it may do no more than that person."""
    county, keys = tmp_path / "county", tmp_path / "duty keys"
    beside(county, keys, tmp_path / "data").open("20261122-JSZ7NC3")
    qtbot.waitUntil(told.exists)
    assert told.read_text().split("\n")[1:-1] == [
        "run", str(county), "--keys", str(keys), "--event", "20261122-JSZ7NC3",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="starts a shell script")
def test_that_a_drill_window_with_the_keys_of_its_machine_opens_a_live_window_that_has_them_too(
    tmp_path: Path, told: Path, qtbot: QtBot
) -> None:
    county, data = tmp_path / "county", tmp_path / "data"
    beside(county, keys_folder(data), data).open("")
    qtbot.waitUntil(told.exists)
    assert told.read_text().split("\n")[1:-1] == ["run", str(county)]


def test_that_the_live_realm_of_another_machine_is_not_opened_here(tmp_path: Path) -> None:
    assert live_beside(tmp_path, BackendTarget("tcp://10.0.0.5:5570", str, tmp_path / "keys", DRILL)) is None
