"""Settings that cannot be saved are reported once on stderr and in the status bar, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Program
from desktop.settings import save_fault
from desktop.window.status_bar import FreshnessBar
from tests.gui.conftest import ScriptedDesktop


@pytest.fixture
def unwritable(tmp_path: Path) -> Path:
    """A file of settings that nobody can write, not even root: a folder has its name."""
    path = tmp_path / "unwritable" / "desktop.ini"  # beside that of the fixtures
    path.mkdir(parents=True)
    return path


def test_settings_that_can_be_saved_have_no_fault_and_keep_no_trace_of_the_trial(
    qapp: QApplication, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat)
    settings.setValue("language", "en")
    assert save_fault(settings) == ""
    settings.sync()
    assert settings.allKeys() == ["language"]


def test_a_window_whose_settings_cannot_be_saved_opens_and_says_so_once_on_stderr(
    qapp: QApplication, unwritable: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = Program(scene="operator", off_screen=True, settings=unwritable)
    program.close()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{unwritable}: cannot be written; layout, language and the name on duty are lost")


def test_the_status_bar_shows_that_the_settings_cannot_be_saved(
    scripted: ScriptedDesktop, unwritable: Path, qtbot: QtBot
) -> None:
    settings = QSettings(str(unwritable), QSettings.Format.IniFormat)
    bar = FreshnessBar(scripted.session, unsaved=save_fault(settings))
    qtbot.addWidget(bar)
    assert bar.note.text() == f"{unwritable}：无法写入，窗口关闭后布局、语言和值班人姓名不会保留，直到该文件夹可写"
    bar.release()
