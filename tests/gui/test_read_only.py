"""The window of a county whose journal is damaged: the last proven state, marked as such, and nothing can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.explained import ExplainedLine
from county.proven_state import ProvenState
from desktop import theme
from desktop.duty.duty_log import DutyLog
from desktop.figures.as_of import as_of
from desktop.moments import full
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.store.sqlite.database import REMEDY
from tests.gui.conftest import ScriptedDesktop

OpenWindow = Callable[[Session], MainWindow]
RECORDED_MS = 1_790_000_000_000
DAMAGE = ExplainedLine("{path}: {why}; {remedy}", path="/data/journal", why="record 9 is missing", remedy=REMEDY)
REFUSED = (
    "日志已损坏：仅显示其可证实的部分，无法入库任何内容；"
    "请通知管理员用 `main.py journal … repair` 保存该部分，或恢复备份"
)


def open_read_only(scripted: ScriptedDesktop, *, seq: int = 8) -> None:
    """The backend shows the proven part of its damaged journal."""
    scripted.source.condition = replace(
        scripted.source.condition, state="read_only", detail=DAMAGE, refusing="journal_read_only",
        proven=ProvenState(seq, RECORDED_MS, DAMAGE),
    )  # fmt: skip


@pytest.fixture
def window(scripted: ScriptedDesktop, open_window: OpenWindow) -> MainWindow:
    """A window of a damaged journal with a proven event, which is selected."""
    event_id = scripted.report("路灯不亮")
    window = open_window(scripted.session)
    open_read_only(scripted)
    scripted.session.focus.select("events", event_id)
    window.fault_band.refresh()
    window.freshness.refresh()
    return window


def test_the_events_of_the_proven_part_are_shown_and_a_red_band_says_as_of_when_and_why(window: MainWindow) -> None:
    assert window.card.event_card.name.text() == "路灯不亮"
    band = window.fault_band.text
    assert band.isVisible()
    assert band.property("role") == "error"
    assert band.text().startswith("只读，非实时。日志已损坏：/data/journal：record 9 is missing；")
    assert f"截至 {full(RECORDED_MS)} 的第 8 条记录" in band.text()
    assert "main.py journal … repair" in band.text()


def test_nothing_looks_live(window: MainWindow, scripted: ScriptedDesktop) -> None:
    bar = window.freshness
    assert bar.mode.text() == "非实时 · 只读"
    assert bar.link.text().startswith("只读：日志已损坏")
    for part in (bar.mode, bar.dot):
        assert theme.DANGER in part.styleSheet()
    assert window._stale._why == "只读，非实时：日志已损坏，最后可证实的是第 8 条记录"
    assert as_of(scripted.session).startswith("截至")


def test_every_action_is_disabled_with_the_reason(
    window: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    buttons = window.card.event_card.steps.buttons
    assert buttons
    for button in buttons.values():
        assert not button.isEnabled()
        assert button.toolTip() == REFUSED
    duty = window.panels["duty"]
    assert isinstance(duty, DutyLog)
    window.report.retranslate()
    duty.retranslate()
    for panel in (window.report, duty):
        assert panel.denied.text() == REFUSED
    window.workspace.raise_dock("report")
    qtbot.mouseClick(window.report.submit, Qt.MouseButton.LeftButton)
    assert scripted.source.commands == []


def test_a_journal_without_a_proven_record_says_so(window: MainWindow, scripted: ScriptedDesktop) -> None:
    open_read_only(scripted, seq=0)
    window.fault_band.refresh()
    assert "没有任何记录可以证实" in window.fault_band.text.text()


def test_the_marks_end_with_the_damage(window: MainWindow, scripted: ScriptedDesktop) -> None:
    scripted.source.condition = replace(
        scripted.source.condition, state="live", detail="", refusing="", proven=None
    )
    window.fault_band.refresh()
    window.freshness.refresh()
    assert not window.fault_band.isVisible()
    assert window.freshness.mode.text() == "实时"
    assert window._stale._why == ""
