"""The ways of units that are on their way: asked for when something has changed them, and nothing else is asked with
them."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from county.explained import ExplainedLine
from county.records import EventFiled, UnitAdded
from county.roads.closures import RoadClosed, RoadOpened
from county.streams import POSITIONS
from desktop.cards.event_card import EventCard
from desktop.units.event_ways import MOVED_M
from layers.ways import WaysLayer
from services.protocol.messages import SendingReply, Trouble
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.positions import first_unit_reports, positions


class WatchedWays:
    """A selected event to which two units are on their way; the first of them reports its position."""

    def __init__(self, scripted: ScriptedDesktop, card: EventCard) -> None:
        self.scripted, self.card = scripted, card
        session, self._read = scripted.session, 0
        self.first = POSITIONS.table(session.package, session.catalog).rows[0][0]
        self.second = next(u.id for u in session.package.resources if u.kind == "hospital")
        home = next(unit for unit in session.package.resources if unit.id == self.first)
        self.x_m, self.y_m = home.x_m, home.y_m
        first_unit_reports(session.layers, session.package, self.x_m, self.y_m, scripted.clock.now_ms())
        self.event_id = scripted.report("积水")
        scripted.dispatch(self.event_id, self.first)
        scripted.happen(UnitAdded(event_id=self.event_id, unit=self.second))
        card.show_event(self.event_id)
        session.focus.select("events", self.event_id)

    def asked(self) -> list[str]:
        """The units about which it was asked since the last call; the desk answers."""
        source = self.scripted.source
        assert not any(source.cover_asked), "what loses cover is not drawn for a unit that was sent"
        found, before = source.sendings[self._read :], self._read
        self._read = len(source.sendings)
        for number, (event_id, unit) in enumerate(found, start=before + 1):
            way = {"minutes": 3.0, "xy_m": [self.x_m, self.y_m, 0.0, 0.0]} if unit == self.first else {}
            self.answer(SendingReply(request=f"sending {number}", event_id=event_id, unit=unit, **way))
        return [unit for _, unit in found]

    def answer(self, answer: Any) -> None:
        self.scripted.source.answer(answer)
        self.scripted.tick()

    def answered(self) -> None:
        """What was asked so far has been answered."""
        self._read = len(self.scripted.source.sendings)

    def move(self, by_m: float) -> None:
        self.scripted.clock.advance(5_000)
        self.x_m += by_m
        now_ms, layers = self.scripted.clock.now_ms(), self.scripted.session.layers
        layers.take(positions((0, now_ms, self.x_m, self.y_m, 90.0, 36.0)))
        layers.tick(now_ms)

    def later(self) -> list[str]:
        """The same after the time in which it is looked where units are."""
        self.card._ways.follow_units()
        return self.asked()


@pytest.fixture
def ways(scripted: ScriptedDesktop, qtbot: QtBot) -> Any:
    with shown_panel(EventCard(scripted.session), qtbot, (460, 900)) as card:
        yield WatchedWays(scripted, card)


def test_while_nothing_changes_nothing_is_asked_again(ways: WatchedWays) -> None:
    assert sorted(set(ways.asked())) == sorted({ways.first, ways.second})
    assert len(ways.scripted.session.layers.of(WaysLayer)) == 1
    assert ways.later() == []
    ways.scripted.report("another event")
    assert ways.later() == []


def test_the_way_of_a_unit_is_asked_for_again_when_it_begins_elsewhere(ways: WatchedWays) -> None:
    ways.asked()
    ways.move(MOVED_M - 10)
    assert ways.later() == []
    ways.move(20)
    assert ways.later() == [ways.first], "the other unit has not moved"
    assert ways.later() == []


def test_the_ways_are_asked_for_again_when_a_road_closes_or_opens(ways: WatchedWays) -> None:
    ways.asked()
    until_ms = ways.scripted.clock.now_ms() + HOUR_MS
    closed = RoadClosed(
        closure_id="C1", extent="circle", x_m=ways.x_m, y_m=ways.y_m, radius_m=50.0, until_ms=until_ms, note="x"
    )
    ways.scripted.happen(closed)
    assert sorted(ways.asked()) == sorted({ways.first, ways.second})
    ways.scripted.clock.advance(HOUR_MS)
    ways.scripted.tick()
    assert ways.asked() == [], "only its mark changed: it is past its expected end"
    ways.scripted.happen(RoadOpened(closure_id="C1"))
    assert sorted(ways.asked()) == sorted({ways.first, ways.second})


def test_a_way_that_could_not_be_answered_is_asked_for_again(ways: WatchedWays) -> None:
    for number in range(len(ways.scripted.source.sendings)):
        ways.answer(Trouble.of(ExplainedLine("x"), f"sending {number + 1}"))
    ways.answered()
    assert sorted(ways.later()) == sorted({ways.first, ways.second})
    assert ways.later() == []


def test_an_event_that_is_no_longer_selected_is_not_asked_about(ways: WatchedWays) -> None:
    ways.asked()
    ways.scripted.session.focus.clear()
    ways.move(500)
    assert ways.later() == []
    other = ways.scripted.report("another event")
    ways.scripted.happen(EventFiled(event_id=other))
    ways.card.show_event(other)
    ways.scripted.session.focus.select("events", other)
    assert ways.later() == [], "nobody is on the way there"
