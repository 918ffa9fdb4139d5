"""How areas and events are drawn stays from one run to the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from county.events.deadlines import HOUR_MS
from desktop.map.area_colouring import AreaChoice, AreaColouring
from desktop.map.kept_styles import KeptStyles
from layers.events import EventsLayer
from tests.gui.conftest import ScriptedDesktop

CHOICE = AreaChoice("villages", "reported", "week", "quantiles")


@contextmanager
def window_of(scripted: ScriptedDesktop) -> Iterator[tuple[AreaColouring, EventsLayer]]:
    """What a window keeps, until it is closed."""
    colouring = AreaColouring(scripted.session)
    kept = KeptStyles(scripted.session, colouring)
    yield colouring, scripted.session.layers.of(EventsLayer)
    kept.release()
    colouring.release()


def test_what_was_chosen_is_chosen_again_in_the_next_run(scripted: ScriptedDesktop) -> None:
    with window_of(scripted) as (colouring, events):
        colouring.choose(CHOICE)
        events.draw_as("heat", HOUR_MS)
        scripted.tick()
    events.draw_as("symbols", 24 * HOUR_MS)
    with window_of(scripted) as (colouring, events):
        assert colouring.choice == CHOICE
        assert (events.drawn_as, events.window_ms) == ("heat", HOUR_MS)
        colouring.choose(None)
    with window_of(scripted) as (colouring, _):
        assert colouring.choice is None


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "{",
        '{"layer": "villages", "metric": "gone"}',
        '{"layer": "roads", "metric": "reported"}',
        '{"drawn_as": "stars", "window_ms": 1}',
        '{"drawn_as": "heat", "window_ms": 1}',
    ],
)
def test_what_a_county_or_program_does_not_know_is_not_chosen(scripted: ScriptedDesktop, stored: str) -> None:
    for key in ("map/areas", "map/events"):
        scripted.session.operator.settings.setValue(key, stored)
    with window_of(scripted) as (colouring, events):
        assert colouring.choice is None
        assert events.drawn_as == "symbols"
