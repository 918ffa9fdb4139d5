"""领导视图: what waits, what rises, what is overdue, how the county is; three steps to records; a number's menu."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import Principal, Role
from county.briefing import commands as b
from county.briefing.briefing import ChosenFigure
from county.figures.metric import FigureValue, share_of
from desktop import i18n, theme
from desktop.figures.definition_box import DefinitionBox
from desktop.item_models.text_fit import advance
from desktop.leader.figure_button import WIDEST_LINE_PX, compared_between, fitting
from desktop.leader.figure_words import ComparedValue
from desktop.leader.look import BY_DAY, BY_NIGHT
from desktop.leader.overview import RISES_MAX
from desktop.leader.page import LeaderPage
from desktop.leader.record_rows import marked
from desktop.leader.waiting_rows import LeaderRow, RowTarget
from desktop.leader.waiting_tile import LINE_SIZE, TITLE_SIZES, fitted_words, row_words, title_size
from desktop.widgets.selectable_label import SelectableLabel
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import FigureRecord, FigureRecords
from tests.gui.conftest import HOUR_MS, MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.leader_figures import AS_OF_SEQ, RISING, LeaderAnswers
from tests.gui.right_click import right_click
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_archive import say

LEFT = Qt.MouseButton.LeftButton
READY = AnalysisHealth("ready", MONDAY_MORNING_MS, AS_OF_SEQ, AS_OF_SEQ)
LEADER_KEY = Principal(id="leader-1", roles=frozenset({Role.LEADER}))


@pytest.fixture
def answers(scripted: ScriptedDesktop) -> LeaderAnswers:
    say(scripted, READY)
    scripted.tick()
    return LeaderAnswers(scripted)


@pytest.fixture
def page(scripted: ScriptedDesktop, answers: LeaderAnswers, qtbot: QtBot) -> Iterator[LeaderPage]:
    scripted.report("老街积水")
    with shown_panel(LeaderPage(scripted.session), qtbot, (1_240, 900)) as page:
        qtbot.waitUntil(lambda: page.is_seen)
        page._follow()
        answers.answer()
        yield page


def steps(page: LeaderPage) -> tuple[str, ...]:
    return page.steps


def press(key: Qt.Key) -> None:
    """On whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


# ---- the first row


def test_a_grave_event_without_a_unit_stands_first_with_what_where_since_when_and_who(
    page: LeaderPage, scripted: ScriptedDesktop
) -> None:
    town = str(scripted.session.package.table("towns")["code"][0])
    place = scripted.session.package.resources[0]
    scripted.happen(r.EventReported(
        event_id="20261123-000001", subclass="road_collapse", title="滨河路塌陷", source="hotline", x_m=place.x_m,
        y_m=place.y_m, division=town, level="major",
    ))  # fmt: skip
    page.show_now()
    first = page.first.waiting.buttons[0].row
    assert first is not None
    assert first.what == "滨河路塌陷"
    assert first.where == scripted.session.divisions.path(town)
    assert first.since_ms == MONDAY_MORNING_MS
    assert first.who == "值班席"
    assert first.grave
    assert "滨河路塌陷" in page.first.waiting.buttons[0].accessibleName()


def test_a_request_for_a_longer_limit_is_a_decision_whose_action_opens_its_form(
    page: LeaderPage, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    event_id = scripted.report("更换管道")
    scripted.dispatch(event_id)
    until_ms = MONDAY_MORNING_MS + 48 * HOUR_MS
    scripted.happen(r.TaskAccepted(event_id=event_id), r.ExtensionRequested(event_id=event_id, until_ms=until_ms))
    page.show_now()
    [row] = page.first.waiting.shown.rows
    assert row.why == "申请延长 1 天 20 小时"
    assert row.action == "延期"
    wanted: list[tuple[str, object]] = []
    page.form_wanted.connect(lambda about, step: wanted.append((about, step)))
    qtbot.mouseClick(page.first.waiting.buttons[0], LEFT)
    assert wanted == [(event_id, c.ExtendDeadline)]


def test_a_leader_is_offered_to_open_what_only_the_desk_may_decide_and_to_supervise_what_is_late(
    page: LeaderPage, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    scripted.source.condition = replace(scripted.source.condition, principal=LEADER_KEY)
    late = scripted.report("垃圾未清")
    scripted.dispatch(late, due_ms=MONDAY_MORNING_MS - HOUR_MS)
    asked = scripted.report("更换管道")
    scripted.dispatch(asked)
    until_ms = MONDAY_MORNING_MS + 9 * HOUR_MS
    scripted.happen(r.TaskAccepted(event_id=asked), r.ExtensionRequested(event_id=asked, until_ms=until_ms))
    page.show_now()
    assert [row.action for row in page.first.waiting.shown.rows] == ["打开"]
    assert [row.action for row in page.first.promises.shown.rows] == ["督办"]
    wanted: list[object] = []
    page.card_wanted.connect(lambda: wanted.append("card"))
    page.form_wanted.connect(lambda about, step: wanted.append(step))
    qtbot.mouseClick(page.first.waiting.buttons[0], LEFT)
    qtbot.mouseClick(page.first.promises.buttons[0], LEFT)
    assert wanted == ["card", c.SuperviseEvent]
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (late,)


def test_a_checked_briefing_waits_under_its_name_and_its_button_shows_it(
    page: LeaderPage, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    begun = b.BriefingDrafted(
        briefing_id="B1", kind="first", event_ids=(scripted.report("道路塌方"),), period="", title="",
        classification="internal", recipients=("县委办公室",), supersedes="", part=0, follows="",
    )  # fmt: skip
    scripted.happen(begun, b.BriefingChecked(briefing_id="B1", answers=()))
    page.show_now()
    [row] = page.first.waiting.shown.rows
    assert row.what.startswith("首报：道路塌方")
    assert row.where == "县委办公室"
    shown: list[str] = []
    scripted.session.briefings.shown_wanted.connect(shown.append)
    qtbot.mouseClick(page.first.waiting.buttons[0], LEFT)
    assert shown == ["B1"]


def test_what_is_supervised_and_still_late_stands_before_what_is_only_late(
    page: LeaderPage, scripted: ScriptedDesktop
) -> None:
    ids = []
    for hours in (5, 3):
        event_id = scripted.report(f"超期{hours}小时")
        scripted.dispatch(event_id, due_ms=MONDAY_MORNING_MS - hours * HOUR_MS)
        ids.append(event_id)
    scripted.happen(r.EventSupervised(event_id=ids[1]))
    page.show_now()
    assert [row.what for row in page.first.promises.shown.rows] == ["超期3小时", "超期5小时"]
    assert page.first.promises.head.total == 2
    assert page.first.promises.shown.rows[0].why == "已督办，未答复"


def test_a_subclass_that_rises_names_its_town_and_both_comparisons(page: LeaderPage, scripted: ScriptedDesktop) -> None:
    [row] = page.first.rising.shown.rows
    name = scripted.session.catalog.subclasses[RISING].name.zh
    assert row.what == f"{name}上升"
    assert row.why == "近 7 天 34 件，上一个 7 天 12 件，去年同期 12 件"
    assert row.where.endswith("件")


def test_without_last_year_a_rise_says_so_and_without_a_rise_the_list_says_that(
    page: LeaderPage, answers: LeaderAnswers
) -> None:
    answers.knows_last_year = False
    page.overview.ask()
    answers.answer()
    assert page.first.rising.shown.rows[0].why.endswith("去年同期无数据")
    answers.rises = False
    page.overview.ask()
    answers.answer()
    assert page.first.rising.shown.rows == ()
    assert "没有显著上升的" in page.first.rising.empty


def test_rises_that_are_not_listed_are_counted(page: LeaderPage, answers: LeaderAnswers) -> None:
    others = (key for key in page._session.catalog.subclasses if key not in (RISING, "road_collapse"))
    answers.rising = [RISING, *islice(others, RISES_MAX + 2)]
    page.overview.ask()
    answers.answer()
    assert page.first.rising.head.total == RISES_MAX + 3
    assert len(page.first.rising.shown.rows) == RISES_MAX


def test_in_a_young_county_it_is_said_that_nothing_is_known_yet_and_said_once(
    page: LeaderPage, answers: LeaderAnswers
) -> None:
    answers.knows_before, answers.rises = False, False
    page.overview.ask()
    answers.answer()
    assert page.first.rising.shown.rows == ()
    assert "还不知道哪些在上升" in page.first.rising.empty
    assert "没有显著上升" not in page.first.rising.empty
    assert "尚无可比数据" in page.first.question.text()
    assert all(tile.lines == () for tile in page.first.tiles.values()), "not eight times"
    answers.knows_before, answers.knows_last_year = True, False
    page.overview.ask()
    answers.answer()
    assert "尚无去年同期数据" in page.first.question.text()
    assert {len(tile.lines) for tile in page.first.tiles.values()} == {1}


def test_a_stock_of_a_week_before_the_first_record_says_since_when_there_are_records(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    answers.began_ms = MONDAY_MORNING_MS - HOUR_MS
    answers.unknown_before = {"overdue_stock", "satisfied_rate"}
    page.overview.began_ms = None
    page.overview.ask()
    answers.answer()
    before = {name: tile.lines[0].value for name, tile in page.first.tiles.items()}
    assert before["overdue_stock"] == "记录自 11-23 起"
    assert before["satisfied_rate"] == "无数据", "what happened then would be counted"
    qtbot.mouseClick(page.first.tiles["overdue_stock"], LEFT)
    assert "记录自 11-23 起" in page.detail.basis.text()


@pytest.mark.parametrize(("days", "since"), [(60, "记录自 09-24 起"), (340, "记录自 2025-12-18 起")])
def test_that_the_records_begin_after_a_year_ago_is_no_reason_why_the_week_before_is_not_known(
    page: LeaderPage, answers: LeaderAnswers, qtbot: QtBot, days: int, since: str
) -> None:
    answers.began_ms = MONDAY_MORNING_MS - days * 24 * HOUR_MS
    answers.unknown_before = {"overdue_stock"}
    page.overview.began_ms = None
    page.overview.ask()
    answers.answer()
    assert [line.value for line in page.first.tiles["overdue_stock"].lines] == ["无数据", since]
    qtbot.mouseClick(page.first.tiles["overdue_stock"], LEFT)
    assert page.detail.basis.text().endswith(f"上一个 7 天 无数据 · 去年同期 {since}")


def test_a_week_in_which_the_records_begin_is_marked_and_nothing_is_said_to_rise_against_it(
    page: LeaderPage, answers: LeaderAnswers, qtbot: QtBot
) -> None:
    answers.weeks, answers.knows_last_year = 2, False
    page.overview.ask()
    answers.answer()
    before = {name: tile.lines[0] for name, tile in page.first.tiles.items()}
    assert (before["reported"].value, before["reported"].change) == ("419 件 不完整", ""), "a part is not compared"
    assert before["closed_on_time"].value.endswith("% 不完整")
    assert "不完整" not in before["overdue_stock"].value, "of the end of that week"
    assert page.first.rising.shown.rows == ()
    assert "还不知道哪些在上升" in page.first.rising.empty
    qtbot.mouseClick(page.first.tiles["reported"], LEFT)
    answers.answer()
    assert "上一个 7 天 419 件 不完整" in page.detail.basis.text()
    changes = {bar.accessibleName().split()[-1] for bar in page.detail.towns.bars}
    assert changes == {"件"}, "no change of a town, either"


def test_all_rows_of_a_list_are_shown_by_its_heading_and_esc_leads_back(
    page: LeaderPage, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    for n in range(7):
        event_id = scripted.report(f"超期{n}")
        scripted.dispatch(event_id, due_ms=MONDAY_MORNING_MS - (n + 1) * HOUR_MS)
    page.show_now()
    seen = sum(button.isVisible() for button in page.first.promises.buttons)
    assert page.first.promises.head.more == f"另有 {7 - seen} 项 ›"
    assert page.first.waiting.head.more == ""
    qtbot.mouseClick(page.first.promises.head, LEFT)
    assert steps(page) == ("rows",)
    assert [button.isVisible() for button in page.rows.buttons] == [True] * 7
    assert page.rows.buttons[0].hasFocus()
    press(Qt.Key.Key_Escape)
    assert steps(page) == ()


def test_a_narrow_row_keeps_the_nearest_place_who_and_how_long(page: LeaderPage) -> None:
    row = LeaderRow(
        "老街积水", "金铺街道 · 虎坳社区 · 虎坳社区第21网格", MONDAY_MORNING_MS - 4 * HOUR_MS, "申请延期", "城管局",
        "延期", RowTarget("event", "E1"),
    )  # fmt: skip
    where = row_words(row, MONDAY_MORNING_MS)[1]
    assert fitted_words(row, MONDAY_MORNING_MS, 10_000.0) == (where, "申请延期 · 4 小时 0 分"), "no other form of time"
    room = advance("虎坳社区第21网格 · 城管局", LINE_SIZE)
    assert fitted_words(row, MONDAY_MORNING_MS, room) == ("虎坳社区第21网格 · 城管局", "申请延期 · 4 小时 0 分")


def test_what_happened_is_written_smaller_before_a_part_of_it_is_cut(page: LeaderPage) -> None:
    what, (largest, *_, least) = "张寨村文化广场电动车与汽车刮擦", TITLE_SIZES
    widths = {size: advance(what, size, bold=True) for size in TITLE_SIZES}
    assert title_size(what, widths[largest]) == largest
    for size in TITLE_SIZES:
        assert advance(what, title_size(what, widths[size]), bold=True) <= widths[size]
    assert title_size(what, widths[least] / 2) == least, "no smaller than can be read"


@pytest.mark.parametrize(("width", "numbers"), [(1_240, 8), (880, 8), (740, 8), (430, 2)])
def test_beside_the_map_the_page_begins_with_what_is_to_be_decided_and_shows_numbers_without_scrolling(
    page: LeaderPage, qtbot: QtBot, width: int, numbers: int
) -> None:
    page.resize(theme.px(width), theme.px(860))
    qtbot.waitUntil(lambda: page.first.width() <= page.width())
    view = page.at.scrolled.viewport()
    seen = QRect(view.mapToGlobal(QPoint(0, 0)), view.size())
    parts = (*page.first.lists, *page.first.tiles.values())
    places = [QRect(one.mapToGlobal(QPoint(0, 0)), one.size()) for one in parts]
    assert all(seen.contains(place) for place in places[: len(page.first.lists) + numbers])
    assert all(not one.intersects(other) for n, one in enumerate(places) for other in places[:n])
    assert places[0].top() == min(place.top() for place in places)


def test_an_empty_day_says_that_nothing_waits(page: LeaderPage) -> None:
    assert page.first.waiting.empty == "没有等待决定的事项。"
    assert page.first.promises.empty == "没有超期的事项。"
    assert page.first.waiting.head.total == 0


# ---- how the county is


def test_a_number_is_left_out_whole_and_the_change_before_the_value(page: LeaderPage) -> None:
    line = ComparedValue("去年同期", "66.1% 不完整", "+0.5 百分点", "text")
    value, change = advance(line.value, 16), advance(line.change, 16)
    assert change < value
    rooms = value + change + theme.px(7), value + change - 1, value, value - 1, change - 1
    shown = [fitting(line, 16, room, False) for room in rooms]
    assert shown == [(True, True), (True, False), (True, False), (False, True), (False, False)]
    assert fitting(line._replace(change=""), 16, value, False) == (True, False)


def test_compared_values_stand_below_each_other_and_their_changes_not_far_from_them(page: LeaderPage) -> None:
    lines = ComparedValue("上一个 7 天", "2,110 件", "−160 件", "text"), ComparedValue("去年同期", "", "", "text")
    label, wide = advance(lines[0].label, 16), theme.px(WIDEST_LINE_PX)
    assert label > advance(lines[1].label, 16)
    assert compared_between(lines, 16, wide - 50) == (label + theme.px(8), wide - 50)
    assert compared_between(lines, 16, 3 * wide) == compared_between(lines[:1], 16, 3 * wide) == (
        label + theme.px(8), wide,
    )  # fmt: skip


def test_numbers_stand_beside_last_week_and_last_year_and_small_samples_are_fractions(
    page: LeaderPage, answers: LeaderAnswers
) -> None:
    answers.values |= {"satisfied_rate": share_of(7, 7, 20), "call_rate": FigureValue()}
    page.overview.ask()
    answers.answer()
    in_time = page.first.tiles["closed_on_time"]
    assert (in_time.value.large, in_time.value.small) == ("92.5", "%")
    assert [(line.label, line.value, line.change) for line in in_time.lines] == [
        ("上一个 7 天", "92.0%", "+0.5 百分点"), ("去年同期", "82.5%", "+10.0 百分点"),
    ]  # fmt: skip
    assert [line.color for line in in_time.lines] == ["text", "good"], "chance explains half a point"
    assert page.first.tiles["satisfied_rate"].value.large == "7/7"
    few = page.first.tiles["satisfied_rate"]
    assert few.value.small == "样本不足"
    assert few.value.below.endswith("100.0%"), "within which it lies, on a line of its own"
    assert few.value.below in few.accessibleName()
    assert page.first.tiles["call_rate"].value.large == "无数据"
    assert len(page.first.lists) + len(page.first.tiles) <= 12


def test_a_dead_analysis_leaves_the_numbers_and_says_until_when_they_are(
    page: LeaderPage, scripted: ScriptedDesktop
) -> None:
    say(scripted, AnalysisHealth("offline", MONDAY_MORNING_MS, AS_OF_SEQ, AS_OF_SEQ))
    page.show_now()
    assert page.note.text() == "分析服务离线，数字停在 10:00"
    assert page.first.tiles["reported"].stopped == "截至 10:00"
    assert page.first.tiles["reported"].value.is_known


def test_before_the_analysis_answers_only_the_desk_is_known(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    scripted.report("老街积水")
    with shown_panel(LeaderPage(scripted.session), qtbot, (1_240, 900)) as page:
        assert page.first.rising.head.note == "只有告警：数字未知"
        assert page.first.tiles["reported"].value.large == "–"
        assert page.first.waiting.head.total == 0


# ---- three steps


def test_a_number_leads_to_its_weeks_and_towns_and_these_to_records_and_esc_leads_back(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    page.first.tiles["closed_on_time"].setFocus()
    press(Qt.Key.Key_Return)
    answers.answer()
    assert steps(page) == ("detail",)
    assert len(page.detail.chart.points) == 13
    assert page.detail.towns.bars[0].line is not None
    assert page.detail.towns.bars[0].line.shown.figure.scope.division == answers.towns[0], "the worst stands first"
    assert {request.as_of_seq for request in scripted.source.figure_requests[-2:]} == {AS_OF_SEQ}
    qtbot.mouseClick(page.detail.towns.bars[0], LEFT)
    answers.answer()
    assert steps(page) == ("detail", "records")
    counted = scripted.source.counted_by
    assert {(one.metric, one.scope.division, one.as_of_seq) for one in counted} == {
        ("closed_on_time", answers.towns[0], AS_OF_SEQ)
    }
    assert [one.part for one in counted] == ["numerator", "denominator"]
    assert page.records.rows.rowCount() == 1
    wanted: list[str] = []
    page.card_wanted.connect(lambda: wanted.append("card"))
    press(Qt.Key.Key_Return)
    assert wanted == ["card"]
    press(Qt.Key.Key_Escape)
    assert steps(page) == ("detail",)
    qtbot.mouseClick(page.at.crumbs.buttons[0], LEFT)
    assert steps(page) == ()
    assert page.first.isVisible()


def test_the_records_of_a_rate_are_those_of_numerator_and_denominator_each_marked(
    page: LeaderPage, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    shown = page.first.number("closed_on_time")
    assert shown is not None
    page.show_records(shown)
    arrived = scripted.session.feed.arrived
    rows = [FigureRecord(seq, MONDAY_MORNING_MS + seq, f"E{seq}", f"事件{seq}") for seq in (2, 3, 5, 8)]
    arrived.emit(FigureRecords(request="records 1", total=2, rows=[rows[0], rows[2]]))
    assert page.records.rows.rowCount() == 0, "both lists are waited for"
    arrived.emit(FigureRecords(request="records 2", total=4, rows=rows))
    table = page.records.table
    assert page.records.count.text() == "分子 2 条、分母 4 条记录，列出 4 条"
    rows_shown = page.records.rows
    assert [[rows_shown.index(row, column).data() for column in (2, 3)] for row in range(rows_shown.rowCount())] == [
        ["E2", "● 分子和分母"], ["E3", "○ 分母"], ["E5", "● 分子和分母"], ["E8", "○ 分母"],
    ]  # fmt: skip
    assert not table.isColumnHidden(3)
    number = page.first.number("reported")
    assert number is not None
    page.show_records(number)
    arrived.emit(FigureRecords(request="records 3", total=1, rows=rows[:1]))
    assert (page.records.count.text(), table.isColumnHidden(3)) == ("1 条记录", True), "a count has one list"


def test_of_thousands_of_records_no_mark_is_wrong() -> None:
    every = [FigureRecord(seq, 0, "", "") for seq in range(1, 2_501)]
    part = [record for record in every if record.seq % 3]
    rows = marked(
        FigureRecords(request="", total=len(part), rows=part[:1_000]),
        FigureRecords(request="", total=len(every), rows=every[:1_000]),
    )
    assert len(rows) == 1_000
    assert all(row.in_denominator and row.in_numerator == bool(row.record.seq % 3) for row in rows)
    few = marked(
        FigureRecords(request="", total=2, rows=[every[4], every[2_000]]),
        FigureRecords(request="", total=len(every), rows=every[:1_000]),
    )
    assert [row.record.seq for row in few if row.in_numerator] == [5]
    assert len(few) == 1_000, "what lies beyond the listed whole is not listed"


def test_the_week_in_which_the_records_begin_is_marked_and_not_joined_to_the_others(
    page: LeaderPage, answers: LeaderAnswers, qtbot: QtBot
) -> None:
    answers.weeks = 5
    qtbot.mouseClick(page.first.tiles["reported"], LEFT)
    answers.answer()
    points = page.detail.chart.points
    assert [point.incomplete for point in points] == [False] * 8 + [True] + [False] * 4
    assert len(points) == 13


def test_the_weeks_of_a_stock_are_asked_for_two_at_a_time_the_newest_first(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    asked = scripted.source.figure_requests
    before = len(asked)
    qtbot.mouseClick(page.first.tiles["overdue_stock"], LEFT)
    answers.answer()
    weeks = [request for request in asked[before:] if request.grain == "county"]
    assert [len(request.periods) for request in weeks] == [2, 2, 2, 2, 2, 2, 1]
    assert all(point.value.value is not None for point in page.detail.chart.points)


def test_a_step_does_not_wait_for_what_another_one_lacks_and_coming_back_asks_for_the_rest(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    source = scripted.source
    page.overview.ask()
    qtbot.mouseClick(page.first.tiles["overdue_stock"], LEFT)
    assert len(source.cancelled_pages) == 2, "the numbers of the page and the weeks before them"
    answers.scripted.session.feed.arrived.emit(answers._table(source.figure_requests[-2]))
    assert sum(point.value.value is not None for point in page.detail.chart.points) == 2
    asked, cancelled = len(source.figure_requests), len(source.cancelled_pages)
    qtbot.mouseClick(page.detail.records, LEFT)
    assert len(source.cancelled_pages) == cancelled + 2, "the older weeks and the towns"
    page.at.back()
    weeks = [request for request in source.figure_requests[asked:] if request.grain == "county"]
    assert len(weeks[0].periods) == 2
    assert [request.grain for request in source.figure_requests[asked:]] == ["county", "town"]
    answers.answer()
    assert all(point.value.value is not None for point in page.detail.chart.points)
    requests = len(source.figure_requests)
    page.at.back()
    assert len(source.figure_requests) == requests + 2, "the numbers are asked for again"


def test_everything_that_a_view_shows_is_asked_for_as_of_one_record_which_the_analysis_told_of(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop
) -> None:
    asked, arrived = scripted.source.figure_requests, scripted.session.feed.arrived
    before = len(asked)
    page.overview.ask()
    numbers, earlier = asked[before:]
    arrived.emit(answers._table(numbers))
    say(scripted, replace(READY, seq=AS_OF_SEQ + 1, head_seq=AS_OF_SEQ + 1))
    arrived.emit(answers._table(earlier))
    answers.answer()
    assert [len(request.periods) for request in asked[before:] if request.grain == "county"] == [3, 2], "each once"
    assert {request.as_of_seq for request in asked[before:]} == {AS_OF_SEQ}
    assert page.overview.figures is not None
    assert page.overview.figures.as_of_seq == AS_OF_SEQ
    page.overview.follow()
    assert asked[-1].as_of_seq == AS_OF_SEQ + 1


def test_the_numbers_are_asked_for_anew_when_the_first_record_comes_before_the_weeks_before_them(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop
) -> None:
    asked = scripted.source.figure_requests
    say(scripted, replace(READY, seq=0, head_seq=0))
    page.overview.ask()
    numbers, earlier = asked[-2:]
    assert {numbers.as_of_seq, earlier.as_of_seq} == {0}
    answers.as_of_seq = 0
    scripted.session.feed.arrived.emit(answers._table(numbers))
    answers.as_of_seq = 1
    scripted.session.feed.arrived.emit(answers._table(earlier))
    assert [request.periods for request in asked[-2:]] == [numbers.periods, earlier.periods]
    for request in asked[-2:]:
        scripted.session.feed.arrived.emit(answers._table(request))
    assert page.overview.figures is not None
    assert page.overview.figures.as_of_seq == 1


def test_enter_leads_all_the_way_to_a_record_and_esc_all_the_way_back(page: LeaderPage, answers: LeaderAnswers) -> None:
    opened: list[str] = []
    page.card_wanted.connect(lambda: opened.append("card"))
    page.first.tiles["reported"].setFocus()
    for _ in range(3):
        press(Qt.Key.Key_Return)
        answers.answer()
    assert opened == ["card"]
    for expected in (("detail",), ()):
        press(Qt.Key.Key_Escape)
        assert steps(page) == expected


def test_an_answer_for_a_number_that_was_left_is_for_nobody(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    qtbot.mouseClick(page.first.tiles["closed_on_time"], LEFT)
    page.at.back()
    qtbot.mouseClick(page.first.tiles["reported"], LEFT)
    answers.answer()
    assert page.detail.title() == "受理数"
    assert page.detail.chart.points[-1].value.num == 412
    assert len(scripted.source.cancelled_pages) == 2


# ---- the menu of a number


def test_the_menu_of_a_number_opens_by_the_right_button_and_by_its_key(page: LeaderPage) -> None:
    tile = page.first.tiles["closed_on_time"]
    right_click(tile, QPoint(20, 20))
    assert page.menu.isVisible()
    assert [action.text() for action in page.menu.actions() if action.text()] == [
        "口径(&D) …", "记录(&R)", "趋势和乡镇(&T)", "写入专报(&W) …",
    ]  # fmt: skip
    page.menu.close()
    tile.setFocus()
    press(Qt.Key.Key_Menu)
    assert page.menu.isVisible()
    page.menu.close()


def choose(page: LeaderPage, place: int) -> None:
    """Click an entry of the open menu; the separator counts."""
    action = page.menu.actions()[place]
    QTest.mouseClick(page.menu, LEFT, pos=page.menu.actionGeometry(action).center())


def test_records_and_trend_of_a_number_open_by_a_click_in_its_menu(
    page: LeaderPage, answers: LeaderAnswers, scripted: ScriptedDesktop
) -> None:
    tile = page.first.tiles["closed_on_time"]
    right_click(tile, QPoint(20, 20))
    choose(page, 1)
    answers.answer()
    assert steps(page) == ("records",)
    assert {one.metric for one in scripted.source.counted_by} == {"closed_on_time"}
    assert page.records.rows.rowCount() == 1
    press(Qt.Key.Key_Escape)
    assert steps(page) == ()
    right_click(tile, QPoint(20, 20))
    choose(page, 2)
    answers.answer()
    assert steps(page) == ("detail",)
    assert len(page.detail.chart.points) == 13


def test_the_definition_states_formula_parts_source_and_record(
    page: LeaderPage, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    right_click(page.first.tiles["closed_on_time"], QPoint(20, 20))
    page.menu.actions()[0].trigger()
    [box] = page.window().findChildren(DefinitionBox)
    assert box.lines["口径"] == scripted.session.catalog.metrics["closed_on_time"].formula.zh
    assert (box.lines["分子"], box.lines["分母"]) == ("370", "400")
    assert box.lines["截至"] == f"2026-11-23 10:00:00，第 {AS_OF_SEQ} 条记录"
    assert box.lines["来源"] == "事件记录"
    assert "按时限" in box.lines["时段"]
    for label in box.findChildren(SelectableLabel):
        assert label.height() >= label.heightForWidth(label.width()), f"all of {label.text()} is seen"
    box.close()


def test_a_number_goes_into_a_report_with_everything_to_compute_it_again(
    page: LeaderPage, scripted: ScriptedDesktop
) -> None:
    taken: list[ChosenFigure] = []
    scripted.session.briefings.figure_wanted.connect(taken.append)
    right_click(page.first.tiles["closed_on_time"], QPoint(20, 20))
    page.menu.actions()[-1].trigger()
    [chosen] = taken
    assert page.overview.figures is not None
    assert chosen == ChosenFigure(
        metric="closed_on_time", period=page.overview.figures.weeks.now, as_of_seq=AS_OF_SEQ, caption="按期结案率"
    )


def test_a_window_that_may_change_nothing_writes_no_report_and_says_why(
    page: LeaderPage, scripted: ScriptedDesktop
) -> None:
    auditor = Principal(id="auditor", roles=frozenset({Role.AUDITOR}))
    scripted.source.condition = replace(scripted.source.condition, principal=auditor)
    right_click(page.first.tiles["closed_on_time"], QPoint(20, 20))
    report = page.menu.actions()[-1]
    assert not report.isEnabled()
    assert "auditor" in report.text()


# ---- looks


def test_day_and_night_are_switched_and_kept(page: LeaderPage, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    assert page.look is BY_NIGHT
    qtbot.mouseClick(page.look_button, LEFT)
    assert page.look is BY_DAY
    with shown_panel(LeaderPage(scripted.session), qtbot, (1_240, 900)) as again:
        assert again.look is BY_DAY


def test_the_page_speaks_both_languages(page: LeaderPage) -> None:
    i18n.set_language("en")
    QApplication.processEvents()
    assert page.first.waiting.head.name == "For me to decide"
    assert page.first.tiles["reported"].name == "Reported"


def test_a_grave_alarm_is_a_risk_and_its_action_shows_the_sensor(
    page: LeaderPage, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    rule = next(key for key, row in scripted.session.catalog.rules.items() if row.priority == "critical")
    sensor = scripted.session.package.sensors[0]
    alarm_id = f"{sensor.id}/{rule}"
    scripted.happen(r.AlarmRaised(
        alarm_id=alarm_id, sensor_id=sensor.id, channel="", rule=rule, priority="critical", value=1.0,
        limit=0.5,
    ))  # fmt: skip
    page.show_now()
    first = page.first.rising.shown.rows[0]
    assert first.grave
    flown: list[tuple[float, float]] = []
    scripted.session.focus.fly_to.connect(lambda x, y, radius: flown.append((x, y)))
    qtbot.mouseClick(page.first.rising.buttons[0], LEFT)
    assert scripted.session.focus.selection is not None
    assert scripted.session.focus.selection.ids == (sensor.id,)
    assert flown == [(sensor.x_m, sensor.y_m)]
    assert first.why == "未确认"
    scripted.happen(r.AlarmCleared(alarm_id=alarm_id, value=0.1))
    page.show_now()
    assert page.first.rising.shown.rows[0].why == "已恢复未确认"
