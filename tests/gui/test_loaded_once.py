"""The pinyin of names is loaded once; what fails is logged and tried again when somebody types the next time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from subprocess import SubprocessError
from unittest.mock import MagicMock

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.places.division_box import FoundBox
from desktop.places.loaded_once import LoadedOnce
from desktop.places.name_sounds import NameSounds
from services.analysis.texts.name_terms import NameTermsProcess


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QObject]:
    owner = QObject()
    yield owner
    owner.deleteLater()


def test_what_failed_is_logged_and_learned_when_somebody_begins_again(
    parent: QObject, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [SubprocessError("the machine is short of memory")]

    def load(process: NameTermsProcess) -> None:
        if failures:
            raise failures.pop()

    once = LoadedOnce(load, parent)
    with caplog.at_level(logging.WARNING):
        once.begin()
        qtbot.waitUntil(lambda: "short of memory" in caplog.text)
    with qtbot.waitSignal(once.loaded):
        once.begin()


def test_what_is_known_is_not_learned_again(parent: QObject, qtbot: QtBot) -> None:
    calls: list[NameTermsProcess] = []
    once = LoadedOnce(calls.append, parent)
    with qtbot.waitSignal(once.loaded):
        once.begin()
    once.begin()
    assert len(calls) == 1


def test_a_box_loads_once_the_focus_stays_in_it_and_not_while_it_passes_through(qtbot: QtBot) -> None:
    sounds = MagicMock(spec=NameSounds)
    window, box, other = QWidget(), FoundBox(sounds), QLineEdit()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.addWidget(other)
    row.addWidget(box)
    other.setFocus()
    window.show()
    window.activateWindow()
    qtbot.waitUntil(other.hasFocus)
    box.setFocus()
    other.setFocus()
    QApplication.processEvents()
    sounds.load.assert_not_called()
    box.setFocus()
    qtbot.waitUntil(lambda: sounds.load.called)
    box.release()


def test_what_is_typed_stays_with_its_cursor_when_the_pinyin_is_known(qtbot: QtBot) -> None:
    sounds = NameSounds(lambda: ["水帘洞镇"])
    box = FoundBox(sounds)
    qtbot.addWidget(box)
    box.offer([("水帘洞镇", "990199100000")])
    box.setCurrentIndex(0)
    box.setEditText("xyz")
    box.line.setCursorPosition(1)
    sounds.lines = {"水帘洞镇": "shuiliandongzhen\nsldz"}
    [once] = box.findChildren(LoadedOnce)
    once.loaded.emit()
    assert (box.line.text(), box.line.cursorPosition()) == ("xyz", 1)
    assert box.fitting("sldz") == [0]
