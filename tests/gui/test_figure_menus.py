"""The menu of numbers in the window of an operator: 口径, 记录, 趋势, 写入专报 of header, evaluation and assessment."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QMenu
from pytestqt.qtbot import QtBot

from county.briefing.briefing import ChosenFigure
from county.figures.metric import FigureValue, Period
from desktop.archive.archive import Archive
from desktop.assessment.assessment import SIGNS, AssessmentPanel
from desktop.figures.closing_rate import today
from desktop.figures.definition_box import DefinitionBox
from desktop.figures.evaluation import Evaluation
from desktop.figures.figure_menu import FigureMenu
from desktop.item_models.group_rows import GROUP_ROLE
from desktop.window.header import METRIC_OF
from desktop.window.main_window import MainWindow
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import CountedBy, FigureTable
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.right_click import right_click
from tests.gui.test_panels_archive import say
from tests.gui.test_panels_assessment import AssessmentAnswers
from tests.gui.test_panels_evaluation import FigureAnswers

AS_OF_SEQ = 70
READY = AnalysisHealth("ready", MONDAY_MORNING_MS, AS_OF_SEQ, AS_OF_SEQ)
COUNT = FigureValue(12, None, 12, quality="ok")
DEFINITION, RECORDS, TREND, _, REPORT = range(5)
"""Places in the menu."""


@pytest.fixture
def shown(window: MainWindow, scripted: ScriptedDesktop) -> MainWindow:
    say(scripted, READY)
    return window


def menu_of(window: MainWindow) -> FigureMenu:
    [menu] = [menu for menu in window.findChildren(FigureMenu) if menu.parent() is window]
    return menu


def open_on_tile(window: MainWindow, scripted: ScriptedDesktop, name: str, value: FigureValue = COUNT) -> FigureMenu:
    """The menu of a figure of the header, once the analysis has counted it."""
    right_click(window.header.figures[name], QPoint(5, 5))
    asked = scripted.source.figure_requests[-1]
    assert not menu_of(window).isVisible()
    scripted.session.feed.arrived.emit(FigureTable(
        request=asked.request, as_of_seq=AS_OF_SEQ, as_of_ms=MONDAY_MORNING_MS, head_hash="00", groups=[],
        totals=[[value]], values=[[[]]],
    ))  # fmt: skip
    menu = menu_of(window)
    assert menu.isVisible()
    assert asked.metrics == (METRIC_OF[name],)
    assert asked.periods == (today(scripted.clock.now_ms()),)
    return menu


def choose(menu: QMenu, place: int) -> None:
    action = menu.actions()[place]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def right_click_row(view: QAbstractItemView, index: QModelIndex) -> None:
    view.scrollTo(index)
    right_click(view.viewport(), view.visualRect(index).center())


@pytest.mark.parametrize("name", METRIC_OF)
def test_a_figure_of_the_header_has_the_menu_of_the_metric_by_which_the_analysis_counts_the_same(
    shown: MainWindow, scripted: ScriptedDesktop, name: str
) -> None:
    menu = open_on_tile(shown, scripted, name)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["口径(&D) …", "记录(&R)", "趋势和乡镇(&T)", "写入专报(&W) …"]
    choose(menu, DEFINITION)
    [box] = shown.findChildren(DefinitionBox)
    assert box.lines["口径"] == scripted.session.catalog.metrics[METRIC_OF[name]].formula.zh
    assert box.lines["截至"] == f"2026-11-23 10:00:00，第 {AS_OF_SEQ} 条记录"
    box.close()


def test_the_key_of_menus_opens_that_of_the_figure_with_the_focus(
    shown: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    tile = shown.header.figures["overdue"]
    tile.setFocus()
    for key, modifier in (
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
    ):  # fmt: skip
        before = len(scripted.source.figure_requests)
        QTest.keyClick(tile, key, modifier)
        asked = [one.metrics for one in scripted.source.figure_requests[before:]]
        assert asked.count(("overdue_stock",)) == 1


def test_the_records_of_a_figure_are_listed_by_the_archive_as_of_the_record_that_was_counted(
    shown: MainWindow, scripted: ScriptedDesktop
) -> None:
    choose(open_on_tile(shown, scripted, "overdue"), RECORDS)
    day = today(scripted.clock.now_ms())
    assert scripted.source.pages[-1][0].counted_by == CountedBy(
        metric="overdue_stock", period=day, as_of_seq=AS_OF_SEQ
    )
    assert shown.panels.of(Archive).counted.text() == "✕  超期存量 · 2026年11月23日"


def test_of_a_share_the_records_of_both_parts_are_offered(shown: MainWindow, scripted: ScriptedDesktop) -> None:
    share = FigureValue(30, 40, 0.75, quality="ok")
    choose(open_on_tile(shown, scripted, "closing_rate", share), RECORDS)
    [parts] = [menu for menu in shown.findChildren(QMenu, "parts of a share") if menu.isVisible()]
    assert [action.text() for action in parts.actions()] == ["分子：30 件(&N)", "分母：40 件(&D)"]
    choose(parts, 1)
    counted_by = scripted.source.pages[-1][0].counted_by
    assert counted_by is not None
    assert (counted_by.metric, counted_by.part) == ("closed_rate", "denominator")


def test_the_trend_of_a_figure_is_that_of_the_evaluation_by_day(shown: MainWindow, scripted: ScriptedDesktop) -> None:
    choose(open_on_tile(shown, scripted, "in_hand"), TREND)
    panel = shown.panels.of(Evaluation)
    assert panel.isVisible()
    assert panel.chosen == "in_hand_stock"
    assert (panel.period.period, panel.period.kind.currentData()) == ("2026-11-23", "day")
    asked = scripted.source.figure_requests[-1]
    assert asked.periods[0] == today(scripted.clock.now_ms())


def test_a_figure_goes_into_a_report_with_everything_to_compute_it_again(
    shown: MainWindow, scripted: ScriptedDesktop
) -> None:
    taken: list[ChosenFigure] = []
    scripted.session.briefings.figure_wanted.connect(taken.append)
    choose(open_on_tile(shown, scripted, "to_verify"), REPORT)
    assert taken == [ChosenFigure(
        metric="to_verify_stock", period=today(scripted.clock.now_ms()), as_of_seq=AS_OF_SEQ, caption="待核查"
    )]  # fmt: skip


def test_a_number_that_only_the_desk_counts_is_defined_and_listed_and_says_why_there_is_no_more(
    shown: MainWindow, scripted: ScriptedDesktop
) -> None:
    tile, pressed = shown.header.figures["alarms"], []
    tile.clicked.connect(lambda: pressed.append(tile))
    right_click(tile, QPoint(5, 5))
    menu = menu_of(shown)
    assert [action.isEnabled() for action in menu.actions()] == [True, True, False, True, False]
    assert "（由事件台计数，不是指标）" in menu.actions()[TREND].text()
    choose(menu, RECORDS)
    assert pressed == [tile]
    right_click(tile, QPoint(5, 5))
    choose(menu, DEFINITION)
    [box] = shown.findChildren(DefinitionBox)
    assert box.lines["口径"] in tile.toolTip()
    assert box.lines["数值"] == tile.value.text()
    box.close()


def test_without_the_analysis_the_window_says_so(shown: MainWindow, scripted: ScriptedDesktop) -> None:
    say(scripted, AnalysisHealth("offline", MONDAY_MORNING_MS, AS_OF_SEQ, AS_OF_SEQ))
    right_click(shown.header.figures["overdue"], QPoint(5, 5))
    assert not menu_of(shown).isVisible()
    assert ("overdue_stock",) not in [one.metrics for one in scripted.source.figure_requests]
    assert shown.freshness.said.text() == "分析服务离线，数字停在 10:00"


def test_a_metric_and_its_groups_have_the_menu(
    shown: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    answers = FigureAnswers(scripted)
    shown.resize(1_920, 1_080)
    shown.workspace.raise_dock("evaluation")
    panel = shown.panels.of(Evaluation)
    qtbot.waitUntil(panel.isVisible)
    panel.ask()
    answers.answer()
    menu = menu_of(shown)
    right_click_row(panel.table, panel.metrics.index(panel.metrics.row_of("closed_on_time"), 0))
    choose(menu, DEFINITION)
    [box] = shown.findChildren(DefinitionBox)
    assert (box.windowTitle(), box.lines["分母"]) == ("按期结案率", "40")
    box.close()
    taken: list[ChosenFigure] = []
    scripted.session.briefings.figure_wanted.connect(taken.append)
    groups = panel.detail.groups
    towns = [row for row in range(len(groups.lines)) if groups.index(row, 0).data(GROUP_ROLE) in answers.groups[:2]]
    for row in (0, *towns):
        right_click_row(panel.detail.group_table, groups.index(row, 1))
        choose(menu, REPORT)
    assert {one.scope.division for one in taken} == {"", *answers.groups[:2]}
    assert {(one.metric, one.as_of_seq) for one in taken} == {("closed_on_time", AS_OF_SEQ)}


@pytest.mark.parametrize("key", ["grid_events", "innovation_projects"])
def test_a_leaf_of_the_assessment_has_the_menu_and_a_reported_one_says_what_it_is(
    shown: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot, key: str
) -> None:
    panel, _ = assessment(shown, scripted, qtbot)
    right_click_row(panel.kpi, panel.kpi.indexFromItem(panel.kpi.items[key], 0))
    menu = menu_of(shown)
    assert menu.isVisible()
    is_metric = key == "grid_events"
    assert menu.actions()[TREND].isEnabled() == menu.actions()[REPORT].isEnabled() == is_metric
    choose(menu, DEFINITION)
    [box] = shown.findChildren(DefinitionBox)
    node = scripted.session.catalog.kpi[key]
    formula = scripted.session.catalog.metrics[node.metric].formula if is_metric else node.formula
    assert box.lines["口径"] == formula.zh
    box.close()


def test_what_stands_for_others_has_no_menu(shown: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    panel, _ = assessment(shown, scripted, qtbot)
    top = panel.kpi.topLevelItem(0)
    right_click_row(panel.kpi, panel.kpi.indexFromItem(top, 0))
    right_click_row(panel.kpi, panel.kpi.indexFromItem(top.child(0), 0))
    assert not menu_of(shown).isVisible()


def test_a_vital_sign_has_the_menu_with_the_period_that_was_judged(
    shown: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    panel, answers = assessment(shown, scripted, qtbot)
    panel.show_view(SIGNS)
    answers.answer(panel)
    taken: list[ChosenFigure] = []
    scripted.session.briefings.figure_wanted.connect(taken.append)
    right_click_row(panel.vital, panel.vital.indexFromItem(panel.vital.items["overdue"], 0))
    choose(menu_of(shown), REPORT)
    assert [(one.metric, one.period) for one in taken] == [("overdue_stock", Period(0, MONDAY_MORNING_MS))]
    right_click_row(panel.vital, panel.vital.indexFromItem(panel.vital.items["aqi"], 0))
    assert not menu_of(shown).isVisible(), "it waits for its source"


def assessment(
    shown: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> tuple[AssessmentPanel, AssessmentAnswers]:
    """The panel in a window that has room for it, answered."""
    answers = AssessmentAnswers(scripted)
    shown.resize(1_920, 1_080)
    shown.workspace.raise_dock("assessment")
    panel = shown.panels.of(AssessmentPanel)
    qtbot.waitUntil(panel.isVisible)
    panel.ask()
    answers.answer(panel)
    return panel, answers
