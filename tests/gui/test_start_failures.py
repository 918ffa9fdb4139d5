"""Errors that prevent opening a county are shown in a dialog if possible, and always on stderr; exit code 1."""

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
from services.data_folder import user_data

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
    "missing": (shutil.rmtree, "此处没有县域数据包"),
    "damaged": (lambda folder: (folder / MANIFEST).write_text("format = ["), MANIFEST),
    "newer": (of_format(99), "比本程序新"),
    "older": (of_format(1), "county migrate"),
    "no data folder": (blocked, "county-command"),
    "no settings folder": (without_settings, "请排除此问题"),
}


@pytest.fixture
def run(qapp: QApplication, small_county: Path, tmp_path: Path) -> Callable[..., tuple[int, list[str]]]:
    """Runs ``main.py run``; returns its exit code and the texts of the dialogs that were shown."""

    def run_it(damage: Damage, *arguments: str) -> tuple[int, list[str]]:
        folder = tmp_path / "county"
        shutil.copytree(small_county, folder)
        damage(folder)
        texts: list[str] = []
        reader = QTimer(interval=20)

        def read() -> None:
            box = QApplication.activeModalWidget()
            if isinstance(box, QMessageBox):
                texts.append(box.text())
                assert box.textFormat() is Qt.TextFormat.PlainText
                box.buttons()[0].click()

        reader.timeout.connect(read)
        reader.start()
        try:
            return main.main(["run", str(folder), *arguments]), texts
        finally:
            reader.stop()

    return run_it


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_before_the_window_opens_is_shown_in_a_dialog_and_on_stderr(
    run: Callable[..., tuple[int, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    monkeypatch.setenv("DISPLAY", ":99")
    damage, message = FAILURES[name]
    code, texts = run(damage)
    assert code == (2 if name == "missing" else 1)
    assert len(texts) == 1
    assert message in texts[0]
    assert len(texts[0].splitlines()) == 1
    assert capsys.readouterr().err.startswith("error: ")


def test_an_off_screen_run_reports_it_on_stderr_only(
    run: Callable[..., tuple[int, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("DISPLAY", ":99")
    assert run(shutil.rmtree, "--snapshot", str(tmp_path / "out")) == (2, [])
    assert capsys.readouterr().err.startswith("error: ")
