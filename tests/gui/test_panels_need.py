"""The panel of the need forecast: parts of the table, the chosen place, a visit, Stop, and being opened at a result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.need.forecasting import forecast
from county.need.problem import NeedProblem
from county.need.question import NeedQuestion
from county.need.results import NeedsForecast
from desktop.need.answer_rows import PARTS
from desktop.need.need_forecast import NeedForecastPanel, VisitToReport
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.need_messages import NeedReply
from services.protocol.study_messages import StudyState
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.need_problems import FIRST_WEEK, Line, at_once, places

LEFT = Qt.MouseButton.LeftButton
NEEDS = ("appearance", "disputes")


class NeedDesk:
    """The panel, and a forecast of villages of the county: most disputes in the second one."""

    def __init__(self, scripted: ScriptedDesktop, panel: NeedForecastPanel, qtbot: QtBot) -> None:
        self.scripted, self.panel, self.qtbot = scripted, panel, qtbot
        self.codes = tuple(str(code) for code in scripted.session.package.table("villages")["code"][:3])

    @property
    def asked(self) -> list[tuple[NeedQuestion, str, bool]]:
        return self.scripted.source.need_questions

    def tell(self, state: StudyState = "done", **more: Any) -> None:
        """The analysis answers the last question."""
        question, _, _ = self.asked[-1]
        fields: dict[str, Any] = {"as_of_seq": 7, "as_of_ms": 0, "share": 1.0, **more}
        if state == "done":
            fields["answer"] = self._forecast(question)
        reply = NeedReply(request=f"needs {len(self.asked)}", question=question, state=state, **fields)
        self.scripted.source.answer(reply)
        self.scripted.tick()

    def _forecast(self, question: NeedQuestion) -> NeedsForecast:
        number = len(self.codes)
        means = [4.0] * number + [2.0, 9.0, 3.0][:number]
        counts = np.random.default_rng(2).poisson(means, (60, 2 * number))
        of = replace(places(number, 2), codes=self.codes)
        return forecast(NeedProblem.of(question, 1, NEEDS, of, FIRST_WEEK, at_once(counts)), Line)

    def choose(self, need: str) -> None:
        self.panel.need.setCurrentIndex(self.panel.need.findData(need))

    def first_cell(self) -> str:
        item = self.panel.table.item(0, 0)
        return "" if item is None else item.text()


@pytest.fixture
def desk(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[NeedDesk]:
    scripted.source.condition = replace(scripted.source.condition, analysis=AnalysisHealth("ready", 1, 1, 1))
    with shown_panel(NeedForecastPanel(scripted.session), qtbot, (1_100, 800)) as panel:
        yield NeedDesk(scripted, panel, qtbot)


def test_every_part_of_the_table_has_rows_or_says_why_not(desk: NeedDesk) -> None:
    desk.choose("disputes")
    desk.tell()
    for part in PARTS:
        desk.panel.part.setCurrentIndex(desk.panel.part.findData(part))
        assert desk.panel.table.rowCount() or desk.panel.hint.text(), part
        assert desk.panel.table.columnCount() == len(desk.panel.heads())


def test_the_place_with_most_comes_first_and_a_visit_there_is_reported(desk: NeedDesk) -> None:
    desk.choose("disputes")
    desk.tell()
    most = desk.scripted.session.divisions.path(desk.codes[1])
    assert desk.first_cell() == most
    assert not desk.panel.visit.isEnabled(), "no place is chosen"
    desk.panel.choose(desk.codes[1])
    desk.panel.refresh()
    visits: list[VisitToReport] = []
    desk.panel.visit_wanted.connect(visits.append)
    desk.qtbot.mouseClick(desk.panel.visit, LEFT)
    [visit] = visits
    assert most in visit.title
    assert "不等于谁有需要" in visit.note


def test_stop_gives_the_question_up_until_somebody_begins_it_again(desk: NeedDesk) -> None:
    desk.choose("disputes")
    desk.tell("working", share=0.4)
    assert desk.panel.waiting.text() == "计算中… 40 %"
    desk.qtbot.mouseClick(desk.panel.give_up, LEFT)
    assert desk.asked[-1][2]
    assert desk.panel.waiting.isHidden()
    assert desk.panel.give_up.isHidden()
    desk.qtbot.mouseClick(desk.panel.begin, LEFT)
    assert not desk.asked[-1][2], "it is asked again"
    desk.tell()
    assert desk.panel.begin.isHidden()


def test_it_is_opened_at_a_class_and_a_place(desk: NeedDesk) -> None:
    desk.panel.ahead.setCurrentIndex(1)
    desk.panel.part.setCurrentIndex(desk.panel.part.findData("methods"))
    desk.panel.show_result(f"village/disputes/{desk.codes[2]}")
    assert desk.asked[-1][:2] == (NeedQuestion(level="village", ahead=1), "disputes")
    desk.tell()
    assert desk.panel.chosen == desk.codes[2]
