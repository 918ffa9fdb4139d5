"""The panel of tracing: it asks, shows chain, whom to tell and gaps in table and map, opens recalls and exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.durations import HOUR_MS
from county.texts import check_no_phone
from county.tracing.recall import (
    BeginRecall,
    OpenRecall,
    RecallBegun,
    RecallOpened,
    RecallPlaceTold,
    TellRecallPlace,
    ToldPlace,
)
from desktop.decisions.asked_results import AskedResults
from desktop.tracing.told_tracing import TellTracing
from desktop.tracing.tracing import CHAIN, GAPS, PROCESSINGS, RECALLS, TOLD, VIEWS, TracingPanel
from layers.tracing import TracingLayer
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.tracing_messages import TraceReply
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.tracing_chain import CHAIN as SCANS
from tests.tracing_chain import PADDY_A, RICE
from tests.unit.test_tracer import LATER_MS, traced

LEFT = Qt.MouseButton.LeftButton


class TracingDesk:
    """The panel, and the tracer of the analysis behind it."""

    def __init__(self, scripted: ScriptedDesktop, panel: TracingPanel, qtbot: QtBot) -> None:
        self.scripted, self.panel, self.qtbot = scripted, panel, qtbot
        self.tracer = traced(*SCANS)

    def search(self, text: str) -> None:
        self.panel.batch.setText(text)
        self.qtbot.mouseClick(self.panel.search, LEFT)

    def tell(self, share: float = 1.0) -> None:
        """The analysis replies to the last question."""
        question, _ = self.scripted.source.trace_questions[-1]
        done = share == 1.0
        self.scripted.source.answer(TraceReply(
            request=f"trace {len(self.scripted.source.trace_questions)}", question=question, as_of_seq=7,
            as_of_ms=LATER_MS, state="done" if done else "reading", share=share,
            answer=self.tracer.answer(question, LATER_MS) if done else None,
        ))  # fmt: skip
        self.scripted.tick()

    def view(self, view: str) -> None:
        self.panel.view.setCurrentIndex(VIEWS.index(view))

    def table(self) -> list[list[str]]:
        table = self.panel.table
        return [
            [item.text() for column in range(table.columnCount()) if (item := table.item(row, column)) is not None]
            for row in range(table.rowCount())
        ]


@pytest.fixture
def desk(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[TracingDesk]:
    condition = replace(scripted.source.condition, analysis=AnalysisHealth("ready", 1, 1, 1))
    scripted.source.condition = condition
    with shown_panel(TracingPanel(scripted.session), qtbot, (1_200, 800)) as panel:
        yield TracingDesk(scripted, panel, qtbot)


def test_a_batch_is_searched_and_its_chain_goes_from_the_sources_to_the_shops(desk: TracingDesk) -> None:
    desk.search(RICE)
    desk.tell(0.4)
    assert "40 %" in desk.panel.waiting.text()
    desk.panel.asking.ask()
    desk.tell()
    assert [row[0] for row in desk.table()] == ["生产源头", "生产源头", "加工"], "bran is not made of rice"
    assert desk.table()[0][1].startswith("稻谷 urn:")
    assert "缺失 2 处" in desk.panel.said.text()
    assert "第 7 条记录" in desk.panel.basis.text()
    assert len(desk.scripted.session.layers.of(TracingLayer)) == 4


def test_return_in_the_search_asks_and_sends_nothing(desk: TracingDesk) -> None:
    desk.panel.batch.setText(PADDY_A)
    desk.qtbot.keyClick(desk.panel.batch, Qt.Key.Key_Return)
    [(question, as_of)] = desk.scripted.source.trace_questions
    assert (question.batch, question.at_ms, as_of) == (PADDY_A, None, 0)
    assert desk.scripted.source.commands == []


def test_whom_to_tell_transformations_and_gaps_have_tables_of_their_own(desk: TracingDesk) -> None:
    desk.search(PADDY_A)
    desk.tell()
    desk.view(TOLD)
    assert {row[0]: row[3] for row in desk.table()}["一店"] == "现有"
    desk.view(PROCESSINGS)
    assert desk.table()[0][6] == "+6.7 %"
    desk.view(GAPS)
    assert "收货缺失" in desk.table()[0][0]
    desk.view(CHAIN)
    assert len(desk.table()) == 3


def test_a_part_of_a_number_lists_batches_and_a_double_click_takes_one(desk: TracingDesk) -> None:
    desk.search("00001.")
    desk.tell()
    assert len(desk.table()) == 2
    desk.panel.table.selectRow(0)
    desk.panel.table.itemDoubleClicked.emit(desk.panel.table.item(0, 0))
    assert desk.scripted.source.trace_questions[-1][0].batch == desk.panel.batch.text()
    desk.tell()
    assert desk.panel.found is not None


def test_a_batch_that_nobody_knows_is_said_so_and_cannot_be_recalled(desk: TracingDesk) -> None:
    desk.search("no such")
    desk.tell()
    assert desk.table() == []
    assert desk.panel.hint.text() == "没有这样的批次"
    assert not desk.panel.button.isEnabled()


def test_an_earlier_moment_is_part_of_the_question(desk: TracingDesk) -> None:
    desk.qtbot.mouseClick(desk.panel.earlier, LEFT)
    assert desk.panel.at.isEnabled()
    desk.search(RICE)
    question, _ = desk.scripted.source.trace_questions[-1]
    assert question.at_ms == desk.panel.at.dateTime().toMSecsSinceEpoch()


def test_one_click_opens_a_recall_that_names_whom_to_tell(desk: TracingDesk) -> None:
    desk.search(PADDY_A)
    desk.tell()
    desk.qtbot.mouseClick(desk.panel.button, LEFT)
    [body] = [command.body for command in desk.scripted.source.commands]
    assert isinstance(body, OpenRecall)
    assert (body.batch, body.level, body.as_of_seq) == (PADDY_A, "1", 7)
    assert {place.name for place in body.places} >= {"一店", "米厂", "甲合作社"}
    assert body.title == "召回：稻谷 A1"
    check_no_phone(body.title)


def opened(desk: TracingDesk) -> None:
    body = RecallOpened(
        recall_id="R1", title="召回：大米", level="1", batch=RICE,
        places=(ToldPlace("p1", "一店"), ToldPlace("p2", "二店")), traced_ms=1, as_of_seq=1, event_id="E1",
        x_m=0.0, y_m=0.0, due_ms={"begin": desk.scripted.clock.now_ms() + 1},
    )  # fmt: skip
    desk.scripted.happen(body)
    desk.view(RECALLS)


def test_a_recall_is_begun_and_each_place_told_by_clicks(desk: TracingDesk) -> None:
    opened(desk)
    [row] = desk.table()
    assert (row[0], row[3], row[5]) == ("待启动", "一级召回", "0/2")
    assert "食品召回管理办法" in desk.panel.note.text()
    desk.panel.choose("R1")
    assert [desk.panel.place.itemText(n) for n in range(desk.panel.place.count())] == ["一店", "二店"]
    desk.qtbot.mouseClick(desk.panel.step_buttons[TellRecallPlace], LEFT)
    told = desk.scripted.source.commands[-1].body
    assert isinstance(told, TellRecallPlace)
    assert (told.place, told.means) == ("p1", "phone")
    desk.scripted.accept(RecallPlaceTold(recall_id="R1", place="p1", means="phone"))
    desk.scripted.happen(RecallBegun(recall_id="R1", due_ms={"finish": 9}))
    assert desk.table()[0][0] == "召回中"
    assert desk.panel.place.count() == 1
    assert not desk.panel.step_buttons[BeginRecall].isEnabled()


def test_the_list_of_whom_to_tell_is_exported(
    desk: TracingDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.search(PADDY_A)
    desk.tell()
    path = tmp_path / "whom.xlsx"
    monkeypatch.setattr(desk.scripted.session.dialogs, "save_notices", lambda *_: path)
    with desk.qtbot.waitSignal(desk.panel.jobs.finished):
        desk.qtbot.mouseClick(desk.panel.export, LEFT)
    book = load_workbook(path)
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert {"一店", "米厂"} <= cells


def test_the_place_of_decisions_tells_open_recalls_and_leads_to_each(desk: TracingDesk) -> None:
    scripted, session = desk.scripted, desk.scripted.session
    now_ms = scripted.clock.now_ms()
    results, teller = AskedResults(session), TellTracing(session)
    assert "没有进行中的召回" in teller.told(results, now_ms).nothing
    places = (ToldPlace("1", "东街商店"), ToldPlace("2", "西街商店"))
    scripted.happen(RecallOpened(
        recall_id="R", title="召回大米 R1", level="1", batch=RICE, places=places, traced_ms=now_ms, as_of_seq=1,
        event_id="E", x_m=0.0, y_m=0.0, due_ms={"begin": now_ms + 24 * HOUR_MS},
    ))  # fmt: skip
    scripted.happen(RecallPlaceTold(recall_id="R", place="1", means="phone"))
    [told] = teller.told(results, now_ms).results
    assert "召回大米 R1（一级召回）：2 家单位已告知 1 家" in told.sentence
    assert "市场监督管理局" in told.next
    assert "1 家须在" in told.next
    assert (told.event_id, told.target, told.grave) == ("E", "R", True)
    late = teller.told(results, now_ms + 25 * HOUR_MS).results[0].next
    assert late.count("超时") == 2, "neither begun nor told within 24 hours"
    desk.panel.show_result(told.target)
    assert (desk.panel.shown, desk.panel.chosen) == (RECALLS, "R")
    results.release()
