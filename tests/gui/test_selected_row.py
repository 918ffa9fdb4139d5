"""A row that the program selects is selected while somebody holds Shift, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.alarms.strip import AlarmStrip
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_alarm_strip import raise_alarm, rules_by_priority

SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def held_shift(qtbot: QtBot) -> Iterator[None]:
    part = QWidget()
    qtbot.addWidget(part)
    part.show()
    QTest.keyPress(part.windowHandle(), Qt.Key.Key_Shift, SHIFT)
    assert QApplication.keyboardModifiers() == SHIFT
    yield
    QTest.keyRelease(part.windowHandle(), Qt.Key.Key_Shift, NONE)
    assert QApplication.keyboardModifiers() == NONE


def test_an_alarm_that_is_shown_is_selected_alone(
    scripted: ScriptedDesktop, qtbot: QtBot, held_shift: None
) -> None:
    rule = next(iter(rules_by_priority(scripted).values()))
    for alarm in ("a", "b", "c"):
        raise_alarm(scripted, alarm, rule)
    with shown_panel(AlarmStrip(scripted.session), qtbot, (1100, 300)) as strip:
        for alarm in ("a", "c"):
            strip.show_alarm(alarm)
            assert [chosen.id for chosen in strip._chosen()] == [alarm]
