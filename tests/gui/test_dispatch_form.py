"""The dispatch form over the real backend: its first unit is the first suggestion recorded in the journal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county import commands as c
from county.catalog import Catalog
from county.events.event import Event
from county.package.open import CountyPackage
from county.records import Choice, EventDispatched
from county.roads.network import RoadGraph
from county.units.dispatch import can_be_sent, rank
from desktop.cards.card import Card
from desktop.units.ranked_unit_form import RankedUnitForm
from services.protocol.limits import RANKED_MAX
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel
from tests.memory_realm import MemoryRealm

UNIT = Qt.ItemDataRole.UserRole


@pytest.fixture(scope="module")
def roads(package: CountyPackage) -> RoadGraph:
    table = package.table("roads")
    return RoadGraph(table.geometry, table["id"].tolist(), table["road_class"].tolist(), package.catalog.road_speeds)


@pytest.fixture
def desk(open_desk: OpenDesk, package: CountyPackage, roads: RoadGraph) -> LiveDesktop:
    """A live desktop whose backend has the road graph."""
    return open_desk(MemoryRealm(package, clock=AdjustableClock(MONDAY_MORNING_MS), roads=roads)).live()


@pytest.fixture
def card(desk: LiveDesktop, qtbot: QtBot) -> Iterator[Card]:
    with shown_panel(Card(desk.session), qtbot, (460, 900)) as panel:
        yield panel


def opened(desk: LiveDesktop, card: Card, event_id: str) -> RankedUnitForm:
    """The dispatch form of an event, filled."""
    steps = card.event_card.steps
    desk.session.focus.select("events", event_id)
    desk.until(lambda: c.DispatchEvent in steps.buttons and steps.buttons[c.DispatchEvent].isEnabled(), "the step")
    steps.buttons[c.DispatchEvent].click()
    form = steps.form
    assert isinstance(form, RankedUnitForm)
    desk.until(steps.confirm.isEnabled, "a ranking")
    return form


def confirmed(desk: LiveDesktop, card: Card, event_id: str) -> Choice:
    """The reason recorded in the journal after the form is sent."""
    before = len(desk.answers)
    desk.until(card.event_card.steps.confirm.isEnabled, "what it means to send the chosen unit")
    card.event_card.steps.confirm.click()
    desk.until(lambda: len(desk.answers) > before, "an answer")
    assert desk.answers[-1].refusal is None
    [choice] = [
        record.body.choice for record in desk.records_of(event_id) if isinstance(record.body, EventDispatched)
    ]
    assert choice is not None
    return choice


def first_of(event: Event, package: CountyPackage, catalog: Catalog, roads: RoadGraph | None) -> str:
    movable = [unit for unit in package.resources if can_be_sent(unit, catalog)]
    return rank(event, movable, catalog, {}, roads)[0].unit


def filed(desk: LiveDesktop, n: int) -> list[str]:
    """``n`` filed events, each at a different building."""
    table = desk.session.package.table("buildings")
    ids = []
    for i in range(n):
        at = table.geometry[i * len(table.geometry) // n].centroid
        ids.append(desk.report(f"garbage {i}", subclass="exposed_garbage", x_m=at.x, y_m=at.y))
        assert desk.send(c.FileEvent(event_id=ids[-1])).refusal is None
    return ids


def test_selecting_the_first_line_is_recorded_as_the_first_suggestion(
    desk: LiveDesktop, card: Card, roads: RoadGraph
) -> None:
    session = desk.session
    ids = filed(desk, 12)
    events = [event for event in map(desk.event, ids) if event is not None]
    differ = [
        event.id
        for event in events
        if first_of(event, session.package, session.catalog, None)
        != first_of(event, session.package, session.catalog, roads)
    ]
    assert differ, "in this county both rankings, by road and by straight line, must differ"
    for event_id in ids:
        form = opened(desk, card, event_id)
        assert form.units.currentRow() == 0
        choice = confirmed(desk, card, event_id)
        assert choice.code not in ("by_hand", "not_suggested")


def test_another_line_is_recorded_with_its_rank(desk: LiveDesktop, card: Card) -> None:
    [event_id] = filed(desk, 1)
    form = opened(desk, card, event_id)
    QTest.keyClick(form.note, Qt.Key.Key_Down)
    choice = confirmed(desk, card, event_id)
    assert (choice.code, choice.params["number"]) == ("by_hand", "2")


def test_the_best_units_are_listed_with_the_department_after_them(desk: LiveDesktop, card: Card) -> None:
    [event_id] = filed(desk, 1)
    form = opened(desk, card, event_id)
    event = desk.event(event_id)
    assert event is not None
    ranked = [candidate.unit for candidate in desk.realm.desk.ranked(event)]
    offered = [form.units.item(row).data(UNIT) for row in range(form.units.count())]
    assert offered == [*ranked[:-1][:RANKED_MAX], ranked[-1]]


def test_a_unit_with_a_task_is_listed_after_free_ones(desk: LiveDesktop, card: Card) -> None:
    one, other = (desk.report(f"garbage {i}", subclass="exposed_garbage") for i in range(2))
    for event_id in (one, other):
        assert desk.send(c.FileEvent(event_id=event_id)).refusal is None
    first = opened(desk, card, one).units.item(0).data(UNIT)
    confirmed(desk, card, one)
    assert opened(desk, card, other).units.item(0).data(UNIT) != first
