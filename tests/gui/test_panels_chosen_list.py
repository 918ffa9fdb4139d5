"""A box selection on the map: its size, its items, and the way back from one to all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import records as r
from county.events.event import RETENTION_MS
from desktop import i18n
from desktop.cards.card import Card
from layers.focus import Selection
from tests.gui.conftest import ScriptedDesktop

LEFT = Qt.MouseButton.LeftButton


def test_a_box_selection_is_counted_and_listed_and_each_event_opens_its_card_with_a_way_back(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    ids = (scripted.report("first"), scripted.report("second"), scripted.report("third"))
    scripted.session.focus.select("events", *ids)
    QApplication.processEvents()
    assert card.stack.currentWidget() is card.chosen_list
    assert "3" in card.chosen_list.count.text()
    rows = card.chosen_list.rows
    assert [rows.index(row).data() for row in range(rows.rowCount())] == [
        f"待立案  {title}" for title in ("first", "second", "third")
    ]
    view = card.chosen_list.list
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(rows.index(1)).center())
    assert scripted.session.focus.selection == Selection("events", (ids[1],))
    assert card.stack.currentWidget() is card.event_card
    qtbot.mouseClick(card.back, LEFT)
    assert scripted.session.focus.selection == Selection("events", ids)
    qtbot.mouseClick(card.back, LEFT)
    assert scripted.session.focus.selection is None


def test_of_a_box_selection_what_is_to_be_dealt_with_stands_above_what_is_closed(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    closed, first, second = (scripted.report(title) for title in ("closed", "first", "second"))
    scripted.happen(r.EventRejected(event_id=closed))
    scripted.session.focus.select("events", closed, first, second)
    rows, view = card.chosen_list.rows, card.chosen_list.list

    def listed() -> list[str]:
        return [rows.index(row).data().split()[-1] for row in range(rows.rowCount())]

    assert listed() == ["first", "second", "closed"]
    scripted.happen(r.EventRejected(event_id=first))
    assert listed() == ["first", "second", "closed"], "no row moves below the hand"
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(rows.index(1)).center())
    assert scripted.session.focus.selection == Selection("events", (second,))


def test_rows_of_a_box_selection_keep_their_order_when_one_is_archived_or_the_language_changes(
    card: Card, scripted: ScriptedDesktop
) -> None:
    archived, first, second = (scripted.report(title) for title in ("archived", "first", "second"))
    scripted.happen(r.EventRejected(event_id=archived))
    scripted.clock.advance(RETENTION_MS // 2)
    scripted.session.focus.select("events", archived, first, second)
    scripted.happen(r.EventRejected(event_id=first))
    rows = card.chosen_list.rows

    def listed() -> list[str]:
        return [rows.index(row).data().split()[-1] for row in range(rows.rowCount())]

    i18n.set_language("en")
    QApplication.processEvents()
    assert listed() == ["first", "second", "archived"]
    scripted.clock.advance(RETENTION_MS // 2)
    scripted.report("fresh")
    assert listed() == ["first", "second"]


def test_an_item_outside_the_box_selection_leads_back_to_the_attention_panel(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.session.focus.select("events", scripted.report("first"), scripted.report("second"))
    scripted.session.focus.select("events", scripted.report("another"))
    qtbot.mouseClick(card.back, LEFT)
    assert scripted.session.focus.selection is None


def test_an_archived_item_is_removed_from_the_selection(card: Card, scripted: ScriptedDesktop) -> None:
    archived, remaining, other = (scripted.report(title) for title in ("archived", "remaining", "other"))
    scripted.happen(r.EventRejected(event_id=archived))
    scripted.session.focus.select("events", archived, remaining, other)
    scripted.clock.advance(RETENTION_MS)
    scripted.report("fresh")
    assert scripted.session.focus.selection == Selection("events", (remaining, other))
    assert "2" in card.chosen_list.count.text()


def test_the_displayed_item_of_a_selection_stays_and_is_shown_as_archived(
    card: Card, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    shown, archived, remaining = (scripted.report(title) for title in ("shown", "archived", "remaining"))
    scripted.happen(r.EventRejected(event_id=shown), r.EventRejected(event_id=archived))
    scripted.session.focus.select("events", shown, archived, remaining)
    scripted.session.focus.select("events", shown)
    scripted.clock.advance(RETENTION_MS)
    scripted.report("fresh")
    assert scripted.session.focus.selection == Selection("events", (shown,))
    assert card.event_card.name.text() == "shown"
    assert card.event_card.archived_note.isVisible()
    qtbot.mouseClick(card.back, LEFT)
    assert scripted.session.focus.selection == Selection("events", (shown, remaining))
