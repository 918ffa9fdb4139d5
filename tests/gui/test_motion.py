"""Little motion on the screen: the user's choice is kept, and the system's is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSettings
from pytestqt.qtbot import QtBot

from desktop.window.motion import QUESTIONS, MotionPreference


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def motion(qapp: QObject, settings: QSettings) -> Iterator[MotionPreference]:
    motion = MotionPreference(settings, qapp)
    yield motion
    motion.close()
    motion.deleteLater()


def answering(folder: Path, monkeypatch: pytest.MonkeyPatch, platform: str, answer: str) -> None:
    """The program that says what the system wants answers this."""
    folder.mkdir()
    program = folder / QUESTIONS[platform][0][0]
    program.write_text(f"#!/bin/sh\necho {answer}\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_a_choice_is_kept_for_the_next_window(motion: MotionPreference, settings: QSettings) -> None:
    assert not motion.reduced
    motion.choose(True)
    assert MotionPreference(settings, motion).reduced


@pytest.mark.parametrize(("platform", "answer"), [("linux", "false"), ("darwin", "1")])
def test_what_the_system_wants_holds_without_a_choice(
    motion: MotionPreference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, platform: str, answer: str
) -> None:
    answering(tmp_path / "bin", monkeypatch, platform, answer)
    with qtbot.waitSignal(motion.changed):
        motion.ask_system(platform)
    assert (motion.reduced, motion.chosen) == (True, False)


@pytest.mark.parametrize("answer", ["true", ""])
def test_a_system_that_animates_or_does_not_say_reduces_nothing(
    motion: MotionPreference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, answer: str
) -> None:
    answering(tmp_path / "bin", monkeypatch, "linux", answer)
    motion.ask_system("linux")
    question = motion._question
    assert question is not None
    qtbot.waitUntil(lambda: question.state() == question.ProcessState.NotRunning)
    assert not motion.reduced


def test_a_system_without_that_program_reduces_nothing(
    motion: MotionPreference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    motion.ask_system("linux")
    question = motion._question
    assert question is not None
    qtbot.waitUntil(lambda: question.state() == question.ProcessState.NotRunning)
    assert question.error() == question.ProcessError.FailedToStart
    assert not motion.reduced
