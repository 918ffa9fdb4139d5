"""Inputs of figures by form: the kind decides the inputs and the list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.figures.indicators import IndicatorReported, ReportIndicator
from county.figures.inputs import CallCounted, CountCalls, GridVisited, VisitGrid
from county.names import Name
from county.refusals import named
from desktop.figures.inputs import FigureInputs
from tests.gui.conftest import ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[FigureInputs]:
    with shown_panel(FigureInputs(scripted.session), qtbot, (1100, 300)) as panel:
        yield panel


def choose(panel: FigureInputs, kind: str) -> None:
    panel.kind.setCurrentIndex(panel.kind.findData(kind))


def cells(panel: FigureInputs, row: int = 0) -> list[str]:
    items = (panel.table.item(row, column) for column in range(panel.table.columnCount()))
    return [item.text() for item in items if item is not None]


def test_calls_are_reported_and_corrected_by_form(desk: LiveDesktop, qtbot: QtBot) -> None:
    with shown_panel(FigureInputs(desk.session), qtbot, (1100, 300)) as panel:
        qtbot.mouseClick(panel.button, LEFT)
        assert panel.problem.text() == "请填写时段"
        qtbot.keyClicks(panel.period, "2026-11-22")
        for answered in (90, 95):
            panel.offered.setValue(100)
            panel.answered.setValue(answered)
            qtbot.mouseClick(panel.button, LEFT)
            desk.until(lambda n=answered: panel.table.rowCount() and cells(panel)[2] == str(n), "the count")  # type: ignore[misc]
        assert cells(panel)[:4] == ["2026-11-22", "100", "95", "2"]
        assert panel.button.isEnabled()


def test_each_kind_has_its_own_inputs_and_command(scripted: ScriptedDesktop, panel: FigureInputs, qtbot: QtBot) -> None:
    assert not panel.grid.isVisible()
    choose(panel, "visits")
    assert panel.grid.isVisible()
    assert not panel.period.isVisible()
    qtbot.mouseClick(panel.button, LEFT)
    assert panel.problem.text() == "请选择网格"
    grid = str(scripted.session.package.table("grids")["code"][0])
    panel.grid.choose(grid)
    qtbot.keyClicks(panel.worker, "W017")
    qtbot.mouseClick(panel.button, LEFT)
    assert scripted.source.commands[-1].body == VisitGrid(grid=grid, worker="W017")
    scripted.accept(GridVisited(grid=grid, worker="W017"))
    assert cells(panel)[1:] == ["10:00", "1", "W017"]
    choose(panel, "indicator")
    county = scripted.session.package.manifest
    qtbot.keyClicks(panel.indicator, "income_growth")
    qtbot.keyClick(panel.indicator, Qt.Key.Key_Return)
    panel.division.choose(county.code)
    qtbot.keyClicks(panel.period, "2026-Q3")
    assert panel.value.suffix() == " %"
    panel.value.setValue(6.2)
    qtbot.keyClicks(panel.reason, "survey")
    qtbot.mouseClick(panel.button, LEFT)
    body = scripted.source.commands[-1].body
    assert body == ReportIndicator(
        indicator="income_growth", division=county.code, period="2026-Q3", value=0.062, note="survey"
    )
    scripted.accept(
        IndicatorReported(indicator="income_growth", division=county.code, period="2026-Q3", value=0.062, note="survey")
    )
    assert cells(panel) == ["居民收入增长率", county.name, "2026-Q3", "6.2 %", "1", "王芳", "survey"]


def test_a_refusal_of_an_indicator_is_told_with_its_name(
    scripted: ScriptedDesktop, panel: FigureInputs, qtbot: QtBot
) -> None:
    choose(panel, "indicator")
    panel.indicator.choose("promoted_experience")
    panel.division.choose(scripted.session.package.manifest.code)
    qtbot.keyClicks(panel.period, "2026-Q3")
    qtbot.mouseClick(panel.button, LEFT)
    scripted.refuse("indicator_no_evidence", **named("indicator", Name("典型经验推广", "Promoted experience")))
    assert panel.problem.text() == "典型经验推广 缺少依据；请填写数据来源"


def test_a_refused_value_stays_in_the_form(scripted: ScriptedDesktop, panel: FigureInputs, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.period, "2026-11-22")
    qtbot.keyClicks(panel.reason, "x")
    qtbot.mouseClick(panel.button, LEFT)
    assert scripted.source.commands[-1].body == CountCalls(period="2026-11-22", offered=0, answered=0, note="x")
    scripted.refuse("period_ahead", period="2026-11-22")
    assert "尚未开始" in panel.problem.text()
    assert panel.reason.text() == "x"
    scripted.happen(CallCounted(period="2026-11-21", offered=1, answered=1))
    assert cells(panel)[0] == "2026-11-21"
