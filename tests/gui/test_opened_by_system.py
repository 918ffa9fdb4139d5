"""A file is opened by the launcher of the system, and it is said when that finds no program for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.files.file_dialogs import FileDialogs
from desktop.files.opened_by_system import LAUNCHER, OpenedBySystem


@pytest.fixture
def launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only program on the path; tests write what it does."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder / LAUNCHER


def does(launcher: Path, *lines: str) -> None:
    launcher.write_text("\n".join(("#!/bin/sh", *lines)))
    launcher.chmod(0o755)


def test_a_file_is_given_to_the_launcher_by_its_path_and_nothing_is_said_when_that_opens_it(
    launcher: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window, said = QWidget(), list[str]()
    qtbot.addWidget(window)
    does(launcher, f'echo "$1" > {tmp_path}/seen', "exit 0")
    FileDialogs().open(window, tmp_path / "现场 1.pdf", lambda: said.append("none"))
    qtbot.waitUntil(lambda: not window.findChildren(OpenedBySystem))
    assert (tmp_path / "seen").read_text().strip() == str(tmp_path / "现场 1.pdf")
    assert said == []


def test_it_is_said_when_the_launcher_finds_no_program(launcher: Path, tmp_path: Path, qtbot: QtBot) -> None:
    window, said = QWidget(), list[str]()
    qtbot.addWidget(window)
    does(launcher, "exit 3")
    FileDialogs().open(window, tmp_path / "a.pdf", lambda: said.append("none"))
    qtbot.waitUntil(lambda: said == ["none"])
    qtbot.waitUntil(lambda: not window.findChildren(OpenedBySystem))


def test_it_is_said_when_the_launcher_cannot_be_started(launcher: Path, tmp_path: Path, qtbot: QtBot) -> None:
    window, said = QWidget(), list[str]()
    qtbot.addWidget(window)
    does(launcher)
    launcher.write_text("#!/no/such/shell")
    FileDialogs().open(window, tmp_path / "a.pdf", lambda: said.append("none"))
    qtbot.waitUntil(lambda: said == ["none"])


def test_a_viewer_that_the_launcher_waits_for_may_end_as_it_likes(
    launcher: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window, said = QWidget(), list[str]()
    qtbot.addWidget(window)
    does(launcher, "/bin/sleep 1", "exit 1")
    opened = OpenedBySystem(window, patience_ms=200)
    opened.failed.connect(lambda: said.append("none"))
    opened.open(tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: not window.findChildren(OpenedBySystem))
    assert said == []
