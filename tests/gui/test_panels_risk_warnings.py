"""Risk warnings: what is unusual stands in the panel, its places on the map, and every step is a click."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from county.risk.patterns import ToldRepeat, ToldTopic
from county.risk.warning_card import (
    ActOnWarning,
    AssessWarning,
    DismissWarning,
    EvaluateWarning,
    RiskSignal,
    WarningActedOn,
    WarningAssessed,
    WarningEvaluated,
    WarningRaised,
)
from desktop.risks.risk_warnings import EventToReport, RiskWarnings
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.risk_messages import DetectorRecord, RiskReply
from tests.gui.conftest import HOUR_MS, ScriptedDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton
SCAN = RiskSignal(detector="scan", days=3, observed=12, expected=2.5, chance=1e-4, recurrence_days=150.0)
EARS = RiskSignal(detector="ears", days=7, observed=14, expected=5.0, chance=1e-8, recurrence_days=90_000.0)


class WarnedDesk:
    """The panel, with two villages of its county."""

    def __init__(self, scripted: ScriptedDesktop, panel: RiskWarnings) -> None:
        self.scripted, self.panel = scripted, panel
        self.villages = [str(code) for code in scripted.session.package.table("villages")["code"]][:2]

    def raised(self, id: str = "W1", *signals: RiskSignal, places: int = 1) -> None:
        now_ms = self.scripted.clock.now_ms()
        self.scripted.happen(WarningRaised(
            warning_id=id, subject="appearance", divisions=tuple(self.villages[:places]),
            from_ms=now_ms - 72 * HOUR_MS, signals=signals or (SCAN,), evidence=("E-old",), owner="city_management",
            due_ms={"assess": now_ms + 4 * HOUR_MS},
        ))  # fmt: skip
        self.panel.fill()

    def told(self, **fields: object) -> None:
        """The analysis answers."""
        self.panel._ask_again()
        values: dict[str, object] = {
            "judged_ms": self.scripted.clock.now_ms(), "past_days": 28, "is_judging": False,
            "detectors": {"scan": DetectorRecord(12, 3, 4), "farrington": DetectorRecord(0, 0, 0)},
        }  # fmt: skip
        request = f"risks {len(self.scripted.source.risk_requests)}"
        self.scripted.source.answer(RiskReply(request=request, **(values | fields)))  # type: ignore[arg-type]
        self.scripted.tick()

    def cells(self, row: int = 0) -> list[str]:
        table = self.panel.table
        return [item.text() for c in range(table.columnCount()) if (item := table.item(row, c)) is not None]

    def click(self, step: type) -> object:
        self.panel.table.selectRow(0)
        QTest.mouseClick(self.panel.step_buttons[step], LEFT)
        commands = self.scripted.source.commands
        return commands[-1].body if commands else None


@pytest.fixture
def desk(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[WarnedDesk]:
    scripted.source.condition = replace(scripted.source.condition, analysis=AnalysisHealth("ready", 1, 1, 1))
    with shown_panel(RiskWarnings(scripted.session), qtbot, (1_400, 700)) as panel:
        yield WarnedDesk(scripted, panel)


def test_a_card_tells_matter_place_counts_and_how_rarely_chance_gives_it(desk: WarnedDesk) -> None:
    desk.raised("W1", SCAN, EARS)
    cells = desk.cells()
    assert cells[0] == "待研判"
    assert cells[2] == "市容环境"
    assert desk.scripted.session.divisions.path(desk.villages[0]) in cells[3]
    assert cells[5:7] == ["14 / 5.0（7 天）", "100 年以上"]
    assert cells[7] == "时空聚集（扫描统计）、短期突增（EARS）"


def test_views_show_the_places_of_a_chosen_card_as_a_whole(desk: WarnedDesk) -> None:
    desk.raised(places=2)
    flown: list[tuple[float, ...]] = []
    desk.scripted.session.focus.fly_to.connect(lambda *place: flown.append(place))
    desk.panel.table.selectRow(0)
    [(x_m, y_m, radius_m)] = flown
    table = desk.scripted.session.package.table("villages")
    for code, shape in zip(table["code"], table.geometry, strict=True):
        if code in desk.villages:
            assert shape.within(shapely.Point(x_m, y_m).buffer(1.01 * radius_m))


def test_a_chosen_card_is_selected_on_the_map_and_a_click_on_an_event_fills_its_number(
    desk: WarnedDesk, qtbot: QtBot
) -> None:
    desk.raised(places=2)
    desk.panel.table.selectRow(0)
    selection = desk.scripted.session.focus.selection
    assert selection is not None
    assert (selection.layer, set(selection.ids)) == ("villages", set(desk.villages))
    item = desk.panel.evidence.item(0)
    qtbot.mouseClick(desk.panel.evidence.viewport(), LEFT, pos=desk.panel.evidence.visualItemRect(item).center())
    assert desk.panel.number.text() == "E-old"


def test_when_it_was_judged_and_how_often_it_was_right_is_said(desk: WarnedDesk) -> None:
    desk.told()
    assert "连续记录 28 天" in desk.panel.judged.text()
    assert desk.panel.judged.text().endswith("历史不足：高于往年同期（Farrington）")
    assert desk.panel.precision.text() == "历次属实（属实/已评价）：时空聚集（扫描统计） 3/4"
    desk.told(judged_ms=0)
    assert desk.panel.judged.text().startswith("尚未研判")
    desk.told(past_days=3, detectors={"scan": DetectorRecord(0, 0, 0)})
    assert desk.panel.judged.text().endswith("连续记录 3 天：历史过短，各检测方法均不能研判")


def test_a_click_asks_for_a_judgement_now(desk: WarnedDesk, qtbot: QtBot) -> None:
    desk.told()
    assert True not in desk.scripted.source.risk_requests
    qtbot.mouseClick(desk.panel.again, LEFT)
    assert desk.scripted.source.risk_requests[-1] is True
    desk.told(is_judging=True)
    assert desk.scripted.source.risk_requests.count(True) == 1
    assert desk.panel.judged.text() == "正在研判…"
    assert not desk.panel.again.isEnabled()


def test_a_card_is_assessed_acted_on_and_evaluated_by_clicks(desk: WarnedDesk, qtbot: QtBot) -> None:
    desk.raised()
    assert desk.click(AssessWarning) is None
    assert desk.panel.problem.text() == "请填写研判意见"
    QTest.keyClicks(desk.panel.text, "gongdi")
    assert desk.click(AssessWarning) == AssessWarning(warning_id="W1", note="gongdi")
    desk.scripted.accept(WarningAssessed(warning_id="W1", note="gongdi"))
    assert desk.cells()[0] == "已研判"
    assert not desk.panel.step_buttons[EvaluateWarning].isEnabled()
    QTest.keyClicks(desk.panel.number, "E7")
    assert desk.click(ActOnWarning) == ActOnWarning(warning_id="W1", events=("E7",))
    desk.scripted.accept(WarningActedOn(warning_id="W1", events=("E7",)))
    assert desk.panel.number.text() == ""
    QTest.keyClicks(desk.panel.text, "zhatu")
    desk.click(EvaluateWarning)
    assert desk.panel.problem.text() == "请选择是否属实"
    desk.panel.was_true.setCurrentIndex(1)
    assert desk.click(EvaluateWarning) == EvaluateWarning(warning_id="W1", was_true=True, note="zhatu")
    desk.scripted.accept(WarningEvaluated(warning_id="W1", was_true=True, note="zhatu"))
    assert desk.cells()[0] == "已评价：属实"
    assert not any(button.isEnabled() for button in desk.panel.step_buttons.values())


def test_a_card_is_dismissed_only_with_a_reason(desk: WarnedDesk) -> None:
    desk.raised()
    assert desk.click(DismissWarning) is None
    assert desk.panel.problem.text() == "请填写排除理由"


def test_an_event_that_is_reported_about_a_card_deals_with_it(desk: WarnedDesk, qtbot: QtBot) -> None:
    wanted: list[EventToReport] = []
    desk.panel.event_wanted.connect(wanted.append)
    desk.raised()
    desk.panel.table.selectRow(0)
    qtbot.mouseClick(desk.panel.report, LEFT)
    [event] = wanted
    assert (event.card, event.title.startswith("市容环境：")) == ("W1", True)
    desk.panel.reported(event.card, "E9")
    assert desk.scripted.source.commands[-1].body == ActOnWarning(warning_id="W1", events=("E9",))


def test_a_limit_that_has_passed_is_said(desk: WarnedDesk) -> None:
    desk.raised()
    desk.scripted.clock.advance(5 * HOUR_MS)
    desk.panel.age()
    assert desk.cells()[1].endswith("，已超时")


def test_what_is_repeated_or_talked_about_stands_below_and_shows_its_events(desk: WarnedDesk) -> None:
    now_ms = desk.scripted.clock.now_ms()
    village = desk.villages[0]
    collective = ToldRepeat(
        kind="collective", subclass="exposed_garbage", division=village, events=9, people=7,
        from_ms=now_ms - 48 * HOUR_MS, evidence=("E1", "E2"),
    )  # fmt: skip
    person = ToldRepeat(
        kind="person", subclass="exposed_garbage", division="", events=4, people=1, from_ms=now_ms, evidence=("E3",)
    )
    topic = ToldTopic(
        subject="appearance", words=("河水", "发黑"), events=12, of=37, share_before=0.004, z=3.14, chance=1e-4,
        evidence=("E4",),
    )  # fmt: skip
    patterns = desk.panel.patterns
    assert not patterns.isVisible()
    desk.told(repeats=(person, collective), topics=(topic,))
    assert patterns.isVisible()
    rows = [[patterns.table.model().index(row, column).data() for column in range(4)] for row in range(3)]
    assert rows == [
        ["集体诉求", "暴露垃圾", desk.scripted.session.divisions.path(village), "7 人 9 件（30 天）"],
        ["重复反映", "暴露垃圾", "多处", "1 人 4 件（90 天）"],
        ["升温词语", "河水、发黑（市容环境）", "全县", "12/37 件，以前占 0.4 %（z=3.1）"],
    ]
    center = patterns.table.visualRect(patterns.table.model().index(0, 0)).center()
    QTest.mouseClick(patterns.table.viewport(), LEFT, pos=center)
    evidence = desk.panel.evidence
    assert [evidence.item(row).text().split("（")[0] for row in range(evidence.count())] == ["E1", "E2"]
    assert desk.panel.about.text() == "最近 2 个事件："
    desk.told(repeats=(), topics=(topic,))
    assert patterns.table.model().rowCount() == 3, "the pointer is over the rows"
    desk.raised("W1", SCAN)
    desk.panel.table.selectRow(0)
    assert [evidence.item(row).text().split("（")[0] for row in range(evidence.count())] == ["E-old"]
    assert not patterns.table.selectionModel().hasSelection()
