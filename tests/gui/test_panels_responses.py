"""Responses: started and ended in the panel; what is in force is a band below the window's header."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.response.levels import (
    AdjustResponseLevel,
    EndResponse,
    ResponseEnded,
    ResponseLevelAdjusted,
    ResponseLevelSet,
)
from desktop.response.band import ResponseBand
from desktop.response.responses import Responses
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Responses]:
    with shown_panel(Responses(scripted.session), qtbot, (900, 300)) as panel:
        yield panel


def began(scripted: ScriptedDesktop, response_id: str = "L1", **more: str) -> None:
    fields = {"emergency": "natural", "level": "IV", "area": scripted.session.package.manifest.code, "note": "预案"}
    scripted.happen(ResponseLevelSet(response_id=response_id, **(fields | more)))  # type: ignore[arg-type]


def test_a_response_for_the_county_is_started_raised_and_ended_with_reasons(desk: LiveDesktop, qtbot: QtBot) -> None:
    with shown_panel(Responses(desk.session), qtbot, (900, 300)) as panel:
        qtbot.mouseClick(panel.button, LEFT)
        assert panel.problem.text() == "请填写依据的预案和决定"
        qtbot.keyClicks(panel.reason, "plan 3")
        qtbot.mouseClick(panel.button, LEFT)
        desk.until(lambda: panel.table.rowCount(), "the response")
        panel.table.selectRow(0)
        panel.level.setCurrentIndex(panel.level.findData("II"))
        for step in (AdjustResponseLevel, EndResponse):
            qtbot.keyClicks(panel.reason, "x")
            desk.until(panel.step_buttons[step].isEnabled, "the step")
            qtbot.mouseClick(panel.step_buttons[step], LEFT)
            desk.until(lambda: panel.reason.text() == "", "the reply")
        [response] = desk.session.layers.states("response").values()
        assert (response.level, response.emergency, response.in_force) == ("II", "natural", False)
        assert response.area == desk.session.package.manifest.code


def test_the_band_names_what_is_in_force_the_highest_level_first_and_goes_with_its_end(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    window = open_window(scripted.session)
    band, county = window.response_band, scripted.session.package.manifest.name
    assert band.isHidden()
    began(scripted)
    assert band.isVisible()
    assert band.text.text() == f"Ⅳ级响应 · 自然灾害 · {county} · 10:00"
    low = band.frame.styleSheet()
    began(scripted, "L2", emergency="health", level="II")
    assert band.text.text().startswith(f"Ⅱ级响应 · 公共卫生 · {county}")
    assert band.frame.styleSheet() != low
    scripted.clock.advance(60_000)
    scripted.happen(ResponseLevelAdjusted(response_id="L1", level="I", note="x"))
    assert band.text.text().startswith(f"Ⅰ级响应 · 自然灾害 · {county} · 10:01")
    band.open.click()
    assert not window.workspace.docks["responses"].isHidden()
    scripted.happen(ResponseEnded(response_id="L1", note="x"), ResponseEnded(response_id="L2", note="x"))
    assert band.isHidden()


def test_a_window_that_starts_during_a_response_shows_the_band(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    began(scripted, level="III")
    with shown_panel(ResponseBand(scripted.session), qtbot) as band:
        assert "Ⅲ级响应" in band.text.text()


def test_responses_in_force_are_above_those_that_ended(scripted: ScriptedDesktop, panel: Responses) -> None:
    began(scripted)
    scripted.happen(ResponseEnded(response_id="L1", note="x"))
    began(scripted, "L2", level="III")
    levels = [panel.table.item(row, 0) for row in range(panel.table.rowCount())]
    assert [item.text() for item in levels if item is not None] == ["Ⅲ级响应", "Ⅳ级响应"]
    panel.table.selectRow(1)
    assert not panel.step_buttons[EndResponse].isEnabled()
