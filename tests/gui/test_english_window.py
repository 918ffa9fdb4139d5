"""The window in English, whose texts are longer: no figure is hidden and no button is cut on a screen of 1080 lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import records as r
from county.realm import Kind
from desktop import i18n
from desktop.cards.card import Card
from desktop.input.keys_dialog import KeysDialog
from desktop.places.input import PlaceInput
from desktop.window.header import Header
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

CARD_PX = 420
"""Of the dock at the right on a screen of 1920 pixels."""


@pytest.fixture
def english(scripted: ScriptedDesktop) -> Iterator[ScriptedDesktop]:
    i18n.set_language("en")
    yield scripted
    i18n.set_language("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_figures_of_the_header_have_room_beside_the_longest_name_on_duty(
    scripted: ScriptedDesktop, qtbot: QtBot, language: i18n.Language
) -> None:
    i18n.set_language(language)
    with shown_panel(Header(scripted.session), qtbot, (1920, 76)) as header:
        assert [name for name, figure in header.figures.items() if figure.isHidden()] == []


def test_the_steps_of_an_event_are_in_so_few_columns_that_none_is_cut(
    english: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = english.report("lamp")
    english.dispatch(event_id)
    english.happen(r.TaskAccepted(event_id=event_id))
    english.session.focus.select("events", event_id)
    with shown_panel(Card(english.session), qtbot, (CARD_PX, 900)) as card:
        buttons = list(card.event_card.steps.buttons.values())
        assert len(buttons) > 5
        for width in (CARD_PX, 700, CARD_PX):
            card.resize(width, 900)
            QApplication.processEvents()
            buttons = list(card.event_card.steps.buttons.values())
            assert [button.text() for button in buttons if button.shown_text() != button.text()] == []
        assert len({button.x() for button in buttons}) == 1


def test_the_coordinates_of_a_place_are_read_from_their_beginning(english: ScriptedDesktop, qtbot: QtBot) -> None:
    session, place = english.session, english.session.package.resources[0]
    spot = PlaceInput(session, session.focus)
    qtbot.addWidget(spot)
    spot.set_place(place.x_m, place.y_m)
    assert spot.box.text().startswith("1")
    assert spot.box.cursorPosition() == 0
    spot.release()


@pytest.mark.parametrize("kind", ["live", "drill", "replay"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_of_keys_is_seen_as_a_whole(
    scripted: ScriptedDesktop, qtbot: QtBot, language: i18n.Language, kind: Kind
) -> None:
    i18n.set_language(language)
    dialog = KeysDialog(kind=kind)
    qtbot.addWidget(dialog)
    inside = dialog.inside_for(1920 - 20).sizeHint()
    foot = dialog.close_button.sizeHint().height() + 30
    assert inside.width() <= 1920 - 20
    assert inside.height() + foot <= 1080 - 60
    i18n.set_language("zh")
