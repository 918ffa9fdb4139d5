"""The event archive: a table of a million rows of which the analysis sends those around the visible ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county.events.event import State
from county.explained import ExplainedLine
from county.figures.metric import Period
from desktop import theme
from desktop.archive.archive import Archive
from desktop.item_models.archive_rows import ID_ROLE, PAGE
from services.protocol.analysis_client import NO_ANALYSIS, AnalysisHealth
from services.protocol.analysis_messages import ArchiveRow, CountedBy, EventsPage
from services.protocol.messages import Trouble
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel

MILLION = 1_000_000
HORIZONTAL = Qt.Orientation.Horizontal


def row(place: int, **changes: object) -> ArchiveRow:
    fields = {
        "id": f"E{place}", "title": f"事件{place}", "rule": "", "sensor_id": "", "state": State.CLOSED,
        "level": "general", "source": "hotline", "subclass": "exposed_garbage", "address": f"解放路{place}号",
        "division": "", "unit": "", "x_m": 0.0, "y_m": 0.0, "happened_ms": MONDAY_MORNING_MS,
        "since_ms": MONDAY_MORNING_MS, "due_ms": None, "ended_ms": None, **changes,
    }  # fmt: skip
    return ArchiveRow(**fields)  # type: ignore[arg-type]


class ArchiveAnswers:
    """Answers the requested pages of a result of ``total`` rows."""

    def __init__(self, scripted: ScriptedDesktop, total: int = MILLION) -> None:
        self.scripted = scripted
        self.total = total
        self.as_of_seq = 70
        self._answered = 0

    def answer(self) -> None:
        """Answer every request that was neither answered nor cancelled."""
        source = self.scripted.source
        while self._answered < len(source.pages):
            self._answered += 1
            request = f"page {self._answered}"
            if request in source.cancelled_pages:
                continue
            _, first, count, as_of_seq = source.pages[self._answered - 1]
            page = EventsPage(
                request=request, as_of_seq=as_of_seq or self.as_of_seq, as_of_ms=MONDAY_MORNING_MS, total=self.total,
                first=first, rows=[row(place) for place in range(first, min(first + count, self.total))],
            )  # fmt: skip
            self.scripted.session.feed.arrived.emit(page)


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Archive]:
    say(scripted, AnalysisHealth("ready", MONDAY_MORNING_MS, 70, 70))
    with shown_panel(Archive(scripted.session), qtbot, (1_300, 400)) as panel:
        yield panel


def say(scripted: ScriptedDesktop, health: AnalysisHealth | None) -> None:
    scripted.source.condition = replace(scripted.source.condition, analysis=health)


def visible_ids(panel: Archive) -> list[str]:
    top, bottom = panel.table.rowAt(0), panel.table.rowAt(panel.table.viewport().height() - 1)
    return [panel.rows.index(place, 0).data(ID_ROLE) for place in range(top, bottom + 1)]


def test_a_row_shows_the_address_next_to_the_location(panel: Archive, scripted: ScriptedDesktop) -> None:
    ArchiveAnswers(scripted, 3).answer()
    column = next(n for n in range(panel.rows.columnCount()) if panel.rows.headerData(n, HORIZONTAL) == "地址")
    assert panel.rows.headerData(column - 1, HORIZONTAL) == "地点"
    assert panel.rows.index(0, column).data() == "解放路0号"


def test_the_source_of_each_event_is_told_that_of_a_simulators_as_simulated(
    panel: Archive, scripted: ScriptedDesktop
) -> None:
    panel.rows.begin(EventsPage(
        request="r", as_of_seq=1, as_of_ms=MONDAY_MORNING_MS, total=2, first=0,
        rows=[row(0), row(1, source="simulated")],
    ))  # fmt: skip
    column = next(n for n in range(panel.rows.columnCount()) if panel.rows.headerData(n, HORIZONTAL) == "来源")
    assert [panel.rows.index(place, column).data() for place in (0, 1)] == ["12345 热线", "模拟"]


def test_rows_are_not_replaced_while_the_pointer_is_about_to_choose_one(
    panel: Archive, scripted: ScriptedDesktop
) -> None:
    ArchiveAnswers(scripted, 3).answer()
    asked = len(scripted.source.pages)
    at = panel.table.visualRect(panel.rows.index(1, 1)).center()
    for place in (at + QPoint(3, 1), at):
        QTest.mouseMove(panel.table.viewport(), place)
    panel._refresh()
    assert len(scripted.source.pages) == asked
    panel._hold.end()
    panel._refresh()
    assert len(scripted.source.pages) > asked


def test_a_million_events_are_shown_newest_first_from_their_first_page(
    panel: Archive, scripted: ScriptedDesktop
) -> None:
    query, first, count, as_of_seq = scripted.source.pages[0]
    assert (query.order, query.descending, query.text, first, count, as_of_seq) == (
        "happened_ms", True, "", 0, PAGE, 0,
    )  # fmt: skip
    ArchiveAnswers(scripted).answer()
    assert panel.rows.rowCount() == MILLION
    assert panel.count.text() == "1,000,000 个事件"
    texts = [panel.rows.index(0, column).data() for column in range(10)]
    assert texts[:3] == ["E0", "事件0", "已结案"]
    assert texts[9] == "2026-11-23 10:00:00"
    assert not panel.note.isVisible()


def test_scrolling_by_pages_always_finds_its_rows(panel: Archive, scripted: ScriptedDesktop) -> None:
    answering = ArchiveAnswers(scripted)
    answering.answer()
    panel.table.executeDelayedItemsLayout()
    bar = panel.table.verticalScrollBar()
    for _ in range(40):
        bar.setValue(bar.value() + bar.pageStep())
        assert all(visible_ids(panel)), "rows that were requested before they became visible"
        answering.answer()
    assert visible_ids(panel)[0] == f"E{bar.value()}"


def test_a_jump_shows_the_places_of_the_rows_until_they_arrive_and_cancels_what_was_left(
    panel: Archive, scripted: ScriptedDesktop
) -> None:
    answering = ArchiveAnswers(scripted)
    answering.answer()
    panel.table.executeDelayedItemsLayout()
    panel.table.verticalScrollBar().setValue(500_000)
    left = len(scripted.source.pages)
    assert panel.rows.index(500_000, 0).data() == "第 500,001 行 …"
    assert panel.rows.index(500_000, 1).data() == "…"
    panel.table.verticalScrollBar().setValue(900_000)
    assert f"page {left}" in scripted.source.cancelled_pages
    answering.answer()
    assert visible_ids(panel)[0] == "E900000"


def test_the_table_filters_as_one_types_and_shows_the_last_result_until_the_new_one_arrives(
    panel: Archive, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    answering = ArchiveAnswers(scripted)
    answering.answer()
    qtbot.keyClicks(panel.text, "zlsgd")
    qtbot.waitUntil(lambda: scripted.source.pages[-1][0].text == "zlsgd")
    assert panel.rows.rowCount() == MILLION
    answering.total = 3
    answering.answer()
    assert panel.rows.rowCount() == 3
    panel.group.setCurrentIndex(1)
    panel.group.activated.emit(1)
    assert State.CLOSED not in scripted.source.pages[-1][0].states
    assert State.REPORTED in scripted.source.pages[-1][0].states


def test_a_click_on_a_header_sorts_by_it(panel: Archive, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    ArchiveAnswers(scripted).answer()
    header = panel.table.horizontalHeader()
    for order, descending in (("state", False), ("state", True)):
        place = header.viewport().rect().topLeft()
        place.setX(header.sectionViewportPosition(2) + 10)
        place.setY(5)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        query = scripted.source.pages[-1][0]
        assert (query.order, query.descending) == (order, descending)


def test_a_chosen_row_opens_the_card_of_the_event(panel: Archive, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    ArchiveAnswers(scripted).answer()
    place = panel.table.visualRect(panel.rows.index(2, 1)).center()
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    selection = scripted.session.focus.selection
    assert selection is not None
    assert (selection.layer, selection.ids) == ("events", ("E2",))


def test_new_events_are_taken_over_and_the_place_in_the_table_stays(panel: Archive, scripted: ScriptedDesktop) -> None:
    answering = ArchiveAnswers(scripted)
    answering.answer()
    panel.table.executeDelayedItemsLayout()
    panel.table.verticalScrollBar().setValue(500)
    answering.answer()
    answering.as_of_seq, answering.total = 75, MILLION + 5
    panel._refresh()
    answering.answer()
    assert panel.rows.rowCount() == MILLION + 5
    assert panel.table.verticalScrollBar().value() == 500
    assert visible_ids(panel)[0] == "E500"
    assert scripted.source.pages[-1][3] == 75


@pytest.mark.parametrize(
    ("health", "note"),
    [
        (None, "分析服务正在启动…"),
        (AnalysisHealth("offline", MONDAY_MORNING_MS), "分析服务离线，数字停在 10:00"),
        (AnalysisHealth("building", MONDAY_MORNING_MS, 30, 120), "档案正在生成：25 %，数据截至 10:00"),
        (AnalysisHealth("indexing", MONDAY_MORNING_MS, 9, 9), "全文仍在建立索引：最新的文字暂时搜索不到"),
    ],
)
def test_the_panel_tells_until_when_it_is_current(
    panel: Archive, scripted: ScriptedDesktop, health: AnalysisHealth | None, note: str
) -> None:
    ArchiveAnswers(scripted).answer()
    say(scripted, health)
    panel._show_health()
    assert panel.note.text() == note
    assert panel.rows.rowCount() == MILLION


def test_a_refused_page_tells_why(panel: Archive, scripted: ScriptedDesktop) -> None:
    scripted.session.feed.arrived.emit(Trouble.of(ExplainedLine(NO_ANALYSIS), "page 1"))
    assert panel.note.text() == "本后端的分析服务未运行，档案暂不可用"


def test_the_events_that_a_figure_counts_are_shown_until_all_are_wanted_again(
    panel: Archive, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    counted = CountedBy(metric="due", period=Period(0, 1), as_of_seq=70)
    panel.text.setText("井盖")
    panel.show_counted(counted, "应结案数 · 七里镇")
    query = scripted.source.pages[-1][0]
    assert (query.counted_by, query.text) == (counted, "")
    assert panel.counted.isVisible()
    assert "应结案数 · 七里镇" in panel.counted.text()
    qtbot.mouseClick(panel.counted, Qt.MouseButton.LeftButton)
    assert scripted.source.pages[-1][0].counted_by is None
    assert not panel.counted.isVisible()


def test_numbers_and_times_are_shown_in_full(panel: Archive) -> None:
    metrics, columns = panel.table.fontMetrics(), range(panel.rows.columnCount())
    heads = [panel.rows.headerData(column, Qt.Orientation.Horizontal) for column in columns]
    time = "2026-11-27 05:04:25"
    for head, text in (("编号", "20261127-WWWWWW"), ("发生时间", time), ("时限", time)):
        room = panel.table.columnWidth(heads.index(head)) - 2 * theme.px(theme.CELL_PX)
        assert metrics.horizontalAdvance(text) <= room, head


def painted(panel: Archive, place: int, column: int) -> QImage:
    """What is painted in a cell."""
    return panel.table.viewport().grab(panel.table.visualRect(panel.rows.index(place, column))).toImage()


def colors_of(image: QImage, left: int, right: int) -> set[str]:
    """Colours between two x coordinates."""
    return {image.pixelColor(x, y).name() for x in range(left, right) for y in range(image.height())}


def test_texts_are_painted_inside_their_cells_on_the_ground_of_their_row(
    panel: Archive, scripted: ScriptedDesktop
) -> None:
    ArchiveAnswers(scripted).answer()
    panel.table.executeDelayedItemsLayout()
    margin = theme.px(theme.CELL_PX)
    panel.table.setColumnWidth(1, 4 * margin)  # too narrow for a title
    panel.table.selectRow(2)
    for place, ground in enumerate((theme.PANEL, theme.GROUND, theme.LINE)):
        for column in (0, 1):
            image = painted(panel, place, column)
            assert colors_of(image, 0, margin - 1) == {ground}, "between cells"
            assert colors_of(image, image.width() - margin + 1, image.width()) == {ground}, "elided before its end"
            assert len(colors_of(image, margin, image.width() - margin)) > 1, "a text"


def test_only_what_is_painted_again_is_asked_for(panel: Archive, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    """A table of a million rows answers for its visible ones, once each."""
    ArchiveAnswers(scripted).answer()
    panel.table.executeDelayedItemsLayout()
    asked: list[int] = []
    texts = panel.rows.texts
    panel.rows.texts = lambda place: asked.append(place) or texts(place)  # type: ignore[assignment, func-returns-value, method-assign]
    panel.table.viewport().repaint()
    visible = range(panel.table.rowAt(0), panel.table.rowAt(panel.table.viewport().height() - 1) + 1)
    assert asked == list(visible)
    assert len(asked) > 5
