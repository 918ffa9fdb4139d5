"""What a box on the map chose: how many, each of them, and the way back from one to all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.panels.card import Card
from layers.focus import Selection
from tests.gui.conftest import DeskRoom

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(room: DeskRoom, qtbot: QtBot) -> Iterator[Card]:
    card = Card(room.session)
    qtbot.addWidget(card)
    card.resize(400, 600)
    card.show()
    yield card
    card.release()


def test_a_box_of_events_is_counted_and_listed_and_each_opens_its_card_and_leads_back(
    card: Card, room: DeskRoom, qtbot: QtBot
) -> None:
    ids = (room.report("first"), room.report("second"), room.report("third"))
    room.session.focus.select("events", *ids)
    QApplication.processEvents()
    assert card.stack.currentWidget() is card.chosen_list
    assert "3" in card.chosen_list.count.text()
    rows = card.chosen_list.rows
    assert [rows.index(row).data() for row in range(rows.rowCount())] == [
        f"待立案  {title}" for title in ("first", "second", "third")
    ]
    view = card.chosen_list.list
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(rows.index(1)).center())
    assert room.session.focus.selection == Selection("events", (ids[1],))
    assert card.stack.currentWidget() is card.event_card
    qtbot.mouseClick(card.back, LEFT)
    assert room.session.focus.selection == Selection("events", ids)
    qtbot.mouseClick(card.back, LEFT)
    assert room.session.focus.selection is None


def test_a_thing_that_the_box_did_not_choose_leads_back_to_what_needs_attention(
    card: Card, room: DeskRoom, qtbot: QtBot
) -> None:
    room.session.focus.select("events", room.report("first"), room.report("second"))
    room.session.focus.select("events", room.report("another"))
    qtbot.mouseClick(card.back, LEFT)
    assert room.session.focus.selection is None
