"""No line of a tree moves below the pointer: it is the one that a click chooses, whatever arrives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QHeaderView, QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from county.automation.log import AutomationRan
from county.response.plans import (
    ChecklistTaskNoted,
    CompleteChecklistTask,
    PlanLevelAdjusted,
    PlanStarted,
    checklist,
)
from county.units.dispatch import Choice, UnitCandidate
from desktop.input.pointer_hold import PointerHold
from desktop.response.automations import AutomationPanel
from desktop.response.plan_tree_part import ID_ROLE
from desktop.response.plans import Plans
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.protocol.messages import RankReply
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton
PLAN = "flash_flood"


@pytest.fixture
def plans(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Plans]:
    """The plan P1 of a flash flood runs at level IV."""
    event_id = scripted.report("山洪", subclass=PLAN)
    with shown_panel(Plans(scripted.session), qtbot, (420, 1_400)) as panel:
        scripted.session.focus.select("events", event_id)
        tasks = checklist(scripted.session.catalog.response_plans[PLAN], "IV", scripted.clock.now_ms())
        scripted.happen(
            PlanStarted(plan_id="P1", plan=PLAN, level="IV", tasks=tasks, radius_m=500.0, about=event_id)
        )
        QApplication.processEvents()
        yield panel


def adjust_level(scripted: ScriptedDesktop) -> None:
    tasks = checklist(scripted.session.catalog.response_plans[PLAN], "I", scripted.clock.now_ms())
    scripted.happen(PlanLevelAdjusted(plan_id="P1", level="I", tasks=tasks, radius_m=900.0, note="雨情加重"))
    QApplication.processEvents()


def lines(tree: QTreeWidget) -> list[str]:
    """What each line is about, as they stand below each other."""
    found = []
    index = tree.model().index(0, 0)
    while index.isValid():
        found.append(str(index.data(ID_ROLE) or index.data()))
        index = tree.indexBelow(index)
    return found


def item_of(tree: QTreeWidget, key: str) -> QTreeWidgetItem:
    index = tree.model().index(0, 0)
    while index.data(ID_ROLE) != key:
        index = tree.indexBelow(index)
    return tree.itemFromIndex(index)


def point_at(tree: QTreeWidget, key: str, x_px: int = 60) -> QPoint:
    """The pointer moves over the line and rests on it; returns where."""
    at = QPoint(x_px, tree.visualItemRect(item_of(tree, key)).center().y())
    QTest.mouseMove(tree.viewport(), at + QPoint(9, 1))
    QTest.mouseMove(tree.viewport(), at)
    return at


def test_a_task_stays_below_the_pointer_when_the_level_adds_tasks_and_a_note_makes_one_above_higher(
    plans: Plans, scripted: ScriptedDesktop
) -> None:
    tree, run = plans.checklist.tree, plans.run
    assert run is not None
    before, first, aimed = lines(tree), run.tasks[0].key, run.tasks[2].key
    box_px = tree.visualItemRect(item_of(tree, aimed)).left() + 8
    at = point_at(tree, aimed, box_px)
    scripted.happen(ChecklistTaskNoted(plan_id="P1", task=first, note="已电话联系各村值班人员，" * 4))
    adjust_level(scripted)
    assert lines(tree) == before
    assert "已电话联系" in item_of(tree, first).text(0), "what a line shows is current"
    QTest.mouseClick(tree.viewport(), LEFT, pos=at)
    assert [command.body for command in scripted.source.commands] == [CompleteChecklistTask(plan_id="P1", task=aimed)]
    plans.checklist.hold._hover.timeout.emit()
    QApplication.processEvents()
    assert len(lines(tree)) > len(before)
    assert tree.visualItemRect(item_of(tree, aimed)).center().y() > at.y()


def test_another_run_is_shown_at_once(plans: Plans, scripted: ScriptedDesktop) -> None:
    point_at(plans.checklist.tree, plans.run.tasks[0].key if plans.run else "")
    scripted.session.focus.select("events", scripted.report("二", subclass="exposed_garbage"))
    assert plans.run is None
    assert lines(plans.checklist.tree) == []


def test_a_unit_stays_below_the_pointer_when_all_are_ranked_again(plans: Plans, scripted: ScriptedDesktop) -> None:
    plans.tabs.setCurrentWidget(plans.resources)
    part, run, packaged = plans.resources, plans.run, scripted.session.package.resources
    assert run is not None
    units = {kind: [unit.id for unit in packaged if unit.kind == kind] for kind in part.wanted()}
    kind = next(kind for kind, found in units.items() if len(found) > 1)

    def rank(order: list[str]) -> None:
        candidates = [UnitCandidate(unit, Choice("nearest_free"), 0, 100.0, 1.0) for unit in order]
        scripted.source.answer(RankReply(request=f"{run.about}:{kind}", candidates=candidates))
        scripted.tick()
        QApplication.processEvents()

    rank(units[kind])
    before = lines(part.tree)
    point_at(part.tree, units[kind][0])
    part._roads_changed()
    QApplication.processEvents()
    assert part.head.isVisible()
    rank(units[kind][::-1])
    assert lines(part.tree) == before
    part.hold._hover.timeout.emit()
    assert next(line for line in lines(part.tree) if line in units[kind]) == units[kind][-1]


def test_a_recipient_stays_below_the_pointer_when_the_level_adds_recipients(
    plans: Plans, scripted: ScriptedDesktop
) -> None:
    plans.tabs.setCurrentWidget(plans.notices)
    tree = plans.notices.tree
    QApplication.processEvents()
    before = lines(tree)
    point_at(tree, before[0])
    adjust_level(scripted)
    assert lines(tree) == before
    plans.notices.hold._hover.timeout.emit()
    assert len(lines(tree)) > len(before)


def test_a_line_of_the_log_stays_below_the_pointer_when_the_rule_runs_again(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    with shown_panel(AutomationPanel(scripted.session), qtbot, (640, 520)) as panel:
        panel.table.selectRow([row.id for row in panel.rows()].index("flood_plan"))
        event_id = scripted.report("一")
        scripted.happen(AutomationRan(rule="flood_plan", trigger=7, about=f"event/{event_id}", outcome="acted"))
        at = QPoint(150, panel.log.visualItemRect(panel.log.topLevelItem(0)).center().y())
        QTest.mouseMove(panel.log.viewport(), at)
        scripted.happen(AutomationRan(rule="flood_plan", trigger=9, about="event/E2", outcome="too_often"))
        assert panel.log.topLevelItemCount() == 1
        QTest.mouseClick(panel.log.viewport(), LEFT, pos=at)
        QTest.mouseDClick(panel.log.viewport(), LEFT, pos=at)
        selection = scripted.session.focus.selection
        assert selection is not None
        assert selection.ids == (event_id,)
        QTest.mouseRelease(panel.log.viewport(), LEFT, pos=at)
        panel.log_hold._hover.timeout.emit()
        assert panel.log.topLevelItemCount() == 2


STILL = {
    "assessment": 2,  # the catalogue's leaves and signs, in its order
    "audit": 1,  # read by a button
    "card": 1,  # what a box on the map chose
    "evaluation": 1,  # the catalogue's metrics
    "leader": 1,  # the records of a figure that was clicked
}
"""Panels with lists whose rows only change as an answer to a hand, and how many those are."""


def test_every_list_and_tree_of_the_window_holds_its_rows_unless_only_a_hand_fills_it(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    window = open_window(scripted.session)
    panels = dict(window.panels)
    held = {hold.parent() for hold in window.findChildren(PointerHold)}
    unheld: Counter[str] = Counter()
    for name, panel in panels.items():
        popups = [box.view() for box in panel.findChildren(QComboBox)]
        views = [view for view in panel.findChildren(QAbstractItemView) if not isinstance(view, QHeaderView)]
        unheld[name] += sum(view not in held and view not in popups for view in views)
    assert +unheld == STILL
