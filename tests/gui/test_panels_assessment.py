"""考核与体征: points, coverage, range and doubts of the tree, bands of signs, and records behind every number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.explained import ExplainedLine
from county.figures.excursions import excursion_id
from county.figures.indicators import IndicatorReported, ReportIndicator
from county.figures.integrity import IntegrityCard
from county.figures.kpi import TOTAL, scores
from county.figures.kpi_freeze import (
    FreezeKpi,
    FrozenLeaf,
    KpiSheet,
    RateKpi,
    ThirdPartyRating,
    definitions_digest,
    frozen_scores,
)
from county.figures.kpi_outlook import KpiProjection, TownRank
from county.figures.kpi_table import leaves_of
from county.figures.metric import FigureValue, Period, share_of, wilson
from desktop import i18n
from desktop.assessment import kpi_view, vital_signs_view
from desktop.assessment.assessment import SIGNS, TREE, AssessmentPanel
from desktop.assessment.doubt_cards import DoubtCards
from desktop.assessment.freeze_dialog import FreezeDialog
from desktop.assessment.indicator_dialog import IndicatorDialog
from desktop.assessment.rating_dialog import RatingDialog
from desktop.assessment.tree import AssessmentTree
from desktop.assessment.tree_marks import MARK_ROLE, BandDot, PointsBar
from desktop.figures.records import FigureRecordsBox
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import CountedBy, FigureRecord, FigureRecords
from services.protocol.assessment_messages import (
    KpiLeafState,
    KpiRequest,
    KpiTree,
    ProofRow,
    ProvenCard,
    ShownExcursion,
    VitalSignsAnswer,
    VitalSignState,
)
from services.protocol.messages import Trouble
from tests.gui.conftest import HOUR_MS, MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_archive import say

LEFT = Qt.MouseButton.LeftButton
READY = AnalysisHealth("ready", MONDAY_MORNING_MS, 70, 70)
UNKNOWN = FigureValue()
CARD = ProvenCard(
    IntegrityCard("bulk_close", "stamp-1", 12, 30, None, (3, 4)),
    (ProofRow(3, MONDAY_MORNING_MS, "E7", "EventClosed"),),
)


class AssessmentAnswers:
    """Answers what the panel asks for."""

    def __init__(self, scripted: ScriptedDesktop) -> None:
        self.scripted = scripted
        self.catalog = scripted.session.catalog
        self.sheet: KpiSheet | None = None
        self.differs: list[str] = []
        self.few = ""
        """The leaf of too small a sample."""
        self.nothing = False
        """No leaf has a value."""
        self.unproven = ""
        """The leaf that was reported without evidence."""

    def tree(self, asked: KpiRequest) -> KpiTree:
        values: dict[str, FigureValue] = {}
        for key, node in leaves_of(self.catalog.kpi).items():
            metric = self.catalog.metrics.get(node.metric)
            values[key] = share_of(36, 40, 20) if metric is not None else UNKNOWN
        if self.few:
            values[self.few] = share_of(7, 7, 20)
        values["innovation_projects"] = FigureValue(3, None, 3, quality="ok")
        if self.nothing:
            values = dict.fromkeys(values, UNKNOWN)
        projection = KpiProjection(0.78, 0.7, 0.8, "below_floor", 4)
        leaves = [
            KpiLeafState(
                key, value, (None, 0.8, 0.85, value.value), projection if key == "grid_events" else KpiProjection(), 0,
                1 if key == "grid_events" else 0, (0,) if key == "grid_events" else (), key == self.unproven,
            )
            for key, value in values.items()
        ]  # fmt: skip
        towns = [str(code) for code in self.scripted.session.package.table("towns")["code"]]
        return KpiTree(
            request=asked.request, as_of_seq=70, as_of_ms=MONDAY_MORNING_MS, head_hash="", period=asked.period,
            division=asked.division, definitions=definitions_digest(self.catalog), leaves=leaves,
            scores=list(scores(
                self.catalog.kpi, {key: value.value for key, value in values.items()},
                {self.few: wilson(7, 7)} if self.few else {},
            ).values()),
            towns=[], ranks=[TownRank(town, place, 1, 2, 0.8) for place, town in enumerate(towns[:2], start=1)],
            compared=["grid_events"], unranked=towns[-1:] if self.few else [],
            cards=[CARD], sheet=self.sheet, differs=self.differs,
        )  # fmt: skip

    def signs(self, request: str) -> VitalSignsAnswer:
        states = []
        for key, sign in self.catalog.offered_vital_signs().items():
            value, raw, band = UNKNOWN, "unknown", "unknown"
            if sign.plate and sign.metric:
                value, raw, band = FigureValue(1, None, 1, quality="ok"), "green", "green"
            if key == "overdue":
                value, raw, band = FigureValue(41, None, 41, quality="ok"), "red", "red"
            if key == "mass":
                raw = "yellow"
            if sign.plate:
                since = MONDAY_MORNING_MS - HOUR_MS if key == "overdue" else 0
                before = FigureValue(9, None, 9, quality="ok")
                states.append(VitalSignState(key, value, before, Period(0, MONDAY_MORNING_MS), raw, band, since))  # type: ignore[arg-type]
        began_ms = MONDAY_MORNING_MS - HOUR_MS
        excursion = ShownExcursion(excursion_id("overdue", began_ms), "overdue", "red", 41.0, began_ms, None)
        return VitalSignsAnswer(
            request=request, as_of_seq=70, as_of_ms=MONDAY_MORNING_MS, signs=states, excursions=[excursion],
            judged_ms=MONDAY_MORNING_MS,
        )  # fmt: skip

    def answer(self, panel: AssessmentPanel) -> None:
        source = self.scripted.source
        if panel.shown == TREE:
            self.scripted.session.feed.arrived.emit(self.tree(source.kpi_requests[-1]))
        else:
            self.scripted.session.feed.arrived.emit(self.signs(f"signs {source.vital_sign_requests}"))


@pytest.fixture
def answers(scripted: ScriptedDesktop) -> AssessmentAnswers:
    say(scripted, READY)
    return AssessmentAnswers(scripted)


@pytest.fixture
def panel(scripted: ScriptedDesktop, answers: AssessmentAnswers, qtbot: QtBot) -> Iterator[AssessmentPanel]:
    with shown_panel(AssessmentPanel(scripted.session), qtbot, (1_400, 800)) as panel:
        answers.answer(panel)
        yield panel


def click(tree: AssessmentTree, key: str, column: int) -> None:
    item = tree.items[key]
    tree.scrollToItem(item)
    index: QModelIndex = tree.indexFromItem(item, column)
    QTest.mouseClick(tree.viewport(), LEFT, pos=tree.visualRect(index).center())


def opened(kind: type[Any]) -> Any:
    [found] = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    return found


def test_the_tree_shows_points_of_possible_coverage_and_range(panel: AssessmentPanel) -> None:
    total, environment = panel.kpi.items[TOTAL], panel.kpi.items["environment"]
    assert [total.text(column) for column in (kpi_view.COVERAGE, kpi_view.NAME)] == ["67%", "考核总分"]
    assert "–" in total.text(kpi_view.RANGE)
    assert total.text(kpi_view.POINTS).endswith(" / 67")
    assert [environment.text(column) for column in (kpi_view.POINTS, kpi_view.COVERAGE, kpi_view.VALUE)] == [
        "– / 10", "0%", "无数据",
    ]  # fmt: skip
    bar: PointsBar = panel.kpi.items["environment"].data(kpi_view.BAR, MARK_ROLE)
    assert bar == PointsBar(0.0, 1.0), "what is missing is drawn as possible"
    assert "环境质量改善率" in total.toolTip(kpi_view.COVERAGE)


@pytest.mark.parametrize("width", [480, 720, 900, 1_400])
def test_what_is_entered_stays_in_one_line_of_buttons(panel: AssessmentPanel, width: int) -> None:
    panel.resize(width, 800)
    QApplication.processEvents()
    buttons = (panel.entry.report, panel.entry.rate, panel.entry.freeze)
    assert len({button.mapTo(panel, QPoint(0, 0)).y() for button in buttons}) == 1
    assert all(button.mapTo(panel, QPoint(button.width(), 0)).x() <= panel.width() for button in buttons)


def test_a_leaf_of_too_small_a_sample_shows_a_range_and_no_points_and_ranks_nobody(
    panel: AssessmentPanel, answers: AssessmentAnswers
) -> None:
    answers.few = "disputes"
    panel.ask()
    answers.answer(panel)
    total, few = panel.kpi.items[TOTAL], panel.kpi.items["disputes"]
    shown = [few.text(column) for column in (kpi_view.POINTS, kpi_view.COVERAGE, kpi_view.RANGE, kpi_view.VALUE)]
    assert shown == ["– / 10", "0%", "0–10", "7/7，样本不足"]
    assert "样本不足，以区间代替得分：矛盾纠纷化解率" in total.toolTip(kpi_view.COVERAGE)
    panel.kpi.setCurrentItem(few)
    assert "不足 20 件为样本不足" in panel.detail.text()
    panel.kpi.setCurrentItem(total)
    assert "样本不足，不排名：" in panel.detail.text()


def test_a_leaf_shows_its_value_what_the_year_will_be_and_who_answers_for_it(panel: AssessmentPanel) -> None:
    item = panel.kpi.items["grid_events"]
    assert (item.text(kpi_view.VALUE), item.text(kpi_view.OWNER)) == ("90.0%", "县委政法委")
    assert "预计年末低于下限" in item.toolTip(kpi_view.TREND)
    assert panel.kpi.items["innovation_projects"].text(kpi_view.VALUE) == "3 项"
    panel.kpi.setCurrentItem(item)
    for text in ("口径：", "36/40", "80.0% 得零分，95.0% 得满分", "依据："):
        assert text in panel.detail.text()


def test_a_value_lists_the_events_that_it_counts(panel: AssessmentPanel) -> None:
    wanted: list[tuple[CountedBy, str]] = []
    panel.records_wanted.connect(lambda counted, title: wanted.append((counted, title)))
    click(panel.kpi, "grid_events", kpi_view.VALUE)
    numerator, denominator = panel.behind.counted.menu.actions()
    assert [action.text() for action in (numerator, denominator)] == ["分子：36 件(&N)", "分母：40 件(&D)"]
    numerator.trigger()
    denominator.trigger()
    panel.behind.counted.menu.close()
    assert [(counted.metric, counted.part, counted.as_of_seq) for counted, _ in wanted] == [
        ("grid_closed_rate", "numerator", 70), ("grid_closed_rate", "denominator", 70),
    ]  # fmt: skip
    assert wanted[0][1] == "网格事件处置率 · 2026年第4季度 · 分子"


def test_a_value_that_no_event_says_lists_its_reports(
    panel: AssessmentPanel, answers: AssessmentAnswers
) -> None:
    click(panel.kpi, "service_coverage", kpi_view.VALUE)
    assert answers.scripted.source.counted_by[-1].metric == "service_coverage"
    rows = FigureRecords(request="records 1", total=1, rows=[FigureRecord(5, MONDAY_MORNING_MS, "x", "88")])
    answers.scripted.session.feed.arrived.emit(rows)
    box = opened(FigureRecordsBox)
    assert box.table.item(0, 2).text() == "88"
    box.close()


def test_a_reported_value_shows_its_evidence(panel: AssessmentPanel, scripted: ScriptedDesktop) -> None:
    county = scripted.session.package.manifest.code
    scripted.happen(IndicatorReported(
        indicator="innovation_projects", division=county, period="2026-Q4", value=3.0, note="科工局台账"
    ))  # fmt: skip
    click(panel.kpi, "innovation_projects", kpi_view.VALUE)
    box = opened(FigureRecordsBox)
    assert "科工局台账" in box.table.item(0, 2).text()
    box.close()


def test_doubts_stand_beside_the_leaf_and_name_the_records(panel: AssessmentPanel) -> None:
    assert panel.kpi.items["grid_events"].text(kpi_view.TRUST) == "1 条疑点"
    assert panel.kpi.items["disputes"].text(kpi_view.TRUST) == "未见异常"
    assert panel.kpi.items["environment"].text(kpi_view.TRUST) == "–"
    click(panel.kpi, "grid_events", kpi_view.TRUST)
    cards = opened(DoubtCards)
    item = cards.tree.topLevelItem(0)
    assert (item.text(0), item.text(1), item.text(2)) == ("短时批量结案", "stamp-1", "30 条中 12 条")
    assert (item.child(0).text(1), item.child(0).text(3)) == ("E7", "已核查结案")
    cards.close()


def test_doubts_name_units_and_divisions(panel: AssessmentPanel, scripted: ScriptedDesktop) -> None:
    cards = [
        ProvenCard(IntegrityCard(kind, who, 9, 9, None, ()), ())
        for kind, who in (
            ("bunching", "city_management"), ("repeated_value", scripted.session.package.manifest.code),
            ("all_satisfied", "caller-1"), ("reused_photo", "ab" * 32),
        )
    ]
    box = DoubtCards(scripted.session, "", cards, len(cards), panel.window())
    names = [box.tree.topLevelItem(row).text(1) for row in range(len(cards))]
    county, unit = scripted.session.package.manifest.name, scripted.session.catalog.departments["city_management"].zh
    assert names == [unit, county, "caller-1", "ab" * 6]
    box.close()


def test_the_towns_are_ranked_below_the_tree_with_the_ranks_of_other_weights(panel: AssessmentPanel) -> None:
    panel.kpi.setCurrentItem(panel.kpi.items[TOTAL])
    assert "乡镇排名" in panel.detail.text()
    assert "(1–2)" in panel.detail.text()


def test_another_kind_of_period_and_a_town_ask_for_another_tree(
    panel: AssessmentPanel, answers: AssessmentAnswers
) -> None:
    asked = answers.scripted.source.kpi_requests
    assert (asked[-1].period, asked[-1].division) == ("2026-Q4", "")
    QTest.mouseClick(panel.period.earlier, LEFT)
    assert asked[-1].period == "2026-Q3"
    panel.period.kind.setCurrentIndex(1)
    panel.period.kind.activated.emit(1)
    assert asked[-1].period == "2026-H2"
    panel.division.setCurrentIndex(1)
    panel.division.activated.emit(1)
    assert asked[-1].division == panel.division.currentData()


def test_freezing_sends_what_is_shown_with_its_record_and_definitions(
    panel: AssessmentPanel, answers: AssessmentAnswers, qtbot: QtBot
) -> None:
    assert not panel.entry.freeze.isEnabled(), "the quarter is not over"
    QTest.mouseClick(panel.period.earlier, LEFT)
    answers.answer(panel)
    assert panel.entry.freeze.isEnabled(), panel.entry.freeze.toolTip()
    QTest.mouseClick(panel.entry.freeze, LEFT)
    dialog = opened(FreezeDialog)
    QTest.mouseClick(dialog.button, LEFT)
    assert dialog.problem.text() == "请填写依据的决定"
    dialog.reason.insert("第3次会议")
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    body = answers.scripted.source.commands[-1].body
    assert isinstance(body, FreezeKpi)
    assert (body.period, body.as_of_seq, body.note) == ("2026-Q3", 70, "第3次会议")
    assert [leaf.id for leaf in body.leaves] == list(leaves_of(answers.catalog.kpi))
    assert {leaf.id: leaf.value for leaf in body.leaves}["environment"] is None
    answers.scripted.refuse("kpi_frozen", period="2026-Q3")
    assert "不再改变" in dialog.problem.text()
    dialog.reject()


def test_a_quarter_without_any_value_cannot_be_frozen_and_says_so(
    panel: AssessmentPanel, answers: AssessmentAnswers
) -> None:
    answers.nothing = True
    QTest.mouseClick(panel.period.earlier, LEFT)
    answers.answer(panel)
    assert not panel.entry.freeze.isEnabled()
    assert "没有一个指标有数值" in panel.entry.freeze.toolTip()


def test_a_manual_leaf_is_reported_by_clicks_in_per_cent_with_its_evidence(
    panel: AssessmentPanel, answers: AssessmentAnswers, scripted: ScriptedDesktop
) -> None:
    assert not panel.entry.report.isEnabled(), "no leaf is chosen"
    click(panel.kpi, "income_growth", kpi_view.NAME)
    assert panel.entry.report.isEnabled()
    QTest.mouseClick(panel.entry.report, LEFT)
    dialog = opened(IndicatorDialog)
    [value] = dialog.values
    value.setFocus()
    value.selectAll()
    QTest.keyClicks(value, "6.25")
    QTest.mouseClick(dialog.button, LEFT)
    assert dialog.problem.text() == "请填写数值的依据"
    assert not scripted.source.commands
    dialog.evidence.insert("统计局季报")
    QTest.keyClick(dialog.evidence, Qt.Key.Key_Return)
    county = scripted.session.package.manifest.code
    body = ReportIndicator(
        indicator="income_growth", division=county, period="2026-Q4", value=0.0625, note="统计局季报"
    )
    assert scripted.source.commands[-1].body == body
    scripted.accept(IndicatorReported(
        indicator=body.indicator, division=county, period=body.period, value=body.value, note=body.note
    ))  # fmt: skip
    assert not dialog.isVisible()
    asked = len(scripted.source.kpi_requests)
    say(scripted, AnalysisHealth("ready", MONDAY_MORNING_MS, 71 + scripted.session.layers.fold.seq, 71))
    panel._shown_seq[TREE] = scripted.session.layers.fold.seq - 1
    panel._follow_health()
    assert len(scripted.source.kpi_requests) == asked + 1, "it is shown as soon as it is counted"
    click(panel.kpi, "income_growth", kpi_view.NAME)
    QTest.mouseClick(panel.entry.report, LEFT)
    again = opened(IndicatorDialog)
    assert again.values[0].value() == 6.25, "what is reported is there to be corrected"
    again.reject()


def test_an_unreported_value_is_empty_and_nothing_is_sent_before_one_is_given_be_it_0(
    panel: AssessmentPanel, scripted: ScriptedDesktop
) -> None:
    click(panel.kpi, "income_growth", kpi_view.NAME)
    QTest.mouseClick(panel.entry.report, LEFT)
    dialog = opened(IndicatorDialog)
    [value] = dialog.values
    dialog.evidence.insert("统计局季报")
    QTest.mouseClick(dialog.button, LEFT)
    assert dialog.problem.text() == "请填写数值"
    assert not scripted.source.commands
    value.setFocus()
    QTest.keyClicks(value, "0")
    QTest.mouseClick(dialog.button, LEFT)
    [command] = scripted.source.commands
    assert isinstance(command.body, ReportIndicator)
    assert command.body.value == 0.0
    dialog.reject()


@pytest.mark.parametrize("typed", ["-99999999999", "-100.1", "1000.1"])
def test_a_rate_that_cannot_be_is_refused_with_its_limits(
    panel: AssessmentPanel, scripted: ScriptedDesktop, typed: str
) -> None:
    click(panel.kpi, "income_growth", kpi_view.NAME)
    QTest.mouseClick(panel.entry.report, LEFT)
    dialog = opened(IndicatorDialog)
    dialog.values[0].setFocus()
    QTest.keyClicks(dialog.values[0], typed)
    dialog.evidence.insert("统计局季报")
    QTest.mouseClick(dialog.button, LEFT)
    assert dialog.problem.text() == "数值须在 -100 % 到 1,000 % 之间"
    assert not scripted.source.commands
    dialog.reject()


def test_a_share_of_two_indicators_is_reported_for_a_town_with_both_numbers(
    panel: AssessmentPanel, scripted: ScriptedDesktop
) -> None:
    panel.division.setCurrentIndex(1)
    click(panel.kpi, "service_coverage", kpi_view.NAME)
    QTest.mouseClick(panel.entry.report, LEFT)
    dialog = opened(IndicatorDialog)
    part, whole = dialog.values
    part.setValue(90)
    whole.setValue(80)
    dialog.evidence.setText("民政局台账")
    QTest.mouseClick(dialog.button, LEFT)
    assert "分母不小于分子" in dialog.problem.text()
    whole.setValue(120)
    QTest.mouseClick(dialog.button, LEFT)
    [command] = scripted.source.commands
    town = panel.division.currentData()
    body = ReportIndicator(
        indicator="service_covered", division=town, period="2026-Q4", value=90.0, whole=120.0, note="民政局台账"
    )
    assert command.body == body, "nobody sees the one without the other"
    scripted.accept(IndicatorReported(
        indicator=body.indicator, division=town, period=body.period, value=90.0, whole=120.0, note=body.note
    ))  # fmt: skip
    QTest.mouseClick(panel.entry.report, LEFT)
    again = opened(IndicatorDialog)
    assert [box.value() for box in again.values] == [90.0, 120.0]
    again.reject()


def test_a_leaf_that_is_counted_from_events_cannot_be_reported(panel: AssessmentPanel) -> None:
    click(panel.kpi, "grid_events", kpi_view.NAME)
    assert not panel.entry.report.isEnabled()
    assert panel.entry.report.toolTip() == "此指标由事件记录计算"


def test_a_third_party_scores_a_node_up_to_its_weight_with_its_report(
    panel: AssessmentPanel, answers: AssessmentAnswers, scripted: ScriptedDesktop
) -> None:
    assert panel.entry.rate.toolTip() == "本期尚未结束"
    QTest.mouseClick(panel.period.earlier, LEFT)
    answers.answer(panel)
    click(panel.kpi, "disputes", kpi_view.NAME)
    QTest.mouseClick(panel.entry.rate, LEFT)
    dialog = opened(RatingDialog)
    assert dialog.node.currentData() == "disputes", "what was chosen"
    dialog.points.setValue(88)
    assert dialog.points.value() == 10, "no more than the weight"
    QTest.mouseClick(dialog.button, LEFT)
    assert dialog.problem.text() == "请填写是哪个机构"
    dialog.institution.insert("省师范大学")
    QTest.mouseClick(dialog.button, LEFT)
    assert dialog.problem.text() == "请填写依据的报告和理由"
    dialog.points.setValue(7.5)
    dialog.reason.insert("评估报告，抽查 30 件")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    county = scripted.session.package.manifest.code
    assert scripted.source.commands[-1].body == RateKpi(
        division=county, period="2026-Q3", institution="省师范大学", node="disputes", points=7.5,
        note="评估报告，抽查 30 件",
    )  # fmt: skip
    scripted.refuse("kpi_rating_invalid", node="disputes", most="10")
    assert "disputes" in dialog.problem.text()
    assert dialog.button.isEnabled()
    dialog.reject()


def test_a_score_of_a_third_party_names_its_node(panel: AssessmentPanel, answers: AssessmentAnswers) -> None:
    rating = ThirdPartyRating(
        institution="省师范大学", node="disputes", points=7.5, by="王县长", recorded_ms=MONDAY_MORNING_MS,
        note="评估报告",
    )  # fmt: skip
    answers.sheet = KpiSheet(id="x", division="x", period="2026-Q4", ratings=(rating,))
    panel.ask()
    answers.answer(panel)
    panel.kpi.setCurrentItem(panel.kpi.items[TOTAL])
    assert "第三方 省师范大学，矛盾纠纷化解率：7.5 分（满分 10）（评估报告）" in panel.detail.text()


def freeze(answers: AssessmentAnswers, **values: float) -> KpiSheet:
    """The sheet by which the shown quarter was frozen with these values."""
    leaves = tuple(
        FrozenLeaf(id=leaf, value=values.get(leaf), num=32 if leaf in values else None, den=40)
        for leaf in leaves_of(answers.catalog.kpi)
    )
    answers.sheet = KpiSheet(
        id="x", division="x", period="2026-Q4", leaves=leaves, scores=frozen_scores(leaves, answers.catalog),
        as_of_seq=9, frozen_ms=MONDAY_MORNING_MS, frozen_by="王县长", note="第3次会议",
        definitions=definitions_digest(answers.catalog),
    )  # fmt: skip
    return answers.sheet


def test_of_a_frozen_quarter_the_frozen_points_are_shown_with_who_and_when_and_what_they_would_be_now(
    panel: AssessmentPanel, answers: AssessmentAnswers
) -> None:
    assert panel.kpi.isColumnHidden(kpi_view.NOW), "nothing is frozen"
    assert not panel.frozen.isVisible()
    freeze(answers, grid_events=0.8)
    panel.ask()
    answers.answer(panel)
    total, leaf = panel.kpi.items[TOTAL], panel.kpi.items["grid_events"]
    assert not panel.kpi.isColumnHidden(kpi_view.NOW)
    assert (total.text(kpi_view.POINTS), leaf.text(kpi_view.POINTS)) == ("0 / 15", "0 / 15"), "80 % is its floor"
    assert total.text(kpi_view.NOW).endswith(" / 67")
    assert (leaf.text(kpi_view.VALUE), leaf.text(kpi_view.NOW)) == ("80.0%", "90.0%")
    assert "今天的记录" in leaf.toolTip(kpi_view.NOW)
    for text in ("已冻结", "季度监测", "王县长", "截至第 9 条记录", "第3次会议", "冻结总分 0 / 15", " / 67"):
        assert text in panel.frozen.text()
    panel.kpi.setCurrentItem(leaf)
    assert "32/40 · 95 % 区间 65.2–89.5" in panel.detail.text(), "the basis of the frozen value"
    assert "今天的记录" in leaf.toolTip(kpi_view.TRUST)
    assert not panel.entry.freeze.isEnabled()


def test_a_frozen_quarter_of_which_nothing_has_changed_says_nothing_beside_it(
    panel: AssessmentPanel, answers: AssessmentAnswers
) -> None:
    sheet, now = freeze(answers), panel.tree
    assert now is not None
    leaves = tuple(
        FrozenLeaf(id=leaf.id, value=leaf.value.value, num=leaf.value.num, den=leaf.value.den) for leaf in now.leaves
    )
    answers.sheet = replace(sheet, leaves=leaves, scores=frozen_scores(leaves, answers.catalog))
    panel.ask()
    answers.answer(panel)
    assert panel.kpi.items[TOTAL].text(kpi_view.POINTS).endswith(" / 67")
    assert {item.text(kpi_view.NOW) for item in panel.kpi.items.values()} == {""}
    assert panel.kpi.isColumnHidden(kpi_view.NOW), "nothing differs"
    assert "今天" not in panel.frozen.text()


def test_a_frozen_value_lists_the_records_by_which_it_was_frozen(
    panel: AssessmentPanel, answers: AssessmentAnswers
) -> None:
    freeze(answers, grid_events=0.8)
    panel.ask()
    answers.answer(panel)
    wanted: list[CountedBy] = []
    panel.records_wanted.connect(lambda counted, title: wanted.append(counted))
    click(panel.kpi, "grid_events", kpi_view.VALUE)
    numerator, _ = panel.behind.counted.menu.actions()
    assert numerator.text() == "分子：32 件(&N)"
    numerator.trigger()
    panel.behind.counted.menu.close()
    assert wanted[0].as_of_seq == 9


def test_a_frozen_value_that_its_records_do_not_give_is_red_and_other_definitions_are_named(
    panel: AssessmentPanel, answers: AssessmentAnswers
) -> None:
    sheet = freeze(answers, grid_events=0.8)
    answers.differs = ["grid_events"]
    panel.ask()
    answers.answer(panel)
    item = panel.kpi.items["grid_events"]
    assert "数值不同" in item.toolTip(kpi_view.VALUE)
    answers.sheet = replace(sheet, definitions="0" * 64)
    panel.ask()
    answers.answer(panel)
    assert "口径与现在不同" in item.toolTip(kpi_view.VALUE)
    assert panel.kpi.items[TOTAL].text(kpi_view.POINTS) == "0 / 15", "by the tree of that day"
    answers.sheet = replace(sheet, definitions="0" * 64, scores=())
    panel.ask()
    answers.answer(panel)
    assert "总分未随冻结记录" in panel.frozen.text()


def test_a_leaf_that_was_reported_without_evidence_says_so(panel: AssessmentPanel, answers: AssessmentAnswers) -> None:
    answers.unproven = "income_growth"
    panel.ask()
    answers.answer(panel)
    item = panel.kpi.items["income_growth"]
    assert item.text(kpi_view.VALUE) == "缺依据"
    assert "补报依据" in item.toolTip(kpi_view.VALUE)


@pytest.fixture
def signs(panel: AssessmentPanel, answers: AssessmentAnswers) -> AssessmentPanel:
    QTest.mouseClick(panel.choices[SIGNS], LEFT)
    answers.answer(panel)
    return panel


def test_a_plate_is_as_bad_as_its_worst_sign_and_counts_what_is_unknown(signs: AssessmentPanel) -> None:
    order, party = signs.vital.items["order"], signs.vital.items["party"]
    assert order.text(vital_signs_view.STATE) == "红 1"
    assert order.data(vital_signs_view.STATE, MARK_ROLE) == BandDot("red")
    assert party.data(vital_signs_view.STATE, MARK_ROLE) == BandDot("green", is_partial=True)
    assert party.text(vital_signs_view.STATE) == "正常 3 · 2 无数据"


def test_a_sign_without_a_source_says_what_it_waits_for(signs: AssessmentPanel) -> None:
    item = signs.vital.items["aqi"]
    assert (item.text(vital_signs_view.STATE), item.text(vital_signs_view.VALUE)) == ("无数据", "–")
    signs.vital.setCurrentItem(item)
    assert "等待接入：空气质量指数计算" in signs.detail.text()


def test_a_sign_shows_its_change_its_begin_and_its_excursions(signs: AssessmentPanel) -> None:
    item = signs.vital.items["overdue"]
    assert (item.text(vital_signs_view.VALUE), item.text(vital_signs_view.CHANGE)) == ("41 件", "+32 件")
    assert item.text(vital_signs_view.SINCE) == "09:00"
    assert item.text(vital_signs_view.BANDS) == "≥ 5 · 15 · 40"
    signs.vital.setCurrentItem(item)
    assert "最重为红" in signs.detail.text()
    assert "持续" in signs.vital.items["mass"].toolTip(vital_signs_view.STATE)


def test_the_value_of_a_sign_lists_its_records(signs: AssessmentPanel) -> None:
    wanted: list[CountedBy] = []
    signs.records_wanted.connect(lambda counted, title: wanted.append(counted))
    click(signs.vital, "overdue", vital_signs_view.VALUE)
    assert (wanted[0].metric, wanted[0].period) == ("overdue_stock", Period(0, MONDAY_MORNING_MS))


def test_without_the_analysis_the_figures_stand_still_and_say_since_when(
    panel: AssessmentPanel, scripted: ScriptedDesktop
) -> None:
    assert panel.as_of.text() == "数字截至 10:00"
    say(scripted, AnalysisHealth("offline", MONDAY_MORNING_MS, 70, 70))
    panel._follow_health()
    assert panel.note.text() == "分析服务离线，数字停在 10:00"
    assert panel.as_of.text() == ""
    assert panel.kpi.items["grid_events"].text(kpi_view.VALUE) == "90.0%"


def test_a_trouble_is_shown_and_what_was_shown_stays(panel: AssessmentPanel, scripted: ScriptedDesktop) -> None:
    panel.ask()
    line = ExplainedLine("{period} is no quarter, half-year or year", period="x")
    scripted.session.feed.arrived.emit(Trouble.of(line, scripted.source.kpi_requests[-1].request))
    assert "不是季度" in panel.note.text()
    assert panel.kpi.items["grid_events"].text(kpi_view.VALUE) == "90.0%"


def test_what_is_open_and_chosen_stays_when_new_figures_arrive(
    panel: AssessmentPanel, answers: AssessmentAnswers
) -> None:
    panel.kpi.items["society"].setExpanded(False)
    panel.kpi.setCurrentItem(panel.kpi.items["disputes"])
    panel.ask()
    answers.answer(panel)
    assert not panel.kpi.items["society"].isExpanded()
    assert panel.kpi.chosen == "disputes"


def test_the_panel_speaks_english_too(panel: AssessmentPanel, answers: AssessmentAnswers) -> None:
    i18n.set_language("en")
    panel.retranslate()
    assert panel.kpi.items[TOTAL].text(kpi_view.NAME) == "Assessment as a whole"
    assert panel.title() == "Assessment and vital signs"
