"""The pinyin of names is learned once; what fails is logged and tried again when somebody types the next time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from subprocess import SubprocessError

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.places.learned_once import LearnedOnce
from services.analysis.name_terms import NameTermsProcess


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QObject]:
    owner = QObject()
    yield owner
    owner.deleteLater()


def test_what_failed_is_logged_and_learned_when_somebody_begins_again(
    parent: QObject, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [SubprocessError("the machine is short of memory")]

    def learn(process: NameTermsProcess) -> None:
        if failures:
            raise failures.pop()

    once = LearnedOnce(learn, parent)
    with caplog.at_level(logging.WARNING):
        once.begin()
        qtbot.waitUntil(lambda: "short of memory" in caplog.text)
    with qtbot.waitSignal(once.learned):
        once.begin()


def test_what_is_known_is_not_learned_again(parent: QObject, qtbot: QtBot) -> None:
    calls: list[NameTermsProcess] = []
    once = LearnedOnce(calls.append, parent)
    with qtbot.waitSignal(once.learned):
        once.begin()
    once.begin()
    assert len(calls) == 1
