"""评价: figures of a period beside those of the one before, groups of a metric, and the records behind a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.explained import ExplainedLine
from county.figures.metric import FigureValue, share_of
from desktop import i18n, theme
from desktop.figures.evaluation import Evaluation
from desktop.figures.metric_detail import TABLE_PX, TREND
from desktop.item_models import group_rows, metric_rows
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import CountedBy, FigureRecord, FigureRecords, FiguresRequest, FigureTable
from services.protocol.messages import Trouble
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_archive import say

LEFT = Qt.MouseButton.LeftButton
COUNT = FigureValue(12, None, 12, quality="ok")
READY = AnalysisHealth("ready", MONDAY_MORNING_MS, 70, 70)


class FigureAnswers:
    """FigureAnswers requests for figures with shares of 40, better from group to group, worse from period to period."""

    def __init__(self, scripted: ScriptedDesktop) -> None:
        self.scripted = scripted
        package = scripted.session.package
        towns = [str(code) for code in package.table("towns")["code"]]
        self.groups = [*towns[:2], package.manifest.code]
        self.small = ""
        self.begin_ms = 0
        """Of all periods that end before it nothing is recorded."""
        self._answered = 0

    def value(self, metric: str, period: int, group: str) -> FigureValue:
        row = self.scripted.session.catalog.metrics[metric]
        if not row.has_denominator:
            return COUNT
        if group and group == self.small:
            return share_of(7, 7, 20)
        place = self.groups.index(group) if group else 1
        return share_of(30 + 2 * place - period, 40, 20)

    def answer(self) -> None:
        """Answer all that was asked, also because of the answers."""
        asked = self.scripted.source.figure_requests
        while self._answered < len(asked):
            request = asked[self._answered]
            self._answered += 1
            self.scripted.session.feed.arrived.emit(self._table(request))

    def _table(self, request: FiguresRequest) -> FigureTable:
        groups = [] if request.grain == "county" else self.groups
        periods = range(len(request.periods))
        unknown = [FigureValue() for _ in request.metrics]
        return FigureTable(
            request=request.request, as_of_seq=70, as_of_ms=MONDAY_MORNING_MS, head_hash="00", groups=groups,
            totals=[
                unknown if request.periods[period].to_ms <= self.begin_ms
                else [self.value(metric, period, "") for metric in request.metrics]
                for period in periods
            ],
            values=[
                [[self.value(metric, period, group) for group in groups] for metric in request.metrics]
                for period in periods
            ],
        )  # fmt: skip


@pytest.fixture
def answers(scripted: ScriptedDesktop) -> FigureAnswers:
    say(scripted, READY)
    return FigureAnswers(scripted)


@pytest.fixture
def panel(
    scripted: ScriptedDesktop, answers: FigureAnswers, dialogs: ScriptedDialogs, qtbot: QtBot
) -> Iterator[Evaluation]:
    session = replace(scripted.session, dialogs=dialogs)
    with shown_panel(Evaluation(session), qtbot, (1_500, 700)) as panel:
        answers.answer()
        yield panel


def texts(panel: Evaluation, row: int) -> list[str]:
    return [panel.detail.groups.index(row, column).data() for column in range(group_rows.COLUMNS)]


def click(panel: Evaluation, row: int, column: int) -> None:
    table = panel.detail.group_table
    table.scrollTo(panel.detail.groups.index(row, column))
    QTest.mouseClick(table.viewport(), LEFT, pos=table.visualRect(panel.detail.groups.index(row, column)).center())


def test_it_shows_this_month_beside_the_one_before_and_the_change(panel: Evaluation, scripted: ScriptedDesktop) -> None:
    first, older, groups, trend = scripted.source.figure_requests
    assert panel.period.label.text() == "2026年11月"
    assert (len(first.periods), first.grain, first.as_of_seq) == (2, "county", 0)
    assert (older.periods[0].to_ms, older.as_of_seq) == (first.periods[1].from_ms, 70)
    assert (groups.metrics, groups.grain, groups.as_of_seq) == (("closed_on_time",), "town", 70)
    assert (len(trend.periods), trend.as_of_seq) == (TREND + 1, 70)
    row = panel.metrics.row_of("closed_on_time")
    line = [panel.metrics.index(row, column).data() for column in range(metric_rows.COLUMNS)]
    assert line == ["按期结案率", "80.0%", "77.5%", "+2.5 百分点"]
    assert "口径" in panel.detail.definition.text()
    assert "32/40" in panel.detail.heading.text()
    assert len(panel.detail.trend.points) == TREND
    assert panel.detail.trend.points[-1].label == "26-11"
    incomplete = [point.incomplete for point in panel.detail.trend.points]
    assert incomplete == [False] * (TREND - 1) + [True], "the month goes on"


def test_a_count_is_not_compared_with_that_of_a_month_in_which_the_records_begin(
    panel: Evaluation, answers: FigureAnswers, scripted: ScriptedDesktop
) -> None:
    def change(metric: str) -> tuple[str, str | None]:
        index = panel.metrics.index(panel.metrics.row_of(metric), metric_rows.CHANGE)
        color = index.data(Qt.ItemDataRole.ForegroundRole)
        return index.data(), None if color is None else color.name()

    assert change("due") == ("±0 件", None)
    answers.begin_ms = scripted.source.figure_requests[0].periods[1].from_ms
    panel.table.setCurrentIndex(panel.metrics.index(panel.metrics.row_of("due"), 0))
    panel.ask()
    answers.answer()
    muted = QColor(theme.MUTED).name()
    assert change("due") == ("不完整", muted)
    assert change("closed_on_time")[0] == "+2.5 百分点", "a share can be compared"
    before = panel.metrics.index(panel.metrics.row_of("due"), metric_rows.BEFORE)
    assert (before.data(), before.data(Qt.ItemDataRole.ForegroundRole).name()) == ("12 件", muted)
    assert [texts(panel, row)[group_rows.CHANGE] for row in range(4)] == ["不完整"] * 4, "also of the groups"


def test_a_narrow_panel_keeps_the_names_of_metrics_readable_and_scrolls(panel: Evaluation) -> None:
    panel.resize(400, 300)
    QApplication.processEvents()
    assert panel.table.columnWidth(metric_rows.NAME) >= 150
    assert panel.table.isColumnHidden(metric_rows.CHANGE)
    assert min(panel.table.height(), panel.detail.group_table.height()) >= TABLE_PX
    panel.resize(1_500, 700)
    QApplication.processEvents()
    assert not panel.table.isColumnHidden(metric_rows.CHANGE)


def test_of_a_large_panel_the_bars_and_the_trend_take_the_room(panel: Evaluation) -> None:
    def sizes() -> tuple[int, int]:
        QApplication.processEvents()
        return panel.detail.group_table.columnWidth(group_rows.BAR), panel.detail.trend.height()

    panel.resize(1_500, 700)
    narrow, low = sizes()
    numbers = panel.detail.group_table.columnWidth(group_rows.CHANGE)
    panel.resize(1_900, 1_000)
    wide, high = sizes()
    assert wide >= narrow + 380
    assert high >= low + 100
    assert panel.detail.group_table.columnWidth(group_rows.CHANGE) == numbers, "no empty column"


def test_groups_are_ranked_best_first_and_a_small_sample_has_no_rank(panel: Evaluation, answers: FigureAnswers) -> None:
    assert [texts(panel, row)[0] for row in range(4)] == ["", "1", "2", "3"]
    assert texts(panel, 1)[2] == "85.0%"
    answers.small = answers.groups[2]
    panel.ask()
    answers.answer()
    assert [texts(panel, row)[0] for row in range(4)] == ["", "1", "2", "–"]
    assert texts(panel, 3)[2] == "7/7，样本不足"


def test_a_click_on_a_number_asks_for_its_events(panel: Evaluation, answers: FigureAnswers, qtbot: QtBot) -> None:
    wanted: list[tuple[CountedBy, str]] = []
    panel.records_wanted.connect(lambda counted, title: wanted.append((counted, title)))
    click(panel, 1, group_rows.NUMERATOR)
    click(panel, 0, group_rows.DENOMINATOR)
    click(panel, 1, group_rows.GROUP)
    [(first, title), (second, _)] = wanted
    assert (first.metric, first.grain, first.group, first.part) == (
        "closed_on_time", "town", answers.groups[2], "numerator",
    )  # fmt: skip
    assert "按期结案率" in title
    assert "分子" in title
    assert (second.grain, second.group, second.part, second.as_of_seq) == ("county", None, "denominator", 70)


def test_records_that_are_no_events_are_listed_in_a_box(
    panel: Evaluation, answers: FigureAnswers, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    panel.table.setCurrentIndex(panel.metrics.index(panel.metrics.row_of("call_rate"), 0))
    answers.answer()
    click(panel, 0, group_rows.DENOMINATOR)
    [counted] = scripted.source.counted_by
    assert counted.metric == "call_rate"
    record = FigureRecord(5, MONDAY_MORNING_MS, "2026-11-22", "90 / 100")
    scripted.session.feed.arrived.emit(FigureRecords(request="records 1", total=1, rows=[record]))
    [box] = panel.window().findChildren(object, "figure records")
    assert box.table.item(0, 2).text() == "90 / 100"  # type: ignore[attr-defined]
    box.close()  # type: ignore[attr-defined]


def test_another_metric_period_or_filter_asks_for_its_figures(
    panel: Evaluation, answers: FigureAnswers, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    asked = scripted.source.figure_requests
    panel.table.setCurrentIndex(panel.metrics.index(panel.metrics.row_of("rework_rate"), 0))
    assert {request.metrics for request in asked[4:]} == {("rework_rate",)}
    answers.answer()
    qtbot.mouseClick(panel.period.earlier, LEFT)
    assert panel.period.label.text() == "2026年10月"
    assert asked[-1].periods[0].to_ms == asked[0].periods[0].from_ms
    answers.answer()
    panel.filters.channel.setCurrentIndex(panel.filters.channel.findData("citizen"))
    panel.filters.channel.activated.emit(panel.filters.channel.currentIndex())
    assert asked[-1].scope.channel == "citizen"
    panel.period.kind.setCurrentIndex(panel.period.kind.findData("quarter"))
    panel.period.kind.activated.emit(panel.period.kind.currentIndex())
    assert panel.period.label.text() == "2026年第4季度"


def test_a_period_that_is_not_over_is_compared_with_as_much_of_the_one_before(
    panel: Evaluation, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    this, earlier = scripted.source.figure_requests[0].periods
    passed_ms = earlier.to_ms - earlier.from_ms
    assert 0 <= MONDAY_MORNING_MS - this.from_ms - passed_ms < 3_600_000
    assert "与上期同样长" in panel.note.text()
    qtbot.mouseClick(panel.period.earlier, LEFT)
    whole, before_it = scripted.source.figure_requests[-1].periods
    assert before_it.to_ms == whole.from_ms


def test_the_next_period_is_offered_only_once_it_has_begun(panel: Evaluation, qtbot: QtBot) -> None:
    assert not panel.period.later.isEnabled()
    assert panel.period.later.toolTip() == "下一期还没有开始"
    qtbot.mouseClick(panel.period.earlier, LEFT)
    assert panel.period.later.isEnabled()


def test_a_dead_analysis_leaves_the_figures_and_says_until_when_they_are(
    panel: Evaluation, scripted: ScriptedDesktop
) -> None:
    say(scripted, AnalysisHealth("offline", MONDAY_MORNING_MS, 70, 70))
    panel._show_health()
    assert panel.note.text() == "分析服务离线，数字停在 10:00"
    assert not panel.bulletin.isEnabled()
    assert panel.bulletin.toolTip() == panel.note.text()
    row = panel.metrics.row_of("closed_on_time")
    assert panel.metrics.index(row, metric_rows.VALUE).data() == "80.0%"


def test_trouble_of_the_analysis_is_shown(panel: Evaluation, scripted: ScriptedDesktop) -> None:
    panel.ask()
    request = scripted.source.figure_requests[-1].request
    scripted.session.feed.arrived.emit(Trouble.of(ExplainedLine("the archive is being opened"), request))
    assert "the archive is being opened" in panel.note.text()


def test_the_bulletin_of_the_shown_month_is_asked_of_the_briefings(panel: Evaluation, qtbot: QtBot) -> None:
    wanted: list[str] = []
    panel._session.briefings.bulletin_wanted.connect(wanted.append)
    qtbot.mouseClick(panel.period.earlier, LEFT)
    qtbot.mouseClick(panel.bulletin, LEFT)
    assert wanted == ["2026-10"]


def test_names_and_figures_are_readable_in_the_scene_of_a_full_hd_screen(panel: Evaluation) -> None:
    panel.resize(1_290, 640)
    QApplication.processEvents()
    for row in range(panel.metrics.rowCount()):
        index = panel.metrics.index(row, 0)
        room_px = panel.table.visualRect(index).width()
        assert panel.table.sizeHintForIndex(index).width() <= room_px, index.data()
    longest = "114.4 分钟，样本不足"
    assert panel.table.fontMetrics().horizontalAdvance(longest) + 16 <= panel.table.columnWidth(1)
    columns = [column for column in range(group_rows.COLUMNS) if column != group_rows.BAR]
    groups = panel.detail.group_table
    assert all(groups.sizeHintForColumn(column) <= groups.columnWidth(column) for column in columns)
    assert not groups.horizontalScrollBar().isVisible()


def test_it_fits_into_a_narrow_dock(panel: Evaluation) -> None:
    assert panel.minimumSizeHint().width() <= 400
    panel.resize(400, 900)
    assert panel.split.orientation() is Qt.Orientation.Vertical
    panel.resize(1_500, 700)
    assert panel.split.orientation() is Qt.Orientation.Horizontal
    assert panel.detail.trend.isVisible()
    panel.resize(1_500, 260)
    assert not panel.detail.trend.isVisible()


def test_figures_and_their_headings_end_at_one_edge(panel: Evaluation) -> None:
    role, horizontal = Qt.ItemDataRole.TextAlignmentRole, Qt.Orientation.Horizontal
    for rows, row in ((panel.metrics, 1), (panel.detail.groups, 0)):
        columns = range(rows.columnCount())
        headings = [rows.headerData(column, horizontal, role) for column in columns]
        assert headings == [rows.index(row, column).data(role) for column in columns]
        assert len(set(headings)) == 2, "names begin at one edge, figures end at one"


def test_every_metric_is_named_in_full(panel: Evaluation) -> None:
    room = panel.table.columnWidth(metric_rows.NAME) - 2 * theme.px(theme.CELL_PX)
    names = [str(panel.metrics.index(row, metric_rows.NAME).data()) for row in range(panel.metrics.rowCount())]
    assert [name for name in names if panel.table.fontMetrics().horizontalAdvance(name) > room] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_headings_are_shown_in_full(panel: Evaluation, language: i18n.Language) -> None:
    i18n.set_language(language)
    panel.retranslate()
    for table in (panel.table, panel.detail.group_table):
        header = table.horizontalHeader()
        for column in range(header.count()):
            assert header.sectionSize(column) >= header.sectionSizeHint(column), table.model().headerData(
                column, Qt.Orientation.Horizontal
            )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_metrics_are_named_in_full_beside_a_card_on_a_full_hd_screen(
    panel: Evaluation, language: i18n.Language
) -> None:
    i18n.set_language(language)
    panel.retranslate()
    panel.resize(1_080, 520)
    QApplication.processEvents()
    test_every_metric_is_named_in_full(panel)


def test_another_language_renames_the_groups_at_once(panel: Evaluation) -> None:
    assert "全县" in texts(panel, 0)
    i18n.set_language("en")
    panel.retranslate()
    assert "Whole county" in texts(panel, 0)
