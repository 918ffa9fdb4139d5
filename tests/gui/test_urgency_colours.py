"""The colour of an event says how urgent it is, the same one in the list, on its card and on the map."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from county.durations import HOUR_MS
from desktop import theme
from desktop.cards.event_card import EventCard
from desktop.events.event_list import EventList
from layers.events import EventsLayer
from layers.urgency import COLOURS
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel


def on_map(scripted: ScriptedDesktop) -> str:
    """The colour of the only event on the map."""
    points = scripted.session.layers.of(EventsLayer).batches()[-1]
    [code] = points.style
    return scripted.session.styles[points.styles[code]].color


def in_row(events: EventList, colors: list[str]) -> list[str]:
    """Which of the colours are in the upper line of the first row, where its state is framed."""
    rect = events.view.visualRect(events.rows.index(0, 0))
    upper = rect.adjusted(rect.width() // 2, 0, 0, -rect.height() // 2)
    image = events.view.viewport().grab(upper).toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    return [color for color in colors if color in seen]


def test_list_card_and_map_show_an_event_in_one_colour_that_follows_its_clock_and_not_its_stage(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    session = scripted.session
    sheet = {colour: session.styles[f"event.{colour}"].color for colour in COLOURS}
    with shown_panel(EventList(session), qtbot, (420, 700)) as events, shown_panel(EventCard(session), qtbot) as card:

        def colours() -> set[str]:
            """What list, card and map show."""
            scripted.tick()
            events.refresh()
            card.show_event(event_id)
            card._tick()
            ground = card.state.styleSheet()
            on_card = next(colour for colour, color in sheet.items() if f"background: {color}" in ground)
            of_map = next(colour for colour, color in sheet.items() if color == on_map(scripted))
            return {on_card, of_map, *(name for name in sheet if in_row(events, [sheet[name]]))}

        event_id = scripted.report("垃圾")
        assert colours() == {"open"}
        scripted.dispatch(event_id, due_ms=scripted.clock.now_ms() + 10 * HOUR_MS)
        assert colours() == {"open"}, "a stage has no colour"
        scripted.clock.advance(8 * HOUR_MS)
        assert colours() == {"soon"}
        scripted.clock.advance(2 * HOUR_MS)
        assert colours() == {"urgent"}


@pytest.mark.parametrize(("colour", "token"), [("urgent", theme.DANGER), ("soon", theme.WARNING)])
def test_clocks_of_panels_have_the_colours_of_the_map(scripted: ScriptedDesktop, colour: str, token: str) -> None:
    assert QColor(scripted.session.styles[f"event.{colour}"].color) == QColor(token)
