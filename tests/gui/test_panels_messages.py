"""Messages: what was done to which event, and a way there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import commands as c
from desktop.panels.messages import Messages
from tests.gui.conftest import DeskRoom


@pytest.fixture
def messages(room: DeskRoom, qtbot: QtBot) -> Iterator[Messages]:
    panel = Messages(room.session)
    qtbot.addWidget(panel)
    panel.show()
    yield panel
    panel.release()


def test_a_message_names_the_event_and_says_what_was_done(messages: Messages, room: DeskRoom) -> None:
    event_id = room.report("Garbage at the bridge")
    room.session.submissions.send(c.FileEvent(event_id=event_id))
    room.tick()
    filed, reported = (messages.lines.item(row).text() for row in (0, 1))
    assert "Garbage at the bridge：已上报" in reported
    assert "Garbage at the bridge：已立案" in filed


def test_a_click_on_a_message_opens_its_event(messages: Messages, room: DeskRoom, qtbot: QtBot) -> None:
    event_id = room.report("Garbage at the bridge")
    at = messages.lines.visualItemRect(messages.lines.item(0)).center()
    qtbot.mouseClick(messages.lines.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert room.session.focus.selection is not None
    assert room.session.focus.selection.ids == (event_id,)
