"""决策: every part with its newest results in sentences, what is to be done, and results that are pinned by clicks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from msgspec.structs import replace as changed
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.decisions.pins import FigurePinned, MovePin, PinFigure, RenewPin, UnpinFigure
from county.durations import DAY_MS
from county.figures.metric import Figure, FigureValue, Period
from county.need.kept_forecast import NeedForecastKept, ToldNeed, forecast_id
from county.need.weeks import week_of
from county.policy.tickets import PolicyQuestionAsked
from county.risk.warning_card import RiskSignal, WarningActedOn, WarningRaised
from desktop.decisions.decisions import Decisions
from desktop.decisions.registry import PARTS
from desktop.decisions.result_row import ResultRow
from desktop.panels.registry import PANELS
from desktop.steps.reason_dialog import ReasonDialog
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.messages import Trouble
from services.protocol.result_messages import ResultReply
from services.protocol.risk_messages import DetectorRecord, RiskReply
from services.results.registry import NOTHING_ASKED, question_text
from services.results.staffing import agents_now
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.pinned_results import CLINICS, result

LEFT = Qt.MouseButton.LeftButton
SCAN = RiskSignal(detector="scan", days=3, observed=12, expected=2.5, chance=1e-4, recurrence_days=150.0)


class DecidingDesk:
    """The panel, and an analysis that the test speaks for."""

    def __init__(self, scripted: ScriptedDesktop, panel: Decisions) -> None:
        self.scripted, self.panel = scripted, panel
        self.village = str(scripted.session.package.table("villages")["code"][0])
        self.opened: list[tuple[str, str]] = []
        panel.result_wanted.connect(lambda name, target: self.opened.append((name, target)))

    def figure(self, metric: str, asked: str, value: FigureValue, **change: object) -> Figure:
        now_ms = self.scripted.clock.now_ms()
        period = Period(now_ms, now_ms + 1)
        figure = result(metric, asked, period=period, as_of_seq=self.scripted.session.layers.fold.seq, value=value)
        return changed(figure, **change)

    def tell(self, metric: str, value: FigureValue, asked: str = NOTHING_ASKED, **change: object) -> None:
        """The analysis answers every request for a result."""
        figure = self.figure(metric, asked, value, **change)
        self._answer(metric, asked, ResultReply(
            request="", state="done", figure=figure, as_of_ms=self.scripted.clock.now_ms()
        ))  # fmt: skip

    def refuse(self, metric: str, why: str) -> None:
        self._answer(metric, NOTHING_ASKED, ResultReply(request="", state="refused", template=why))

    def _answer(self, metric: str, asked: str, reply: ResultReply) -> None:
        self.panel._follow()
        for number, (asked_metric, question, _) in enumerate(self.scripted.source.result_requests, start=1):
            if (asked_metric, question) == (metric, asked):
                self.scripted.source.answer(changed(reply, request=f"result {number}"))
        self.scripted.tick()
        self.panel.show_now()

    def judged(self, **detectors: DetectorRecord) -> None:
        request = f"risks {len(self.scripted.source.risk_requests)}"
        self.scripted.source.answer(RiskReply(
            request=request, judged_ms=self.scripted.clock.now_ms(), past_days=400, is_judging=False,
            detectors=detectors,
        ))  # fmt: skip
        self.scripted.tick()
        self.panel.show_now()

    def raised(self) -> None:
        now_ms = self.scripted.clock.now_ms()
        self.scripted.happen(WarningRaised(
            warning_id="W1", subject="appearance", divisions=(self.village,), from_ms=now_ms, signals=(SCAN,),
            owner="city_management", due_ms={"assess": now_ms + 4 * HOUR_MS},
        ))  # fmt: skip
        self.panel.show_now()

    def rows(self, part: str) -> list[ResultRow]:
        return [row for row in self.panel.cards[part].rows if not row.isHidden()]

    def numbers(self, part: str) -> list[str]:
        return [number.shown.value for number in self.panel.cards[part].numbers if number.shown is not None]

    def choose(self, text: str) -> None:
        """An entry of the open menu, by how it begins."""
        actions = [action for action in self.panel.menu.actions() if action.text().startswith(text)]
        assert [action.isEnabled() for action in actions] == [True]
        actions[0].trigger()
        self.panel.menu.close()

    def sent(self) -> object:
        return self.scripted.source.commands[-1].body


@pytest.fixture
def desk(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[DecidingDesk]:
    scripted.source.condition = replace(scripted.source.condition, analysis=AnalysisHealth("ready", 1, 1, 1))
    scripted.report("路边垃圾")
    with shown_panel(Decisions(scripted.session), qtbot, (1_240, 900)) as panel:
        panel.offer(tuple(PANELS))
        yield DecidingDesk(scripted, panel)


def test_every_panel_of_the_group_has_an_entry() -> None:
    assert {name for name, row in PANELS.items() if row.group == "decisions"} == {*PARTS, "decisions"}
    assert all(PANELS[name].make is part.panel for name, part in PARTS.items())


def test_parts_whose_panel_a_window_does_not_have_are_not_shown(desk: DecidingDesk) -> None:
    desk.panel.offer(("risks",))
    assert [name for name, card in desk.panel.cards.items() if not card.isHidden()] == ["risks"]


def test_a_matter_is_told_with_what_was_to_be_expected_how_real_it_is_and_who_should_do_what(
    desk: DecidingDesk,
) -> None:
    desk.raised()
    desk.judged(scan=DetectorRecord(12, 3, 4))
    [row] = desk.rows("risks")
    assert "3 天 12 件，本应约 2.5 件" in row.sentence.text()
    assert "150 天才有一次" in row.sentence.text()
    for said in ("前研判", "城市管理", "4 张预警中 3 张属实"):
        assert said in row.next.text()
    assert row.told is not None
    assert row.told.grave
    QTest.mouseClick(row.open, LEFT)
    assert desk.opened == [("risks", "W1")]


def test_its_places_are_shown_on_the_map_and_its_task_on_the_desk(desk: DecidingDesk) -> None:
    desk.raised()
    event_id = desk.scripted.report("噪声")
    desk.scripted.happen(WarningActedOn(warning_id="W1", events=(event_id,)))
    desk.panel.show_now()
    [row] = desk.rows("risks")
    assert event_id in row.next.text()
    QTest.mouseClick(row.place, LEFT)
    selection = desk.scripted.session.focus.selection
    assert selection is not None
    assert (selection.layer, tuple(selection.ids)) == ("villages", (desk.village,))
    events: list[str] = []
    desk.panel.event_wanted.connect(events.append)
    QTest.mouseClick(row.event_button, LEFT)
    assert events == [event_id]


def test_a_part_without_a_result_says_what_to_do(desk: DecidingDesk) -> None:
    desk.panel._follow()
    desk.judged(scan=DetectorRecord(12, 0, 0))
    assert "没有发现不等于没有" in desk.panel.cards["risks"].nothing.text()
    assert "检索条文" in desk.panel.cards["policies"].nothing.text()


def test_where_no_detector_could_test_anything_it_is_not_said_that_nothing_was_found(desk: DecidingDesk) -> None:
    desk.panel._follow()
    desk.judged(scan=DetectorRecord(0, 0, 0))
    said = desk.panel.cards["risks"].nothing.text()
    assert "400 天，历史过短" in said
    assert "没有发现" not in said


def test_numbers_say_whether_they_are_counted_being_counted_or_cannot_be(desk: DecidingDesk) -> None:
    desk.panel._follow()
    assert desk.numbers("risks") == ["尚未计算", "尚未计算"]
    desk.tell("risk_open_cards", FigureValue(3, None, 3, quality="ok"))
    desk.refuse("risk_false_alarms", "there is no result {name}; see catalog/metrics.toml")
    assert desk.numbers("risks") == ["3 张", "无法计算"]
    desk.tell("policy_in_time", FigureValue(7, 9, 7 / 9, 0.45, 0.94, quality="small_sample"))
    number = desk.panel.cards["policies"].numbers[1]
    assert number.shown is not None
    assert number.shown.value == "7/9"
    assert "样本不足" in number.shown.below[0]


def test_a_result_that_takes_long_is_asked_for_again_and_its_share_is_shown(desk: DecidingDesk) -> None:
    desk.panel._follow()
    before = len(desk.scripted.source.result_requests)
    desk._answer("coverage_people", CLINICS, ResultReply(request="", state="working", share=0.4))
    assert "计算中，40 %" in [row.number.shown.value for row in desk.rows("coverage") if row.number.shown is not None]
    desk.panel._follow()
    assert desk.scripted.source.result_requests[before:] == [("coverage_people", CLINICS, 0)]


def test_a_request_that_was_not_answered_is_told(desk: DecidingDesk) -> None:
    desk.panel._follow()
    desk.scripted.source.answer(Trouble(request="result 1", template="the archive is being opened"))
    desk.scripted.tick()
    assert desk.numbers("risks")[0] == "未答复"


def test_the_service_that_fewest_reach_comes_first_and_asks_for_something(desk: DecidingDesk) -> None:
    desk.panel._follow()
    desk.tell("coverage_people", FigureValue(40, 50, 0.8, quality="ok"), CLINICS)
    first, *others = desk.rows("coverage")
    assert first.number.shown is not None
    assert first.number.shown.value == "80.0%"
    assert "下一步" in first.next.text()
    assert all(not row.next.text() for row in others)
    QTest.mouseClick(first.open, LEFT)
    assert desk.opened == [("coverage", "service/clinic")]


def test_a_question_past_its_limit_stands_first(desk: DecidingDesk) -> None:
    now_ms = desk.scripted.clock.now_ms()
    for number, due_ms in (("Q1", now_ms + HOUR_MS), ("Q2", now_ms - HOUR_MS)):
        desk.scripted.happen(PolicyQuestionAsked(
            question_id=number, question=f"几岁免费{number}", on="2026-11-23", reason="unanswered",
            due_ms={"answer": due_ms},
        ))  # fmt: skip
    desk.panel.show_now()
    assert [row.told.target for row in desk.rows("policies") if row.told is not None] == ["Q2", "Q1"]
    assert "已过" in desk.rows("policies")[0].next.text()


def test_of_a_kept_forecast_the_places_with_most_are_told_by_class(desk: DecidingDesk) -> None:
    assert "尚无" in desk.panel.cards["needs"].nothing.text()
    week, codes = week_of(desk.scripted.clock.now_ms()), (desk.village, "990123999999")
    needs = tuple(
        ToldNeed(need=need, method="mean52", half=1.5, told=np.array(told, "<f2").tobytes())
        for need, told in (("disputes", (2, 1)), ("appearance", (6, 4)), ("environment", (0, 0)))
    )
    desk.scripted.happen(NeedForecastKept(
        forecast_id=forecast_id("village", 1, week), level="village", ahead=1, week=week, codes=codes, needs=needs
    ))  # fmt: skip
    desk.panel.show_now()
    first, second = desk.rows("needs")
    assert "市容环境" in first.sentence.text()
    assert "不等于谁有需要" in second.next.text()
    assert first.told is not None
    assert first.told.figure is not None
    desk.tell("need_expected", FigureValue(6.0, None, 6.0, 2.0, 10.0, "ok"), first.told.figure.asked)
    assert first.number.shown is not None
    assert "[2.0–10.0]" in first.number.shown.below[0]
    QTest.mouseClick(first.open, LEFT)
    assert desk.opened == [("needs", f"village/appearance/{desk.village}")]


def test_agents_who_do_not_suffice_ask_for_something(desk: DecidingDesk) -> None:
    asked = agents_now(desk.scripted.session.catalog)
    assert asked is not None
    desk.tell("hotline_answered_now", FigureValue(300.0, 600, 0.5, quality="ok"), question_text(asked))
    first, second = desk.rows("staffing")
    assert "调班或增员" in first.next.text()
    assert first.told is not None
    assert first.told.grave
    assert "假设" in second.next.text()
    desk.panel.results.again()
    desk.tell("hotline_answered_now", FigureValue(594.0, 600, 0.99, quality="ok"), question_text(asked))
    assert "调班" not in first.next.text()
    QTest.mouseClick(first.open, LEFT)
    assert desk.opened == [("staffing", "agents")]


def test_a_number_is_pinned_from_its_menu_and_refused_with_its_reason(desk: DecidingDesk) -> None:
    desk.tell("risk_open_cards", FigureValue(3, None, 3, quality="ok"))
    number = desk.panel.cards["risks"].numbers[0]
    QTest.mouseClick(number, LEFT)
    desk.choose("钉到")
    sent = desk.sent()
    assert isinstance(sent, PinFigure)
    assert (sent.figure.metric, sent.figure.value.value, sent.on) == ("risk_open_cards", 3, ("wall", "page"))
    assert sent.figure.as_of_seq == desk.scripted.session.layers.fold.seq
    desk.scripted.refuse("pin_exists")
    assert "已经钉住" in desk.panel.problem.text()


def pinned(desk: DecidingDesk, **change: object) -> Figure:
    """A result that was pinned a moment ago."""
    figure = desk.figure("risk_open_cards", NOTHING_ASKED, FigureValue(3, None, 3, quality="ok"), **change)
    desk.scripted.happen(FigurePinned(
        pin_id="N1", figure=figure, as_of_ms=desk.scripted.clock.now_ms(), on=("wall", "page")
    ))  # fmt: skip
    desk.panel._follow()
    return figure


def test_a_pin_is_renewed_moved_and_unpinned_with_a_reason(desk: DecidingDesk) -> None:
    pinned(desk)
    [chip] = desk.panel.pinned.numbers
    assert chip.shown is not None
    assert chip.shown.value == "3 张"
    assert "大屏、领导页" in chip.shown.below[1]
    desk.tell("risk_open_cards", FigureValue(5, None, 5, quality="ok"))
    QTest.mouseClick(chip, LEFT)
    desk.choose("更新(&R)：现为 5 张")
    sent = desk.sent()
    assert isinstance(sent, RenewPin)
    assert sent.figure.value.value == 5
    QTest.mouseClick(chip, LEFT)
    desk.choose("大屏")
    assert desk.sent() == MovePin(pin_id="N1", on=("page",))
    QTest.mouseClick(chip, LEFT)
    desk.choose("取下")
    [dialog] = [part for part in QApplication.topLevelWidgets() if isinstance(part, ReasonDialog)]
    dialog.reason.setText("已经解决")
    QTest.mouseClick(dialog.take, LEFT)
    assert desk.sent() == UnpinFigure(pin_id="N1", note="已经解决")


def test_a_pin_that_counts_otherwise_again_is_named(desk: DecidingDesk) -> None:
    figure = pinned(desk)
    desk.tell("risk_open_cards", FigureValue(3, None, 3, quality="ok"), as_of_seq=figure.as_of_seq)
    assert desk.panel.pinned.said.isHidden()
    assert desk.panel.pinned.numbers[0].shown is not None
    assert "复核一致" in desk.panel.pinned.numbers[0].shown.below[1]
    desk.panel.results.again()
    desk.tell("risk_open_cards", FigureValue(4, None, 4, quality="ok"), as_of_seq=figure.as_of_seq)
    assert "待处置预警卡" in desk.panel.pinned.said.text()


def test_a_pin_that_nobody_renews_becomes_old_and_then_stale(desk: DecidingDesk) -> None:
    pinned(desk)
    [chip] = desk.panel.pinned.numbers
    for days, said, is_stale in ((2, "已旧", False), (4, "过期", True)):
        desk.scripted.clock.advance(days * DAY_MS)
        desk.panel.show_now()
        assert chip.shown is not None
        assert said in chip.shown.below[0]
        assert chip.shown.is_stale is is_stale


def test_the_part_of_a_pin_is_opened_at_its_result(desk: DecidingDesk) -> None:
    desk.tell("coverage_people", FigureValue(40, 50, 0.8, quality="ok"), CLINICS)
    figure = desk.figure("coverage_people", CLINICS, FigureValue(40, 50, 0.8, quality="ok"))
    desk.panel.menu.part_wanted.emit(figure)
    desk.panel.menu.part_wanted.emit(desk.figure("policy_open", NOTHING_ASKED, FigureValue(1, None, 1)))
    assert desk.opened == [("coverage", "service/clinic"), ("policies", "")]
