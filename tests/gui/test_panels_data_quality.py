"""数据质量: refused and doubtful inputs by source and reason; a row is opened, corrected and reported again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from county.input_faults import SENT_MAX, FaultsCounted, counted, sample_of
from desktop.figures.data_quality import DataQuality
from desktop.window.main_window import MainWindow
from services.follow_ups.refused_inputs import FLUSH_MS, LATE
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_import_dialog import OpenWindow

LEFT = Qt.MouseButton.LeftButton
HOSTILE = "<img src=x>\u202e<b>" + "长" * 300


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[DataQuality]:
    with shown_panel(DataQuality(scripted.session), qtbot, (1000, 300)) as panel:
        yield panel


def groups(panel: DataQuality) -> dict[tuple[str, str], tuple[str, str]]:
    """Number and waiting by source and reason, as shown, besides the sensors, which are silent in these tests."""
    rows = ([panel.groups.index(row, n).data() for n in range(4)] for row in range(panel.groups.rowCount()))
    return {(origin, reason): (number, waiting) for origin, reason, number, waiting in rows if origin != "传感器"}


def choose(panel: DataQuality, reason: str, row: int = 0) -> None:
    """Choose a group by a part of its reason, and one of its rows."""
    at = next(n for n in range(panel.groups.rowCount()) if reason in panel.groups.index(n, 1).data())
    panel.group_table.selectRow(at)
    panel.row_table.selectRow(row)


def row_heads(panel: DataQuality) -> list[str]:
    """Headings of the rows that are shown, from left to right."""
    heads = panel.rows
    shown = (n for n in range(heads.columnCount()) if not panel.row_table.isColumnHidden(n))
    return [heads.headerData(n, Qt.Orientation.Horizontal) for n in shown]


def refused(scripted: ScriptedDesktop, origin: str, reason: str, number: int, *, day: str = "2026-11-23") -> None:
    samples = tuple(
        sample_of(key=f"{origin}{n}", at_ms=MONDAY_MORNING_MS, where=f"line {n}", params={"columns": "lon"})
        for n in range(min(number, SENT_MAX))
    )
    scripted.happen(FaultsCounted(day=day, origin=origin, reason=reason, number=number, samples=samples))


def test_refused_inputs_are_counted_by_source_and_reason_over_a_period(
    scripted: ScriptedDesktop, panel: DataQuality
) -> None:
    assert not groups(panel)
    refused(scripted, "热线.csv", "has no place: {columns} are empty", 7)
    refused(scripted, "热线.csv", "has no place: {columns} are empty", 5, day="2026-11-01")
    scripted.happen(FaultsCounted(day="2026-11-23", origin="gateway", reason=LATE, number=40))
    assert groups(panel) == {
        ("热线.csv", "没有地点：lon 都为空"): ("7", "3"), ("gateway", "读数迟到超过 10 分钟"): ("40", "–"),
    }  # fmt: skip
    assert panel.total.text().endswith("待处理 3")
    panel.period.setCurrentIndex(2)
    assert groups(panel)["热线.csv", "没有地点：lon 都为空"] == ("12", "6")
    panel.origin.setCurrentIndex(panel.origin.findData("gateway"))
    panel.origin.activated.emit(panel.origin.currentIndex())
    assert len(groups(panel)) == 1
    choose(panel, "迟到")
    assert panel.note.text() == "只保留数量"
    for button in (panel.open, panel.correct, panel.dismiss):
        assert not button.isEnabled()
        assert button.toolTip()


def test_doubtful_events_are_found_and_opened(scripted: ScriptedDesktop, panel: DataQuality, qtbot: QtBot) -> None:
    scripted.report("路灯", subclass="other_matter")
    garbled = scripted.report("垃圾满溢".encode().decode("gbk", "replace"))
    panel.period.setCurrentIndex(0)
    qtbot.waitUntil(lambda: "标题乱码的事件" in {reason for _, reason in groups(panel)})
    assert groups(panel)["本县事件", "没有归类的事件（其他事项）"][0] == "1"
    assert groups(panel)["本县事件", "没有定位到镇村网格的事件"][0] == "2"
    choose(panel, "标题乱码")
    assert row_heads(panel) == ["时间", "内容", "编号"]
    qtbot.mouseClick(panel.open, LEFT)
    selection = scripted.session.focus.selection
    assert selection is not None
    assert selection.ids == (garbled,)
    assert panel.correct.toolTip() == "请打开后在其卡片上改正"
    choose(panel, "无新数据的传感器")
    assert row_heads(panel) == ["内容", "编号"]


def test_a_refused_report_is_corrected_in_the_form_and_reported_again(
    desk: LiveDesktop, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window: MainWindow = open_window(desk.session)
    assert desk.send(desk.a_report("桥面破损", subclass="no_such_class")).refusal is not None
    window.workspace.raise_dock("quality")
    panel = window.quality
    desk.realm.clock.advance(FLUSH_MS + 2_000)  # type: ignore[attr-defined]
    desk.until(lambda: groups(panel), "the group")
    choose(panel, "no_such_class")
    desk.until(panel.correct.isEnabled, "the button")
    qtbot.mouseClick(panel.correct, LEFT)
    form = window.report
    assert form.subject.text() == "桥面破损"
    assert "曾被拒绝" in form.problem.text()
    form.subclass.setCurrentIndex(form.subclass.findData("exposed_garbage"))
    qtbot.mouseClick(form.submit, LEFT)
    desk.until(lambda: any(group[1] == "–" for group in groups(panel).values()), "the end of the case")
    [event] = [state for state in desk.session.layers.states("event").values() if state.title == "桥面破损"]
    panel.row_table.selectRow(0)
    assert panel.rows.index(0, 3).data() == "已改正重报"
    assert panel.dismiss.toolTip() == "已处置"
    qtbot.mouseClick(panel.open, LEFT)
    selection = desk.session.focus.selection
    assert selection is not None
    assert selection.ids == (event.id,)


def test_what_needs_nothing_is_put_away(desk: LiveDesktop, qtbot: QtBot) -> None:
    with shown_panel(DataQuality(desk.session), qtbot, (1000, 300)) as panel:
        sample = sample_of(key="k", at_ms=0, where=HOSTILE, params={"columns": HOSTILE})
        body = counted(day="2026-11-23", origin=HOSTILE, reason="has no place: {columns} are empty", number=1,
                       samples=(sample,))  # fmt: skip
        assert desk.send(body).refusal is None
        desk.until(lambda: groups(panel), "the group")
        choose(panel, "没有地点")
        qtbot.mouseClick(panel.dismiss, LEFT)
        desk.until(lambda: panel.rows.index(0, 3).data() == "无需处理", "the end of the case")
        assert not panel.findChildren(QPushButton, "qt_tooltip_label")


def test_the_panel_is_no_wider_than_a_side_area(panel: DataQuality) -> None:
    assert panel.minimumSizeHint().width() <= 400


def test_both_tables_begin_at_one_height(panel: DataQuality) -> None:
    panel.resize(1_000, 400)
    tops = {table.mapTo(panel, QPoint(0, 0)).y() for table in (panel.group_table, panel.row_table)}
    assert len(tops) == 1


def test_a_chosen_row_stays_the_same_input_when_a_newer_one_is_refused_once_no_hand_aims_at_a_row(
    scripted: ScriptedDesktop, panel: DataQuality
) -> None:
    def fault(key: str) -> FaultsCounted:
        sample = sample_of(key=key, at_ms=MONDAY_MORNING_MS, where=key, params={"columns": "lon"})
        reason = "has no place: {columns} are empty"
        return FaultsCounted(day="2026-11-23", origin="热线.csv", reason=reason, number=1, samples=(sample,))

    def shown() -> list[str]:
        return [panel.rows.index(row, 1).data() for row in range(panel.rows.rowCount())]

    scripted.happen(fault("line 1"))
    choose(panel, "没有地点")
    QTest.mouseMove(panel.row_table.viewport(), panel.row_table.visualRect(panel.rows.index(0, 1)).center())
    scripted.happen(fault("line 2"))
    before = shown()
    assert len(before) == 1
    QApplication.sendEvent(panel.row_table.viewport(), QEvent(QEvent.Type.Leave))
    assert len(shown()) == 2
    row = panel.row_table.currentIndex().row()
    assert row == shown().index(before[0]) == 1
