"""Errors that prevent opening a county: those of the command line on stderr before any window opens, exit code 2; later
ones on stderr and in a dialog, exit code 1."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

import main
from county.package.manifest import MANIFEST
from services.disk.data_folder import user_data

Damage = Callable[[Path], object]


def of_format(number: int) -> Damage:
    def rewrite(folder: Path) -> None:
        path = folder / MANIFEST
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join(f"format = {number}" if x.startswith("format") else x for x in lines), "utf-8")

    return rewrite


def blocked(folder: Path) -> None:
    """The data folder cannot be created: a file of that name exists.  Permissions would not stop root."""
    user_data().parent.mkdir(parents=True, exist_ok=True)
    user_data().write_text("in the way")


def without_settings(folder: Path) -> None:
    """The folder of the settings cannot be created either."""
    settings = platformdirs.user_config_path("county-command", appauthor=False)
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("in the way")


FAILURES: dict[str, tuple[Damage, str]] = {
    "damaged": (lambda folder: (folder / MANIFEST).write_text("format = ["), MANIFEST),
    "newer": (of_format(99), "比本程序新"),
    "older": (of_format(1), "county migrate"),
    "no data folder": (blocked, "XDG_DATA_HOME"),
    "no settings folder": (without_settings, "XDG_CONFIG_HOME"),
}


@pytest.fixture
def run(
    qapp: QApplication, small_county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, list[tuple[str, str]]]]:
    """Runs ``main.py run``; returns its exit code, and of each dialog its text and what stderr held when it opened."""

    def run_it(damage: Damage, *arguments: str) -> tuple[int, list[tuple[str, str]]]:
        folder = tmp_path / "county"
        shutil.copytree(small_county, folder)
        damage(folder)
        dialogs: list[tuple[str, str]] = []
        reader = QTimer(interval=20)

        def read() -> None:
            box = QApplication.activeModalWidget()
            if isinstance(box, QMessageBox):
                dialogs.append((box.text(), capsys.readouterr().err))
                assert box.textFormat() is Qt.TextFormat.PlainText
                box.buttons()[0].click()

        reader.timeout.connect(read)
        reader.start()
        try:
            return main.main(["run", str(folder), *arguments]), dialogs
        finally:
            reader.stop()

    return run_it


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_before_the_window_opens_is_printed_and_then_shown_in_a_dialog(
    run: Callable[..., tuple[int, list[tuple[str, str]]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    damage, message = FAILURES[name]
    code, dialogs = run(damage)
    assert code == 1
    ((text, printed),) = dialogs
    assert message in text
    assert len(text.splitlines()) == 1
    (line,) = printed.splitlines()
    assert line.startswith("error: ")
    assert capsys.readouterr().err == "", "it is printed once"


@pytest.mark.parametrize(
    "arguments", [[], ["--scene", "none"], ["--connect", "tcp://127.0.0.1:9", "--keys", "KEYS"]], ids=" ".join
)
def test_a_wrong_command_line_opens_no_window_and_no_dialog(
    run: Callable[..., tuple[int, list[tuple[str, str]]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    qapp: QApplication,
    tmp_path: Path,
    arguments: list[str],
) -> None:
    monkeypatch.setenv("DISPLAY", ":99")
    (tmp_path / "keys").mkdir()
    damage = (lambda folder: None) if arguments else shutil.rmtree
    assert run(damage, *(str(tmp_path / "keys") if word == "KEYS" else word for word in arguments)) == (2, [])
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert not any(window.isVisible() for window in qapp.topLevelWidgets())


def test_an_off_screen_run_reports_it_on_stderr_only(
    run: Callable[..., tuple[int, list[tuple[str, str]]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("DISPLAY", ":99")
    damage, _ = FAILURES["damaged"]
    assert run(damage, "--snapshot", str(tmp_path / "out")) == (1, [])
    assert capsys.readouterr().err.startswith("error: ")
