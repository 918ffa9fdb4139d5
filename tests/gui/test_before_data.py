"""Before the data of a count has arrived, no panel shows a number: neither 0 nor "nothing"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.alarms.strip import AlarmStrip
from desktop.archive.archive import Archive
from desktop.duty.duty_log import DutyLog
from desktop.events.boards import Boards
from desktop.events.event_list import EventList
from desktop.events.kanban import Kanban
from desktop.figures.data_quality import DataQuality
from desktop.figures.evaluation import Evaluation
from desktop.map.legend import Legend
from desktop.response.notices import Notices
from desktop.response.responses import Responses
from desktop.response.shelters import Shelters
from desktop.session import Session
from desktop.units.closures import Closures
from desktop.units.rounds import Rounds
from desktop.units.units import Units
from desktop.window.main_window import MainWindow
from layers.events import EventsLayer
from services.protocol.analysis_client import AnalysisHealth
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

READY = AnalysisHealth("ready", 1_795_399_200_000, 70, 70)


@pytest.fixture(params=["nothing arrived", "an empty snapshot arrived and the records are still coming"])
def waiting(scripted: ScriptedDesktop, request: pytest.FixtureRequest) -> ScriptedDesktop:
    """A window that has just started."""
    i18n.set_language("zh")
    scripted.session.layers.begun = request.param != "nothing arrived"
    scripted.source.condition = replace(
        scripted.source.condition, state="syncing", analysis=None, heartbeat_age_ms=None
    )
    return scripted


def arrive(scripted: ScriptedDesktop) -> None:
    scripted.session.layers.begun = True
    scripted.source.condition = replace(scripted.source.condition, state="live", analysis=READY)


def test_no_heading_of_the_kanban_counts(waiting: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(Kanban(waiting.session), qtbot, (1_300, 400)) as kanban:
        assert all(column.heading.text().endswith("  –") for column in kanban.columns)
        arrive(waiting)
        kanban.refresh()
        assert all(column.heading.text().endswith("  0") for column in kanban.columns)


def test_no_board_counts_or_says_that_there_is_nothing(waiting: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(Boards(waiting.session), qtbot, (1_300, 400)) as boards:
        boards.refresh()
        for board, tab in zip(boards.boards, boards.tabs, strict=True):
            assert board.heading.text().endswith("  –  ›")
            assert tab.text().endswith("  –")
            assert board.empty.text() == "正在接收数据…"
        arrive(waiting)
        boards.refresh()
        assert all(board.heading.text().endswith("  0  ›") for board in boards.boards)


def test_event_list_and_alarms_say_that_they_are_connecting(waiting: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(EventList(waiting.session), qtbot) as events, shown_panel(
        AlarmStrip(waiting.session), qtbot
    ) as alarms:
        assert events.count.text().startswith("正在连接")
        assert alarms.active.text().startswith("正在连接")
        arrive(waiting)
        events._show_count()
        assert events.count.text() == "暂无事件"


@pytest.mark.parametrize("make", [Closures, Units, Shelters, Responses, Notices, Rounds])
def test_a_panel_of_records_neither_counts_nor_says_that_there_is_nothing(
    waiting: ScriptedDesktop, qtbot: QtBot, make: Callable[[Session], Closures | Units]
) -> None:
    with shown_panel(make(waiting.session), qtbot, (900, 400)) as panel:
        assert not panel.note.isVisible()
        assert panel.hint.text() == "正在接收数据…"
        arrive(waiting)
        panel.age()
        assert panel.hint.text() != "正在接收数据…"


def test_duty_log_and_data_quality_wait_for_their_data(waiting: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(DutyLog(waiting.session), qtbot) as log, shown_panel(
        DataQuality(waiting.session), qtbot, (1_300, 500)
    ) as quality:
        assert log.hint.text() == quality.group_hint.text() == "正在接收数据…"
        assert not re.search(r"\d", quality.total.text())
        arrive(waiting)
        log._refresh()
        quality._follow()
        assert "正在接收数据…" not in (log.hint.text(), quality.group_hint.text())


def test_header_and_legend_show_no_number_of_events(
    waiting: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    window = open_window(waiting.session)
    assert {figure.value.text() for figure in window.header.figures.values()} == {"–"}
    legend = window.workspace.docks["legend"].panel
    assert isinstance(legend, Legend)
    if not waiting.session.layers.begun:
        legend.texts()
        assert set(legend.count_texts(EventsLayer.key)) == {""}
    assert "–" in window.freshness.memory.text()


def test_the_archive_says_that_it_is_connecting_then_starting_and_asks_at_once_when_there_is_an_analysis(
    waiting: ScriptedDesktop, qtbot: QtBot
) -> None:
    with shown_panel(Archive(waiting.session), qtbot, (1_300, 400)) as archive:
        assert (archive.count.text(), archive.note.text()) == ("–", "正在连接…")
        arrive(waiting)
        for health in (None, AnalysisHealth("opening")):
            waiting.source.condition = replace(waiting.source.condition, analysis=health)
            archive._follow_health()
            assert (archive.count.text(), archive.note.text()) == ("–", "分析服务正在启动…")


def test_the_evaluation_asks_as_soon_as_the_analysis_answers(waiting: ScriptedDesktop, qtbot: QtBot) -> None:
    with shown_panel(Evaluation(waiting.session), qtbot, (1_500, 700)) as panel:
        assert panel.note.text() == "正在连接…"
        assert not waiting.source.figure_requests
        arrive(waiting)
        panel._follow_health()
        assert len(waiting.source.figure_requests) == 1
