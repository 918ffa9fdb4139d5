"""What it means to send a unit, said and drawn before it is confirmed, over the real backend with the roads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from county import commands as c
from county.catalog import Catalog
from county.package.open import CountyPackage
from county.records import EventDispatched
from county.roads.closures import CloseRoad
from county.roads.network import RoadGraph
from county.units.status import SetUnitStatus
from desktop.cards.card import Card
from desktop.input.armed_step import ARMED_AFTER_MS
from desktop.input.keys import KEYS
from desktop.steps.event_actions import EventActions
from desktop.units.dispatch_proposal import DispatchProposal
from desktop.units.ranked_unit_form import RankedUnitForm
from layers.batches import Labels, Lines, Polygons
from layers.ways import PROPOSED, SENT, WaysLayer
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel
from tests.memory_realm import MemoryRealm
from tests.rows import position_of

SUBCLASS = "exposed_garbage"


@pytest.fixture(scope="module")
def roads(package: CountyPackage) -> RoadGraph:
    table = package.table("roads")
    ids, classes, names = (table[name].tolist() for name in ("id", "road_class", "name"))
    return RoadGraph(table.geometry, ids, classes, package.catalog.road_speeds, names)


@pytest.fixture
def watching(package: CountyPackage) -> Catalog:
    """Trucks should reach every village within an hour."""
    kinds = package.catalog.resource_kinds
    truck = replace(kinds["collection_truck"], cover_minutes=60.0)
    return replace(package.catalog, resource_kinds=kinds | {"collection_truck": truck})


@pytest.fixture
def desk(open_desk: OpenDesk, package: CountyPackage, roads: RoadGraph, watching: Catalog) -> LiveDesktop:
    realm = MemoryRealm(package, clock=AdjustableClock(MONDAY_MORNING_MS), roads=roads, catalog=watching)
    return open_desk(realm).live()


@pytest.fixture
def card(desk: LiveDesktop, qtbot: QtBot) -> Iterator[Card]:
    with shown_panel(Card(desk.session), qtbot, (460, 900)) as panel:
        yield panel


def _site(package: CountyPackage, n: int) -> tuple[float, float]:
    table = package.table("buildings")
    at = table.geometry[(3 * n + 1) * len(table.geometry) // 7].centroid
    return float(at.x), float(at.y)


def filed(desk: LiveDesktop, n: int = 0) -> str:
    x_m, y_m = _site(desk.session.package, n)
    event_id = desk.report("garbage", subclass=SUBCLASS, x_m=x_m, y_m=y_m)
    assert desk.send(c.FileEvent(event_id=event_id)).refusal is None
    return event_id


def proposed(desk: LiveDesktop, card: Card, event_id: str) -> DispatchProposal:
    """The suggestion for an event, when it can be approved."""
    desk.session.focus.select("events", event_id)
    proposal = card.event_card.steps.proposal
    desk.until(lambda: proposal.isVisible() and proposal.approve.isEnabled(), "a suggestion")
    return proposal


def lines(desk: LiveDesktop) -> Lines:
    layer = desk.session.layers.of(WaysLayer)
    [found] = [batch for batch in layer.batches() if isinstance(batch, Lines)]
    return found


def uncovered(desk: LiveDesktop) -> set[str]:
    [areas] = [batch for batch in desk.session.layers.of(WaysLayer).batches() if isinstance(batch, Polygons)]
    return set(areas.ids.tolist())


def occupy_others(desk: LiveDesktop, unit: str) -> None:
    """Only ``unit`` is ready of all trucks."""
    for other in desk.session.package.resources:
        if other.kind == "collection_truck" and other.id != unit:
            assert desk.send(SetUnitStatus(unit=other.id, status="off_duty")).refusal is None


def test_a_filed_event_shows_the_suggested_unit_with_its_way_and_one_key_approves_it(
    desk: LiveDesktop, card: Card, qtbot: QtBot
) -> None:
    event_id = filed(desk)
    proposal = proposed(desk, card, event_id)
    assert "分钟" in proposal.text.text()
    assert "次选" in proposal.text.text()
    steps = card.event_card.steps
    assert steps.buttons[c.DispatchEvent].property("role") != "primary", "the suggestion is what usually comes next"
    drawn = lines(desk)
    assert (drawn.ids.tolist(), drawn.style.tolist()) == ([proposal.unit], [PROPOSED])
    event = desk.event(event_id)
    assert event is not None
    assert drawn.xy_m[-1] == pytest.approx((event.x_m, event.y_m))
    before = len(desk.answers)
    qtbot.keyClick(card.window(), KEYS["card.approve"].sequences[0][0].key())
    desk.until(lambda: len(desk.answers) > before, "an answer")
    [choice] = [one.body.choice for one in desk.records_of(event_id) if isinstance(one.body, EventDispatched)]
    assert choice is not None
    assert choice.code == "nearest_free"
    assert {"next_1", "next_1_minutes", "next_2"} <= choice.params.keys()
    desk.until(lambda: lines(desk).style.tolist() == [SENT], "the way of the dispatched unit")
    assert not proposal.isVisible()
    assert "次选" in " ".join(value.text() for _, value in card.event_card.facts.lines)


@pytest.fixture
def clock() -> AdjustableClock:
    return AdjustableClock(0)


@pytest.fixture
def steps(desk: LiveDesktop, qtbot: QtBot, clock: AdjustableClock) -> Iterator[EventActions]:
    """Those of an event with a suggestion that can be approved."""
    with shown_panel(EventActions(desk.session, clock.now_ms), qtbot, (460, 500)) as steps:
        event = desk.event(filed(desk))
        assert event is not None
        steps.show_event(event)
        desk.until(lambda: steps.proposal.isVisible() and steps.proposal.approve.isEnabled(), "a suggestion")
        yield steps


class EnabledChanges(QObject):
    """Counts how often a widget is enabled or disabled."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.EnabledChange
        return False


def test_a_suggestion_that_is_confirmed_by_another_look_can_be_approved_all_the_time(
    desk: LiveDesktop, steps: EventActions
) -> None:
    proposal = steps.proposal
    changes, unit, before = EnabledChanges(proposal.approve), proposal.unit, proposal.reply
    proposal.refresh()
    desk.until(lambda: proposal.reply is not before, "another look")
    assert proposal.unit == unit
    assert changes.count == 0, "a click meanwhile would be lost"


def test_a_click_on_a_suggestion_that_has_just_become_another_one_dispatches_nothing_and_says_so(
    desk: LiveDesktop, steps: EventActions, clock: AdjustableClock, qtbot: QtBot
) -> None:
    proposal, former = steps.proposal, steps.proposal.unit
    assert desk.send(SetUnitStatus(unit=former, status="off_duty")).refusal is None
    desk.until(lambda: proposal.unit not in ("", former) and proposal.approve.isEnabled(), "another suggestion")
    desk.until(lambda: not proposal.is_asking)
    clock.advance(ARMED_AFTER_MS - 1)
    answers = len(desk.answers)
    qtbot.mouseClick(proposal.approve, Qt.MouseButton.LeftButton)
    assert steps.problem.text() == "刚刚改为推荐另一力量：请核对后再次批准"
    assert steps.problem.isVisible()
    clock.advance(1)
    latter = proposal.unit
    qtbot.mouseClick(proposal.approve, Qt.MouseButton.LeftButton)
    desk.until(lambda: len(desk.answers) > answers, "an answer")
    [dispatched] = desk.answers[answers:]
    assert dispatched.refusal is None
    assert isinstance(dispatched.command.body, c.DispatchEvent)
    assert dispatched.command.body.unit == latter


def test_a_suggestion_that_no_answer_confirms_in_time_cannot_be_approved_until_one_comes(
    desk: LiveDesktop, steps: EventActions, qtbot: QtBot
) -> None:
    proposal = steps.proposal
    unit = proposal.unit
    proposal.refresh()  # the backend does nothing from here on
    assert proposal.approve.isEnabled(), "for a moment nothing is known to be wrong"
    assert proposal.preview.limit.isActive()
    proposal.preview.limit.timeout.emit()
    assert not proposal.approve.isEnabled()
    assert proposal.reply is None
    proposal.give()
    assert desk.session.submissions.waiting == 0
    desk.until(proposal.approve.isEnabled, "the late answer")
    assert proposal.unit == unit
    assert not proposal.preview.limit.isActive()


def test_a_click_on_the_unit_that_follows_after_none_was_suggested_for_a_moment_dispatches_nothing(
    desk: LiveDesktop, steps: EventActions, clock: AdjustableClock, qtbot: QtBot
) -> None:
    proposal, former = steps.proposal, steps.proposal.unit
    can_come = [one.id for one in desk.session.package.resources if one.kind in ("collection_truck", "sanitation_team")]
    for unit in can_come:
        assert desk.send(SetUnitStatus(unit=unit, status="off_duty")).refusal is None
    desk.until(lambda: not proposal.unit and not proposal.is_asking, "none")
    latter = next(unit for unit in can_come if unit != former)
    assert desk.send(SetUnitStatus(unit=latter, status="available")).refusal is None
    desk.until(lambda: proposal.unit == latter and proposal.approve.isEnabled(), "another suggestion")
    clock.advance(ARMED_AFTER_MS - 1)
    answers = len(desk.answers)
    qtbot.mouseClick(proposal.approve, Qt.MouseButton.LeftButton)
    assert steps.problem.text() == "刚刚改为推荐另一力量：请核对后再次批准"
    clock.advance(1)
    qtbot.mouseClick(proposal.approve, Qt.MouseButton.LeftButton)
    desk.until(lambda: len(desk.answers) > answers, "an answer")
    [dispatched] = desk.answers[answers:]
    assert isinstance(dispatched.command.body, c.DispatchEvent)
    assert dispatched.command.body.unit == latter


def test_a_unit_that_leaves_villages_uncovered_is_announced_before_it_can_be_confirmed(
    desk: LiveDesktop, card: Card
) -> None:
    event_id = filed(desk)
    proposal = proposed(desk, card, event_id)
    assert "没有村失去" in proposal.cover.note.text()
    assert uncovered(desk) == set()
    occupy_others(desk, proposal.unit)
    proposal.refresh()
    desk.until(lambda: "空窗" in proposal.cover.warning.text(), "the warning")
    assert proposal.cover.warning.isVisible()
    assert not proposal.cover.note.isVisible()
    lost = uncovered(desk)
    assert lost
    [labels] = [batch for batch in desk.session.layers.of(WaysLayer).batches() if isinstance(batch, Labels)]
    assert len(labels.ids) == len(lost)
    steps = card.event_card.steps
    steps.buttons[c.DispatchEvent].click()
    form = steps.form
    assert isinstance(form, RankedUnitForm)
    assert not proposal.isVisible(), "the list takes its place"
    desk.until(lambda: form.cover.warning.text().startswith("空窗"), "the warning in the form")
    assert steps.confirm.isEnabled()
    QTest.keyClick(form.note, Qt.Key.Key_Down)
    assert not steps.confirm.isEnabled(), "not before it is known what that unit leaves uncovered"
    desk.until(steps.confirm.isEnabled, "the other preview")
    assert not form.cover.warning.isVisible()
    assert uncovered(desk) == set()


def test_closing_a_road_ranks_again_and_redraws_the_way(
    open_desk: OpenDesk, package: CountyPackage, watching: Catalog, qtbot: QtBot
) -> None:
    """The county's roads have no second way to this place: one is added beside the first."""
    table = package.table("roads")
    truck = next(unit for unit in package.resources if unit.kind == "collection_truck")
    site = _site(package, 0)
    middle = ((truck.x_m + site[0]) / 2 + 2_000.0, (truck.y_m + site[1]) / 2)
    bypass = shapely.LineString([(truck.x_m, truck.y_m), middle, site])
    geometry = np.append(table.geometry, bypass)
    ids, classes = [*table["id"].tolist(), "bypass"], [*table["road_class"].tolist(), "village"]
    roads = RoadGraph(geometry, ids, classes, package.catalog.road_speeds)
    realm = MemoryRealm(package, clock=AdjustableClock(MONDAY_MORNING_MS), roads=roads, catalog=watching)
    desk = open_desk(realm).live()
    with shown_panel(Card(desk.session), qtbot, (460, 900)) as card:
        event_id = filed(desk)
        occupy_others(desk, truck.id)
        proposal = proposed(desk, card, event_id)
        desk.until(lambda: lines(desk).ids.tolist() == [truck.id], "the only truck")
        before = lines(desk).xy_m
        x_m, y_m = before[len(before) // 2].tolist()
        close = CloseRoad(closure_id="C1", extent="part", x_m=x_m, y_m=y_m, note="塌方")
        assert desk.send(close).refusal is None
        desk.until(lambda: len(lines(desk).xy_m) and not np.array_equal(lines(desk).xy_m, before), "another way")
        assert lines(desk).ids.tolist() == [truck.id]
        assert shapely.LineString(lines(desk).xy_m).distance(shapely.Point(x_m, y_m)) > 1.0
        assert proposal.isVisible()


def test_the_way_of_a_dispatched_unit_starts_where_it_is_and_ends_with_its_arrival(
    desk: LiveDesktop, card: Card
) -> None:
    event_id = filed(desk, 1)
    unit = proposed(desk, card, event_id).unit
    assert desk.send(c.DispatchEvent(event_id=event_id, unit=unit)).refusal is None
    desk.until(lambda: lines(desk).style.tolist() == [SENT], "the way")
    desk.session.focus.clear()
    desk.until(lambda: not len(lines(desk).ids), "nothing is selected, nothing drawn")
    desk.session.focus.select("events", event_id)
    desk.until(lambda: len(lines(desk).ids), "the way again")
    event = desk.event(event_id)
    assert event is not None
    clock = desk.realm.clock
    clock.advance(5_000)  # type: ignore[attr-defined]
    client = desk.realm.plain_client()
    client.send(position_of("p1", unit, clock.now_ms(), x_m=event.x_m, y_m=event.y_m, speed_kmh=0.0))

    def arrived() -> bool:
        clock.advance(1_000)  # type: ignore[attr-defined]
        now = desk.event(event_id)
        return now is not None and any(task.arrived_ms for task in now.units)

    desk.until(arrived, "the arrival")
    client.close()
    desk.until(lambda: not len(lines(desk).ids), "it is there")


def test_an_event_whose_units_are_all_busy_suggests_none(desk: LiveDesktop, card: Card) -> None:
    event_id = filed(desk)
    for unit in desk.session.package.resources:
        if unit.kind in ("collection_truck", "sanitation_team"):
            assert desk.send(SetUnitStatus(unit=unit.id, status="off_duty")).refusal is None
    desk.session.focus.select("events", event_id)
    steps = card.event_card.steps
    desk.until(lambda: c.DispatchEvent in steps.buttons, "the step")
    desk.until(lambda: steps.proposal.isVisible() and not steps.proposal.is_asking, "what to do instead")
    assert steps.proposal.text.text().startswith("没有空闲单位")
    assert not steps.proposal.approve.isVisible()
