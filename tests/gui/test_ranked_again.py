"""A road closes while somebody chooses a unit in the window: the list and the suggestion follow by themselves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from county import commands as c
from county.package.open import CountyPackage
from county.roads.closures import CloseRoad, OpenRoad
from county.roads.network import RoadGraph
from desktop.session import Session
from desktop.units.ranked_unit_form import RankedUnitForm
from desktop.window.main_window import MainWindow
from tests.adjustable_clock import AdjustableClock
from tests.gui.conftest import MONDAY_MORNING_MS, OpenDesk
from tests.gui.live_desktop import LiveDesktop
from tests.memory_realm import MemoryRealm

UNIT = Qt.ItemDataRole.UserRole
CLOSURE = "C1"


@pytest.fixture
def site(package: CountyPackage) -> tuple[float, float]:
    at = package.table("buildings").geometry[0].centroid
    return float(at.x), float(at.y)


@pytest.fixture
def desk(open_desk: OpenDesk, package: CountyPackage, site: tuple[float, float]) -> LiveDesktop:
    """Every truck has a road of its own to the site, which has its id."""
    trucks = [unit for unit in package.resources if unit.kind == "collection_truck"]
    lines = np.array([shapely.LineString([(unit.x_m, unit.y_m), site]) for unit in trucks], dtype=object)
    roads = RoadGraph(lines, [unit.id for unit in trucks], ["county"] * len(trucks), package.catalog.road_speeds)
    return open_desk(MemoryRealm(package, clock=AdjustableClock(MONDAY_MORNING_MS), roads=roads)).live()


@pytest.fixture
def window(desk: LiveDesktop, open_window: Callable[[Session], MainWindow], site: tuple[float, float]) -> MainWindow:
    window = open_window(desk.session)
    event_id = desk.report("garbage", subclass="exposed_garbage", x_m=site[0], y_m=site[1])
    assert desk.send(c.FileEvent(event_id=event_id)).refusal is None
    desk.session.focus.select("events", event_id)
    return window


def close_road_of(desk: LiveDesktop, unit: str, site: tuple[float, float]) -> None:
    body = CloseRoad(closure_id=CLOSURE, extent="road", road=unit, x_m=site[0], y_m=site[1], note="塌方")
    assert desk.send(body).refusal is None


def open_form(desk: LiveDesktop, window: MainWindow) -> RankedUnitForm:
    steps = window.card.event_card.steps
    desk.until(lambda: c.DispatchEvent in steps.buttons and steps.buttons[c.DispatchEvent].isEnabled(), "the step")
    steps.buttons[c.DispatchEvent].click()
    desk.until(steps.confirm.isEnabled, "a ranking")
    assert isinstance(steps.form, RankedUnitForm)
    assert steps.form.isVisible()
    return steps.form


def listed(form: RankedUnitForm) -> list[str]:
    return [form.units.item(row).data(UNIT) for row in range(form.units.count())]


def test_the_open_list_is_ranked_again_and_its_first_unit_is_chosen(
    desk: LiveDesktop, window: MainWindow, site: tuple[float, float]
) -> None:
    form = open_form(desk, window)
    before = listed(form)
    close_road_of(desk, before[0], site)
    desk.until(lambda: listed(form)[0] != before[0], "another first unit")
    assert window.card.event_card.steps.form is form, "the form stays open"
    assert form.units.currentRow() == 0
    desk.until(window.card.event_card.steps.confirm.isEnabled, "what it means to send that one")
    assert desk.send(OpenRoad(closure_id=CLOSURE)).refusal is None
    desk.until(lambda: listed(form) == before, "the first order")


def test_a_unit_that_was_chosen_by_hand_stays_chosen_and_its_reason_says_what_the_closure_costs_it(
    desk: LiveDesktop, window: MainWindow, site: tuple[float, float]
) -> None:
    form = open_form(desk, window)
    chosen = listed(form)[1]
    QTest.keyClick(form.note, Qt.Key.Key_Down)
    text = form.units.currentItem().text()
    close_road_of(desk, chosen, site)
    desk.until(lambda: form.units.currentItem() is not None and form.units.currentItem().text() != text, "its reason")
    assert form.units.currentItem().data(UNIT) == chosen
    assert "封闭" in form.units.currentItem().text()


def test_a_unit_stays_below_the_pointer_until_no_hand_is_about_to_choose_one(
    desk: LiveDesktop, window: MainWindow, site: tuple[float, float]
) -> None:
    form = open_form(desk, window)
    before, view = listed(form), form.units.viewport()
    QTest.mouseMove(view, form.units.visualItemRect(form.units.item(0)).center())
    close_road_of(desk, before[0], site)
    desk.until(lambda: form._ranking is not None, "another ranking")
    assert listed(form) == before
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert listed(form)[0] != before[0]


def test_the_suggestion_names_another_unit(
    desk: LiveDesktop, window: MainWindow, site: tuple[float, float]
) -> None:
    proposal = window.card.event_card.steps.proposal
    desk.until(lambda: proposal.isVisible() and proposal.approve.isEnabled(), "a suggestion")
    unit, text = proposal.unit, proposal.text.text()
    close_road_of(desk, unit, site)
    desk.until(lambda: proposal.unit != unit and proposal.approve.isEnabled(), "another suggestion")
    assert proposal.isVisible()
    assert proposal.text.text() != text
